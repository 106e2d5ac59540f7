"""Of models measured in too few months it is told apart that they are not known, and no share counts them."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from api.schemas.vietnam.programme import MeasuredIn
from api.services.vietnam.programme import Programme
from domain.base.law import Role
from domain.base.refusals import FormChanged
from domain.dossier.acts import ENGINE
from domain.vietnam.programme.importing import ItemIn, PlanFile, Value
from infra.vietnam.entries import ROADMAP, ProvinceEntries
from tests.api.services.provinces import NOW, ProvinceRoom, officer, open_province
from tests.support.ledger import Urls


class Overtaken(ProvinceEntries):
    """Before what is added here is added, somebody else does something."""

    beforehand: Callable[[], Awaitable[Any]]

    async def add(self, *given: Any) -> int:
        await self.beforehand()
        return await super().add(*given)


@pytest.fixture
async def room(apart: Urls) -> AsyncIterator[ProvinceRoom]:
    async with open_province(apart) as room:
        yield room


def model(no: str, **held: bool) -> ItemIn:
    values = tuple(Value(day=date(2026, int(month[1:]), 15), held=one) for month, one in held.items())
    return ItemIn(no=no, name="Mô hình", lead="33.SNV", values=values)


async def enter(room: ProvinceRoom, *models: ItemIn) -> None:
    plan = PlanFile(programme="33", document="Kế hoạch", since=date(2026, 1, 1), models=models)
    await ProvinceEntries(room.ledger.engine.database).add(ROADMAP, [*plan.entries()], NOW, ENGINE)


async def test_too_few_months_are_neither_effective_nor_not(room: ProvinceRoom) -> None:
    await enter(room, model("1", m7=True, m8=True), model("2", m7=True, m8=False), model("3", m8=True), model("4"))

    async def told(at: date) -> tuple[float | None, float | None, int, list[bool | None]]:
        of = Programme("33", room.tools, room.reading(at=at))
        view, items = await of.summary(), (await of.items("models")).items
        return view.models.numerator, view.models.denominator, view.models_unknown, [one.effective for one in items]

    assert await told(date(2026, 8, 31)) == (1, 4, 2, [True, False, None, None])
    assert await told(date(2026, 7, 31)) == (0, 4, 4, [None] * 4)
    [first, *_] = (await Programme("33", room.tools, room.reading()).items("models")).items
    assert (first.effective_since, first.value) == (date(2026, 8, 15), None)
    assert [(one.day.month, one.held, one.value) for one in first.measurements] == [(7, True, None), (8, True, None)]


async def test_of_two_who_measure_at_the_same_moment_what_both_read_one_is_entered_and_the_other_told(
    room: ProvinceRoom,
) -> None:
    await enter(room, model("1", m8=True))
    who = room.reading(officer("33.SNV", Role.SPECIALIST))
    database = room.ledger.api.database
    slow = Overtaken(database)
    theirs = Programme("33", room.tools, who)
    mine = Programme("33", replace(room.tools, entries=slow), who)
    _, read = await theirs.one("models", "1")

    def said(held: bool) -> MeasuredIn:
        return MeasuredIn(held=held, document="7/BC", version=read.version)

    slow.beforehand = lambda: theirs.measure("models", "1", said(held=True))
    with pytest.raises(FormChanged):
        await mine.measure("models", "1", said(held=False))
    _, told = await theirs.one("models", "1")
    assert [one.held for one in told.measurements] == [True, True]
