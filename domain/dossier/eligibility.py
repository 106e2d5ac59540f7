"""Whether a person may do a task: it is in their sight, of their role, open, no colleague's, and by fresh eyes."""

from datetime import datetime

from domain.base.calendar import in_vietnam
from domain.base.law import Role
from domain.base.refusals import (
    ConsentMissing,
    FourEyes,
    LimitReached,
    Missing,
    NoSuchDecision,
    TaskClosed,
    TaskTaken,
    TooLate,
    WrongRole,
)
from domain.base.words import Words, joined
from domain.dossier.act import Actor, TaskAct
from domain.dossier.rules import within_mandate
from domain.dossier.state import Dossier
from domain.dossier.view import ROLES
from domain.filing.acts import SupplementProposed, SupplementRequested
from domain.filing.reception import part_of
from domain.tasks.acts import Done, TaskReleased
from domain.tasks.model import CONSENT, REVIEW, Task

SUPPLEMENTS = (SupplementRequested.verb, SupplementProposed.verb)
SUPERIORS = {Role.UNIT_HEAD, Role.COMMUNE_LEADER, Role.AGENCY_LEADER, Role.CENTRE_HEAD}
LEADERS = {Role.COMMUNE_LEADER, Role.AGENCY_LEADER}
"""Who speaks for an office (thủ trưởng): the heads of its units and of the one-stop centre do not."""


def task_for(dossier: Dossier, act: TaskAct, actor: Actor, at: datetime) -> Task:
    """The act's task if this actor may do this to it now.

    Raises:
        Missing: no such task within this actor's sight.
        WrongRole, FourEyes, MandateEnded: not theirs.
        TaskClosed, TaskTaken: somebody was faster.
        NoSuchDecision: the task is not decided that way.
    """
    # In this order: whoever may not see the task hears nothing of it, not even that it is closed.
    found = dossier.tasks.get(act.task)
    if found is None or not _in_sight(found, dossier, actor):
        raise Missing
    if actor.kind == "agency" and not isinstance(act, Done):
        raise Missing
    if not found.person:
        within_mandate(dossier, actor, at)
    needed = role_of(found)
    if actor.kind == "officer" and needed not in actor.roles and not found.is_delegate(actor.id, at):
        raise WrongRole(
            "Công việc này thuộc vai trò khác.", "This task is for {0}, whose role you do not hold.", ROLES[needed]
        )
    if found.decision == "lapsed" and found.lapses_at and actor.applies:
        until = in_vietnam(found.lapses_at)
        raise TooLate("Đã hết hạn lúc {:%H:%M %d/%m/%Y}.", "The time for it ended at {:%H:%M on %d %B %Y}.", until)
    if not found.open:
        raise TaskClosed(
            "Công việc này đã được giải quyết.",
            "This task was already decided ({0}); reload the dossier.",
            found.decision,
        )
    # What an agency found out is so, silence is heard and a task called off, and a person says what is theirs to say,
    # whoever has claimed it.
    shared_out = actor.kind == "officer" or found.role != Role.APPLICANT
    if actor.kind not in ("agency", "engine") and shared_out and found.holder(at) not in ("", actor.id):
        raise TaskTaken("Đồng nghiệp đã nhận công việc này.", "A colleague has claimed this task.")
    if found.needs_fresh_eyes:
        four_eyes(dossier, actor, found.kind)
    elif dossier.edition and actor.kind == "officer" and not isinstance(act, TaskReleased):
        # Whom it concerns neither takes a task nor chooses who does it; one that they have already they give back.
        no_party(dossier, actor)
    if actor.kind != "engine" and (act.closes or act.verb) and act.decided not in found.decisions:
        raise NoSuchDecision("Không có lựa chọn này cho công việc.", "Decide one of: {0}.", ", ".join(found.decisions))
    return found


def offered(dossier: Dossier, task: Task) -> tuple[str, ...]:
    """How a task may be decided as its dossier stands: nobody is offered to ask for more than the law lets be asked."""
    return tuple(one for one in task.decisions if one not in SUPPLEMENTS or dossier.supplementable)


def asked_enough(dossier: Dossier) -> LimitReached:
    """Say that the law lets the applicant be asked for no more."""
    return LimitReached(
        "Hồ sơ chỉ được yêu cầu bổ sung {0} lần: hãy tiếp nhận, giải quyết hoặc từ chối.",
        "A supplement may be asked {0} time(s) only: accept, decide or refuse.",
        dossier.law.supplement_limit,
    )


def borrows(dossier: Dossier, task: Task, officer: str, at: datetime) -> bool:
    """Whether an officer has a task by a loan, and so lends it on only within that."""
    return dossier.edition > 0 and task.is_delegate(officer, at)


def may_lend(dossier: Dossier, task: Task, officer: str, at: datetime) -> bool:
    """Whether an officer who may do a task may lend it too: one who borrowed it only where its lender allows that."""
    return task.lends_on or not borrows(dossier, task, officer, at)


def role_of(task: Task) -> Role:
    """Say which role an officer needs for a task: who agrees at the counter signs before its officer."""
    return Role.RECEIVING_OFFICER if task.kind == CONSENT else task.role


def superior_of(dossier: Dossier, task: str, actor: Actor) -> Task:
    """The task, if an officer may take it from whoever has it.

    Raises:
        Missing: no such task at their agency.
        WrongRole: they are nobody's superior.
        TaskClosed: it is decided.
    """
    found = dossier.tasks.get(task)
    if found is None or actor.kind != "officer" or actor.agency != found.agency:
        raise Missing
    if not SUPERIORS & set(actor.roles):
        raise WrongRole("Chỉ lãnh đạo được điều chuyển việc.", "Only a superior takes a task from a colleague.")
    if not found.open:
        raise TaskClosed("Công việc này đã được giải quyết.", "This task was already decided; reload the dossier.")
    return found


STOPS = Words(vi="dừng hồ sơ", en="stops a dossier")
ONESELF = Words(vi="Người", en="You")
DELEGATE = Words(vi="Người ủy quyền hoặc nhận ủy quyền của ông/bà", en="Your delegate")


def leader_of(dossier: Dossier, actor: Actor, what: Words = STOPS) -> None:
    """See that an officer leads the deciding office, for what a leader alone does.

    Raises:
        Missing: the dossier is out of their sight.
        WrongRole: they lead another office, or none.
    """
    if actor.kind != "officer" or actor.agency not in dossier.seen_by:
        raise Missing
    if not leads(dossier, actor):
        raise WrongRole("Chỉ lãnh đạo cơ quan giải quyết được {}.", "Only a leader of the deciding office {}.", what)


def leads(dossier: Dossier, actor: Actor) -> bool:
    """Whether somebody leads the deciding office."""
    return actor.agency == dossier.competent and bool(LEADERS & set(actor.roles))


def _in_sight(task: Task, dossier: Dossier, actor: Actor) -> bool:
    if actor.kind == "engine":
        return True
    if task.role == Role.APPLICANT and actor.applies:
        return actor.id == task.person if task.person else actor.id in dossier.applicants
    if actor.kind == "agency":
        return bool(task.asks) and task.asks == actor.id
    if task.kind == CONSENT:
        # Who agrees at the counter signs there, before the officer.
        return actor.kind == "officer" and actor.agency == dossier.receiving
    return actor.kind == "officer" and actor.agency == task.agency


def four_eyes(dossier: Dossier, actor: Actor, kind: str = "") -> None:
    """Refuse who acted on a dossier, or is a party to it (nguyên tắc bốn mắt): ``FourEyes`` names what they did.

    Who reviewed it reviews it again, once it was verified anew.
    """
    for officer in pair_of_eyes(dossier, actor.id):
        if (earlier := dossier.acted_by.get(officer)) is not None and (earlier, kind) != (REVIEW, REVIEW):
            raise FourEyes(
                "{} đã thực hiện bước “{}” nên không được quyết định hồ sơ này.",
                "{} did “{}” on this dossier, so another leader must decide on it.",
                ONESELF if officer == actor.id else DELEGATE,
                earlier,
            )
    no_party(dossier, actor)


def pair_of_eyes(dossier: Dossier, officer: str) -> list[str]:
    """All who count as one with an officer: lender, borrower, whom that one lent it on to, also once a loan is over."""
    found = [officer]
    for one in found:  # which grows meanwhile
        found += [other for other in dossier.delegates.get(one, ()) if other not in found]
        if not dossier.edition:
            break  # what was filed before knew of those next to one another only
    return found


def no_party(dossier: Dossier, actor: Actor) -> None:
    """Refuse whom it concerns (``FourEyes``): who files it, whose matter it is, who is a party to it."""
    owner = dossier.owner if dossier.edition else ""  # before, an owner counted as no party
    if actor.person and actor.person in (dossier.applicant, owner, *dossier.parties):
        raise FourEyes(
            "Người có liên quan đến hồ sơ không được giải quyết hồ sơ này: việc do người khác thực hiện.",
            "You are a party to this dossier, so somebody else must decide on it.",
        )


def unagreed(dossier: Dossier) -> list[Task]:
    """The tasks of those who have not agreed to it as it stands."""
    return [task for task in dossier.tasks.values() if task.kind == CONSENT and task.decision != "consent"]


def all_agree(dossier: Dossier) -> None:
    """Refuse what not everybody whose consent the law asks for has agreed to, as it stands (``ConsentMissing``)."""
    if asked := unagreed(dossier):
        parts = [part_of(part) for part in sorted({task.about for task in asked})]
        raise ConsentMissing(
            "Chưa có sự đồng ý của: {}.", "Not everybody has agreed whose consent is needed: {}.", joined(", ", parts)
        )
