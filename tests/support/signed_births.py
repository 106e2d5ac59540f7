"""Births in a house whose officers sign: to the approval, to the signature, to the certificate."""

from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path

import pytest

from infra.db.database import Database
from infra.facts.loading import Facts
from infra.journal.journal import Journal
from infra.local.house import LocalHouse
from infra.local.people import Caller, Json, People, found
from infra.local.supervisor import Stack
from infra.signing.validate import Validation, validate
from workflows.catalogue import registry

LONG = 240.0
COMMUNE = "phohien"


@pytest.fixture(scope="module")
def house(signing_house: LocalHouse) -> LocalHouse:
    """One whose officers sign."""
    return signing_house


@pytest.fixture(scope="module")
def stack(house: LocalHouse) -> Stack:
    """Its parts, to be killed."""
    assert house.running
    return house.running


@pytest.fixture(scope="module")
async def people(house: LocalHouse) -> AsyncIterator[People]:
    """Everybody who calls."""
    async with People(house.api_url, house.sandbox_url) as everybody:
        yield everybody


@pytest.fixture(scope="module")
async def journal(house: LocalHouse) -> AsyncIterator[Journal]:
    """The house's journal, as the engine holds it."""
    database, facts = Database.of_engine(house.settings(), 2), Facts.load("")
    yield Journal(database, facts.calendars, facts.laws, registry())
    await database.close()


class Birth:
    """A birth that waits to be approved."""

    def __init__(self, people: People, mother: Caller, code: str) -> None:
        self.people, self.mother, self.code = people, mother, code
        self.leader = self.deputy = self.desk = mother

    @classmethod
    async def of(cls, people: People) -> "Birth":
        couple = (await people.couples())[0]
        mother = await people.who(f"citizen:{couple['mother']['number']}")
        birth = cls(people, mother, await people.file(mother, couple))
        birth.desk, registrar, birth.leader, birth.deputy = [
            await people.who(f"officer:{name}.{COMMUNE}") for name in ("tiepnhan", "hotich", "chutich", "phochutich")
        ]
        await people.decide(birth.desk, birth.code, "accept")
        await people.decide(registrar, birth.code, "confirm", kind="verify")
        await people.confirm(mother, birth.code)
        return birth

    async def approve(self, leader: Caller | None = None) -> None:
        await self.people.decide(leader or self.leader, self.code, "approve", kind="approve")

    async def sign(self, how: str = "confirm", leader: Caller | None = None) -> str:
        return await self.people.sign(leader or self.leader, self.code, how, LONG)

    async def waits(self, why: str) -> Json:
        return await self.people.until(self.mother, self.code, lambda shown: why in shown["waits"]["why"], LONG)

    async def result(self) -> tuple[str, bytes]:
        shown = await self.people.until(self.mother, self.code, lambda shown: bool(shown["result"]), LONG)
        number = str(shown["result"]["number"])
        document = (await self.mother.get(f"results/{number}")).raise_for_status().content
        assert sha256(document).hexdigest() == shown["result"]["sha256"]
        return number, document

    async def slip(self, form: str) -> bytes:
        async def sealed() -> Json | None:
            said = (await self.mother.get(f"dossiers/{self.code}/events")).raise_for_status().json()
            return next((one for one in said if one["type"] == "slip_sealed" and one["facts"]["form"] == form), None)

        await found(sealed, LONG, lambda: f"slip {form} of {self.code} was not sealed")
        return (await self.mother.get(f"dossiers/{self.code}/forms/{form}")).raise_for_status().content

    async def told(self) -> list[str]:
        events = (await self.mother.get(f"dossiers/{self.code}/events")).raise_for_status().json()
        return [event["type"] for event in events]


@pytest.fixture
async def birth(people: People) -> Birth:
    return await Birth.of(people)


def proved(house: LocalHouse, document: bytes) -> Validation:
    return validate(document, [Path(house.settings().seal_trust_file)])
