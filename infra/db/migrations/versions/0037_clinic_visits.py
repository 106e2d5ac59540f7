"""Receptions at clinics: who asked about whose insurance, when, and what came of it."""

from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, Index, LargeBinary, Text, UniqueConstraint, false, text
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

MOMENT = TIMESTAMP(timezone=True)
FACILITY = "nullif(current_setting('motcua.agency', true), '')"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "clinic_visits",
        Column("id", Text, primary_key=True),
        *(Column(name, Text, nullable=False) for name in ("facility", "visit", "said", "asked_by", "master")),
        Column("about", ARRAY(Text), nullable=False),
        Column("asked_at", MOMENT, nullable=False),
        Column("due_at", MOMENT),
        Column("tries", BigInteger, nullable=False, server_default="0"),
        Column("settled_at", MOMENT),
        Column("outcome", Text, nullable=False, server_default=""),
        Column("elsewhere", Boolean, nullable=False, server_default=false()),
        Column("receipt", Text, nullable=False, server_default=""),
        *(Column(name, LargeBinary, nullable=False) for name in ("sealed", "wrapped")),
        UniqueConstraint("facility", "visit", name="uq_clinic_visits_facility_visit"),
        Index("ix_clinic_visits_due_at", "due_at", postgresql_where=text("due_at IS NOT NULL")),
        Index("ix_clinic_visits_about", "about", postgresql_using="gin"),
        Index("ix_clinic_visits_asked_at", "asked_at"),
    )
    op.execute("ALTER TABLE clinic_visits ENABLE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY engine ON clinic_visits TO motcua_engine USING (true)")
    op.execute(f"CREATE POLICY facility ON clinic_visits TO motcua_api USING (facility = {FACILITY})")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON clinic_visits TO motcua_engine")
    op.execute("GRANT SELECT, INSERT ON clinic_visits TO motcua_api")
    # The owner's rights, on purpose: of whom nothing is told, so that figures of all facilities can be counted.
    op.execute("CREATE VIEW clinic_receptions AS SELECT facility, asked_at, settled_at, outcome FROM clinic_visits")
    op.execute("GRANT SELECT ON clinic_receptions TO motcua_api")
    # Whom the register was asked about reads it beside the other exchanges.
    op.execute("GRANT INSERT ON exchanges TO motcua_engine")


def downgrade() -> None:
    op.execute("REVOKE INSERT ON exchanges FROM motcua_engine")
    op.execute("DROP VIEW clinic_receptions")
    op.drop_table("clinic_visits")
