"""The bundle vectors: every attack is refused at its step, honest evidence is not."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from nguon_ledger.trace.bundle import MAX_BUNDLE
from nguon_ledger.trace.pins import parse_pins
from nguon_ledger.trace.verify import STEPS, Report, examine_bundle
from support import attacks, attacks_chain, attacks_registry
from support.story import UNIT, whole_story

ROOT = Path(__file__).parents[2]
VECTORS = ROOT / "tests" / "vectors" / "bundles.json"
LOADED = (attacks_chain, attacks_registry)  # importing them registers their cases


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


@pytest.mark.parametrize("vector", vectors(), ids=lambda v: v["name"])
def test_evidence_is_judged_as_the_vector_says(vector: dict[str, Any]) -> None:
    pins = parse_pins(json.dumps(vector["pins"]).encode())
    report = examine_bundle(vector["bundle"].encode(), pins=pins, asked=vector["asked"])
    assert judged(report) == vector["expect"]


def test_the_file_holds_what_the_attacks_make_today() -> None:
    made = {case.name: case.make() for case in attacks.CASES}
    stored = {vector["name"]: vector for vector in vectors()}
    assert made.keys() == stored.keys()
    for name, attack in made.items():
        assert attack.bundle.decode() == stored[name]["bundle"], name
        assert attack.pins == stored[name]["pins"], name


def test_every_code_of_the_narrative_has_a_vector() -> None:
    text = (ROOT / "docs" / "verification.md").read_text("utf-8")
    named = set(re.findall(r"`([a-z]+(?:_[a-z]+)+)`", text)) | {"cycle", "overdrawn", "recalled"}
    not_codes = {
        "bundle_too_large",  # 8 MiB do not belong into a file; the test below
        "did_not_occur",
        "creating_class_instance",
    }
    covered = {case.code for case in attacks.CASES}
    assert named - covered - not_codes == set()


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
