"""A person's own draft, as every page of it has it: its procedure, its pages, what is locked in it, what is wrong."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Annotated, Any

from fastapi import Depends, Path, Request
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from api.container import Container, Known, Tools, sufficient
from api.services.filing import MANDATE, Intake
from api.web.fields import Group, Part, Section, check, sections
from domain.base.refusals import Missing
from domain.base.words import Words
from domain.dossier.journal import canonical
from domain.statute.offices import Office, UnknownOffice
from infra.files.drafts import Content, Draft, DraftChanged
from infra.identity.oidc import Identity
from infra.reads.dossiers import filed_under
from workflows.engine.forms import Filing, Form, Paper, assumed
from workflows.engine.procedure import Procedure

BY_LOGIN = Words(vi="Theo tài khoản ông/bà đăng nhập", en="From the account that you logged in with")
AT_THE_COUNTER = Words(vi="Theo giấy tờ xuất trình tại quầy", en="From the identity document shown at the counter")
THEMSELVES = {"person", "owner"}
"""What forms call the one person whose matter it is."""
BY_MANDATE = Paper(kind=MANDATE, title=Words(vi="Giấy ủy quyền", en="The owner's mandate"))
KNOWN = ("number", "full_name")

Errors = dict[str, Words]
DraftId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]


async def filer(who: Known, tools: Tools) -> Identity:
    """Let in whoever may file."""
    return sufficient(who, tools)


Filer = Annotated[Identity, Depends(filer)]


@dataclass(frozen=True)
class Own:
    """A draft in its owner's hands."""

    tools: Container
    who: Identity
    draft: Draft

    @property
    def content(self) -> Content:
        """What is filled in so far."""
        return self.draft.content

    @property
    def procedure(self) -> type[Procedure[Any]]:
        """What is applied for."""
        if (found := self.tools.procedures.get(self.draft.procedure)) is None:
            raise Missing("Thủ tục này không còn.", "There is no such procedure any more.")
        return found

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The pages of the form itself."""
        return sections(self.procedure.form, self.tools.offices)

    @property
    def pages(self) -> list[str]:
        """Every page in its order, by the end of its address."""
        papers = ["papers"] if self.papers else []
        return [*(section.slug for section in self.sections), *papers, "contact", "check"]

    @property
    def papers(self) -> list[Paper]:
        """The papers that the procedure names for what is chosen, and the mandate where somebody files for another."""
        said = assumed(self.procedure.form, self.content.form)
        own = [paper for paper in self.procedure.papers if not paper.when or paper.may_be_brought(said)]
        return [*own, *([BY_MANDATE] if self.content.owner else [])]

    def needs(self, paper: Paper) -> bool:
        """Whether a paper has to be brought, by what is filled in so far."""
        return paper.needed(assumed(self.procedure.form, self.content.form))

    def section(self, slug: str) -> Section:
        """A section, or ``Missing``."""
        if (found := next((section for section in self.sections if section.slug == slug), None)) is None:
            raise Missing
        return found

    def at(self, page: str) -> str:
        """A page's address."""
        return f"/drafts/{self.draft.id}/{page}"

    def beside(self, page: str, step: int) -> str:
        """The address of the page after one, or before it."""
        place = self.pages.index(page) + step
        return self.at(self.pages[place]) if place >= 0 else "/drafts"

    def step(self, page: str) -> dict[str, int]:
        """Say how far one is."""
        return {"step": self.pages.index(page) + 1, "steps": len(self.pages)}

    @property
    def applicant(self) -> dict[str, str]:
        """Number and name of who files: whoever is logged in, or stands at the officer's counter."""
        if not self.who.citizen:
            return {"number": "", "name": ""} | self.content.applicant
        return {"number": self.who.number, "name": self.who.name}

    @property
    def asked(self) -> dict[str, str]:
        """Numbers of those who must agree to it, and as what; nobody, as long as the form is not right."""
        consents = self.form.must_agree(self.filing) if self.form else {}
        own = (self.applicant["number"], self.content.owner.get("number"))
        return {number: part for number, part in consents.items() if number not in own}

    @property
    def filing(self) -> Filing:
        """Who files it today."""
        applicant = "" if self.who.organisation else self.applicant["number"]
        return Intake(self.tools, self.who).filing(self.content.owner.get("number", ""), applicant)

    @cached_property
    def form(self) -> Form | None:
        """The form, once it is right."""
        try:
            return self.procedure.form.model_validate(self.content.form)
        except ValidationError:
            return None

    @property
    def desks(self) -> list[Office]:
        """The desks of which a citizen chooses one that receives and hands out; a counter receives at its own."""
        if not self.who.citizen:
            return []
        return list(self.tools.offices.communes_by_name)

    @property
    def desk(self) -> Office | None:
        """The desk that they chose, if there is still one."""
        return next((desk for desk in self.desks if desk.code == self.content.receiving), None)

    @property
    def decides(self) -> str:
        """The name of the office that decides; empty, as long as the form does not say which."""
        with suppress(UnknownOffice):
            return self.tools.offices.office(self.form.competent).body if self.form else ""
        return ""

    def locked(self, answers: Any) -> dict[str, Words]:
        """Name what is known of the applicant already, with its source."""
        source = BY_LOGIN if self.who.citizen else AT_THE_COUNTER
        return {f"{group.name}.{key}": source for group in self.people if self.is_me(group, answers) for key in KNOWN}

    @property
    def people(self) -> list[Group]:
        """Whom the form asks about, each on a page of their own."""
        parts = (part for section in self.sections for part in section.parts)
        return [part for part in parts if isinstance(part, Group) and part.person]

    def is_me(self, group: Group, answers: Any) -> bool:
        """Whether it is the applicant whom this is about."""
        known, given = self.applicant, answers.get(group.key)
        return bool(known["number"]) and isinstance(given, dict) and given.get("number") == known["number"]

    @property
    def me(self) -> dict[str, str]:
        """What is known of the applicant, as forms have it."""
        return {"number": self.applicant["number"], "full_name": self.applicant["name"]}

    def certain(self, answers: dict[str, Any]) -> dict[str, Any]:
        """Write of the applicant what is known, whatever was typed."""
        mine = [group for group in self.people if self.is_me(group, answers)]
        return answers | {group.key: answers[group.key] | self.me for group in mine}

    def errors(self) -> dict[str, Errors]:
        """Say by section what is wrong with it."""
        found = {section.slug: check(section.parts, self.content.form) for section in self.sections}
        return {slug: errors for slug, errors in found.items() if errors}

    @property
    def resumed(self) -> str:
        """The address of the first page that is not done, or has something to put right."""
        wrong = self.errors()
        undone = [page for page in self.pages if page in wrong or page not in self.content.done]
        return self.at(undone[0])

    async def keep(self, **changes: Any) -> Content:
        """Keep what was changed, pressed twice or not; ``DraftChanged``, if another window changed the same."""
        drafts, by = self.tools.drafts, self.who.actor
        try:
            return await drafts.keep(self.draft.id, by, self.content.model_copy(update=changes))
        except DraftChanged:
            now = (await drafts.find(self.draft.id, by)).content
            if any(getattr(now, name) != value for name, value in changes.items()):
                raise
            return now

    async def let_go(self, upload: str) -> None:
        """Forget a file that was taken out, unless another draft or a dossier has it."""
        await self.tools.uploads.discard(await self.tools.drafts.let_go({upload}, self.who.actor))


async def own_draft(draft: DraftId, who: Filer, tools: Tools, request: Request) -> Own:
    """Open a draft of theirs; of one that was filed, its receipt is shown."""
    return await opened(draft, who, tools, request)


async def opened(draft: str, who: Identity, tools: Container, request: Request) -> Own:
    """Do the same for an address that names it otherwise."""
    try:
        return Own(tools, who, await tools.drafts.find(draft, who.actor))
    except Missing:
        if code := await filed_as(draft, who, tools):
            request.state.instead = RedirectResponse(f"/dossiers/{code}/filed", 303)
        raise


Mine = Annotated[Own, Depends(own_draft)]


def key_of(draft: str) -> str:
    """Name the filing of a draft: however often it is sent, it files once."""
    return f"draft/{draft}"


async def filed_as(draft: str, who: Identity, tools: Container) -> str:
    """The code of the dossier that a draft became, or nothing."""
    return await filed_under(tools.journal.database, who.actor, key_of(draft))


def begun(procedure: type[Procedure[Any]], known: dict[str, str]) -> dict[str, Any]:
    """Fill in what is known where only one person can be meant."""
    fields = THEMSELVES & set(procedure.form.model_fields)
    about = [section.parts[0] for section in sections(procedure.form) if section.slug in fields]
    people = [part for part in about if isinstance(part, Group) and part.person]
    return {group.key: {"number": known["number"], "full_name": known["name"]} for group in people}


def digest(parts: Iterable[Part], answers: dict[str, Any]) -> str:
    """Mark what a page showed, so that it is seen whether it has changed since."""
    return sha256(canonical(list(_shown(parts, answers)))).hexdigest()[:16]


def _shown(parts: Iterable[Part], answers: dict[str, Any]) -> Iterator[Any]:
    for part in parts:
        yield answers.get(part.key)
