"""Deciding many tasks in one go (xử lý hàng loạt): which may be, and what each dossier becomes by it.

Each dossier is still decided by itself; what is not alike, not clear or not theirs to decide is left out by name.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from domain.base.law import Frozen, Role
from domain.base.refusals import Forbidden, Missing, NoSuchDecision, NotTogether
from domain.base.text import plain_name
from domain.base.words import Words
from domain.dossier import acts, keys
from domain.dossier.acts import Act, Actor
from domain.dossier.admit import admit
from domain.dossier.journal import Entry, Event, Json, form_of
from domain.dossier.rules import Moment
from domain.dossier.state import Dossier
from domain.opinions.model import SAYS_ENOUGH
from domain.statute.bulk import BulkRules
from domain.tasks.model import AGREE, APPROVE, COMPARE, LATE, OPINION, RECALLED_PAPER, REVIEW, Task

IDENTITIES = ("person_by_number", "identity_of")
"""Look-ups of the population register: whoever it does not know is no clear case."""
SAME = ("full_name", "born", "sex")
"""What a form and a register both say of a person, in words that can be compared."""
DECISIONS = {
    "accept": Words(vi="Tiếp nhận", en="Accept"),
    "not_accept": Words(vi="Từ chối tiếp nhận", en="Do not accept"),
    "confirm": Words(vi="Xác nhận đã thẩm tra", en="Confirm as verified"),
    AGREE: Words(vi="Đồng ý, trình lãnh đạo phê duyệt", en="Agree: lay it before the leader"),
    "approve": Words(vi="Phê duyệt", en="Approve"),
    "refuse": Words(vi="Từ chối giải quyết", en="Refuse"),
}
BECOMES = {
    "accept": Words(vi="Được tiếp nhận, hẹn trả ngày {day}", en="Accepted, its result due on {day}"),
    "not_accept": Words(vi="Không được tiếp nhận, hồ sơ kết thúc", en="Not accepted, and ends"),
    "confirm": Words(vi="Đã thẩm tra, chuyển bước tiếp theo", en="Verified, and goes to its next step"),
    AGREE: Words(vi="Được trình lãnh đạo phê duyệt", en="Is laid before the leader"),
    "approve": Words(
        vi="Được phê duyệt, kết quả chờ ký số, cấp số, đóng dấu",
        en="Approved: the result is then signed, numbered and sealed",
    ),
    "refuse": Words(vi="Bị từ chối giải quyết, hồ sơ kết thúc", en="Refused, and ends"),
}
WITH_REASON = ("not_accept", "refuse")
"""Decisions that the law wants a reason for."""


class Choice(Frozen):
    """What an officer wants done with many tasks of one kind and procedure."""

    procedure: str
    kind: str
    decision: str
    reason: str = ""
    name: str = ""
    """Of whoever decides, as a result names them."""


def allowed(choice: Choice, rules: BulkRules) -> None:
    """Refuse what is never decided together: ``NoSuchDecision`` names what may be."""
    if choice.decision not in rules.decisions(choice.kind):
        may = ", ".join(rules.decisions(choice.kind)) or "-"
        raise NoSuchDecision(
            "Việc này không được quyết định hàng loạt: hãy xử lý từng hồ sơ.",
            "This is not decided of many at once, but one by one. Together one may decide: {0}.",
            may,
        )


def second_person(first: str, task: Task, actor: Actor) -> None:
    """See that somebody may say yes or no as the second person: another than the first, of the role that decides.

    Raises:
        Forbidden: they are neither.
    """
    if actor.id == first or task.role not in actor.roles:
        raise Forbidden(
            "Chỉ người lập, hoặc người khác có cùng thẩm quyền quyết định, mới được rút hoặc không đồng ý.",
            "Only whoever chose these dossiers takes them back, or another who may decide them does not agree.",
        )


def entry_of(choice: Choice, task: str, actor: Actor, batch: str = "", second: str = "") -> Entry:
    """The act that decides one task, under the key that a single decision has: once, whichever way it comes.

    ``batch`` and ``second`` enter the chain with what is said of people.
    """
    how = {"batch": batch, "second": second} if batch else {}
    key = keys.decision(task, choice.decision, actor.id)
    if choice.decision == "confirm":
        return Entry(key=key, act=acts.Done(task=task, decision="confirm", personal=how))
    if choice.decision == AGREE:
        return Entry(key=key, act=acts.Done(task=task, decision=AGREE, personal=how))
    kind = {
        "accept": acts.Accepted,
        "not_accept": acts.NotAccepted,
        "approve": acts.Approved,
        "refuse": acts.Refused,
    }[choice.decision]
    reason = {"reason": choice.reason} if choice.decision in WITH_REASON else {}
    return Entry.model_validate({"key": key, "act": kind(task=task, personal={"name": choice.name} | how, **reason)})


def judged(choice: Choice, task: str, dossier: Dossier, events: Iterable[Event], actor: Actor, moment: Moment) -> Act:
    """The act by which this task is decided with the others, with what the rules fix in it.

    Raises:
        NotTogether: it must be decided by itself; says why.
        Refusal: it may not be decided so at all.
    """
    if (found := dossier.tasks.get(task)) is None:
        raise Missing
    if (found.kind, dossier.procedure) != (choice.kind, choice.procedure):
        raise NotTogether("Việc hoặc thủ tục khác loại.", "It is another task, or another procedure, than the others.")
    act = admit(dossier, entry_of(choice, task, actor).act, actor, moment)
    for why in _unclear(found, dossier, list(events)):
        raise NotTogether.saying(why)
    return act


def becomes(act: Act, decision: str) -> Words:
    """Say what a dossier becomes by it."""
    due = getattr(act, "due_at", None)
    return BECOMES[decision].format(day=f"{due:%d/%m/%Y}" if due else "")


def _unclear(task: Task, dossier: Dossier, events: list[Event]) -> Iterator[Words]:
    """Say why somebody must look at this one by itself."""
    if any(other.kind == LATE for other in dossier.open_tasks):
        yield Words(
            vi="Hồ sơ quá hạn, chưa có văn bản xin lỗi.", en="It is late, and whether to apologise is not decided yet."
        )
    if any(other.kind == COMPARE for other in dossier.open_tasks):
        yield Words(vi="Có trả lời đến muộn chưa đối chiếu.", en="A late answer has not been compared yet.")
    if any(other.kind == RECALLED_PAPER for other in dossier.open_tasks):
        yield Words(
            vi="Có giấy tờ đã bị nơi cấp thu hồi, chưa xem lại.",
            en="A paper of it was recalled, and nobody has looked at it since.",
        )
    if any(other.kind == OPINION and other.decision != SAYS_ENOUGH for other in dossier.tasks.values()):
        yield Words(
            vi="Cơ quan được hỏi không đồng ý, có ý kiến khác hoặc không trả lời.",
            en="Another office was asked, and did not say that it agrees.",
        )
    if task.kind in (REVIEW, APPROVE) and not any(map(_verified, dossier.tasks.values())):
        yield Words(vi="Chưa có cán bộ thẩm tra.", en="No officer has verified it.")
    if differs(form_of(events), events):
        yield Words(
            vi="Cơ sở dữ liệu trả lời khác với tờ khai.", en="A register answered something else than the form says."
        )


def _verified(task: Task) -> bool:
    """Whether an officer verified what it asks, or confirmed what only this procedure has officers look at."""
    confirmed = task.role != Role.APPLICANT and task.decision == "confirm"
    return confirmed or (task.kind.startswith("verify") and task.decision not in ("", "lapsed"))


def differs(form: Json, events: Iterable[Event]) -> bool:
    """Whether a register knows a person of the form by another name, birthday or sex, or does not know them."""
    declared = {part["number"]: part for part in _people(form)}
    for event in events:
        if not isinstance(event.act, acts.Answered) or "kind" not in event.act.personal:
            continue
        answer = event.act.personal.get("answer")
        if answer is None:
            if event.act.personal["kind"] in IDENTITIES:
                return True
            continue
        said = declared.get(answer.get("number"), {})
        if any(
            name in said and name in answer and plain_name(str(said[name])) != plain_name(str(answer[name]))
            for name in SAME
        ):
            return True
    return False


def _people(value: Any) -> Iterator[dict[str, Any]]:
    """Every part of a form that names somebody by number."""
    if isinstance(value, dict):
        if value.get("number"):
            yield value
        for part in value.values():
            yield from _people(part)
    elif isinstance(value, list):
        for part in value:
            yield from _people(part)
