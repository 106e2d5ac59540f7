"""What the engine owes a dossier at once, in the transaction of the act that made it so: nobody can forget it."""

from collections.abc import Iterator

from domain.base.law import Role
from domain.dossier import acts, keys
from domain.dossier.journal import Entry, Event, task_id
from domain.dossier.state import Dossier
from domain.tasks.model import CORRECT_REGISTER

AT_THE_DESK = (Role.CIVIL_STATUS_OFFICER, Role.SPECIALIST)
"""Who keeps the registers of an office."""


def follows(dossier: Dossier, event: Event) -> Iterator[Entry]:
    """What the engine does about an event that was just recorded.

    A dossier that comes to nothing, or whose result is taken back for good, may have been told to registers already:
    each is taken back there, so that register and certificate never differ silently.
    """
    act = event.act
    if not isinstance(act, acts.ENDINGS) and not (isinstance(act, acts.Recalled) and not act.corrects):
        return
    for step, agency in dossier.told.items():
        key = keys.undone(step)
        yield Entry(
            key=key,
            act=acts.TaskOpened(
                task=task_id(dossier.code, key),
                kind=CORRECT_REGISTER,
                role=_keeper(dossier),
                agency=dossier.competent,
                decisions=("done",),
                about=agency,
            ),
        )


def _keeper(dossier: Dossier) -> Role:
    """The role in which somebody of the deciding office worked on it."""
    roles = [task.role for task in dossier.tasks.values() if task.agency == dossier.competent]
    return next((role for role in roles if role in AT_THE_DESK), Role.SPECIALIST)
