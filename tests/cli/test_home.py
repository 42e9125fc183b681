"""Homes, keys and passphrases."""

from __future__ import annotations

import json
import os
import pty
import subprocess
from pathlib import Path

import pytest

from cli.conftest import Call
from cli.place import COOP, Place
from cli.running import PROGRAM, cheap_keystore, environment, nguon
from nguon_ledger.keys.jwk import parse_jwk
from nguon_ledger.keys.signing import Ed25519SigningKey
from nguon_ledger.log.note import ED25519, Verifier


def _join(told: Place, *more: object) -> tuple[object, ...]:
    return ("join", told.url, "--participant", COOP, *more)


def test_joining_shows_the_key_and_pins_it(told: Place, call: Call, tmp_path: Path) -> None:
    done = call(*_join(told))
    assert done.code == 0
    [pinned] = json.loads((tmp_path / "home" / "pins.json").read_text())["ledgers"]
    assert pinned["origin"] == f"{told.host}/log/ca-mau"
    assert pinned["vkey"] in done.out
    assert call(*_join(told)).code == 0  # again, and nothing changes
    assert json.loads((tmp_path / "home" / "pins.json").read_text())["ledgers"] == [pinned]


def test_another_log_key_is_refused_and_nothing_is_changed(
    told: Place, call: Call, tmp_path: Path
) -> None:
    call(*_join(told))
    pins = tmp_path / "home" / "pins.json"
    mine = Ed25519SigningKey.generate().public.raw
    other = Verifier(f"{told.host}/log/ca-mau", ED25519, mine).vkey
    pins.write_text(json.dumps({"ledgers": [{"origin": f"{told.host}/log/ca-mau", "vkey": other}]}))
    before = pins.read_bytes()
    done = call(*_join(told))
    assert done.error(1) == "log_key_changed"
    assert other in done.err
    assert pins.read_bytes() == before
    assert call("trace", "/p/jar/21/0001").code == 3  # the pinned key is the one that counts


def test_a_home_belongs_to_one_participant(told: Place, call: Call) -> None:
    call(*_join(told))
    done = call("join", told.url, "--participant", "/participants/other")
    assert done.error(1) == "profile_exists"


def test_other_pins_and_their_witnesses_stay(told: Place, call: Call, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    vkey = Verifier("x.example/log/x", ED25519, Ed25519SigningKey.generate().public.raw).vkey
    other = {"origin": "x.example/log/x", "vkey": vkey, "witnesses": [], "quorum": 0}
    (home / "pins.json").write_text(json.dumps({"ledgers": [other]}))
    (home / "pins.json").chmod(0o600)
    assert call(*_join(told)).code == 0
    assert json.loads((home / "pins.json").read_text())["ledgers"][0] == other


def test_a_key_is_made_and_shown_as_a_jwk(call: Call, tmp_path: Path) -> None:
    cheap_keystore(tmp_path / "home" / "keys")
    made = call("key", "new", "phone", "--json").json
    shown = call("key", "show", "phone", "--json").json
    assert made == shown
    assert parse_jwk(shown["jwk"]).kid == shown["kid"]
    assert shown["kid"] in call("key", "show", "phone").out
    assert call("key", "new", "phone").error(1) == "key_exists"
    assert call("key", "show", "other").error(1) == "key_unknown"
    assert call("key", "new", "a/b").error(1) == "key_name_malformed"


def test_a_wrong_passphrase_is_told_from_a_damaged_file(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = cheap_keystore(tmp_path / "home" / "keys")
    monkeypatch.setenv("NGUON_PASSPHRASE", "falsch")
    assert call("key", "show", "phone").error(1) == "passphrase_wrong"
    path.write_bytes(path.read_bytes()[:-20])
    assert call("key", "show", "phone").error(1) == "keystore_damaged"


def test_without_a_terminal_a_passphrase_is_asked_of_nobody(tmp_path: Path) -> None:
    cheap_keystore(tmp_path / "keys")
    env = {k: v for k, v in environment(NGUON_HOME=str(tmp_path)).items() if "PASSPH" not in k}
    assert nguon("key", "show", "phone", env=env).error(1) == "passphrase_missing"


@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        (["mot", "mot"], 0, "kid"),
        (["mot", "hai"], 1, "passphrase_differs"),
    ],
)
def test_a_new_passphrase_is_typed_twice_and_never_shown(
    tmp_path: Path, typed: list[str], code: int, said: str
) -> None:
    mine, theirs = pty.openpty()
    env = {k: v for k, v in environment(NGUON_HOME=str(tmp_path)).items() if "PASSPH" not in k}
    with subprocess.Popen(
        [*PROGRAM, "key", "new", "phone"],
        env=env,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    ) as process:
        os.close(theirs)
        printed = b""
        for word, prompt in zip(typed, (b"New passphrase", b"again"), strict=True):
            while prompt not in printed:
                printed += os.read(mine, 1024)
            os.write(mine, word.encode() + b"\n")
        while process.poll() is None or said.encode() not in printed:
            try:
                printed += os.read(mine, 1024)
            except OSError:  # the other end is closed
                break
        os.close(mine)
    assert process.returncode == code
    assert said in printed.decode()
    assert typed[0] not in printed.decode()
    assert (tmp_path / "keys").exists() == (code == 0)


def test_several_keys_need_a_name(told: Place, call: Call, tmp_path: Path) -> None:
    cheap_keystore(tmp_path / "home" / "keys")
    (tmp_path / "home").chmod(0o700)
    call(*_join(told))
    place = ("register", "place", "/places/x", "--name", "X")
    assert call(*place).error(1) == "key_ambiguous"  # there is none
    for name in ("a", "b"):
        assert call("key", "new", name).code == 0
    assert call(*place).error(1) == "key_ambiguous"
    assert call(*place, "--key", "c").error(1) == "key_unknown"
    done = call(*place, "--key", "a")
    assert done.error(1) == "unknown_key"  # the ledger does not know it
    assert call(*_join(told, "--key", "b")).code == 0
    assert call(*place).error(1) == "unknown_key"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "profile_malformed"),
        ("{}", "profile_malformed"),
        ('{"format": "nguon-profile/9"}', "profile_malformed"),
        (None, "profile_missing"),
    ],
)
def test_a_profile_that_cannot_be_read_is_told(
    call: Call, tmp_path: Path, text: str | None, code: str
) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    if text is not None:
        (home / "profile.json").write_text(text)
        (home / "profile.json").chmod(0o600)
    assert call("trace", "/p/jar/21/1").error(1) == code
    assert call("submit").error(1) == code


def test_a_home_without_its_pin_does_not_trust_anew(
    told: Place, call: Call, tmp_path: Path
) -> None:
    call(*_join(told))
    (tmp_path / "home" / "pins.json").unlink()
    assert call("trace", "/p/jar/21/1").error(1) == "pin_missing"
