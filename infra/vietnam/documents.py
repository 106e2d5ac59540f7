"""Documents of the programme as they lie in the database: asked for by the front door, made by the worker."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Interval, Text, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert

from domain.base.calendar import in_vietnam
from domain.base.refusals import Missing
from domain.base.words import Words
from domain.dossier.acts import ENGINE, Actor
from domain.signing.model import Signature
from domain.vietnam.programme.documents import Kind
from infra.db.database import Database
from infra.db.document_tables import ProgrammeDocumentRow as Row
from infra.db.due import NOW, first_due
from infra.db.tables import constant
from infra.journal.rounds import due

SHOWN = 200
LEASED = timedelta(minutes=2)
"""In which a worker is done with one, or another takes it up."""
THIS = Row.id == bindparam("one")
ASK = insert(Row).on_conflict_do_nothing(index_elements=["kind", "about"], index_where=Row.due_at.is_not(None))
OF = (Row.kind == bindparam("of"), Row.about == bindparam("what", type_=Text))
OPEN = select(Row).where(*OF, Row.due_at.is_not(None))
SEALED = select(Row).where(*OF, Row.sha256 != constant("")).order_by(Row.made_at.desc()).limit(1)
ALL = select(Row).order_by(Row.made_at.desc(), Row.id).limit(SHOWN)
FIND = select(Row).where(THIS)
DUE = due(Row.due_at)
LEASE = update(Row).where(Row.id.in_(first_due([Row.id], Row.due_at, 1))).values(due_at=NOW + LEASED).returning(Row)
SIGN = update(Row).where(THIS, Row.due_at.is_not(None)).values(signature=bindparam("signature"))
DECLINE = update(Row).where(THIS, Row.due_at.is_not(None)).values(declined=bindparam("declined"), due_at=None)
LATER = update(Row).where(THIS, Row.due_at.is_not(None)).values(due_at=NOW + bindparam("pause", type_=Interval))
LAST = select(func.coalesce(func.max(Row.serial), constant(0))).where(
    Row.office == bindparam("at"), Row.kind == bindparam("of"), Row.year == bindparam("in_year")
)
GIVE = (
    update(Row)
    .where(THIS, Row.serial.is_(None))
    .values(year=bindparam("in_year"), serial=LAST.scalar_subquery() + constant(1), issued_at=bindparam("issued"))
)
SETTLE = update(Row).where(THIS, Row.due_at.is_not(None)).values(due_at=None)
STALE = select(Row).where(Row.stamped_until <= bindparam("until")).order_by(Row.stamped_until).limit(SHOWN)
STAMP = (
    update(Row)
    .where(THIS, Row.stamped_until < bindparam("proved"))
    .values(
        stamped=func.array_append(Row.stamped, bindparam("digest", type_=Text)),
        path=bindparam("lies"),
        stamped_until=bindparam("proved"),
    )
)


@dataclass(frozen=True)
class Document:
    """A document as it stands."""

    id: str
    kind: Kind
    about: str
    office: str
    made_by: str
    made_at: datetime
    content: Mapping[str, Any]
    signature: Signature | None
    declined: Words | None
    year: int | None
    serial: int | None
    issued_at: datetime | None
    number: str
    """Empty until it is sealed."""
    sha256: str
    path: str
    stamped_until: datetime | None


@dataclass(frozen=True)
class Sealed:
    """What came out of the press."""

    number: str
    sha256: str
    path: str
    stamped_until: datetime | None


class ProgrammeDocuments:
    """Asks for documents once, and keeps what became of each."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def ask(self, kind: Kind, about: str, content: Mapping[str, Any], by: Actor) -> Document:
        """Ask for one; where the same is being made, or an acceptance was, that one is given."""
        if kind == "acceptance" and (there := await self._first(SEALED, kind, about, by)):
            return there
        row = {"id": secrets.token_hex(16), "kind": kind, "about": about, "content": dict(content)}
        await self.database.execute(by, ASK, row | {"office": by.agency, "made_by": by.id})
        there = await self._first(OPEN, kind, about, by) or await self._first(SEALED, kind, about, by)
        if there is None:
            raise Missing
        return there

    async def _first(self, statement: Any, kind: Kind, about: str, by: Actor) -> Document | None:
        row = (await self.database.execute(by, statement, {"of": kind, "what": about})).first()
        return _document(row) if row else None

    async def all(self, by: Actor) -> list[Document]:
        """The newest first."""
        return [_document(row) for row in await self.database.execute(by, ALL)]

    async def one(self, name: str, by: Actor) -> Document:
        """One of them.

        Raises:
            Missing: there is none of this name.
        """
        row = (await self.database.execute(by, FIND, {"one": name})).first()
        if row is None:
            raise Missing
        return _document(row)

    async def due(self) -> Document | None:
        """One that is to be gone on with now; it is not given again for a while."""
        row = (await self.database.execute(ENGINE, LEASE)).first()
        return _document(row) if row else None

    async def sign(self, name: str, signature: Signature, declined: Words | None = None) -> None:
        """Keep what became of the officer's signature; with a reason there will be none."""
        async with self.database.transaction(ENGINE) as tx:
            await tx.execute(SIGN, {"one": name, "signature": signature.model_dump(mode="json")})
            if declined:
                await tx.execute(DECLINE, {"one": name, "declined": declined.model_dump()})

    async def later(self, name: str, pause: timedelta) -> None:
        """Go on with it after a pause."""
        await self.database.execute(ENGINE, LATER, {"one": name, "pause": pause})

    async def number(self, document: Document, at: datetime) -> Document:
        """Give it the next number of its kind in its year at its office, once."""
        year = in_vietnam(at).year
        given = {"one": document.id, "at": document.office, "of": document.kind, "in_year": year, "issued": at}
        await self.database.execute(ENGINE, GIVE, given)
        return await self.one(document.id, ENGINE)

    async def seal(self, name: str, sealed: Sealed) -> None:
        """Keep where the sealed file lies, once."""
        await self.database.execute(ENGINE, SETTLE.values(**vars(sealed)), {"one": name})

    async def stale(self, until: datetime) -> Sequence[Document]:
        """Those whose proof ends by then."""
        return [_document(row) for row in await self.database.execute(ENGINE, STALE, {"until": until})]

    async def stamp(self, name: str, digest: str, path: str, until: datetime) -> None:
        """Keep a file that is proved for longer."""
        stamped = {"one": name, "digest": digest, "lies": path, "proved": until}
        await self.database.execute(ENGINE, STAMP, stamped)


def _document(row: Any) -> Document:
    kind = cast("Kind", row.kind)
    return Document(
        row.id, kind, row.about, row.office, row.made_by, row.made_at, row.content,
        Signature.model_validate(row.signature) if row.signature else None,
        Words.model_validate(row.declined) if row.declined else None,
        row.year, row.serial, row.issued_at, row.number or "", row.sha256, row.path, row.stamped_until,
    )  # fmt: skip
