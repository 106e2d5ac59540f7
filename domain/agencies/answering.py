"""What becomes of what an agency answers in its own time: it closes the task that asks for it, or comes late."""

from collections.abc import Sequence

from domain.dossier import acts, keys
from domain.dossier.journal import Entry, Event, task_id
from domain.dossier.state import Dossier
from domain.registers.query import Answer
from domain.registers.registry import Registry
from domain.tasks.model import COMPARE, Task


def in_time(key: str, task: Task, answer: Answer) -> Entry:
    """Let the answer close its task. The same answer has the same key, in time or late."""
    said = {"answer": answer.model_dump(mode="json")}
    return Entry(key=key, act=acts.Done(task=task.id, decision="answer", personal=said))


def late(
    key: str, dossier: Dossier, task: Task, answer: Answer, events: Sequence[Event], registry: Registry
) -> list[Entry]:
    """Keep an answer that nobody waits for any more; where it differs from what was entered, a person looks at it."""
    entered = next((event.act.personal for event in events if closes(event, task.id)), {}).get("answer")
    differs = entered is not None and not answer.agrees_with(registry.answers[task.answer].model_validate(entered))
    came = acts.AnsweredLate(
        agency=task.asks,
        step=task.message,
        task=task.id,
        differs=differs,
        personal={"answer": answer.model_dump(mode="json")},
    )
    return [Entry(key=key, act=came), *([_to_compare(key, dossier, task)] if differs else [])]


def closes(event: Event, task: str) -> bool:
    """Whether it is the act that closed this task."""
    return isinstance(event.act, acts.TaskAct) and event.act.closes and event.act.task == task


def _to_compare(key: str, dossier: Dossier, task: Task) -> Entry:
    step = keys.compare(key)
    opened = acts.TaskOpened(
        task=task_id(dossier.code, step),
        kind=COMPARE,
        role=task.role,
        agency=task.agency,
        decisions=("seen",),
        about=task.about,
        message=task.message,
    )
    return Entry(key=step, act=opened)
