"""A dossier whose data are erased, as an authority orders it, or once the law keeps it no longer."""

from datetime import timedelta

from infra.db.database import Database
from infra.facts.loading import Facts
from infra.files.storage import Store
from infra.journal.journal import Journal, utc_now
from infra.local.house import LocalHouse
from infra.upkeep.erasure import Eraser
from workflows.catalogue import registry

BASIS = "Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15"
LONG = timedelta(days=366 * 120)


async def erase(house: LocalHouse, code: str, *, order: str = "", after: timedelta = timedelta()) -> None:
    """Erase it, so long from now."""
    settings, facts = house.settings(), Facts.load()
    async with Database.of_engine(settings, 2) as database:
        journal = Journal(database, facts.calendars, facts.laws, registry(), clock=lambda: utc_now() + after)
        eraser = Eraser(journal, Store.from_url(settings.storage_url), facts.retentions)
        await eraser.erase(code, BASIS, order)
