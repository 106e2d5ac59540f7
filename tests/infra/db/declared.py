"""What a migrated database holds beside columns, as SQL to read: Alembic compares none of it with anything.

``python -m tests.infra.db.declared`` writes it anew from the revisions; read the difference before you commit it.
"""

import asyncio
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from infra.db.migrate import SCRIPTS
from infra.local.throwaway import migrated_database

DECLARED = SCRIPTS / "declared.sql"
HEAD = """\
-- What a migrated database holds beside tables and columns: who may do what, who sees which rows, and every function,
-- view, trigger, index, constraint and default. The revisions make it; this is never run. A test compares the two, and
-- `python -m tests.infra.db.declared` writes it anew.
"""
GRANTED = """
    SELECT coalesce(grantee.rolname, 'PUBLIC') AS whom,
        string_agg(privilege_type, ', ' ORDER BY privilege_type) AS rights
    FROM aclexplode({acl}) AS acl LEFT JOIN pg_roles AS grantee ON grantee.oid = acl.grantee
    WHERE acl.grantee <> {owner} GROUP BY 1
"""
"""Whom a list of rights names beside the owner, each with theirs."""
ROLES = """
    SELECT rolname AS about, 1 AS place, format('ALTER ROLE %I %s', rolname, concat_ws(' ',
        CASE WHEN rolcanlogin THEN 'LOGIN' ELSE 'NOLOGIN' END,
        CASE WHEN rolsuper THEN 'SUPERUSER' ELSE 'NOSUPERUSER' END,
        CASE WHEN rolbypassrls THEN 'BYPASSRLS' ELSE 'NOBYPASSRLS' END,
        CASE WHEN rolcreatedb THEN 'CREATEDB' ELSE 'NOCREATEDB' END,
        CASE WHEN rolcreaterole THEN 'CREATEROLE' ELSE 'NOCREATEROLE' END)) AS statement
    FROM pg_roles WHERE oid >= 16384
    UNION ALL
    SELECT member.rolname, 2, format('GRANT %I TO %I', of.rolname, member.rolname) FROM pg_auth_members
    JOIN pg_roles AS of ON of.oid = roleid JOIN pg_roles AS member ON member.oid = member WHERE member.oid >= 16384
"""
"""Those that the cluster was not made with."""
SCHEMA = f"""
    SELECT nspname AS about, 1 AS place, format('GRANT %s ON SCHEMA %I TO %s', rights, nspname, whom) AS statement
    FROM pg_namespace, LATERAL ({GRANTED.format(acl="nspacl", owner="nspowner")}) AS granted WHERE nspname = 'public'
    UNION ALL
    SELECT 'extensions', 1, format('CREATE EXTENSION %I', extname) FROM pg_extension WHERE extname <> 'plpgsql'
    UNION ALL
    SELECT 'defaults', 1, format('ALTER DEFAULT PRIVILEGES GRANT %s ON %s TO %s', rights, defaclobjtype, whom)
    FROM pg_default_acl, LATERAL ({GRANTED.format(acl="defaclacl", owner="defaclrole")}) AS granted
"""
EXECUTED = "coalesce(proacl, acldefault('f', proowner))"
"""Where nobody took it away, everybody may execute a function."""
FUNCTIONS = f"""
    WITH ours AS (SELECT *, format('%I(%s)', proname, pg_get_function_identity_arguments(oid)) AS name FROM pg_proc
                  WHERE pronamespace = 'public'::regnamespace AND prokind IN ('f', 'p'))
    SELECT name AS about, 1 AS place, trim(trailing E'\\n' FROM pg_get_functiondef(oid)) AS statement FROM ours
    UNION ALL
    SELECT name, 2, format('GRANT %s ON FUNCTION %s TO %s', rights, name, whom)
    FROM ours, LATERAL ({GRANTED.format(acl=EXECUTED, owner="proowner")}) AS granted
"""
TABLES = f"""
    WITH ours AS (SELECT * FROM pg_class
                  WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S')),
    by_column AS (
        SELECT relname, attname, attnum, whom, rights FROM ours JOIN pg_attribute ON attrelid = ours.oid,
        LATERAL ({GRANTED.format(acl="attacl", owner="relowner")}) AS granted
    )
    SELECT relname AS about, 1 AS place, format(E'CREATE %sVIEW %I AS\\n%s',
        CASE relkind WHEN 'm' THEN 'MATERIALIZED ' END, relname,
        trim(trailing ';' FROM pg_get_viewdef(oid))) AS statement
    FROM ours WHERE relkind IN ('v', 'm')
    UNION ALL
    SELECT relname, 2, format('ALTER TABLE %I SET (%s)', relname, array_to_string(reloptions, ', '))
    FROM ours WHERE reloptions IS NOT NULL
    UNION ALL
    SELECT relname, 3, format('ALTER TABLE %I ALTER %I SET DEFAULT %s', relname, attname, pg_get_expr(adbin, adrelid))
    FROM ours JOIN pg_attrdef ON adrelid = ours.oid JOIN pg_attribute ON attrelid = adrelid AND attnum = adnum
    UNION ALL
    SELECT relname, 4, format('ALTER TABLE %I ADD CONSTRAINT %I %s', relname, conname,
        pg_get_constraintdef(pg_constraint.oid))
    FROM ours JOIN pg_constraint ON conrelid = ours.oid WHERE contype IN ('c', 'f', 'x')
    UNION ALL
    SELECT relname, 5, pg_get_indexdef(indexrelid) FROM ours JOIN pg_index ON indrelid = ours.oid
    UNION ALL
    SELECT relname, 6, pg_get_triggerdef(pg_trigger.oid) FROM ours JOIN pg_trigger ON tgrelid = ours.oid
    WHERE NOT tgisinternal
    UNION ALL
    SELECT relname, 7, pg_get_ruledef(pg_rewrite.oid) FROM ours JOIN pg_rewrite ON ev_class = ours.oid
    WHERE rulename <> '_RETURN'
    UNION ALL
    SELECT relname, 8, format('GRANT %s ON %I TO %s', rights, relname, whom)
    FROM ours, LATERAL ({GRANTED.format(acl="relacl", owner="relowner")}) AS granted
    UNION ALL
    SELECT relname, 9, format('GRANT %s (%s) ON %I TO %s', rights,
        string_agg(quote_ident(attname), ', ' ORDER BY attnum), relname, whom)
    FROM by_column GROUP BY relname, rights, whom
    UNION ALL
    SELECT relname, 10, format('ALTER TABLE %I %s ROW LEVEL SECURITY%s', relname,
        CASE WHEN relrowsecurity THEN 'ENABLE' ELSE 'DISABLE' END,
        CASE WHEN relforcerowsecurity THEN ', FORCE ROW LEVEL SECURITY' END)
    FROM ours WHERE relkind IN ('r', 'p')
    UNION ALL
    SELECT tablename, 11, concat_ws(E'\\n    ', format('CREATE POLICY %I ON %I AS %s FOR %s TO %s',
        policyname, tablename, permissive, cmd, array_to_string(roles, ', ')),
        'USING (' || qual || ')', 'WITH CHECK (' || with_check || ')')
    FROM pg_policies WHERE schemaname = 'public'
"""
PARTS = {"Roles": ROLES, "Schema": SCHEMA, "Functions": FUNCTIONS, "Tables and views": TABLES}


async def declared(owner_url: str) -> str:
    """A database's declaration, each statement in its place."""
    engine = create_async_engine(owner_url)
    found = {}
    try:
        async with engine.connect() as connection:
            for part, sql in PARTS.items():
                ordered = f'SELECT * FROM ({sql}) AS told ORDER BY about COLLATE "C", place, statement COLLATE "C"'
                found[part] = (await connection.execute(text(ordered))).all()
    finally:
        await engine.dispose()
    return HEAD + "".join(f"{line}\n" for part, rows in found.items() for line in _written(part, rows))


def _written(part: str, rows: Sequence[Any]) -> Iterator[str]:
    yield f"\n\n-- {part}"
    for about, ones in groupby(rows, lambda row: row.about):
        yield f"\n-- {about}"
        yield from (f"{row.statement};" for row in ones)


async def main() -> None:
    """Write down what the revisions make today."""
    async with migrated_database() as url:
        DECLARED.write_text(await declared(url))


if __name__ == "__main__":
    asyncio.run(main())
