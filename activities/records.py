"""The workflow's own hand in the journal, and the issue of results."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.agencies import beating
from activities.contracts import ADVANCE, ISSUE, Advance, Issue
from activities.signing import Signing, ToSign, approver, once, waited
from domain.base.calendar import VIETNAM
from domain.base.refusals import Refusal
from domain.dossier import acts, keys
from domain.dossier.acts import ENGINE
from domain.dossier.journal import Entry, Event
from domain.dossier.messages import News
from domain.results.rules import compared
from domain.statute.offices import Office, Offices
from infra.documents.orders import ENCLOSED, Coded, SealNotReady, TrustServiceDown
from infra.files.storage import Store
from infra.files.uploads import Uploads
from infra.journal.journal import Journal, Rest
from infra.printing.pool import RenderPool

REASON = "Cấp kết quả giải quyết thủ tục hành chính"


class Records:
    """Appends what the workflow did; run as a local activity, so a retry adopts what was recorded."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    @activity.defn(name=ADVANCE)
    async def advance(self, request: Advance) -> News:
        """Append and give the news since; what a workflow may never do is refused for good."""
        try:
            rest = Rest(waits=request.waits, until=request.until)
            events = await self._journal.advance(request.code, request.entries, request.since, rest, request.latest)
            return News(events=events)
        except Refusal as error:
            raise ApplicationError(error.en, type=error.slug, non_retryable=True) from error


class Results:
    """Issues results: one number, one document, whatever is retried."""

    def __init__(
        self,
        journal: Journal,
        press: RenderPool,
        store: Store,
        offices: Offices,
        *,
        stand_in: bool,
        signing: Signing | None = None,
        uploads: Uploads | None = None,
    ) -> None:
        self._journal = journal
        self._press = press
        self._store = store
        self._offices = offices
        self._stand_in = stand_in
        self._signing = signing
        self._uploads = uploads or Uploads(journal.database, store, 0)

    @activity.defn(name=ISSUE)
    async def issue(self, issue: Issue) -> News:
        """Have it signed, number, seal, store and journal; each step adopts what an earlier try did.

        The law's order (Decree 30/2020): the officer signs, then the number is given, then the body seals. Where the
        officer will not sign, or the dossier has ended, there is no result, and the news say so.

        Raises:
            ApplicationError: the officer has not answered yet, or a trust service is down; tried again.
            NotCompared: a paper would become part of it that nobody compared.
        """
        async with beating():
            dossier = await self._journal.dossier(issue.code, ENGINE)
            office = self._offices.office(issue.office).acting(dossier.organ)
            compared(dossier, enclosed(issue))
            signs, signer = self._signing, dossier.approval.closed_by if dossier.approval else ""
            paper = to_sign(issue, approver(dossier) if signs else "")
            if signs and not await signs.sign(paper, lambda: self._order(issue, signer, self._journal.clock(), office)):
                return News(events=await self._journal.events(issue.code, ENGINE, issue.since))
            if (numbered := await self._number(issue)) is None:
                return News(events=await self._journal.events(issue.code, ENGINE, issue.since))
            path, number = paper.at("pdf"), _number(numbered)
            document = await self._document(paper, issue, signer, numbered, office)
            until = await self._press.proved_until(document)
            digest = sha256(document).hexdigest()
            replaces = str((issue.content.get("replaces") or {}).get("number", ""))
            act = acts.Issued(
                kind=issue.kind,
                number=number,
                sha256=digest,
                path=path,
                stamped_until=until,
                replaces=replaces,
                encloses=enclosed(issue) or None,
            )
            done = [Entry(key=issue.step, act=act), *issue.then]
            return News(events=await self._journal.advance(issue.code, done, issue.since, Rest(waits=True)))

    async def _number(self, issue: Issue) -> Event | None:
        """The one number of the result, whichever approval it is issued on; None where the dossier has ended."""
        # From the beginning: a workflow that was lost has seen, and does not ask for, what an earlier try recorded.
        key = keys.number(issue.step)
        symbol = self._offices.symbol(issue.kind, issue.office)
        book = {"symbol": symbol, "alike": self._offices.papers.alike(issue.kind)} if symbol else {}
        numbered = Entry(key=key, act=acts.Numbered.model_validate({"kind": issue.kind} | book))
        events = await self._journal.advance(issue.code, [numbered], 0, Rest())
        return next((event for event in events if event.key == key), None)

    async def _document(self, paper: ToSign, issue: Issue, signer: str, numbered: Event, office: Office) -> bytes:
        try:
            return await once(
                self._store, paper.at("pdf"), lambda: self._sealed(paper, issue, signer, numbered, office)
            )
        except (TrustServiceDown, SealNotReady) as down:
            raise await waited(self._journal, paper, "seal", down) from down

    async def _sealed(self, paper: ToSign, issue: Issue, signer: str, numbered: Event, office: Office) -> bytes:
        at, number = numbered.at.astimezone(VIETNAM), _number(numbered)
        given: dict[str, Any] = {
            "number": number,
            "reference": self._offices.reference(number, issue.office),
            "issued_at": at,
        }
        if self._signing:
            signed, frame = await self._store.get(paper.at("signed.pdf")), self._frame(issue, signer, at, office)
            return await self._press.seal(signed, office=issue.office, **given, **frame)
        order = await self._order(issue, signer, at, office)
        order["context"] |= given
        return await self._press.issue(issue.template, office=issue.office, **order)

    async def _order(self, issue: Issue, signer: str, at: datetime, office: Office) -> dict[str, Any]:
        """Say what is printed, with the papers that it encloses: opened for who prints, and for nobody else."""
        order = self._frame(issue, signer, at, office)
        if papers := enclosed(issue):
            content = [await self._uploads.content(issue.code, paper, ENGINE) for paper in papers]
            order["context"][ENCLOSED] = content
        return order

    def _frame(self, issue: Issue, signer: str, at: datetime, office: Office) -> dict[str, Any]:
        context: dict[str, Any] = issue.content | {
            "superior": office.superior,
            "body": office.body,
            "place": office.place,
            "signatory": {"title": office.title_of(signer), "name": issue.signatory},
            "stand_in": self._stand_in,
        }
        if replaces := issue.content.get("replaces"):
            reference = self._offices.reference(replaces["number"], issue.office)
            context["replaces"] = replaces | {"reference": reference}
        return {
            "context": context,
            "reason": REASON,
            "location": office.place,
            "at": at.astimezone(VIETNAM),
            "code": Coded(issue.title, issue.shown) if issue.title else None,
        }


def to_sign(issue: Issue, signer: str) -> ToSign:
    """A result as its officer signs it."""
    about = f"Ký kết quả {issue.kind}, hồ sơ {issue.code}"
    return ToSign(issue.code, issue.step, signer, issue.template, about, since=issue.since)


def enclosed(issue: Issue) -> tuple[str, ...]:
    """The papers that become part of a result, whichever way they were asked for."""
    return issue.enclosed or ((issue.encloses,) if issue.encloses else ())


def _number(event: Event) -> str:
    assert isinstance(event.act, acts.Numbered)  # noqa: S101 - the key says so
    return event.act.number
