"""Deciding a task: what the REST routes and the pages do alike."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import AwareDatetime, Field

from api.schemas.base import Sent
from api.services.consulting import ConsultingTools, question
from api.services.filing import ActingTools, checked_answer
from api.services.results import Receipt, handed_over
from domain.base.refusals import Missing, Unacceptable
from domain.dossier import acts, keys
from domain.dossier.access_log import ANSWERS, FORM, JOURNAL
from domain.dossier.journal import Entry, Event, canonical
from domain.dossier.state import Dossier
from domain.opinions.model import asking
from domain.tasks.model import PAID_THERE, Task
from infra.crypto.blind_index import BlindIndex
from infra.identity.oidc import Identity
from infra.journal.journal import Journal
from infra.reads import dossiers
from infra.reads.access_log import Looks


@dataclass(frozen=True)
class DecidingTools(ActingTools, ConsultingTools):
    """What it takes to decide a task."""

    looks: Looks


class Decision(Sent):
    """What an officer decides about a task."""

    decision: str = Field(max_length=40)
    reason: str = Field(default="", max_length=2000)
    article: str = Field(default="", max_length=2000, description="Where the law says so, of a refusal.")
    items: list[str] = Field(default=[], max_length=20)
    answer: dict[str, Any] | None = None
    until: AwareDatetime | None = None
    note: str = Field(default="", max_length=2000)
    receipt: Receipt | None = Field(default=None, description="Who took the result, where it is handed over.")
    office: str = Field(default="", max_length=20)
    """Code of the office whose opinion is asked."""
    words: str = Field(default="", max_length=2000)
    """What it is asked, or what it answers."""


@dataclass(frozen=True)
class Opened:
    """A task with all that is needed to decide it."""

    task: Task
    dossier: Dossier
    events: Sequence[Event]


async def opened(task: str, who: Identity, journal: Journal, looks: Looks) -> Opened:
    """Open a task of the officer's agency, or ``Missing``, and note that they looked."""
    found = await seen(task, who, journal)
    await looks.note(found.dossier.code, who.actor, FORM, ANSWERS, JOURNAL)
    return replace(found, events=await journal.events(found.dossier.code, who.actor))


async def seen(task: str, who: Identity, journal: Journal) -> Opened:
    """The same without its events, and without noting that they looked at all of it."""
    dossier = await dossier_of(task, who, journal)
    if task not in dossier.tasks or dossier.tasks[task].agency != who.actor.agency:
        raise Missing
    return Opened(dossier.tasks[task], dossier, ())


async def decided(task: str, body: Decision, who: Identity, tools: DecidingTools) -> Dossier:
    """Decide a task, or refuse to; deciding the same again changes nothing."""
    act = await act_of(task, body, who, tools)
    key = keys.decision(task, body.decision, who.actor.id)
    if isinstance(act, acts.Consented | acts.Objected):
        # These can be said again: for another reason, or of a form that was corrected since.
        asked = (await dossier_of(task, who, tools.journal)).tasks[task]
        key = keys.said_again(key, asked.anew, tools.index.of(body.reason))
    then = []
    if isinstance(act, acts.OpinionAsked):
        dossier = await dossier_of(task, who, tools.journal)
        then.append(asking(dossier.code, dossier.tasks[task].step, act))
    return await tools.journal.act_on_task(task, Entry(key=key, act=act), who.actor, *then)


async def stopped(code: str, reason: str, who: Identity, journal: Journal, index: BlindIndex) -> Dossier:
    """Stop a dossier; the same reason again stops nothing anew."""
    stop = acts.Stopped(reason=reason, personal={"name": who.name})
    said = index.of(canonical(stop.model_dump(mode="json")).decode())
    return await journal.act(code, Entry(key=keys.stopped_for(said), act=stop), who.actor)


async def dossier_of(task: str, who: Identity, journal: Journal) -> Dossier:
    """The dossier of a task, or ``Missing``."""
    return await journal.dossier(await dossiers.of_task(journal.database, who.actor, task), who.actor)


async def act_of(task: str, body: Decision, who: Identity, tools: DecidingTools) -> acts.AnyAct:
    """Make the act that a decision is; what cannot be read is refused."""
    signed = {"name": who.name}
    match body.decision:
        case "accept":
            return acts.Accepted(task=task, personal=signed)
        case "request_supplement":
            return acts.SupplementRequested(task=task, items=tuple(body.items), reason=body.reason, personal=signed)
        case "apologise":
            if body.until is None:
                raise Unacceptable("Phải nêu ngày hẹn lại.", "Name the new date.")
            return acts.Apologised(task=task, reason=body.reason, due_at=body.until, personal=signed)
        case "propose_supplement":
            return acts.SupplementProposed(task=task, items=tuple(body.items), reason=body.reason, personal=signed)
        case "consent":
            return acts.Consented(task=task)
        case "object":
            return acts.Objected(task=task, reason=body.reason)
        case "not_accept":
            return acts.NotAccepted(task=task, reason=body.reason, personal=signed)
        case "approve":
            return acts.Approved(task=task, personal=signed)
        case "refuse":
            return acts.Refused(task=task, reason=body.reason, article=body.article, personal=signed)
        case "propose_refusal":
            return acts.RefusalProposed(task=task, reason=body.reason, article=body.article, personal=signed)
        case "continue":
            return acts.RefusalDeclined(task=task, reason=body.reason, personal=signed)
        case "facts_wrong":
            return acts.FactsDisputed(task=task, reason=body.reason, personal=signed)
        case "verify_again":
            return acts.ReviewReturned(task=task, reason=body.reason, personal=signed)
        case "set_aside":
            return acts.RecallSetAside(task=task, reason=body.reason, personal=signed)
        case "hand_over":
            return await handed_over(task, body.receipt, who, tools)
        case "pay":
            return acts.MoneyIn(task=task, transaction=f"cash/{task}", method="cash")
        case "give_back":
            return acts.MoneyBack(task=task, transaction=f"cash/{task}")
        case "consult":
            dossier, said = await dossier_of(task, who, tools.journal), signed | {"text": body.words}
            return question(task, body.office, body.until, said, dossier, tools)
        case "opinion_agrees" | "opinion_objects" | "opinion_differs" | "opinion_not_ours":
            return acts.OpinionGiven(task=task, opinion=body.decision, personal=signed | {"text": body.words})
        case "answer":
            found = await seen(task, who, tools.journal)
            answer = checked_answer(found.dossier, found.task, body.answer, tools)
            if found.task.kind == PAID_THERE:
                return acts.PortalTook(task=task, amount=answer["amount"], personal=signed | {"note": body.note})
            return acts.Done(task=task, decision="answer", personal={"answer": answer, "note": body.note})
        case other:
            return acts.Done(task=task, decision=other, personal={"note": body.note} if body.note else {})
