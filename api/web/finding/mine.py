"""The dossiers that somebody sees, opened one by one; what was erased is passed over."""

from sqlalchemy import text

from api.house import House
from api.pages import LAST, following, position
from domain.dossier import Dossier
from domain.refusals import Erased
from infra.oidc import Identity
from infra.sealed import key_of, open_state
from infra.sql import KEY, STAND

MINE = text(f"""
SELECT {STAND}, filed_at FROM dossiers{KEY}code
WHERE (filed_at, code) < (:filed_at, :code) AND seen_by @> ARRAY[:reader]
ORDER BY filed_at DESC, code DESC LIMIT :page
""")  # noqa: S608 - our own words


async def my_dossiers(who: Identity, tools: House, page: int, cursor: str = "") -> tuple[list[Dossier], str | None]:
    """Give a page of a citizen's dossiers, the newest first, and where the next one begins.

    Raises:
        Malformed: the cursor is none of ours.
    """
    filed_at, code = position(cursor, LAST)
    after = {"filed_at": filed_at, "code": code, "page": page, "reader": who.actor.id}
    async with tools.journal.database.transaction(who.actor) as tx:
        rows = (await tx.execute(MINE, after)).all()
    found = []
    for row in rows:
        try:
            found.append(open_state(await key_of(tools.journal.database.keys, row), row.code, row.state))
        except Erased:
            continue
    return found, following(len(rows), rows[-1].filed_at, rows[-1].code, page) if rows else None
