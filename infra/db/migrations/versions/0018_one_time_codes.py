"""Who has a dossier's code and reads its contact's mail may follow it without an account."""

from alembic import op
from sqlalchemy import Column, ForeignKey, SmallInteger, Text
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

# The owner's eyes, past row-level security: whoever asks learns nothing, not even whether there is such a dossier.
ASK = """
CREATE FUNCTION ask_one_time_code(of_code text) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    WITH asked AS (
        INSERT INTO public.one_time_codes AS c (dossier, asked_at, since, asked)
        SELECT code, clock_timestamp(), clock_timestamp(), 1
        FROM public.dossiers WHERE code = of_code AND octet_length(state) > 0
        ON CONFLICT (dossier) DO UPDATE SET
            asked_at = clock_timestamp(),
            asked = CASE WHEN c.since < clock_timestamp() - interval '1 day' THEN 1 ELSE c.asked + 1 END,
            since = CASE WHEN c.since < clock_timestamp() - interval '1 day' THEN clock_timestamp() ELSE c.since END
        WHERE c.asked_at < clock_timestamp() - interval '1 minute'
              AND (c.asked < 10 OR c.since < clock_timestamp() - interval '1 day')
        RETURNING dossier
    )
    INSERT INTO public.outbox (kind, dossier, seq, topic, trace, due_at)
    SELECT 'notice', dossier, 1, 'one_time_code', '{}', clock_timestamp() FROM asked;
END
"""
# Right or wrong, a try is a try; what was right once is right no more. It gives whose contact the code went to.
TRY = """
CREATE FUNCTION try_one_time_code(of_code text, of_digest text) RETURNS text
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    WITH stood AS (
        SELECT dossier, digest FROM public.one_time_codes
        WHERE dossier = of_code AND digest <> '' AND tries < 5 AND ends_at > clock_timestamp() FOR UPDATE
    ), tried AS (
        UPDATE public.one_time_codes AS c SET
            tries = c.tries + 1, digest = CASE WHEN c.digest = of_digest THEN '' ELSE c.digest END
        FROM stood WHERE c.dossier = stood.dossier
        RETURNING stood.digest = of_digest AS holds
    )
    SELECT d.seen_by[1] FROM public.dossiers d, tried WHERE d.code = of_code AND tried.holds;
END
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "one_time_codes",
        Column("dossier", Text, ForeignKey("dossiers.code"), primary_key=True),
        Column("asked_at", TIMESTAMP(timezone=True), nullable=False),
        Column("since", TIMESTAMP(timezone=True), nullable=False),
        Column("asked", SmallInteger, nullable=False),
        Column("digest", Text, nullable=False, server_default=""),
        Column("ends_at", TIMESTAMP(timezone=True)),
        Column("tries", SmallInteger, nullable=False, server_default="0"),
    )
    op.execute("ALTER TABLE one_time_codes ENABLE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY engine ON one_time_codes TO motcua_engine USING (true)")
    op.execute("GRANT SELECT, UPDATE (digest, ends_at, tries) ON one_time_codes TO motcua_engine")
    for function, body in (("ask_one_time_code", ASK), ("try_one_time_code", TRY)):
        op.execute(body)
        op.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO motcua_api")


def downgrade() -> None:
    op.execute("DROP FUNCTION try_one_time_code")
    op.execute("DROP FUNCTION ask_one_time_code")
    op.drop_table("one_time_codes")
