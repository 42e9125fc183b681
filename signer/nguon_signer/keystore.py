"""Private keys in one file, under a passphrase.

The file is one line of JSON: ``{"format", "kdf": {"name", "opslimit", "memlimit", "salt"}, "box",
"sha256"}``. ``box`` is a nonce and a secretbox (XSalsa20-Poly1305) around
``{"keys": [{"name", "seed"}]}``, under a key that argon2id (RFC 9106) makes from the passphrase.
``sha256`` is over everything else, so that a garbled file is not taken for a wrong passphrase.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from nacl.exceptions import CryptoError
from nacl.pwhash import argon2id
from nacl.secret import SecretBox
from nacl.utils import random

from nguon_ledger.encoding.base64s import b64_decode, b64_encode
from nguon_ledger.encoding.members import an_object, list_of, need, text
from nguon_ledger.encoding.strict_json import Json, parse_object
from nguon_ledger.errors import NguonError
from nguon_ledger.keys.signing import Ed25519SigningKey
from nguon_signer.private_file import (
    create_private,
    locked_folder,
    read_private,
    replace_private,
)

FORMAT = "nguon-keystore/1"
MAX_BYTES = 1 << 20
_SEED = 32
_KEY_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")


@dataclass(frozen=True)
class KdfParameters:
    """Cost of argon2id: passes, and bytes of memory."""

    opslimit: int
    memlimit: int


MODERATE = KdfParameters(argon2id.OPSLIMIT_MODERATE, argon2id.MEMLIMIT_MODERATE)
# A file may not ask this machine for more than libsodium's SENSITIVE level, nor for parameters
# that libsodium refuses.
_MOST = KdfParameters(argon2id.OPSLIMIT_SENSITIVE, argon2id.MEMLIMIT_SENSITIVE)
_LEAST = KdfParameters(argon2id.OPSLIMIT_MIN, argon2id.MEMLIMIT_MIN)


@dataclass(frozen=True)
class _Sealing:
    """How the file is sealed: the derived key stays here, never in a repr."""

    kdf: KdfParameters
    salt: bytes = field(repr=False)
    secret: bytes = field(repr=False)


class Keystore:
    """The named keys of an opened file. Its repr names the file, never a key."""

    def __init__(
        self, path: Path, sealing: _Sealing, keys: Mapping[str, Ed25519SigningKey]
    ) -> None:
        self.path = path
        self._sealing = sealing
        self._keys = dict(keys)

    def __repr__(self) -> str:
        return f"Keystore({str(self.path)!r}, {len(self._keys)} keys)"

    @classmethod
    def create(cls, path: Path, *, passphrase: bytes, kdf: KdfParameters = MODERATE) -> Keystore:
        """Create an empty keystore file. Raises NguonError ``file_exists``, ``file_unwritable``."""
        salt = random(argon2id.SALTBYTES)
        store = cls(path, _Sealing(kdf, salt, _derive(passphrase, kdf, salt)), {})
        create_private(path, store._sealed({}))
        return store

    @classmethod
    def open(cls, path: Path, *, passphrase: bytes) -> Keystore:
        """Open a keystore file.

        Raises NguonError ``passphrase_wrong``, ``keystore_damaged``, or the codes of
        private_file.read_private.
        """
        kdf, salt, box = _parse(read_private(path, max_bytes=MAX_BYTES))
        sealing = _Sealing(kdf, salt, _derive(passphrase, kdf, salt))
        return cls(path, sealing, _unseal(box, sealing))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the keys, in alphabetical order."""
        return tuple(sorted(self._keys))

    def key(self, name: str) -> Ed25519SigningKey:
        """Return a key by its name. Raises NguonError ``key_unknown``."""
        if name not in self._keys:
            there = ", ".join(self.names) or "none"
            raise NguonError("key_unknown", f"no key {name!r}; there are: {there}", field="name")
        return self._keys[name]

    def add(self, name: str, key: Ed25519SigningKey) -> None:
        """Store a key under a new name; it is on disk when this returns.

        Keys that another process has stored meanwhile stay. Raises NguonError
        ``key_name_malformed``, ``key_exists``, or the codes of ``open`` and ``create``.
        """
        if not _KEY_NAME.fullmatch(name):
            what = "a key's name is 1 to 64 letters, digits, dots, hyphens, underscores and @"
            raise NguonError("key_name_malformed", what, field="name")
        with locked_folder(self.path):
            # A file that was sealed anew meanwhile does not open: its salt makes another key.
            _, _, box = _parse(read_private(self.path, max_bytes=MAX_BYTES))
            keys = _unseal(box, self._sealing)
            if name in keys:
                raise NguonError("key_exists", f"there is a key {name!r} already", field="name")
            keys[name] = key
            replace_private(self.path, self._sealed(keys))
        self._keys = keys

    def _sealed(self, keys: Mapping[str, Ed25519SigningKey]) -> bytes:
        listed = [{"name": name, "seed": b64_encode(key.seed)} for name, key in keys.items()]
        box = SecretBox(self._sealing.secret).encrypt(json.dumps({"keys": listed}).encode())
        return _format(self._sealing.kdf, self._sealing.salt, bytes(box))


def _derive(passphrase: bytes, kdf: KdfParameters, salt: bytes) -> bytes:
    return argon2id.kdf(
        SecretBox.KEY_SIZE, passphrase, salt, opslimit=kdf.opslimit, memlimit=kdf.memlimit
    )


def _unseal(box: bytes, sealing: _Sealing) -> dict[str, Ed25519SigningKey]:
    try:
        plain = SecretBox(sealing.secret).decrypt(box)
    except CryptoError:
        # The checksum was right, so the file is as it was written: the passphrase is not.
        raise NguonError("passphrase_wrong", "the passphrase does not open the keystore") from None
    return _read_keys(plain)


def _read_keys(plain: bytes) -> dict[str, Ed25519SigningKey]:
    try:
        return dict(need(parse_object(plain), "keys", list_of(_read_key)))
    except NguonError:
        raise _damaged() from None


def _read_key(value: Json) -> tuple[str, Ed25519SigningKey]:
    entry = an_object(value)
    seed = b64_decode(need(entry, "seed", text))
    if len(seed) != _SEED:
        raise _damaged()
    return need(entry, "name", text), Ed25519SigningKey.from_seed(seed)


def _format(kdf: KdfParameters, salt: bytes, box: bytes) -> bytes:
    body = {
        "format": FORMAT,
        "kdf": {
            "name": "argon2id",
            "opslimit": kdf.opslimit,
            "memlimit": kdf.memlimit,
            "salt": b64_encode(salt),
        },
        "box": b64_encode(box),
    }
    checksum = sha256(json.dumps(body).encode()).hexdigest()
    return json.dumps({**body, "sha256": checksum}).encode() + b"\n"


def _parse(data: bytes) -> tuple[KdfParameters, bytes, bytes]:
    """Read the file; any byte that was not written so is damage."""
    try:
        document = parse_object(data)
        kdf = document["kdf"]
        if not isinstance(kdf, dict):
            raise _damaged()
        parameters = KdfParameters(_whole(kdf["opslimit"]), _whole(kdf["memlimit"]))
        salt, box = b64_decode(str(kdf["salt"])), b64_decode(str(document["box"]))
    except (NguonError, KeyError):
        raise _damaged() from None
    if _format(parameters, salt, box) != data:
        raise _damaged()
    _check_bounds(parameters)
    if len(salt) != argon2id.SALTBYTES:
        raise _damaged()
    return parameters, salt, box


def _check_bounds(kdf: KdfParameters) -> None:
    if not (
        _LEAST.opslimit <= kdf.opslimit <= _MOST.opslimit
        and _LEAST.memlimit <= kdf.memlimit <= _MOST.memlimit
    ):
        raise NguonError("keystore_damaged", "the keystore asks for unreasonable work")


def _whole(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise _damaged()


def _damaged() -> NguonError:
    return NguonError("keystore_damaged", "the keystore is cut off or garbled")
