"""The demo's keys: real keystores, with a passphrase that lies beside them.

Only a demo does that. It is a file of mode 0600 in the demo's folder, made anew for each demo.
"""

from __future__ import annotations

import secrets
from pathlib import Path

from nguon_cli.data_folder import DataFolder, registrar_key_name
from nguon_cli.demo import cast
from nguon_cli.demo.files import PASSPHRASE, PEOPLE_KEYS
from nguon_ledger.keys.signing import Ed25519SigningKey
from nguon_signer.keystore import Keystore
from nguon_signer.passphrase import read_passphrase
from nguon_signer.private_file import create_private

OPERATOR = "operator"


def make_passphrase(data: Path) -> bytes:
    """Write a new passphrase into the demo's folder, and return it."""
    create_private(data / PASSPHRASE, secrets.token_urlsafe(24).encode())
    return read_passphrase(environ={}, file=data / PASSPHRASE)


class People:
    """The keys of everybody in the demo, and of the two ledgers' operators."""

    def __init__(self, data: Path, passphrase: bytes) -> None:
        self._registrars = Keystore.open(DataFolder(data).operator_keys, passphrase=passphrase)
        self._store = Keystore.create(data / PEOPLE_KEYS, passphrase=passphrase)
        for participant in cast.PARTICIPANTS:
            self._store.add(participant.key, Ed25519SigningKey.generate())

    def key(self, name: str, ledger: str) -> Ed25519SigningKey:
        """Return a participant's key, or the one of a ledger's operator."""
        if name == OPERATOR:
            return self._registrars.key(registrar_key_name(ledger))
        return self._store.key(name)
