"""Facts follow the journal through the outbox, and are made again to the same rows at any time."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from domain.base.calendars import DayOff
from domain.dossier import acts
from domain.dossier.acts import ENGINE
from domain.province.facts import EDITION, DossierFacts
from infra.files.storage import Store
from infra.province.feed import FactsFeed, keep
from infra.signing.development import development_identity
from infra.upkeep.days_off import DaysOff
from tests.support.archives import House
from tests.support.examples import CALENDARS, DESK, LEADER, MOTHER, RECEIVE
from tests.support.ledger import Ledger, Row, Urls, of, open_ledger

DAY = timedelta(days=1)


@pytest.fixture
async def ledger(apart: Urls) -> AsyncIterator[Ledger]:
    async with open_ledger(apart) as opened:
        await opened.rows("TRUNCATE dossiers, outbox, province_facts CASCADE")
        await opened.rows("DELETE FROM counters WHERE name = 'province/facts'")
        yield opened
        await opened.rows("DELETE FROM days_off")


@pytest.fixture
def feed(ledger: Ledger) -> FactsFeed:
    return FactsFeed(ledger.engine.database, CALENDARS)


@pytest.fixture
async def delivered(ledger: Ledger, tmp_path: Path) -> str:
    """A birth from filing to hand-over."""
    return await House(ledger, Store.from_url("memory:///"), development_identity(tmp_path)).delivered()


async def facts(ledger: Ledger) -> list[Row]:
    rows = await ledger.rows("SELECT * FROM province_facts ORDER BY dossier")
    # When they were made is no fact.
    return [{name: said for name, said in row.items() if name != "changed_at"} for row in rows]


async def owed(ledger: Ledger) -> int:
    [row] = await ledger.rows("SELECT count(*) AS many FROM outbox WHERE kind = 'facts'")
    return int(row["many"])


async def test_every_append_owes_the_facts_once_and_they_are_what_its_journal_says(
    ledger: Ledger, feed: FactsFeed, delivered: str
) -> None:
    appends = await owed(ledger)
    assert await feed.feed() == appends
    assert (await owed(ledger), await feed.feed()) == (0, 0)
    [row] = await facts(ledger)
    dossier = await ledger.engine.dossier(delivered, ENGINE)
    assert (row["dossier"], row["seq"], row["status"]) == (delivered, dossier.seq, int(dossier.status))
    assert (row["supplements"], row["papers"], row["sealed"]) == (1, 2, True)
    assert row["filed_at"] <= row["first_asked_at"] <= row["accepted_at"] <= row["issued_at"] <= row["handed_over_at"]
    assert row["ended_at"] == row["handed_over_at"]


async def test_they_are_made_again_to_the_same_rows_also_once_the_dossier_was_erased(
    ledger: Ledger, feed: FactsFeed, delivered: str
) -> None:
    await feed.feed()
    before = await facts(ledger)
    destroyed = "UPDATE dossier_keys SET wrapped = NULL, destroyed_at = now(), basis = 'x' WHERE dossier = :code"
    await ledger.rows(destroyed, code=delivered)
    await ledger.rows("UPDATE events SET sealed = NULL WHERE dossier = :code", code=delivered)
    await ledger.rows("DELETE FROM province_facts")
    assert await feed.rebuild() == 1
    assert await facts(ledger) == before


async def test_how_long_it_took_is_by_what_was_decreed_by_then_also_when_it_is_made_again(
    ledger: Ledger, feed: FactsFeed
) -> None:
    before, after, days_off = await ledger.file(), await ledger.file(), DaysOff(ledger.engine)
    for code in (before, after):
        await ledger.act(code, acts.Accepted(task=of(code, RECEIVE).task), DESK)
    await feed.feed()
    ledger.clock.turn(2 * DAY)
    await ledger.act(before, acts.Stopped(reason="Hai bên tranh chấp"), LEADER)
    await feed.feed()
    ledger.clock.turn(timedelta(minutes=1))
    await days_off.decree(DayOff(day=(ledger.clock() - DAY).date(), basis="Công điện thử"), "cb-1")
    await ledger.act(after, acts.Stopped(reason="Hai bên tranh chấp"), LEADER)
    await feed.feed()
    made = await facts(ledger)
    took = {row["dossier"]: (row["took_in"], row["took"], row["took_working_days"]) for row in made}
    assert took == {before: ("hours", 16_000, 2000), after: ("hours", 8017, 1002)}
    await ledger.rows("DELETE FROM province_facts")
    assert await FactsFeed(ledger.engine.database, CALENDARS).rebuild() == 2
    assert await facts(ledger) == made


async def test_nothing_of_people_is_in_them(ledger: Ledger, feed: FactsFeed, delivered: str) -> None:
    await feed.feed()
    [row] = await facts(ledger)
    dossier = await ledger.engine.dossier(delivered, ENGINE)
    said = " ".join(map(str, row.values()))
    for told in (*dossier.applicants, *dossier.parties, *dossier.acted_by, *dossier.documents, dossier.secret):
        assert told not in said


async def fed_again(ledger: Ledger, feed: FactsFeed, code: str) -> int:
    """Let it hear of a dossier's first event once more."""
    again = "INSERT INTO outbox (kind, dossier, seq, topic, trace, due_at) VALUES ('facts', :code, 1, '', '{}', now())"
    await ledger.rows(again, code=code)
    return await feed.feed()


async def test_a_worker_that_read_less_of_a_journal_changes_nothing(ledger: Ledger, feed: FactsFeed) -> None:
    code = await ledger.file()
    await feed.feed()
    await ledger.rows("UPDATE province_facts SET seq = seq + 5, step = 'later' WHERE dossier = :code", code=code)
    assert await fed_again(ledger, feed, code) == 1
    assert (await facts(ledger))[0]["step"] == "later"


async def test_a_worker_of_the_release_before_takes_back_nothing_that_is_of_the_same_event(
    ledger: Ledger, feed: FactsFeed
) -> None:
    code = await ledger.file()
    await feed.feed()
    await ledger.rows(
        "UPDATE province_facts SET edition = edition + 1, step = 'newer' WHERE dossier = :code", code=code
    )
    assert await fed_again(ledger, feed, code) == 1
    assert (await facts(ledger))[0]["step"] == "newer"


async def test_what_happens_while_all_are_made_anew_is_lost_by_none_of_two_releases(
    ledger: Ledger, feed: FactsFeed
) -> None:
    code = await ledger.file(documents=())
    await feed.feed()
    before = await facts(ledger)
    await ledger.act(code, acts.Accepted(task=of(code, RECEIVE).task), DESK)
    await feed.feed()
    # As the release before has it, which read one event more than this one did when it began.
    await ledger.rows("UPDATE province_facts SET edition = 0")
    async with ledger.engine.database.transaction(ENGINE) as tx:
        await keep(tx, [DossierFacts.model_validate({**before[0]})])
    [row] = await facts(ledger)
    assert (row["edition"], row["seq"] > before[0]["seq"]) == (0, True)
    assert await feed.rebuild() == 1
    [row] = await facts(ledger)
    assert (row["edition"], row["accepted_at"] is not None) == (EDITION, True)


async def test_two_workers_at_once_settle_each_message_once(ledger: Ledger, feed: FactsFeed) -> None:
    codes = sorted([await ledger.file() for _ in range(5)])
    many = await owed(ledger)
    other = FactsFeed(ledger.engine.database, CALENDARS)
    settled = await asyncio.gather(feed.feed(), other.feed())
    assert sum(settled) + await feed.feed() == many
    assert [row["dossier"] for row in await facts(ledger)] == codes


async def test_a_dossier_that_cannot_be_read_keeps_none_of_the_others(ledger: Ledger, feed: FactsFeed) -> None:
    bad, good = await ledger.file(), await ledger.file()
    unknown = 'UPDATE events SET act = act || \'{"type": "told_by_the_next_release"}\' WHERE dossier = :code'
    await ledger.rows(unknown, code=bad)
    await feed.feed()
    assert [row["dossier"] for row in await facts(ledger)] == [good]
    [row] = await ledger.rows("SELECT why, attempts FROM outbox WHERE dossier = :code AND kind = 'facts'", code=bad)
    assert (row["why"], row["attempts"]) == ("ValidationError", 1)


async def test_dossiers_of_before_get_theirs_when_the_first_worker_starts_and_not_again(
    ledger: Ledger, feed: FactsFeed
) -> None:
    old = await ledger.file()
    await ledger.rows("DELETE FROM outbox")
    await feed.catch_up()
    assert [row["dossier"] for row in await facts(ledger)] == [old]
    await ledger.rows("DELETE FROM province_facts")
    await feed.catch_up()
    assert await facts(ledger) == []


async def test_what_cannot_be_made_then_is_owed_and_operators_read_why(ledger: Ledger, feed: FactsFeed) -> None:
    bad = await ledger.file()
    await ledger.rows("DELETE FROM outbox")
    await ledger.rows("UPDATE events SET act = act - 'procedure' WHERE dossier = :code", code=bad)
    assert await feed.rebuild() == 0
    [row] = await ledger.rows("SELECT why, attempts FROM outbox WHERE dossier = :code AND kind = 'facts'", code=bad)
    assert (row["why"], row["attempts"]) == ("ValidationError", 1)


async def test_with_another_edition_all_are_made_anew(ledger: Ledger, feed: FactsFeed) -> None:
    code = await ledger.file()
    await feed.feed()
    await feed.catch_up()
    await ledger.rows("UPDATE province_facts SET edition = 0, step = 'as it was counted before'")
    await ledger.rows("UPDATE counters SET value = 0 WHERE name = 'province/facts'")
    await feed.catch_up()
    [row] = await facts(ledger)
    assert (row["dossier"], row["edition"], row["step"]) == (code, EDITION, "receive")


async def test_what_happens_later_moves_them(ledger: Ledger, feed: FactsFeed) -> None:
    code = await ledger.file(documents=())
    await feed.feed()
    await ledger.act(code, acts.Accepted(task=of(code, RECEIVE).task), DESK)
    await ledger.act(code, acts.Withdrawn(reason="Đổi ý"), MOTHER)
    await feed.feed()
    [row] = await facts(ledger)
    assert (row["ending"], bool(row["accepted_at"]), row["seq"]) == ("withdrawn", True, 4)
