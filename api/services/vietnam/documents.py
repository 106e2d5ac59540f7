"""Documents of the programme at the standing body: asked for by who signs them, read by who oversees it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.schemas.base import Coded
from api.schemas.vietnam.documents import DocumentsView, DocumentView
from api.services.vietnam.programme import Programme
from api.services.vietnam.programme_tools import ProgrammeTools, Reading, coded
from api.services.vietnam.report import Report
from domain.base.refusals import Missing
from domain.province.periods import Period
from domain.statute.offices import Offices
from domain.vietnam.programme import rights
from domain.vietnam.programme.documents import FORMS, reference_of
from domain.vietnam.programme.roadmap import Kind, roadmap
from infra.files.storage import Store
from infra.identity.oidc import Identity
from infra.vietnam.documents import Document

WHAT: dict[Kind, str] = {"tasks": "nhiệm vụ", "models": "mô hình", "targets": "chỉ tiêu"}


@dataclass(frozen=True)
class Papers:
    """The programme's documents, as somebody asks for them or reads them."""

    tools: ProgrammeTools
    offices: Offices
    who: Identity
    now: datetime
    locale: Any

    async def report(self, period: str) -> DocumentView:
        """Ask for a month's report, to be signed by who asks.

        Raises:
            WrongRole: they do not lead in the standing body.
            NotAMonth: the month has not begun.
        """
        rights.may_sign(self.who.actor, self.tools.parameters)
        # What is signed is as it stood when it was asked for.
        made = Report(Period.read(period), self.tools, self.offices, self.who.actor, self.now, False, self.who.name)
        return self._view(await self.tools.documents.ask("report", period, await made.content(), self.who.actor))

    async def note(self, kind: Kind, no: str, evidence: str) -> DocumentView:
        """Ask for the note of acceptance of an item by its accepted evidence, to be signed by who asks.

        Raises:
            WrongRole: they do not lead in the standing body.
            FourEyes: they gave the evidence.
            Missing: the item has no such evidence that was accepted.
        """
        by = self.tools.parameters
        rights.may_sign(self.who.actor, by)
        programme = Programme(by.province, self.tools, Reading.of(self.who.actor, self.now, "vi", None))
        item = roadmap(await programme.entered(), programme.day).get((kind, no))
        given = next((one for one in item.accepted if one.id == evidence), None) if item else None
        if item is None or given is None:
            raise Missing(
                "Không có minh chứng đã được chấp nhận với số, ký hiệu này.",
                "No accepted evidence bears this number: have it accepted first.",
            )
        rights.may_judge(self.who.actor, given, by)
        content = {
            "signatory": self._signatory(),
            "sent_to": [coded(item.plan.lead, self.tools, programme.day).words],
            "shown": f"{WHAT[kind]} {no}",
            "what": WHAT[kind],
            "no": no,
            "name": item.plan.name,
            "document": item.document,
            "unit": programme.unit.title[:1].lower() + programme.unit.title[1:],
            "lead": coded(item.plan.lead, self.tools, programme.day).words,
            "co": [coded(one, self.tools, programme.day).words for one in item.plan.co],
            "due": item.plan.due.isoformat() if item.plan.due else None,
            "evidence": given.id,
            "note": given.note,
            "given_on": given.day.isoformat(),
            "accepted_on": given.judged_on.isoformat() if given.judged_on else given.day.isoformat(),
            "example": item.plan.example,
        }
        return self._view(
            await self.tools.documents.ask("acceptance", f"{kind}/{no}/{evidence}", content, self.who.actor)
        )

    def _signatory(self) -> dict[str, str]:
        office = self.offices.office(self.tools.parameters.standing_body)
        return {"title": office.title_of(self.who.actor.id), "name": self.who.name}

    async def all(self) -> DocumentsView:
        """List them.

        Raises:
            WrongRole: they oversee no programme.
        """
        rights.may_plan(self.who.actor, self.tools.parameters)
        return DocumentsView(items=[self._view(one) for one in await self.tools.documents.all(self.who.actor)])

    async def file(self, name: str, store: Store) -> tuple[str, bytes]:
        """The newest file of one that is sealed, and its number.

        Raises:
            WrongRole: they oversee no programme.
            Missing: there is none yet.
        """
        rights.may_plan(self.who.actor, self.tools.parameters)
        found = await self.tools.documents.one(name, self.who.actor)
        if not found.path:
            raise Missing("Văn bản này chưa được ký số và đóng dấu.", "It is not signed and sealed yet.")
        return found.number, await store.get(found.path)

    def _view(self, one: Document) -> DocumentView:
        symbol, sealed = self.offices.office(one.office).symbol, bool(one.sha256)
        return DocumentView(
            id=one.id,
            kind=Coded(code=one.kind, words=FORMS[one.kind].title.in_(self.locale)),
            about=one.about,
            state="declined" if one.declined else "sealed" if sealed else "under_way",
            signatory=str(one.content["signatory"]["name"]),
            made_at=one.made_at,
            reference=reference_of(one.kind, symbol, one.serial) if sealed and one.serial else "",
            number=one.number,
            issued_at=one.issued_at,
            sha256=one.sha256,
            stamped_until=one.stamped_until,
            declined=one.declined.in_(self.locale) if one.declined else "",
        )
