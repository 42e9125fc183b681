"""Every refusal and flag can be said in four languages, with all that its sentence asks for."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import nguon_ledger
from nguon_ledger.rules.catalog import FLAG, LANGUAGES, REFUSE, find_rule, rules
from nguon_ledger.rules.refusal import RuleBrokenError
from nguon_ledger.trace.pins import parse_pins
from nguon_ledger.trace.verify import examine_bundle
from support.attacks_all import CASES
from unit.ledger.checks import VECTORS

SOURCE = Path(nguon_ledger.__file__).parent
PLACEHOLDER = re.compile(r"\{(\w+)\}")


def raised() -> Iterator[tuple[str, str, set[str]]]:
    """Yield where a rule is raised, which, and with which values.

    Not where a refusal is read back from where it was written down, which has all of them.
    """
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "RuleBrokenError":
                if ast.unparse(node.args[0]) == "members['code']":
                    continue
                rule = ast.literal_eval(node.args[0])
                names = {str(keyword.arg) for keyword in node.keywords} - {"field"}
                yield f"{path.name}:{node.lineno}", rule, names | {"thing"}


RAISED = list(raised())


@pytest.mark.parametrize(("where", "rule", "names"), RAISED, ids=[f"{w}-{r}" for w, r, _ in RAISED])
def test_a_rule_is_raised_with_what_its_sentence_asks_for(
    where: str, rule: str, names: set[str]
) -> None:
    assert find_rule(rule).severity == REFUSE, where
    for language in LANGUAGES:
        asked = set(PLACEHOLDER.findall(find_rule(rule).sentences[language]))
        assert asked <= names, (where, language)
        assert names - {"thing"} <= asked, (where, language, "said by nobody")


def test_every_refusal_is_raised_somewhere_and_no_flag() -> None:
    refusals = {name for name, rule in rules().items() if rule.severity == REFUSE}
    assert {rule for _, rule, _ in RAISED} == refusals


def step10() -> list[Any]:
    return [case for case in CASES if case.step == 10]


@pytest.mark.parametrize("case", step10(), ids=lambda case: case.name)
def test_a_refusal_is_said_in_every_language(case: Any) -> None:
    attack = case.make()
    pins = parse_pins(json.dumps(attack.pins).encode())
    failure = examine_bundle(attack.bundle, pins=pins, asked=attack.asked).failure
    assert failure is not None
    refusal, rule = failure.__context__, find_rule(case.code)
    if not isinstance(refusal, RuleBrokenError):
        assert failure.detail.endswith("is not made yet")  # of which there are no numbers to tell
        return
    for language in LANGUAGES:
        said = rule.sentence(language, refusal.values)
        assert not PLACEHOLDER.search(said)
        for name in set(PLACEHOLDER.findall(rule.sentences[language])) - {"unit"}:
            assert refusal.values[name], name
            assert refusal.values[name] in said
    assert refusal.detail == rule.sentence("en", refusal.values)


def test_a_flag_is_said_in_every_language() -> None:
    told = [
        flag
        for vector in json.loads((VECTORS / "bundles.json").read_text("utf-8"))
        for flag in vector.get("flags", [])
    ]
    for flag in told:
        rule = find_rule(flag["rule"])
        assert rule.severity == FLAG
        for language in LANGUAGES:
            values = flag["values"] | {"subject": flag["subject"] or ""}
            assert not PLACEHOLDER.search(rule.sentence(language, values)), flag
            asked = set(PLACEHOLDER.findall(rule.sentences[language]))
            assert asked - {"subject"} <= flag["values"].keys(), flag
    assert {flag["rule"] for flag in told} == {n for n, r in rules().items() if r.severity == FLAG}


def test_a_refusal_carries_its_numbers_as_plain_text() -> None:
    left, made = Decimal("1E+3"), Decimal("0.500")
    refusal = RuleBrokenError("overdrawn", "L", unit="mass", left=left, made=made, asked=7)
    assert refusal.values == {
        "left": "1000",
        "made": "0.5",
        "asked": "7",
        "unit": "mass",
        "thing": "L",
    }
    assert refusal.field == "L"
    assert "1000 kg of 0.5 kg" in refusal.detail
    assert "กก." in find_rule("overdrawn").sentence("th", refusal.values)
    assert RuleBrokenError("event_exists", "E", field="eventID").field == "eventID"
    assert RuleBrokenError("receiver_missing", None).values == {"thing": ""}
