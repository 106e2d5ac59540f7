"""A session ends when it must, whoever holds its secret; and nobody reads in the database who it stands for."""

import time
from base64 import urlsafe_b64decode
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from domain.base.law import Role
from domain.dossier.acts import ENGINE, Actor
from infra.identity.oidc import Identity
from infra.identity.sessions import Sessions, name_of
from tests.support.examples import officer
from tests.support.ledger import Ledger

IDLE, LASTS = timedelta(minutes=30), timedelta(hours=12)
PERSON = "p" * 32
CITIZEN = Identity(Actor(kind="citizen", id=PERSON), "Nguyễn Thị Thử", "033196000017", 2)
DIRECTOR = replace(CITIZEN, actor=Actor(kind="organisation", id="o" * 32, person=PERSON), organisation="0900000001")
COLLEAGUE = replace(DIRECTOR, actor=Actor(kind="organisation", id="o" * 32, person="c" * 32))
REGISTRAR = Identity(officer("registrar", Role.CIVIL_STATUS_OFFICER), "Trần Văn Thử")


@pytest.fixture
def sessions(ledger: Ledger) -> Sessions:
    """As the front door holds them."""
    return Sessions(ledger.api.database, IDLE, LASTS)


async def later(ledger: Ledger, secret: str, by: timedelta) -> None:
    """Let it be so much later, for one session."""
    moved = "seen_at = seen_at - CAST(:by AS interval), ends_at = ends_at - CAST(:by AS interval)"
    await ledger.rows(f"UPDATE sessions SET {moved} WHERE id = :id", by=by, id=name_of(secret))


async def test_a_session_ends_when_its_browser_asked_for_nothing_so_long(sessions: Sessions, ledger: Ledger) -> None:
    secret = await sessions.begin(CITIZEN)
    for _ in range(3):
        await later(ledger, secret, IDLE - timedelta(minutes=1))
        assert await sessions.find(secret)
    await later(ledger, secret, IDLE)
    assert await sessions.find(secret) is None


async def test_a_session_ends_at_its_limit_however_busy_it_is(sessions: Sessions, ledger: Ledger) -> None:
    secret = await sessions.begin(CITIZEN)
    passed = timedelta()
    while passed < LASTS - 2 * IDLE / 3:
        await later(ledger, secret, 2 * IDLE / 3)
        passed += 2 * IDLE / 3
        assert await sessions.find(secret)
    await later(ledger, secret, 2 * IDLE / 3)
    assert await sessions.find(secret) is None


async def test_a_session_for_an_organisation_ends_with_the_token_that_said_who_acts_for_it(
    sessions: Sessions, ledger: Ledger
) -> None:
    ends = int(time.time()) + 600
    own, theirs = [await sessions.begin(replace(who, until=ends)) for who in (CITIZEN, DIRECTOR)]
    for secret in (own, theirs):
        await later(ledger, secret, timedelta(seconds=590))
        assert await sessions.find(secret)
        await later(ledger, secret, timedelta(seconds=20))
    assert await sessions.find(own)
    assert await sessions.find(theirs) is None


async def test_to_log_out_everywhere_ends_all_that_one_person_has_and_nothing_of_anybody_else(
    sessions: Sessions,
) -> None:
    ours = [await sessions.begin(who) for who in (CITIZEN, CITIZEN, DIRECTOR)]
    others = [await sessions.begin(who) for who in (COLLEAGUE, REGISTRAR)]
    found = await sessions.find(ours[2])
    assert found
    assert found.who == DIRECTOR
    await sessions.end_all(found.who)
    assert [await sessions.find(secret) for secret in ours] == [None] * 3
    assert all([await sessions.find(secret) for secret in others])
    await sessions.end_all(REGISTRAR)
    assert await sessions.find(others[1]) is None


async def test_one_sees_all_ones_own_devices_that_are_logged_in_and_nobody_elses(
    sessions: Sessions, ledger: Ledger
) -> None:
    mill = replace(DIRECTOR, organisation_name="Công ty TNHH May Thử")
    phone, mill_desk = [await sessions.begin(who, device=at) for who, at in ((CITIZEN, "Chrome, Android"), (mill, ""))]
    over, idle = [await sessions.begin(CITIZEN) for _ in range(2)]
    await later(ledger, over, LASTS)
    await later(ledger, idle, IDLE)
    for who in (None, COLLEAGUE, REGISTRAR):
        await sessions.begin(who)

    seen = {device.id: device for device in await sessions.devices(CITIZEN)}

    assert seen.keys() >= {name_of(phone), name_of(mill_desk)}
    assert not seen.keys() & {name_of(over), name_of(idle)}
    assert [(seen[name_of(one)].name, seen[name_of(one)].organisation) for one in (phone, mill_desk)] == [
        ("Chrome, Android", ""),
        ("", "Công ty TNHH May Thử"),
    ]
    assert {device.id for device in await sessions.devices(mill)} == set(seen)
    assert name_of(phone) not in {device.id for device in await sessions.devices(COLLEAGUE)}


async def test_one_ends_a_session_of_ones_own_and_nobody_elses(sessions: Sessions) -> None:
    ended: list[str] = []
    sessions = Sessions(sessions._database, IDLE, LASTS, ended.append)
    own, other, colleagues = [await sessions.begin(who) for who in (CITIZEN, CITIZEN, COLLEAGUE)]
    for secret in (own, colleagues):
        await sessions.end_one(CITIZEN, name_of(secret))
    assert await sessions.find(own) is None
    assert await sessions.find(other)
    assert await sessions.find(colleagues)
    assert ended == [f"session/{name_of(own)}"]


async def test_a_device_keeps_its_name_whatever_else_its_session_holds(sessions: Sessions) -> None:
    found = await sessions.find(await sessions.begin(CITIZEN, device="Firefox, Windows"))
    assert found
    await sessions.keep(found, {"next": "/"})
    assert "Firefox, Windows" in {device.name for device in await sessions.devices(CITIZEN)}


async def test_an_operator_ends_everybodys_by_the_engines_role(sessions: Sessions, ledger: Ledger) -> None:
    secrets = [await sessions.begin(who) for who in (CITIZEN, REGISTRAR)]
    ended = text("DELETE FROM sessions WHERE id = ANY(:names)")
    await ledger.engine.database.execute(ENGINE, ended, {"names": [name_of(secret) for secret in secrets]})
    assert [await sessions.find(secret) for secret in secrets] == [None, None]


async def test_an_officer_ends_their_own_sessions_alone(sessions: Sessions) -> None:
    other = await sessions.begin(replace(REGISTRAR, actor=officer(PERSON, Role.CIVIL_STATUS_OFFICER)))
    await sessions.end_all(CITIZEN)
    assert await sessions.find(other)


async def test_a_session_has_a_secret_of_256_bits_that_no_other_has(sessions: Sessions) -> None:
    secrets = [await sessions.begin(CITIZEN) for _ in range(3)]
    assert [len(urlsafe_b64decode(secret + "=")) for secret in secrets] == [32] * 3
    assert len(set(secrets)) == 3


async def test_who_reads_the_database_learns_neither_the_secret_nor_who_it_stands_for(
    sessions: Sessions, ledger: Ledger
) -> None:
    secret = await sessions.begin(CITIZEN, {"next": "/dossiers"}, device="Chrome, Android")
    name = name_of(secret)
    [row] = await ledger.rows("SELECT * FROM sessions WHERE id = :id", id=name)
    said = repr(row)
    assert not [told for told in (secret, CITIZEN.number, CITIZEN.name, "/dossiers", "Android") if told in said]
    assert await sessions.find(name) is None


@pytest.mark.parametrize("reader", [COLLEAGUE.actor, REGISTRAR.actor, Actor(kind="citizen", id="x" * 32)])
async def test_at_the_front_door_nobody_sees_anothers_session(
    sessions: Sessions, ledger: Ledger, reader: Actor
) -> None:
    await sessions.begin(CITIZEN)
    async with ledger.api.database.transaction(reader) as tx:
        seen = (await tx.execute(text("SELECT owner FROM sessions"))).scalars().all()
    assert not [owner for owner in seen if PERSON in owner]
