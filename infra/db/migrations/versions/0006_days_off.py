"""Working days that were taken off after the calendars were written."""

from alembic import op
from sqlalchemy import ARRAY, BigInteger, Column, Date, Identity, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "days_off",
        Column("number", BigInteger, Identity(always=True), primary_key=True),
        Column("day", Date, nullable=False),
        Column("offices", ARRAY(Text), nullable=False),
        Column("basis", Text, nullable=False),
        Column("decreed_by", Text, nullable=False),
        Column("decreed_at", TIMESTAMP(timezone=True), server_default=text("now()"), nullable=False),
        UniqueConstraint("day", "offices", name="uq_days_off_day_offices"),
    )
    op.execute("GRANT SELECT ON days_off TO motcua_engine, motcua_api")
    op.execute("GRANT INSERT ON days_off TO motcua_engine")


def downgrade() -> None:
    op.drop_table("days_off")
