"""A dossier as its people read it: where it is, who has it, why it waits, until when, what they can do now."""

from collections.abc import Mapping
from datetime import datetime

from domain.base.calendar import Calendar, in_vietnam
from domain.base.law import UNDER_WAY, Frozen, Role, Status
from domain.base.words import Words, joined, plain
from domain.deadlines.clock import count
from domain.dossier.act import Act, Offer
from domain.dossier.acts import ACTS
from domain.dossier.state import Dossier
from domain.filing.acts import NotTaken
from domain.opinions.acts import OpinionGiven
from domain.opinions.model import OPINIONS
from domain.recall.acts import Recalled
from domain.registers.registry import Registry
from domain.signing.acts import SignatureDeclined
from domain.signing.model import Signature
from domain.slips.words import told
from domain.tasks.acts import Lapsed
from domain.tasks.model import LATE, OPINION, PAY, PROPOSED_RECALL, Task

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
    Role.CIVIL_STATUS_OFFICER: Words(vi="công chức làm công tác hộ tịch", en="the civil-status officer"),
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
DUTIES = Words(vi="Đang thực hiện quyết định", en="What was decided is being carried out")
SYSTEM = Words(vi="Hệ thống đang xử lý", en="The system is working on it")
RECALLED = Words(vi="Kết quả đã bị thu hồi, không còn giá trị", en="The result was recalled and is no longer valid")
NOBODY = Words(vi="Hồ sơ đã kết thúc", en="The dossier has ended")
PAUSED = Words(
    vi="Tạm dừng gửi yêu cầu tới {agency} theo quyết định của người vận hành; hồ sơ tự tiếp tục khi được mở lại",
    en="Nothing is put to {agency} for now, by an operator's decision; it goes on by itself when that ends",
)
AWAITS = Words(vi="Chờ đến ngày {day:%d/%m/%Y}: {what}", en="Waits until {day:%d/%m/%Y}: {what}")
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
    dossier: Dossier, now: datetime, registry: Registry, person: str = "", offices: Mapping[str, str] = {}
) -> View:
    """Say where a dossier stands at ``now``; to a person, by blind index, also what they can do.

    ``offices`` names each office by its code, so that it can be said which one is asked.
    """
    late = bool(dossier.due_at and not dossier.ended and dossier.status != Status.DONE and now > dossier.due_at)
    return View(
        status=STATUSES[dossier.status],
        waiting=_waiting(dossier, now, registry, offices),
        late=late,
        can=_can(dossier, person or dossier.applicant, now),
    )


def clock(dossier: Dossier, now: datetime, calendar: Calendar) -> Words | None:
    """Say where the clock of a dossier stands that is under way: which day of how many, when and why it stood."""
    term, begins = dossier.counted(dossier.case)
    if begins is None or dossier.due_at is None or dossier.status not in UNDER_WAY:
        return None
    return count(term, begins, dossier.due_at, dossier.pauses, now, calendar)


def _waiting(dossier: Dossier, now: datetime, registry: Registry, offices: Mapping[str, str]) -> Waiting:
    if dossier.ended:
        why = RECALLED if dossier.recalled else STATUSES[dossier.status]
        return Waiting(holder=NOBODY, why=why, since=dossier.last_at, until=None)
    if tasks := [task for task in dossier.open_tasks if task.kind not in (LATE, PROPOSED_RECALL) and not task.any_time]:
        return _for_person(tasks[0], dossier, registry, offices)
    if dossier.waiting_agency:
        agency, says = registry.agencies[dossier.waiting_agency], PAUSED if dossier.waiting_paused else WAITS_FOR
        why = says.format(agency=agency)
        return Waiting(holder=agency, why=why, since=dossier.waiting_since, until=dossier.due_at)
    if dossier.unsigned:
        return _for_signer(dossier.unsigned, dossier, registry)
    if any(branch.ended is None for branch in dossier.branches.values()):
        return Waiting(holder=BRANCHES, why=BRANCHES, since=dossier.last_at, until=dossier.due_at)
    if dossier.awaits_on and in_vietnam(now).date() < dossier.awaits_on:
        why = AWAITS.format(day=dossier.awaits_on, what=registry.step(dossier.awaits) or SYSTEM)
        return Waiting(holder=SYSTEM, why=why, since=dossier.last_at, until=dossier.due_at)
    if dossier.received:
        return Waiting(holder=DUTIES, why=DUTIES, since=dossier.delivered_at, until=None)
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
    if dossier.result and dossier.result.sha256:
        can.append("download")
    return (*can, *(offer.name for offer in offers(dossier)))


def offers(dossier: Dossier) -> list[Offer]:
    """What the applicant may do now of their own accord."""
    return [act.offer for act in ACTS if act.offer and act.is_offered(dossier)]


FEE_PAID_THERE = Words(
    vi="{}, đã nộp phí, lệ phí trên Cổng Dịch vụ công quốc gia",
    en="{}, with the fee paid on the national public service portal",
)
SILENT = Words(vi="Không có trả lời trong thời hạn", en="No answer came in time")


def story(act: Act, registry: Registry) -> Words:
    """Say in a few words what an event was."""
    words = told(act)
    if isinstance(act, Lapsed) and act.kind not in ("", "confirm"):
        words = SILENT
    if isinstance(act, OpinionGiven):
        return joined(": ", (words, OPINIONS[act.opinion]))
    if (waits := registry.waits.get(getattr(act, "kind", ""))) is not None:
        return joined(": ", (words, waits))
    if isinstance(act, NotTaken | SignatureDeclined | Recalled):
        return joined(": ", (words, act.reason))
    if getattr(act, "identity", None):
        return Words(vi="{}, danh tính xác thực bằng chip", en="{}, identity proved by chip").format(words)
    if getattr(act, "paid_there", None) is not None:
        return FEE_PAID_THERE.format(words)
    if (step := getattr(act, "step", "")) and (name := getattr(act, "agency", "")):
        agency, about = registry.agencies[name], registry.step(step) or plain(step)
        return Words(vi="{} ({}, {})", en="{} ({}, {})").format(words, agency, about)
    return words
