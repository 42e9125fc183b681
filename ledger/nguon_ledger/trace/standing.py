"""Step 11: nothing on the way is recalled, nor signed with a key in a thief's hands."""

from __future__ import annotations

from nguon_ledger.registry.state import Registry
from nguon_ledger.trace.chain import Chain
from nguon_ledger.trace.failure import StepError


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
            if makers.get(thing, recorded.participant) != recorded.participant:
                raise StepError(
                    "recall_foreign",
                    "recalled by somebody else's key",
                    index=recorded.index,
                    subject=thing,
                )


def check_standing(chain: Chain, registry: Registry) -> None:
    """Look for recalls of anything on the way, and for compromised keys.

    Raises StepError ``recalled`` or ``key_compromised``.
    """
    for recorded in chain.events:
        if recorded.event.is_recall:
            for listed in recorded.event.things:
                if listed.item.id in chain.subjects:
                    raise StepError(
                        "recalled", "recalled", index=recorded.index, subject=listed.item.id
                    )
        since = registry.keys[recorded.kid].compromised_since
        if since is not None and recorded.recorded >= since:
            raise StepError(
                "key_compromised",
                "signed while the key was in other hands",
                index=recorded.index,
                subject=recorded.kid,
            )
