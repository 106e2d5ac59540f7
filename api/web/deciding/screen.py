"""What the decision screen shows of a task."""

from collections.abc import Mapping, Sequence
from typing import Any

from api.container import Container
from api.services.consulting import usual_day
from api.services.deciding import Opened
from api.services.views import dossier_view
from api.web.colleagues import offered
from api.web.deciding.acting import ways
from api.web.deciding.choices import CLAIM, DELEGATE, HANDED_ON, RELEASE, STOP, TAKE_OVER, choice_of, why_not
from api.web.deciding.decision import other_offices
from api.web.deciding.form import differences, sections
from api.web.deciding.heard import all_heard, side_by_side
from api.web.deciding.law import course_of, law_of
from api.web.deciding.words import Written
from api.web.fields import questions
from domain.agencies.answering import closes
from domain.base.words import Words, joined, plain
from domain.dossier import acts
from domain.dossier.eligibility import leads
from domain.dossier.journal import Event, form_of
from domain.dossier.state import Dossier
from domain.dossier.story import FOUND, UNTOLD, Told, names_in, what
from domain.dossier.story import who as who_acted
from domain.dossier.view import ROLES
from domain.opinions.acts import CONSULT
from domain.opinions.model import OPINIONS, askings
from domain.recall.proposed import laid_before
from domain.tasks.words import BY_HAND
from infra.identity.officers import Names
from infra.identity.oidc import Identity
from infra.printing.sketch import SKETCH

IMAGES = "image/"
RECORDED_AS = {DELEGATE: "task_delegated", TAKE_OVER: "task_taken_over", STOP: "stopped"}
"""By what is done without deciding, the act that it is."""
LAPSED = Words(vi="thời hạn của pháp luật", en="the law's term")


async def shown(
    found: Opened, who: Identity, tools: Container, locale: str, what_is_written: Written
) -> dict[str, Any]:
    """Everything that the page says."""
    names = await tools.officers.names(who.actor, named_in(found))
    task, dossier, events = found.task, found.dossier, found.events
    heard = all_heard(dossier, events, tools)
    form = sections(dossier, events, heard, tools)
    return {
        "task": task,
        "title": tools.registry.waits_for(task.kind),
        "procedure": tools.procedures[dossier.procedure].title,
        "dossier": dossier,
        "view": dossier_view(dossier, tools, locale, who.actor),
        "form": form,
        "differences": differences(form),
        "heard": heard,
        "wrong_data": laid_before(events, task.id),
        "recalls": task.open and leads(dossier, who.actor),
        "late_answer": side_by_side(task, dossier, events, tools),
        "papers": papers(dossier, events, tools),
        "names": names,
        "holder": task.holder(tools.journal.clock()) if task.open else "",
        "opinions": opinions(events, tools, names),
        "story": story_of(events, tools, names),
        "law": law_of(dossier, tools.journal.laws, tools.unconfirmed),
        "course": course_of(dossier, events),
        "draft": drafted(dossier),
        "sketch": bool(sketched(found, tools)),
        "written": what_is_written,
    } | (await _to_decide(found, who, tools) if task.open else {"closed": closed(found, who, tools, names)})


def named_in(found: Opened) -> set[str]:
    """The staff codes of whoever did something on a dossier, has its task, or was given one."""
    did = {event.actor.id for event in found.events if event.actor.kind == "officer"}
    given = {act.to for event in found.events if isinstance(act := event.act, acts.TaskDelegated | acts.TaskTakenOver)}
    return did | given | {found.task.claimed_by, found.task.delegated_by}


async def _to_decide(found: Opened, who: Identity, tools: Container) -> dict[str, Any]:
    task, dossier = found.task, found.dossier
    first, aside = ways(found, who, tools)
    now = tools.journal.clock()
    refusal = why_not(task, dossier, who.actor, now)
    model = tools.answer_of(dossier.procedure, task.answer)
    return {
        "ways": first,
        "aside": aside,
        "colleagues": await offered(task, who, tools) if any(one.decision in HANDED_ON for one in aside) else [],
        "why_not": refusal.words if refusal else None,
        "hold": RELEASE if task.holder(now) == who.actor.id else CLAIM if not task.holder(now) and first else "",
        "questions": questions(model, tools.offices) if model else (),
        "reasons": {one.decision: tools.reasons.of(one.decision, dossier.procedure) for one in (*first, *aside)},
        "items": items(dossier, tools),
        "offices": other_offices(CONSULT, tools, task.agency),
        "usual_day": usual_day(dossier, tools),
        "role": ROLES[task.role],
    }


def items(dossier: Dossier, tools: Container) -> list[Words]:
    """What may have to be supplied: the papers of the procedure, and the form."""
    declared = tools.procedures[dossier.procedure]
    fields = [Words(vi="Tờ khai: {}", en="Form: {}").format(part.label) for part in questions(declared.form)]
    return [*(paper.title for paper in declared.papers), *fields]


def opinions(events: Sequence[Event], tools: Container, names: Names) -> list[dict[str, Any]]:
    """What other offices were asked, by whom, and what they said, the first first."""
    return [
        {
            "asking": one,
            "office": tools.offices.bodies.get(one.office, one.office),
            "by": _who(one.asked, {}, names, tools),
            "opinion": OPINIONS.get(one.opinion),
            "answered_by": _who(one.answered, {}, names, tools) if one.answered else None,
        }
        for one in askings(events)
    ]


def papers(dossier: Dossier, events: Sequence[Event], tools: Container) -> list[dict[str, Any]]:
    """Every paper that came with the dossier, the first first, each once."""
    known = {paper.kind: paper.title for paper in tools.procedures[dossier.procedure].papers}
    came = [paper | {"at": event.at} for event in events for paper in event.act.personal.get("documents", [])]
    return [
        paper
        | {
            "title": known.get(paper["kind"], plain(paper["name"])),
            "picture": paper["media_type"].startswith(IMAGES),
        }
        for paper in {paper["sha256"]: paper for paper in came}.values()
    ]


def drafted(dossier: Dossier) -> str:
    """The step whose result lies drafted for its signature; empty before, and once the newest is signed."""
    step, newest = next(reversed(dossier.signatures.items()), ("", None))
    return step if newest and newest.asked_at and not newest.signed_at else ""


def sketched(found: Opened, tools: Container) -> dict[str, Any]:
    """What the result says as far as the form knows; empty once it is decided, or where the form knows nothing."""
    dossier, form = found.dossier, form_of(found.events)
    declared = tools.procedures[dossier.procedure]
    if not form or dossier.ended or dossier.approved_at is not None:
        return {}
    said = declared.preview(declared.form.model_validate(form), found.events[0].act.personal["applicant"])
    office = tools.offices.office(dossier.competent).acting(dossier.organ)
    named = {"superior": office.superior, "body": office.body, "place": office.place}
    frame = named | {"signatory": {"title": office.signs_as, "name": ""}}
    stands = {"stand_in": tools.settings.environment != "production"}
    return said | frame | stands | {SKETCH: True} if said else {}


def story_of(events: Sequence[Event], tools: Container, officers: Names) -> list[Told]:
    """Tell what happened: when, who, officers with role and office, what."""
    names = names_in(events)
    told = [event for event in events if event.act.type not in UNTOLD]
    return [
        Told(at=event.at, who=_who(event, names, officers, tools), what=_what(event, officers, tools)) for event in told
    ]


def _what(event: Event, officers: Names, tools: Container) -> Words:
    act = event.act
    if isinstance(act, acts.TaskDelegated | acts.TaskTakenOver):
        act = act.model_copy(update={"to": officers[act.to]})
    if isinstance(act, acts.Answered):
        agency, found = tools.registry.agencies.get(act.agency, BY_HAND), FOUND[act.found]
        return Words(vi="{} trả lời: {}", en="{} answered: {}").format(agency, found)
    if isinstance(act, acts.Filed):
        return act.told
    if isinstance(act, acts.Done):
        return joined(": ", (act.told, choice_of(act.decision).words))
    return what(act, tools.registry, tools.offices.bodies)


def _who(event: Event, names: Mapping[str, str], officers: Names, tools: Container) -> Words:
    actor = event.actor
    if actor.kind != "officer":
        return who_acted(event, names, titles(tools), tools.registry)
    office, roles = titles(tools).get(actor.agency, actor.agency), [ROLES[role] for role in actor.roles]
    # Of an office that this one does not know, the name that the act itself was signed with.
    called = officers.get(actor.id) or event.act.personal.get("name") or actor.id
    return Words(vi="{}, {} ({})", en="{}, {} ({})").format(called, joined(", ", roles), office)


def did(decision: str, found: Opened, who: Identity) -> bool:
    """Whether this officer did so to this task: an address alone does not say that something was recorded."""
    meant = RECORDED_AS.get(decision, decision)
    mine = [event.act for event in found.events if event.actor.id == who.actor.id]
    on_it = [act for act in mine if isinstance(act, acts.Stopped) or getattr(act, "task", "") == found.task.id]
    return any(meant in (act.type, getattr(act, "decided", "")) for act in on_it)


def closed(found: Opened, who: Identity, tools: Container, names: Names) -> dict[str, Any]:
    """Say who decided a task, what and when."""
    event = next((event for event in found.events if closes(event, found.task.id)), None)
    if event is None:
        return {"by": LAPSED, "mine": False, "words": Words(vi="", en=""), "at": found.task.closed_at}
    by = LAPSED if isinstance(event.act, acts.Lapsed) else _who(event, {}, names, tools)
    return {"by": by, "mine": event.actor.id == who.actor.id, "words": _what(event, names, tools), "at": event.at}


def titles(tools: Container) -> dict[str, str]:
    """The title of every office by its code."""
    return {office.code: office.title for office in tools.offices.offices}
