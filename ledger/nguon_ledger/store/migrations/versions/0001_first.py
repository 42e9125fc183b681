"""The first tables: entries, head, checkpoint, and projections of them."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "ledger",
        sa.Column("ledger", sa.String(40), primary_key=True),
        sa.Column("origin", sa.String(200), nullable=False, unique=True),
    )
    op.create_table(
        "entry",
        sa.Column("ledger", sa.String(40), primary_key=True),
        sa.Column("idx", sa.BigInteger, primary_key=True),
        sa.Column("leaf", sa.LargeBinary(32), nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("ledger", "leaf"),
    )
    op.create_table(
        "head",
        sa.Column("ledger", sa.String(40), primary_key=True),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("root", sa.LargeBinary(32), nullable=False),
    )
    op.create_table(
        "checkpoint",
        sa.Column("ledger", sa.String(40), primary_key=True),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("note", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "attachment",
        sa.Column("ledger", sa.String(40), primary_key=True),
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
    _make_projections()


def _make_projections() -> None:
    op.create_table(
        "tile",
        sa.Column("ledger", sa.String(40), primary_key=True),
        sa.Column("level", sa.BigInteger, primary_key=True),
        sa.Column("number", sa.BigInteger, primary_key=True),
        sa.Column("hashes", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "touch",
        sa.Column("ledger", sa.String(40), primary_key=True),
        sa.Column("subject", sa.String(220), primary_key=True),
        sa.Column("idx", sa.BigInteger, primary_key=True),
        sa.Column("role", sa.String(8), primary_key=True),
        sa.Column("void", sa.BigInteger),
        sqlite_with_rowid=False,
    )
    op.create_index("touch_by_entry", "touch", ["ledger", "idx"])
    op.create_table(
        "lot",
        sa.Column("ledger", sa.String(40), primary_key=True),
        sa.Column("lot", sa.String(200), primary_key=True),
        sa.Column("maker", sa.String(200), nullable=False),
        sa.Column("dimension", sa.String(8), nullable=False),
        sa.Column("made", sa.Text, nullable=False),
        sa.Column("taken", sa.Text, nullable=False),
        sa.Column("serials", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "seal",
        sa.Column("ledger", sa.String(40), primary_key=True),
        sa.Column("idx", sa.BigInteger, primary_key=True),
        sa.Column("first", sa.BigInteger, nullable=False),
        sa.Column("time", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "registry_entry",
        sa.Column("ledger", sa.String(40), primary_key=True),
        sa.Column("idx", sa.BigInteger, primary_key=True),
    )
