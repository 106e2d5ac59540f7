"""A session ends when it must, whoever holds its secret; and nobody reads in the database who it stands for."""

import time
from base64 import urlsafe_b64decode
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import text

from domain.base.law import Role
from domain.dossier.acts import Actor
from infra.identity.oidc import Identity
from infra.identity.sessions import Sessions
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
    await ledger.rows(f"UPDATE sessions SET {moved} WHERE id = :id", by=by, id=sha256(secret.encode()).hexdigest())


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
    secret = await sessions.begin(CITIZEN, {"next": "/dossiers"})
    name = sha256(secret.encode()).hexdigest()
    [row] = await ledger.rows("SELECT * FROM sessions WHERE id = :id", id=name)
    said = repr(row)
    assert not [told for told in (secret, CITIZEN.number, CITIZEN.name, "/dossiers") if told in said]
    assert await sessions.find(name) is None


@pytest.mark.parametrize("reader", [COLLEAGUE.actor, REGISTRAR.actor, Actor(kind="citizen", id="x" * 32)])
async def test_at_the_front_door_nobody_sees_anothers_session(
    sessions: Sessions, ledger: Ledger, reader: Actor
) -> None:
    await sessions.begin(CITIZEN)
    async with ledger.api.database.transaction(reader) as tx:
        seen = (await tx.execute(text("SELECT owner FROM sessions"))).scalars().all()
    assert not [owner for owner in seen if PERSON in owner]
