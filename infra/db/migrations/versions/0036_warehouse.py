"""The shared data warehouse: results as others may use them, each exchange of data, and what is owed for both."""

from alembic import op
from sqlalchemy import BigInteger, CheckConstraint, Column, Date, Identity, Index, Text, func
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

MOMENT, NOW = TIMESTAMP(timezone=True), func.clock_timestamp()
PERSON = "nullif(current_setting('motcua.person', true), '')"
ACTOR = "nullif(current_setting('motcua.actor', true), '')"
OFFICER = "nullif(current_setting('motcua.agency', true), '') IS NOT NULL"


# With the owner's rights: under a policy no index serves a condition that might leak what it looks at, and of a million
# results those of one person would be looked for in all. What a policy would say stands in it.
OF_OWNER = f"""
CREATE FUNCTION warehouse_results_of(whose text) RETURNS SETOF warehouse_results
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT * FROM public.warehouse_results
    WHERE owners @> ARRAY[whose] AND ({PERSON} IS NULL OR {PERSON} = ANY (owners));
END
"""
ABOUT_ME = f"""
CREATE VIEW shared_looks WITH (security_barrier) AS
SELECT number, at, consumer, act, dataset, purpose, basis, fields, refused
FROM exchanges WHERE about @> ARRAY[{PERSON}]
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    _results()
    _exchanges()
    op.execute(OF_OWNER)
    op.execute("REVOKE ALL ON FUNCTION warehouse_results_of FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION warehouse_results_of TO motcua_api")
    op.execute(ABOUT_ME)
    op.execute("GRANT SELECT ON shared_looks TO motcua_api")
    # How registers answer is in the open: whether a data set is connected is a figure of the province.
    op.execute(f"CREATE POLICY officers ON agency_states FOR SELECT TO motcua_api USING ({OFFICER})")
    _kinds("'wake', 'notice', 'report', 'slip', 'facts', 'portal', 'result'")


def _results() -> None:
    op.create_table(
        "warehouse_results",
        Column("number", Text, primary_key=True),
        Column("provider", Text, nullable=False, server_default=""),
        Column("dossier", Text, nullable=False, server_default=""),
        Column("seq", BigInteger, nullable=False, server_default="0"),
        *(Column(name, Text, nullable=False) for name in ("kind", "issuer", "path", "sha256", "signature")),
        Column("owners", ARRAY(Text), nullable=False),
        Column("issued_on", Date, nullable=False),
        Column("issued_at", MOMENT, nullable=False),
        Column("valid_until", Date),
        Column("replaced_by", Text, nullable=False, server_default=""),
        Column("recalled_at", MOMENT),
        Column("erased_at", MOMENT),
        Column("entered_at", MOMENT, nullable=False, server_default=NOW),
        Column("changed_at", MOMENT, nullable=False, server_default=NOW),
        CheckConstraint("signature IN ('sealed', 'stamped', 'unknown')", name="signature"),
        Index("ix_warehouse_results_owners", "owners", postgresql_using="gin", postgresql_with={"fastupdate": "off"}),
        Index("ix_warehouse_results_changed_at", "changed_at", "number"),
        Index("ix_warehouse_results_sha256", "sha256"),
        Index("ix_warehouse_results_dossier", "dossier"),
    )
    op.execute("ALTER TABLE warehouse_results ENABLE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY engine ON warehouse_results TO motcua_engine USING (true)")
    # People see their own; what consumers and officers see of the others is judged before they are asked.
    op.execute(
        "CREATE POLICY own ON warehouse_results FOR SELECT TO motcua_api"
        f" USING ({PERSON} IS NULL OR {PERSON} = ANY (owners))"
    )
    op.execute(
        f"CREATE POLICY put ON warehouse_results FOR INSERT TO motcua_api WITH CHECK (provider <> '' AND provider = {ACTOR})"
    )
    op.execute(
        "CREATE POLICY recalled_by_provider ON warehouse_results FOR UPDATE TO motcua_api"
        f" USING (provider <> '' AND provider = {ACTOR})"
    )
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON warehouse_results TO motcua_engine")
    op.execute("GRANT SELECT, INSERT, UPDATE (recalled_at, replaced_by, changed_at) ON warehouse_results TO motcua_api")


def _exchanges() -> None:
    words = ("consumer", "message", "request", "act", "dataset", "purpose", "basis")
    op.create_table(
        "exchanges",
        Column("number", BigInteger, Identity(always=True), primary_key=True),
        Column("at", MOMENT, nullable=False, server_default=NOW),
        *(Column(name, Text, nullable=False) for name in words),
        *(Column(name, ARRAY(Text), nullable=False) for name in ("fields", "about", "results")),
        Column("refused", Text, nullable=False, server_default=""),
        CheckConstraint("act IN ('asked', 'listed', 'put', 'recalled')", name="act"),
        Index("ix_exchanges_message", "consumer", "message"),
        Index("ix_exchanges_about", "about", postgresql_using="gin"),
        Index("ix_exchanges_results", "results", postgresql_using="gin"),
        Index("ix_exchanges_dataset", "dataset", "at"),
    )
    op.execute("ALTER TABLE exchanges ENABLE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY engine ON exchanges TO motcua_engine USING (true)")
    op.execute(
        "CREATE POLICY own ON exchanges FOR SELECT TO motcua_api"
        f" USING ({PERSON} = ANY (about) OR consumer = {ACTOR} OR {OFFICER})"
    )
    op.execute(f"CREATE POLICY noted ON exchanges FOR INSERT TO motcua_api WITH CHECK (consumer = {ACTOR})")
    op.execute("GRANT SELECT ON exchanges TO motcua_engine")
    op.execute("GRANT SELECT, INSERT ON exchanges TO motcua_api")


def downgrade() -> None:
    op.execute("DELETE FROM outbox WHERE kind = 'result'")
    _kinds("'wake', 'notice', 'report', 'slip', 'facts', 'portal'")
    op.execute("DROP POLICY officers ON agency_states")
    op.execute("DROP VIEW shared_looks")
    op.execute("DROP FUNCTION warehouse_results_of")
    op.drop_table("exchanges")
    op.drop_table("warehouse_results")


def _kinds(allowed: str) -> None:
    # The outbox holds what is owed at this moment: it is looked through in no time.
    op.execute("-- squawk-ignore ban-drop-constraint\nALTER TABLE outbox DROP CONSTRAINT ck_outbox_kind")
    op.execute(
        "-- squawk-ignore constraint-missing-not-valid\n"
        f"ALTER TABLE outbox ADD CONSTRAINT ck_outbox_kind CHECK (kind IN ({allowed}))"
    )
