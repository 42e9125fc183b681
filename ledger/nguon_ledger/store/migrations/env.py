"""Run by Alembic: revisions on the connection, and in the transaction, of the caller."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    transactional_ddl=True,  # SQLite's are, since our driver begins the transaction itself
)
context.run_migrations()
