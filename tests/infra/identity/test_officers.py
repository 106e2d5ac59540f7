"""Colleagues know officers by name, as the identity provider said it last; nobody else does, and nobody renames one."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.base.law import Role
from domain.dossier.acts import Actor
from infra.db.database import Database
from infra.identity.officers import Officers, known
from infra.identity.oidc import Identity
from infra.identity.staff import Out, enter
from infra.journal.journal import utc_now
from tests.infra.db.test_row_level_security import session
from tests.support.examples import MOTHER, officer
from tests.support.ledger import Ledger, Urls

LOGIN = int(datetime(2026, 11, 2, 8, tzinfo=UTC).timestamp())
SPECIALIST, HEAD = Role.SPECIALIST, Role.UNIT_HEAD


@pytest.fixture
def office() -> str:
    """An office of this test alone."""
    return secrets.token_hex(4)


@pytest.fixture
def register(ledger: Ledger) -> Officers:
    """The register as a process holds it that has noted nobody yet."""
    return Officers(ledger.api.database)


def person(code: str, name: str, office: str, *roles: Role, at: int = LOGIN) -> Identity:
    """Somebody who comes as an officer."""
    return Identity(officer(f"{office}-{code}", *roles or (SPECIALIST,), agency=office), name, logged_in=at)


async def written(ledger: Ledger, code: str) -> list[tuple[str, str, list[str]]]:
    """Give what is kept of an officer."""
    rows = await ledger.rows("SELECT name, agency, roles FROM officers WHERE id = :code", code=code)
    return [(row["name"], row["agency"], row["roles"]) for row in rows]


class Counting(Database):
    """A database that counts who opened a transaction."""

    opened = 0

    @asynccontextmanager
    async def transaction(self, reader: Actor, dossier: str = "") -> AsyncIterator[AsyncConnection]:
        """Count, and go on."""
        self.opened += 1
        async with super().transaction(reader, dossier) as tx:
            yield tx


async def test_what_the_provider_said_at_the_last_login_counts_whichever_session_comes_later(
    ledger: Ledger, register: Officers, office: str
) -> None:
    before, after = person("1", "Lê Thị Cũ", office, HEAD), person("1", "Lê Thị Mới", office, at=LOGIN + 60)
    for who in (before, after, before):
        await register.note(who)
    await Officers(ledger.api.database).note(before)
    assert await written(ledger, before.actor.id) == [("Lê Thị Mới", office, ["specialist"])]


async def test_an_officer_is_written_once_for_each_login_and_not_for_each_request(
    ledger: Ledger, database: Urls, office: str
) -> None:
    async with Counting(database.api, ledger.keys, 1) as counting:
        register, who = Officers(counting), person("1", "Lê Thị Hai", office)
        for each in (who, who, replace(who, logged_in=LOGIN + 60), who, Identity(MOTHER, "Nguyễn Thị Thử")):
            await register.note(each)
        assert counting.opened == 2


async def test_of_two_who_are_called_the_same_the_code_tells_which_and_of_a_stranger_there_is_only_the_code(
    register: Officers, office: str
) -> None:
    one, two, third = (person(str(n), "Vũ Thị Lan", office) for n in (1, 2, 3))
    third, nameless = replace(third, name="Đỗ Văn Út"), person("4", "", office)
    elsewhere = person("5", "Đỗ Văn Út", f"{office}.CA")
    for who in (one, two, third, nameless, elsewhere):
        await register.note(who)
    codes = [who.actor.id for who in (one, two, third, nameless, elsewhere)]
    called = await register.names(one.actor, [*codes, "cb-nobody", ""])
    assert [called[code] for code in (*codes, "cb-nobody")] == [
        f"Vũ Thị Lan ({codes[0]})", f"Vũ Thị Lan ({codes[1]})", "Đỗ Văn Út", codes[3], codes[4], "cb-nobody",
    ]  # fmt: skip


async def test_who_went_to_another_office_keeps_their_name_at_the_old_one_and_is_offered_at_the_new_one_alone(
    register: Officers, office: str
) -> None:
    there, stays = f"{office}.CA", person("2", "Bùi Thị Ở", office)
    moved = person("1", "Trần Văn Đi", office)
    for who in (
        moved,
        stays,
        replace(moved, actor=moved.actor.model_copy(update={"agency": there}), logged_in=LOGIN + 1),
    ):
        await register.note(who)
    assert (await register.names(stays.actor, [moved.actor.id]))[moved.actor.id] == "Trần Văn Đi"
    assert [one.id for one in await register.colleagues(stays.actor, SPECIALIST)] == [stays.actor.id]
    found = await register.find(stays.actor, moved.actor.id)
    assert found is not None
    assert found.agency == there


async def test_colleagues_of_the_role_are_offered_by_given_name_without_who_is_away_or_has_left(
    ledger: Ledger, register: Officers, office: str
) -> None:
    an, yen, away, gone = (person(n, f"{n} Thị Yến", office) for n in ("Đặng", "Bùi", "Away", "Gone"))
    an = replace(an, name="Đặng Văn An")
    for who in (yen, an, away, gone, person("head", "Phạm Thị Bình", office, HEAD)):
        await register.note(who)
    await enter(ledger.engine.database, Out(away.actor.id, "away", utc_now() + timedelta(days=1), ""), "t")
    await enter(ledger.engine.database, Out(gone.actor.id, "ended", None, ""), "t")
    await register.note(replace(gone, logged_in=LOGIN + 60))
    assert [one.called for one in await register.colleagues(an.actor, SPECIALIST)] == ["Đặng Văn An", "Bùi Thị Yến"]
    assert [(await register.find(an.actor, who.actor.id)).out for who in (yen, away, gone)] == [None, "away", "ended"]  # type: ignore[union-attr]
    assert (await register.names(an.actor, [gone.actor.id]))[gone.actor.id] == "Gone Thị Yến"


async def test_whose_roles_were_taken_away_is_offered_no_longer(register: Officers, office: str) -> None:
    who = person("1", "Lê Thị Hai", office)
    await register.note(who)
    idle = who.actor.model_copy(update={"roles": ()})
    await register.note(replace(who, actor=idle))
    assert await register.colleagues(who.actor, SPECIALIST) == []


@pytest.mark.parametrize("logged_in", [0, -1, 10**15])
async def test_a_time_of_login_that_cannot_be_keeps_nobody_out(
    ledger: Ledger, register: Officers, office: str, logged_in: int
) -> None:
    await register.note(who := person("1", "Lê Thị Hai", office, at=logged_in))
    assert await written(ledger, who.actor.id) == [("Lê Thị Hai", office, ["specialist"])]
    [row] = await ledger.rows("SELECT logged_in_at FROM officers WHERE id = :code", code=who.actor.id)
    assert row["logged_in_at"] <= utc_now()


async def test_nobody_but_an_offices_own_officers_reads_who_works_there(
    ledger: Ledger, register: Officers, office: str
) -> None:
    await register.note(who := person("1", "Lê Thị Hai", office))
    readers = (
        MOTHER,
        Actor(kind="citizen", id=who.actor.id),
        Actor(kind="organisation", id=office, person=who.actor.id),
        Actor(kind="agency", id=office),
        officer(who.actor.id, agency=""),
        officer("foreign", HEAD, agency=f"{office}.CA"),
        officer("operator", Role.OPERATOR, agency="33"),
    )
    for reader in readers:
        assert (await register.names(reader, [who.actor.id]))[who.actor.id] == who.actor.id
        assert await register.find(reader, who.actor.id) is None
    assert [(row.id, row.name) for row in await known(ledger.engine.database, office)] == [(who.actor.id, who.name)]


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO officers VALUES ('x', '', '{}', 'x', '{}', now())",
        "UPDATE officers SET name = 'x'",
        "DELETE FROM officers",
        "SELECT logged_in_at FROM officers",
    ],
)
async def test_nobody_renames_a_colleague_or_sees_when_they_came(database: Urls, office: str, statement: str) -> None:
    async with session(database.api, actor="x", agency=office) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)


async def test_no_citizen_or_agency_enters_themselves_as_an_officer(ledger: Ledger, database: Urls) -> None:
    for actor in ("", "citizen", "payments"):
        async with session(database.api, actor=actor, person=actor, agency="") as connection:
            await connection.execute("SELECT note_officer('x', '{leader}', now())")
        assert await written(ledger, actor) == []
