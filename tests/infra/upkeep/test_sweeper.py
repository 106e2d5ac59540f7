"""What nobody needs any more goes, and what somebody may still need stays."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest

from domain.base.refusals import Missing, UploadMissing
from domain.dossier.acts import Actor
from infra.db.database import Database
from infra.files.drafts import Content, Drafts
from infra.files.storage import NotStored, StorageUnavailable, Store
from infra.files.uploads import Uploads, path_of
from infra.identity.oidc import Identity
from infra.identity.sessions import SWEEP, Sessions
from infra.runtime.settings import Settings
from infra.upkeep.sweeper import Sweeper
from tests.support.examples import MOTHER, officer
from tests.support.ledger import Ledger
from tests.support.reading import HERE

PAPER = b"%PDF-1.4\nGi\xe1\xba\xa5y ch\xe1\xbb\xa9ng sinh\n%%EOF\n"
KEPT = 20
JUST_OVER, NEARLY = timedelta(days=KEPT, hours=1), timedelta(days=KEPT, hours=-1)
DESK = officer("sweeping-desk")
SOMEBODY, FORGETFUL = (Actor(kind="citizen", id=letter * 32) for letter in "sf")


@dataclass
class Attic:
    """Everything that people leave."""

    ledger: Ledger
    store: Store
    uploads: Uploads
    drafts: Drafts
    sweeper: Sweeper
    newest: bytes = b""

    async def bring(self, by: Actor) -> str:
        """Bring a file like no other."""
        self.newest = PAPER + secrets.token_bytes(8).hex().encode()
        return (await self.uploads.keep("giay.pdf", self.newest, by)).id

    async def age(self, table: str, column: str, name: str, by: timedelta) -> None:
        await self.ledger.rows(
            f"UPDATE {table} SET {column} = {column} - CAST(:by AS interval) WHERE id = :id", by=by, id=name
        )

    async def there(self, upload: str, owner: Actor) -> bool:
        """Whether its owner may still file it, which its file must agree with."""
        try:
            await self.store.get(path_of(upload))
            stored = True
        except NotStored:
            stored = False
        try:
            await self.uploads.own([upload], owner)
        except UploadMissing:
            assert not stored
            return False
        assert stored
        return True


class Away(Store):
    """A store that does not answer."""

    async def discard(self, path: str) -> None:
        """Take nothing away."""
        raise StorageUnavailable(path)


@pytest.fixture
def attic(ledger: Ledger) -> Attic:
    store, settings = Store.from_url("memory:///"), Settings(uploads_kept=KEPT, drafts_kept=KEPT)
    sweeper = Sweeper(ledger.engine.database, Uploads(ledger.engine.database, store, 0), settings)
    api: Any = ledger.api.database
    return Attic(ledger, store, Uploads(api, store, 10_000, reader=HERE), Drafts(api), sweeper)


async def test_a_file_that_nobody_filed_goes_with_its_key_and_not_before_its_time(attic: Attic) -> None:
    old, young = await attic.bring(SOMEBODY), await attic.bring(SOMEBODY)
    await attic.age("uploads", "created_at", old, JUST_OVER)
    await attic.age("uploads", "created_at", young, NEARLY)
    assert await attic.sweeper.sweep() == 1
    assert [await attic.there(one, SOMEBODY) for one in (old, young)] == [False, True]
    assert await attic.sweeper.sweep() == 0


async def test_a_file_that_a_dossier_names_stays(attic: Attic) -> None:
    filed = await attic.bring(MOTHER)
    await attic.ledger.file(documents=(sha256(attic.newest).hexdigest(),))
    await attic.age("uploads", "created_at", filed, JUST_OVER * 100)
    assert await attic.sweeper.sweep() == 0
    assert await attic.there(filed, MOTHER)


@pytest.mark.parametrize("owner", [SOMEBODY, DESK], ids=["citizen", "officer"])
async def test_the_files_of_who_has_a_draft_stay_as_long_as_the_draft(attic: Attic, owner: Actor) -> None:
    upload, draft = await attic.bring(owner), await attic.drafts.begin("1.001193", owner, Content())
    await attic.age("uploads", "created_at", upload, JUST_OVER)
    assert await attic.sweeper.sweep() == 0
    assert await attic.there(upload, owner)
    await attic.age("drafts", "changed_at", draft, JUST_OVER)
    assert await attic.sweeper.sweep() == 1
    assert not await attic.there(upload, owner)


async def test_a_draft_goes_that_nobody_went_on_with(attic: Attic) -> None:
    left, kept = [await attic.drafts.begin("1.001193", FORGETFUL, Content()) for _ in range(2)]
    await attic.age("drafts", "changed_at", left, JUST_OVER)
    await attic.age("drafts", "changed_at", kept, NEARLY)
    await attic.sweeper.sweep()
    assert [draft.id for draft in await attic.drafts.of(FORGETFUL)] == [kept]
    with pytest.raises(Missing):
        await attic.drafts.find(left, FORGETFUL)


def of(*uploads: str, **more: Any) -> Content:
    """What somebody filled in who brought these."""
    return Content(papers=[{"kind": "other", "upload": one, "name": "giay.pdf"} for one in uploads], **more)


async def let(attic: Attic, draft: str, by: Actor = SOMEBODY) -> None:
    """Forget a draft as its page does."""
    await attic.uploads.discard(await attic.drafts.forget(draft, by))


async def test_with_a_draft_that_is_forgotten_its_files_go_at_once(attic: Attic) -> None:
    paper, page, other = [await attic.bring(SOMEBODY) for _ in range(3)]
    draft = await attic.drafts.begin("1.001193", SOMEBODY, of(paper, scan=[{"upload": page, "name": "", "turn": 0}]))
    await let(attic, draft)
    assert [await attic.there(one, SOMEBODY) for one in (paper, page, other)] == [False, False, True]
    with pytest.raises(Missing):
        await attic.drafts.find(draft, SOMEBODY)
    await let(attic, draft)


async def test_a_forgotten_draft_takes_no_file_that_another_draft_a_dossier_or_somebody_else_needs(
    attic: Attic,
) -> None:
    twice, theirs = await attic.bring(MOTHER), await attic.bring(SOMEBODY)
    filed = await attic.bring(MOTHER)
    await attic.ledger.file(documents=(sha256(attic.newest).hexdigest(),))
    draft = await attic.drafts.begin("1.001193", MOTHER, of(twice, theirs, filed))
    another = await attic.drafts.begin("task/1", MOTHER, of(twice))
    await let(attic, draft, SOMEBODY)
    assert await attic.drafts.find(draft, MOTHER), "nobody forgets what is not theirs"
    await let(attic, draft, MOTHER)
    assert [await attic.there(one, MOTHER) for one in (twice, filed)] == [True, True]
    assert await attic.there(theirs, SOMEBODY)
    await let(attic, another, MOTHER)
    assert not await attic.there(twice, MOTHER)


async def test_a_file_of_a_dossier_that_its_sender_sees_no_longer_stays(attic: Attic) -> None:
    upload = await attic.bring(FORGETFUL)
    code = await attic.ledger.file(documents=())
    await attic.ledger.rows("INSERT INTO papers VALUES (:code, :id)", code=code, id=upload)
    draft = await attic.drafts.begin("1.001193", FORGETFUL, of(upload))
    await let(attic, draft, FORGETFUL)
    assert await attic.there(upload, FORGETFUL)


async def test_where_the_store_is_away_what_is_left_of_a_file_has_no_key(attic: Attic) -> None:
    upload = await attic.bring(SOMEBODY)
    draft = await attic.drafts.begin("1.001193", SOMEBODY, of(upload))
    gone = await attic.drafts.forget(draft, SOMEBODY)
    assert gone == [upload]
    assert await attic.ledger.rows("SELECT wrapped FROM uploads WHERE id = :id", id=upload) == []
    away = Uploads(attic.ledger.api.database, Away(attic.store.objects), 0)
    await away.discard(gone)
    for _ in range(2):
        await attic.uploads.discard(gone)
    assert not await attic.there(upload, SOMEBODY)


async def test_sessions_that_ended_leave_nothing_and_others_go_on(attic: Attic) -> None:
    sessions = Sessions(attic.ledger.api.database, timedelta(hours=1), timedelta(hours=1))
    over, going_on = [await sessions.begin(Identity(SOMEBODY, "Nguyễn Văn Thử")) for _ in range(2)]
    name = sha256(over.encode()).hexdigest()
    await attic.age("sessions", "ends_at", name, timedelta(hours=3))
    await attic.sweeper.sweep()
    assert await attic.ledger.rows("SELECT id FROM sessions WHERE id = :id", id=name) == []
    assert await sessions.find(going_on)


class Rusty(Database):
    """A database that cannot forget sessions."""

    def __init__(self, real: Database) -> None:
        self.engine, self.keys = real.engine, real.keys

    async def execute(self, reader: Any, statement: Any, *more: Any, **how: Any) -> Any:
        """Do as told, but for that."""
        if statement is SWEEP:
            raise IndexError
        return await super().execute(reader, statement, *more, **how)


async def test_what_cannot_be_swept_of_one_kind_keeps_none_of_another(attic: Attic) -> None:
    upload = await attic.bring(SOMEBODY)
    await attic.age("uploads", "created_at", upload, JUST_OVER)
    engine = attic.ledger.engine.database
    sweeper = Sweeper(Rusty(engine), Uploads(engine, attic.store, 0), Settings(uploads_kept=KEPT, drafts_kept=KEPT))
    assert await sweeper.sweep() == 1
    assert not await attic.there(upload, SOMEBODY)
