"""Turns what a person sent into a filing: the form holds, the papers are theirs, the offices exist."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pydantic import BaseModel, ValidationError

from api.http.problems import field_errors
from api.services.application import Application, ConsentContact, FiledBy, Owner, PaperIn, PaperTaken
from api.services.reuse import NotTaken, Reused, ReuseTools, from_warehouse
from domain.base.law import Channel, Role
from domain.base.refusals import MandateEnded, NotConfirmed, Unacceptable, WrongRole
from domain.base.words import Words, joined
from domain.dossier import acts
from domain.dossier.journal import Event, canonical
from domain.dossier.state import Dossier
from domain.filing.consenting import consents_of
from domain.filing.filers import Filer
from domain.money.model import PaidThere
from domain.people.identity import ChipRead
from domain.province.warehouse import WAREHOUSE
from domain.statute.offices import Offices
from domain.statute.versions import Rules
from domain.tasks.model import Task
from infra.crypto.blind_index import BlindIndex
from infra.documents.orders import Unprintable
from infra.facts.open_facts import Unconfirmed
from infra.files.digitising import Illegible
from infra.files.uploads import Uploads
from infra.foreign.reader import Reader
from infra.id_cards.card_proof import CardProofs
from infra.identity.oidc import Identity
from infra.journal.journal import Journal
from infra.printing.pool import RenderPool
from workflows.catalogue import Catalogue
from workflows.engine.forms import Filing, Form, Paper
from workflows.engine.procedure import Procedure

MANDATE = "mandate"
"""The paper by which somebody acts for another (giấy ủy quyền)."""
YEAR = timedelta(days=365)


class UnknownProcedure(Unacceptable):
    """No procedure has this code."""


class FormInvalid(Unacceptable):
    """The form cannot be right; ``errors`` names each field, ``faults`` say what contradicts another."""

    def __init__(self, errors: list[dict[str, str]], faults: Sequence[Words] = ()) -> None:
        super().__init__("Tờ khai chưa đúng.", "The form is not right.")
        self.errors, self.faults = errors, faults


class NotForOrganisations(Unacceptable):
    """Only people file this procedure."""


class PaperMissing(Unacceptable):
    """A paper that the law asks for is not there."""


class PaperNotFetched(Unacceptable):
    """A paper need not be brought, as the shared warehouse has it, and could not be taken from there now."""

    def __init__(self, paper: Paper, why: NotTaken) -> None:
        super().__init__(
            "Chưa lấy được “{0}” từ kho dữ liệu dùng chung: {1}. {2}",
            "“{0}” could not be taken from the shared data warehouse: {1}. {2}",
            paper.title,
            why.words,
            why.to_do,
        )
        self.kind, self.passes = paper.kind, why.passes


class MandateTooNarrow(Unacceptable):
    """The mandate is for other procedures."""


class MayNotFile(Unacceptable):
    """It is neither theirs to file, nor do they come with a mandate (không có quyền nộp)."""


@dataclass(frozen=True)
class ActingTools(Catalogue):
    """What it takes to act on a dossier, and to bring papers to it."""

    journal: Journal
    index: BlindIndex
    uploads: Uploads
    reader: Reader
    press: RenderPool


@dataclass(frozen=True)
class FilingTools(ActingTools, ReuseTools):
    """What it takes to file one."""

    offices: Offices
    card_proofs: CardProofs
    unconfirmed: Unconfirmed
    takes_unconfirmed: bool
    """Whether applications are taken by facts that nobody has confirmed: never in production."""


def checked_form(procedure: type[Procedure[Any]], form: dict[str, Any], filing: Filing) -> Form:
    """Read a form as its procedure defines it; ``FormInvalid`` names what is missing, impossible or contradictory."""
    checked = _read(procedure.form, form)
    if faults := checked.faults(filing):
        raise FormInvalid([{"field": "", "message": f"{fault.vi} / {fault.en}"} for fault in faults], faults)
    return checked


def refuse_unconfirmed(rules: Rules, unconfirmed: Unconfirmed) -> None:
    """See that nothing new rests on facts that nobody has confirmed; what is under way goes on.

    Raises:
        NotConfirmed: says how many are open.
    """
    if open_ := unconfirmed.of(rules.version):
        raise NotConfirmed(
            "Thủ tục này chưa nhận hồ sơ mới trên hệ thống: còn {0} nội dung quy định chưa được tỉnh xác nhận."
            " Ông/bà hỏi bộ phận một cửa; hồ sơ đang giải quyết không bị ảnh hưởng.",
            "No new application is taken here: {0} facts of this procedure are not confirmed by the province yet."
            " Ask the one-stop desk; what is under way goes on.",
            len(open_),
        )


def may_file(form: Form, filing: Filing) -> Filer:
    """As what they may file this form, or ``MayNotFile``, which says who may."""
    if (filer := form.filer(filing)) is None:
        raise MayNotFile(
            "Hồ sơ này do {0} nộp. Người khác nộp thay phải có giấy ủy quyền của người có quyền nộp.",
            "This is filed by: {0}. Whoever files for one of them brings that person's mandate.",
            joined("; ", [one.words for one in form.filed_by]),
        )
    return filer


def checked_answer(dossier: Dossier, task: Task, said: dict[str, Any] | None, known: Catalogue) -> dict[str, Any]:
    """Read an answer as its task asks for it, or ``FormInvalid``; nothing, where it asks for none."""
    if (model := known.answer_of(dossier.procedure, task.answer)) is None:
        return {}
    return _read(model, said or {}).model_dump(mode="json")


def _read[M: BaseModel](model: type[M], said: dict[str, Any]) -> M:
    try:
        return model.model_validate(said)
    except ValidationError as error:
        raise FormInvalid(field_errors(error.errors(include_input=False, include_context=False))) from None


async def checked_papers(papers: Sequence[PaperIn], owner: Identity, tools: ActingTools) -> list[dict[str, Any]]:
    """Each paper with its file's digest; the files must be the sender's own uploads.

    Raises:
        UploadMissing, Illegible: one is not, or cannot be read although its pages are to become part of the result.
        TooManyPages: there are more of these than a document has.
    """
    uploads = await tools.uploads.own([paper.upload for paper in papers], owner.actor)
    bound = {paper.kind for procedure in tools.procedures.values() for paper in procedure.papers if paper.bound}
    scans = [paper.upload for paper in papers if paper.kind in bound and not uploads[paper.upload].digitised]
    try:
        await tools.reader.legible([await tools.uploads.lying(scan, owner.actor) for scan in scans], owner.actor.id)
    except Unprintable:
        raise Illegible from None
    return [
        {"kind": paper.kind, "sha256": found.sha256, "name": found.name, "media_type": found.media_type}
        | ({"digitised": True} if found.digitised else {})
        | (paper.told if isinstance(paper, PaperTaken) else {})
        for paper in papers
        if (found := uploads[paper.upload])
    ]


def marked(kept: Sequence[dict[str, Any]], mark: str) -> tuple[str, ...] | None:
    """The digests of those papers: ``reused`` was not brought anew, ``national`` lay in its owner's store there."""
    return tuple(paper["sha256"] for paper in kept if paper.get(mark)) or None


@dataclass(frozen=True)
class FiledThere:
    """What the national portal said of a filing that was made on it."""

    code: str
    """By which it is known there, and by which it has to be told of it."""
    known_as: str = ""
    """The portal's own name of whose it is (TechID)."""
    paid: PaidThere | None = None
    """What was paid for it there, where anything was."""

    @property
    def told(self) -> dict[str, Any]:
        """What of it tells of people, as far as anything was said."""
        said = ({"known_as": self.known_as} if self.known_as else {}) | ({"paid": True} if self.paid else {})
        return {"portal": said} if said else {}


@dataclass(frozen=True)
class Intake:
    """One filing on its way in."""

    tools: FilingTools
    who: Identity
    there: FiledThere | None = None
    """What the national portal said of it, where it was filed there."""

    async def filed(self, sent: Application) -> tuple[acts.Filed, str]:
        """Check everything and give the act, with the prefix of the dossier's code; a refusal names what is wrong."""
        procedure = self.procedure(sent.procedure)
        channel, applicant, name = self._applicant(sent.applicant)
        owner = self._owner(sent)
        filing = self.filing(owner, applicant)
        checked = checked_form(procedure, sent.form, filing)
        filer = may_file(checked, filing)
        lacking = self._lacking(procedure, checked, sent.documents)
        competent = self.tools.offices.office(checked.competent)
        desk = self.tools.offices.office(self._desk(channel, sent.receiving, competent.code))
        brought = await checked_papers(sent.documents, self.who, self.tools)
        asked, secret = checked.must_agree(filing).keys() - {applicant, owner}, secrets.token_hex(16)
        reached, identity = self._reached(sent.consent_contacts, asked), self._identity(sent)
        mandate_until = self._mandate_until(sent.owner, filing.day)
        rules = self.tools.journal.laws.in_force(procedure.code, filing.day)
        if not self.tools.takes_unconfirmed:
            refuse_unconfirmed(rules, self.tools.unconfirmed)
        # Last: no agency is asked for the paper of an application that is refused anyway.
        reused = await self._reused(lacking, checked, owner or applicant)
        kept = brought + await checked_papers(reused, self.who, self.tools)
        act = acts.Filed(
            procedure=procedure.code,
            channel=channel,
            receiving=desk.code,
            competent=competent.code,
            applicant=self.who.actor.id if self.who.organisation else self.tools.index.of(applicant),
            identity=identity,
            owner=self.tools.index.of(owner) if owner else "",
            mandate_until=mandate_until,
            filed_as=filer.role,
            parties=tuple(self.tools.index.of(number) for number in checked.parties),
            consents=consents_of(checked.agreements(filing), self.tools.index.of, secret, (applicant, owner)),
            documents=tuple(paper["sha256"] for paper in kept),
            digitised=tuple(paper["sha256"] for paper in kept if "digitised" in paper),
            reused=marked(kept, "reused"),
            from_store=marked(kept, "national"),
            case=checked.case,
            units=rules.fee.counted(checked.units, checked.payers_born, filing.day) if rules.fee else checked.units,
            fee_class=rules.fee.class_of(checked.fee_class, checked.payers_born, filing.day) if rules.fee else "",
            rules=rules,
            reviewed=competent.reviewed(procedure.code),
            organ=competent.organ(procedure.code),
            portal=self.there.code if self.there else None,
            paid_there=self.there.paid if self.there else None,
            personal={
                "form": checked.model_dump(mode="json"),
                "documents": kept,
                "contact": sent.contact.model_dump(),
                "applicant": {"number": applicant, "name": name},
                "secret": secret,
            }
            | (self.there.told if self.there else {})
            | self._for_organisation()
            | reached
            | ({"owner": sent.owner.model_dump(mode="json", exclude_defaults=True)} if sent.owner else {}),
        )
        return act, desk.dossier_prefix

    async def once(self, sent: Application, key: str) -> tuple[Event, str]:
        """File it once per ``key`` of this person; papers count by content: the same ones again file the same."""
        act, prefix = await self.filed(sent)
        # The secret is made anew each time, and says nothing of what is filed.
        body = {name: value for name, value in act.personal.items() if name != "secret"}
        said = self.tools.index.of(canonical([act.procedure, act.receiving, body]).decode())
        return await self.tools.journal.file(prefix, act, self.who.actor, key, said)

    def _reached(self, contacts: list[ConsentContact], asked: Collection[str]) -> dict[str, Any]:
        """By blind index, how those who must agree are reached; of nobody else a contact is kept."""
        if any(contact.number not in asked for contact in contacts):
            raise Unacceptable(
                "Chỉ ghi liên hệ của người phải đồng ý.", "A contact is given of somebody whose consent is not asked."
            )
        ways = {self.tools.index.of(c.number): {"email": c.email, "locale": c.locale} for c in contacts}
        return {"asked": ways} if ways else {}

    def procedure(self, code: str) -> type[Procedure[Any]]:
        """A procedure that they may file."""
        if (procedure := self.tools.procedures.get(code)) is None:
            raise UnknownProcedure("Không có thủ tục này.", "There is no such procedure; see /procedures.")
        if self.who.organisation and not procedure.organisations:
            raise NotForOrganisations(
                "Tổ chức không nộp được thủ tục này: hãy đăng nhập bằng tài khoản cá nhân.",
                "Organisations do not file this procedure: log in as the person whose matter it is.",
            )
        return procedure

    def filing(self, owner: str, applicant: str) -> Filing:
        """Who files today, as the form's own judgement has it."""
        organisation = "" if owner else self.who.organisation
        return Filing(applicant=owner or applicant, organisation=organisation, day=self.tools.journal.today())

    def _for_organisation(self) -> dict[str, Any]:
        """Which organisation files, and who does it for them."""
        who = self.who
        if not who.organisation:
            return {}
        filed = {"number": "", "organisation": who.organisation, "name": who.organisation_name}
        return {"applicant": filed, "representative": {"number": who.number, "name": who.name}}

    def _applicant(self, counter: FiledBy | None) -> tuple[Channel, str, str]:
        if self.who.citizen and counter is not None:
            raise Unacceptable("Công dân tự nộp hồ sơ của mình.", "Only the counter files for somebody else.")
        if self.who.organisation:
            return Channel.ONLINE, "", self.who.organisation_name
        if self.who.citizen:
            return Channel.ONLINE, self.who.number, self.who.name
        if Role.RECEIVING_OFFICER not in self.who.actor.roles:
            raise WrongRole("Chỉ cán bộ tiếp nhận nộp thay công dân.", "Only a receiving officer files for a person.")
        if counter is None:
            raise Unacceptable("Thiếu người nộp hồ sơ.", "Name the applicant for whom you file.")
        return Channel.DIRECT, counter.number, counter.name

    def _identity(self, sent: Application) -> ChipRead | None:
        """How the counter knows the applicant, where a chip was read; the portal knows by its own login."""
        if not sent.card:
            return None
        if sent.applicant is None:
            raise Unacceptable("Chỉ quầy một cửa đọc chip.", "Only the counter reads chips.")
        tools, told = self.tools, sent.applicant
        return tools.card_proofs.read(sent.card, told.number, told.name, self.who.actor, tools.journal.clock())

    def _owner(self, sent: Application) -> str:
        if sent.owner is None:
            return ""
        if not any(paper.kind == MANDATE for paper in sent.documents):
            raise PaperMissing("Thiếu giấy ủy quyền.", "The paper “{0}” is missing: the owner's mandate.", MANDATE)
        if sent.owner.procedures and sent.procedure not in sent.owner.procedures:
            raise MandateTooNarrow(
                "Giấy ủy quyền không dành cho thủ tục này.", "The mandate is for other procedures: bring one for this."
            )
        return sent.owner.number

    def _mandate_until(self, owner: Owner | None, today: date) -> date | None:
        if owner is None:
            return None
        until = owner.until or today + YEAR
        if until < today:
            raise MandateEnded(
                "Giấy ủy quyền hết hạn ngày {:%d/%m/%Y}.", "The mandate ended on {:%d %B %Y}: bring a new one.", until
            )
        return until

    def _desk(self, channel: Channel, receiving: str, competent: str) -> str:
        """The counter receives what was brought to it; a portal filing goes where the applicant wants."""
        return self.who.actor.agency if channel == Channel.DIRECT else receiving or competent

    def _lacking(self, procedure: type[Procedure[Any]], form: Form, papers: Sequence[PaperIn]) -> list[Paper]:
        """The papers that were not brought, and that the shared warehouse may have.

        Raises:
            PaperMissing: one has to be brought in any case.
        """
        brought, said = {paper.kind for paper in papers}, form.model_dump(mode="json")
        lacking = [paper for paper in procedure.papers if paper.may_be_brought(said) and paper.kind not in brought]
        for paper in lacking:
            if paper.known_by != WAREHOUSE:
                raise _missing(paper)
        return lacking

    async def _reused(self, lacking: Sequence[Paper], form: Form, number: str) -> Sequence[PaperTaken]:
        """These papers, as the shared warehouse has them of the applicant.

        Raises:
            PaperNotFetched: it has one that cannot be taken, and says why.
            PaperMissing: it has none.
        """
        said = form.model_dump(mode="json")
        found = await from_warehouse(lacking, said, number, self.who, self.tools) if number else Reused()
        taken = {paper.kind for paper in found.papers}
        for paper in lacking:
            if why := found.not_taken.get(paper.kind):
                raise PaperNotFetched(paper, why)
            if paper.kind not in taken:
                raise _missing(paper)
        return found.papers


def _missing(paper: Paper) -> PaperMissing:
    return PaperMissing("Thiếu {0}.", "The paper “{1}” is missing.", paper.title, paper.kind)
