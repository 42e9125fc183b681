"""Rows sent to PostgreSQL as it takes them fastest: by COPY, in its binary form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import psycopg
from psycopg.abc import Params, Query
from psycopg.types.numeric import Int8BinaryDumper


class CopyingCursor(psycopg.Cursor[Any]):
    """A cursor to which the rows of a ``COPY ... FROM STDIN WITH BINARY`` are those of a statement.

    So COPY goes where all statements go, and its failures mean what theirs do.
    """

    def executemany(
        self, query: Query, params_seq: Iterable[Params], *, returning: bool = False
    ) -> None:
        """Run a statement with each of the rows, or COPY them, all or none."""
        if not (isinstance(query, str) and query.startswith("COPY ")):
            super().executemany(query, params_seq, returning=returning)
            return
        # Binary values must have the type of their column, and all our integers are BIGINT.
        self.adapters.register_dumper(int, Int8BinaryDumper)
        with self.copy(query) as copy:
            for row in params_seq:
                copy.write_row(row)  # type: ignore[arg-type]  # a tuple
