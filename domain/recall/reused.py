"""What becomes of an open dossier whose paper was recalled where it was issued: somebody looks at it again."""

from domain.base.law import Role
from domain.dossier import acts, keys
from domain.dossier.journal import Entry, task_id
from domain.dossier.state import Dossier
from domain.tasks.model import RECALLED_PAPER

AT_THE_DESK = (Role.CIVIL_STATUS_OFFICER, Role.SPECIALIST)


def paper_recalled(dossier: Dossier, number: str) -> Entry:
    """The task of whoever works on it, else of the desk that received it; once for each paper."""
    step = keys.recalled_paper(number)
    roles = [task.role for task in dossier.tasks.values() if task.agency == dossier.competent]
    role = next((role for role in roles if role in AT_THE_DESK), None)
    opened = acts.TaskOpened(
        task=task_id(dossier.code, step),
        kind=RECALLED_PAPER,
        role=role or Role.RECEIVING_OFFICER,
        agency=dossier.competent if role else dossier.receiving,
        decisions=("seen",),
        about=number,
    )
    return Entry(key=step, act=opened)
