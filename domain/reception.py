"""Tiếp nhận: every dossier begins at its desk, and the desk's task is opened with the filing itself.

So the desk works while the engine is down, and the engine owes a new dossier nothing until somebody acts.
"""

from domain.acts import TaskOpened
from domain.journal import Entry, task_id
from domain.law import Role

RECEIVE = "receive"
DECISIONS = ("accept", "request_supplement", "not_accept")


def reception(code: str, desk: str, step: str = RECEIVE) -> Entry:
    """Give the task of the receiving commune; ``step`` names the round, after a supplement."""
    task = task_id(code, step)
    opened = TaskOpened(task=task, kind=RECEIVE, role=Role.RECEIVING_OFFICER, agency=desk, decisions=DECISIONS)
    return Entry(key=step, act=opened)
