"""Results can be recalled and replaced, and whoever holds one can ask for that and nothing else."""

from alembic import op
from sqlalchemy import Column, Text
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# The owner's eyes, past row-level security, on one result and its files' digests: neither dossier nor path.
FUNCTION = """
CREATE FUNCTION result_standing(of_number text, of_sha256 text)
RETURNS TABLE (
    number text, sha256 text, stamped text[], recalled_at timestamptz, recalled_why text, replaced_by text
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT r.number, r.sha256,
        ARRAY(SELECT s.sha256 FROM public.archive_stamps s WHERE s.number = r.number ORDER BY s.stamped_until),
        r.recalled_at, r.recalled_why, r.replaced_by
    FROM public.results r WHERE r.number = of_number OR r.sha256 = of_sha256
    OR r.number IN (SELECT s.number FROM public.archive_stamps s WHERE s.sha256 = of_sha256);
END
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("results", Column("recalled_at", TIMESTAMP(timezone=True)))
    op.add_column("results", Column("recalled_why", Text))
    op.add_column("results", Column("replaced_by", Text))
    op.create_foreign_key("fk_results_replaced_by_results", "results", "results", ["replaced_by"], ["number"])
    op.create_check_constraint(
        op.f("ck_results_recalled_why"), "results", "(recalled_at IS NULL) = (recalled_why IS NULL)"
    )
    op.create_index("ix_results_sha256", "results", ["sha256"])
    op.create_index("ix_archive_stamps_sha256", "archive_stamps", ["sha256"])
    op.execute("GRANT UPDATE (recalled_at, recalled_why, replaced_by) ON results TO motcua_engine")
    op.execute(FUNCTION)
    op.execute("REVOKE ALL ON FUNCTION result_standing FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION result_standing TO motcua_engine, motcua_api")


def downgrade() -> None:
    op.execute("DROP FUNCTION result_standing")
    op.execute("REVOKE UPDATE (recalled_at, recalled_why, replaced_by) ON results FROM motcua_engine")
    op.drop_index("ix_archive_stamps_sha256", "archive_stamps")
    op.drop_index("ix_results_sha256", "results")
    op.drop_constraint("fk_results_replaced_by_results", "results")
    op.drop_constraint("ck_results_recalled_why", "results")
    for column in ("replaced_by", "recalled_why", "recalled_at"):
        op.drop_column("results", column)
