"""The catalogue of rules says of every rule of docs/rules.md the same in four languages."""

from __future__ import annotations

import json
import re
import runpy
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

_PACKAGE = files("nguon_schemas")
_ROOT = Path(__file__).parents[3]
_DOCS = _ROOT / "docs" / "rules.md"
CATALOG: dict[str, Any] = json.loads((_PACKAGE / "rules.json").read_text(encoding="utf-8"))
SCHEMA: dict[str, Any] = json.loads((_PACKAGE / "rules.schema.json").read_text(encoding="utf-8"))
RULES: list[dict[str, Any]] = CATALOG["rules"]
REFUSALS = [rule for rule in RULES if rule["severity"] == "refuse"]
FLAGS = [rule for rule in RULES if rule["severity"] == "flag"]
EACH = pytest.mark.parametrize("rule", [pytest.param(rule, id=rule["id"]) for rule in RULES])

_SCRIPTS = {"th": r"[\u0e00-\u0e7f]", "bn": r"[\u0980-\u09ff]"}
# What the engine knows of a refusal, beside the thing.
_KNOWN_OF = {
    "not_holder": {"holder"},
    "in_transit": {"receiver"},
    "already_packed": {"container"},
    "not_packed": {"container"},
    "not_receiver": {"receiver"},
    "shipment_partial": {"loose", "asked", "unit"},
    "overdrawn": {"left", "made", "asked", "unit"},
    "overpacked": {"left", "made", "asked", "unit"},
    "overserialised": {"serials", "made", "unit"},
    "blocked": {"index"},
    "recalled_moved": {"index"},
    "process_foreign": {"holder"},
    "result_contradicts": {"test", "value", "limit"},
    "correction_blocked": {"entries"},
}
_VERSION_1 = {
    *("role_missing", "product_foreign", "future_event", "event_exists", "correction_unknown"),
    *("correction_differs", "correction_foreign", "correction_blocked", "lot_exists"),
    *("input_missing", "cycle", "unit_mismatch", "overdrawn", "overserialised"),
    *("already_spent", "recall_foreign"),
}


def _placeholders(sentence: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", sentence))


def _documented_flags() -> dict[str, set[str]]:
    """Read the table of docs/rules.md: each flag with the placeholders that its row allows."""
    found: dict[str, set[str]] = {}
    for line in _DOCS.read_text(encoding="utf-8").partition("## Flags")[2].splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) != 6 or not cells[1].startswith("`"):
            continue
        values = set(re.findall(r"`(\w+)`", cells[4]))
        subject = set() if cells[3] == "none" else {"subject"}
        for name in re.findall(r"`(\w+)`", cells[1]):
            found.setdefault(name, set()).update(values | subject)
    return found


def test_the_catalogue_fits_its_schema() -> None:
    validator = jsonschema_rs.Draft202012Validator(SCHEMA)
    assert [error.message for error in validator.iter_errors(CATALOG)] == []


@pytest.mark.parametrize(
    ("member", "value"),
    [("severity", "warn"), ("since", 3), ("id", "Late"), ("sentence", {"en": "x"}), ("note", "")],
)
def test_the_schema_refuses_what_no_rule_is(member: str, value: object) -> None:
    broken = {**CATALOG, "rules": [{**RULES[0], member: value}]}
    assert not jsonschema_rs.Draft202012Validator(SCHEMA).is_valid(broken)


def test_no_rule_stands_twice_and_refusals_come_first() -> None:
    ids = [rule["id"] for rule in RULES]
    assert len(ids) == len(set(ids))
    assert RULES == REFUSALS + FLAGS


def test_the_flags_are_those_of_the_documentation_in_its_order() -> None:
    assert [rule["id"] for rule in FLAGS] == list(_documented_flags())
    assert {rule["since"] for rule in FLAGS} == {2}


def test_the_refusals_of_version_1_are_its_own_and_the_documentation_names_the_others() -> None:
    entering = _DOCS.read_text(encoding="utf-8").partition("## Entering")[2].partition("## Flags")
    named = set(re.findall(r"`([a-z]+(?:_[a-z]+)+|blocked|overpacked)`", entering[0]))
    since = {version: {r["id"] for r in REFUSALS if r["since"] == version} for version in (1, 2)}
    assert since[1] == _VERSION_1
    assert since[2] <= named
    conditions = {"retail_selling", "void_shipping", "possessing_party", "closed_until"}
    assert named - since[1] - since[2] <= conditions | {"harvested_at", "non_conformant"}


@EACH
def test_a_sentence_has_the_same_placeholders_in_every_language(rule: dict[str, Any]) -> None:
    used = {language: _placeholders(text) for language, text in rule["sentence"].items()}
    assert all(names == used["en"] for names in used.values())


@EACH
def test_a_sentence_asks_only_for_what_is_known(rule: dict[str, Any]) -> None:
    allowed = _documented_flags().get(rule["id"], {"thing"} | _KNOWN_OF.get(rule["id"], set()))
    used = _placeholders(rule["sentence"]["en"])
    assert used <= allowed
    # A clerk and a buyer read the numbers; that a certificate has one stands in its name.
    assert allowed - used <= {"number"} | ({"thing"} if rule["id"] == "receiver_missing" else set())


@EACH
def test_a_sentence_is_in_its_language_and_a_whole_one(rule: dict[str, Any]) -> None:
    for language, text in rule["sentence"].items():
        assert re.sub(r"\{\w+\}", "", text).count("{") == 0
        if language in _SCRIPTS:
            assert re.search(_SCRIPTS[language], text), language
        ending = {"th": "", "bn": "।"}.get(language, ".")  # Thai has no full stop
        assert text.endswith(ending), language
    assert len(set(rule["sentence"].values())) == 4


def test_units_and_statuses_are_called_something_in_every_language() -> None:
    for words in [*CATALOG["units"].values(), *CATALOG["statuses"].values()]:
        for language, script in _SCRIPTS.items():
            assert re.search(script, words[language])


def test_every_sentence_can_be_filled() -> None:
    for rule in RULES:
        allowed = _documented_flags().get(rule["id"], {"thing"} | _KNOWN_OF.get(rule["id"], set()))
        for text in rule["sentence"].values():
            assert "{" not in text.format(**dict.fromkeys(allowed, "x"))


def test_the_pages_module_is_what_the_script_writes() -> None:
    scope = runpy.run_path(str(_ROOT / "scripts" / "write_rules_js.py"))
    assert (_ROOT / "verifier_web" / "rules.js").read_text(encoding="utf-8") == scope["module"](
        CATALOG
    )


def test_the_pages_module_holds_every_flag_and_no_refusal() -> None:
    text = (_ROOT / "verifier_web" / "rules.js").read_text(encoding="utf-8")
    table = text.partition("RULES")[2].partition("});")[0]
    assert re.findall(r"^  (\w+): \{$", table, re.MULTILINE) == [rule["id"] for rule in FLAGS]
