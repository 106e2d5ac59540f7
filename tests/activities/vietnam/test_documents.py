"""A document of the programme is signed by whoever asked for it, numbered, sealed once, and proved for longer."""

from collections.abc import AsyncIterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from activities.vietnam.documents import DocumentDesk
from domain.base.law import Role
from domain.dossier.acts import Actor
from domain.vietnam.programme.documents import Kind
from infra.documents.orders import RevocationDown
from infra.facts.loading import load_offices
from infra.files.storage import Store
from infra.reads.operations import PUT_OFF, RETRY_PUT_OFF
from infra.verification.result_register import STANDING
from infra.vietnam.documents import Document, ProgrammeDocuments
from tests.support.examples import officer
from tests.support.ledger import Ledger
from tests.support.signers import Signers, SigningPress

POLICE = officer("cb-33ca-01", Role.AGENCY_LEADER, agency="33.CA")
OPERATOR = officer("cb-operator", Role.OPERATOR, agency="33")
CONTENT: dict[str, Any] = {"signatory": {"title": "PHÓ GIÁM ĐỐC", "name": "Lê Văn Chủ"}, "shown": "tháng 11/2026"}


class Press(SigningPress):
    """Seals with a stamp whose certificate ends when it is told to."""

    until = ""

    async def seal(self, signed: bytes, *, number: str, **order: Any) -> bytes:
        """Fill the number in and stamp."""
        sealed = await super().seal(signed, number=number, **order)
        return sealed + f" UNTIL {self.until}".encode() if self.until else sealed

    async def restamp(self, pdf: bytes) -> bytes:
        """Stamp again."""
        self._work("restamp")
        return pdf + f" UNTIL {self.until}".encode()


class Desk:
    """All that makes documents, and what asks for them."""

    def __init__(self, ledger: Ledger, signers: Signers | None) -> None:
        self.ledger, self.press, self.store = ledger, Press(), Store.from_url("memory:///")
        self.asked = ProgrammeDocuments(ledger.api.database)
        self.work = DocumentDesk(
            ProgrammeDocuments(ledger.engine.database), self.press, self.store, load_offices(),
            signers.service if signers else None, ledger.clock,
            stand_in=True, before=timedelta(days=180),
        )  # fmt: skip

    async def ask(self, kind: Kind = "report", about: str = "2026-11", by: Actor = POLICE) -> str:
        """Ask for one as the front door does."""
        return (await self.asked.ask(kind, about, CONTENT, by)).id

    async def go_on(self) -> None:
        """Let the time of the next look come, and take it."""
        await self.ledger.rows("UPDATE programme_documents SET due_at = now() WHERE due_at IS NOT NULL")
        while await self.work.make():
            pass

    async def seen(self, name: str) -> Document:
        """The document as the front door reads it."""
        return await self.asked.one(name, POLICE)

    async def is_whole(self, name: str) -> Document:
        """What lies there is what the register says of it, by number and by file."""
        found = await self.seen(name)
        file = await self.store.get(found.path)
        for asked in ({"number": found.number, "sha256": None}, {"number": None, "sha256": sha256(file).hexdigest()}):
            [row] = await self.ledger.api.database.execute(POLICE, STANDING, asked)
            assert (row.number, row.sha256) == (found.number, found.sha256)
        return found


@pytest.fixture
async def signers(tmp_path: Path) -> AsyncIterator[Signers]:
    async with Signers.on(tmp_path) as opened:
        await opened.enrol(POLICE.id, "Công an tỉnh Hưng Yên")
        yield opened


@pytest.fixture
async def desk(ledger: Ledger, signers: Signers) -> Desk:
    await ledger.rows("TRUNCATE programme_documents, put_off")
    return Desk(ledger, signers)


async def test_its_leader_signs_then_it_gets_its_number_then_the_body_seals(desk: Desk, signers: Signers) -> None:
    name = await desk.ask()
    await desk.go_on()
    [asked] = await signers.waiting()
    assert (asked["credential"], "tháng 11/2026" in asked["description"]) == (POLICE.id, True)
    assert (await desk.seen(name)).number == ""
    await signers.say()
    await desk.go_on()
    found = await desk.is_whole(name)
    assert found.number == f"BC-33.CA-{desk.ledger.clock().year}-0001"
    assert (await desk.store.get(found.path)).endswith(f" SIGNED {found.number} SEALED".encode())
    assert desk.press.done == ["draft", "signed", "sealed"]
    assert desk.press.coded[0]
    assert desk.press.coded[0].shown == {"Nội dung": "tháng 11/2026"}


async def test_while_it_is_being_made_asking_again_is_the_same_and_afterwards_another(
    desk: Desk, signers: Signers
) -> None:
    await signers.always("confirm")
    first = await desk.ask()
    assert await desk.ask() == first
    await desk.go_on()
    again = await desk.ask()
    assert again != first
    note = await desk.ask("acceptance", "tasks/1/7/BC")
    await desk.go_on()
    assert await desk.ask("acceptance", "tasks/1/7/BC") == note
    assert [(await desk.seen(one)).number[:2] for one in (first, note)] == ["BC", "BB"]
    assert [(await desk.seen(one)).serial for one in (first, again, note)] == [1, 2, 1]


async def test_one_that_its_leader_declines_gets_no_number(desk: Desk, signers: Signers) -> None:
    name = await desk.ask()
    await desk.go_on()
    await signers.say("refuse")
    await desk.go_on()
    found = await desk.seen(name)
    assert (found.serial, found.path, bool(found.declined)) == (None, "", True)
    assert await desk.work.make() == 0


async def test_a_seal_that_fails_is_seen_by_operators_and_tried_again_when_they_say(
    desk: Desk, signers: Signers
) -> None:
    await signers.always("confirm")
    desk.press.faults["sealed"] = [RevocationDown("no answer")]
    name = await desk.ask()
    assert await desk.work.make() == 1
    [[seen]] = (await desk.ledger.api.database.execute(OPERATOR, PUT_OFF)).scalars()
    assert (seen["loop"], seen["about"], seen["why"]) == ("document", name, "RevocationDown")
    assert await desk.work.make() == 0
    retried = {"of_loop": "document", "of_about": name}
    assert (await desk.ledger.api.database.execute(OPERATOR, RETRY_PUT_OFF, retried)).scalar_one() == name
    assert await desk.work.make() == 1
    assert (await desk.is_whole(name)).serial == 1
    assert (await desk.ledger.api.database.execute(OPERATOR, PUT_OFF)).scalar_one_or_none() is None


async def test_without_a_signing_service_the_seal_stands_alone(ledger: Ledger) -> None:
    await ledger.rows("TRUNCATE programme_documents")
    desk = Desk(ledger, None)
    name = await desk.ask()
    await desk.go_on()
    assert (await desk.is_whole(name)).number.startswith("BC-")
    assert desk.press.printed[0]["reference"] == "01/BC-CAT"


async def test_before_its_proof_ends_it_is_stamped_again_and_the_old_file_stays(desk: Desk, signers: Signers) -> None:
    await signers.always("confirm")
    desk.press.until = (desk.ledger.clock() + timedelta(days=365)).isoformat()
    name = await desk.ask()
    await desk.go_on()
    before = await desk.is_whole(name)
    await desk.work.renew()
    assert await desk.seen(name) == before
    desk.ledger.clock.turn(timedelta(days=200))
    desk.press.until = (desk.ledger.clock() + timedelta(days=3650)).isoformat()
    await desk.work.renew()
    after = await desk.is_whole(name)
    assert (after.sha256, after.path != before.path) == (before.sha256, True)
    assert (await desk.store.get(after.path)).startswith(await desk.store.get(before.path))
