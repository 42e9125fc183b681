"""``nguon init``: a whole ledger, or nothing at all."""

from __future__ import annotations

import base64
import json
import shutil
from pathlib import Path

import pytest

from cli.conftest import Call
from cli.place import Place, init_arguments
from cli.running import PASSPHRASE, cheap_keystore, free_port, nguon, quick, server
from nguon_ledger.engine.host import Host
from nguon_signer.keystore import Keystore


def _tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b""
        for path in sorted(folder.rglob("*"))
        if not path.name.startswith("nguon.db")
    }


def _cheap(data: Path) -> None:
    cheap_keystore(data / "keys" / "server.keys")
    cheap_keystore(data / "keys" / "operator.keys")


def test_a_new_folder_gets_everything_and_tells_the_key(tmp_path: Path) -> None:
    """With the strength that the command itself chooses."""
    data = tmp_path / "new" / "data"
    done = nguon(*init_arguments(data, "https://nguon.example/"))
    assert done.code == 0, done
    assert "nguon.example/log/ca-mau+" in done.out
    assert f"nguon serve --data {data}" in done.out
    assert {"nguon.db", "keys/server.keys", "operator/ca-mau/profile.json"} <= {
        str(path.relative_to(data)) for path in data.rglob("*")
    }
    profile = json.loads((data / "operator/ca-mau/profile.json").read_text())
    assert profile["server"] == "https://nguon.example"
    assert profile["participant"] == "https://nguon.example/participants/operator"
    kdf = json.loads((data / "keys/server.keys").read_bytes())["kdf"]
    assert kdf["memlimit"] >= 256 * 2**20
    assert kdf["opslimit"] >= 3


def test_no_private_key_is_ever_printed(call: Call, tmp_path: Path) -> None:
    place = Place(tmp_path, free_port())
    printed = str(place.init())
    cheap_keystore(place.home / "keys")
    for arguments in (("key", "new", "phone"), ("key", "show", "phone")):
        for more in ((), ("--json",)):
            done = call(*arguments, *more)
            printed += done.out + done.err
    seeds = [
        store.key(name).seed
        for path in (
            place.data / "keys/server.keys",
            place.data / "keys/operator.keys",
            place.home / "keys",
        )
        for store in [Keystore.open(path, passphrase=PASSPHRASE.encode())]
        for name in store.names
    ]
    assert len(seeds) == 4
    for seed in seeds:
        for shown in (seed.hex(), base64.b64encode(seed), base64.urlsafe_b64encode(seed)):
            text = shown if isinstance(shown, str) else shown.decode().rstrip("=")
            assert text not in printed


def test_a_folder_takes_a_second_ledger_and_serves_both(call: Call, tmp_path: Path) -> None:
    place = Place(tmp_path, free_port())
    place.init()
    quick(*init_arguments(place.data, place.url, "tuyen-quang"), env=place.env())
    with server(place.data, place.port) as serving:
        assert serving.ready["ledgers"] == ["ca-mau", "tuyen-quang"]
        joined = ("join", place.url, "--participant", "/participants/x")
        assert call(*joined).error(1) == "ledger_ambiguous"
        assert call(*joined, "--ledger", "x").error(1) == "unknown_ledger"
        assert call(*joined, "--ledger", "tuyen-quang").code == 0
    home = place.data / "operator" / "tuyen-quang"
    assert json.loads((home / "profile.json").read_text())["key"] == "tuyen-quang.registrar"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"--url": "ftp://nguon.example"}, "url_malformed"),
        ({"--url": "https://nguon.example/path"}, "url_malformed"),
        ({"--url": "https://NGUON.example"}, "url_malformed"),
        ({"--url": "nguon.example"}, "url_malformed"),
        ({"--ledger": "Cà Mau"}, "name_malformed"),
        ({"--ledger": "x" * 41}, "name_malformed"),
        ({"--ledger": "CM"}, "name_malformed"),
        ({"--ledger": "../x"}, "name_malformed"),
        ({"--ledger": ""}, "name_malformed"),
        ({"--contact": "bao-loi@lien-minh.example"}, "schema_violation"),
        ({"--operator": ""}, "schema_violation"),
        ({"--operator": "\udcff"}, "schema_violation"),
        ({"--operator-id": "nobody"}, "schema_violation"),
        ({"--passphrase-file": "/no/such/file"}, "file_missing"),
    ],
)
def test_what_is_refused_leaves_nothing_behind(
    call: Call, tmp_path: Path, changes: dict[str, str], code: str
) -> None:
    data = tmp_path / "data"
    _cheap(data)
    before = _tree(data)
    arguments = list(init_arguments(data, "https://nguon.example"))
    for option, value in changes.items():
        if option in arguments:
            arguments[arguments.index(option) + 1] = value
        else:
            arguments += [option, value]
    assert call(*arguments).error(1) == code
    assert _tree(data) == before
    assert not (data / "nguon.db").exists()


def test_a_ledger_that_is_there_stays_as_it_is(call: Call, tmp_path: Path) -> None:
    data = tmp_path / "data"
    _cheap(data)
    arguments = init_arguments(data, "https://nguon.example")
    assert call(*arguments).code == 0
    before = _tree(data)
    assert call(*arguments).error(1) == "ledger_exists"
    elsewhere = init_arguments(data, "https://other.example")
    assert call(*elsewhere).error(1) == "ledger_exists"
    assert _tree(data) == before
    host = Host(data / "nguon.db")
    assert host.stored() == {"ca-mau": "nguon.example/log/ca-mau"}
    host.close()


def test_a_wrong_passphrase_changes_nothing(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    _cheap(data)
    before = _tree(data)
    monkeypatch.setenv("NGUON_PASSPHRASE", "another")
    assert call(*init_arguments(data, "https://nguon.example")).error(1) == "passphrase_wrong"
    assert _tree(data) == before
    assert not (data / "nguon.db").exists()


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_whatever_breaks_it_off_leaves_nothing_behind(
    call: Call,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: type[BaseException],
) -> None:
    data = tmp_path / "data"
    _cheap(data)
    assert call(*init_arguments(data, "https://nguon.example", "first")).code == 0
    before = _tree(data)

    def create(*_: object, **__: object) -> None:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(Host, "create", create)
        done = call(*init_arguments(data, "https://nguon.example"))
    assert done.code == (130 if error is KeyboardInterrupt else 70)
    assert _tree(data) == before
    assert call(*init_arguments(data, "https://nguon.example")).code == 0


def test_keys_that_a_power_cut_left_are_taken_by_the_next_try(call: Call, tmp_path: Path) -> None:
    data = tmp_path / "data"
    _cheap(data)
    assert call(*init_arguments(data, "https://nguon.example")).code == 0
    before = (data / "keys" / "server.keys").read_bytes()
    _lose_database(data)
    shutil.rmtree(data / "heads")  # nothing was signed yet
    assert call(*init_arguments(data, "https://nguon.example")).code == 0
    assert (data / "keys" / "server.keys").read_bytes() == before


def test_a_ledger_whose_database_was_lost_is_not_founded_anew(call: Call, tmp_path: Path) -> None:
    """What was signed is out in the world: another log under the same key would be a fork."""
    data = tmp_path / "data"
    _cheap(data)
    assert call(*init_arguments(data, "https://nguon.example")).code == 0
    _lose_database(data)
    before = _tree(data)
    assert call(*init_arguments(data, "https://nguon.example")).error(1) == "store_rolled_back"
    assert _tree(data) == before
    assert not (data / "nguon.db").exists()


def _lose_database(data: Path) -> None:
    for path in data.glob("nguon.db*"):
        path.unlink()


def test_the_operator_may_have_a_passphrase_of_its_own(call: Call, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.write_text("riêng\n")
    own.chmod(0o600)
    data = tmp_path / "data"
    cheap_keystore(data / "keys" / "server.keys")
    done = call(*init_arguments(data, "https://nguon.example"), "--operator-passphrase-file", own)
    assert done.code == 0, done
    keys = Keystore.open(data / "keys/operator.keys", passphrase="riêng".encode())
    assert keys.names == ("ca-mau.registrar",)
    own.chmod(0o644)
    done = call("key", "show", "x", "--home", data / "operator/ca-mau", "--passphrase-file", own)
    assert done.error(1) == "file_not_private"


def test_a_data_folder_that_cannot_be_made_is_refused(call: Call, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = call(*init_arguments(tmp_path / "file" / "data", "https://nguon.example"))
    assert done.error(1) == "file_unwritable"
