"""Who looked at somebody's data: what events say of it, for those whom it was about, in whatever dossier."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ABOUT = "(act -> 'look' -> 'about')"
LOOK = "act ? 'look'"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(f"CREATE INDEX ix_events_about ON events USING gin ({ABOUT}) WHERE {LOOK}")
    # The owner's rights, on purpose: people see these columns of a dossier that they otherwise do not see, and nothing
    # else of it. Whom else it was about is not among them.
    op.execute(f"""
        CREATE VIEW lookups WITH (security_barrier) AS
        SELECT e.dossier, e.seq, e.at, e.act ->> 'agency' AS register, CAST(e.act ->> 'found' AS boolean) AS found,
               (e.act -> 'look') - 'about' AS look, d.procedure, d.competent
        FROM events e JOIN dossiers d ON d.code = e.dossier
        WHERE {LOOK} AND {ABOUT} ? nullif(current_setting('motcua.person', true), '')
    """)
    op.execute("GRANT SELECT ON lookups TO motcua_api")


def downgrade() -> None:
    op.execute("DROP VIEW lookups")
    op.execute("DROP INDEX ix_events_about")
