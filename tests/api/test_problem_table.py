"""The table of problems is closed: every code that the source can raise is in it, explained."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from api.client import Client
from api.raised_codes import UnreadableCodeError, codes_in, raised_codes
from nguon_api.problem import problem_response
from nguon_api.problems import PROBLEMS, SECTIONS
from nguon_api.problems.page import errors_page
from nguon_api.routes.problems import meaning_of
from nguon_ledger.errors import NguonError
from nguon_ledger.rules.catalog import LANGUAGES, REFUSE, rules

ROOT = Path(__file__).parents[2]
PACKAGES = (
    ROOT / "ledger/nguon_ledger",
    ROOT / "schemas/nguon_schemas",
    ROOT / "api/nguon_api",
)
COMMANDS = ROOT / "cli/nguon_cli"
# Raised only by code that builds events and labels, never by what a server runs; or between the
# processes that share a ledger, where a loser stands by and the winner answers.
NOT_SERVED = {"schema_unknown", "template_unknown", "lease_lost"}


@pytest.fixture(scope="module")
def raised() -> set[str]:
    return {code for package in PACKAGES for code in raised_codes(package)}


def test_every_code_in_the_source_is_in_the_table(raised: set[str]) -> None:
    assert len(raised) > 80  # the walk found the source
    assert raised - NOT_SERVED <= PROBLEMS.keys()


def test_every_code_in_the_table_is_raised_somewhere(raised: set[str]) -> None:
    """By what a server runs; or, if no answer ever has it, by a command."""
    commands = raised_codes(COMMANDS)
    unserved = {code for code, kind in PROBLEMS.items() if kind.status is None}
    assert PROBLEMS.keys() - raised <= unserved & commands


def test_no_code_stands_twice() -> None:
    assert sum(len(section.kinds) for section in SECTIONS) == len(PROBLEMS)


def test_the_page_of_errors_is_printed_from_the_table() -> None:
    assert (ROOT / "docs/errors.md").read_text(encoding="utf-8") == errors_page()


def test_every_kind_has_a_sentence_and_a_remedy() -> None:
    for kind in PROBLEMS.values():
        assert kind.title[0].isupper()
        assert not kind.title.endswith(".")
        assert kind.remedy.endswith(".")
        assert "|" not in kind.title + kind.remedy  # it would break the page's tables


def test_every_code_has_an_address_that_explains_it(quiet_client: Client) -> None:
    for kind in PROBLEMS.values():
        answer = quiet_client.get(f"/problems/{kind.code}")
        assert answer.status_code == 200
        assert answer.json() == meaning_of(kind)
        assert {name: answer.json()[name] for name in vars(kind)} == vars(kind)
    page = quiet_client.get("/problems/overdrawn", headers={"Accept": "text/html,*/*;q=0.8"})
    assert page.headers["Content-Type"].startswith("text/plain")
    assert PROBLEMS["overdrawn"].remedy in page.text


def test_every_refusing_rule_is_in_the_table() -> None:
    refusing = {rule.id for rule in rules().values() if rule.severity == REFUSE}
    assert len(refusing) > 25
    assert refusing <= PROBLEMS.keys()


def test_a_rule_is_explained_with_its_reference_and_in_four_languages(quiet_client: Client) -> None:
    rule = rules()["not_holder"]
    said = quiet_client.get("/problems/not_holder").json()["rule"]
    assert said == {
        "since": 2,
        "reference": rule.reference,
        "sentences": {language: rule.sentences[language] for language in LANGUAGES},
    }
    page = quiet_client.get("/problems/not_holder", headers={"Accept": "text/html"}).text
    for text in (rule.reference, *rule.sentences.values()):
        assert text in page
    assert quiet_client.get("/problems/jws_malformed").json()["rule"] is None


def test_what_json_cannot_carry_is_shown_escaped() -> None:
    answer = problem_response(NguonError("malformed", "half \ud800", field="\udfff"))
    problem = json.loads(bytes(answer.body))
    assert (problem["detail"], problem["field"]) == ("half \\ud800", "\\udfff")


def test_an_unknown_code_is_a_problem_itself(quiet_client: Client) -> None:
    answer = quiet_client.get("/problems/no_such_code")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("source", "codes"),
    [
        ('raise NguonError("one", "x")', {"one"}),
        ('raise StepError("two", "x", index=1)', {"two"}),
        ('raise RuleBrokenError("eight", None)', {"eight"}),
        ('def f(code):\n raise NguonError(code, "x")\nf("three")', {"three"}),
        ('def f(a, *, code):\n raise NguonError(code, "x")\nf(1, code="four")', {"four"}),
        ('c = "five" if x else "six"\nraise NguonError(c, "x")', {"five", "six"}),
        ("raise NguonError(error.code, error.detail)", set()),
        ('with coded("seven"): pass', {"seven"}),
    ],
)
def test_the_walk_reads_the_ways_in_which_codes_are_written(source: str, codes: set[str]) -> None:
    assert codes_in({"m.py": source}) == codes


def test_the_walk_fails_on_a_code_that_it_cannot_read() -> None:
    with pytest.raises(UnreadableCodeError):
        codes_in({"m.py": 'raise NguonError(make(), "x")'})
