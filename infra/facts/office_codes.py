"""What each office's code means: dossiers lie under it, so no list of offices may give it to another.

A house notes by which name it knew each code when it started. An office that was renamed says so in its facts.
"""

from sqlalchemy import Boolean, bindparam, func, select
from sqlalchemy.dialects.postgresql import insert

from domain.dossier.acts import ENGINE
from domain.statute.offices import Offices
from infra.db.database import Database
from infra.db.tables import OfficeCodeRow

KNOWN = select(OfficeCodeRow.code, OfficeCodeRow.name).order_by(OfficeCodeRow.code)
HAS_DOSSIERS = select(func.has_dossiers(bindparam("office"), type_=Boolean))
NOTED = insert(OfficeCodeRow).inline()
NOTE = NOTED.on_conflict_do_update(index_elements=[OfficeCodeRow.code], set_={"name": NOTED.excluded.name})


class OfficeMoved(Exception):
    """The facts give a code under which dossiers lie to another office, or to none."""


async def refuse_moved_offices(database: Database, offices: Offices) -> None:
    """See that every code under which dossiers lie still means the office that it meant.

    Raises:
        OfficeMoved: names each code, what it meant, what it would mean, and what to do.
    """
    now = {office.code: office for office in offices.offices}
    moved = list[str]()
    for row in await database.execute(ENGINE, KNOWN):
        office = now.get(row.code)
        if office is not None and row.name in ("", office.title, *office.formerly):
            continue
        if (await database.execute(ENGINE, HAS_DOSSIERS, {"office": row.code})).scalar_one():
            moved.append(
                f"{row.code} is {row.name or 'of an office'}, and would be {office.title if office else 'none'}"
            )
    if moved:
        raise OfficeMoved(
            f"dossiers lie under codes that the facts give to another office: {'; '.join(moved)}. Let the offices file "
            "of MOTCUA_FACTS keep each of these offices under its code; one that was renamed names what it was in "
            "`formerly`. A house for demonstrations begins anew in another folder (motcua up --data FOLDER)."
        )


async def note_offices(database: Database, offices: Offices) -> None:
    """Note by which name every code is known from now on."""
    known = [{"code": office.code, "name": office.title} for office in offices.offices]
    async with database.transaction(ENGINE) as tx:
        await tx.execute(NOTE, known)
