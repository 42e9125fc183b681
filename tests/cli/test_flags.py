"""What ``nguon trace`` and ``nguon verify`` tell of flags, in the reader's language."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import Call
from cli.place import Place
from nguon_cli.flags import flag_sentence
from nguon_ledger.rules.catalog import LANGUAGES, rules
from nguon_ledger.rules.finding import Finding

LATE = "/p/crab/10/LATE"


@pytest.fixture(scope="module")
def flagged(told: Place) -> Any:
    """Record a catch of five days and an hour ago."""
    then = datetime.now(UTC) - timedelta(days=5, hours=1)
    time = then.isoformat(timespec="seconds")
    return told.record("harvest", "--out", f"{LATE}=3kg", "--time", time)


def test_a_flag_is_told_with_its_entry_and_the_verdict_stays(
    told: Place, call: Call, flagged: Any, tmp_path: Path
) -> None:
    bundle = tmp_path / "late.nguon"
    done = call("trace", LATE, "--save", bundle, "--json", home=told.home)
    assert (done.code, done.json["verdict"]) == (0, "verified")
    assert done.json["flags"] == [
        {
            "rule": "late",
            "entry": flagged["index"],
            "subject": None,
            "values": {"hours": "121"},
            "sentence": "Written down 121 hours after it happened, later than 72 hours.",
        }
    ]
    for told_of in (call("trace", LATE, home=told.home), call("verify", bundle, home=told.home)):
        assert "What you should know:" in told_of.out
        assert f"entry {flagged['index']}: Written down 121 hours" in told_of.out


def test_a_flag_is_told_in_the_language_that_was_asked_for(
    told: Place, call: Call, flagged: Any
) -> None:
    found = call("trace", LATE, "--lang", "vi", "--json", home=told.home)
    [flag] = found.json["flags"]
    assert flag["entry"] == flagged["index"]
    assert flag["sentence"] == rules()["late"].sentences["vi"].format(hours="121")
    assert flag["sentence"] in call("trace", LATE, "--lang", "vi", home=told.home).out


def test_a_jar_without_flags_says_nothing_of_them(told: Place, call: Call) -> None:
    assert call("trace", "/p/jar/21/0001", "--json", home=told.home).json["flags"] == []
    assert "What you should know" not in call("trace", "/p/jar/21/0001", home=told.home).out


def test_what_a_participant_became_is_said_in_words() -> None:
    flag = Finding("signer_ended", 7, "https://x.example/participants/a", {"status": "merged"})
    said = [flag_sentence(flag, language) for language in LANGUAGES]
    assert len(set(said)) == len(LANGUAGES)
    assert all("/participants/a" in sentence for sentence in said)
    assert "merged" in flag_sentence(flag, None)
    assert "sáp nhập" in flag_sentence(flag, "vi")


@pytest.mark.parametrize("rule", [r.id for r in rules().values() if r.severity == "flag"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_flag_can_be_said_in_every_language(rule: str, language: str) -> None:
    names = ("hours", "days", "step", "made", "most", "least", "number", "shipped", "received")
    values = dict.fromkeys((*names, "test", "value", "limit"), "7") | {"status": "split"}
    assert "{" not in flag_sentence(Finding(rule, 1, None, values), language)
