"""The outbox owes slips too: each is sealed after the act that made it out was answered."""

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _kinds("'wake', 'notice', 'report', 'slip'")


def downgrade() -> None:
    op.execute("DELETE FROM outbox WHERE kind = 'slip'")
    _kinds("'wake', 'notice', 'report'")


def _kinds(allowed: str) -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    # The outbox holds what is owed at this moment: it is looked through in no time.
    op.execute("-- squawk-ignore ban-drop-constraint\nALTER TABLE outbox DROP CONSTRAINT ck_outbox_kind")
    op.execute(
        "-- squawk-ignore constraint-missing-not-valid\n"
        f"ALTER TABLE outbox ADD CONSTRAINT ck_outbox_kind CHECK (kind IN ({allowed}))"
    )
