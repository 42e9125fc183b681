"""Blobs in the database: the table ``blob``."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Engine, delete, func, select

from nguon_ledger.store import tables
from nguon_ledger.store.blobs.contract import check_name, check_same, folder_of
from nguon_ledger.store.database import reading, retrying
from nguon_ledger.store.insert_new import insert_new

_blob = tables.blob.c
_PAGE = 1000  # names that one transaction reads


class TableBlobs:
    """The blobs of one ledger as rows (contract.Blobs)."""

    def __init__(self, engine: Engine, ledger: str) -> None:
        self._engine = engine
        self._ledger = ledger

    def put(self, name: str, data: bytes) -> bool:
        """Insert a row, in a transaction of its own."""
        row = {"ledger": self._ledger, "name": check_name(name), "data": data}
        is_new = retrying(self._engine, lambda c: insert_new(c, tables.blob, row))
        if not is_new:
            check_same(name, stored=self.get(name), data=data)
        return is_new

    def get(self, name: str) -> bytes | None:
        """Return a row's bytes."""
        query = select(_blob.data).where(self._is_named(name))
        with reading(self._engine) as connection:
            data: bytes | None = connection.execute(query).scalar_one_or_none()
            return data

    def names(self, prefix: str = "") -> Iterator[str]:
        """Yield names, page by page."""
        folder_of(prefix)
        page = self._page(prefix, after=None)
        while page:
            yield from page
            page = self._page(prefix, after=page[-1])

    def delete(self, name: str) -> None:
        """Delete a row."""
        remove = delete(tables.blob).where(self._is_named(name))
        retrying(self._engine, lambda c: c.execute(remove))

    def _is_named(self, name: str) -> ColumnElement[bool]:
        return (_blob.ledger == self._ledger) & (_blob.name == check_name(name))

    def _page(self, prefix: str, *, after: str | None) -> list[str]:
        # substr, not LIKE, to which "_" is a wildcard and, in SQLite, "a" the same as "A".
        query = (
            select(_blob.name)
            .where(_blob.ledger == self._ledger)
            .where(func.substr(_blob.name, 1, len(prefix)) == prefix)
            .order_by(_blob.name)
            .limit(_PAGE)
        )
        if after is not None:  # whatever order it is, the comparison follows it too
            query = query.where(_blob.name > after)
        with reading(self._engine) as connection:
            return list(connection.scalars(query))
