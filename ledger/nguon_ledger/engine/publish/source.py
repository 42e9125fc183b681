"""Where the static log is copied from."""

from __future__ import annotations

from typing import Protocol

from sqlalchemy import Engine

from nguon_ledger.engine.reading.snapshot import snapshot
from nguon_ledger.errors import NguonError
from nguon_ledger.log.note import Verifier
from nguon_ledger.log.tiles import parse_entries
from nguon_ledger.registry.reading import read_registry
from nguon_ledger.registry.statements import Genesis
from nguon_ledger.statement import parse_statement
from nguon_ledger.store.database import inconsistent


class Source(Protocol):
    """What a publisher reads: an open Ledger, or a StoredLog."""

    def checkpoint(self) -> bytes:
        """Return the newest checkpoint, never an older one than before."""
        ...

    def tile(self, *, level: int, number: int, width: int) -> bytes:
        """Return the first ``width`` hashes of a tile of that checkpoint's tree."""
        ...

    def entry_bundle(self, *, number: int, width: int) -> bytes:
        """Return the first ``width`` entries of a bundle of that checkpoint's tree."""
        ...


class StoredLog:
    """The log of one ledger out of its store: without its keys, and whether it is served or not.

    Every method may raise NguonError ``storage_unavailable`` or ``store_inconsistent``.
    """

    def __init__(self, engine: Engine, name: str, origin: str) -> None:
        self._engine = engine
        self._name = name
        self._origin = origin

    def verifier(self) -> Verifier:
        """Return the key that Genesis names for checkpoints, the first if there are several."""
        (entry,) = parse_entries(self.entry_bundle(number=0, width=1))
        try:
            genesis = read_registry(parse_statement(entry, log=self._origin).payload)
        except NguonError as e:
            raise inconsistent(f"the first entry is not Genesis: {e.detail}", field="0") from e
        if not isinstance(genesis, Genesis):
            raise inconsistent("the first entry is not Genesis", field="0")
        return Verifier.from_vkey(genesis.log_keys[0])

    def checkpoint(self) -> bytes:
        """Return the newest checkpoint."""
        with snapshot(self._engine, self._name, self._origin) as published:
            return published.checkpoint_note

    def tile(self, *, level: int, number: int, width: int) -> bytes:
        """Return the first hashes of a tile. Raises NguonError ``not_found``."""
        with snapshot(self._engine, self._name, self._origin) as published:
            return published.tile(level=level, number=number, width=width)

    def entry_bundle(self, *, number: int, width: int) -> bytes:
        """Return the first entries of a bundle. Raises NguonError ``not_found``."""
        with snapshot(self._engine, self._name, self._origin) as published:
            return published.entry_bundle(number=number, width=width)
