"""What an applicant, an owner, or who must agree does with a dossier: by page and by program the same."""

from typing import Any

from api.services.application import PaperIn
from api.services.corrections import corrected
from api.services.filing import ActingTools, checked_answer, checked_papers, marked
from domain.base.refusals import Conflict
from domain.dossier import acts, keys
from domain.dossier.journal import Entry, canonical
from domain.dossier.state import Dossier
from domain.dossier.view import asked_of
from domain.tasks.model import Task
from infra.identity.oidc import Identity


class NotAsked(Conflict):
    """Nothing of the kind is asked of the applicant now."""


async def supply(
    code: str, papers: list[PaperIn], form: dict[str, Any] | None, who: Identity, tools: ActingTools
) -> Dossier:
    """Supply what was asked for: papers, the form as it should be, or both."""
    dossier = await tools.journal.dossier(code, who.actor)
    task = asked(dossier, "supply", who)
    kept = await checked_papers(papers, who, tools)
    said: dict[str, Any] = {"documents": kept}
    changes: dict[str, Any] = {}
    if form is not None:
        put_right = await corrected(dossier, task, form, who, tools.journal, tools.procedures)
        said["form"] = put_right.form
        changes = {"corrected": put_right.fields, "consents": put_right.consents(tools.index.of)}
    changes |= {"reused": marked(kept, "reused"), "from_store": marked(kept, "national")}
    digests = tuple(paper["sha256"] for paper in kept)
    act = acts.Supplied(task=task.id, documents=digests, personal=said, **changes)
    return await do(code, act, who, tools, _key(task, act, tools))


async def confirm(code: str, form: dict[str, Any] | None, who: Identity, tools: ActingTools) -> Dossier:
    """Agree to the draft, or send the form as it should be."""
    dossier = await tools.journal.dossier(code, who.actor)
    task = asked(dossier, "confirm", who)
    act: acts.AnyAct = acts.Confirmed(task=task.id)
    if form is not None:
        put_right = await corrected(dossier, task, form, who, tools.journal, tools.procedures)
        consents = put_right.consents(tools.index.of)
        act = acts.Corrected(task=task.id, consents=consents, personal={"form": put_right.form})
    return await do(code, act, who, tools, _key(task, act, tools))


async def answer(
    code: str, kind: str, decision: str, who: Identity, tools: ActingTools, reason: str = "", said: Any = None
) -> Dossier:
    """Say what is asked of somebody: a consent, a commitment, a report."""
    dossier = await tools.journal.dossier(code, who.actor)
    task = asked(dossier, kind, who)
    act: acts.AnyAct
    match decision:
        case "consent":
            act = acts.Consented(task=task.id)
        case "object":
            act = acts.Objected(task=task.id, reason=reason)
        case other:
            checked = checked_answer(dossier, task, said, tools)
            act = acts.Done(task=task.id, decision=other, personal={"answer": checked} if checked else {})
    return await do(code, act, who, tools, _key(task, act, tools))


async def rate(code: str, stars: int, comment: str, who: Identity, tools: ActingTools) -> Dossier:
    """Judge the service, once."""
    return await do(code, acts.Rated(stars=stars, personal={"comment": comment} if comment else {}), who, tools)


async def revoke(code: str, reason: str, contact: dict[str, str], who: Identity, tools: ActingTools) -> Dossier:
    """Revoke a mandate, in this dossier and its branches: who filed it neither acts nor looks any longer."""
    return await do(code, acts.MandateRevoked(reason=reason, personal={"contact": contact}), who, tools)


def asked(dossier: Dossier, kind: str, who: Identity) -> Task:
    """The task that asks this of them, or that they just did (who missed our answer says it again), or ``NotAsked``."""
    person = who.actor.id
    all_asked = [task for task in dossier.tasks.values() if task.kind == kind and asked_of(task, dossier, person)]
    task = max(all_asked, key=lambda task: task.opened_at, default=None)
    if task is None or not (task.open or task.decision == "lapsed" or task.closed_by == person):
        raise NotAsked("Hiện không có yêu cầu này.", "Nothing of the kind is asked of you now.")
    return task


async def do(code: str, act: acts.AnyAct, who: Identity, tools: ActingTools, key: str = "") -> Dossier:
    """Do what asks for no more than its act: what may be done, and when, the act's own rule says."""
    return await tools.journal.act(code, Entry(key=key or act.own_key, act=act), who.actor)


def _key(task: Task, act: acts.AnyAct, tools: ActingTools) -> str:
    """Name an act by what it says too: of two that differ, the second is told that it came too late."""
    said = tools.index.of(canonical(act.model_dump(mode="json")).decode())
    return keys.said(task.step, act.type, said, task.anew)
