"""Queues of many: a task says of itself what lists ask for, and the law's date apart from its place in the order."""

from alembic import op
from sqlalchemy import Boolean, Column, Index, Text, text
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

OF_OWN_DOSSIER = "EXISTS (SELECT 1 FROM dossiers d WHERE d.code = dossier)"
# Both offices are among those who see the dossier: said first, so that a list asks no dossier's row about each task.
OF_OWN_OFFICE = "nullif(current_setting('motcua.agency', true), '') IN (agency, competent)"
RUNNING = "d.due_at IS NOT NULL AND d.status IN (2, 4)"
LISTED = ["dossier", "kind", "procedure", "claimed_by", "delegated_until", "dated"]


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("tasks", Column("procedure", Text, nullable=False, server_default=""))
    op.add_column("tasks", Column("competent", Text, nullable=False, server_default=""))
    op.add_column("tasks", Column("dated", Boolean, nullable=False, server_default="false"))
    op.add_column("tasks", Column("delegated_by", Text, nullable=False, server_default=""))
    op.add_column("tasks", Column("delegated_until", TIMESTAMP(timezone=True)))
    op.execute(
        "UPDATE tasks SET procedure = d.procedure, competent = d.competent,"
        f" dated = tasks.closed_at IS NULL AND {RUNNING},"
        " due_at = CASE WHEN tasks.closed_at IS NULL THEN coalesce(d.due_at, tasks.opened_at) ELSE tasks.due_at END"
        " FROM dossiers d WHERE d.code = tasks.dossier"
    )
    _indexes()
    op.execute(f"ALTER POLICY people ON tasks TO motcua_api USING ({OF_OWN_OFFICE} OR {OF_OWN_DOSSIER})"
               f" WITH CHECK ({OF_OWN_DOSSIER})")


def downgrade() -> None:
    op.execute(f"ALTER POLICY people ON tasks TO motcua_api USING ({OF_OWN_DOSSIER}) WITH CHECK ({OF_OWN_DOSSIER})")
    op.drop_index("ix_dossiers_running", "dossiers")
    for name in ("queue", "dated", "claimed", "delegated", "elsewhere"):
        op.drop_index(f"ix_tasks_{name}", "tasks")
    op.create_index(
        "ix_tasks_queue", "tasks", ["agency", "role", "due_at", "id"], postgresql_where=text("closed_at IS NULL")
    )
    for name in ("procedure", "competent", "dated", "delegated_by", "delegated_until"):
        op.drop_column("tasks", name)


def _indexes() -> None:
    op.create_index(
        "ix_dossiers_running", "dossiers", ["competent", "due_at", "code"],
        postgresql_where=text("status IN (2, 4)"),
    )
    op.drop_index("ix_tasks_queue", "tasks")
    _index("queue", ["agency", "role"], "", ["competent"])
    _index("dated", ["agency", "role"], " AND dated", ["competent"])
    _index("claimed", ["claimed_by"], " AND claimed_by <> ''", ["agency", "role", "competent"])
    _index("delegated", ["delegated_by"], " AND delegated_by <> ''", ["agency", "role", "competent"])
    _index("elsewhere", ["competent"], " AND agency <> competent", ["agency"])


def _index(name: str, by: list[str], which: str, also: list[str]) -> None:
    """In the order of dates, and with all that a list asks about, so that counting reads no row."""
    op.create_index(
        f"ix_tasks_{name}",
        "tasks",
        [*by, "due_at", "id"],
        postgresql_where=text(f"closed_at IS NULL{which}"),
        postgresql_include=[*also, *(column for column in LISTED if column not in by)],
    )
