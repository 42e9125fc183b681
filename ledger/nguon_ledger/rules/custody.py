"""Who may do something with a thing: whoever holds it, while it is there."""

from __future__ import annotations

from collections.abc import Iterator

from nguon_ledger.rules.case import Case
from nguon_ledger.rules.quality import find_block
from nguon_ledger.rules.refusal import RuleBrokenError
from nguon_ledger.rules.thing import Thing, Things

_PAST_BLOCKS = frozenset({"destroying", "unpacking"})


def containers_of(thing: Thing, things: Things) -> Iterator[Thing]:
    """Yield what a thing is in, from the inside out, as far as that is tracked."""
    seen = {thing.id}
    current: Thing | None = thing
    while current is not None and current.container is not None and current.container not in seen:
        seen.add(current.container)
        current = things.get(current.container)
        if current is not None:
            yield current


def actual_holder(thing: Thing, things: Things) -> str:
    """Return who holds a thing, or the outermost container that it is in."""
    if thing.container is None:
        return thing.holder
    holder = thing.holder
    for container in containers_of(thing, things):
        holder = container.holder
    return holder


def receiver_of(thing: Thing, things: Things) -> str | None:
    """Return to whom a thing, or a container of it, is on its way."""
    if thing.receiver is not None or thing.container is None:
        return thing.receiver
    around = (container.receiver for container in containers_of(thing, things))
    return next((receiver for receiver in around if receiver is not None), None)


def require_use(
    case: Case,
    thing: Thing,
    *,
    packed_too: bool = False,
    blocked_too: bool = False,
    takes_over: bool = True,
) -> None:
    """Refuse unless the signer may use a thing ("may use" of docs/rules.md).

    Raises RuleBrokenError ``already_spent``, ``not_holder``, ``in_transit``, ``already_packed`` or
    ``blocked``.
    """
    things = case.things
    if thing.gone or (thing.container is not None and _is_container_gone(thing, things)):
        raise RuleBrokenError("already_spent", thing.id)
    require_holder(case, thing)
    receiver = receiver_of(thing, things)
    if receiver is not None:
        raise RuleBrokenError("in_transit", thing.id, receiver=case.name(receiver))
    if thing.container is not None and not packed_too:
        raise RuleBrokenError("already_packed", thing.id, container=thing.container)
    if not blocked_too and case.event.biz_step not in _PAST_BLOCKS:
        block = find_block(thing, things)
        if block is not None:
            raise RuleBrokenError("blocked", thing.id, index=block)
    # Who acts for a holder that is no more takes over; not by numbering alone, since evidence about
    # a lot leaves out what gives its pieces numbers.
    if takes_over and thing.holder != case.signer:
        things.edit(thing.id).holder = case.signer


def _is_container_gone(thing: Thing, things: Things) -> bool:
    return any(container.gone for container in containers_of(thing, things))


def require_holder(case: Case, thing: Thing) -> None:
    """Refuse unless the signer acts for whoever actually holds a thing."""
    holder = actual_holder(thing, case.things)
    if not case.acts_for(holder):
        raise RuleBrokenError("not_holder", thing.id, holder=case.name(holder))
