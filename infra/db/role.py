"""The role by which a process reaches the database: production takes none that could step past its rights.

Who owns a table may change its policies and the rights on it; a superuser, and a role that bypasses policies or makes
roles, is bound by nothing. So is whoever is a member of such a role.
"""

from sqlalchemy import Boolean, ColumnElement, column, exists, func, select, table

from domain.dossier.acts import ENGINE
from infra.db.database import Database
from infra.db.tables import constant
from infra.runtime.settings import Settings

ROLES = table("pg_roles", *(column(name) for name in ("oid", "rolsuper", "rolbypassrls", "rolcreaterole")))
TABLES = table("pg_class", *(column(name) for name in ("relowner", "relnamespace")))
SCHEMAS = table("pg_namespace", *(column(name) for name in ("oid", "nspname")))


def _is(role: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether whoever logged in is this role, or may become it."""
    return func.pg_has_role(func.session_user(), role, constant("MEMBER"), type_=Boolean)


OWNED = (
    select(constant(1))
    .select_from(TABLES.join(SCHEMAS, SCHEMAS.c.oid == TABLES.c.relnamespace))
    .where(SCHEMAS.c.nspname != constant("information_schema"), ~SCHEMAS.c.nspname.like(constant("pg\\_%")))
    .where(_is(TABLES.c.relowner))
)
MAY = select(
    func.session_user().label("name"),
    func.bool_or(ROLES.c.rolsuper).label("is a superuser"),
    func.bool_or(ROLES.c.rolbypassrls).label("bypasses row-level security (BYPASSRLS)"),
    func.bool_or(ROLES.c.rolcreaterole).label("may make roles (CREATEROLE)"),
    exists(OWNED).label("owns tables"),
).where(_is(ROLES.c.oid))


class RoleTooStrong(Exception):
    """Production was given a role of the database that nothing binds."""


async def refuse_strong_role(database: Database, settings: Settings, setting: str) -> None:
    """See that a process of production works as a role that the policies bind.

    Raises:
        RoleTooStrong: names the setting, what the role may, and which one to give instead.
    """
    if settings.environment != "production":
        return
    found = (await database.execute(ENGINE, MAY)).mappings().one()
    if may := [what for what, so in found.items() if so is True]:
        raise RoleTooStrong(
            f"production refuses to start: MOTCUA_{setting.upper()} names the role “{found['name']}”, which "
            f"{', '.join(may)}, itself or through a role that it is a member of. Give this process a role that may "
            "none of that: motcua_engine to the worker and motcua_api to the API, as deploy/postgres/roles.sh makes "
            "them. The owner is for `motcua migrations` alone."
        )
