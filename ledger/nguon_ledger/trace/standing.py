"""Step 11: nothing on the way is recalled, nor signed with a key in a thief's hands."""

from __future__ import annotations

from collections.abc import Sequence

from nguon_ledger.registry.state import Registry
from nguon_ledger.rules.quality import may_release
from nguon_ledger.rules.version import CUSTODY
from nguon_ledger.trace.chain import Chain, is_about
from nguon_ledger.trace.failure import StepError
from nguon_ledger.trace.recorded import RecordedEvent
from nguon_ledger.trace.seals import Seals


def check_recallers(chain: Chain, registry: Registry) -> None:
    """Check that recalls come from who made the thing, or the operator (step 9, last part).

    Raises StepError ``recall_foreign``.
    """
    makers = {
        created.item.id: recorded.participant
        for recorded in reversed(chain.events)
        for created in recorded.event.created
    }
    for recorded in chain.events:
        if not recorded.event.is_recall or registry.participants[recorded.participant].is_operator:
            continue
        for listed in recorded.event.things:
            thing = listed.item.id
            if not _may_recall(recorded, makers.get(thing), registry):
                raise StepError(
                    "recall_foreign",
                    "recalled by somebody else's key",
                    index=recorded.index,
                    subject=thing,
                )


def _may_recall(recorded: RecordedEvent, maker: str | None, registry: Registry) -> bool:
    if maker is None or maker == recorded.participant:
        return True
    guarded = registry.rules_at(recorded.index) >= CUSTODY
    return guarded and registry.acts_for(recorded.participant, maker, recorded.index)


def check_standing(
    chain: Chain, corrected: Sequence[RecordedEvent], registry: Registry, seals: Seals
) -> None:
    """Look for recalls of anything on the way, and for compromised keys.

    ``corrected`` are the events that were taken back and the declarations that did it: a thief's
    declaration could otherwise make a recall go away. Raises StepError ``recalled`` or
    ``key_compromised``.
    """
    declarations = [
        c for c in corrected if c.event.is_correction and is_about(c.event, chain.subjects)
    ]
    releases = [e for e in chain.events if _is_release(e, registry)]
    for recorded in sorted([*chain.events, *declarations], key=lambda each: each.index):
        if recorded.event.is_recall and not recorded.event.is_correction:
            _check_recall(recorded, chain, releases, registry)
        if was_compromised(recorded.kid, recorded.recorded, registry, seals):
            raise StepError(
                "key_compromised",
                "signed while the key was in other hands",
                index=recorded.index,
                subject=recorded.kid,
            )


def was_compromised(kid: str, time: int, registry: Registry, seals: Seals) -> bool:
    """Tell whether a key was in other hands at a time, or was introduced by one that was."""
    record = registry.keys[kid]
    if record.compromised_since is not None and time >= record.compromised_since:
        return True
    if record.introduced_by is None:
        return False
    return was_compromised(record.introduced_by, seals.recorded(record.added), registry, seals)


def _is_release(recorded: RecordedEvent, registry: Registry) -> bool:
    return recorded.event.releases and registry.rules_at(recorded.index) >= CUSTODY


def _check_recall(
    recalled: RecordedEvent,
    chain: Chain,
    releases: Sequence[RecordedEvent],
    registry: Registry,
) -> None:
    released = {
        listed.item.id
        for release in releases
        if release.index > recalled.index and may_release(registry, release, recalled.participant)
        for listed in release.event.things
    }
    for listed in recalled.event.things:
        thing = listed.item.id
        if thing in chain.subjects and thing not in released:
            raise StepError("recalled", "recalled", index=recalled.index, subject=thing)
