"""A step asks certain things: no answer may be missing, and none may be too many."""

from __future__ import annotations

from nguon_ledger.errors import NguonError
from nguon_signer.answers import Answers
from nguon_signer.template import Step


def check_asked(step: Step, answers: Answers) -> None:
    """Hold the answers against what the step asks.

    An answer that would not reach the event is refused, so that nothing vanishes silently.
    Raises NguonError ``answer_unexpected``, ``lot_number_missing``, ``grown_from_missing``,
    ``container_missing``, ``sender_missing`` or ``receiver_missing``.
    """
    for name, asked in _asked(step).items():
        if getattr(answers, name) and not asked:
            what = f"{step.name} does not ask for {name}"
            raise NguonError("answer_unexpected", what, field=name)
    for name, code in _needed(step).items():
        if not getattr(answers, name):
            raise NguonError(code, f"{step.name} needs {name}", field=name)


def makes_units(step: Step) -> bool:
    """Tell whether the step gives serial numbers to units."""
    return any("unit" in thing.kinds for thing in step.outputs)


def _asked(step: Step) -> dict[str, bool]:
    makes_lots = bool(step.outputs) and not makes_units(step)
    kinds = {kind for thing in (*step.inputs, *step.outputs) for kind in thing.kinds}
    return {
        "inputs": bool(step.inputs),
        "outputs": makes_lots,
        "adding": makes_lots,
        "units": bool(kinds - {"lot"}),
        "lot_number": makes_units(step),
        "grown_from": bool(step.grown_from),
        "container": step.type == "AggregationEvent",
        "process": step.type == "TransformationEvent",
        "source": bool(step.parties),
        "destination": bool(step.parties),
    }


def _needed(step: Step) -> dict[str, str]:
    needed = {
        "lot_number": ("lot_number_missing", makes_units(step)),
        "grown_from": (
            "grown_from_missing",
            bool(step.grown_from) and not step.grown_from_optional,
        ),
        "container": ("container_missing", step.type == "AggregationEvent"),
        "source": ("sender_missing", "source" in step.parties),
        "destination": ("receiver_missing", "destination" in step.parties),
    }
    return {name: code for name, (code, is_needed) in needed.items() if is_needed}
