"""What answers about a province's programme and registers are made with, and how their figures are told."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from api.schemas.base import Coded
from api.schemas.vietnam.programme import Figure
from api.services.province.tools import ProvinceTools
from domain.base.calendar import Calendar, in_vietnam
from domain.base.refusals import Unacceptable
from domain.dossier.acts import Actor
from domain.province.counts import Counts
from domain.province.scoring import Counted, GroupScore, rounded
from domain.province.units import NoSuchUnit
from domain.vietnam.index766 import Beside, Offers, counted
from domain.vietnam.programme.parameters import Parameters
from infra.analysis.counting import Asked, OfUnit, ProvinceCounts
from infra.crypto.blind_index import BlindIndex
from infra.vietnam.documents import ProgrammeDocuments
from infra.vietnam.entries import ProvinceEntries
from infra.vietnam.index_days import IndexDays
from infra.vietnam.kept_counts import KeptCounts


class NotYet(Unacceptable):
    """The day that is asked about has not come."""


@dataclass(frozen=True)
class ProgrammeTools:
    """The province's tools, its registers, and what figures are counted with."""

    province: ProvinceTools
    entries: ProvinceEntries
    documents: ProgrammeDocuments
    index_days: IndexDays
    parameters: Parameters
    calendar_at: Callable[[str], Calendar]
    index: BlindIndex
    offers: Offers
    full_services: Callable[[date], Counted | None]
    """Those of them that go on-line as a whole on a day, of all; None where none was in force."""

    async def metric(
        self, metric: str, unit: str, of: OfUnit, counts: ProvinceCounts | None, by: Actor
    ) -> Counted | None:
        """What dossiers say of a metric of a unit; None where they do not, or where nothing is published yet."""
        if counts is None:
            return None
        receipts = await self.kept.receipts(unit, of.whole.period, by)
        return counted(await counts.of_unit(of), Beside(offered=frozenset(), receipts=receipts)).get(metric)

    async def groups(
        self, unit: str, asked: Asked, found: Counts, counts: ProvinceCounts, by: Actor
    ) -> tuple[GroupScore, ...]:
        """What a unit's index comes to, of its dossiers and of what is kept beside them."""
        return self.province.index.scored(await self.kept.of(unit, asked, found, counts.published, counts.as_of, by))

    @property
    def kept(self) -> KeptCounts:
        """What counts the index of units."""
        return KeptCounts(self.entries, self.parameters, self.province.units, self.calendar_at, self.offers)


@dataclass(frozen=True)
class Reading:
    """Who reads, when, in which language, as of which day."""

    who: Actor
    now: datetime
    locale: str
    at: date

    @classmethod
    def of(cls, who: Actor, now: datetime, locale: str, at: date | None) -> "Reading":
        """The same, as of today unless a day is named.

        Raises:
            NotYet: the day has not come.
        """
        today = in_vietnam(now).date()
        if at and at > today:
            raise NotYet(
                "Chưa có số liệu của ngày {}: hãy chọn hôm nay hoặc ngày trước đó.",
                "There are no figures of {0} yet: ask for today or a day before.",
                f"{at:%d/%m/%Y}",
            )
        return cls(who, now, locale, at or today)


def figure(counted: Counted | None, definition: str, tools: ProgrammeTools, locale: str) -> Figure:
    """A share, as programs get it."""
    by = tools.parameters.definitions[definition]
    ratio = counted.ratio if counted else None
    return Figure.model_validate(
        {
            "numerator": float(counted.numerator) if counted else None,
            "denominator": float(counted.denominator) if counted else None,
            "percent": None if ratio is None else float(rounded(ratio * 100)),
            "definition": f"{by.id}@{by.version}",
            "method": by.words.in_(locale),
            "mark": by.mark,
        }
    )


def coded(code: str, tools: ProgrammeTools, day: date) -> Coded:
    """A unit as it is called on a day; by its code alone, where nobody knows it."""
    try:
        return Coded(code=code, words=tools.province.units.latest(code, day).title)
    except NoSuchUnit:
        return Coded(code=code, words=code)
