"""Every tile is what a slow count finds in the journals' events themselves, which knows nothing of facts."""

import os
import random
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from domain.base.calendar import in_vietnam, midnight
from domain.dossier import acts, keys
from domain.dossier.acts import ENGINE
from domain.province.centre import Tiles
from domain.province.course import CHANGING, MOMENTS
from domain.province.facts import facts_of
from infra.analysis.analysis import Analysis
from infra.analysis.publisher import FactsPublisher
from infra.db.province_tables import ProvinceFactsRow as Row
from infra.files.storage import Store
from infra.journal.feeding import read_event
from infra.province.feed import FactsFeed
from infra.province.live import Live
from infra.province.then import NEEDED, THEN
from tests.support.examples import (
    APPROVE,
    ASK_FEE,
    ASK_MORE,
    CALENDARS,
    COMMUNE,
    DESK,
    LEADER,
    MOTHER,
    RECEIVE,
    REGISTRAR,
    TUESDAY,
    VERIFY,
)
from tests.support.ledger import Ledger, Urls, of, open_ledger

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOW = TUESDAY + 2 * HOUR
MANY = 10_000 if os.environ.get("MOTCUA_STORM") else 200
IN_ROWS = select(*(Row.__table__.c[name] for name in NEEDED if name != "course")).add_cte(THEN)
IN_FILES = select(
    Row.dossier,
    *(Row.__table__.c[name] for name, kind in CHANGING.values() if kind != "moment"),
    *(func.epoch_us(Row.__table__.c[name]).label(name) for name, kind in CHANGING.values() if kind == "moment"),
    *(func.epoch_us(Row.__table__.c[name]).label(name) for name in MOMENTS),
)
EVENTS = "SELECT dossier, at, act FROM events ORDER BY dossier, seq"


@pytest.fixture
async def ledger(apart: Urls) -> AsyncIterator[Ledger]:
    async with open_ledger(apart) as opened:
        await opened.rows("TRUNCATE dossiers, outbox, province_facts, province_parts CASCADE")
        yield opened
        await opened.rows("DELETE FROM days_off")


async def accept(ledger: Ledger, code: str) -> None:
    await ledger.act(code, acts.Accepted(task=of(code, RECEIVE).task), DESK)


async def ask_more(ledger: Ledger, code: str) -> None:
    await ledger.act(code, ASK_MORE.model_copy(update={"task": of(code, RECEIVE).task}), DESK)


async def withdraw(ledger: Ledger, code: str) -> None:
    await ledger.act(code, acts.Withdrawn(), MOTHER)


async def verify(ledger: Ledger, code: str) -> None:
    await ledger.through(code, VERIFY, acts.Done(task="", decision="confirm"), REGISTRAR)


async def ask_fee(ledger: Ledger, code: str) -> None:
    await ledger.advance(code, (ASK_FEE.kind, of(code, ASK_FEE)))


async def wait(ledger: Ledger, code: str) -> None:
    await ledger.advance(code, ("wait", acts.AgencyWaited(agency="population", step="look")))


async def approve(ledger: Ledger, code: str) -> None:
    await ledger.through(code, APPROVE, acts.Approved(task="", personal={"name": "Lê Văn Chủ"}), LEADER)


async def issue(ledger: Ledger, code: str) -> None:
    [numbered] = await ledger.advance(code, ("issue/number", acts.Numbered(kind="GKS")))
    number = getattr(numbered.act, "number", "")
    issued = acts.Issued(kind="GKS", number=number, sha256="e" * 64, path=f"results/{code}.pdf")
    await ledger.advance(code, ("issue", issued))


type Step = Callable[[Ledger, str], Coroutine[Any, Any, None]]
LIVES: tuple[tuple[Step, ...], ...] = (
    (ask_more,),
    (withdraw,),
    (accept, withdraw),
    (accept, verify),
    (accept, wait),
    (accept, ask_fee),
    (accept, verify, approve),
    (accept, verify, approve, issue),
    (accept, approve, issue),
)


async def lives(ledger: Ledger, chance: random.Random, many: int) -> None:
    """Dossiers of two weeks, each act hours after the one before; none of them is after now."""
    for _ in range(many):
        ledger.clock.at = NOW - chance.randrange(1, 24 * 14) * HOUR
        code = await ledger.file()
        for step in chance.choice(LIVES):
            ledger.clock.turn(chance.randrange(10, 30 * 60) * timedelta(minutes=1))
            if ledger.clock.at >= NOW:
                break
            await step(ledger, code)
    ledger.clock.at = NOW


async def told_by_events(ledger: Ledger, now: datetime) -> Tiles:
    """Count the dossiers by what their journals say happened until then, one event after the other."""
    journals = defaultdict[str, list[tuple[datetime, dict[str, Any]]]](list)
    for row in await ledger.rows(EVENTS):
        if row["at"] >= now:
            continue
        journals[row["dossier"]].append((row["at"], row["act"]))
    counted = dict.fromkeys(Tiles.model_fields, 0)
    today, week = midnight(now), timedelta(weeks=1)
    for events in journals.values():
        first = {act["type"]: at for at, act in reversed(events)}
        dates = [datetime.fromisoformat(act["due_at"]) for _, act in events if act.get("due_at")]
        accepted, due = first.get("accepted"), dates[-1] if dates else None
        settled = first.get("issued") or first.get("withdrawn")
        for name, at in (("received", accepted), ("settled", settled)):
            counted[name] += at is not None and today <= at < now
            counted[f"{name}_before"] += at is not None and today - week <= at < now - week
        if accepted is None or settled:
            continue
        assert due
        asked = [at for at, act in events if act["type"] == "task_opened" and act["kind"] == ASK_FEE.kind]
        stood_in_time, runs = bool(asked) and asked[0] <= due, not asked
        counted["under_way"] += 1
        counted["standing"] += bool(asked)
        counted["waiting"] += "agency_waited" in first
        counted["late"] += due < now and not stood_in_time
        counted["due_today"] += runs and now <= due < today + DAY
        counted["due_in_a_day"] += runs and now <= due < now + DAY
    return Tiles.model_validate(counted)


async def fed(ledger: Ledger) -> None:
    while await FactsFeed(ledger.engine.database, CALENDARS).feed():
        pass


async def test_every_tile_equals_a_slow_count_of_the_events_of_hundreds_of_journals(ledger: Ledger) -> None:
    await lives(ledger, random.Random(44), MANY)
    await fed(ledger)
    told = await Live(ledger.api.database).tiles((COMMUNE,), NOW, LEADER)
    assert told == await told_by_events(ledger, NOW)
    assert all(told.model_dump().values()), "each of them is tried"


async def test_every_tile_of_a_past_moment_equals_a_slow_count_of_the_events_until_then(ledger: Ledger) -> None:
    await lives(ledger, random.Random(46), MANY)
    await fed(ledger)
    for moment in (NOW - DAY, NOW - 3 * DAY, NOW - 8 * DAY - HOUR):
        told = await Live(ledger.api.database).tiles((COMMUNE,), moment, LEADER, past=True)
        assert told == await told_by_events(ledger, moment), moment
        assert told.under_way
        assert told.late is not None


async def test_how_dossiers_stood_at_any_moment_is_what_their_events_until_then_make_of_them(ledger: Ledger) -> None:
    """By the rows of the database, and by the files that are published of them."""
    await lives(ledger, random.Random(47), 60)
    await fed(ledger)
    store, database = Store.from_url("memory:///"), ledger.engine.database
    await FactsPublisher(database, store, every=1).publish()
    rows = await ledger.rows("SELECT dossier, seq, at, key, actor, act, hash FROM events ORDER BY dossier, seq")
    codes = sorted({row["dossier"] for row in rows})
    journals = {code: [read_event(row) for row in rows if row["dossier"] == code] for code in codes}
    async with Analysis(store) as analysis:
        published = await analysis.published()
        for hours in (0, 1, 30, 100, 200, 400):
            then = NOW - hours * HOUR
            events = {code: [one for one in of if one.at < then] for code, of in journals.items()}
            stood = {code: facts_of(code, of).model_dump() for code, of in events.items() if of}
            asked = {"offices": [COMMUNE], "now": then, "week_ago": NOW - 1000 * DAY}
            found = (await database.execute(ENGINE, IN_ROWS, asked)).mappings()
            assert {row["dossier"]: dict(row) for row in found} == {
                code: told(of, NEEDED) for code, of in stood.items()
            }
            files = await (await published.then(then)).rows(IN_FILES, {})
            names = (*(name for name, _ in CHANGING.values()), *MOMENTS)
            assert {row.pop("dossier"): row for row in files} == {
                code: {name: seconds(of[name]) for name in names} for code, of in stood.items()
            }


def told(facts: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: facts[name] for name in names if name != "course"}


def seconds(fact: Any) -> Any:
    """As files are asked for moments."""
    return int(fact.timestamp() * 1_000_000) if isinstance(fact, datetime) else fact


async def test_facts_made_anew_from_the_journals_give_the_tiles_that_were_shown(ledger: Ledger) -> None:
    await lives(ledger, random.Random(45), 30)
    await fed(ledger)
    live = Live(ledger.api.database)
    before = await live.tiles((COMMUNE,), NOW, LEADER)
    await ledger.rows("DELETE FROM province_facts")
    assert await FactsFeed(ledger.engine.database, CALENDARS).rebuild() == 30
    assert await live.tiles((COMMUNE,), NOW, LEADER) == before


async def test_a_dossier_whose_date_moves_because_of_a_day_off_is_late_no_more(ledger: Ledger) -> None:
    """A storm is decreed afterwards: the day that made it late was none to work on."""
    code = await ledger.file()
    await accept(ledger, code)
    [row] = await ledger.rows("SELECT due_at FROM dossiers WHERE code = :code", code=code)
    due: datetime = row["due_at"]
    await fed(ledger)
    live, now = Live(ledger.api.database), due + HOUR
    assert (await live.tiles((COMMUNE,), now, LEADER)).late == 1
    day: date = in_vietnam(due).date()
    decreed = "INSERT INTO days_off (day, offices, basis, decreed_by) VALUES (:day, '{}', 'Công điện thử', 'x')"
    await ledger.rows(decreed, day=day)
    ledger.clock.at = now
    await ledger.advance(code, (keys.redated(day), acts.Redated(day=day, reason="Công điện thử")))
    await fed(ledger)
    told = await live.tiles((COMMUNE,), now + HOUR, LEADER)
    assert (told.late, told.under_way) == (0, 1)
    assert await told_by_events(ledger, now + HOUR) == told
    stood = await live.tiles((COMMUNE,), now, LEADER, past=True)
    assert stood == await told_by_events(ledger, now)
    assert stood.late == 1, "as it stood before the storm's day was decreed"
