"""What is usual is what a slow count over the same facts finds."""

import random
from collections.abc import AsyncIterator
from datetime import timedelta
from statistics import median

import pytest

from domain.base.calendar import in_vietnam
from domain.dossier.acts import ENGINE
from domain.province.facts import DossierFacts
from domain.province.punctual import in_time
from infra.analysis.analysis import Analysis
from infra.analysis.branch_counts import branch_counts, whole_counts
from infra.analysis.counting import Asked
from infra.analysis.patterns import Patterns
from infra.analysis.publisher import FactsPublisher
from infra.analysis.takings import takings
from infra.files.storage import Store
from infra.province.feed import keep
from tests.infra.analysis.test_counting import AUGUST, OFFICES, some
from tests.support.ledger import Ledger, Urls, open_ledger

NOW = AUGUST.ends + timedelta(days=3, hours=10)


@pytest.fixture(scope="module")
async def ledger(apart: Urls) -> AsyncIterator[Ledger]:
    async with open_ledger(apart) as opened:
        yield opened


@pytest.fixture(scope="module")
async def facts(ledger: Ledger) -> list[DossierFacts]:
    """Dossiers, of which each fifth was opened by the one before it."""
    chance = random.Random(53)
    made = [some(chance, number) for number in range(400)]
    for place, fact in enumerate(made):
        if fact.accepted_at and fact.issued_at:
            verify = int(fact.accepted_at.timestamp())
            approve = chance.randrange(verify, int(fact.issued_at.timestamp()))
            opened = f"verify:{verify}" + (f" approve:{approve}" if chance.random() < 0.7 else "")
            made[place] = fact.model_copy(update={"opened": opened})
    for place in range(5, 400, 5):
        parent = made[place - 1].dossier
        made[place] = made[place].model_copy(
            update={"parent": parent, "given_back": chance.choice((0, 8000))}
            | ({"unreconciled": 1, "unreconciled_sum": place} if place % 3 else {})
        )
    async with ledger.engine.database.transaction(ENGINE) as tx:
        await keep(tx, made)
    return made


@pytest.fixture(scope="module")
async def analysis(ledger: Ledger, facts: list[DossierFacts]) -> AsyncIterator[Analysis]:
    store = Store.from_url("memory:///")
    await FactsPublisher(ledger.engine.database, store, every=1).publish()
    async with Analysis(store) as opened:
        yield opened


@pytest.fixture
def patterns(analysis: Analysis) -> Patterns:
    return Patterns(analysis)


def received(facts: list[DossierFacts]) -> list[DossierFacts]:
    return [f for f in facts if f.accepted_at and AUGUST.begins <= f.accepted_at < AUGUST.ends]


async def test_arrivals_are_those_of_the_same_weekday_eight_times(
    facts: list[DossierFacts], patterns: Patterns
) -> None:
    days = await patterns.arrivals(OFFICES, NOW)
    midnight = in_vietnam(NOW).replace(hour=0, minute=0)
    for week, day in enumerate(days, start=1):
        begins = midnight - timedelta(weeks=week)
        came = [f.filed_at for f in facts if begins <= f.filed_at < begins + timedelta(days=1)]
        assert sum(day.values()) == len(came)
        for at in came:
            assert day[int((at - begins).total_seconds()) // 300]
    assert len(days) == 8
    assert any(days)


async def test_what_is_still_to_come_is_told_by_half_of_the_dossiers_that_were_in_the_step(
    facts: list[DossierFacts], patterns: Patterns
) -> None:
    took: dict[tuple[str, str], list[float]] = {}
    for f in facts:
        if f.issued_at and f.accepted_at:
            took.setdefault((f.procedure, ""), []).append((f.issued_at - f.accepted_at).total_seconds())
            for entry in f.opened.split():
                step, _, at = entry.partition(":")
                took.setdefault((f.procedure, step), []).append(f.issued_at.timestamp() - int(at))
    slow = {key: median(times) for key, times in took.items()}
    assert {step for _, step in slow} == {"", "verify", "approve"}
    assert await patterns.remaining(NOW + timedelta(days=60)) == pytest.approx(slow)


async def test_takings_add_up_to_the_dong(facts: list[DossierFacts], analysis: Analysis) -> None:
    rows = await takings(await analysis.published(), Asked(OFFICES, AUGUST))
    mine = [f for f in received(facts) if f.fee]
    for row in rows:
        of = [f for f in mine if f.channel == row.channel]
        told = (row.dossiers, row.asked, row.paid, row.online, row.given_back)
        assert told == (
            len(of),
            sum(f.fee for f in of),
            sum(f.paid for f in of),
            sum(f.paid_online for f in of),
            sum(f.given_back for f in of),
        )
        assert (row.unreconciled, row.unreconciled_sum) == (
            sum(f.unreconciled for f in of),
            sum(f.unreconciled_sum for f in of),
        )
    assert sum(row.unreconciled or 0 for row in rows) > 0
    assert sum(row.dossiers for row in rows) == len(mine) > 0


async def test_an_interlinked_procedure_is_told_part_by_part(facts: list[DossierFacts], analysis: Analysis) -> None:
    by_code = {f.dossier: f for f in facts}
    parts = [f for f in received(facts) if f.parent]
    rows = await branch_counts(await analysis.published(), Asked(OFFICES, AUGUST))
    assert sum(row.dossiers for row in rows) == len(parts) > 0
    for row in rows:
        of = [f for f in parts if (by_code[f.parent].procedure, f.procedure) == (row.parent, row.procedure)]
        assert row.dossiers == len(of)
        assert row.settled == sum(bool(f.issued_at or f.ended_at) for f in of)
        assert row.in_time == sum(in_time(f, AUGUST.ends) is True for f in of)


async def test_an_interlinked_procedure_is_told_as_a_whole_until_all_that_it_opened_is_settled(
    facts: list[DossierFacts], analysis: Analysis
) -> None:
    opened = {f.parent: f for f in facts if f.parent}
    wholes = [(f, opened[f.dossier]) for f in received(facts) if f.dossier in opened]
    rows = await whole_counts(await analysis.published(), Asked(OFFICES, AUGUST))
    assert sum(row.dossiers for row in rows) == len(wholes) > 0
    assert sum(row.settled for row in rows) > 0
    for row in rows:
        of = [pair for pair in wholes if pair[0].procedure == row.parent]
        ends = [(whole, [one.issued_at or one.ended_at for one in (whole, part)]) for whole, part in of]
        took = [
            (max(at for at in both if at) - whole.accepted_at).total_seconds()
            for whole, both in ends
            if whole.accepted_at and all(both)
        ]
        assert row.settled == len(took)
        assert row.median_seconds == (pytest.approx(median(took)) if took else None)
        in_time_all = [all(in_time(one, AUGUST.ends) is not False for one in pair) for pair in of]
        assert row.in_time == sum(in_time_all)


async def test_an_interlinked_procedure_is_found_by_its_own_code_and_by_that_of_a_part(
    facts: list[DossierFacts], analysis: Analysis
) -> None:
    every = await branch_counts(await analysis.published(), Asked(OFFICES, AUGUST))
    code = every[0].procedure
    rows = await branch_counts(await analysis.published(), Asked(OFFICES, AUGUST, code))
    assert rows == [row for row in every if code in (row.parent, row.procedure)]
    assert len(rows) < len(every)
