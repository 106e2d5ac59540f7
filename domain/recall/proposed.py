"""A proposal to recall a result: data were found wrong that it rests on, and a leader of its office decides on it."""

from collections.abc import Iterable, Sequence

from domain.base.law import Role
from domain.dossier import acts, keys
from domain.dossier.eligibility import LEADERS
from domain.dossier.journal import Entry, Event, task_id
from domain.dossier.state import Dossier
from domain.recall.model import WrongData
from domain.tasks.model import PROPOSED_RECALL, SET_ASIDE, Task

FOUND = "found"
"""Under what the task holds what was found, among what it says of people."""
PROVINCE_DIGITS = 2


def proposals(dossier: Dossier) -> list[Task]:
    """All that were made about the result that stands."""
    number = dossier.result.number if dossier.result else ""
    return [one for one in dossier.tasks.values() if (one.kind, one.about) == (PROPOSED_RECALL, number)]


def proposal(dossier: Dossier, number: str, found: Sequence[WrongData]) -> Entry:
    """The task of the leaders who may recall it; another only once the one before it was set aside."""
    step = keys.round_of(keys.proposed_recall(number), len(proposals(dossier)))
    opened = acts.TaskOpened(
        task=task_id(dossier.code, step),
        kind=PROPOSED_RECALL,
        role=_leader(dossier),
        agency=dossier.competent,
        decisions=(SET_ASIDE,),
        about=number,
        personal={FOUND: [one.model_dump(mode="json") for one in found]},
    )
    return Entry(key=step, act=opened)


def laid_before(events: Iterable[Event], task: str) -> list[WrongData]:
    """What was found, as leaders were told it by a task; nothing by one of another kind."""
    opened = [event.act for event in events if isinstance(event.act, acts.TaskOpened) and event.act.task == task]
    return [WrongData.model_validate(one) for act in opened for one in act.personal.get(FOUND, ())]


def _leader(dossier: Dossier) -> Role:
    """Whoever approved it, if that role may recall it; the head of a unit may not, and their leader does."""
    if dossier.approval and dossier.approval.role in LEADERS:
        return dossier.approval.role
    office = dossier.competent
    return Role.COMMUNE_LEADER if office.isdigit() and len(office) > PROVINCE_DIGITS else Role.AGENCY_LEADER
