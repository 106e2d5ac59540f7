"""A province of few dossiers on a database of its own, whose leaders read its programme."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from api.services.province.centre import Looking
from api.services.vietnam.countable import Wish, wished
from api.services.vietnam.online import Online
from api.services.vietnam.programme_tools import ProgrammeTools, Reading
from bench.figures.province import tools_of
from domain.base.calendar import VIETNAM
from domain.base.law import Channel, Role, Status
from domain.dossier.acts import ENGINE, Actor
from domain.province.facts import DossierFacts
from domain.province.periods import Period
from domain.vietnam.kept import RegisterFile
from infra.analysis.analysis import Analysis, Published
from infra.analysis.publisher import FactsPublisher
from infra.files.storage import Store
from infra.province import feed
from infra.vietnam.entries import ProvinceEntries
from tests.support.ledger import Ledger, Urls, open_ledger

NOW = datetime(2026, 9, 14, 9, tzinfo=VIETNAM)
FILED = datetime(2026, 8, 3, 9, tzinfo=VIETNAM)
EMPTIED = "TRUNCATE province_facts, province_parts, register_entries, portal_syncs, index_days"
TOLD = """INSERT INTO portal_syncs (destination, dossier, state, seq, confirmed_until, owed_since)
          VALUES ('portal', :code, 'confirmed', 9, :until, now())"""


def officer(agency: str, role: Role = Role.AGENCY_LEADER) -> Actor:
    """One of an agency; the province's leader unless another is wanted."""
    return Actor(kind="officer", id=f"cb-{agency}-{role}", agency=agency, roles=frozenset({role}))


PROVINCE = officer("33")


class Prompt(Analysis):
    """Has what happened published before anybody asks, once for all of it."""

    def __init__(self, store: Store, publisher: FactsPublisher) -> None:
        super().__init__(store, looks_every=0)
        self._publisher = publisher
        self.owed = False

    async def published(self) -> Published:
        """The facts as they are."""
        owed, self.owed = self.owed, False
        if owed:
            await self._publisher.publish()
        return await super().published()


@dataclass
class ProvinceRoom:
    """Its dossiers, its registers, and what its figures are read with."""

    ledger: Ledger
    analysis: Prompt
    publisher: FactsPublisher
    tools: ProgrammeTools
    many: int = 0

    def reading(self, who: Actor = PROVINCE, at: date | None = None, now: datetime = NOW) -> Reading:
        """Who reads, as of today or a day before."""
        return Reading.of(who, now, "en", at)

    def online(self, period: str, unit: str = "33", who: Actor = PROVINCE, now: datetime = NOW) -> Online:
        """The on-line rates of a unit."""
        return Online(unit, Period.read(period), False, self.tools, self.reading(who, now=now))

    def look(self, who: Actor = PROVINCE, now: datetime = NOW) -> Looking:
        """Who looks at figures to keep."""
        return Looking(who.agency, who, now, "en")

    def wish(self, figure: str, period: str) -> Wish:
        """A figure of the province that somebody wants to keep."""
        return wished(figure, "33", period, self.look(), self.tools)

    async def dossiers(self, many: int, **others: Any) -> list[str]:
        """So many more, filed on-line and settled, unless they are said to be others."""
        told: dict[str, Any] = {
            "seq": 1, "procedure": "1.001193", "version": "v", "receiving": "11953", "competent": "11953",
            "channel": Channel.ONLINE, "status": Status.IN_PROCESS, "filed_at": FILED, "accepted_at": FILED,
            "due_at": FILED + timedelta(days=3), "issued_at": FILED + timedelta(days=1), "sealed": True,
        } | others  # fmt: skip
        codes = [f"D-{number:04}" for number in range(self.many, self.many + many)]
        self.many += many
        async with self.ledger.engine.database.transaction(ENGINE) as tx:
            await feed.keep(tx, [DossierFacts.model_validate(told | {"dossier": code}) for code in codes])
        self.analysis.owed = True
        return codes

    async def tell_portal(self, codes: list[str], until: datetime = NOW) -> None:
        """Let the national portal know dossiers."""
        for code in codes:
            await self.ledger.rows(TOLD, code=code, until=until)
        await self.ledger.rows("UPDATE province_parts SET changed = changed + 1")
        self.analysis.owed = True

    async def enter(self, kind: str, *lines: tuple[str, str, dict[str, Any]]) -> None:
        """Lines of a register, as a file brings them."""
        told = [{"unit": unit, "day": day, "content": content} for unit, day, content in lines]
        sent = RegisterFile.model_validate({"kind": kind, "document": "Báo cáo", "lines": told})
        entries = ProvinceEntries(self.ledger.engine.database)
        await entries.keep(sent, self.tools.province.units, NOW, ENGINE)


@asynccontextmanager
async def open_province(apart: Urls) -> AsyncIterator[ProvinceRoom]:
    """One without dossiers, and with empty registers."""
    store = Store.from_url("memory:///")
    async with open_ledger(apart) as ledger:
        await ledger.rows(EMPTIED)
        publisher = FactsPublisher(ledger.engine.database, store, every=1)
        async with Prompt(store, publisher) as analysis:
            yield ProvinceRoom(ledger, analysis, publisher, tools_of(analysis, ledger.api.database))
