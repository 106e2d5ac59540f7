"""How long a dossier took, and what of its money is not reconciled, among what figures count."""

from alembic import op
from sqlalchemy import BigInteger, Column, Text

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None

SAID = ("unreconciled", "unreconciled_sum")
NOT_KNOWN = ("took", "took_working_days")


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    # With constants that are kept beside the table: no row is written. The feed makes all facts anew in their new edition.
    op.add_column("province_facts", Column("took_in", Text, nullable=False, server_default=""))
    for name in SAID:
        op.add_column("province_facts", Column(name, BigInteger, nullable=False, server_default="0"))
    for name in NOT_KNOWN:
        op.add_column("province_facts", Column(name, BigInteger))


def downgrade() -> None:
    for name in (*SAID, *NOT_KNOWN, "took_in"):
        op.drop_column("province_facts", name)
