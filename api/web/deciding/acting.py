"""What is written for a task becomes an act: checked, asked once more where nobody takes it back, done, or kept."""

from api.container import Container, only_deciding
from api.services.deciding import Opened, decided, stopped
from api.web.colleagues import found as colleague
from api.web.deciding.choices import CLAIM, HANDED_ON, Choice, beside, ways_of, why_not
from api.web.deciding.decision import CHOOSE, Reading
from api.web.deciding.words import Fault, Written
from api.web.fields import changed, questions, read
from domain.dossier import acts, keys
from domain.dossier.eligibility import asked_enough
from domain.dossier.journal import Entry
from domain.dossier.state import Dossier
from infra.identity.oidc import Identity


def ways(found: Opened, who: Identity, tools: Container) -> tuple[list[Choice], list[Choice]]:
    """How this officer may decide the task now, and what else they may do with it."""
    now = tools.journal.clock()
    refusal = why_not(found.task, found.dossier, who.actor, now)
    aside = beside(found.task, found.dossier, who.actor, refusal, now)
    return ([] if refusal else ways_of(found.task, found.dossier)), aside


def chosen(what: Written, found: Opened, who: Identity, tools: Container) -> Choice | None:
    """The choice that was made; if it is none of those offered, say so in ``faults``.

    Raises:
        Refusal: they may not decide it, or not any more.
    """
    first, aside = ways(found, who, tools)
    choice = next((one for one in (*first, *aside) if one.decision == what.decision), None)
    if choice is not None:
        return choice
    if what.decision in found.task.decisions:
        raise why_not(found.task, found.dossier, who.actor, tools.journal.clock()) or asked_enough(found.dossier)
    what.faults = [Fault(field="decide", words=CHOOSE)]
    return None


def check(what: Written, choice: Choice, found: Opened, tools: Container) -> bool:
    """Whether what is written can be sent; ``faults`` says what is wrong with it."""
    reading = Reading(what, choice, found, tools)
    reading.decision(tools.answer_of(found.dossier.procedure, found.task.answer), tools.journal.clock())
    if choice.decision in HANDED_ON:
        reading.colleague()
    what.faults = reading.faults
    return not reading.faults


def reshape(what: Written, found: Opened, tools: Container) -> None:
    """Ask about one thing more, or less, in the answer: a button asked for that."""
    if model := tools.answer_of(found.dossier.procedure, found.task.answer):
        parts = questions(model, tools.offices)
        posted = {name: values[0] for name, values in what.said.items()}
        answer, _ = read(parts, posted)
        what.answer = changed(answer, parts, posted) or answer


async def act(what: Written, choice: Choice, found: Opened, who: Identity, tools: Container) -> Dossier:
    """Do what was checked.

    Raises:
        LoginTooOld: they have to log in again first.
        Refusal: it may not be done so, or not any more.
    """
    who = await only_deciding(who, tools)
    reading = Reading(what, choice, found, tools)
    said = reading.decision(tools.answer_of(found.dossier.procedure, found.task.answer), tools.journal.clock())
    task = found.task.id
    match choice.decision:
        case "delegate" if said.until:
            to = await colleague(reading.colleague(), found.task, who, tools, lends=True)
            lent = acts.TaskDelegated(task=task, to=to, until=said.until, lends_on=reading.lends_on)
            return await tools.journal.act_on_task(task, Entry(key=keys.EACH_TIME, act=lent), who.actor)
        case "takeover":
            to = await colleague(reading.colleague(), found.task, who, tools, lends=False)
            taken = acts.TaskTakenOver(task=task, to=to, reason=said.reason)
            return await tools.journal.act_on_task(task, Entry(key=keys.EACH_TIME, act=taken), who.actor)
        case "stop":
            return await stopped(found.dossier.code, said.reason, who, tools.journal, tools.index)
    return await decided(task, said, who, tools)


async def held(task: str, wish: str, who: Identity, tools: Container) -> None:
    """Claim a task, or give it back; refused, if it is a colleague's, or decided."""
    act = acts.TaskClaimed(task=task) if wish == CLAIM else acts.TaskReleased(task=task)
    await tools.journal.act_on_task(task, Entry(key=keys.EACH_TIME, act=act), who.actor)
