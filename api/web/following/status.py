"""How a dossier stands, on pages: for who may act for it, who must agree, an office, and who merely follows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from api.container import Container
from api.services.province.expecting import Expected, expected
from api.services.views import ROOT, handed_out
from api.web.following.hints import files_anew, hint
from api.web.following.jobs import Job, jobs
from domain.base.law import ENDED, Status
from domain.base.refusals import Erased
from domain.base.words import Words
from domain.deadlines.dueness import because
from domain.dossier import acts
from domain.dossier.act import Actor
from domain.dossier.history import Line, history
from domain.dossier.journal import Event
from domain.dossier.state import Dossier
from domain.dossier.view import STATUSES, Waiting, clock, describe
from domain.filing.reception import part_of
from domain.tasks.model import CONSENT, Task
from infra.reads.dossiers import Gone

TAGS = {
    Status.SUPPLEMENT_REQUESTED: "govuk-tag--yellow",
    Status.PAYMENT_REQUESTED: "govuk-tag--yellow",
    Status.DONE: "govuk-tag--green",
    Status.DELIVERED: "govuk-tag--green",
    Status.NOT_ACCEPTED: "govuk-tag--red",
    Status.WITHDRAWN: "govuk-tag--grey",
    Status.STOPPED: "govuk-tag--red",
}


@dataclass(frozen=True)
class Shown:
    """A dossier, or one beside it, as its place on the page shows it."""

    code: str
    title: Words
    office: str
    desk: str
    """Who receives and hands out, where another decides."""
    status: Words
    tag: str
    waiting: Waiting
    late: bool
    ended: bool
    due_at: datetime | None
    because: Words | None
    clock: Words | None
    dossier: Dossier


@dataclass(frozen=True)
class Standing:
    """All that a page shows of it."""

    here: Shown
    version: int
    """Grows with each event, here or in a branch."""
    branches: list[Shown | Gone]
    lines: list[Line]
    jobs: list[Job]
    asked: acts.SupplementRequested | None
    """What was asked of the applicant last, and why."""
    consents: list[tuple[Words, Words, str]]
    """Of whom, what they said, and to whose matter it is, why not."""
    forms: list[tuple[str, str]]
    hint: Words | None
    """What the reader can do where nothing is asked of them."""
    anew: str
    """Where a new application begins, if that helps."""
    near: bool
    """Whether the reader acts for it or works on it: others are shown neither money nor reasons nor the result."""
    expected: Expected | None = None
    """By when nine of ten such dossiers were done."""

    @property
    def result(self) -> dict[str, str] | None:
        """The result's number and where it lies."""
        issue = self.here.dossier.result
        return {"number": issue.number, "href": f"{ROOT}/results/{issue.number}"} if issue and issue.sha256 else None


SAID = {
    "": Words(vi="chưa trả lời", en="has not answered yet"),
    "consent": Words(vi="đã đồng ý", en="agreed"),
    "object": Words(vi="không đồng ý", en="did not agree"),
}


async def standing(code: str, reader: Actor, tools: Container, *, follows: bool = False) -> Standing:
    """Read a dossier for a page; to who merely ``follows`` it nothing is shown that tells about people."""
    dossier = await tools.journal.dossier(code, reader)
    events = await tools.journal.events(code, reader)
    branches = [await _branch(branch.code, reader, tools) for branch in dossier.branches.values()]
    near = not follows and (reader.id in dossier.applicants or not reader.applies)
    here, receives = shown(dossier, tools), tools.offices.office(dossier.receiving).body
    return Standing(
        here=here,
        version=dossier.seq + sum(one.dossier.seq for one in branches if isinstance(one, Shown)),
        branches=branches,
        lines=history(events, dossier, tools.registry),
        jobs=[] if follows else jobs(dossier, reader, tools.journal.clock(), tools.registry),
        asked=_asked(events) if near and any(task.kind == "supply" for task in dossier.open_tasks) else None,
        consents=[] if follows else _consents(dossier, near=near),
        hint=hint(dossier, receives, late=here.late) if near and reader.applies else None,
        anew=f"/procedures/{dossier.procedure}" if near and reader.applies and files_anew(dossier) else "",
        forms=[(form, f"/dossiers/{code}/forms/{form}") for form in handed_out(dossier, reader)] if near else [],
        near=near,
        expected=expected(dossier, tools.province.promises, tools.journal.clock()),
    )


def shown(dossier: Dossier, tools: Container) -> Shown:
    """Say where a dossier stands."""
    now, calendar = tools.journal.clock(), tools.journal.calendar_of(dossier)
    view = describe(dossier, now, tools.registry, offices=tools.offices.bodies)
    return Shown(
        code=dossier.code,
        title=tools.procedures[dossier.procedure].title,
        office=tools.offices.office(dossier.competent).body,
        desk=tools.offices.office(dossier.receiving).body if dossier.receiving != dossier.competent else "",
        status=STATUSES[dossier.status],
        tag=TAGS.get(dossier.status, ""),
        waiting=view.waiting,
        late=view.late,
        ended=dossier.status in ENDED,
        due_at=dossier.due_at,
        because=because(dossier, calendar),
        clock=clock(dossier, now, calendar),
        dossier=dossier,
    )


async def _branch(code: str, reader: Actor, tools: Container) -> Shown | Gone:
    try:
        return shown(await tools.journal.dossier(code, reader), tools)
    except Erased as erased:
        return Gone(code, erased)


def _asked(events: Sequence[Event]) -> acts.SupplementRequested | None:
    return next((event.act for event in reversed(events) if isinstance(event.act, acts.SupplementRequested)), None)


def _consents(dossier: Dossier, *, near: bool) -> list[tuple[Words, Words, str]]:
    asked = [task for task in dossier.tasks.values() if task.kind == CONSENT]
    return [(part_of(task.about), _said(task), task.objection if near else "") for task in asked]


def _said(task: Task) -> Words:
    return SAID["object" if task.objection else task.decision if task.decision in SAID else ""]
