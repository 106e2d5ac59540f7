"""Does here what people did on the national portal: they file, supply and withdraw by the same ways as anybody."""

from dataclasses import dataclass

import structlog
from pydantic import ValidationError

from api.http.problems import OUTAGES, field_errors
from api.services import acting
from api.services.application import Application, FiledBy, PaperIn, PaperTaken
from api.services.filing import FiledThere, FilingTools, Intake, PaperNotFetched
from domain.base.refusals import Conflict, Refusal, Unacceptable
from domain.dossier import acts
from domain.dossier.acts import Actor
from domain.money.asking import paid_there
from domain.vietnam.portal.exchange_codes import ExchangeCodes
from domain.vietnam.portal.filings import (
    MESSAGES,
    FilingThere,
    PaperThere,
    SaidThere,
    SupplementThere,
    WithdrawalThere,
)
from infra.crypto.blind_index import BlindIndex
from infra.identity.oidc import FILING_LEVEL, ORGANISATION, Identity
from infra.journal.journal import KeyReused
from infra.runtime.background import over_and_over
from infra.vietnam.portal_filings import Opened, PortalFilings

log = structlog.get_logger()

LOOKS_EVERY = 5.0
"""Seconds between looks whether something came."""
SOMETHING_ELSE = (
    "Đã có hồ sơ nộp với mã này của Cổng, nội dung khác.",
    "Something else was filed under this code of the portal.",
)


class FiledOtherwise(Conflict):
    """Under the portal's code something else was filed already (mã hồ sơ đã dùng)."""


class NotFiledYet(Exception):
    """What it is about has not come in, or is held itself."""


class NotVerified(Unacceptable):
    """The portal did not know by VNeID who filed it."""


class PapersNotThere(Unacceptable):
    """Not all of its files lie here yet."""

    slug = "paper-not-there"


@dataclass(frozen=True)
class PortalIntake:
    """What files them: the front door, which looks into each file before anybody gets it."""

    tools: FilingTools
    filings: PortalFilings
    codes: ExchangeCodes

    async def run(self) -> None:
        """File what came, until cancelled."""
        await over_and_over(self.take, LOOKS_EVERY)

    async def take(self) -> int:
        """File what is due; give how many dossiers came of it."""
        return sum([await self.take_one(name, code) for name, code in await self.filings.due()])

    async def take_one(self, name: str, code: str) -> bool:
        """File one, once; what cannot be filed is held with its reason, and keeps none of the others."""
        async with self.filings.alone(code) as (free, taken):
            if not free or (opened := await self.filings.opened(name)) is None:
                return False
            try:
                dossier = await self._done(opened, taken)
            except (Refusal, ValidationError) as refused:
                if isinstance(refused, PaperNotFetched) and refused.passes:
                    # Nobody waits before a page: what passes by itself is no cause to send them away.
                    await self.filings.put_off(name, refused.slug)
                    return False
                await self.filings.hold(name, *_why(refused))
                log.warning("portal_filing_held", code=code, why=_why(refused)[0])
                return False
            except Exception as error:
                await self.filings.put_off(name, type(error).__name__)
                if not isinstance(error, (*OUTAGES, NotFiledYet)):
                    log.error("portal_filing_failed", code=code, why=type(error).__name__)
                return False
            await self.filings.filed(name, dossier)
        log.info("portal_filing_filed", code=code, dossier=dossier)
        return True

    async def _done(self, opened: Opened, taken: str) -> str:
        """The dossier in which it is done: the same one, and once, however often this is tried.

        Raises:
            NotFiledYet: that is tried again by itself.
        """
        there = MESSAGES[opened.asks].model_validate(opened.told)
        if not there.is_verified:
            raise NotVerified(
                "Tài khoản nộp hồ sơ trên Cổng chưa được xác thực qua VNeID.",
                "The account that filed on the portal is not verified by VNeID.",
            )
        who = filer(there, self.tools.index, self.codes)
        if isinstance(there, FilingThere) and taken:
            raise FiledOtherwise(*SOMETHING_ELSE)
        if not isinstance(there, FilingThere) and not taken:
            raise NotFiledYet
        if len(opened.papers) != len(there.papers):
            raise PapersNotThere("Chưa nhận đủ tệp của hồ sơ.", "Not all of its files have come.")
        papers = [
            _paper(paper, await self._kept(paper.name or f"{paper.kind}.pdf", data, who), self.codes)
            for paper, data in zip(there.papers, opened.papers, strict=True)
        ]
        if isinstance(there, FilingThere):
            return await self._filed(there, papers, who)
        if isinstance(there, SupplementThere):
            await acting.supply(taken, papers, there.form, who, self.tools)
        elif isinstance(there, WithdrawalThere):
            await acting.do(taken, acts.Withdrawn(reason=there.reason), who, self.tools)
        return taken

    async def _filed(self, there: FilingThere, papers: list[PaperIn], who: Identity) -> str:
        sent = Application.model_validate(
            {
                "procedure": there.procedure,
                "form": there.form,
                "documents": papers,
                "contact": {"email": there.email, "phone": there.phone},
            }
        )
        try:
            return (await Intake(self.tools, who, self._said(there)).once(sent, f"portal/{there.code}"))[1]
        except KeyReused:
            raise FiledOtherwise(*SOMETHING_ELSE) from None

    def _said(self, there: FilingThere) -> FiledThere:
        paid = bool(there.paid) and there.paid == self.codes.of("DuocThanhToanTrucTuyen", "portal")
        return FiledThere(there.code, there.known_as, paid_there(there.fees) if paid else None)

    async def _kept(self, name: str, data: bytes, who: Identity) -> str:
        return (await self.tools.uploads.keep(name, data, who.actor)).id


def filer(there: SaidThere, index: BlindIndex, codes: ExchangeCodes) -> Identity:
    """Who filed it, as if they had logged in here: the portal knew them by the same identity.

    Raises:
        ValidationError: their number is none.
    """
    for_organisation = there.kind == codes.of("LoaiDoiTuong", "organisation")
    number, name = (there.filer.number, there.filer.name) if for_organisation else (there.number, there.name)
    person = FiledBy.model_validate({"number": number, "name": name})
    citizen = Identity(Actor(kind="citizen", id=index.of(person.number)), person.name, person.number, FILING_LEVEL)
    if not for_organisation:
        return citizen
    if not ORGANISATION.match(there.number):
        raise Unacceptable("Mã số của tổ chức không đúng.", "The organisation's code cannot be right.")
    actor = Actor(kind="organisation", id=index.of_organisation(there.number), person=citizen.actor.id)
    return Identity(
        actor, person.name, person.number, FILING_LEVEL, organisation=there.number, organisation_name=there.name
    )


def _paper(there: PaperThere, upload: str, codes: ExchangeCodes) -> PaperIn:
    """A paper with its file; one that was not brought anew says so, and which result stands in its place."""
    reused = there.reused in (codes.of("DuocTaiSuDung", "yes"), codes.of("DuocTaiSuDung", "result"))
    national = there.national == codes.of("DuocLayTuKhoDMQG", "yes")
    if not (reused or national):
        return PaperIn(kind=there.kind, upload=upload)
    result = there.result if there.reused == codes.of("DuocTaiSuDung", "result") else ""
    return PaperTaken(kind=there.kind, upload=upload, reused=reused, result=result, national=national)


def _why(refused: Refusal | ValidationError) -> tuple[str, str]:
    """What keeps it, for programs and for operators: fields by their names, never what stood in them."""
    if isinstance(refused, ValidationError):
        errors = field_errors(refused.errors(include_input=False, include_context=False))
        return "invalid", ", ".join(one["field"] for one in errors)
    named = ", ".join(one["field"] for one in getattr(refused, "errors", ()) if one["field"])
    return refused.slug, f"{refused.vi} {named}".strip()
