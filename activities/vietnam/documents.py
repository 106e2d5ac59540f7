"""Documents of the programme (Decree 30/2020): its leader signs, then the number is given, then the body seals."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from temporalio.exceptions import ApplicationError

from activities.signing import LATEST, Signing, ToSign, Unconfirmed, once
from domain.base.calendar import VIETNAM
from domain.base.words import Words
from domain.dossier import acts
from domain.dossier.acts import Actor
from domain.dossier.journal import Entry, Event
from domain.signing.model import Signature
from domain.statute.offices import Offices
from domain.vietnam.programme.documents import FORMS, number_of, reference_of
from infra.db.database import DatabaseDown
from infra.db.put_off import PutOff
from infra.documents.orders import Coded
from infra.files.storage import Store
from infra.journal.journal import Rest
from infra.journal.rounds import Rounds
from infra.printing.pool import RenderPool
from infra.runtime.background import over_and_over
from infra.signing.csc import SigningService
from infra.vietnam.documents import DUE, Document, ProgrammeDocuments, Sealed

LOOP = "document"
"""What operators read it by."""
HOURLY = 3600.0
AT_LOOK = timedelta()
"""Nobody is waited for: whoever has not confirmed is looked after again, and others are made meanwhile."""


@dataclass(frozen=True)
class Signed:
    """A document as its signature sees it: nothing ends it, and nobody is told that it waits."""

    document: Document
    ended = False
    waiting_agency = ""

    def signature(self, _step: str) -> Signature | None:
        """The officer's signature under it."""
        return self.document.signature


class SigningBook:
    """Keeps in a document's own row what a dossier has in its journal."""

    def __init__(self, documents: ProgrammeDocuments, clock: Callable[[], datetime]) -> None:
        self._documents, self.clock = documents, clock

    async def dossier(self, code: str, reader: Actor) -> Signed:
        """The document as it stands."""
        return Signed(await self._documents.one(code, reader))

    async def advance(
        self, code: str, entries: Sequence[Entry], since: int, rest: Rest | None = None
    ) -> Sequence[Event]:
        """Keep what became of its signature; nothing else happens to it."""
        del since, rest  # of journals
        document = await self._documents.one(code, acts.ENGINE)
        for entry in entries:
            signature, why = _after(entry.act, document.signature, self.clock())
            await self._documents.sign(code, signature, why)
        return ()


def _after(act: Any, known: Signature | None, at: datetime) -> tuple[Signature, Words | None]:
    before = known or Signature(signer=act.signer)
    match act:
        case acts.SignatureAsked():
            asked = {"handle": act.handle, "asked": before.asked + 1, "asked_at": before.asked_at or at}
            return before.model_copy(update=asked), None
        case acts.Signed():
            return before.model_copy(update={"signed_at": at}), None
    return before.model_copy(update={"declined": act.reason.vi}), act.reason


@dataclass(frozen=True)
class Paper(ToSign):
    """A document of the programme as its leader signs it."""

    def at(self, what: str) -> str:
        """Where something of it lies."""
        return f"programme/{self.code}/{self.step}.{what}"


class DocumentDesk:
    """Makes documents that were asked for, one number and one file each, and proves them for longer."""

    def __init__(
        self,
        documents: ProgrammeDocuments,
        press: RenderPool,
        store: Store,
        offices: Offices,
        service: SigningService | None,
        clock: Callable[[], datetime],
        *,
        stand_in: bool,
        before: timedelta,
    ) -> None:
        self._documents, self._press, self._store, self._offices = documents, press, store, offices
        self._signing = Signing(SigningBook(documents, clock), press, store, service, AT_LOOK) if service else None
        self._clock, self._stand_in = clock, stand_in
        self._before = before
        self._put_off = PutOff(documents.database, LOOP)

    async def run(self, rounds: Rounds) -> None:
        """Make and renew until cancelled."""
        await asyncio.gather(rounds.whenever(DUE, self.make), over_and_over(self.renew, HOURLY))

    async def make(self) -> int:
        """Go on with one that is due; what keeps it from being made is an operator's to read."""
        if (document := await self._documents.due()) is None:
            return 0
        try:
            await self._made(document)
        except Unconfirmed as waits:
            await self._documents.later(document.id, waits.next_retry_delay or LATEST)
        except DatabaseDown:
            raise
        except Exception as error:
            cause = error.__cause__ if isinstance(error, ApplicationError) else None
            pause = await self._put_off.put(
                document.id, _shown(document), cause if isinstance(cause, Exception) else error
            )
            await self._documents.later(document.id, pause)
        else:
            await self._put_off.done(document.id)
        return 1

    async def _made(self, document: Document) -> None:
        paper, signing = _paper(document), self._signing
        if signing and not await signing.sign(paper, lambda: self._order(document, self._clock())):
            return  # It says why, and whoever wants it asks anew.
        document = await self._documents.number(document, self._clock().astimezone(VIETNAM))
        file = await once(self._store, paper.at("pdf"), lambda: self._sealed(document, paper))
        until = await self._press.proved_until(file)
        await self._documents.seal(
            document.id, Sealed(_number(document), sha256(file).hexdigest(), paper.at("pdf"), until)
        )

    async def _sealed(self, document: Document, paper: Paper) -> bytes:
        assert document.issued_at is not None  # noqa: S101 - it has its number
        assert document.serial is not None  # noqa: S101
        at = document.issued_at.astimezone(VIETNAM)
        reference = reference_of(document.kind, self._offices.office(document.office).symbol, document.serial)
        given: dict[str, Any] = {"number": _number(document), "reference": reference, "issued_at": at}
        order = await self._order(document, at)
        if self._signing:
            signed = await self._store.get(paper.at("signed.pdf"))
            return await self._press.seal(signed, office=document.office, **given, **order)
        order["context"] |= given
        return await self._press.issue(paper.template, office=document.office, **order)

    async def _order(self, document: Document, at: datetime) -> dict[str, Any]:
        form, office = FORMS[document.kind], self._offices.office(document.office)
        frame = {"superior": office.superior, "body": office.body, "place": office.place, "stand_in": self._stand_in}
        return {
            "context": dict(document.content) | frame,
            "reason": form.reason,
            "location": office.place,
            "at": at.astimezone(VIETNAM),
            "code": Coded(form.title.vi, {"Nội dung": _shown(document)}),
        }

    async def renew(self) -> int:
        """Stamp those again whose proof ends soon, as results are; what fails is tried again in an hour."""
        stale = await self._documents.stale(self._clock() + self._before)
        for document in stale:
            try:
                await self._stamped(document)
            except DatabaseDown:
                raise
            except Exception as error:
                await self._put_off.put(document.id, _shown(document), error)
            else:
                await self._put_off.done(document.id)
        return 0

    async def _stamped(self, document: Document) -> None:
        assert document.stamped_until is not None  # noqa: S101 - stale by it
        path = f"programme/{document.id}/{document.kind}.after-{document.stamped_until:%Y%m%d%H%M%S}.pdf"
        file = await once(self._store, path, lambda: self._again(document))
        if (until := await self._press.proved_until(file)) and until > document.stamped_until:
            await self._documents.stamp(document.id, sha256(file).hexdigest(), path, until)

    async def _again(self, document: Document) -> bytes:
        file = await self._press.restamp(await self._store.get(document.path))
        until = await self._press.proved_until(file)
        if until is None or document.stamped_until is None or until <= document.stamped_until:
            raise ProvesNoLonger
        return file


def _paper(document: Document) -> Paper:
    form = FORMS[document.kind]
    about = f"Ký {form.title.vi}, {_shown(document)}"
    return Paper(document.id, document.kind, document.made_by, form.template, about, waits=False)


def _shown(document: Document) -> str:
    """What it is about, as people say it."""
    return str(document.content["shown"])


class ProvesNoLonger(Exception):
    """The time-stamp authority's certificate ends no later than the one before."""


def _number(document: Document) -> str:
    assert document.year is not None  # noqa: S101 - with the serial
    assert document.serial is not None  # noqa: S101
    return number_of(document.kind, document.office, document.year, document.serial)
