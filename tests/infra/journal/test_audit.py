"""What was done to a journal behind its back comes out, by the name of the event."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from domain.base.law import Status
from domain.base.refusals import Missing
from domain.dossier.journal import link
from infra.crypto.keys import DataKey, Keyring
from infra.crypto.master_keys import keyring
from infra.db.database import Database
from infra.db.tables import EventRow
from infra.journal.audit import verify_journal, verify_journals, verify_within
from infra.journal.encryption import key_of, open_state, seal_state
from infra.journal.statements import CHAIN, STATE
from infra.local.house import LocalHouse
from infra.local.people import Caller, Json, People


@pytest.fixture(scope="module")
async def code(people: People, mother: Caller, couple: Json) -> str:
    """A dossier that was filed and accepted, among others."""
    for _ in range(2):
        await people.file(mother, couple)
    code = await people.file(mother, couple)
    await people.decide(await people.who("officer:tiepnhan.phohien"), code, "accept")
    await people.task(await people.who("officer:hotich.phohien"), code, "verify")
    return code


@pytest.fixture
async def owner(house: LocalHouse) -> AsyncIterator[AsyncConnection]:
    """The database in its owner's hands; whatever they do is undone afterwards."""
    engine = create_async_engine(house.settings().database_owner_url.get_secret_value())
    async with engine.connect() as connection:
        yield connection
        await connection.rollback()
    await engine.dispose()


@pytest.fixture(scope="module")
def keys(house: LocalHouse) -> Keyring:
    return keyring(house.settings())


async def problem_after(owner: AsyncConnection, keys: Keyring, code: str, *forgeries: str) -> str:
    for forgery in forgeries:
        changed = await owner.execute(text(forgery), {"code": code})
        assert changed.rowcount == 1
    found = await verify_within(owner, keys, code)
    assert not found.holds
    return found.problem


async def test_an_honest_journal_holds_and_gives_its_head(house: LocalHouse, code: str) -> None:
    database = Database.of_engine(house.settings())
    found = await verify_journal(database, code)
    await database.close()
    assert found.holds
    assert found.events >= 6
    assert len(found.head) == 64


async def test_every_journal_of_a_database_is_verified(house: LocalHouse, code: str) -> None:
    database = Database.of_engine(house.settings())
    assert code in [found.code async for found in verify_journals(database) if found.holds]
    await database.close()


async def test_however_many_are_read_together_each_journal_is_verified_once(house: LocalHouse, code: str) -> None:
    database = Database.of_engine(house.settings())
    one_by_one = [found async for found in verify_journals(database, at_once=1)]
    two_by_two = [found async for found in verify_journals(database, at_once=2)]
    alone = await verify_journal(database, code)
    await database.close()
    first, second = ({found.code: found for found in told} for told in (one_by_one, two_by_two))
    assert (len(first), len(second)) == (len(one_by_one), len(two_by_two))
    # The house goes on meanwhile: a journal that grew between two looks is told as it then is.
    same = [found for found in two_by_two if found.code in first and found.events == first[found.code].events]
    assert len(same) > 2
    assert all(found == first[found.code] for found in same)
    assert alone.events > second[code].events or alone == second[code]


async def test_a_dossier_that_is_not_there_is_said_to_be_missing(owner: AsyncConnection, keys: Keyring) -> None:
    with pytest.raises(Missing):
        await verify_within(owner, keys, "nobody-ever-filed-this")


async def test_an_altered_act_is_found(owner: AsyncConnection, keys: Keyring, code: str) -> None:
    forged = 'UPDATE events SET act = act || \'{"due_at": "2030-01-01T00:00:00Z"}\' WHERE dossier = :code AND seq = 3'
    problem = await problem_after(owner, keys, code, forged)
    assert problem.startswith("event 3 (accepted, ")


async def test_another_actor_is_found(owner: AsyncConnection, keys: Keyring, code: str) -> None:
    forged = "UPDATE events SET actor = jsonb_set(actor, '{id}', '\"cb-11953-07\"') WHERE dossier = :code AND seq = 3"
    assert (await problem_after(owner, keys, code, forged)).startswith("event 3 (accepted, ")


async def test_another_time_is_found(owner: AsyncConnection, keys: Keyring, code: str) -> None:
    forged = "UPDATE events SET at = at - interval '1 second' WHERE dossier = :code AND seq = 1"
    assert (await problem_after(owner, keys, code, forged)).startswith("event 1 (filed, ")


async def test_a_removed_event_is_found(owner: AsyncConnection, keys: Keyring, code: str) -> None:
    problem = await problem_after(owner, keys, code, "DELETE FROM events WHERE dossier = :code AND seq = 2")
    assert problem == "event 2: missing, event 3 stands in its place"


async def test_a_journal_cut_short_is_found(owner: AsyncConnection, keys: Keyring, code: str) -> None:
    last = "(SELECT max(seq) FROM events WHERE dossier = :code)"
    problem = await problem_after(owner, keys, code, f"DELETE FROM events WHERE dossier = :code AND seq = {last}")
    assert problem.startswith("the dossier stands at event ")


SEALED = CHAIN.where(EventRow.seq == 1)
RESEAL = text("UPDATE events SET sealed = :sealed WHERE dossier = :code AND seq = :seq")


async def own_key(owner: AsyncConnection, keys: Keyring, code: str) -> DataKey:
    """The dossier's key: whoever has it can seal what they want."""
    return await key_of(keys, (await owner.execute(STATE, {"code": code})).one())


async def test_a_changed_payload_is_found_even_when_it_was_sealed_anew(
    owner: AsyncConnection, keys: Keyring, code: str
) -> None:
    row = (await owner.execute(SEALED, {"code": code})).mappings().one()
    key, about = await own_key(owner, keys, code), f"{code}/1/{row['digest']}"
    changed = key.open(row["sealed"], about).replace(b'"given_name"', b'"given name"')
    await owner.execute(RESEAL, {"sealed": key.seal(changed, about), "code": code, "seq": 1})
    assert "its personal payload was altered" in (await verify_within(owner, keys, code)).problem


@pytest.mark.parametrize(
    "change",
    ["set_byte(sealed, 20, get_byte(sealed, 20) # 1)", "set_byte(sealed, 0, get_byte(sealed, 0) # 1)", "''", "NULL"],
    ids=["a byte", "the nonce", "emptied", "taken away though nobody erased it"],
)
async def test_a_changed_seal_is_found(owner: AsyncConnection, keys: Keyring, code: str, change: str) -> None:
    forged = f"UPDATE events SET sealed = {change} WHERE dossier = :code AND seq = 1"
    assert "its personal payload was altered" in await problem_after(owner, keys, code, forged)


async def test_another_events_payload_is_found(owner: AsyncConnection, keys: Keyring, code: str) -> None:
    other = "(SELECT sealed FROM events WHERE dossier = :code AND sealed IS NOT NULL AND seq > 1 LIMIT 1)"
    forged = f"UPDATE events SET sealed = {other} WHERE dossier = :code AND seq = 1"
    assert "its personal payload was altered" in await problem_after(owner, keys, code, forged)


async def test_a_payload_slipped_in_is_found(owner: AsyncConnection, keys: Keyring, code: str) -> None:
    slipped = (await own_key(owner, keys, code)).seal(bytes(16) + b'{"note":"urgent"}', f"{code}/2/")
    await owner.execute(RESEAL, {"sealed": slipped, "code": code, "seq": 2})
    assert "its personal payload was altered" in (await verify_within(owner, keys, code)).problem


async def test_a_rewritten_state_is_found(owner: AsyncConnection, keys: Keyring, code: str) -> None:
    row, key = (await owner.execute(STATE, {"code": code})).one(), await own_key(owner, keys, code)
    state = open_state(key, code, row.state)
    state.status = Status.DELIVERED
    forged = text("UPDATE dossiers SET state = :state WHERE code = :code")
    await owner.execute(forged, {"state": seal_state(key, state), "code": code})
    assert (await verify_within(owner, keys, code)).problem == "its events make another status than is stored"


async def test_a_broken_state_is_found(owner: AsyncConnection, keys: Keyring, code: str) -> None:
    forged = "UPDATE dossiers SET state = set_byte(state, 30, get_byte(state, 30) # 1) WHERE code = :code"
    assert await problem_after(owner, keys, code, forged) == "its state was altered, or is another dossier's"


async def test_a_key_that_is_gone_though_nobody_erased_the_dossier_is_named(
    owner: AsyncConnection, keys: Keyring, code: str
) -> None:
    problem = await problem_after(owner, keys, code, "DELETE FROM dossier_keys WHERE dossier = :code")
    assert problem.startswith("it cannot be opened (KeyMissing: ")


@pytest.mark.parametrize(
    "column", ["competent = '11983'", "applicant = 'somebody'", "due_at = now()", "status = 9", "seen_by = '{x}'"]
)
async def test_a_rewritten_column_is_found(owner: AsyncConnection, keys: Keyring, code: str, column: str) -> None:
    problem = await problem_after(owner, keys, code, f"UPDATE dossiers SET {column} WHERE code = :code")
    assert problem == f"its events make another column {column.split(' ')[0]} than is stored"


async def test_an_altered_event_whose_hash_was_made_anew_is_found_at_the_next(
    owner: AsyncConnection, keys: Keyring, code: str
) -> None:
    row = (
        await owner.execute(
            text("SELECT a.*, b.hash AS before FROM events a JOIN events b ON b.dossier = a.dossier AND b.seq = 2"
                 " WHERE a.dossier = :code AND a.seq = 3"), {"code": code}
        )
    ).mappings().one()  # fmt: skip
    actor = row["actor"] | {"id": "cb-11953-07"}
    made = link(row["before"], 3, row["at"], row["key"], actor, row["act"], row["digest"])
    forged = f"""UPDATE events SET actor = jsonb_set(actor, '{{id}}', '"cb-11953-07"'), hash = '{made}'
                 WHERE dossier = :code AND seq = 3"""
    assert (await problem_after(owner, keys, code, forged)).startswith("event 4 ")
