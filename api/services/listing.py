"""The dossiers of a reader, page by page, and those in which something is asked of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from api.container import House
from api.http.cursors import LAST, PAGE, following, position
from domain.base.law import Role
from domain.base.refusals import Erased
from domain.dossier.state import Dossier
from domain.dossier.view import asked_of
from domain.tasks.model import PAY
from infra.identity.oidc import Identity
from infra.journal.encryption import key_of, open_state
from infra.journal.statements import KEY, STAND

LIST = text(f"""
SELECT {STAND}, filed_at FROM dossiers{KEY}code
WHERE (filed_at, code) < (:filed_at, :code) AND seen_by @> ARRAY[:reader]
ORDER BY filed_at DESC, code DESC LIMIT :page
""")  # noqa: S608 - our own words
ASKED = text(f"""
SELECT {STAND} FROM dossiers{KEY}code
WHERE seen_by @> ARRAY[:reader] AND EXISTS (
    SELECT 1 FROM tasks WHERE tasks.dossier = code AND closed_at IS NULL AND (role = :applicant OR kind = :pay)
) ORDER BY filed_at DESC LIMIT :page
""")  # noqa: S608 - our own words


@dataclass(frozen=True)
class Gone:
    """A dossier that was erased."""

    code: str
    erased: Erased


async def listed(
    who: Identity, tools: House, cursor: str = "", page: int = PAGE
) -> tuple[list[Dossier | Gone], str | None]:
    """Give a page of the dossiers that the reader may see, the newest first, and the cursor of the next.

    Raises:
        Malformed: the cursor is none of ours.
    """
    filed_at, code = position(cursor, LAST)
    reader = who.actor.id if who.citizen else who.actor.agency
    after = {"filed_at": filed_at, "code": code, "page": page, "reader": reader}
    async with tools.journal.database.transaction(who.actor) as tx:
        rows = (await tx.execute(LIST, after)).all()
    found = await opened(rows, tools)
    return found, following(len(rows), rows[-1].filed_at, rows[-1].code, page) if rows else None


async def readable(who: Identity, tools: House, cursor: str = "", page: int = PAGE) -> tuple[list[Dossier], str | None]:
    """Give the same without those that were erased."""
    found, following_page = await listed(who, tools, cursor, page)
    return [one for one in found if isinstance(one, Dossier)], following_page


async def asking(who: Identity, tools: House) -> list[Dossier]:
    """Give those in which something waits for this person."""
    asked = {"reader": who.actor.id, "page": PAGE, "applicant": Role.APPLICANT, "pay": PAY}
    async with tools.journal.database.transaction(who.actor) as tx:
        rows = (await tx.execute(ASKED, asked)).all()
    return [one for one in await opened(rows, tools) if isinstance(one, Dossier) and waits_for(one, who.actor.id)]


def waits_for(dossier: Dossier, person: str) -> bool:
    """Whether an open task waits for this person: to say or bring something, or to pay."""
    return any(
        asked_of(task, dossier, person) or (task.kind == PAY and person in dossier.applicants)
        for task in dossier.open_tasks
    )


async def opened(rows: Iterable[Any], tools: House) -> list[Dossier | Gone]:
    """Open dossiers as rows of the database hold them; of one that was erased there is that it was."""
    found: list[Dossier | Gone] = []
    for row in rows:
        try:
            key = await key_of(tools.journal.database.keys, row)
        except Erased as erased:
            found.append(Gone(row.code, erased))
        else:
            found.append(open_state(key, row.code, row.state))
    return found
