"""The tables. Every key begins with the ledger.

``entry`` and ``head`` are the only state. ``checkpoint`` holds the signed form of the head.
``tile``, ``touch``, ``lot`` and ``seal`` are projections of the entries.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

METADATA = MetaData()

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
    Column("leaf", LargeBinary(32), nullable=False),
    Column("data", LargeBinary, nullable=False),
    UniqueConstraint("ledger", "leaf"),  # the same bytes are one entry
)

head = Table(
    "head",
    METADATA,
    Column("ledger", String(40), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("root", LargeBinary(32), nullable=False),
)

checkpoint = Table(
    "checkpoint",
    METADATA,
    Column("ledger", String(40), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("note", LargeBinary, nullable=False),
)

tile = Table(
    "tile",
    METADATA,
    Column("ledger", String(40), primary_key=True),
    Column("level", BigInteger, primary_key=True),
    Column("number", BigInteger, primary_key=True),
    Column("hashes", LargeBinary, nullable=False),
)

touch = Table(
    "touch",
    METADATA,
    Column("ledger", String(40), primary_key=True),
    Column("subject", String(200), primary_key=True),
    Column("idx", BigInteger, primary_key=True),
    Column("role", String(8), primary_key=True),
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

PROJECTIONS = (tile, touch, lot, seal, registry_entry)
