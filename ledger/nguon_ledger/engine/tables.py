"""The tables. Every key begins with the ledger.

``entry`` and ``head`` are the only state. ``checkpoint`` holds the signed form of the head.
``tile``, ``touch``, ``lot``, ``seal`` and ``registry_entry`` are projections of the entries.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Cast,
    Column,
    ColumnElement,
    Index,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    cast,
)

METADATA = MetaData()


class Blob(LargeBinary):
    """Bytes, whatever is stored: SQLite gives text back where somebody edited a row by hand."""

    def column_expression(self, column: ColumnElement[bytes]) -> Cast[bytes]:
        """Let the database make bytes of it."""
        return cast(column, LargeBinary)


ledger = Table(
    "ledger",
    METADATA,
    Column("ledger", String(40), primary_key=True),
    Column("origin", String(200), nullable=False, unique=True),
)

entry = Table(
    "entry",
    METADATA,
    Column("ledger", String(40), primary_key=True),
    Column("idx", BigInteger, primary_key=True),
    Column("leaf", Blob(32), nullable=False),
    Column("data", Blob, nullable=False),
    UniqueConstraint("ledger", "leaf"),  # the same bytes are one entry
)

head = Table(
    "head",
    METADATA,
    Column("ledger", String(40), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("root", Blob(32), nullable=False),
)

checkpoint = Table(
    "checkpoint",
    METADATA,
    Column("ledger", String(40), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("note", Blob, nullable=False),
)

tile = Table(
    "tile",
    METADATA,
    Column("ledger", String(40), primary_key=True),
    Column("level", BigInteger, primary_key=True),
    Column("number", BigInteger, primary_key=True),
    Column("hashes", Blob, nullable=False),
)

touch = Table(
    "touch",
    METADATA,
    Column("ledger", String(40), primary_key=True),
    Column("subject", String(220), primary_key=True),
    Column("idx", BigInteger, primary_key=True),
    Column("role", String(8), primary_key=True),
    Column("void", BigInteger),  # the declaration that took the entry back
    sqlite_with_rowid=False,
)
Index("touch_by_entry", touch.c.ledger, touch.c.idx)

lot = Table(
    "lot",
    METADATA,
    Column("ledger", String(40), primary_key=True),
    Column("lot", String(200), primary_key=True),
    Column("maker", String(200), nullable=False),
    Column("dimension", String(8), nullable=False),
    Column("made", Text, nullable=False),  # exact decimals, as text
    Column("taken", Text, nullable=False),
    Column("serials", BigInteger, nullable=False),
)

seal = Table(
    "seal",
    METADATA,
    Column("ledger", String(40), primary_key=True),
    Column("idx", BigInteger, primary_key=True),
    Column("first", BigInteger, nullable=False),
    Column("time", BigInteger, nullable=False),
)

registry_entry = Table(
    "registry_entry",
    METADATA,
    Column("ledger", String(40), primary_key=True),
    Column("idx", BigInteger, primary_key=True),
)

# Photos and papers, by the hash in the signed event: neither log nor projection.
attachment = Table(
    "attachment",
    METADATA,
    Column("ledger", String(40), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("data", Blob, nullable=False),
)

PROJECTIONS = (tile, touch, lot, seal, registry_entry)
