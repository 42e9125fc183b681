"""Answers to a step's own questions, put where EPCIS wants them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from nguon_ledger.errors import NguonError
from nguon_signer.answers import Answer, Result
from nguon_signer.template import Field, Step

MAX_TEXT = 4000
NUMBERS = frozenset({"quantity", "days", "sensor"})
"""The kinds of field that a number answers."""


@dataclass
class Placed:
    """Members for ilmd and for the event itself, a disposition, and sensor reports."""

    ilmd: dict[str, Any] = field(default_factory=dict)
    event: dict[str, Any] = field(default_factory=dict)
    disposition: str | None = None
    reports: list[dict[str, Any]] = field(default_factory=list)


def place_answers(step: Step, answers: Mapping[str, Answer]) -> Placed:
    """Check the answers against the step's fields and sort them by where they belong.

    Raises NguonError ``field_unknown``, ``field_required`` or ``field_malformed``, with the
    field's name as ``fields/name``.
    """
    known = {f.name for f in step.fields}
    for name in answers:
        if name not in known:
            there = ", ".join(sorted(known)) or "none"
            raise _error("field_unknown", name, f"{step.name} does not ask this; it asks {there}")
    placed = Placed()
    for asked in step.fields:
        if asked.name in answers:
            value = _value(asked, answers[asked.name])
            if value is not None:
                _place(placed, asked, value)
        elif asked.required:
            raise _error("field_required", asked.name, f"{step.name} needs {asked.name}")
    return placed


def _place(placed: Placed, asked: Field, value: Any) -> None:  # noqa: ANN401 (a JSON value)
    if asked.place == "ilmd":
        placed.ilmd[str(asked.member)] = value
    elif asked.place == "event":
        placed.event[str(asked.member)] = value
    elif asked.place == "disposition":
        placed.disposition = value
    else:
        _add_reading(placed.reports, asked, value)


def _add_reading(reports: list[dict[str, Any]], asked: Field, value: Answer) -> None:
    """Put a value and its maximum into one report (EPCIS 2.0, sensorReport)."""
    about = {"type": asked.measures, "uom": asked.uom}
    if asked.substance is not None:
        about["chemicalSubstance"] = asked.substance
    for report in reports:
        if about.items() <= report.items() and asked.member not in report:
            report[str(asked.member)] = value
            return
    reports.append({**about, str(asked.member): value})


def _value(asked: Field, answer: Answer) -> object:
    if asked.kind == "results":
        return _results(asked, answer)
    if asked.kind in NUMBERS:
        number = _number(asked, answer)
        if asked.kind == "days":
            return number or None  # no days to wait are said by saying none
        return {"value": number, "uom": asked.uom} if asked.kind == "quantity" else number
    if not isinstance(answer, str) or not answer.strip() or len(answer) > MAX_TEXT:
        raise _malformed(asked, f"a text of 1 to {MAX_TEXT} characters is expected")
    if asked.kind == "choice" and answer not in asked.options:
        raise _malformed(asked, f"one of {', '.join(asked.options)} is expected")
    if asked.kind == "date":
        _check_date(asked, answer)
    return answer


def _number(asked: Field, answer: Answer) -> Decimal | int:
    if isinstance(answer, bool) or not isinstance(answer, int | Decimal):
        raise _malformed(asked, f"a number in {asked.uom} is expected")
    low, high = asked.minimum, asked.maximum
    if not Decimal(answer).is_finite() or not low <= answer <= high:
        raise _malformed(asked, f"a number from {low} to {high} {asked.uom} is expected")
    return answer


def _results(asked: Field, answer: Answer) -> list[dict[str, object]]:
    if not isinstance(answer, tuple) or not answer:
        raise _malformed(asked, "at least one result is expected")
    return [_result(asked, result) for result in answer]


def _result(asked: Field, result: Result) -> dict[str, object]:
    if not result.test.strip() or result.kind not in {"max", "min"}:
        raise _malformed(asked, "a result has a test, a value, and a limit of kind max or min")
    written: dict[str, object] = {
        "test": result.test,
        "value": result.value,
        "limit": result.limit,
    }
    return written if result.kind == "max" else {**written, "kind": result.kind}


def _check_date(asked: Field, answer: str) -> None:
    try:
        found = date.fromisoformat(answer).isoformat()
    except ValueError:
        found = None
    if found != answer:
        raise _malformed(asked, "a date such as 2026-03-14 is expected")


def _malformed(asked: Field, detail: str) -> NguonError:
    return _error("field_malformed", asked.name, f"{asked.name}: {detail}")


def _error(code: str, name: str, detail: str) -> NguonError:
    return NguonError(code, detail, field=f"fields/{name}")
