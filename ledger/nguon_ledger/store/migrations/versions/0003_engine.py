"""Leases and an intake for many processes, ledgers that can be frozen, attachments as blobs.

``entry`` loses its index by leaf hash: whether bytes are there already is asked elsewhere. SQLite
copies the table for that, so a migration needs as much room on the disk as the entries have.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Carry entries and attachments over as they are."""
    op.add_column("ledger", sa.Column("frozen", sa.Text))
    _drop_leaf_index()
    op.drop_index("deed_by_time", "deed")
    op.create_table(
        "blob",
        sa.Column("ledger", sa.String(40), primary_key=True),
        sa.Column("name", sa.String(512), primary_key=True),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
    op.execute(
        "INSERT INTO blob (ledger, name, data)"
        " SELECT ledger, 'attachments/' || substr(sha256, 1, 2) || '/' || sha256, data"
        " FROM attachment"
    )
    op.drop_table("attachment")
    op.create_table(
        "lease",
        sa.Column("ledger", sa.String(40), primary_key=True),
        sa.Column("token", sa.BigInteger, nullable=False),
        sa.Column("holder", sa.String(64), nullable=False),
        sa.Column("expires", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "intake",
        sa.Column("ledger", sa.String(40), primary_key=True),
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("sender", sa.String(64), nullable=False),
        sa.Column("arrival", sa.BigInteger, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.Column("voucher", sa.LargeBinary(32), nullable=False),
        sa.Column("idx", sa.BigInteger),
        sa.Column("is_new", sa.Boolean),
        sa.Column("refusal", sa.Text),
    )
    op.create_index("intake_by_arrival", "intake", ["ledger", "arrival"])
    op.create_index("intake_by_sender", "intake", ["ledger", "sender"])


def _drop_leaf_index() -> None:
    """Drop a constraint that was made without a name; each database gives its own."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    name = "uq_entry" if is_sqlite else "entry_ledger_leaf_key"
    with op.batch_alter_table("entry", naming_convention={"uq": "uq_%(table_name)s"}) as entry:
        entry.drop_constraint(name, type_="unique")
