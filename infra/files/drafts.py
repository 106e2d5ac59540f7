"""Applications that people have begun: kept for them alone, sealed, until they file or forget them."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel
from sqlalchemy import Function, Interval, bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.base.refusals import Conflict, Missing
from domain.dossier.acts import ENGINE, Actor
from infra.crypto.keys import Wrapped
from infra.db.database import Database
from infra.db.tables import DraftRow, constant
from infra.files.uploads import dropped
from infra.identity.sessions import owner_of

NOW: Function[datetime] = func.clock_timestamp()
THIS = DraftRow.id == bindparam("draft")
NEWEST_FIRST = select(DraftRow).order_by(DraftRow.changed_at.desc())
BEGIN = insert(DraftRow)
FIND = select(DraftRow).where(THIS).with_for_update()
LIST = NEWEST_FIRST.where(DraftRow.procedure.not_like(constant("task/%"))).limit(constant(50))
ALL = select(DraftRow).order_by(DraftRow.id).with_for_update()
NEWEST = NEWEST_FIRST.where(DraftRow.procedure == bindparam("procedure")).limit(constant(1))
KEEP = update(DraftRow).where(THIS).values(changed_at=NOW)
END = delete(DraftRow).where(THIS)
SWEEP = delete(DraftRow).where(DraftRow.changed_at < NOW - bindparam("kept", type_=Interval))


class DraftChanged(Conflict):
    """The draft was changed elsewhere meanwhile: in another tab, on another device."""

    slug = "draft-changed"


class Content(BaseModel):
    """What somebody has filled in so far, right or wrong."""

    version: int = 0
    """Grows with each change: of two tabs the later one is told."""
    form: dict[str, Any] = {}
    papers: list[dict[str, Any]] = []
    """``kind``, ``upload`` and ``name`` of each."""
    contact: dict[str, str] = {}
    receiving: str = ""
    """The commune whose desk is to receive; the office that decides unless chosen."""
    asked: dict[str, str] = {}
    """E-mail addresses of those who must agree, by their numbers."""
    applicant: dict[str, str] = {}
    """``number`` and ``name`` of whom a counter officer files for."""
    card: str = ""
    """What the reading of their chip gave."""
    owner: dict[str, Any] = {}
    """Whose matter it is, where it is filed with a mandate."""
    scan: list[dict[str, Any]] = []
    """``upload``, ``name`` and ``turn`` of each page that a counter scanned and has not bound yet, in order."""
    done: list[str] = []
    """Pages that were gone through."""

    @property
    def files(self) -> set[str]:
        """Every upload that it names."""
        return {one["upload"] for one in (*self.papers, *self.scan)}


class Draft(BaseModel):
    """An application that was begun."""

    id: str
    procedure: str
    changed_at: datetime
    content: Content


class Drafts:
    """Keeps what people have begun to fill in."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, procedure: str, by: Actor, content: Content) -> str:
        """Begin one and give its id."""
        name = secrets.token_hex(16)
        key, wrapped = await self._database.keys.make(_key(name))
        sealed = key.seal(content.model_dump_json().encode(), name)
        row = {"id": name, "owner": owner_of(by), "procedure": procedure, "sealed": sealed}
        await self._database.execute(by, BEGIN, row | {"master": wrapped.master, "wrapped": wrapped.key})
        return name

    async def find(self, name: str, by: Actor) -> Draft:
        """Give one.

        Raises:
            Missing: there is none, or it is somebody else's.
        """
        return await self._opened((await self._database.execute(by, FIND, {"draft": name})).one_or_none())

    async def newest(self, procedure: str, by: Actor) -> Draft | None:
        """What a person wrote last for one matter."""
        async with self._database.transaction(by) as tx:
            row = (await tx.execute(NEWEST, {"procedure": procedure})).one_or_none()
            return await self._opened(row) if row else None

    async def of(self, by: Actor) -> list[Draft]:
        """All applications that a person began, the one that was changed last first."""
        return [await self._opened(row) for row in (await self._database.execute(by, LIST)).all()]

    async def keep(self, name: str, by: Actor, content: Content) -> Content:
        """Keep what was changed, if nothing else was since it was read.

        Raises:
            Missing: as ``find`` says.
            DraftChanged: another tab or device was faster; nothing was written.
        """
        async with self._database.transaction(by) as tx:
            row: Any = (await tx.execute(FIND, {"draft": name})).one_or_none()
            if (await self._opened(row)).content.version != content.version:
                raise DraftChanged(
                    "Bản nháp đã được sửa ở cửa sổ hoặc thiết bị khác: hãy tải lại trang.",
                    "The draft was changed in another window or on another device: load the page again.",
                )
            key = await self._database.keys.open(_key(name), Wrapped(row.master, row.wrapped))
            content = content.model_copy(update={"version": content.version + 1})
            await tx.execute(KEEP, {"draft": name, "sealed": key.seal(content.model_dump_json().encode(), name)})
        return content

    async def end(self, name: str, by: Actor) -> None:
        """Let one go that was filed: its papers are the dossier's."""
        await self._database.execute(by, END, {"draft": name})

    async def forget(self, name: str, by: Actor) -> list[str]:
        """Forget one that is not wanted, with every file that it alone names; gives those uploads."""
        async with self._database.transaction(by) as tx:
            named = await self._named(tx)
            files = named.pop(name, set())
            await tx.execute(END, {"draft": name})
            return await dropped(tx, files.difference(*named.values()), by)

    async def let_go(self, files: set[str], by: Actor) -> list[str]:
        """Forget those files that no draft of this person names any more; gives those uploads."""
        async with self._database.transaction(by) as tx:
            return await dropped(tx, files.difference(*(await self._named(tx)).values()), by)

    async def _named(self, tx: AsyncConnection) -> dict[str, set[str]]:
        """Which files each of a person's drafts names; they are locked, so that none takes up another."""
        return {row.id: (await self._opened(row)).content.files for row in (await tx.execute(ALL)).all()}

    async def _opened(self, row: Any) -> Draft:
        if row is None:
            raise Missing("Không có bản nháp này.", "There is no such draft.")
        key = await self._database.keys.open(_key(row.id), Wrapped(row.master, row.wrapped))
        content = Content.model_validate_json(key.open(row.sealed, row.id))
        return Draft(id=row.id, procedure=row.procedure, changed_at=row.changed_at, content=content)


async def swept(database: Database, kept: timedelta) -> None:
    """Forget drafts that nobody touched for so long."""
    await database.execute(ENGINE, SWEEP, {"kept": kept})


def _key(name: str) -> str:
    return f"draft/{name}"
