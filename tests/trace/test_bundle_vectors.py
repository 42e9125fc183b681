"""The bundle vectors: every attack is refused at its step, honest evidence is not."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from nguon_ledger.rules.catalog import REFUSE, rules
from nguon_ledger.statement import parse_statement
from nguon_ledger.trace.bundle import MAX_BUNDLE
from nguon_ledger.trace.pins import parse_pins
from nguon_ledger.trace.verify import STEPS, Report, examine_bundle
from support.attacks_all import CASES
from support.forge import ORIGIN
from support.story import UNIT, whole_story

ROOT = Path(__file__).parents[2]
VECTORS = ROOT / "tests" / "vectors" / "bundles.json"


def vectors() -> list[dict[str, Any]]:
    return list(json.loads(VECTORS.read_text("utf-8")))


def judged(report: Report) -> dict[str, Any]:
    failure = report.failure
    return {
        "verdict": report.verdict,
        "step": failure.step if failure else 0,
        "code": failure.code if failure else "",
        "index": failure.index if failure else None,
        "subject": failure.subject if failure else None,
    }


def flags_of(report: Report) -> list[dict[str, Any]]:
    return [asdict(flag) for flag in report.flags]


@pytest.mark.parametrize("vector", vectors(), ids=lambda v: v["name"])
def test_evidence_is_judged_as_the_vector_says(vector: dict[str, Any]) -> None:
    pins = parse_pins(json.dumps(vector["pins"]).encode())
    report = examine_bundle(vector["bundle"].encode(), pins=pins, asked=vector["asked"])
    assert judged(report) == vector["expect"]
    assert flags_of(report) == vector.get("flags", [])


def test_the_file_holds_what_the_attacks_make_today() -> None:
    made = {case.name: case.make() for case in CASES}
    stored = {vector["name"]: vector for vector in vectors()}
    assert made.keys() == stored.keys()
    for name, attack in made.items():
        assert attack.bundle.decode() == stored[name]["bundle"], name
        assert attack.pins == stored[name]["pins"], name
        assert list(attack.flags) == stored[name].get("flags", []), name


def test_every_code_of_the_narrative_has_a_vector() -> None:
    text = (ROOT / "docs" / "verification.md").read_text("utf-8")
    named = set(re.findall(r"`([a-z]+(?:_[a-z]+)+)`", text)) | {"cycle", "overdrawn", "recalled"}
    not_codes = {
        "bundle_too_large",  # 8 MiB do not belong into a file; the test below
        "did_not_occur",
        "creating_class_instance",
    }
    covered = {case.code for case in CASES}
    assert named - covered - not_codes == set()


def test_every_rule_of_a_verifier_has_a_vector() -> None:
    door = {"correction_blocked"}  # what stands in the way is known to the engine alone
    refused = {case.code for case in CASES}
    flagged = {flag["rule"] for vector in vectors() for flag in vector.get("flags", [])}
    for identifier, rule in rules().items():
        assert identifier in (refused if rule.severity == REFUSE else flagged) | door, identifier


def test_no_rule_judges_what_was_recorded_before_it() -> None:
    since = {name: rule.since for name, rule in rules().items()}
    judged_late = 0
    for vector in vectors():
        told = [(flag["rule"], flag["index"]) for flag in vector.get("flags", [])]
        told.append((vector["expect"]["code"], vector["expect"]["index"]))
        for rule, index in told:
            if since.get(rule, 0) > 1:
                judged_late += 1
                assert version_at(vector, index) >= since[rule], vector["name"]
    assert judged_late > 150


def version_at(vector: dict[str, Any], index: int) -> int:
    """Return the version in force, as the statements before an entry say."""
    version = 0
    for entry in json.loads(vector["bundle"])["entries"]:
        if entry["index"] < index:
            said = parse_statement(entry["statement"].encode(), log=ORIGIN).payload
            raised = {"Genesis": "rules", "RulesRaised": "version"}.get(str(said.get("type")))
            version = int(str(said[raised])) if raised else version
    return version


def test_evidence_beyond_the_limit_is_not_read() -> None:
    story = whole_story()
    bundle = story.bundle(UNIT)
    padded = bundle + b" " * (MAX_BUNDLE + 1 - len(bundle))
    report = examine_bundle(padded, pins=story.pins, asked=UNIT)
    assert judged(report)["code"] == "bundle_too_large"
    at_limit = bundle + b" " * (MAX_BUNDLE - len(bundle))
    assert examine_bundle(at_limit, pins=story.pins, asked=UNIT).verdict == "verified"


def test_steps_have_the_numbers_of_the_narrative() -> None:
    text = (ROOT / "docs" / "verification.md").read_text("utf-8")
    numbered = re.findall(r"^\| (\d+) \| (\w+) \|", text, re.MULTILINE)
    assert numbered == [(str(i), name) for i, name in enumerate(STEPS, 1)]
