"""Every bad input: one clear line, the right exit code, no traceback, nothing recorded."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.conftest import Call
from cli.place import Place, step_arguments
from cli.running import nguon
from nguon_signer.outbox import Outbox

HARVEST = step_arguments("harvest")
SALTING = step_arguments("salting", "--in", "/p/sorted/10/S1=1kg", "--out", "/p/salted/10/A9=1kg")
PRODUCT = ("register", "product")
LABEL = ("label", "/p/jar/10/J1", "--out")
SHEET = ("--name", "Ba khía", "--packed-on", "2026-03-14")

USAGE = [
    ("bogus",),
    ("--bogus",),
    ("record",),
    ("record", "harvest"),
    ("record", "harvest", "--template"),
    (*HARVEST, "--in"),
    (*HARVEST, "--passphrase", "secret"),
    ("verify",),
    ("trace",),
    ("trace", "a", "b"),
    ("serve", "--data", "x", "--port", "70000"),
    ("serve", "--data", "x", "--port", "http"),
    ("key", "bogus"),
    ("register", "participant", "/participants/x"),
    ("submit", "--lang", "fr"),
    ("register", "rules"),
    ("register", "rules", "--version", "1"),
    ("register", "rules", "--version", "99"),
    ("label", "/p/jar/10/J1", "--out", "x.pdf"),
    ("label", "/p/jar/10/J1", "--out", "x.pdf", "--name", "x"),
    ("label", "/p/jar/10/J1", "--out", "x.pdf", "--skip", "-1"),
]

REFUSED = [
    # what was typed
    ((*HARVEST, "--out", "120kg"), "pair_malformed"),
    ((*HARVEST, "--out", "/p/crab/10/C9=120 kilo"), "quantity_malformed"),
    ((*HARVEST, "--out", "/p/crab/10/C9=1,5kg"), "quantity_malformed"),
    ((*HARVEST, "--out", "/p/crab/10/C9=0kg"), "quantity_malformed"),
    ((*HARVEST, "--out", "/p/crab/10/C9=-1kg"), "quantity_malformed"),
    ((*HARVEST, "--out", "/p/crab/10/C9=9", "--time", "yesterday"), "time_malformed"),
    ((*HARVEST, "--out", "/p/crab/10/C9=9", "--time", "2026-03-14T21:30:00"), "time_malformed"),
    ((*HARVEST, "--out", "/p/crab/10/C9=9kg", "--field", "method"), "pair_malformed"),
    ((*HARVEST, "--out", "/p/crab/10/C9=9kg", "--field", "a=1", "--field", "a=2"), "pair_repeated"),
    ((*SALTING, "--field", "days=three"), "number_malformed"),
    ((*SALTING, "--result", "salt=high"), "result_malformed"),
    ((*HARVEST, "--unit", "7"), "lot_missing"),
    ((*HARVEST, "--lot", "/p/jar/21/1", "--serials", "1-3"), "identifier_malformed"),
    ((*HARVEST, "--lot", "/p/jar/10/J1", "--serials", "3-1"), "serials_malformed"),
    ((*HARVEST, "--photo", "/no/such.jpg"), "file_missing"),
    ((*HARVEST, "--photo", "/etc/passwd"), "media_type_unknown"),
    ((*HARVEST, "--to-place", "/places/x"), "party_missing"),
    ((*HARVEST, "--reason", "a", "--field", "reason=b"), "pair_repeated"),
    # what the step asks
    ((*HARVEST,), "role_unfilled"),
    ((*HARVEST, "--out", "/p/crab/10/C9=9"), "unit_mismatch"),
    ((*HARVEST, "--out", "/p/crab/10/C9=9kg", "--in", "/p/a/10/1=1kg"), "answer_unexpected"),
    ((*HARVEST, "--out", "/p/crab/10/C9=9kg", "--field", "colour=red"), "field_unknown"),
    ((*HARVEST, "--out", "/p/crab/10/C9=9kg", "--field", "method=net"), "field_malformed"),
    ((*SALTING, "--field", "days=100"), "field_malformed"),
    ((*HARVEST, "--out", "crab=9kg"), "identifier_malformed"),
    ((*HARVEST, "--out", "/01/08938501234567/10/1=9kg"), "check_digit"),
    ((*HARVEST, "--out", "fish:/p/crab/10/C9=9kg"), "role_unknown"),
    (("record", "frying", "--template", "ba-khia"), "step_unknown"),
    (("record", "harvest", "--template", "bread"), "template_unknown"),
    (("record", "harvest", "--template", "ba-khia", "--out", "/p/c/10/1=1kg"), "place_missing"),
    (("templates", "bread"), "template_unknown"),
    # what is registered
    ((*PRODUCT, "/p/x", "--name", "Ba khía"), "pair_malformed"),
    ((*PRODUCT, "/p/x", "--name", "vi=a", "--name", "vi=b"), "pair_repeated"),
    ((*PRODUCT, "/p/x", "--name", "vi="), "schema_violation"),
    ((*PRODUCT, "x", "--name", "vi=a"), "schema_violation"),
    ((*PRODUCT, "/p/x", "--name", "vi=a", "--net", "a lot"), "quantity_malformed"),
    (("register", "place", "/places/x", "--name", "x", "--geo", "8.9,105"), "schema_violation"),
    (("register", "place", "/places/x", "--name", "x", "--area", "8.9,105"), "area_malformed"),
    ((*PRODUCT, "/p/x", "--name", "vi=a", "--recipe", "x"), "schema_violation"),
    (("register", "recipe", "/recipes/x", "--template", "bread"), "template_unknown"),
    (("register", "status", "/participants/x", "asleep", "--reason", "x"), "schema_violation"),
    (("register", "revoke-key", "x", "--reason", "lost"), "schema_violation"),
    (("register", "key", "--public-key", "/no/such/file"), "file_missing"),
    # labels
    ((*LABEL, "x.gif"), "format_unknown"),
    ((*LABEL, "x"), "format_unknown"),
    ((*LABEL, "x.png", "--serials", "1-3"), "too_many_labels"),
    ((*LABEL, "x.png", "--dots", "1"), "module_too_small"),
    ((*LABEL, "/no/such/folder/x.png"), "file_unwritable"),
    ((*LABEL, "x.pdf", *SHEET, "--layout", "9x9"), "layout_malformed"),
    ((*LABEL, "x.pdf", *SHEET, "--lang", "fr"), "language_unknown"),
    ((*LABEL, "x.pdf", "--name", "x", "--packed-on", "14/3/2026"), "date_malformed"),
    ((*LABEL, "x.pdf", *SHEET, "--lot", "J2"), "lot_differs"),
    (("label", "/p/jar/21/1", "--out", "x.pdf", "--serials", "1-3"), "lot_missing"),
    (("label", "/p/jar", "--out", "x.png"), "lot_missing"),
    (("label", "https://NGUON.VN/P/X", "--out", "x.png"), "url_host"),
    (("label", "http://nguon.example/p/x/10/1", "--out", "x.png"), "url_scheme"),
    # asking
    (("trace", "jar"), "identifier_malformed"),
    (("trace", "/01/08938501234567/21/1"), "check_digit"),
    (("trace", "/p/jar"), "lot_missing"),
    (("trace", "/p/jar/21/0001", "--save", "/no/such/folder/x"), "file_unwritable"),
    (("verify", "/no/such/file"), "file_missing"),
    (("verify", "/"), "file_unreadable"),
    (("join", "nowhere", "--participant", "/x"), "url_malformed"),
    (("join", "ftp://localhost", "--participant", "/x"), "url_malformed"),
]


def _names(cases: list[tuple[tuple[object, ...], str]]) -> list[str]:
    return [f"{code}-{' '.join(map(str, arguments))[:40]}" for arguments, code in cases]


@pytest.fixture
def untouched(told: Place) -> Path:
    """Use the cooperative's home, which must not change."""
    return told.home


def _kept(home: Path) -> int:
    with Outbox(home / "outbox.db") as outbox:
        return len(outbox.entries())


@pytest.mark.parametrize("arguments", USAGE, ids=lambda a: " ".join(map(str, a))[:60])
def test_wrong_usage_is_told_in_one_line(
    untouched: Path, call: Call, arguments: tuple[object, ...]
) -> None:
    done = call(*arguments, home=untouched)
    assert done.error(2) == "usage"
    assert "--help" in done.err
    assert done.out == ""
    assert "secret" not in done.err


@pytest.mark.parametrize(("arguments", "code"), REFUSED, ids=_names(REFUSED))
def test_bad_input_is_refused_in_one_line(
    untouched: Path,
    call: Call,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[object, ...],
    code: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    before = _kept(untouched)
    done = call(*arguments, home=untouched)
    assert done.error(1) == code
    assert done.out == ""
    assert _kept(untouched) == before  # what cannot be right is not even kept
    assert list(tmp_path.glob("x*")) == []


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (step_arguments("harvest", "--out", "/p/crab/10/C1=1kg"), "lot_exists"),
        (step_arguments("harvest", "--out", "/p/nothing/10/C1=1kg"), "unknown_product"),
        (
            step_arguments(
                "harvest", "--out", "/p/crab/10/Z=1kg", "--time", "2099-01-01T00:00:00Z"
            ),
            "future_event",
        ),
        (
            step_arguments("sorting", "--in", "/p/crab/10/C1=999kg", "--out", "/p/sorted/10/Z=1kg"),
            "overdrawn",
        ),
        (
            step_arguments("sorting", "--in", "/p/crab/10/NO=1kg", "--out", "/p/sorted/10/Z=1kg"),
            "input_missing",
        ),
        (
            ("register", "status", "/participants/dam-doi", "active", "--reason", "x"),
            "not_authorized",
        ),
        (
            (
                *("register", "certificate", "/certificates/1", "--subject", "/p/jar"),
                *("--scheme", "OCOP", "--valid-from", "now"),
                *("--valid-until", "2029-01-01T00:00:00Z"),
            ),
            "not_authorized",
        ),
    ],
)
def test_what_the_ledger_refuses_is_told_in_one_line(
    told: Place, call: Call, arguments: tuple[object, ...], code: str
) -> None:
    done = call(*arguments, home=told.home)
    assert done.error(1) == code
    assert done.out == ""


def test_the_field_at_fault_is_told(told: Place, call: Call) -> None:
    arguments = (*HARVEST, "--out", "/p/crab/10/C9=9kg", "--field", "method=net")
    assert "(fields/method)" in call(*arguments, home=told.home).err
    refused = call(*step_arguments("harvest", "--out", "/p/no/10/C1=1kg"), "--json", home=told.home)
    assert refused.json["state"] == "refused"
    assert refused.json["field"] == told.id("/p/no")


def test_with_json_a_failure_is_an_object_on_stdout(told: Place, call: Call) -> None:
    refused = call("trace", "jar", "--json", home=told.home)
    assert (refused.code, refused.err) == (1, "")
    assert refused.json["error"] == {
        "code": "identifier_malformed",
        "detail": refused.json["error"]["detail"],
        "field": "ID",
    }
    usage = call("trace", "--json")
    assert (usage.code, usage.err) == (2, "")
    assert usage.json["error"]["code"] == "usage"


def test_a_letter_that_the_terminal_lacks_is_no_failure(told: Place) -> None:
    env = told.env(PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C")
    done = nguon("trace", "/p/jar/21/0001", env=env)
    assert done.code == 0, done
    assert "Traceback" not in done.err


def test_the_program_itself_refuses_in_one_line(told: Place) -> None:
    """As main() does above: the same streams and exit codes, with warnings as errors."""
    assert nguon("trace", "jar", env=told.env()).error(1) == "identifier_malformed"
    assert nguon("bogus").error(2) == "usage"
    missing = nguon("trace", "/p/jar/21/9999", "--json", env=told.env())
    assert (missing.code, missing.err) == (1, "")
    assert json.loads(missing.out)["error"]["code"] == "unknown_id"
