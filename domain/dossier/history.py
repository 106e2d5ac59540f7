"""What happened to a dossier, as those read it whose matter it is: no codes, nobody's own words, no inner doings."""

from collections.abc import Iterable
from datetime import datetime

from domain.agencies.steps import step_words
from domain.base.law import Frozen
from domain.base.words import Words, capital, joined, made, plain
from domain.dossier import acts
from domain.dossier.journal import Event
from domain.dossier.state import Dossier
from domain.dossier.view import BY_HAND, ROLES, SILENT, STORY, WAITS
from domain.recall.acts import Recalled
from domain.registers.query import AGENCIES
from domain.signing.acts import SignatureDeclined
from domain.tasks.model import Task

WITHIN = (
    acts.TaskReleased,
    acts.TaskDelegated,
    acts.TaskTakenOver,
    acts.Restamped,
    acts.CallbackRefused,
    acts.Exported,
)
"""What officers and machines do among themselves."""
TAKEN_UP = Words(vi="Đã có người thụ lý", en="Somebody took it up")
DONE = Words(vi="Xong", en="Done")
FINISHED = {
    "verify": Words(vi="Đã thẩm tra hồ sơ", en="The application was verified"),
    "verify_correction": Words(vi="Đã thẩm tra nội dung sửa", en="The correction was verified"),
    "verify_elsewhere": Words(vi="Xã, phường khác đã trả lời", en="The other commune answered"),
    "verify_marriage": Words(vi="Đã xác minh quan hệ hôn nhân của cha, mẹ", en="The parents' marriage was looked into"),
    "verify_status": Words(vi="Đã xác minh tình trạng hôn nhân", en="The marital status was looked into"),
    "verify_place": Words(vi="Công an nơi cư trú trước đã trả lời", en="The police of an earlier home answered"),
    "commitment": Words(vi="Người nộp đã cam đoan", en="The applicant made the commitment"),
    "pay_to": Words(vi="Người nhận đã cho biết tài khoản", en="The account was named that the money goes to"),
    "pay_cash": Words(vi="Đã chi trả tiền mặt tại quầy", en="Paid in cash at the counter"),
    "wrong_account": Words(vi="Đã xem xét tài khoản không đúng chủ", en="The account of somebody else was looked into"),
    "late": Words(vi="Lãnh đạo đã xem xét hồ sơ quá hạn", en="A superior looked into why it is late"),
    "follow_up": Words(vi="Đã xử lý thủ tục liên thông không thành", en="The branch that failed was followed up"),
    "sign_together": Words(vi="Hai bên nam, nữ đã đến trước công chức", en="Both came before the officer"),
    "health_paper": Words(vi="Đã xem giấy khám sức khỏe", en="The health check was shown"),
    "found_work": Words(vi="Đã thông báo có việc làm", en="Work was found"),
    "job_search_report": Words(vi="Đã thông báo về việc tìm kiếm việc làm", en="The month's report came"),
    "objection": Words(vi="Đã xem xét ý kiến không đồng ý", en="The objection was looked into"),
    "compare": Words(vi="Đã đối chiếu với bản chính", en="It was compared with the original"),
    "compare_answers": Words(vi="Đã đối chiếu trả lời đến muộn", en="The late answer was compared"),
    "give_back": Words(vi="Đã hoàn tiền tại quầy", en="Money was given back at the counter"),
    "refuse": Words(vi="Lãnh đạo đã xem đề nghị từ chối", en="The leader looked at the proposed refusal"),
    "by_hand": Words(vi="Cán bộ đã xác minh thay cho cơ sở dữ liệu", en="An officer answered for the register"),
}
"""By the kind of a task, that it was done."""
ANSWERED = Words(vi="{agency} trả lời", en="{agency} answered")
NOTHING = Words(vi="{agency} không có thông tin", en="{agency} has nothing on it")
RECORDED = Words(vi="{agency} đã ghi nhận", en="{agency} recorded it")
WAITED = Words(vi="{agency} chưa trả lời, hồ sơ chờ", en="{agency} did not answer, so it waits")
LATE = Words(vi="{agency} trả lời sau", en="{agency} answered later")


class Line(Frozen):
    """One thing that happened."""

    at: datetime
    who: Words | None
    what: Words


def history(events: Iterable[Event], dossier: Dossier) -> list[Line]:
    """Tell what happened, the newest first."""
    lines = [
        Line(at=event.at, who=_who(event), what=_what(event, dossier))
        for event in events
        if not isinstance(event.act, WITHIN)
    ]
    return lines[::-1]


def _who(event: Event) -> Words | None:
    if event.actor.kind == "officer" and event.actor.roles:
        return ROLES[event.actor.roles[0]]
    return None


def _what(event: Event, dossier: Dossier) -> Words:
    act = event.act
    if isinstance(act, acts.TaskOpened):
        return WAITS.get(act.kind, BY_HAND)
    if isinstance(act, acts.TaskClaimed):
        return _of(TAKEN_UP, dossier.tasks[act.task])
    if isinstance(act, acts.Done):
        task = dossier.tasks[act.task]
        kind = task.kind if task.kind in WAITS else "by_hand"
        return FINISHED.get(kind) or _of(DONE, task)
    if isinstance(act, acts.Lapsed):
        silence_agrees = dossier.tasks[act.task].kind == "confirm"
        return STORY["lapsed"] if silence_agrees else _of(SILENT, dossier.tasks[act.task])
    if isinstance(act, acts.Answered | acts.AnsweredLate | acts.AgencyWaited):
        return _said(act)
    if isinstance(act, SignatureDeclined | Recalled):
        return _beside(STORY[act.type], act.reason)
    return STORY[act.type]


def _of(words: Words, task: Task) -> Words:
    return _beside(words, made(_within, WAITS.get(task.kind, BY_HAND)))


def _within(text: str) -> str:
    what = text.removeprefix("Chờ ")
    return what[:1].lower() + what[1:]


def _said(act: acts.Answered | acts.AnsweredLate | acts.AgencyWaited) -> Words:
    agency = AGENCIES.get(act.agency, plain(act.agency))
    words = WAITED
    if isinstance(act, acts.AnsweredLate):
        words = LATE
    elif isinstance(act, acts.Answered):
        told = act.look is not None and act.look.told
        words = NOTHING if not act.found else RECORDED if told else ANSWERED
    said = capital(words.format(agency=agency))
    about = step_words(act.step)
    return _beside(said, about) if about else said


def _beside(words: Words, more: Words) -> Words:
    return joined(": ", (words, more))
