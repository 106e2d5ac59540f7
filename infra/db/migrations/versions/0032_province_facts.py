"""What figures count: one row of facts a dossier, which the outbox owes after each act."""

from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, Index, Text, text
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

WORDS = ("procedure", "version", "receiving", "competent", "parent", "term_case", "identity", "ending", "waits_for", "step")
NUMBERS = (
    "seq", "edition", "channel", "status", "supplements", "stood_for_supplements", "stood_for_fees", "papers",
    "digitised", "answers", "fee", "paid", "paid_online", "given_back", "apologies",
)  # fmt: skip
MOMENTS = (
    "accepted_at", "first_due_at", "due_at", "issued_at", "handed_over_at", "ended_at", "first_asked_at",
    "stands_since", "step_since",
)  # fmt: skip
MOMENT = TIMESTAMP(timezone=True)


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "province_facts",
        Column("dossier", Text, primary_key=True),
        *(Column(name, Text, nullable=False) for name in WORDS),
        *(Column(name, BigInteger, nullable=False) for name in NUMBERS),
        Column("filed_at", MOMENT, nullable=False),
        *(Column(name, MOMENT) for name in MOMENTS),
        *(Column(name, Boolean, nullable=False) for name in ("population_asked", "sealed", "recalled")),
        Column("stars", BigInteger),
        Column("step_role", Text),
        Index("ix_province_facts_filed", "competent", "filed_at"),
        Index("ix_province_facts_ended", "competent", "ended_at"),
        Index("ix_province_facts_running", "competent", "due_at", postgresql_where=text("ended_at IS NULL")),
    )
    op.execute("ALTER TABLE province_facts ENABLE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY engine ON province_facts TO motcua_engine USING (true)")
    op.execute("CREATE POLICY api ON province_facts FOR SELECT TO motcua_api USING (true)")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON province_facts TO motcua_engine")
    op.execute("GRANT SELECT ON province_facts TO motcua_api")
    _kinds("'wake', 'notice', 'report', 'slip', 'facts'")


def downgrade() -> None:
    op.execute("DELETE FROM outbox WHERE kind = 'facts'")
    _kinds("'wake', 'notice', 'report', 'slip'")
    op.drop_table("province_facts")


def _kinds(allowed: str) -> None:
    # The outbox holds what is owed at this moment: it is looked through in no time.
    op.execute("-- squawk-ignore ban-drop-constraint\nALTER TABLE outbox DROP CONSTRAINT ck_outbox_kind")
    op.execute(
        "-- squawk-ignore constraint-missing-not-valid\n"
        f"ALTER TABLE outbox ADD CONSTRAINT ck_outbox_kind CHECK (kind IN ({allowed}))"
    )
