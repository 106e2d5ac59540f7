"""An alarm is one row from its beginning to its end, and says who has seen it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from domain.base.calendar import in_vietnam
from domain.base.law import Role
from domain.dossier.acts import ENGINE, Actor
from infra.facts.alarm_limits import load_limits
from infra.facts.loading import load_calendar
from infra.province.alarms import Alarms, AlarmWatch
from infra.province.feed import keep
from tests.infra.analysis.test_counting import AUGUST, facts_of_one
from tests.support.ledger import Ledger, Urls, open_ledger

NOW = AUGUST.begins + timedelta(days=100, hours=11, minutes=5)
OFFICE, PROVINCE = "12232", "33"
LEADER = Actor(kind="officer", id="cb-leads", agency=PROVINCE, roles=(Role.AGENCY_LEADER,))
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def ledger(apart: Urls) -> AsyncIterator[Ledger]:
    async with open_ledger(apart) as opened:
        await opened.rows("TRUNCATE province_facts, province_parts, alarms, agency_states")
        yield opened


@pytest.fixture
def watch(ledger: Ledger) -> AlarmWatch:
    return AlarmWatch(ledger.engine.database, load_limits(), PROVINCE, lambda _: load_calendar())


@pytest.fixture
def alarms(ledger: Ledger) -> Alarms:
    return Alarms(ledger.api.database)


async def filed(ledger: Ledger, many: int, **facts: Any) -> None:
    names = len(await ledger.rows("SELECT 1 FROM province_facts"))
    plain = {"competent": OFFICE, "due_at": None, "appointed_at": None}
    made = [facts_of_one(f"d{names + number}", NOW).model_copy(update=plain | facts) for number in range(many)]
    async with ledger.engine.database.transaction(ENGINE) as tx:
        await keep(tx, made)


async def usual(ledger: Ledger) -> None:
    """Ten at this time on the same weekday of eight weeks, and something before them."""
    for week in range(1, 10):
        await filed(ledger, 10, filed_at=NOW - timedelta(weeks=week, minutes=3))


async def test_arrivals_far_from_those_of_eight_weeks_are_an_alarm_of_the_office_and_of_the_province(
    ledger: Ledger, watch: AlarmWatch
) -> None:
    await usual(ledger)
    await filed(ledger, 13, filed_at=NOW - 3 * MINUTE)
    assert await watch.look(NOW) == [], "within three standard deviations, of which there is one at least"
    await filed(ledger, 1, filed_at=NOW - 2 * MINUTE)
    seen = await watch.look(NOW)
    assert {(one.rule, one.unit, one.value, one.usual, one.allowed) for one in seen} == {
        ("arrivals", OFFICE, 14, 10, 3),
        ("arrivals", PROVINCE, 14, 10, 3),
    }


async def test_a_day_off_is_compared_with_no_other_of_its_weekday(ledger: Ledger) -> None:
    await usual(ledger)
    calendar = load_calendar().with_days_off(in_vietnam(NOW).date())
    watch = AlarmWatch(ledger.engine.database, load_limits(), PROVINCE, lambda _: calendar)
    assert await watch.look(NOW) == [], "nothing came in, where ten are usual"


async def test_before_eight_weeks_were_seen_nothing_is_unusual(ledger: Ledger, watch: AlarmWatch) -> None:
    await filed(ledger, 50, filed_at=NOW - 3 * MINUTE)
    assert await watch.look(NOW) == []


async def test_a_register_that_is_silent_is_one_alarm_from_when_it_fell_silent_until_it_answers(
    ledger: Ledger, watch: AlarmWatch, alarms: Alarms
) -> None:
    since = NOW - 31 * MINUTE
    await ledger.rows("INSERT INTO agency_states (agency, failing_since) VALUES ('population', :since)", since=since)
    for minute in range(3):
        await watch.look(NOW + minute * MINUTE)
    [alarm] = await alarms.of((PROVINCE,), NOW, LEADER)
    assert (alarm.subject, alarm.began_at, alarm.value, alarm.ended_at) == ("population", since, 33, None)
    await ledger.rows("UPDATE agency_states SET failing_since = NULL")
    await watch.look(NOW + 3 * MINUTE)
    [over] = await alarms.of((PROVINCE,), NOW, LEADER)
    assert over.ended_at == NOW + 2 * MINUTE
    assert await alarms.of((OFFICE,), NOW, LEADER) == [], "only those whose unit it is"


async def test_an_office_with_many_late_dossiers_has_an_alarm_that_a_moment_below_the_limit_does_not_end(
    ledger: Ledger, watch: AlarmWatch, alarms: Alarms
) -> None:
    under_way = {"filed_at": NOW - timedelta(days=9), "accepted_at": NOW - timedelta(days=9), "stands_since": None}
    await filed(ledger, 18, **under_way, appointed_at=NOW + timedelta(days=1))
    await filed(ledger, 2, **under_way, appointed_at=NOW - MINUTE)
    [sign] = await watch.look(NOW)
    assert (sign.rule, sign.unit, sign.value, sign.of) == ("late", OFFICE, 10, 20)
    await ledger.rows("UPDATE province_facts SET issued_at = :at, status = 9 WHERE appointed_at < :at", at=NOW)
    await watch.look(NOW + 14 * MINUTE)
    [alarm] = await alarms.of((OFFICE,), NOW, LEADER)
    assert alarm.ended_at is None
    await watch.look(NOW + 16 * MINUTE)
    [alarm] = await alarms.of((OFFICE,), NOW, LEADER)
    assert alarm.ended_at == NOW


async def test_payments_are_silent_where_many_have_a_fee_and_nobody_pays(ledger: Ledger, watch: AlarmWatch) -> None:
    await filed(ledger, 20, filed_at=NOW - timedelta(hours=23), fee=5000)
    [sign] = await watch.look(NOW)
    assert (sign.rule, sign.unit, sign.of) == ("payments", PROVINCE, 20)
    await filed(ledger, 1, filed_at=NOW - timedelta(hours=2), fee=5000, paid=5000)
    assert await watch.look(NOW) == []


async def test_an_alarm_is_acknowledged_once_and_by_nobody_in_anothers_name(
    ledger: Ledger, watch: AlarmWatch, alarms: Alarms
) -> None:
    await filed(ledger, 20, filed_at=NOW - timedelta(hours=23), fee=5000)
    await watch.look(NOW)
    [alarm] = await alarms.of((PROVINCE,), NOW, LEADER)
    assert await alarms.acknowledge(alarm.id, (OFFICE,), "Đã gọi", LEADER) is None
    other = LEADER.model_copy(update={"id": "cb-other"})
    for who, words, now in ((LEADER, "Đã gọi ngân hàng", True), (other, "Khác", False)):
        told = await alarms.acknowledge(alarm.id, (PROVINCE,), words, who)
        assert told
        assert (told[0].acknowledged_by, told[0].said, told[1]) == ("cb-leads", "Đã gọi ngân hàng", now)
    with pytest.raises(DBAPIError, match="permission denied"):
        await ledger.api.database.execute(LEADER, text("UPDATE alarms SET ended_at = now()"))


async def test_while_the_feed_stands_still_nobody_is_alarmed_that_nothing_comes_in(
    ledger: Ledger, watch: AlarmWatch
) -> None:
    await usual(ledger)
    await ledger.rows("DELETE FROM outbox WHERE kind = 'facts'")
    owe = "INSERT INTO outbox (kind, dossier, seq, topic, trace, due_at) VALUES ('facts', 'd', 1, '', '{}', :at)"
    await ledger.rows(owe, at=NOW - 3 * MINUTE)
    assert await watch.look(NOW) == [], "what came is not known"
    await ledger.rows("DELETE FROM outbox WHERE kind = 'facts'")
    assert {one.unit for one in await watch.look(NOW)} == {OFFICE, PROVINCE}, "now it is: nothing, where ten are usual"
