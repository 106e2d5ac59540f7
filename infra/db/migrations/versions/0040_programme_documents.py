"""Documents of the programme: monthly reports and notes of acceptance, until they are signed and sealed, and after."""

from alembic import op
from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Text, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TIMESTAMP

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

MOMENT = TIMESTAMP(timezone=True)
NOW = func.clock_timestamp()
WORDS = ("id", "kind", "about", "office", "made_by")
IS_OPERATOR = "current_setting('motcua.operator', true) = 'yes'"
OF_LOOP = "EXISTS (SELECT 1 FROM put_off WHERE loop = of_loop AND about = of_about)"
RETRY_PUT_OFF = """
    WITH message AS (
        UPDATE outbox SET due_at = now(), attempts = 0
        WHERE kind = of_loop AND why <> '' AND of_about IN ('', dossier) AND {operator} RETURNING dossier
    ), watched AS (
        UPDATE dossiers SET watch_at = now()
        WHERE of_loop = 'watch' AND code = of_about AND {of_loop} AND {operator} RETURNING code
    ), paid AS (
        UPDATE payments SET look_at = now(), looks = 0
        WHERE of_loop = 'payment' AND task = of_about AND {of_loop} AND {operator} RETURNING task
    ), decided AS (
        UPDATE batch_items SET due_at = now()
        WHERE of_loop = 'batch' AND task = of_about AND state = 'waiting' AND {of_loop} AND {operator}
        RETURNING task
    ), synced AS (
        UPDATE portal_syncs SET state = 'owed', next_at = now(), tries = 0, changed_at = now()
        WHERE of_loop = 'portal' AND of_about IN ('', dossier) AND why <> '' AND {operator} RETURNING dossier
    ){made}, moved AS (
        SELECT 1 FROM message UNION ALL SELECT 1 FROM watched UNION ALL SELECT 1 FROM paid UNION ALL SELECT 1 FROM decided
        UNION ALL SELECT 1 FROM synced{too}
    )
    INSERT INTO operator_acts (act, about, operator)
    SELECT 'retry', coalesce(nullif(of_about, ''), of_loop), current_setting('motcua.actor', true) WHERE EXISTS (SELECT 1 FROM moved)
    RETURNING about
"""
RETRY_MADE = """, made AS (
        UPDATE programme_documents SET due_at = now()
        WHERE of_loop = 'document' AND id = of_about AND due_at IS NOT NULL AND {of_loop} AND {operator} RETURNING id
    )"""
STANDING = """
CREATE OR REPLACE FUNCTION result_standing(of_number text, of_sha256 text)
RETURNS TABLE (
    number text, sha256 text, stamped text[], recalled_at timestamptz, recalled_why text, replaced_by text
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT r.number, r.sha256,
        ARRAY(SELECT s.sha256 FROM public.archive_stamps s WHERE s.number = r.number ORDER BY s.stamped_until),
        r.recalled_at, r.recalled_why, r.replaced_by
    FROM public.results r WHERE r.number = of_number OR r.sha256 = of_sha256
    OR r.number IN (SELECT s.number FROM public.archive_stamps s WHERE s.sha256 = of_sha256){documents};
END
"""
DOCUMENTS = """
    UNION ALL
    SELECT d.number, d.sha256, d.stamped, NULL, NULL, NULL FROM public.programme_documents d
    WHERE d.sha256 <> '' AND (d.number = of_number OR d.sha256 = of_sha256 OR of_sha256 = ANY (d.stamped))"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    open_ones = text("due_at IS NOT NULL")
    op.create_table(
        "programme_documents",
        *(Column(name, Text, primary_key=name == "id", nullable=False) for name in WORDS),
        Column("made_at", MOMENT, nullable=False, server_default=NOW),
        Column("content", JSONB, nullable=False),
        *(Column(name, JSONB) for name in ("signature", "declined")),
        Column("due_at", MOMENT, server_default=NOW),
        *(Column(name, BigInteger) for name in ("year", "serial")),
        Column("issued_at", MOMENT),
        Column("number", Text),
        Column("sha256", Text, nullable=False, server_default=""),
        Column("stamped", ARRAY(Text), nullable=False, server_default="{}"),
        Column("path", Text, nullable=False, server_default=""),
        Column("stamped_until", MOMENT),
        CheckConstraint("kind IN ('report', 'acceptance')", name="kind"),
        UniqueConstraint("office", "kind", "year", "serial", name="uq_programme_documents_serial"),
        UniqueConstraint("number", name="uq_programme_documents_number"),
        Index("ix_programme_documents_open", "kind", "about", unique=True, postgresql_where=open_ones),
        Index("ix_programme_documents_due_at", "due_at", postgresql_where=open_ones),
    )
    op.execute("ALTER TABLE programme_documents ENABLE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY engine ON programme_documents TO motcua_engine USING (true)")
    op.execute("CREATE POLICY api ON programme_documents FOR SELECT TO motcua_api USING (true)")
    # Whoever comes by the front door asks in their own name and that of their office.
    op.execute("""
    CREATE POLICY ask ON programme_documents FOR INSERT TO motcua_api
    WITH CHECK (made_by = current_setting('motcua.actor', true)
                AND office = current_setting('motcua.agency', true) AND office <> '')
    """)
    # Nobody removes one, the worker neither.
    op.execute("GRANT SELECT, UPDATE ON programme_documents TO motcua_engine")
    op.execute("GRANT SELECT, INSERT (id, kind, about, office, made_by, content) ON programme_documents TO motcua_api")
    _functions(DOCUMENTS, RETRY_MADE.format(of_loop=OF_LOOP, operator=IS_OPERATOR), " UNION ALL SELECT 1 FROM made")


def downgrade() -> None:
    _functions("", "", "")
    op.drop_table("programme_documents")


def _functions(documents: str, made: str, too: str) -> None:
    op.execute(STANDING.format(documents=documents))
    body = RETRY_PUT_OFF.format(made=made, too=too, of_loop=OF_LOOP, operator=IS_OPERATOR)
    op.execute(
        "CREATE OR REPLACE FUNCTION retry_put_off(of_loop text, of_about text) RETURNS text LANGUAGE sql "
        f"SECURITY DEFINER SET search_path = public, pg_temp AS $$ {body}$$"
    )
