"""A verification report as data and as text."""

from __future__ import annotations

from typing import Any

from rich.table import Table
from rich.text import Text

from nguon_cli.flags import flag_documents, tell_flags
from nguon_cli.session import Session, clean
from nguon_ledger.trace.failure import StepError
from nguon_ledger.trace.verify import STEPS, Report

TITLES = {
    "evidence": "The evidence can be read",
    "checkpoint": "The ledger's pinned key, and enough witnesses, signed it",
    "inclusion": "Every entry is in the tree that was signed",
    "statements": "Every entry is a statement made for this ledger",
    "registry": "Whoever registered somebody or something was allowed to",
    "signatures": "Every event is signed with a key that was in force",
    "time": "The ledger sealed every entry with a time",
    "events": "Every event is well formed, on time, and by somebody who may",
    "chain": "The chain leads back to where it began, without a gap",
    "quantities": "Nothing gave more than it had, nothing was used twice",
    "standing": "Nothing is recalled, and no key was stolen",
}
VERDICTS = {
    "verified": "VERIFIED: all eleven steps were checked here, and hold.",
    "wrong": "WRONG: the evidence does not hold. Do not rely on it.",
    "unchecked": "NOT CHECKED: nothing can be said about it.",
}
# Said whenever all is well, for it is what the steps cannot prove (docs/verification.md).
ABSENCE = "That nothing was left out (a recall, a revocation) is the operator's word, not proven."
_STYLES = {"passed": "green", "failed": "bold red", "not run": "dim"}


def verdict_document(report: Report, *, asked: str, language: str | None) -> dict[str, Any]:
    """Return the verdict, each step's result, the flags, and the failure."""
    document: dict[str, Any] = {
        "verdict": report.verdict,
        "id": asked,
        "steps": [
            {"step": number, "name": name, "result": _result(report, number)}
            for number, name in enumerate(STEPS, 1)
        ],
        "flags": flag_documents(report.flags, language),
    }
    if (failure := report.failure) is not None:
        document["failure"] = {
            "step": failure.step,
            "name": STEPS[failure.step - 1],
            "code": failure.code,
            "detail": failure.detail,
            "entry": failure.index,
            "subject": failure.subject,
        }
    return document


def tell_verdict(session: Session, report: Report, *, asked: str) -> None:
    """Print the steps with their results, the verdict with its reason, and the flags."""
    session.say(f"Evidence about {asked}")
    table = Table(box=None, show_header=False, pad_edge=False)
    for number, name in enumerate(STEPS, 1):
        result = _result(report, number)
        table.add_row(f"{number:2}", Text(TITLES[name]), Text(result, style=_STYLES[result]))
    session.draw(table)
    session.say()
    session.say(VERDICTS[report.verdict])
    if report.failure is None:
        session.say(ABSENCE)
    else:
        _tell_failure(session, report.failure)
    tell_flags(session, report.flags)


def _tell_failure(session: Session, failure: StepError) -> None:
    session.say(
        f"Step {failure.step} ({STEPS[failure.step - 1]}): {failure.code}: {failure.detail}"
    )
    if failure.index is not None:
        session.say(f"Entry: {failure.index}")
    if failure.subject is not None:
        session.say(f"Subject: {clean(failure.subject)}")


def _result(report: Report, number: int) -> str:
    if report.failure is None or number < report.failure.step:
        return "passed"
    return "failed" if number == report.failure.step else "not run"
