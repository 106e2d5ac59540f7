"""The workflow's own hand in the journal, and the issue of results."""

from hashlib import sha256
from typing import Any

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.agencies import beating
from activities.contracts import ADVANCE, ISSUE, Advance, Issue
from domain import acts
from domain.authenticity import Claim
from domain.calendar import VIETNAM
from domain.journal import Entry, Event
from domain.messages import News
from domain.office import Offices
from domain.refusals import Refusal
from infra import enclosures
from infra.journal import Journal, Rest
from infra.press import Press
from infra.qr import QrSigner
from infra.storage import NotStored, Store

REASON = "Cấp kết quả giải quyết thủ tục hành chính"


class Records:
    """Appends what the workflow did; run as a local activity, so a retry adopts what was recorded."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    @activity.defn(name=ADVANCE)
    async def advance(self, request: Advance) -> News:
        """Append and give the news since.

        Raises:
            ApplicationError: the rules refuse what a workflow may never do; final.
        """
        try:
            rest = Rest(waits=request.waits)
            events = await self._journal.advance(request.code, request.entries, request.since, rest, request.latest)
            return News(events=events)
        except Refusal as error:
            raise ApplicationError(error.en, type=error.slug, non_retryable=True) from error


class Results:
    """Issues results: one number, one document, whatever is retried."""

    def __init__(
        self,
        journal: Journal,
        press: Press,
        store: Store,
        offices: Offices,
        *,
        stand_in: bool,
        qr: QrSigner | None = None,
    ) -> None:
        self._journal = journal
        self._press = press
        self._store = store
        self._offices = offices
        self._stand_in = stand_in
        self._qr = qr

    @activity.defn(name=ISSUE)
    async def issue(self, issue: Issue) -> News:
        """Number, render, seal, store and journal; each step adopts what an earlier try did."""
        async with beating():
            numbered = await self._number(issue)
            path = f"results/{issue.code}/{issue.step}.pdf"
            document = await self._document(path, issue, numbered)
            number = _number(numbered)
            digest = sha256(document).hexdigest()
            act = acts.Issued(kind=issue.kind, number=number, sha256=digest, path=path)
            done = [Entry(key=issue.step, act=act), *issue.then]
            return News(events=await self._journal.advance(issue.code, done, issue.since, Rest(waits=True)))

    async def _number(self, issue: Issue) -> Event:
        # From the beginning: a workflow that was lost has seen, and does not ask for, what an earlier try recorded.
        key = f"{issue.step}/number"
        numbered = Entry(key=key, act=acts.Numbered(kind=issue.kind))
        events = await self._journal.advance(issue.code, [numbered], 0, Rest())
        return next(event for event in events if event.key == key)

    async def _document(self, path: str, issue: Issue, numbered: Event) -> bytes:
        try:
            return await self._store.get(path)
        except NotStored:
            sealed = await self._press.issue(issue.template, **self._order(issue, numbered))
            # Written once: if another try was faster, its document is the document.
            return sealed if await self._store.put_new(path, sealed) else await self._store.get(path)

    def _order(self, issue: Issue, numbered: Event) -> dict[str, Any]:
        office = self._offices.office(issue.office)
        at = numbered.at.astimezone(VIETNAM)
        number = _number(numbered)
        enclosed = [enclosures.data(issue.kind, number, office.body, issue.content)]
        context = issue.content | {
            "number": number,
            "body": office.body,
            "place": office.place,
            "signatory": {"title": office.signs_as, "name": issue.signatory},
            "issued_at": at,
            "stand_in": self._stand_in,
        }
        if self._qr and issue.title:
            digest = sha256(enclosed[0].content).hexdigest()
            link = self._qr.link(
                Claim(
                    issuer=office.body, kind=issue.title, number=number, issued_at=at, shown=issue.shown, digest=digest
                )
            )
            context |= {"check_at": link, "check_page": self._qr.page}
            enclosed.append(enclosures.code(link))
        return {
            "context": context,
            "enclosed": enclosed,
            "reason": REASON,
            "location": office.place,
            "at": at,
        }


def _number(event: Event) -> str:
    assert isinstance(event.act, acts.Numbered)  # noqa: S101 - the key says so
    return event.act.number
