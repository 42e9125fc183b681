"""What ``nguon verify`` and ``nguon trace`` say of evidence that is not as it should be."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import Call
from cli.place import Place
from cli.running import nguon, well
from nguon_ledger.encoding.base64s import b64_encode
from nguon_ledger.keys.signing import Ed25519SigningKey
from nguon_ledger.log.note import COSIGNATURE, ED25519, Verifier

Bundle = dict[str, Any]


@pytest.fixture(scope="session")
def jar(told: Place) -> Path:
    """Keep the evidence about one jar."""
    path = told.folder / "jar.nguon"
    well("trace", "/p/jar/21/0001", "--save", path, env=told.env())
    return path


def _flip_statement(bundle: Bundle) -> None:
    statement = bundle["entries"][5]["statement"]
    header, payload, signature = statement.split(".")
    swapped = "A" if payload[40] != "A" else "B"
    bundle["entries"][5]["statement"] = (
        f"{header}.{payload[:40]}{swapped}{payload[41:]}.{signature}"
    )


def _drop_event(bundle: Bundle) -> None:
    del bundle["entries"][-3:-1]


def _other_node(bundle: Bundle) -> None:
    bundle["nodes"][0] = b64_encode(sha256(b"something else").digest())


def _other_root(bundle: Bundle) -> None:
    lines = bundle["checkpoint"].split("\n")
    lines[2] = b64_encode(sha256(b"another tree").digest())
    bundle["checkpoint"] = "\n".join(lines)


@pytest.mark.parametrize(
    ("tamper", "step", "code"),
    [
        (_flip_statement, 3, "inclusion_failed"),
        (_drop_event, 3, "nodes_mismatch"),
        (_other_node, 3, "inclusion_failed"),
        (_other_root, 2, "log_signature_bad"),
    ],
)
def test_a_tampered_bundle_is_wrong(
    told: Place,
    jar: Path,
    call: Call,
    tmp_path: Path,
    tamper: Callable[[Bundle], None],
    step: int,
    code: str,
) -> None:
    bundle = json.loads(jar.read_text())
    tamper(bundle)
    path = tmp_path / "tampered.nguon"
    path.write_text(json.dumps(bundle))
    done = call("verify", path, "--json", home=told.home)
    assert done.code == 3
    assert done.json["verdict"] == "wrong"
    assert (done.json["failure"]["step"], done.json["failure"]["code"]) == (step, code)
    results = [s["result"] for s in done.json["steps"]]
    assert results == ["passed"] * (step - 1) + ["failed"] + ["not run"] * (11 - step)
    human = call("verify", path, home=told.home)
    assert human.code == 3
    assert "WRONG" in human.out
    assert "VERIFIED" not in human.out
    assert f"Step {step}" in human.out
    assert code in human.out


def test_the_program_itself_ends_with_3_for_tampered_evidence(
    told: Place, jar: Path, tmp_path: Path
) -> None:
    path = tmp_path / "tampered.nguon"
    path.write_bytes(jar.read_bytes().replace(b'"index":', b'"index": ', 1)[:-1] + b"}")
    assert nguon("verify", path, env=told.env()).code == 0  # spaces are not evidence
    bundle = json.loads(jar.read_text())
    _flip_statement(bundle)
    path.write_text(json.dumps(bundle))
    assert nguon("verify", path, env=told.env()).code == 3


def test_a_ledger_that_is_not_pinned_could_not_be_checked(jar: Path, call: Call) -> None:
    other = Verifier("ledger.example/log/x", ED25519, Ed25519SigningKey.generate().public.raw)
    for trusted in ((), ("--vkey", other.vkey)):
        done = call("verify", jar, *trusted, "--json")
        assert done.code == 4
        assert done.json["verdict"] == "unchecked"
        assert done.json["failure"]["code"] == "unknown_log"
        assert done.json["failure"]["subject"].endswith("/log/ca-mau")
    assert "NOT CHECKED" in call("verify", jar).out


def test_another_key_under_the_same_name_is_wrong(told: Place, jar: Path, call: Call) -> None:
    other = Verifier(f"{told.host}/log/ca-mau", ED25519, Ed25519SigningKey.generate().public.raw)
    done = call("verify", jar, "--vkey", other.vkey, "--json")
    assert (done.code, done.json["failure"]["code"]) == (3, "log_signature_missing")


def test_evidence_about_something_else_is_wrong(told: Place, jar: Path, call: Call) -> None:
    asked = told.id("/p/jar/21/0002")
    done = call("verify", jar, "--id", asked, "--json", home=told.home)
    assert (done.code, done.json["failure"]["code"]) == (3, "other_id")
    assert done.json["id"] == asked


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b"[]", b"x" * (8 * 2**20 + 1)])
def test_what_cannot_be_read_could_not_be_checked(
    told: Place, call: Call, tmp_path: Path, data: bytes
) -> None:
    path = tmp_path / "broken.nguon"
    path.write_bytes(data)
    done = call("verify", path, "--json", home=told.home)
    assert done.code == 4
    assert done.json["failure"]["step"] == 1
    assert call("verify", path, home=told.home).code == 4


def test_a_bundle_may_come_through_a_pipe(told: Place, jar: Path) -> None:
    done = nguon("verify", "-", "--json", env=told.env(), typed=jar.read_text())
    assert done.json["verdict"] == "verified"


def test_a_reader_that_goes_away_hears_neither_traceback_nor_success(
    told: Place, jar: Path
) -> None:
    read, write = os.pipe()
    os.close(read)
    human = nguon("verify", jar, env=told.env(), out=write)
    script = nguon("verify", jar, "--json", env=told.env(), out=write)
    os.close(write)
    assert (human.code, human.err) == (script.code, script.err) == (141, "")


def test_evidence_does_not_steer_the_terminal(told: Place, call: Call) -> None:
    """A name that turns what follows it around is valid, signed, and shown as what it is."""
    name = "Bến \u202eBạc\u2069"
    place = ("register", "place", "/places/turned", "--name", name)
    assert call(*place, home=told.home).code == 0
    step = ("record", "harvest", "--template", "ba-khia", "--place", "/places/turned")
    assert call(*step, "--out", "/p/crab/10/TURNED=1kg", home=told.home).code == 0
    done = call("trace", "/p/crab/10/TURNED", home=told.home)
    assert "\\u202eBạc" in done.out
    assert not {"\u202e", "\u2069"} & set(done.out)


@pytest.mark.parametrize(
    ("arguments", "exit_code", "code"),
    [
        (("--vkey", "nonsense"), 1, "vkey_malformed"),
        (("--pins", "/no/such/file"), 1, "file_missing"),
        (("--pins", "/"), 1, "file_unreadable"),
        (("--pins", "BUNDLE"), 1, "pins_malformed"),
        (("--id", "nonsense"), 1, "identifier_malformed"),
        (("--vkey", "a", "--pins", "b"), 2, "usage"),
    ],
)
def test_trust_that_cannot_be_read_is_refused(
    jar: Path, call: Call, arguments: tuple[str, ...], exit_code: int, code: str
) -> None:
    given = [str(jar) if a == "BUNDLE" else a for a in arguments]
    assert call("verify", jar, *given).error(exit_code) == code


def test_the_key_of_a_witness_is_not_that_of_a_log(jar: Path, call: Call) -> None:
    witness = Verifier("w.example/w", COSIGNATURE, Ed25519SigningKey.generate().public.raw)
    assert call("verify", jar, "--vkey", witness.vkey).error(1) == "vkey_malformed"


def test_a_recall_is_told_by_trace(told: Place, call: Call) -> None:
    told.record("harvest", "--out", "/p/crab/10/BAD=5kg")
    told.record("recall", "--in", "/p/crab/10/BAD=5kg", "--reason", "Nhiễm khuẩn")
    done = call("trace", "/p/crab/10/BAD", "--json", home=told.home)
    assert done.code == 3
    assert (done.json["failure"]["step"], done.json["failure"]["code"]) == (11, "recalled")
    assert "journey" not in done.json  # nothing unchecked looks checked


def test_what_was_never_recorded_is_refused(told: Place, call: Call) -> None:
    assert call("trace", "/p/jar/21/9999", home=told.home).error(1) == "unknown_id"
