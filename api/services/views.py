"""What the front door shows of dossiers, events and tasks."""

from collections.abc import Iterable
from dataclasses import dataclass

from api.schemas.base import ProcedureName
from api.schemas.dossiers import (
    BranchView,
    ConsentView,
    DossierInFull,
    DossierLinks,
    DossierView,
    ErasedDossier,
    Erasure,
    FiledView,
    Links,
    OfficeClock,
    StatusView,
    Waits,
)
from api.schemas.journal import By, ByAgency, ByOfficer, BySomebody, EventView
from api.schemas.payments import PaymentView
from api.schemas.results import RecallView, ResultView
from api.schemas.tasks import ComparedAnswer, TaskView, WrongDataView
from domain.agencies.answering import closes
from domain.base.law import Status
from domain.base.refusals import Erased
from domain.base.words import Words
from domain.deadlines.dueness import because
from domain.deadlines.lateness import spent
from domain.dossier import acts
from domain.dossier.acts import Actor
from domain.dossier.eligibility import offered
from domain.dossier.journal import Event
from domain.dossier.state import Dossier
from domain.dossier.view import ROLES, STATUSES, clock, describe, story
from domain.filing.reception import part_of
from domain.recall.model import Recall, WrongData
from domain.registers.registry import Registry
from domain.slips.model import FormNumber
from domain.statute.offices import Offices
from domain.tasks.model import COMPARE, CONSENT, Task
from infra.identity.oidc import Identity
from infra.journal.journal import Journal
from infra.runtime.settings import Settings
from workflows.catalogue import Catalogue

ROOT = "/api/v1"
HIDDEN: dict[str, bool | set[str]] = {
    **dict.fromkeys(("personal", "rules", "applicant", "owner", "parties", "consents", "person"), True),
    **dict.fromkeys(("handle", "signer"), True),
    "look": {"about"},
}
"""What an event keeps to itself: blind indices tell readers nothing, the rules are the catalogue's to show, names stay
inside."""

FEE = Words(vi="Phí, lệ phí", en="Fee")
"""What was paid for on the national portal, where the procedure has no fee."""


@dataclass(frozen=True)
class ViewTools(Catalogue):
    """What it takes to show a dossier."""

    journal: Journal
    offices: Offices
    settings: Settings


def links(code: str) -> Links:
    """Where to go from a dossier."""
    here = f"{ROOT}/dossiers/{code}"
    return Links(self=here, events=f"{here}/events")


def filed_view(code: str, event: Event, locale: str) -> FiledView:
    """Answer a filing: the same whenever it is asked again."""
    status = StatusView(code=Status.FILED, words=STATUSES[Status.FILED].in_(locale))
    return FiledView(code=code, status=status, filed_at=event.at, due_at=None, links=links(code))


def erased_view(code: str, erased: Erased, locale: str) -> ErasedDossier:
    """Show that there was a dossier, and why nothing is left of it to show."""
    return ErasedDossier(code=code, erased=Erasure(at=erased.at, words=erased.words.in_(locale)), links=links(code))


def dossier_view(dossier: Dossier, tools: ViewTools, locale: str, reader: Actor) -> DossierView:
    """Show a dossier to its reader."""
    now, calendar = tools.journal.clock(), tools.journal.calendar_of(dossier)
    view = describe(dossier, now, tools.registry, reader.id if reader.applies else "", tools.offices.bodies)
    waiting = view.waiting
    return DossierView(
        code=dossier.code,
        procedure=_procedure(dossier, tools, locale),
        status=StatusView(code=dossier.status, words=view.status.in_(locale)),
        filed_at=dossier.filed_at,
        accepted_at=dossier.accepted_at,
        due_at=dossier.due_at,
        due_because=_words(because(dossier, calendar), locale),
        clock=_words(clock(dossier, now, calendar), locale),
        late=view.late,
        holder=waiting.holder.in_(locale),
        waits=Waits(why=waiting.why.in_(locale), since=waiting.since, until=waiting.until),
        can=view.can,
        reason=dossier.reason,
        consents=[_consent(task, locale) for task in dossier.tasks.values() if task.kind == CONSENT],
        payments=[_payment(task, dossier, locale) for task in dossier.payments],
        result=_result(dossier),
        recalled=[recall_view(recall, locale) for recall in dossier.recalls],
        links=DossierLinks(**vars(links(dossier.code)), **_forms(dossier, reader), sign=_signs(dossier, tools, reader)),
    )


def _procedure(dossier: Dossier, tools: ViewTools, locale: str) -> ProcedureName:
    return ProcedureName(code=dossier.procedure, title=tools.procedures[dossier.procedure].title.in_(locale))


def _signs(dossier: Dossier, tools: ViewTools, reader: Actor) -> str:
    """Lead whoever is asked to sign the result, or a slip, to the page where they do."""
    page, asked = tools.settings.signing_page, {one.signer for one in dossier.awaited_signatures}
    return page.format(signer=reader.id) if page and reader.id in asked else ""


def _consent(task: Task, locale: str) -> ConsentView:
    """Show who must agree, what they said, and why not."""
    said = "object" if task.objection else "consent" if task.decision == "consent" else None
    words = part_of(task.about).in_(locale)
    return ConsentView(part=task.about, words=words, said=said, reason=task.objection, task=task.id)


def branch_view(dossier: Dossier, tools: ViewTools, locale: str) -> BranchView:
    """Show an interlinked procedure beside its parent: its own office, status and clock."""
    view = describe(dossier, tools.journal.clock(), tools.registry)
    return BranchView(
        code=dossier.code,
        procedure=_procedure(dossier, tools, locale),
        agency=tools.offices.office(dossier.competent).body,
        status=StatusView(code=dossier.status, words=view.status.in_(locale)),
        due_at=dossier.due_at,
        clock=_words(clock(dossier, tools.journal.clock(), tools.journal.calendar_of(dossier)), locale),
        late=view.late,
        reason=dossier.reason,
        result=_result(dossier),
        recalled=[recall_view(recall, locale) for recall in dossier.recalls],
        links=links(dossier.code),
    )


def clocks_view(dossier: Dossier, tools: ViewTools) -> list[OfficeClock]:
    """Show the office time that each office has had the dossier, in hours: their clocks inside the whole."""
    took = spent(dossier, tools.journal.clock(), tools.journal.calendar_of(dossier))
    return [
        OfficeClock(agency=tools.offices.office(code).body, hours=round(time.total_seconds() / 3600, 1))
        for code, time in took.items()
    ]


async def in_full(code: str, who: Identity, tools: ViewTools, locale: str) -> DossierInFull:
    """A dossier with its clocks and branches, as its reader sees it."""
    dossier = await tools.journal.dossier(code, who.actor)
    shown = dossier_view(dossier, tools, locale, who.actor)
    branches = [await _branch(branch.code, who, tools, locale) for branch in dossier.branches.values()]
    return DossierInFull(**vars(shown), clocks=clocks_view(dossier, tools), branches=branches)


async def _branch(code: str, who: Identity, tools: ViewTools, locale: str) -> BranchView | ErasedDossier:
    try:
        return branch_view(await tools.journal.dossier(code, who.actor), tools, locale)
    except Erased as erased:
        return erased_view(code, erased, locale)


def handed_out(dossier: Dossier, reader: Actor) -> list[FormNumber]:
    """Say which forms of a dossier a reader gets: the control slip stays among the officers."""
    has: dict[FormNumber, bool] = {
        "01": dossier.accepted_at is not None,
        "02": dossier.supplements > 0,
        "03": dossier.status == Status.NOT_ACCEPTED,
        "04": dossier.apologies > 0,
        "05": dossier.ending == "stopped",
        "refusal": dossier.ending == "refused",
        "06": dossier.accepted_at is not None and reader.kind == "officer",
    }
    return [form for form, there in has.items() if there]


def _forms(dossier: Dossier, reader: Actor) -> dict[str, str]:
    return {f"form_{form}": f"{ROOT}/dossiers/{dossier.code}/forms/{form}" for form in handed_out(dossier, reader)}


def _words(words: Words | None, locale: str) -> str | None:
    return words.in_(locale) if words else None


def _payment(task: str, dossier: Dossier, locale: str) -> PaymentView:
    """Show a fee and the money that moved for it, in đồng."""
    payment = dossier.payments[task]
    return PaymentView(
        title=dossier.fee_title or FEE.in_(locale),
        amount=payment.asked,
        paid=payment.paid,
        outstanding=payment.outstanding if dossier.is_asked(task) else 0,
        receipts=[came.receipt for came in payment.transactions.values() if came.receipt],
        given_back=sum(back.amount for back in payment.returns.values() if back.transaction),
        goes_back=dossier.owed_back(task) + sum(b.amount for b in payment.returns.values() if not b.transaction),
        paid_on_portal=payment.there,
        confirmed=not dossier.unsure_of(task),
    )


def _result(dossier: Dossier) -> ResultView | None:
    result = dossier.result
    if result is None or not result.sha256:
        return None
    return ResultView(number=result.number, sha256=result.sha256, href=f"{ROOT}/results/{result.number}")


def recall_view(recall: Recall, locale: str) -> RecallView:
    """Show that a result was recalled, why, and which one stands in its place; its PDF stays where it was."""
    return RecallView(
        number=recall.number,
        at=recall.at,
        reason=recall.reason.in_(locale),
        basis=recall.basis,
        corrects=recall.corrects,
        replaced_by=recall.replaced_by or None,
        href=f"{ROOT}/results/{recall.number}",
    )


def wrong_data_view(one: WrongData, locale: str) -> WrongDataView:
    """Show what was found wrong to the leaders of the office whose result rests on it."""
    words = {name: getattr(one, name).in_(locale) for name in ("what", "field", "said", "other", "right")}
    return WrongDataView(register_=one.agency, person=one.person, paper=one.paper, basis=one.basis, **words)


def event_view(event: Event, registry: Registry, locale: str, reader: Actor) -> EventView:
    """Show an event: what it was, when, whose it was, and where it stands in the chain."""
    # Who of an office has a task is the office's own: those who apply are told of offices and roles.
    hidden = HIDDEN if reader.kind == "officer" else {**HIDDEN, **dict.fromkeys(event.act.staff, True)}
    public = event.act.model_dump(mode="json", exclude=hidden, exclude_none=True)
    return EventView(
        seq=event.seq,
        at=event.at,
        type=event.act.type,
        words=story(event.act, registry).in_(locale),
        by=_by(event.actor),
        facts={name: value for name, value in public.items() if name != "type" and value not in ("", [])},
        hash=event.hash,
    )


def _by(actor: Actor) -> By:
    """Say in which capacity somebody acted; names stay inside."""
    if actor.kind == "agency":
        return ByAgency(kind=actor.kind, agency=actor.id)
    if actor.kind != "officer":
        return BySomebody(kind=actor.kind)
    return ByOfficer(kind=actor.kind, agency=actor.agency, roles=actor.roles)


def task_view(task: Task, dossier: Dossier, locale: str) -> TaskView:
    """Show a task to whoever may do it."""
    return TaskView(
        id=task.id,
        dossier=dossier.code,
        kind=task.kind,
        about=task.about,
        reason=task.reason,
        role=task.role,
        role_words=ROLES[task.role].in_(locale),
        agency=task.agency,
        state="open" if task.open else "closed",
        claimed=bool(task.claimed_by),
        decisions=offered(dossier, task),
        decision=task.decision,
        amount=task.amount,
        opened_at=task.opened_at,
        due_at=dossier.due_at,
    )


def compared(task: Task, dossier: Dossier, events: Iterable[Event]) -> list[ComparedAnswer]:
    """What was entered and what the agency answered late, in their order, where a task is to compare them."""
    if task.kind != COMPARE:
        return []
    asked = {other.id for other in dossier.tasks.values() if other.asks and other.message == task.message}
    return [
        ComparedAnswer(by=event.actor.id, seq=event.seq, answer=event.act.personal.get("answer"))
        for event in events
        if any(closes(event, other) for other in asked)
        or (isinstance(event.act, acts.AnsweredLate) and event.act.task in asked)
    ]
