"""Payloads in Temporal are under the key of their dossier, and whoever has that key reads them anywhere."""

from typing import Any

import pytest
from sqlalchemy import event
from temporalio.api.common.v1 import Payload
from temporalio.api.failure.v1 import Failure
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import ActivitySerializationContext, DataConverter, WorkflowSerializationContext
from temporalio.exceptions import ApplicationError

from infra.crypto.keys import KeyMissing, SealBroken
from infra.db.database import Database
from infra.engine.codec import KEY_ID, SYSTEM, Codec, converter, make_system_key, name_of
from infra.journal.dispatcher import Deliverer
from infra.journal.rows import Delivery
from tests.support.examples import MOTHER, STRANGER
from tests.support.keys import keyring
from tests.support.ledger import Ledger, Urls

SAID = "Trịnh Hoài Ân, 033187268155"


def of(code: str, made: DataConverter) -> DataConverter:
    return made.with_context(WorkflowSerializationContext(namespace="default", workflow_id=code))


@pytest.fixture
def elsewhere(ledger: Ledger, database: Urls) -> Database:
    """Another process, that has opened nothing yet."""
    return Database(database.engine, keyring(), 2)


async def test_a_payload_is_read_again_by_another_process_and_by_its_own_name(
    ledger: Ledger, elsewhere: Database
) -> None:
    code = await ledger.file()
    [payload] = await of(code, converter(ledger.engine.database)).encode([{"said": SAID}])
    assert SAID not in str(payload)
    assert b"json" not in payload.data
    assert payload.metadata[KEY_ID].decode() == code
    assert await converter(elsewhere).decode([payload]) == [{"said": SAID}]
    await elsewhere.close()


@pytest.mark.parametrize("queue", ["", "rehearsal-12ab/"])
def test_a_dossier_is_known_by_its_workflows_id(queue: str) -> None:
    assert name_of(f"{queue}000.02.03.H31-261125-0001") == "000.02.03.H31-261125-0001"
    assert name_of(f"{queue}nightly") == SYSTEM


async def test_an_activitys_payload_is_its_dossiers(ledger: Ledger) -> None:
    code = await ledger.file()
    context = ActivitySerializationContext("default", "1", "ask", "queue", code, "1.001193", is_local=True)
    [payload] = await converter(ledger.engine.database).with_context(context).encode([SAID])
    assert payload.metadata[KEY_ID].decode() == code


async def test_the_words_of_a_failure_are_sealed_and_its_type_is_not(ledger: Ledger) -> None:
    code, failure = await ledger.file(), Failure()
    made = of(code, converter(ledger.engine.database))
    try:
        raise ApplicationError(SAID, {"number": SAID}, type="form-invalid", non_retryable=True)
    except ApplicationError as error:
        await made.encode_failure(error, failure)
    assert SAID not in str(failure) + failure.SerializeToString().decode("utf-8", "ignore")
    assert "test_codec" not in str(failure), "its stack trace is sealed too"
    assert failure.application_failure_info.type == "form-invalid"
    assert str(await made.decode_failure(failure)) == f"form-invalid: {SAID}"


async def test_what_was_never_sealed_is_read_as_it_is(ledger: Ledger) -> None:
    [payload] = await pydantic_data_converter.encode(["before"])
    assert await converter(ledger.engine.database).decode([payload]) == ["before"]


async def test_a_key_is_fetched_once_and_not_for_each_payload(ledger: Ledger, elsewhere: Database) -> None:
    code, asked = await ledger.file(), list[str]()

    @event.listens_for(elsewhere.engine.sync_engine, "before_cursor_execute")
    def note(_c: Any, _u: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    made = of(code, converter(elsewhere))
    for _ in range(20):
        await made.decode(await made.encode([SAID, SAID]))
    assert len([statement for statement in asked if "dossier_keys" in statement]) == 1
    await elsewhere.close()


async def test_who_has_just_filed_has_the_key_of_what_it_delivers(ledger: Ledger) -> None:
    code = await ledger.file()
    assert ledger.api.database.keys.known(code)


async def test_the_front_door_gets_no_key_of_what_its_reader_may_not_see(ledger: Ledger, database: Urls) -> None:
    code = await ledger.file()
    for reader, sees in ((MOTHER, True), (STRANGER, False)):
        door = Database(database.api, keyring(), 2)
        codec = Codec(door, code, reader)
        if sees:
            assert await codec.encode([Payload(data=b"x")])
        else:
            with pytest.raises(KeyMissing):
                await codec.encode([Payload(data=b"x")])
        await door.close()


async def test_a_payload_that_was_altered_or_moved_is_refused(ledger: Ledger) -> None:
    one, other = await ledger.file(), await ledger.file()
    codec = Codec(ledger.engine.database, one)
    [payload] = await codec.encode([Payload(data=b"x")])
    moved = Payload(metadata=dict(payload.metadata) | {KEY_ID: other.encode()}, data=payload.data)
    altered = Payload(metadata=payload.metadata, data=payload.data[:-1] + b"!")
    for broken in (moved, altered):
        with pytest.raises(SealBroken):
            await codec.decode([broken])


async def test_the_systems_key_is_made_once(ledger: Ledger, elsewhere: Database) -> None:
    for _ in range(2):
        await make_system_key(ledger.engine.database)
    [payload] = await converter(ledger.engine.database).encode(["round"])
    assert payload.metadata[KEY_ID].decode() == SYSTEM
    await make_system_key(elsewhere)
    assert await converter(elsewhere).decode([payload]) == ["round"]
    await elsewhere.close()


async def test_a_destroyed_key_says_when_and_why(ledger: Ledger, elsewhere: Database) -> None:
    code = await ledger.file()
    await ledger.rows(
        "UPDATE dossier_keys SET wrapped = NULL, destroyed_at = '2026-11-25T03:00:00Z', basis = 'Quyết định 7'"
        " WHERE dossier = :code",
        code=code,
    )
    with pytest.raises(ApplicationError, match="2026-11-25 because: Quyết định 7") as gone:
        await Codec(elsewhere, code).encode([Payload(data=b"x")])
    assert (gone.value.type, gone.value.non_retryable) == ("erased", True)
    client = await Client.connect("127.0.0.1:1", lazy=True, data_converter=converter(elsewhere))
    deliverer = Deliverer(client, "queue", elsewhere)
    assert await deliverer.wake(Delivery(0, "wake", code, 1, "1.001193", {})), "nothing more is owed to it"
    await elsewhere.close()
