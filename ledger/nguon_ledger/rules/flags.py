"""Judging what is recorded anyway, in the order of the table in docs/rules.md."""

from __future__ import annotations

from collections.abc import Iterator

from nguon_ledger.events.event import RECEIVING, TRANSFORMATION
from nguon_ledger.registry.records import ParticipantRecord
from nguon_ledger.rules.case import Case
from nguon_ledger.rules.certificates import judge_certificates
from nguon_ledger.rules.diary import judge_diary, judge_receipt, judge_results
from nguon_ledger.rules.finding import Finding
from nguon_ledger.rules.places import judge_place
from nguon_ledger.rules.timing import judge_time
from nguon_ledger.rules.yields import judge_yield


def judge(case: Case) -> list[Finding]:
    """Return the flags of an event, on the things as they are before it is entered."""
    event = case.event
    if not case.guarded or event.is_correction:
        return []
    found = list(judge_time(case))
    if event.type == TRANSFORMATION:
        found += judge_yield(case)
    if event.has_read_point:
        found += judge_place(case)
    if event.certificates or event.created:
        found += judge_certificates(case)
    if event.diary is not None:
        found += judge_diary(case)
    if event.biz_step == RECEIVING:
        found += judge_receipt(case)
    if event.results:
        found += judge_results(case)
    return found


def judge_in_hindsight(case: Case) -> Iterator[Finding]:
    """Yield ``signer_ended``: what was said later of who recorded the event.

    Apart from ``judge``, since a later statement may change it.
    """
    if not case.guarded or case.event.is_correction:
        return
    status = _status_then(case.registry.participants[case.signer], case)
    if status is not None:
        yield Finding("signer_ended", case.index, case.signer, {"status": status})


def _status_then(participant: ParticipantRecord, case: Case) -> str | None:
    happened = case.event.happened
    later = [change for at, change in participant.changes if at > case.index]
    past = [change for change in later if change.effective <= happened]
    for change in past:
        reinstated = any(
            other.status == "active" and change.effective <= other.effective for other in past
        )
        if change.status != "active" and not reinstated:
            return change.status
    return None
