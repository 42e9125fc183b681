"""What the rules remember: things instead of lots, flags, deeds, and the projections' form.

Programs of this time made missing tables whenever they opened a database, and noted no revision.
So some of this may be there already, with rows in it, beside what the first program left.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make what is missing, empty; projections are rebuilt."""
    op.drop_table("lot", if_exists=True)
    op.drop_index("touch_by_entry", "touch", if_exists=True)
    op.create_index("touch_by_entry", "touch", ["ledger", "idx", "role"])
    _make_things()
    op.create_table(
        "flag",
        sa.Column("ledger", sa.String(40), primary_key=True),
        sa.Column("idx", sa.BigInteger, primary_key=True),
        sa.Column("number", sa.BigInteger, primary_key=True),
        sa.Column("rule", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(200)),
        sa.Column("details", sa.Text, nullable=False),
        sqlite_with_rowid=False,
        if_not_exists=True,
    )
    op.create_table(
        "deed",
        sa.Column("ledger", sa.String(40), primary_key=True),
        sa.Column("idx", sa.BigInteger, primary_key=True),
        sa.Column("product", sa.String(200), primary_key=True),
        sa.Column("participant", sa.String(200), nullable=False),
        sa.Column("step", sa.String(200), nullable=False),
        sa.Column("happened", sa.BigInteger, nullable=False),
        sa.Column("recorded", sa.BigInteger, nullable=False),
        sa.Column("dimension", sa.String(8)),
        sa.Column("made", sa.Text),
        sa.Column("void", sa.BigInteger),
        sqlite_with_rowid=False,
        if_not_exists=True,
    )
    op.create_index("deed_by_time", "deed", ["ledger", "recorded"], if_not_exists=True)
    op.create_table(
        "projected",
        sa.Column("ledger", sa.String(40), primary_key=True),
        sa.Column("version", sa.BigInteger, nullable=False),
        if_not_exists=True,
    )


def _make_things() -> None:
    op.create_table(
        "thing",
        sa.Column("ledger", sa.String(40), primary_key=True),
        sa.Column("id", sa.String(200), primary_key=True),
        sa.Column("maker", sa.String(200), nullable=False),
        sa.Column("holder", sa.String(200), nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("dimension", sa.String(8)),
        sa.Column("made", sa.Text),
        sa.Column("taken", sa.Text),
        sa.Column("packed", sa.Text),
        sa.Column("serials", sa.BigInteger),
        sa.Column("receiver", sa.String(200)),
        sa.Column("shipped", sa.Text),
        sa.Column("sent", sa.BigInteger),
        sa.Column("lot", sa.String(200)),
        sa.Column("container", sa.String(200)),
        sa.Column("gone", sa.Boolean, nullable=False),
        sa.Column("closed_until", sa.BigInteger, nullable=False),
        sa.Column("harvested_at", sa.BigInteger),
        sa.Column("blocked", sa.BigInteger),
        sa.Column("recalled", sa.BigInteger),
        sa.Column("recaller", sa.String(200)),
        sqlite_with_rowid=False,
        if_not_exists=True,
    )
    for column in ("container", "receiver"):
        filled = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            f"thing_by_{column}",
            "thing",
            ["ledger", column],
            sqlite_where=filled,
            postgresql_where=filled,
            if_not_exists=True,
        )
