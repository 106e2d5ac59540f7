"""Registers are only ever added to, by everybody in their own name; what says nothing new is left."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from domain.base.law import Role
from domain.dossier.acts import ENGINE, Actor
from domain.vietnam.programme.entries import NewEntry
from domain.vietnam.programme.roadmap import CONTENT, Content, Measured, Planned
from infra.vietnam.entries import ROADMAP, ProvinceEntries, Wanted
from tests.support.ledger import Ledger, Urls, open_ledger

NOW = datetime(2026, 12, 1, 3, tzinfo=UTC)
DAY = date(2026, 12, 1)
POLICE = Actor(kind="officer", id="cb-33-ca-05", agency="33.CA", roles=(Role.AGENCY_LEADER,))
WANTED = Wanted(ROADMAP)


@pytest.fixture
async def ledger(apart: Urls) -> AsyncIterator[Ledger]:
    async with open_ledger(apart) as opened:
        await opened.rows("TRUNCATE register_entries")
        yield opened


def said(content: Content, **others: Any) -> NewEntry[Content]:
    told = {"unit": "33", "subject": "33/tasks/1", "day": DAY, "document": "12/QĐ", "content": content}
    return NewEntry[Content].model_validate(told | others)


PLAN = Planned(kind="tasks", no="1", name="Nhiệm vụ", lead="33.SNV")
VALUE = Measured(value=Decimal("0.5"))


async def test_what_is_entered_comes_back_as_it_was_with_who_entered_it_and_when(ledger: Ledger) -> None:
    registers = ProvinceEntries(ledger.api.database)
    assert await registers.add(ROADMAP, [said(PLAN), said(VALUE)], NOW, POLICE) == 2
    found = await registers.all_of(WANTED, CONTENT, POLICE)
    assert [one.content for one in found] == [PLAN, VALUE]
    first = found[0]
    assert (first.officer, first.office, first.document, first.day) == (POLICE.id, "33.CA", "12/QĐ", DAY)
    assert (first.entered_at, first.imported) == (NOW, False)


async def test_what_stands_in_the_same_words_is_not_entered_again_and_what_comes_back_is(ledger: Ledger) -> None:
    registers, other = ProvinceEntries(ledger.api.database), Measured(value=Decimal(7))
    assert await registers.add(ROADMAP, [said(VALUE)], NOW, POLICE) == 1
    assert await registers.add(ROADMAP, [said(VALUE)], NOW, POLICE) == 0
    assert await registers.add(ROADMAP, [said(other), said(VALUE)], NOW, POLICE) == 2
    standing = await registers.standing(WANTED, CONTENT, POLICE)
    assert [one.content for one in standing] == [VALUE]
    assert len(await registers.all_of(WANTED, CONTENT, POLICE)) == 3


async def test_an_import_that_is_repeated_adds_nothing_whatever_was_entered_since(ledger: Ledger) -> None:
    registers = ProvinceEntries(ledger.engine.database)
    brought = [said(PLAN, imported=True, key="a"), said(VALUE, imported=True, key="b")]
    assert await registers.add(ROADMAP, brought, NOW, ENGINE) == 2
    await registers.add(ROADMAP, [said(Measured(value=Decimal(9)))], NOW, ENGINE)
    assert await registers.add(ROADMAP, brought, NOW, ENGINE) == 0


async def test_units_and_days_choose_what_is_read(ledger: Ledger) -> None:
    registers = ProvinceEntries(ledger.engine.database)
    old = date(2026, 11, 1)
    await registers.add(ROADMAP, [said(PLAN), said(PLAN, unit="34", subject="34/tasks/1", day=old)], NOW, ENGINE)
    read = [Wanted(ROADMAP, ("34",)), Wanted(ROADMAP, (), old), Wanted(ROADMAP, None, old, DAY), Wanted("eid")]
    assert [len(await registers.all_of(one, CONTENT, ENGINE)) for one in read] == [1, 0, 1, 0]


async def test_nobody_changes_or_removes_an_entry_or_enters_in_another_s_name(ledger: Ledger) -> None:
    await ProvinceEntries(ledger.api.database).add(ROADMAP, [said(PLAN)], NOW, POLICE)
    forged = POLICE.model_copy(update={"agency": "33.SNV"})
    copy = """
    INSERT INTO register_entries
        (register, unit, subject, day, entered_at, officer, office, document, imported, content)
    SELECT register, unit, subject, day, entered_at, officer, office, document, imported, content FROM register_entries
    """
    for who, statement in (
        (POLICE, "UPDATE register_entries SET content = '{}'"),
        (POLICE, "DELETE FROM register_entries"),
        (forged, copy),
    ):
        with pytest.raises(DBAPIError, match=r"permission denied|row-level security"):
            await ledger.api.database.execute(who, text(statement))
    with pytest.raises(DBAPIError, match="permission denied"):
        await ledger.engine.database.execute(ENGINE, text("DELETE FROM register_entries"))


async def test_of_each_unit_the_newest_day_counts_by_the_entry_that_came_last(ledger: Ledger) -> None:
    registers, before = ProvinceEntries(ledger.engine.database), date(2026, 11, 30)
    told = [(DAY, 1), (before, 2), (DAY, 3), (date(2026, 11, 29), 4)]
    for day, value in told:
        content = Measured(value=Decimal(value))
        await registers.add(ROADMAP, [said(content, subject=f"33/{day}", day=day)], NOW, ENGINE)
    other = said(Measured(value=Decimal(9)), unit="34", subject="34/x", day=before)
    await registers.add(ROADMAP, [other], NOW, ENGINE)
    found = await registers.newest(WANTED, CONTENT, ENGINE)
    assert [(one.unit, one.content) for one in found] == [
        ("33", Measured(value=Decimal(3))), ("34", Measured(value=Decimal(9))),
    ]  # fmt: skip
    earlier = await registers.newest(Wanted(ROADMAP, ("33",), next=DAY), CONTENT, ENGINE)
    assert [one.content for one in earlier] == [Measured(value=Decimal(2))]
