"""Founding a ledger: keys, Genesis, and the operator's home; all of it or nothing."""

from __future__ import annotations

import os
import re
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from nguon_cli.data_folder import (
    HEADS,
    DataFolder,
    log_key_name,
    registrar_key_name,
    seal_key_name,
)
from nguon_cli.home import Home, Profile
from nguon_ledger.engine.host import Host, Options
from nguon_ledger.engine.ledger import LedgerKeys
from nguon_ledger.errors import NguonError
from nguon_ledger.keys.signing import Ed25519SigningKey
from nguon_ledger.log.note import ED25519, Verifier
from nguon_ledger.rules.version import LATEST
from nguon_signer.keystore import MODERATE, KdfParameters, Keystore
from nguon_signer.private_file import replace_private
from nguon_signer.registry_builder import genesis
from nguon_signer.sealing import sign_registry

_URL = re.compile(r"(https?)://([a-z0-9.-]{1,100}(?::[1-9][0-9]{0,4})?)/?")
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
_SIDE_FILES = ("", "-wal", "-shm")  # https://www.sqlite.org/wal.html#the_wal_file


@dataclass(frozen=True, kw_only=True)
class Operator:
    """Who runs the ledger; ``participant`` is its https:// identifier."""

    participant: str
    name: str
    province: str
    contact: str


@dataclass(frozen=True, kw_only=True)
class Founding:
    """A ledger to be: its name, and the address at which the world will find it."""

    ledger: str
    url: str
    operator: Operator

    @property
    def origin(self) -> str:
        """The host of the URL and ``/log/`` and the name.

        Raises NguonError ``name_malformed`` or ``url_malformed``.
        """
        if not _NAME.fullmatch(self.ledger):
            what = f"{self.ledger[:60]!r}: 1 to 40 small letters, digits, and hyphens between"
            raise NguonError("name_malformed", what, field="--ledger")
        return f"{url_host(self.url)}/log/{self.ledger}"


@dataclass(frozen=True)
class Founded:
    """A ledger that is there: its verifier key, and where its operator signs from."""

    origin: str
    vkey: str
    home: Home


def url_host(url: str) -> str:
    """Return the host, with its port, of a server's address. Raises NguonError."""
    match = _URL.fullmatch(url)
    if not match:
        what = f"{url[:100]!r}: write it like http://localhost:8000 or https://nguon.example"
        raise NguonError("url_malformed", what, field="--url")
    return match[2]


def found_ledger(
    folder: DataFolder,
    founding: Founding,
    *,
    now: str,
    server_passphrase: bytes,
    operator_passphrase: bytes,
    kdf: KdfParameters = MODERATE,
) -> Founded:
    """Found a ledger in a folder, which may have others. ``now`` is RFC 3339.

    Power off in between leaves at most keys of a ledger that is not there; the next try takes
    them. Raises NguonError ``ledger_exists``, ``url_malformed``, ``name_malformed``,
    ``database_taken``, the codes of
    sign_registry for the operator's details, of Keystore and of Host.create, and then removes
    what it made.
    """
    origin = founding.origin
    with ExitStack() as undo:
        for path in (folder.path, folder.server_keys.parent):
            _make_folder(path, undo)
        host = _open_host(folder, founding.ledger, undo)
        if founding.ledger in host.stored():
            raise NguonError("ledger_exists", f"there is a ledger {founding.ledger} already")
        server = _open_keys(folder.server_keys, server_passphrase, kdf, undo)
        operator = _open_keys(folder.operator_keys, operator_passphrase, kdf, undo)
        keys = LedgerKeys(
            log=_key(server, log_key_name(founding.ledger)),
            seal=_key(server, seal_key_name(founding.ledger)),
        )
        registrar = _key(operator, registrar_key_name(founding.ledger))
        vkey = Verifier(origin, ED25519, keys.log.public.raw).vkey
        statement = _genesis(founding, now=now, vkey=vkey, seal=keys.seal, registrar=registrar)
        home = folder.operator_home(founding.ledger)
        _join(folder, founding, home, vkey, undo)
        host.create(name=founding.ledger, origin=origin, keys=keys, genesis=statement)
        host.close()
        undo.pop_all()
    return Founded(origin, vkey, home)


def _genesis(
    founding: Founding,
    *,
    now: str,
    vkey: str,
    seal: Ed25519SigningKey,
    registrar: Ed25519SigningKey,
) -> bytes:
    payload = genesis(
        origin=founding.origin,
        time=now,
        log_vkeys=[vkey],
        seal_key=seal.public,
        participant=founding.operator.participant,
        name=founding.operator.name,
        contact=founding.operator.contact,
        province=founding.operator.province,
        keys=[registrar.public],
        rules=LATEST,
    )
    return sign_registry(payload, log=founding.origin, key=registrar)


def _join(folder: DataFolder, founding: Founding, home: Home, vkey: str, undo: ExitStack) -> None:
    _make_folder(home.path.parent, undo)
    _make_folder(home.path, undo)
    for name in ("profile.json", "pins.json"):
        _restore(home.path / name, undo)
    profile = Profile(
        server=founding.url.rstrip("/"),
        ledger=founding.ledger,
        origin=founding.origin,
        participant=founding.operator.participant,
        key=registrar_key_name(founding.ledger),
        keystore=os.path.relpath(folder.operator_keys, home.path),
    )
    home.join(profile, vkey)


def _make_folder(path: Path, undo: ExitStack) -> None:
    if path.is_dir():
        return
    _make_folder(path.parent, undo)
    try:
        path.mkdir(mode=0o700)
    except OSError as e:
        raise NguonError("file_unwritable", f"{path}: {e.strerror}", field="--data") from None
    undo.callback(path.rmdir)


def _open_host(folder: DataFolder, ledger: str, undo: ExitStack) -> Host:
    _remember(folder, undo)
    _make_folder(folder.path / HEADS, undo)
    for head in (f"{ledger}.checkpoint", f"{ledger}.checkpoint.lock"):
        if not (path := folder.path / HEADS / head).exists():
            undo.callback(path.unlink, missing_ok=True)
    where = folder.where
    if isinstance(where, Path) and not where.exists():
        for side in _SIDE_FILES:
            undo.callback(Path(f"{where}{side}").unlink, missing_ok=True)
    host = Host(where, options=Options(second_head=folder.second_head))
    undo.callback(host.close)
    return host


def _remember(folder: DataFolder, undo: ExitStack) -> None:
    """Keep the URL in the folder, which has one database for all its ledgers."""
    if folder.url is None or folder.url == folder.remembered:
        return
    if folder.remembered is not None or folder.database.exists():
        what = f"the ledgers of {folder.path} are in another database"
        raise NguonError("database_taken", what, field="--database")
    _restore(folder.url_file, undo)
    replace_private(folder.url_file, f"{folder.url}\n".encode())


def _open_keys(path: Path, passphrase: bytes, kdf: KdfParameters, undo: ExitStack) -> Keystore:
    _restore(path, undo)
    if path.exists():
        return Keystore.open(path, passphrase=passphrase)
    return Keystore.create(path, passphrase=passphrase, kdf=kdf)


def _restore(path: Path, undo: ExitStack) -> None:
    """Put the file back as it is now if the rest fails."""
    if path.exists():
        undo.callback(replace_private, path, path.read_bytes())
    else:
        undo.callback(path.unlink, missing_ok=True)


def _key(store: Keystore, name: str) -> Ed25519SigningKey:
    if name not in store.names:
        store.add(name, Ed25519SigningKey.generate())
    return store.key(name)
