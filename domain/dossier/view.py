"""A dossier as its people read it: where it is, who has it, why it waits, until when, what they can do now."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.base.calendar import Calendar
from domain.base.law import UNDER_WAY, Frozen, Role, Status
from domain.base.words import Words, joined, plain
from domain.deadlines.clock import count
from domain.dossier.state import Dossier
from domain.opinions.acts import OpinionGiven
from domain.opinions.model import OPINIONS
from domain.recall.acts import Recalled
from domain.registers.registry import Registry
from domain.signing.acts import SignatureDeclined
from domain.signing.model import Signature
from domain.tasks.acts import Lapsed
from domain.tasks.model import LATE, OPINION, PAY, Task

STATUSES = {
    Status.FILED: Words(vi="Mới đăng ký", en="Filed"),
    Status.ACCEPTED: Words(vi="Được tiếp nhận", en="Accepted"),
    Status.NOT_ACCEPTED: Words(vi="Không được tiếp nhận", en="Not accepted"),
    Status.IN_PROCESS: Words(vi="Đang xử lý", en="In process"),
    Status.SUPPLEMENT_REQUESTED: Words(vi="Yêu cầu bổ sung giấy tờ", en="Supplement requested"),
    Status.PAYMENT_REQUESTED: Words(vi="Yêu cầu thực hiện nghĩa vụ tài chính", en="Payment requested"),
    Status.WITHDRAWN: Words(vi="Công dân yêu cầu rút hồ sơ", en="Withdrawn by the applicant"),
    Status.STOPPED: Words(vi="Dừng xử lý", en="Stopped"),
    Status.DONE: Words(vi="Đã xử lý xong", en="Done"),
    Status.DELIVERED: Words(vi="Đã trả kết quả", en="Delivered"),
}
ROLES = {
    Role.APPLICANT: Words(vi="người nộp hồ sơ", en="the applicant"),
    Role.RECEIVING_OFFICER: Words(vi="cán bộ tiếp nhận", en="the receiving officer"),
    Role.CIVIL_STATUS_OFFICER: Words(vi="công chức tư pháp - hộ tịch", en="the civil-status officer"),
    Role.COMMUNE_LEADER: Words(vi="lãnh đạo Ủy ban nhân dân cấp xã", en="the commune's leader"),
    Role.CLERK: Words(vi="văn thư", en="the clerk"),
    Role.SPECIALIST: Words(vi="chuyên viên thụ lý", en="the specialist"),
    Role.UNIT_HEAD: Words(vi="lãnh đạo phòng", en="the head of the unit"),
    Role.AGENCY_LEADER: Words(vi="lãnh đạo cơ quan", en="the agency's leader"),
    Role.CENTRE_HEAD: Words(vi="lãnh đạo Trung tâm Phục vụ hành chính công", en="the head of the one-stop centre"),
    Role.ACCOUNTANT: Words(vi="kế toán", en="the accountant"),
    Role.OPERATOR: Words(vi="người vận hành hệ thống", en="the operator"),
}
BRANCHES = Words(vi="Chờ kết quả thủ tục liên thông", en="Waits for the interlinked procedures")
SYSTEM = Words(vi="Hệ thống đang xử lý", en="The system is working on it")
RECALLED = Words(vi="Kết quả đã bị thu hồi, không còn giá trị", en="The result was recalled and is no longer valid")
NOBODY = Words(vi="Hồ sơ đã kết thúc", en="The dossier has ended")
PAUSED = Words(
    vi="Tạm dừng gửi yêu cầu tới {agency} theo quyết định của người vận hành; hồ sơ tự tiếp tục khi được mở lại",
    en="Nothing is put to {agency} for now, by an operator's decision; it goes on by itself when that ends",
)
WAITS_FOR = Words(vi="Chờ trả lời của {agency}", en="Waits for {agency}, which does not answer")


class Waiting(Frozen):
    """Who has the dossier, why it waits, and until when."""

    holder: Words
    why: Words
    since: datetime | None
    until: datetime | None


class View(Frozen):
    """What a reader is told of a dossier."""

    status: Words
    waiting: Waiting
    late: bool
    can: tuple[str, ...]
    """What the reader can do now; what the applicant can, where an officer reads."""


def describe(
    dossier: Dossier,
    now: datetime,
    registry: Registry,
    person: str = "",
    offices: Mapping[str, str] = {},
) -> View:
    """Say where a dossier stands at ``now``; to a person, by blind index, also what they can do.

    ``offices`` names each office by its code, so that it can be said which one is asked.
    """
    late = bool(dossier.due_at and not dossier.ended and dossier.status != Status.DONE and now > dossier.due_at)
    return View(
        status=STATUSES[dossier.status],
        waiting=_waiting(dossier, registry, offices),
        late=late,
        can=_can(dossier, person or dossier.applicant, now),
    )


def clock(dossier: Dossier, now: datetime, calendar: Calendar) -> Words | None:
    """Say where the clock of a dossier stands that is under way: which day of how many, when and why it stood."""
    term, begins = dossier.counted(dossier.case)
    if begins is None or dossier.due_at is None or dossier.status not in UNDER_WAY:
        return None
    return count(term, begins, dossier.due_at, dossier.pauses, now, calendar)


def _waiting(dossier: Dossier, registry: Registry, offices: Mapping[str, str]) -> Waiting:
    if dossier.ended:
        why = RECALLED if dossier.recalled else STATUSES[dossier.status]
        return Waiting(holder=NOBODY, why=why, since=dossier.last_at, until=None)
    if tasks := [task for task in dossier.open_tasks if task.kind != LATE]:
        return _for_person(tasks[0], dossier, registry, offices)
    if dossier.waiting_agency:
        agency, says = registry.agencies[dossier.waiting_agency], PAUSED if dossier.waiting_paused else WAITS_FOR
        why = says.format(agency=agency)
        return Waiting(holder=agency, why=why, since=dossier.waiting_since, until=dossier.due_at)
    if dossier.unsigned:
        return _for_signer(dossier.unsigned, dossier, registry)
    if any(branch.ended is None for branch in dossier.branches.values()):
        return Waiting(holder=BRANCHES, why=BRANCHES, since=dossier.last_at, until=dossier.due_at)
    return Waiting(holder=SYSTEM, why=SYSTEM, since=dossier.last_at, until=dossier.due_at)


def _for_person(task: Task, dossier: Dossier, registry: Registry, offices: Mapping[str, str]) -> Waiting:
    why = registry.waits_for(task.kind)
    role = ROLES[Role.APPLICANT if task.kind == PAY else task.role]
    holder = registry.agencies.get(task.asks, role)
    if task.kind == OPINION and (office := offices.get(task.agency)):
        holder = plain(office)
    return Waiting(holder=holder, why=why, since=task.opened_at, until=task.lapses_at or dossier.due_at)


def _for_signer(signature: Signature, dossier: Dossier, registry: Registry) -> Waiting:
    # Who signs is who approved: a delegate does so in the place of the role that the task is for.
    holder = ROLES[dossier.approval.role] if dossier.approval else SYSTEM
    return Waiting(holder=holder, why=registry.waits["sign"], since=signature.asked_at, until=dossier.due_at)


def asked_of(task: Task, dossier: Dossier, person: str) -> bool:
    """Whether a task asks something of this person."""
    if task.role != Role.APPLICANT:
        return False
    return person == task.person if task.person else person in dossier.applicants


def _can(dossier: Dossier, person: str, now: datetime) -> tuple[str, ...]:
    if dossier.mandate_over(person, now):
        return ()
    can = [act for task in dossier.open_tasks if asked_of(task, dossier, person) for act in task.decisions]
    if person not in dossier.applicants:
        return tuple(can)
    if any(task.kind == PAY for task in dossier.open_tasks):
        can.append("pay")
    if not dossier.ended and dossier.approved_at is None:
        can.append("withdraw")
    if dossier.result and dossier.result.sha256:
        can.append("download")
    if dossier.status == Status.DELIVERED and dossier.stars is None:
        can.append("rate")
    return tuple(can)


STORY: dict[str, Words] = {
    "filed": Words(vi="Nộp hồ sơ", en="Filed"),
    "accepted": Words(vi="Tiếp nhận, hẹn trả kết quả", en="Accepted, date of the result fixed"),
    "supplement_requested": Words(vi="Yêu cầu bổ sung", en="Supplement requested"),
    "supplied": Words(vi="Đã bổ sung", en="Supplied"),
    "not_accepted": Words(vi="Từ chối tiếp nhận", en="Not accepted"),
    "supplement_proposed": Words(vi="Đề nghị yêu cầu bổ sung", en="Supplement proposed by the specialist"),
    "consented": Words(vi="Đồng ý", en="Agreed"),
    "objected": Words(vi="Không đồng ý", en="Did not agree"),
    "task_opened": Words(vi="Giao việc", en="Task opened"),
    "task_claimed": Words(vi="Nhận việc", en="Task claimed"),
    "task_released": Words(vi="Trả lại việc", en="Task released"),
    "task_delegated": Words(vi="Ủy quyền xử lý cho đồng nghiệp", en="Task delegated to a colleague"),
    "task_taken_over": Words(vi="Lãnh đạo điều chuyển việc", en="Task taken over by a superior"),
    "done": Words(vi="Hoàn thành việc", en="Task done"),
    "confirmed": Words(vi="Người nộp xác nhận bản nháp", en="Draft confirmed"),
    "corrected": Words(vi="Người nộp đề nghị chỉnh sửa", en="Draft corrected"),
    "lapsed": Words(vi="Không phản hồi trong thời hạn, coi như đồng ý", en="No reply in time, taken as agreement"),
    "opinion_asked": Words(vi="Lấy ý kiến cơ quan khác", en="Another office was asked for its opinion"),
    "opinion_given": Words(vi="Cơ quan được hỏi cho ý kiến", en="The office that was asked gave its opinion"),
    "agency_waited": Words(vi="Hệ thống bên ngoài chưa trả lời, hồ sơ chờ", en="No answer from outside, waiting"),
    "answered": Words(vi="Cơ sở dữ liệu trả lời", en="The register answered"),
    "answered_late": Words(vi="Nhận trả lời đến muộn", en="An answer came late"),
    "consent_withdrawn": Words(vi="Rút lại sự đồng ý cho tra cứu", en="Consent to a look-up taken back"),
    "mandate_revoked": Words(vi="Chủ hồ sơ hủy bỏ ủy quyền", en="The owner revoked the mandate"),
    "approved": Words(vi="Phê duyệt", en="Approved"),
    "refused": Words(vi="Từ chối giải quyết", en="Refused"),
    "signature_asked": Words(vi="Trình lãnh đạo ký số", en="The leader was asked to sign"),
    "signed": Words(vi="Lãnh đạo ký số", en="Signed by the leader"),
    "signature_declined": Words(vi="Kết quả không được ký, chờ phê duyệt lại", en="Not signed, to be approved anew"),
    "numbered": Words(vi="Cấp số kết quả", en="Result numbered"),
    "issued": Words(vi="Ban hành kết quả", en="Result sealed and issued"),
    "recalled": Words(vi="Thu hồi kết quả", en="Result recalled"),
    "restamped": Words(vi="Gia hạn dấu thời gian lưu trữ", en="Archive time stamp renewed"),
    "handed_over": Words(vi="Trả kết quả", en="Result handed over"),
    "reminded": Words(vi="Nhắc người được yêu cầu", en="Whoever is asked was reminded"),
    "due_soon": Words(vi="Sắp đến hạn trả kết quả", en="The date of the result is near"),
    "overdue": Words(vi="Quá hạn trả kết quả", en="The date of the result has passed"),
    "apologised": Words(vi="Xin lỗi và hẹn lại ngày trả kết quả", en="Apology, and a new date of the result"),
    "redated": Words(vi="Tính lại ngày hẹn vì có thêm ngày nghỉ", en="Dates set anew because of a day off"),
    "case_changed": Words(vi="Chuyển trường hợp, thời hạn thay đổi", en="Another case, so another term"),
    "branch_opened": Words(vi="Chuyển thủ tục liên thông", en="An interlinked procedure began"),
    "branch_ended": Words(vi="Thủ tục liên thông có kết quả", en="The interlinked procedure came to its end"),
    "passed_on": Words(vi="Chuyển kết quả về nơi nộp hồ sơ", en="The result went to the office of filing"),
    "payment_begun": Words(vi="Chuyển sang thanh toán trực tuyến", en="Went to pay on-line"),
    "money_in": Words(vi="Đã nhận tiền", en="Money came in"),
    "return_ordered": Words(vi="Quyết định hoàn tiền", en="Money is to go back"),
    "money_back": Words(vi="Đã hoàn tiền", en="Money went back"),
    "receipted": Words(vi="Lập biên lai điện tử", en="E-receipt made out"),
    "callback_refused": Words(vi="Từ chối thông báo giả mạo", en="A forged call-back was refused"),
    "stopped": Words(vi="Dừng giải quyết", en="Stopped"),
    "rated": Words(vi="Đánh giá", en="Rated"),
    "exported": Words(vi="Xuất hồ sơ lưu trữ", en="An archive of it was made"),
    "data_erased": Words(vi="Xóa dữ liệu của hồ sơ", en="The dossier's data were erased"),
    "withdrawn": Words(vi="Rút hồ sơ", en="Withdrawn"),
}

SILENT = Words(vi="Không có trả lời trong thời hạn", en="No answer came in time")


def story(act: Any, registry: Registry) -> Words:
    """Say in a few words what an event was."""
    words = STORY[act.type]
    if isinstance(act, Lapsed) and act.kind not in ("", "confirm"):
        words = SILENT
    if isinstance(act, OpinionGiven):
        return joined(": ", (words, OPINIONS[act.opinion]))
    if (waits := registry.waits.get(getattr(act, "kind", ""))) is not None:
        return joined(": ", (words, waits))
    if isinstance(act, SignatureDeclined | Recalled):
        return joined(": ", (words, act.reason))
    if getattr(act, "identity", None):
        return Words(vi="{}, danh tính xác thực bằng chip", en="{}, identity proved by chip").format(words)
    if (step := getattr(act, "step", "")) and (name := getattr(act, "agency", "")):
        agency, about = registry.agencies[name], registry.step(step) or plain(step)
        return Words(vi="{} ({}, {})", en="{} ({}, {})").format(words, agency, about)
    return words
