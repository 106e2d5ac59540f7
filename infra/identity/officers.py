"""Officers by name: what the identity provider said of each at their last login, for their colleagues to read.

No other register of officers is at hand, so who never logged in is known by staff code alone. The database shows an
office those who work there or did, so whatever somebody did keeps their name.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

import structlog
from sqlalchemy import RowMapping, any_, bindparam, case, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased
from sqlalchemy.types import Text

from domain.base.law import Role
from domain.base.refusals import NotInService
from domain.dossier.acts import ENGINE, Actor
from domain.vietnam.people.cards import latin
from infra.db.database import Database, DatabaseDown
from infra.db.tables import OfficerOutRow, OfficerRow, constant, one_of
from infra.identity.oidc import Identity
from infra.journal.journal import utc_now

log = structlog.get_logger()
NOTE = select(func.note_officer(bindparam("name"), bindparam("roles", type_=ARRAY(Text)), bindparam("since")))
OTHER = aliased(OfficerRow)


# Of two who are called the same, and of who gave no name, the code tells who it is.
NAMESAKE = select(OTHER.id).where(OTHER.name == OfficerRow.name, OTHER.id != OfficerRow.id).exists()
CALLED = case(
    (OfficerRow.name == constant(""), OfficerRow.id),
    (NAMESAKE, func.concat(OfficerRow.name, constant(" ("), OfficerRow.id, constant(")"))),
    else_=OfficerRow.name,
).label("called")
IS_OUT = case(
    (or_(OfficerOutRow.state == constant("ended"), OfficerOutRow.until > bindparam("now")), OfficerOutRow.state)
)
OUT = (
    select(IS_OUT)
    .where(OfficerOutRow.officer == OfficerRow.id)
    .order_by(OfficerOutRow.number.desc())
    .limit(constant(1))
    .scalar_subquery()
    .label("out")
)
COLLEAGUE = select(OfficerRow.id, CALLED, OfficerRow.name, OfficerRow.agency, OfficerRow.roles, OUT)
NAMES = select(OfficerRow.id, CALLED).where(OfficerRow.id == one_of("ids"))
FIND = COLLEAGUE.where(OfficerRow.id == bindparam("code"))
OF_OFFICE = COLLEAGUE.where(OfficerRow.agency == bindparam("office"), bindparam("role") == any_(OfficerRow.roles))
KNOWN = (
    select(OfficerRow)
    .where(bindparam("office", type_=Text).in_([constant(""), OfficerRow.agency]))
    .order_by(OfficerRow.agency, OfficerRow.id)
)


class Names(dict[str, str]):
    """What officers are called, by staff code; who is not known is called by the code itself."""

    def __missing__(self, code: str) -> str:
        return code


@dataclass(frozen=True)
class Colleague:
    """An officer whom a colleague may mean."""

    id: str
    called: str
    """Their name, with the code where another has the same."""
    name: str
    agency: str
    roles: tuple[str, ...]
    out: Literal["ended", "away"] | None


class Officers:
    """Notes how officers are called as they come, and says it to their colleagues."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._noted: dict[str, tuple[int, str, str, tuple[Role, ...]]] = {}

    async def note(self, who: Identity) -> None:
        """Write down what the provider says of an officer, if it is news; whoever comes is not kept waiting by it."""
        if who.actor.kind != "officer":
            return
        said = (who.logged_in, who.actor.agency, who.name, who.actor.roles)
        before = self._noted.get(who.actor.id)
        if before and (before == said or before[0] > who.logged_in):
            return
        since = datetime.fromtimestamp(max(0, min(who.logged_in, int(utc_now().timestamp()))), UTC)
        try:
            async with self._database.transaction(who.actor) as tx:
                await tx.execute(NOTE, {"name": who.name, "roles": sorted(who.actor.roles), "since": since})
        except NotInService:
            return
        except DatabaseDown:
            log.warning("officer_not_noted")
            return
        self._noted[who.actor.id] = said

    async def check(self, officer: Actor) -> None:
        """Refuse who does not serve now, where nothing else is read.

        Raises:
            NotInService: they have left, or are away.
        """
        async with self._database.transaction(officer):
            pass

    async def names(self, reader: Actor, codes: Iterable[str]) -> Names:
        """Say what these officers are called, as far as the reader may know."""
        if not (wanted := {code for code in codes if code}):
            return Names()
        async with self._database.transaction(reader) as tx:
            return await names(tx, wanted)

    async def find(self, reader: Actor, code: str) -> Colleague | None:
        """The colleague with this staff code, if they have ever logged in for the reader's office."""
        row = (await self._database.execute(reader, FIND, {"code": code, "now": utc_now()})).mappings().one_or_none()
        return _colleague(row) if row else None

    async def colleagues(self, reader: Actor, role: Role) -> list[Colleague]:
        """Those of the reader's office who have a role and are in service, in the order of their given names."""
        asked = {"office": reader.agency, "role": role, "now": utc_now()}
        found = [_colleague(row) for row in (await self._database.execute(reader, OF_OFFICE, asked)).mappings()]
        return sorted((one for one in found if not one.out), key=_given_name_first)


async def names(tx: AsyncConnection, codes: Iterable[str]) -> Names:
    """Say what these officers are called, as far as whoever reads in this transaction may know."""
    wanted = {code for code in codes if code}
    return Names({row.id: row.called for row in await tx.execute(NAMES, {"ids": list(wanted)})} if wanted else {})


async def known(database: Database, agency: str = "") -> list[OfficerRow]:
    """Every officer who ever logged in, or those of one office."""
    return [OfficerRow(**row) for row in (await database.execute(ENGINE, KNOWN, {"office": agency})).mappings()]


def _colleague(row: RowMapping) -> Colleague:
    return Colleague(**dict(row) | {"roles": tuple(row["roles"])})


def _given_name_first(one: Colleague) -> tuple[str, str, str]:
    """As Vietnamese lists are ordered: by the last word, which is the given name."""
    name = latin(one.name or one.id)
    return name.rpartition(" ")[2], name, one.id
