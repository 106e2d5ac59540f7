"""Data cleaning asks which decided corrections are about the people of a dossier whose result may rest on them."""

from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    # Differences are some in a thousand people: it is made in no time, and no dossier waits for the table.
    op.execute(
        "-- squawk-ignore require-concurrent-index-creation\nCREATE INDEX ix_corrections_person ON corrections (person)"
    )
    # What was decided before is looked at once, too.
    op.execute("UPDATE corrections SET due_at = clock_timestamp(), tries = 0 WHERE state = 'closed' AND verdict <> 'none'")
    op.execute("UPDATE corrections SET tries = 0 WHERE state = 'decided'")


def downgrade() -> None:
    op.execute("UPDATE corrections SET due_at = NULL WHERE state = 'closed'")
    op.execute("-- squawk-ignore require-concurrent-index-deletion\nDROP INDEX ix_corrections_person")
