from __future__ import annotations

import json
import logging
import os
import stat
import traceback
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from nacl.pwhash import argon2id
from nacl.secret import SecretBox

from nguon_ledger.encoding.base64s import b64_encode
from nguon_ledger.errors import NguonError
from nguon_ledger.keys.signing import Ed25519SigningKey
from nguon_signer import keystore
from nguon_signer.keystore import MODERATE, KdfParameters, Keystore
from nguon_signer.passphrase import read_passphrase
from nguon_signer.private_file import create_private, read_private, replace_private

CHEAP = KdfParameters(argon2id.OPSLIMIT_MIN, argon2id.MEMLIMIT_MIN)
PASSPHRASE = b"ba khia muoi"
SEED = bytes(range(32))
KEY = Ed25519SigningKey.from_seed(SEED)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    store = Keystore.create(tmp_path / "keys", passphrase=PASSPHRASE, kdf=CHEAP)
    store.add("kho", KEY)
    return store.path


def refused(code: str) -> Any:
    return pytest.raises(NguonError, match=f"^{code}: ")


def test_keys_come_back_by_their_names(path: Path) -> None:
    other = Ed25519SigningKey.generate()
    Keystore.open(path, passphrase=PASSPHRASE).add("ao@dam-doi", other)
    store = Keystore.open(path, passphrase=PASSPHRASE)
    assert store.names == ("ao@dam-doi", "kho")
    assert (store.key("kho"), store.key("ao@dam-doi")) == (KEY, other)


def test_the_file_is_its_owners_alone_whatever_the_umask(tmp_path: Path) -> None:
    for umask in (0o000, 0o277):
        before = os.umask(umask)
        try:
            store = Keystore.create(tmp_path / f"k{umask}", passphrase=PASSPHRASE, kdf=CHEAP)
        finally:
            os.umask(before)
        store.add("kho", KEY)
        assert stat.S_IMODE(store.path.stat().st_mode) == 0o600
    assert sorted(p.name for p in tmp_path.iterdir()) == ["k0", f"k{0o277}"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o610, 0o601, 0o602])
def test_a_file_that_others_can_reach_is_not_read(path: Path, mode: int) -> None:
    path.chmod(mode)
    with refused("file_not_private"):
        Keystore.open(path, passphrase=PASSPHRASE)


def test_a_file_of_somebody_else_is_not_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: path.stat().st_uid + 1)
    with refused("file_not_private"):
        Keystore.open(path, passphrase=PASSPHRASE)


def test_a_file_that_is_no_file_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)
    with refused("file_unreadable"):
        read_private(tmp_path / "pipe", max_bytes=10)
    (tmp_path / "loop").symlink_to("loop")
    with refused("file_unreadable"):
        read_private(tmp_path / "loop", max_bytes=10)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with refused("file_missing"):
        Keystore.open(tmp_path / "none", passphrase=PASSPHRASE)


def test_a_wrong_passphrase_is_told_from_damage(path: Path) -> None:
    with refused("passphrase_wrong"):
        Keystore.open(path, passphrase=PASSPHRASE + b"x")


def test_a_file_cut_off_anywhere_is_damaged(path: Path) -> None:
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with refused("keystore_damaged"):
            Keystore.open(path, passphrase=PASSPHRASE)


def test_a_file_with_any_byte_changed_is_damaged(path: Path) -> None:
    whole = path.read_bytes()
    for i in range(len(whole)):
        flip = 1 << i % 8
        path.write_bytes(whole[:i] + bytes([whole[i] ^ flip]) + whole[i + 1 :])
        with refused("keystore_damaged"):
            Keystore.open(path, passphrase=PASSPHRASE)


def test_a_file_with_anything_behind_it_is_damaged(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b" ")
    with refused("keystore_damaged"):
        Keystore.open(path, passphrase=PASSPHRASE)


def test_a_huge_file_is_not_read(path: Path) -> None:
    path.write_bytes(b" " * (keystore.MAX_BYTES + 1))
    with refused("file_too_large"):
        Keystore.open(path, passphrase=PASSPHRASE)


def _rewritten(path: Path, **kdf: object) -> None:
    """Write a file whose checksum is right, as somebody would who wants to cause work."""
    body = json.loads(path.read_bytes())
    del body["sha256"]
    body["kdf"] |= kdf
    body["sha256"] = sha256(json.dumps(body).encode()).hexdigest()
    path.write_bytes(json.dumps(body).encode() + b"\n")


@pytest.mark.parametrize(
    "kdf",
    [
        {"opslimit": argon2id.OPSLIMIT_SENSITIVE + 1},
        {"opslimit": 2**40},
        {"opslimit": 0},
        {"opslimit": True},
        {"opslimit": "1"},
        {"memlimit": argon2id.MEMLIMIT_SENSITIVE + 1},
        {"memlimit": 1},
        {"salt": b64_encode(bytes(8))},
        {"name": "scrypt"},
        {"more": 1},
    ],
)
def test_a_file_may_not_ask_for_absurd_work(
    path: Path, kdf: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keystore, "_derive", lambda *_: pytest.fail("the work was done"))
    _rewritten(path, **kdf)
    with refused("keystore_damaged"):
        Keystore.open(path, passphrase=PASSPHRASE)


@pytest.mark.parametrize("data", [b"[]", b'{"kdf": 7}', b'{"kdf": "x", "box": ""}', b"{}"])
def test_json_that_is_no_keystore_is_damage(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    with refused("keystore_damaged"):
        Keystore.open(path, passphrase=PASSPHRASE)


def test_rewriting_without_a_change_keeps_the_file_readable(path: Path) -> None:
    before = path.read_bytes()
    _rewritten(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "plain", [b"[]", b"{", b'{"keys": [1]}', b'{"keys": [{"name": "a", "seed": "AAAA"}]}']
)
def test_garbled_contents_under_the_right_passphrase_are_damage(
    path: Path, plain: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SecretBox, "decrypt", lambda *_: plain)
    with refused("keystore_damaged"):
        Keystore.open(path, passphrase=PASSPHRASE)


def test_an_existing_file_is_never_overwritten(path: Path) -> None:
    before = path.read_bytes()
    with refused("file_exists"):
        Keystore.create(path, passphrase=b"other", kdf=CHEAP)
    assert path.read_bytes() == before
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_a_file_may_be_as_long_as_its_bound_and_no_longer(path: Path) -> None:
    path.write_bytes(b"x" * 10)
    assert read_private(path, max_bytes=10) == b"x" * 10
    with refused("file_too_large"):
        read_private(path, max_bytes=9)


def test_a_name_is_taken_once(path: Path) -> None:
    with refused("key_exists"):
        Keystore.open(path, passphrase=PASSPHRASE).add("kho", Ed25519SigningKey.generate())
    assert Keystore.open(path, passphrase=PASSPHRASE).key("kho") == KEY


@pytest.mark.parametrize("name", ["", "a b", "../x", "-x", "a" * 65, "khổ"])
def test_names_are_plain(path: Path, name: str) -> None:
    with refused("key_name_malformed"):
        Keystore.open(path, passphrase=PASSPHRASE).add(name, KEY)


def test_an_unknown_key_is_answered_with_the_names_there_are(path: Path) -> None:
    with pytest.raises(NguonError, match=r"key_unknown.*'ao'.*kho"):
        Keystore.open(path, passphrase=PASSPHRASE).key("ao")


def test_an_empty_keystore_says_that_it_has_none(tmp_path: Path) -> None:
    store = Keystore.create(tmp_path / "empty", passphrase=PASSPHRASE, kdf=CHEAP)
    with pytest.raises(NguonError, match=r"no key 'ao'; there are: none$"):
        store.key("ao")


def test_two_programs_that_add_keys_lose_none(path: Path) -> None:
    one = Keystore.open(path, passphrase=PASSPHRASE)
    two = Keystore.open(path, passphrase=PASSPHRASE)
    one.add("mot", Ed25519SigningKey.generate())
    two.add("hai", Ed25519SigningKey.generate())
    assert Keystore.open(path, passphrase=PASSPHRASE).names == ("hai", "kho", "mot")
    assert two.names == ("hai", "kho", "mot")


def test_a_file_sealed_anew_meanwhile_is_left_alone(path: Path) -> None:
    store = Keystore.open(path, passphrase=PASSPHRASE)
    path.unlink()
    Keystore.create(path, passphrase=b"new", kdf=CHEAP)
    before = path.read_bytes()
    with refused("passphrase_wrong"):
        store.add("ao", KEY)
    assert path.read_bytes() == before


def test_each_write_has_its_own_nonce_and_each_file_its_own_salt(path: Path) -> None:
    def part(name: str) -> str:
        document = json.loads(path.read_bytes())
        return str(document["box"])[:32] if name == "nonce" else str(document["kdf"]["salt"])

    nonce, salt = part("nonce"), part("salt")
    Keystore.open(path, passphrase=PASSPHRASE).add("ao", KEY)
    assert part("nonce") != nonce
    assert part("salt") == salt
    path.unlink()
    Keystore.create(path, passphrase=PASSPHRASE, kdf=CHEAP)
    assert part("salt") != salt


def test_no_key_and_no_passphrase_shows_anywhere(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    store = Keystore.open(path, passphrase=PASSPHRASE)
    shown = [repr(store), str(store), repr(store._sealing), repr(store._keys), caplog.text]
    for passphrase, name in ((b"wrong one", "kho"), (PASSPHRASE, "none")):
        try:
            Keystore.open(path, passphrase=passphrase).key(name)
        except NguonError as e:
            shown.append("".join(traceback.format_exception(e)))
    secrets = [SEED, store._sealing.secret, PASSPHRASE, b"wrong one"]
    forms = (
        [s.hex() for s in secrets] + [b64_encode(s) for s in secrets] + [repr(s) for s in secrets]
    )
    assert len(shown) == 7
    assert not [form for form in forms for text in shown if form in text]
    assert SEED not in path.read_bytes()


def test_the_default_cost_is_libsodiums_moderate(tmp_path: Path) -> None:
    store = Keystore.create(tmp_path / "keys", passphrase=PASSPHRASE)
    kdf = json.loads(store.path.read_bytes())["kdf"]
    assert (
        (kdf["opslimit"], kdf["memlimit"])
        == (3, 256 << 20)
        == (
            MODERATE.opslimit,
            MODERATE.memlimit,
        )
    )


def _full_disk(*_: object) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("call", ["fsync", "fchmod"])
def test_a_failed_write_leaves_the_old_file_and_no_other(
    path: Path, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = path.read_bytes()
    monkeypatch.setattr(os, call, _full_disk)
    with pytest.raises(NguonError, match=r"file_unwritable.*No space left"):
        replace_private(path, b"new")
    with refused("file_unwritable"):
        create_private(path.with_name("second"), b"new")
    monkeypatch.undo()
    assert path.read_bytes() == before
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_data_and_name_are_on_disk_before_the_write_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    real = os.fsync

    def spy(descriptor: int) -> None:
        kind = "folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file"
        synced.append(f"{kind}, named: {(tmp_path / 'keys').exists()}")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", spy)
    create_private(tmp_path / "keys", b"x")
    assert synced == ["file, named: False", "folder, named: True"]


def test_a_missing_folder_is_an_answer_not_a_traceback(tmp_path: Path) -> None:
    with refused("file_unwritable"):
        create_private(tmp_path / "none" / "keys", b"x")
    store = Keystore.create(tmp_path / "keys", passphrase=PASSPHRASE, kdf=CHEAP)
    store.path = tmp_path / "none" / "keys"
    with refused("file_missing"):
        store.add("kho", KEY)


def _passphrase_file(folder: Path, data: bytes, mode: int = 0o600) -> Path:
    found = folder / "passphrase"
    found.write_bytes(data)
    found.chmod(mode)
    return found


def test_a_file_comes_before_the_environment_and_that_before_the_prompt(tmp_path: Path) -> None:
    file = _passphrase_file(tmp_path, b" from file \n")
    environ = {"NGUON_PASSPHRASE": "from environ"}

    def prompt() -> str:
        return "from prompt"

    assert read_passphrase(environ=environ, file=file, prompt=prompt) == b" from file "
    assert read_passphrase(environ=environ, prompt=prompt) == b"from environ"
    assert read_passphrase(environ={}, prompt=prompt) == b"from prompt"


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
def test_a_file_loses_one_line_end(tmp_path: Path, end: bytes) -> None:
    file = _passphrase_file(tmp_path, b"muoi" + end)
    assert read_passphrase(environ={}, file=file) == b"muoi"


def test_two_spellings_of_the_same_letters_are_one_passphrase() -> None:
    composed, decomposed = "Vi\u1ec7t", "Vie\u0323\u0302t"
    assert composed != decomposed
    for text in (composed, decomposed):
        assert read_passphrase(environ={"NGUON_PASSPHRASE": text}) == composed.encode()


def test_no_passphrase_is_refused(tmp_path: Path) -> None:
    with refused("passphrase_missing"):
        read_passphrase(environ={})
    with refused("passphrase_missing"):
        read_passphrase(environ={"NGUON_PASSPHRASE": ""})
    with refused("passphrase_missing"):
        read_passphrase(environ={}, file=_passphrase_file(tmp_path, b"\n"))


def test_a_passphrase_that_is_no_text_is_refused(tmp_path: Path) -> None:
    with refused("passphrase_malformed"):
        read_passphrase(environ={}, file=_passphrase_file(tmp_path, b"\xff"))
    with refused("passphrase_malformed"):
        read_passphrase(environ={"NGUON_PASSPHRASE": "\udcff"})


def test_a_passphrase_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    with refused("file_not_private"):
        read_passphrase(environ={}, file=_passphrase_file(tmp_path, b"x", 0o644))
