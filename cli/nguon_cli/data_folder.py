"""A server's folder: the database, and the keys of its ledgers and of their operators."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nguon_cli.home import Home
from nguon_cli.passphrases import Passphrase
from nguon_ledger.engine.host import Host, Options
from nguon_ledger.engine.ledger import LedgerKeys
from nguon_ledger.errors import NguonError
from nguon_signer.keystore import Keystore

_USUAL = Options()


def log_key_name(ledger: str) -> str:
    """Return the name in the server's keystore of the key that signs checkpoints."""
    return f"{ledger}.log"


def seal_key_name(ledger: str) -> str:
    """Return the name in the server's keystore of the key that signs seals."""
    return f"{ledger}.seal"


def registrar_key_name(ledger: str) -> str:
    """Return the name in the operators' keystore of the key that registers participants."""
    return f"{ledger}.registrar"


@dataclass(frozen=True)
class DataFolder:
    """What ``nguon init`` makes and ``nguon serve`` opens."""

    path: Path

    @property
    def database(self) -> Path:
        """All ledgers, in one SQLite file."""
        return self.path / "nguon.db"

    @property
    def server_keys(self) -> Path:
        """The keystore of the log and seal keys, which the server opens."""
        return self.path / "keys" / "server.keys"

    @property
    def operator_keys(self) -> Path:
        """The keystore of the registrar keys, which the server never opens."""
        return self.path / "keys" / "operator.keys"

    def operator_home(self, ledger: str) -> Home:
        """Return the home from which a ledger's operator registers others."""
        return Home(self.path / "operator" / ledger)

    def open_store(self, options: Options = _USUAL) -> Host:
        """Open the database without opening ledgers. Raises NguonError ``data_missing``."""
        if not self.database.is_file():
            what = f"there is no ledger in {self.path}; make one with: nguon init"
            raise NguonError("data_missing", what, field="--data")
        return Host(self.database, options=options)

    def open_ledgers(self, passphrase: Passphrase, options: Options = _USUAL) -> Host:
        """Open all ledgers with the server's keys.

        Raises NguonError ``data_missing``, ``keys_missing``, or as Keystore.open and Host.open.
        """
        host = self.open_store(options)
        try:
            store = Keystore.open(self.server_keys, passphrase=passphrase.ask())
            host.open({ledger: _keys(store, ledger) for ledger in host.stored()})
        except BaseException:
            host.close()
            raise
        return host


def _keys(store: Keystore, ledger: str) -> LedgerKeys:
    try:
        return LedgerKeys(
            log=store.key(log_key_name(ledger)), seal=store.key(seal_key_name(ledger))
        )
    except NguonError as e:
        what = f"{store.path} lacks the keys of the ledger {ledger}: {e.detail}"
        raise NguonError("keys_missing", what) from None
