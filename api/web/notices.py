"""What became of what an officer did on a row of a queue: said once they are back, from what the journal holds."""

from datetime import timedelta

from babel.dates import format_timedelta

from api.container import Container
from api.services.deciding import dossier_of
from domain.base.refusals import Erased, Missing
from domain.base.words import Words
from domain.dossier import acts
from infra.identity.oidc import Identity

LOST = "lost"
"""Somebody was faster."""
GONE = Words(vi="Việc này không còn nữa.", en="This task is no longer there.")
SAID = {
    "claimed": Words(vi="Ông/bà đã nhận việc: {what} ({code}).", en="You took the task: {what} ({code})."),
    "released": Words(
        vi="Ông/bà đã trả việc về hàng chung: {what} ({code}).",
        en="You gave the task back to the queue: {what} ({code}).",
    ),
    "delegated": Words(vi="Ông/bà đã ủy quyền việc: {what} ({code}).", en="You delegated the task: {what} ({code})."),
    "moved": Words(vi="Đã điều chuyển việc: {what} ({code}).", en="The task was moved: {what} ({code})."),
}
NONE = Words(
    vi="Không còn việc nào chưa có người nhận trong danh sách này.", en="Nobody needs to take a task of this list now."
)
TAKEN = Words(
    vi="Đồng nghiệp {who} đã nhận việc này {ago} ({code}). Chưa có gì thay đổi; hãy chọn việc khác.",
    en="Your colleague {who} took this task {ago} ({code}). Nothing has changed: choose another.",
)
DECIDED = Words(
    vi="Việc này đã được giải quyết {ago} ({code}). Chưa có gì thay đổi; hãy chọn việc khác.",
    en="This task was decided {ago} ({code}). Nothing has changed: choose another.",
)
HOLDING = (acts.TaskClaimed, acts.TaskDelegated, acts.TaskTakenOver)


async def notice(done: str, task: str, who: Identity, tools: Container, locale: str) -> tuple[bool, str] | None:
    """Say whether it went well, and what happened; nothing, where nothing was done."""
    if done == "none":
        return False, NONE.in_(locale)
    if not task or done not in (LOST, *SAID):
        return None
    try:
        dossier = await dossier_of(task, who, tools.journal)
    except (Missing, Erased):
        return False, GONE.in_(locale)
    if done != LOST:
        what = tools.registry.waits_for(dossier.tasks[task].kind).in_(locale)
        return True, SAID[done].in_(locale).format(what=what, code=dossier.code)
    found = [
        event for event in await tools.journal.events(dossier.code, who.actor) if getattr(event.act, "task", "") == task
    ]
    shut = not dossier.tasks[task].open
    last = next((event for event in reversed(found) if shut or isinstance(event.act, HOLDING)), None)
    if last is None:
        return False, GONE.in_(locale)
    ago = _ago(tools.journal.clock() - last.at, locale)
    holder = dossier.tasks[task].claimed_by
    called = (await tools.officers.names(who.actor, [] if shut else [holder]))[holder]
    return False, (DECIDED if shut else TAKEN).in_(locale).format(who=called, ago=ago, code=dossier.code)


def _ago(time: timedelta, locale: str) -> str:
    return format_timedelta(-max(time, timedelta(seconds=1)), add_direction=True, locale=locale, threshold=1.5)
