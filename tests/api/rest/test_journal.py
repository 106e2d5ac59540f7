"""Anyone holds the journals' keeper to what was published; a dossier's proof is for those who see the dossier."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from domain.transparency.heads import ConsistencyProof, DossierProof, SignedHead
from infra.db.database import Database
from infra.files.storage import Store
from infra.local.house import LocalHouse
from infra.local.people import Caller, Json, People
from infra.signing import detached
from infra.signing.seal import Sealer
from infra.transparency.heads import Heads, Publisher
from tests.support.door import Door, new_key, problem_of


@pytest.fixture(scope="module")
async def publisher(house: LocalHouse) -> AsyncIterator[Publisher]:
    """What the house's worker runs every ten minutes, at hand."""
    settings = house.settings()
    database = Database.of_engine(settings, 2)
    seal = Sealer(Path(settings.seal_key_file), Path(settings.seal_certificate_file))

    async def sign(content: bytes, at: datetime) -> bytes:
        return await detached.sign(seal.signer, content, at)

    yield Publisher(database, Heads(Store.from_url(settings.storage_url)), sign, every=600)
    await database.close()


async def published(publisher: Publisher) -> SignedHead:
    signed = await publisher.publish()
    assert signed
    return signed


@pytest.fixture
async def code(people: People, mother: Caller, application: Json) -> str:
    """A dossier that was just filed."""
    answer = await mother.post("dossiers", json=application, headers=new_key())
    filed: str = answer.raise_for_status().json()["code"]
    return filed


async def test_anyone_fetches_the_newest_head_and_every_one_before(
    people: People, publisher: Publisher, code: str
) -> None:
    signed = await published(publisher)
    newest = await people.api.get("journal/heads/latest")
    assert newest.content == signed.file
    again = await people.api.get(f"journal/heads/{signed.head.tree_size}")
    assert again.content == signed.file
    assert "immutable" in again.headers["cache-control"]


async def test_anyone_proves_that_the_log_only_grew(
    people: People, door: Door, mother: Caller, publisher: Publisher, code: str
) -> None:
    old = (await published(publisher)).head
    await door.accept(code)
    new = (await published(publisher)).head
    assert new.tree_size > old.tree_size
    asked = {"from": old.tree_size, "to": new.tree_size}
    answer = await people.api.get("journal/consistency", params=asked)
    proof = ConsistencyProof.model_validate_json(answer.content)
    assert (proof.first, proof.second) == (old.tree_size, new.tree_size)
    assert proof.proves(old, new)
    assert not proof.proves(new, old)
    newest = await people.api.get("journal/consistency", params={"from": old.tree_size})
    assert newest.json()["second"] >= new.tree_size


async def test_what_was_not_published_and_what_shrinks_is_refused_in_both_languages(
    door: Door, mother: Caller, publisher: Publisher, code: str
) -> None:
    size = (await published(publisher)).head.tree_size
    await door.refuses(mother, 404, "not-published", "journal/heads/0", "GET")
    beyond = {"from": 1, "to": size + 1_000_000}
    await door.refuses(mother, 404, "not-published", "journal/consistency", "GET", params=beyond)
    backwards = {"from": size, "to": size - 1}
    await door.refuses(mother, 422, "log-does-not-shrink", "journal/consistency", "GET", params=backwards)
    await door.refuses(mother, 422, "invalid", "journal/heads/-1", "GET")
    await door.refuses(mother, 422, "invalid", "journal/consistency", "GET")


async def test_who_sees_a_dossier_gets_a_proof_that_holds_without_us(
    house: LocalHouse, door: Door, mother: Caller, publisher: Publisher, code: str
) -> None:
    await door.refuses(mother, 404, "not-published", f"dossiers/{code}/proof", "GET")
    signed = await published(publisher)
    for reader in (mother, await door.officer("tiepnhan.phohien")):
        answer = await reader.get(f"dossiers/{code}/proof")
        proof = DossierProof.model_validate_json(answer.content)
        assert proof.holds
        assert (proof.leaf.dossier, proof.signed_head) == (code, signed)
        assert answer.headers["cache-control"] == "no-store"


async def test_nobody_else_gets_it(
    people: People, door: Door, stranger: Caller, publisher: Publisher, code: str
) -> None:
    await published(publisher)
    await door.refuses(stranger, 404, "not-found", f"dossiers/{code}/proof", "GET")
    foreign = await door.officer("tiepnhan.vangiang")
    await door.refuses(foreign, 404, "not-found", f"dossiers/{code}/proof", "GET")
    problem_of(await people.api.get(f"dossiers/{code}/proof"), 401, "unauthenticated")


async def test_nothing_personal_is_in_a_head_or_in_what_else_is_published(
    people: People, couple: Json, publisher: Publisher, code: str
) -> None:
    size = (await published(publisher)).head.tree_size
    told = [await people.api.get("journal/heads/latest"), await people.api.get(f"journal/consistency?from={size // 2}")]
    for answer in told:
        assert code not in answer.text
        assert couple["mother"]["number"] not in answer.text
