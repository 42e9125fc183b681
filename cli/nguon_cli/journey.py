"""The way of a lot or unit, out of verified evidence: as data and as text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

from nguon_cli.identifiers import short
from nguon_cli.session import Session, clean
from nguon_cli.times import show_moment
from nguon_cli.units import show_quantity
from nguon_ledger.encoding.rfc3339 import format_time
from nguon_ledger.events.event import Event, Listed
from nguon_ledger.registry.records import CredentialRecord
from nguon_ledger.trace.recorded import RecordedEvent
from nguon_ledger.trace.verify import VerifiedTrace

_SHOWN_UNITS = 3  # more units than that are counted, not listed


def journey_document(trace: VerifiedTrace) -> dict[str, Any]:
    """Return checkpoint, events, taken-back events, lots and certificates."""
    return {
        "checkpoint": {
            "origin": trace.checkpoint.origin,
            "size": trace.checkpoint.size,
            "time": format_time(trace.checkpoint_time),
        },
        "journey": [_event_document(trace, recorded) for recorded in trace.chain.events],
        "corrected": [_event_document(trace, recorded) for recorded in trace.corrected],
        "lots": [
            {
                "lot": lot,
                "dimension": balance.dimension,
                "made": balance.made,
                "taken": balance.taken,
                "packed": balance.packed,
                "serials": balance.serials,
                "left": balance.left,
            }
            for lot, balance in trace.balances.items()
        ],
        "certificates": [_credential_document(c) for c in trace.registry.credentials.values()],
    }


def tell_journey(session: Session, trace: VerifiedTrace) -> None:
    """Print the journey as a table, oldest entry first, then the certificates."""
    table = Table(title="The journey", title_justify="left", show_lines=False)
    for heading in ("Entry", "Step", "What", "Who", "Where", "Happened", "Recorded"):
        table.add_column(heading, overflow="fold")
    for recorded in trace.chain.events:
        table.add_row(*map(Text, map(clean, _row(trace, recorded))))
    session.draw(table)
    for credential in trace.registry.credentials.values():
        session.say(_credential_line(trace, credential))
    for recorded in trace.corrected:
        session.say(f"Entry {recorded.index} was taken back: {_step(recorded.event)}.")


def _row(trace: VerifiedTrace, recorded: RecordedEvent) -> tuple[str, ...]:
    event = recorded.event
    who = trace.registry.participants[recorded.participant].registration.name
    return (
        str(recorded.index),
        _step(event),
        _what(event),
        who,
        ", ".join(_place(trace, recorded, place) for place in event.places) or "-",
        show_moment(event.happened),
        show_moment(recorded.recorded),
    )


def _step(event: Event) -> str:
    return event.step or event.biz_step


def _what(event: Event) -> str:
    if event.inputs or event.outputs:
        return f"{_listing(event.inputs)} → {_listing(event.outputs)}"
    if event.parent is not None:
        return f"{_listing(event.children)} in {short(event.parent.id)}"
    return _listing(event.things)


def _listing(listed: Sequence[Listed]) -> str:
    lots = [
        f"{short(one.item.id)} {show_quantity(one.quantity)}"
        for one in listed
        if one.quantity is not None
    ]
    units = [short(one.item.id) for one in listed if one.quantity is None]
    if len(units) > _SHOWN_UNITS:
        units = [f"{len(units)} units from {units[0]} to {units[-1]}"]
    return ", ".join(lots + units)


def _place(trace: VerifiedTrace, recorded: RecordedEvent, place: str) -> str:
    if place.startswith("geo:"):
        return place
    return trace.registry.location_at(place, recorded.index).name


def _event_document(trace: VerifiedTrace, recorded: RecordedEvent) -> dict[str, Any]:
    event = recorded.event
    return {
        "entry": recorded.index,
        "eventID": event.event_id,
        "step": event.step,
        "type": event.type,
        "action": event.action,
        "bizStep": event.biz_step,
        "disposition": event.disposition,
        "participant": recorded.participant,
        "name": trace.registry.participants[recorded.participant].registration.name,
        "places": list(event.places),
        "happened": format_time(event.happened),
        "recorded": format_time(recorded.recorded),
        "inputs": _listed_documents(event.inputs),
        "outputs": _listed_documents(event.outputs),
        "things": _listed_documents(event.things),
        "children": _listed_documents(event.children),
        "parent": event.parent.id if event.parent is not None else None,
    }


def _listed_documents(listed: Sequence[Listed]) -> list[dict[str, Any]]:
    return [
        {"id": one.item.id}
        | (
            {"quantity": one.quantity.amount, "uom": one.quantity.uom}
            if one.quantity is not None
            else {}
        )
        for one in listed
    ]


def _credential_document(record: CredentialRecord) -> dict[str, Any]:
    credential = record.credential
    return {
        "credential": credential.credential,
        "subject": credential.subject,
        "issuer": credential.issuer,
        "scheme": credential.scheme,
        "level": credential.level,
        "number": credential.number,
        "validFrom": format_time(credential.valid_from),
        "validUntil": format_time(credential.valid_until),
        "revoked": record.revoked is not None,
    }


def _credential_line(trace: VerifiedTrace, record: CredentialRecord) -> str:
    credential = record.credential
    issuer = trace.registry.participants[credential.issuer].registration.name
    named = " ".join(filter(None, (credential.scheme, credential.level, credential.number)))
    until = show_moment(credential.valid_until)[:10]
    state = "REVOKED" if record.revoked is not None else f"valid until {until}"
    return f"Certificate for {short(credential.subject)}: {named}, by {issuer}, {state}."
