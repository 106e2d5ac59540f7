"""What people do in a walk: anybody anything, or whoever can what helps."""

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

from domain.base.calendar import VIETNAM, in_vietnam
from domain.base.law import Role
from domain.base.refusals import Refusal
from domain.dossier import acts
from domain.dossier.acts import Actor
from domain.dossier.journal import Entry
from domain.dossier.state import Dossier
from domain.opinions.model import GIVEN
from domain.statute.offices import answers_in
from domain.tasks.model import CONSENT, LATE, OPINION, REFUSE, Task
from tests.support.examples import CALENDAR, FATHER, MOTHER, NEIGHBOUR, STRANGER, officer
from tests.workflows.walks.answers import answer_to
from tests.workflows.walks.world import Dishonoured, World

WHY, ITEMS = "Theo quy định của pháp luật", ("Giấy tờ còn thiếu",)
HELPFUL = (
    *("consent", "accept", "confirm", "answer", "agree", "approve", "pay", "supply", "hand_over", "return", "signed"),
    *(
        "proved",
        "another_child",
        "made",
        "swapped",
        "opinion_agrees",
        "unfounded",
        "excused",
        "paid",
        "cash",
        "continue",
        "done",
        "seen",
        "cleared",
        "give_back",
        "not_accept",
        "refuse",
    ),
)
"""What brings a dossier to its end, best first."""
SILENCE_IS_BEST = ("posting", "found_work", "works_again", "benefit_ends")
"""What is asked so that nobody answers."""
PUTS_RIGHT = ("correct", "supply", "request_supplement", "propose_supplement")
FIRST = (CONSENT, LATE)
EVERYTHING = tuple(role for role in Role if role != Role.APPLICANT)
IDLE, IDLE_ROUNDS = timedelta(days=10), 15


async def decide(world: World) -> None:
    """Let somebody decide a task, rightly or not."""
    chance = world.chance
    dossiers = [dossier for dossier in await world.dossiers() if dossier.tasks]
    dossier = chance.choice(dossiers)
    task = chance.choice(chance.choice([dossier.open_tasks, dossier.open_tasks, [*dossier.tasks.values()]]) or [None])
    if task is None:
        return
    decision = chance.choice([*task.decisions, chance.choice(HELPFUL)] if chance.random() < 0.1 else task.decisions)
    actor, why = anybody(world, dossier, task), chance.choice([WHY] * 6 + [" "])
    await attempt(world, dossier, task, decision, actor, why=why)
    await hear(world, dossier.code)


async def find_wrong(world: World) -> None:
    """Let whoever may find something wrong with the form have it put right, or put it right if they are asked."""
    open_ = [(dossier, task) for dossier in await world.dossiers() for task in dossier.open_tasks]
    ways = [(one, task, way) for one, task in open_ for way in PUTS_RIGHT if way in task.decisions]
    if ways:
        dossier, task, way = world.chance.choice(ways)
        await attempt(world, dossier, task, way, whoever_may(world, dossier, task, taken=False), why=WHY)
        await hear(world, dossier.code)


async def _of_offices(world: World) -> list[tuple[Dossier, Task]]:
    """What is open at an office, some of it for people to say there."""
    return [(dossier, task) for dossier in await world.dossiers() for task in dossier.open_tasks if task.agency]


async def hand_on(world: World) -> None:
    """Let somebody claim, give back, delegate or take over a task, rightly or not."""
    if not (tasks := await _of_offices(world)):
        return
    dossier, task = world.chance.choice(tasks)
    actor, colleague = anybody(world, dossier, task), anybody(world, dossier, task)
    until = world.now + timedelta(days=world.chance.choice([-1, 1, 20]))
    act = world.chance.choice(
        [
            acts.TaskClaimed(task=task.id),
            acts.TaskReleased(task=task.id),
            acts.TaskDelegated(task=task.id, to=colleague.id, until=until, lends_on=colleague.id < actor.id),
            acts.TaskTakenOver(task=task.id, to=world.chance.choice(["", colleague.id]), reason=WHY),
        ]
    )
    await say(world, dossier, act, actor, f"{act.type} of {task.kind}")


async def lend_on(world: World) -> None:
    """Let whoever has a task lend it, the borrower lend it on, allowed or not, and the last of them decide it."""
    tasks = [(dossier, task) for dossier, task in await _of_offices(world) if task.role != Role.APPLICANT]
    if not tasks:
        return
    dossier, task = world.chance.choice(tasks)
    name = task.holder(world.now) or f"{task.role}-{world.chance.choice('ab')}@{task.agency}"
    lender = officer(name, task.role, agency=task.agency)
    for place in range(world.chance.choice([1, 2, 2, 3])):
        # Whoever borrows has another role, or the same as who lends: both may be.
        name = world.chance.choice([f"borrower-{place}", *sorted(dossier.acted_by), f"{task.role}-a@{task.agency}"])
        until = world.now + timedelta(days=world.chance.choice([2, 2, 1, 30]))
        loan = acts.TaskDelegated(task=task.id, to=name, until=until, lends_on=world.chance.random() < 0.5)
        if not await say(world, dossier, loan, lender, f"lends {task.kind} to {name}"):
            break
        lender = officer(name, *world.chance.choice([(), (task.role,)]), agency=task.agency)
    await attempt(world, dossier, task, world.chance.choice(task.decisions), lender, why=WHY)
    await hear(world, dossier.code)


async def decide_together(world: World) -> None:
    """Let one officer decide in one go all that is open for their role at an office, before anybody hears of any."""
    if not (open_ := await _of_offices(world)):
        return
    _, first = world.chance.choice(open_)
    of_one = officer(f"{first.role}-{world.chance.choice('ab')}@{first.agency}", first.role, agency=first.agency)
    for dossier, task in open_:
        if (task.role, task.agency) == (of_one.roles[0], of_one.agency):
            await attempt(world, dossier, task, world.chance.choice(task.decisions), of_one, why=WHY)
    for code in dict.fromkeys(dossier.code for dossier, _ in open_):
        await hear(world, code)


async def close_what_is_open(world: World) -> None:
    """Let tellers do what is still open after the end: what is to be given back."""
    for dossier in await world.dossiers(at_rest=True):
        for task in dossier.open_tasks:
            teller = officer("teller", task.role, agency=task.agency)
            await attempt(world, dossier, task, task.decisions[0], teller, why=WHY)


async def withdraw(world: World) -> None:
    """Let somebody take the dossier, or a branch of it, back."""
    dossier = world.chance.choice(await world.dossiers())
    who = world.chance.choice([MOTHER, MOTHER, MOTHER, FATHER, STRANGER])
    await say(world, dossier, acts.Withdrawn(reason=WHY), who, "withdraw")
    await hear(world, dossier.code)


async def help_on(world: World) -> bool:
    """Let somebody do what helps, or time pass until somebody can; False once everything has ended."""
    for _ in range(IDLE_ROUNDS):
        dossiers = [dossier for dossier in await world.dossiers(at_rest=True) if not dossier.ended]
        if not dossiers:
            return False
        tasks = [(dossier, task) for dossier in dossiers for task in dossier.open_tasks]
        tasks.sort(key=lambda one: (one[1].kind not in FIRST, one[1].opened_at, one[1].step))
        for dossier, task in tasks:
            if task.kind not in SILENCE_IS_BEST and await _helped(world, dossier, task):
                return True
        if _awaited(dossiers):
            raise Dishonoured("no dead end: nobody may do anything about what is asked")
        await _idle(world, dossiers)
        if _awaited(await world.dossiers(at_rest=True)):
            return True
    raise Dishonoured("no dead end: nothing is asked of anybody, and time changes nothing")


def _awaited(dossiers: Sequence[Dossier]) -> bool:
    """Whether somebody is asked for something, and not so that they stay silent."""
    return any(task.kind not in SILENCE_IS_BEST for one in dossiers for task in one.open_tasks if not one.ended)


async def _idle(world: World, before: list[Dossier]) -> None:
    """Let machines do their rounds and, if that changes nothing, time pass until something is asked."""
    await world.dispatcher()
    after = [dossier for dossier in await world.dossiers(at_rest=True) if not dossier.ended]
    if after != before:
        return
    if any(dossier.waiting_agency for dossier in after):
        await world.pass_time(timedelta(minutes=5))
        return
    lapses = [task.lapses_at - world.now for one in after for task in one.open_tasks if task.lapses_at]
    await world.pass_time(max(min(lapses), timedelta()) + timedelta(minutes=1) if lapses else IDLE)


async def _helped(world: World, dossier: Dossier, task: Task) -> bool:
    """Let whoever may do it do the best that is allowed; a superior takes it from whoever has it and may not."""
    for taken in (False, True):
        if taken:
            superior = officer("superior", Role.UNIT_HEAD, Role.COMMUNE_LEADER, agency=task.agency)
            act = acts.TaskTakenOver(task=task.id, reason="Vắng mặt")
            if task.role == Role.APPLICANT or not await say(world, dossier, act, superior, f"take over {task.kind}"):
                return False
        for decision in _best_first(task):
            if await attempt(world, dossier, task, decision, whoever_may(world, dossier, task, taken=taken), why=WHY):
                await hear(world, dossier.code)
                return True
        if not task.claimed_by:
            return False
    return False


def _best_first(task: Task) -> Sequence[str]:
    """The decisions of a task; a refusal that was not shared is proposed again for a reason."""
    known = [decision for decision in HELPFUL if decision in task.decisions]
    if task.kind == REFUSE and "#" in task.step:
        known.reverse()
    return known


def whoever_may(world: World, dossier: Dossier, task: Task, *, taken: bool) -> Actor:
    """Whose a task is, or somebody of their office once it was taken from them."""
    if task.role == Role.APPLICANT:
        return Actor(kind="citizen", id=task.person or dossier.applicant)
    holder = "" if taken else task.holder(world.now)
    return officer(holder or f"{task.role}-{len(world.lines)}", task.role, agency=task.agency)


def anybody(world: World, dossier: Dossier, task: Task) -> Actor:
    """Who might come to a task: mostly whose it is, at times not."""
    chance = world.chance
    if task.role == Role.APPLICANT and chance.random() < 0.9:
        usual = Actor(kind="citizen", id=task.person or dossier.applicant)
        return chance.choice([usual] * 8 + [FATHER, STRANGER])
    agency = chance.choice([task.agency or dossier.receiving] * 20 + [NEIGHBOUR])
    if task.needs_fresh_eyes and chance.random() < 0.5:
        # Who must not decide: somebody who had a hand in it, or whom it is about.
        helper = chance.choice([*sorted(dossier.acted_by), ""])
        return officer(helper or "kin", *EVERYTHING, agency=agency, person="" if helper else dossier.applicant)
    role = chance.choice([task.role] * 8 + [*EVERYTHING])
    roles = EVERYTHING if chance.random() < 0.25 else (role,)
    name = "factotum" if len(roles) > 1 else f"{role}-{chance.choice('ab')}"
    return officer(f"{name}@{agency}", *roles, agency=agency, person=chance.choice([""] * 9 + [dossier.applicant]))


async def attempt(world: World, dossier: Dossier, task: Task, decision: str, actor: Actor, *, why: str) -> bool:
    """Let somebody decide a task so; say whether they were allowed to."""
    act, what = act_of(world, task, decision, why), f"{decision} on {task.step}"
    if isinstance(act, acts.Corrected | acts.Supplied):
        said, where = await world.corrected(dossier.code)
        act, what = act.model_copy(update=said), f"{what}, {where or 'nothing'} is otherwise"
    return await say(world, dossier, act, actor, what)


async def say(
    world: World, dossier: Dossier, act: acts.Act, actor: Actor, what: str, key: str = "", *then: Entry
) -> bool:
    """Bring somebody's act to the front door; say whether it was admitted."""
    where = "" if dossier.code == world.codes[0] else f" (branch {dossier.procedure})"
    world.tick()
    world.tell(f"{actor.kind} {actor.id}: {what}{where}")
    try:
        await world.rig.api.act(dossier.code, Entry.model_validate({"key": key, "act": act}), actor, *then)
    except Refusal as refusal:
        world.refused(refusal)
        return False
    return True


async def hear(world: World, code: str) -> None:
    """Let the workflow hear what was done, unless the news is lost: then the dispatcher brings it, some day."""
    world.unheard.discard(code)
    if world.deaf and world.rig.pushed:
        world.deaf -= 1
        world.rig.pushed.clear()
        world.unheard.add(code)
        world.tell("the engine does not hear of it")
    await world.rig.deliver()


def act_of(world: World, task: Task, decision: str, why: str) -> acts.AnyAct:
    """The act by which a task is decided so."""
    about: dict[str, Any] = {"task": task.id}
    ask: dict[str, Any] = {"items": ITEMS, "reason": why}
    made: dict[str, Callable[[], acts.AnyAct]] = {
        "accept": lambda: acts.Accepted(**about),
        "request_supplement": lambda: acts.SupplementRequested(**about, **ask),
        "propose_supplement": lambda: acts.SupplementProposed(**about, **ask),
        "not_accept": lambda: acts.NotAccepted(**about, reason=why),
        "supply": lambda: acts.Supplied(**about),
        "consent": lambda: acts.Consented(**about),
        "object": lambda: acts.Objected(**about, reason=why),
        "correct": lambda: acts.Corrected(**about),
        "approve": lambda: acts.Approved(**about, personal={"name": "Lê Văn Chủ"}),
        "refuse": lambda: acts.Refused(**about, reason=why),
        "propose_refusal": lambda: acts.RefusalProposed(**about, reason=why, article="Điều 5"),
        "continue": lambda: acts.RefusalDeclined(**about, reason=why),
        "facts_wrong": lambda: acts.FactsDisputed(**about, reason=why),
        "verify_again": lambda: acts.ReviewReturned(**about, reason=why),
        "hand_over": lambda: acts.HandedOver(**about),
        "pay": lambda: acts.MoneyIn(**about, transaction=f"cash/{task.id}", method="cash"),
        "give_back": lambda: acts.MoneyBack(**about, transaction=f"cash/{task.id}"),
        "apologise": lambda: acts.Apologised(**about, reason=why, due_at=_new_date(world)),
        "consult": lambda: _question(world, task, why),
    }
    if task.kind == OPINION and decision in GIVEN:
        return acts.OpinionGiven.model_validate(about | {"opinion": decision, "personal": {"text": why}})
    if decision == "confirm" and task.role == Role.APPLICANT:
        return acts.Confirmed(**about)
    if decision == "answer" and task.answer:
        return acts.Done(**about, decision=decision, personal={"answer": answer_to(task.answer, world.chance)})
    return made.get(decision, partial(acts.Done, **about, decision=decision))()


def _question(world: World, task: Task, why: str) -> acts.OpinionAsked:
    """A question to the neighbours, or to one's own office."""
    office = world.chance.choice([NEIGHBOUR] * 5 + [task.agency])
    role, until = answers_in(office, Role.CIVIL_STATUS_OFFICER), _new_date(world)
    return acts.OpinionAsked(task=task.id, office=office, role=role, until=until, personal={"text": why})


def _new_date(world: World) -> datetime:
    """A working day that is still to come, or a day that the law does not take."""
    today = in_vietnam(world.now).date()
    day = world.chance.choice([CALENDAR.add_working_days(today, 1), CALENDAR.add_working_days(today, 5), today])
    return datetime.combine(day, time(16), VIETNAM)
