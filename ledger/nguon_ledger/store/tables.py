"""The tables. Every key begins with the ledger.

``entry`` and ``head`` are the only state. ``checkpoint`` holds the signed form of the head.
``tile``, ``touch``, ``thing``, ``flag``, ``deed``, ``projected``, ``seal`` and ``registry_entry``
are projections of the entries.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Cast,
    Column,
    ColumnElement,
    Index,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
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
    Column("frozen", Text),  # why the operator made it read-only
)

entry = Table(
    "entry",
    METADATA,
    Column("ledger", String(40), primary_key=True),
    Column("idx", BigInteger, primary_key=True),
    Column("leaf", Blob(32), nullable=False),
    Column("data", Blob, nullable=False),
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
Index("touch_by_entry", touch.c.ledger, touch.c.idx, touch.c.role)

# What is remembered of a lot, unit or logistic unit (rules.thing.Thing); amounts are exact
# decimals, as text.
thing = Table(
    "thing",
    METADATA,
    Column("ledger", String(40), primary_key=True),
    Column("id", String(200), primary_key=True),
    Column("maker", String(200), nullable=False),
    Column("holder", String(200), nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("dimension", String(8)),  # of a lot
    Column("made", Text),
    Column("taken", Text),
    Column("packed", Text),
    Column("serials", BigInteger),
    Column("receiver", String(200)),
    Column("shipped", Text),
    Column("sent", BigInteger),  # the entry that sent it off
    Column("lot", String(200)),
    Column("container", String(200)),
    Column("gone", Boolean, nullable=False),
    Column("closed_until", BigInteger, nullable=False),
    Column("harvested_at", BigInteger),
    Column("blocked", BigInteger),
    Column("recalled", BigInteger),
    Column("recaller", String(200)),
    sqlite_with_rowid=False,
)
# Few things are in a container or on their way; only those are in these.
Index(
    "thing_by_container",
    thing.c.ledger,
    thing.c.container,
    sqlite_where=thing.c.container.is_not(None),
    postgresql_where=thing.c.container.is_not(None),
)
Index(
    "thing_by_receiver",
    thing.c.ledger,
    thing.c.receiver,
    sqlite_where=thing.c.receiver.is_not(None),
    postgresql_where=thing.c.receiver.is_not(None),
)

flag = Table(
    "flag",
    METADATA,
    Column("ledger", String(40), primary_key=True),
    Column("idx", BigInteger, primary_key=True),
    Column("number", BigInteger, primary_key=True),  # the event's first, second, ... flag
    Column("rule", String(40), nullable=False),
    Column("subject", String(200)),
    Column("details", Text, nullable=False),  # JSON object of strings
    sqlite_with_rowid=False,
)

# One row an event and product, for reports: who did what when, and how much came of it.
deed = Table(
    "deed",
    METADATA,
    Column("ledger", String(40), primary_key=True),
    Column("idx", BigInteger, primary_key=True),
    Column("product", String(200), primary_key=True),  # empty: about no product
    Column("participant", String(200), nullable=False),
    Column("step", String(200), nullable=False),
    Column("happened", BigInteger, nullable=False),
    Column("recorded", BigInteger, nullable=False),
    Column("dimension", String(8)),  # of what was made
    Column("made", Text),
    Column("void", BigInteger),  # the declaration that took the entry back
    sqlite_with_rowid=False,
)

# Which form the projections of a ledger have: those of an older program are rebuilt.
projected = Table(
    "projected",
    METADATA,
    Column("ledger", String(40), primary_key=True),
    Column("version", BigInteger, nullable=False),
)
PROJECTION_VERSION = 2

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

# Immutable bytes by name (store.blobs): neither log nor projection.
blob = Table(
    "blob",
    METADATA,
    Column("ledger", String(40), primary_key=True),
    Column("name", String(512), primary_key=True),
    Column("data", Blob, nullable=False),
)

# Which process writes a ledger: the token rises with each holder, and what a former one still
# tries to commit is refused.
lease = Table(
    "lease",
    METADATA,
    Column("ledger", String(40), primary_key=True),
    Column("token", BigInteger, nullable=False),
    Column("holder", String(64), nullable=False),
    Column("expires", BigInteger, nullable=False),  # microseconds since 1970, by the database
)

# Statements on their way from any process to the one that writes; gone when they are answered.
intake = Table(
    "intake",
    METADATA,
    Column("ledger", String(40), primary_key=True),
    Column("id", String(32), primary_key=True),  # random
    Column("sender", String(64), nullable=False),
    Column("arrival", BigInteger, nullable=False),  # rises within a sender, microseconds
    Column("data", Blob, nullable=False),
    Column("voucher", Blob(32), nullable=False),  # that the sender has checked the signature
    Column("idx", BigInteger),  # where it stands, once it does
    Column("is_new", Boolean),
    Column("refusal", Text),  # JSON, if it was refused
)
Index("intake_by_arrival", intake.c.ledger, intake.c.arrival)
Index("intake_by_sender", intake.c.ledger, intake.c.sender)

PROJECTIONS = (tile, touch, thing, flag, deed, projected, seal, registry_entry)
