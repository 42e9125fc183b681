"""The demo's keys: real keystores, with a passphrase that lies beside them.

Only a demo does that. It is a file of mode 0600 in demo-data, made anew for each demo.
"""

from __future__ import annotations

import secrets
from pathlib import Path

from nguon_cli.demo import cast
from nguon_cli.demo.files import PASSPHRASE, PEOPLE_KEYS, SERVER_KEYS
from nguon_ledger.engine.ledger import LedgerKeys
from nguon_ledger.keys.signing import Ed25519SigningKey
from nguon_signer.keystore import Keystore
from nguon_signer.passphrase import read_passphrase
from nguon_signer.private_file import create_private

OPERATOR = "operator"


class DemoKeys:
    """The server's keystore and the participants', opened with the demo's passphrase."""

    def __init__(self, server: Keystore, people: Keystore) -> None:
        self._server = server
        self._people = people

    @classmethod
    def create(cls, data: Path, ledgers: tuple[str, ...]) -> DemoKeys:
        """Make a passphrase, and keys for every ledger and participant."""
        create_private(data / PASSPHRASE, secrets.token_urlsafe(24).encode())
        passphrase = _passphrase(data)
        server = Keystore.create(data / SERVER_KEYS, passphrase=passphrase)
        people = Keystore.create(data / PEOPLE_KEYS, passphrase=passphrase)
        for ledger in ledgers:
            server.add(f"{ledger}-log", Ed25519SigningKey.generate())
            server.add(f"{ledger}-seal", Ed25519SigningKey.generate())
        for name in (OPERATOR, *(participant.key for participant in cast.PARTICIPANTS)):
            people.add(name, Ed25519SigningKey.generate())
        return cls(server, people)

    @classmethod
    def open_server(cls, data: Path) -> Keystore:
        """Open only what the server needs."""
        return Keystore.open(data / SERVER_KEYS, passphrase=_passphrase(data))

    def ledger(self, name: str) -> LedgerKeys:
        """Return what a ledger signs with."""
        return ledger_keys(self._server, name)

    def person(self, name: str) -> Ed25519SigningKey:
        """Return a participant's key."""
        return self._people.key(name)


def ledger_keys(server: Keystore, name: str) -> LedgerKeys:
    """Return a ledger's keys out of the server's keystore."""
    return LedgerKeys(server.key(f"{name}-log"), server.key(f"{name}-seal"))


def _passphrase(data: Path) -> bytes:
    return read_passphrase(environ={}, file=data / PASSPHRASE)
