"""Alembic's entry: runs over the connection that ``infra.migrate`` hands in."""

from alembic import context

from infra import looks, queues, stamps, tree  # noqa: F401 - their tables belong to the models
from infra.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    compare_type=True,
    compare_server_default=False,
)
with context.begin_transaction():
    context.run_migrations()
