"""Before a result's archive time stamp ceases to prove it, it gets another; the old file stays."""

import asyncio
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.records import Results
from activities.restamping import Restamping
from domain.dossier.acts import ENGINE
from infra.documents.orders import TrustServiceDown
from infra.facts.loading import load_offices
from infra.files.storage import Store
from tests.activities.test_records import approved
from tests.support.ledger import Ledger
from tests.workflows.outside import PlainPress

BEFORE = timedelta(days=180)


class StampingPress(PlainPress):
    """Stamps with a certificate that ends when it is told to."""

    def __init__(self, until: datetime) -> None:
        super().__init__()
        self.until = until
        self.down = 0
        self.stamped = 0

    async def issue(self, template: str, context: Any, **order: Any) -> bytes:
        """Print and stamp."""
        return self._stamp(await super().issue(template, context, **order))

    async def restamp(self, pdf: bytes) -> bytes:
        """Stamp again."""
        if self.down:
            self.down -= 1
            raise TrustServiceDown("time-stamp authority: no answer")
        return self._stamp(pdf)

    def _stamp(self, pdf: bytes) -> bytes:
        self.stamped += 1
        return pdf + f" UNTIL {self.until.isoformat()}".encode()


class Unstamped(StampingPress):
    """A press without a time-stamp authority."""

    def _stamp(self, pdf: bytes) -> bytes:
        return pdf


class Archive:
    """A result that was issued, and what proves it for longer."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger, self.store = ledger, Store.from_url("memory:///")
        self.press = StampingPress(ledger.clock() + timedelta(days=365))
        self.work = Restamping(ledger.engine, self.press, self.store, BEFORE)
        self.code = self.number = ""

    async def issue(self) -> "Archive":
        request = await approved(self.ledger)
        results = Results(self.ledger.engine, self.press, self.store, load_offices(), stand_in=True)
        await ActivityEnvironment().run(results.issue, request)
        self.code = request.code
        self.number = (await self._result()).number
        return self

    async def _result(self) -> Any:
        return (await self.ledger.engine.dossier(self.code, ENGINE)).result

    async def stale(self, after: str = "") -> list[str]:
        """Those of this test's whose proof ends soon."""
        found = await ActivityEnvironment().run(self.work.stale, after)
        return [number for number in found if number == self.number]

    async def restamp(self) -> None:
        await ActivityEnvironment().run(self.work.restamp, self.number)

    async def newest(self) -> bytes:
        """The file that the journal names, whose hash it must have."""
        result = await self._result()
        document = await self.store.get(result.path)
        assert sha256(document).hexdigest() == result.sha256
        assert (await self.ledger.whole(self.code))[-1]["act"]["type"] in ("task_opened", "restamped")
        return document

    async def files(self) -> list[str]:
        rows = await self.ledger.rows("SELECT path FROM archive_stamps WHERE number = :n", n=self.number)
        return [row["path"] for row in rows]

    def late(self) -> None:
        """Let it be half a year before the end, and the authority have a new certificate."""
        self.ledger.clock.turn(timedelta(days=200))
        self.press.until = self.ledger.clock() + timedelta(days=3650)


@pytest.fixture
async def archive(ledger: Ledger) -> Archive:
    return await Archive(ledger).issue()


async def test_a_result_is_stamped_again_before_its_proof_ends_and_not_sooner(archive: Archive) -> None:
    assert await archive.stale() == []
    archive.late()
    assert await archive.stale() == [archive.number]
    assert await archive.stale(archive.number) == []
    first = await archive.newest()
    await archive.restamp()
    assert await archive.stale() == []
    newest = await archive.newest()
    assert newest.startswith(first)
    assert len(newest) > len(first)


async def test_the_old_file_stays_as_it_was(archive: Archive) -> None:
    archive.late()
    first = await archive.newest()
    await archive.restamp()
    old, new = sorted(await archive.files(), key=len)
    assert await archive.store.get(old) == first
    assert await archive.store.get(new) == await archive.newest()


async def test_tried_again_it_is_one_stamp(archive: Archive) -> None:
    archive.late()
    archive.press.down = 1
    with pytest.raises(TrustServiceDown):
        await archive.restamp()
    for _ in range(2):
        await archive.restamp()
    assert archive.press.stamped == 2
    assert (await archive.ledger.whole(archive.code))[-2]["act"]["type"] == "task_opened"


async def test_tried_by_two_at_once_it_is_one_file(archive: Archive) -> None:
    archive.late()
    await asyncio.gather(archive.restamp(), archive.restamp())
    await archive.newest()
    assert len(await archive.files()) == 2


async def test_an_authority_whose_certificate_ends_too_is_not_asked_in_vain_for_ever(archive: Archive) -> None:
    until = archive.press.until
    archive.late()
    archive.press.until = until
    with pytest.raises(ApplicationError, match="no later") as failed:
        await archive.restamp()
    assert failed.value.non_retryable
    archive.late()
    await archive.restamp()
    assert await archive.newest()


async def test_what_never_was_stamped_is_left_alone(ledger: Ledger) -> None:
    archive = Archive(ledger)
    archive.press = Unstamped(ledger.clock())
    await archive.issue()
    archive.late()
    assert await archive.stale() == []
    assert await archive.files() == []
