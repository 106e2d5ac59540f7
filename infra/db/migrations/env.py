"""Alembic's entry: runs over the connection that ``infra.db.migrate`` hands in."""

from alembic import context

from infra.db.every_table import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    compare_type=True,
    compare_server_default=False,
)
with context.begin_transaction():
    context.run_migrations()
