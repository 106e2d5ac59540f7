"""The shared warehouse keeps what an agency says of a result's signature, and what was seen of its file."""

from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    _one_of("'sealed', 'stamped', 'declared', 'unknown'")
    op.execute("GRANT UPDATE (signature) ON warehouse_results TO motcua_api")
    # Of a day alone its end counts: the clock of whoever put it said nothing of the issue.
    op.execute(
        "UPDATE warehouse_results SET issued_at = (issued_on + 1)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' "
        "WHERE provider <> ''"
    )


def downgrade() -> None:
    op.execute("REVOKE UPDATE (signature) ON warehouse_results FROM motcua_api")
    # What was said stays written, whatever the code before knew.
    _one_of("'sealed', 'stamped', 'unknown'", " NOT VALID")


def _one_of(allowed: str, how: str = "") -> None:
    # Of a million rows it looks through a column in a second.
    name = "ck_warehouse_results_signature"
    op.execute(f"-- squawk-ignore ban-drop-constraint\nALTER TABLE warehouse_results DROP CONSTRAINT {name}")
    op.execute(
        "-- squawk-ignore constraint-missing-not-valid\n"
        f"ALTER TABLE warehouse_results ADD CONSTRAINT {name} CHECK (signature IN ({allowed})){how}"
    )
