"""Taking an event back (EPCIS 2.0, errorDeclaration): its effects are undone, or it is refused.

What is left must be a history that the door would have admitted without that event. So the things
that it is about, what they were in and what was in them, are entered again without it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from nguon_ledger.engine.admission.books import Books
from nguon_ledger.engine.admission.change import Change
from nguon_ledger.engine.admission.replay import Replay
from nguon_ledger.events.event import Event
from nguon_ledger.registry.state import Registry
from nguon_ledger.rules.finding import Finding
from nguon_ledger.rules.making import serials_by_lot
from nguon_ledger.rules.order import in_order
from nguon_ledger.rules.quality import passes_inspection
from nguon_ledger.rules.refusal import RuleBrokenError
from nguon_ledger.rules.version import CUSTODY
from nguon_ledger.trace.corrections import check_correction
from nguon_ledger.trace.recorded import RecordedEvent
from nguon_ledger.trace.touches import (
    Role,
    diary_subject,
    event_subject,
    event_touches,
    process_subject,
)

_SHOWN = 20  # entries that a refusal names
_COPIED = "diary_copied"


def admit_correction(books: Books, registry: Registry, correction: RecordedEvent) -> Change:
    """Return what taking the event back changes.

    Raises NguonError ``correction_unknown``, ``correction_differs``, ``correction_foreign`` or
    ``correction_blocked`` (later events lean on what would be gone).
    """
    original = check_correction(correction, _original(books, correction.event), registry)
    _check_process(books, original)
    _check_release(registry, original)
    things = _around(books, original.event)
    replay = Replay(books, registry, things, without=original.index)
    replay.run()
    if replay.in_the_way:
        first = replay.in_the_way[min(replay.in_the_way)]
        raise _blocked(first, sorted(replay.in_the_way))
    index = correction.index
    return Change(
        index,
        event_touches(index, correction.event),
        things={thing: replay.found.get(thing) for thing in things},
        flags=_flags(books, registry, original, replay, things),
        voids=original.index,
    )


def _original(books: Books, event: Event) -> RecordedEvent | None:
    mentions = books.mentions.touches(event_subject(event.event_id))
    found = [touch.index for touch in mentions if touch.role == Role.EVENT]
    return books.recorded(found[0]) if found else None


def _check_process(books: Books, original: RecordedEvent) -> None:
    """Refuse while a later event of the same process may be made of what this one put in."""
    if original.event.process is not None:
        parts = books.mentions.touches(process_subject(original.event.process))
        later = [part.index for part in parts if part.index > original.index]
        if later:
            raise _blocked(original.event.process, later)


def _check_release(registry: Registry, original: RecordedEvent) -> None:
    """Refuse to undo a release: it let others go than those it lists. Inspect or recall anew."""
    event = original.event
    if registry.rules_at(original.index) < CUSTODY:
        return
    if event.releases or passes_inspection(event):
        raise _blocked(event.event_id, [original.index])


def _around(books: Books, event: Event) -> set[str]:
    """Return what the event is about, whatever that was ever in, and whatever was in that.

    With the lots of all these: what a carton holds again may belong to one that is blocked.
    """
    queue = deque(_about(event))
    around: set[str] = set()
    while queue:
        thing = queue.popleft()
        if thing in around:
            continue
        around.add(thing)
        for touch in books.mentions.touches(thing):
            if touch.role in {Role.CHILD, Role.PARENT}:
                queue.extend(_packed_with(books.event(touch.index), thing))
    return around | set(_lots_of(books, around))


def _lots_of(books: Books, things: set[str]) -> Iterator[str]:
    books.things.load(things)
    for thing in things:
        found = books.things.get(thing)
        if found is not None and found.lot is not None:
            yield found.lot


def _about(event: Event) -> Iterator[str]:
    yield from (listed.item.id for listed in event.listed)
    yield from (crop.id for crop in event.grown_from)
    yield from serials_by_lot(event)
    if event.parent is not None:
        yield event.parent.id


def _packed_with(event: Event, thing: str) -> Iterator[str]:
    """Yield the container of a unit, or the units in a container; lots stay where they are."""
    if event.parent is None:
        return
    if event.parent.id == thing:
        yield from (child.item.id for child in event.children if not child.item.is_lot)
    elif any(child.item.id == thing and not child.item.is_lot for child in event.children):
        yield event.parent.id


def _flags(
    books: Books,
    registry: Registry,
    original: RecordedEvent,
    replay: Replay,
    things: set[str],
) -> dict[int, list[Finding]]:
    """Return the flags of events that looked at the same things, as they are judged now.

    A flag depends on its subject alone (docs/rules.md): others stay as they were.
    """
    changed = dict(replay.flags)
    text = original.event.diary
    for touch in books.mentions.touches(diary_subject(text)) if text is not None else []:
        if touch.index > original.index and touch.index not in changed:
            entry = Replay(books, registry, (), without=original.index)
            changed[touch.index] = entry.judged(touch.index)
    stored = books.flags(changed)
    flags: dict[int, list[Finding]] = {}
    for index, new in changed.items():
        old = stored.get(index, [])
        if old or new:
            flags[index] = in_order(_merged(old, new, things), books.event(index))
    return {index: now for index, now in flags.items() if now != stored.get(index, [])}


def _merged(old: list[Finding], new: list[Finding], things: set[str]) -> list[Finding]:
    def looked_at(finding: Finding) -> bool:
        return finding.rule == _COPIED or finding.subject in things

    return [f for f in old if not looked_at(f)] + [f for f in new if looked_at(f)]


def _blocked(subject: str, indices: list[int]) -> RuleBrokenError:
    shown = ", ".join(map(str, indices[:_SHOWN]))
    more = f" (+{len(indices) - _SHOWN})" if len(indices) > _SHOWN else ""
    return RuleBrokenError("correction_blocked", subject, entries=shown + more)
