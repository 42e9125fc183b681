"""A server's folder: the database, and the keys of its ledgers and of their operators."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from nguon_cli.home import Home
from nguon_cli.passphrases import Passphrase
from nguon_ledger.engine.host import Host, Options
from nguon_ledger.engine.ledger import LedgerKeys
from nguon_ledger.errors import NguonError
from nguon_ledger.store.head.contract import Head
from nguon_ledger.store.places import open_head
from nguon_signer.keystore import Keystore

_FILE = "sqlite:///"
_USUAL = Options()
HEADS = "heads"  # the heads' second memory: never in a backup of the database


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
    """What ``nguon init`` makes and ``nguon serve`` opens.

    ``url``: a database elsewhere, in the place of the one that the folder names or has.
    """

    path: Path
    url: str | None = None

    @property
    def database(self) -> Path:
        """All ledgers, in one SQLite file, unless they are in a database elsewhere."""
        return self.path / "nguon.db"

    @property
    def url_file(self) -> Path:
        """Where the URL of a database elsewhere is kept; private, as it may hold a password."""
        return self.path / "database.url"

    @property
    def where(self) -> Path | str:
        """The database: as asked for, else as remembered, else the folder's own file."""
        asked = self.url or self.remembered
        if asked is None:
            return self.database
        return Path(asked.removeprefix(_FILE)) if asked.startswith(_FILE) else asked

    @property
    def remembered(self) -> str | None:
        """The URL that the folder was made with. Raises NguonError ``file_unreadable``."""
        try:
            return self.url_file.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as e:
            what = f"{self.url_file} cannot be read: {e}"
            raise NguonError("file_unreadable", what, field="--data") from None

    def check_own(self) -> None:
        """Raise NguonError ``database_unsupported`` if the ledgers are not in the folder."""
        if not isinstance(self.where, Path):
            what = (
                "the ledgers are in a database server: back it up and restore it by its own means"
            )
            raise NguonError("database_unsupported", what, field="--data")

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
        where = self.where
        if isinstance(where, Path) and not where.is_file():
            what = f"there is no ledger in {self.path}; make one with: nguon init"
            raise NguonError("data_missing", what, field="--data")
        if options.second_head is None:
            options = replace(options, second_head=self.second_head)
        if isinstance(where, str):
            options = replace(options, shared=True)  # a server has other clients
        return Host(where, options=options)

    def second_head(self, ledger: str) -> Head:
        """Open a ledger's second head, in the folder beside the database."""
        return open_head(str(self.path), HEADS, f"{ledger}.checkpoint")

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
