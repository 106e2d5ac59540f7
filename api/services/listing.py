"""The dossiers of a reader, page by page, and those in which something is asked of them."""

from api.http.cursors import LAST, PAGE, following, position
from api.schemas.dossiers import DossierView, ErasedDossier
from api.services.views import ViewTools, dossier_view, erased_view
from domain.dossier.acts import Actor
from domain.dossier.state import Dossier
from domain.dossier.view import asked_of
from domain.tasks.model import PAY
from infra.db.database import Database
from infra.identity.oidc import Identity
from infra.reads import dossiers
from infra.reads.dossiers import Gone


async def listed(
    who: Identity, database: Database, cursor: str = "", page: int = PAGE
) -> tuple[list[Dossier | Gone], str | None]:
    """A page of the dossiers that the reader may see, the newest first, and the cursor of the next."""
    filed_at, code = position(cursor, LAST)
    reader = who.actor.id if who.citizen else who.actor.agency
    rows = await dossiers.newest(database, who.actor, [reader], page, filed_at, code)
    onward = following(len(rows), rows[-1].filed_at, rows[-1].dossier.code, page) if rows else None
    return [row.dossier for row in rows], onward


def shown(one: Dossier | Gone, tools: ViewTools, locale: str, reader: Actor) -> DossierView | ErasedDossier:
    """A dossier of a list as its reader sees it; of one that was erased, that it was."""
    if isinstance(one, Gone):
        return erased_view(one.code, one.erased, locale)
    return dossier_view(one, tools, locale, reader)


async def asking(who: Identity, database: Database) -> list[Dossier]:
    """Those in which something waits for this person."""
    found = await dossiers.asking(database, who.actor, PAGE)
    return [one for one in found if waits_for(one, who.actor.id)]


def waits_for(dossier: Dossier, person: str) -> bool:
    """Whether an open task waits for this person: to say or bring something, or to pay."""
    return any(
        asked_of(task, dossier, person) or (task.kind == PAY and person in dossier.applicants)
        for task in dossier.open_tasks
    )
