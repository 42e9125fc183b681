"""Which roles may record which event (docs/formats.md, 7, "Who may")."""

from __future__ import annotations

from nguon_ledger.events.event import ADD, OBJECT, OBSERVE, TRANSFORMATION, Event
from nguon_ledger.registry.records import ParticipantRecord
from nguon_ledger.registry.state import Registry
from nguon_ledger.registry.statements import OPERATOR
from nguon_ledger.rules.refusal import RuleBrokenError

_MAKERS = frozenset({"producer", "processor"})
_HANDLERS = _MAKERS | {"carrier", "retailer"}
_ANYONE = _HANDLERS | {"certifier", OPERATOR}


def check_role(event: Event, participant: ParticipantRecord) -> None:
    """Raise RuleBrokenError ``role_missing`` unless the participant may record such an event."""
    if not _allowed(event) & set(participant.registration.roles):
        raise RuleBrokenError("role_missing", _first(event), field="type")


def _first(event: Event) -> str:
    parents = (event.parent.id,) if event.parent else ()
    return next(iter((*(listed.item.id for listed in event.listed), *parents)), event.event_id)


def _allowed(event: Event) -> frozenset[str]:
    if event.type == TRANSFORMATION or (event.type == OBJECT and event.action == ADD):
        return _MAKERS
    return _ANYONE if event.type == OBJECT and event.action == OBSERVE else _HANDLERS


def check_owner(event: Event, participant: str, registry: Registry, index: int) -> None:
    """Raise RuleBrokenError ``product_foreign`` unless what is made is one's own product.

    The buyer reads the owner's name and certificates on everything made under a product.
    """
    if event.is_correction:
        return
    for made in event.created:
        product = made.item.product
        if product is not None and registry.product_at(product, index).owner != participant:
            raise RuleBrokenError("product_foreign", made.item.id, field="type")
