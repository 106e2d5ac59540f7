"""Official figures of the index: entered as they came, and compared with our own."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from api.schemas.base import Coded
from api.schemas.vietnam.index766 import IndexView, UnitScores
from api.schemas.vietnam.official import ComparedView, IndexDaysView, IndexDayView, OfficialView, TrendPoint, TrendView
from api.services.vietnam.index766 import Question, scored, scored_units
from api.services.vietnam.programme_tools import ProgrammeTools
from domain.base.calendar import in_vietnam, months_after
from domain.base.refusals import Missing
from domain.dossier.acts import Actor
from domain.province.periods import Period
from domain.province.reach import within_reach
from domain.province.units import NoSuchUnit
from domain.vietnam.official import OFFICIAL as CONTENT
from domain.vietnam.official import OfficialFigures, points_in
from domain.vietnam.programme.entries import Entry, NewEntry
from domain.vietnam.programme.rights import may_plan
from infra.vietnam.entries import OFFICIAL, Wanted


@dataclass(frozen=True)
class Official:
    """The figures of a unit and a period, as somebody enters or reads them."""

    question: Question
    tools: ProgrammeTools
    now: datetime
    who: Actor

    async def enter(self, payload: Any, raw: str, document: str) -> OfficialView:
        """Keep what the portal said, as it came, and compare it."""
        may_plan(self.who, self.tools.parameters)
        period = self.question.period
        points = points_in(payload, self.tools.province.index)
        unit = self.tools.province.units.unit(self.question.unit, self._day).code
        new = NewEntry[OfficialFigures](
            unit=unit,
            subject=f"{unit}/{period.written}",
            day=period.first,
            document=document,
            content=OfficialFigures(period=period.written, raw=raw, points=points),
        )
        await self.tools.entries.add(OFFICIAL, [new], self.now, self.who)
        return await self.compare()

    async def compare(self) -> OfficialView:
        """The newest that was entered, beside our own.

        Raises:
            Missing: nobody entered any.
        """
        return await self._beside(await scored(self.question, self.tools, self.who))

    async def side_by_side(self) -> tuple[IndexView, UnitScores, OfficialView | None]:
        """Our own, that of the units below, and what was entered where it was: all of one publication."""
        counts = await self.tools.province.counts()
        own = await scored(self.question, self.tools, self.who, counts)
        units = await scored_units(self.question, self.tools, self.who, counts)
        # What the portal tells is of all procedures.
        if self.question.procedure:
            return own, units, None
        with suppress(Missing):
            return own, units, await self._beside(own)
        return own, units, None

    async def _beside(self, own: IndexView) -> OfficialView:
        period = self.question.period
        wanted = Wanted(OFFICIAL, (self.question.unit,), period.first, period.first + timedelta(days=1))
        found = await self.tools.entries.standing(wanted, CONTENT, self.who)
        for entry in found:
            if entry.content.period == period.written:
                return self._view(entry, own)
        raise Missing(
            "Chưa nhập số liệu chính thức của kỳ này.", "No official figures of this period were entered: import them."
        )

    @property
    def _day(self) -> date:
        return min(self.question.period.next - timedelta(days=1), in_vietnam(self.now).date())

    def _view(self, entry: Entry[OfficialFigures], own: IndexView) -> OfficialView:
        tolerance, points = float(self.tools.parameters.official_tolerance), entry.content.points
        rows = []
        for metric in (metric for group in own.groups for metric in group.metrics):
            official = float(points[metric.id]) if metric.id in points else None
            known = official is not None and metric.score is not None
            difference = round((official or 0) - (metric.score or 0), 4) if known else None
            rows.append(
                ComparedView(
                    id=metric.id,
                    title=metric.title,
                    official=official,
                    own=metric.score,
                    difference=difference,
                    differs=difference is not None and abs(difference) > tolerance,
                )
            )
        return OfficialView(
            unit=own.unit,
            period=own.period,
            entered_at=entry.entered_at,
            document=entry.document,
            version=own.version,
            metrics=rows,
        )

    async def days(self, metric: str, since: date) -> IndexDaysView:
        """A metric day by day, as it was counted on each.

        Raises:
            Missing: the index has no such metric.
            OutOfReach: the unit does not belong to the reader's.
        """
        province, question = self.tools.province, self.question
        if metric not in province.index.metrics:
            raise Missing("Chỉ số không có trong bộ chỉ số.", "The index has no such metric.")
        today = in_vietnam(self.now).date()
        unit = province.units.latest(question.unit, today)
        within_reach(province.units, self.who, unit.code, min(today, unit.until or today), today)
        found = await self.tools.index_days.of(question.unit, question.procedure, metric, since, self.who)
        return IndexDaysView(
            unit=Coded(code=unit.code, words=unit.title),
            procedure=question.procedure,
            metric=metric,
            days=[
                IndexDayView(
                    **one.model_dump(exclude={"unit", "procedure", "metric"}),
                    percent=round(100 * one.numerator / one.denominator, 4) if one.denominator else None,
                )
                for one in found
            ],
        )

    async def trend(self, months: int) -> TrendView:
        """Our own of the months up to now, each as units were then; all of one publication.

        Raises:
            NoSuchUnit: it was not there in any of them.
        """
        today, counts, found = in_vietnam(self.now).date(), await self.tools.province.counts(), []
        this = today.replace(day=1)
        for back in range(months - 1, -1, -1):
            first = months_after(this, -back)
            period = Period(first=first, next=months_after(first, 1))
            with suppress(NoSuchUnit):  # before it was founded it has no figures
                found.append(await scored(replace(self.question, period=period), self.tools, self.who, counts))
        # One that has ended has the months in which it was there.
        units = self.tools.province.units
        unit = units.latest(self.question.unit, today) if found else units.unit(self.question.unit, today)
        return TrendView(
            unit=Coded(code=unit.code, words=unit.title),
            version=self.tools.province.index.version,
            as_of=counts.as_of,
            months=[
                TrendPoint(
                    period=one.period,
                    total=one.total,
                    known=one.known,
                    groups={group.id: group.score for group in one.groups},
                )
                for one in found
            ],
        )
