"""Officers who have left, are away or are back. Rows are only ever added, by the engine's role."""

from alembic import op
from sqlalchemy import BigInteger, CheckConstraint, Column, Identity, Index, Text, text
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "officers_out",
        Column("number", BigInteger, Identity(always=True), primary_key=True),
        Column("officer", Text, nullable=False),
        Column("state", Text, nullable=False),
        Column("until", TIMESTAMP(timezone=True)),
        Column("basis", Text, nullable=False),
        Column("entered_by", Text, nullable=False),
        Column("entered_at", TIMESTAMP(timezone=True), server_default=text("now()"), nullable=False),
        CheckConstraint("state IN ('ended', 'away', 'back')", name="ck_officers_out_state"),
        Index("ix_officers_out_officer", "officer", "number"),
    )
    op.execute("GRANT SELECT, INSERT ON officers_out TO motcua_engine")
    # The front door sees that somebody is out, whoever asks; why, and who said so, is the personnel office's.
    op.execute("GRANT SELECT (number, officer, state, until) ON officers_out TO motcua_api")


def downgrade() -> None:
    op.drop_table("officers_out")
