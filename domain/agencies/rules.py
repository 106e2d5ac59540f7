"""Rules of agencies that answer in their own time: entered beside those of ``domain.dossier.admit``."""

from typing import Any

from pydantic import ValidationError

from domain.base.refusals import AlreadyDone, Conflict, Missing, NoSuchDecision, TooEarly, Unacceptable
from domain.dossier import acts
from domain.dossier.acts import Act, Actor
from domain.dossier.eligibility import task_for
from domain.dossier.rules import Moment, judge
from domain.dossier.state import Dossier
from domain.registers.query import Query, Request
from domain.registers.registry import Registry


@judge.register
def _(act: acts.Done, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    task = task_for(dossier, act, actor, moment.at)
    if actor.kind == "agency":
        if act.decision != "answer":
            raise NoSuchDecision("Cơ quan chỉ có thể trả lời.", "An agency does nothing but answer.")
        _readable(task.answer, act, moment.registry)
    return act


@judge.register
def _(act: acts.AnsweredLate, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    task = dossier.asked(act.agency, act.step)
    if actor.kind != "agency" or actor.id != act.agency or task is None or task.id != act.task:
        raise Missing
    if task.open:
        raise Conflict("Công việc vẫn đang chờ trả lời.", "The task still waits for this answer.")
    _readable(task.answer, act, moment.registry)
    return act


def _readable(model: str, act: Act, registry: Registry) -> None:
    try:
        registry.answers[model].model_validate(act.personal.get("answer"))
    except (KeyError, ValidationError) as error:
        raise Unacceptable("Không đọc được nội dung trả lời.", "The answer cannot be read.") from error


@judge.register
def _(act: acts.Answered, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    if actor.kind != "engine":
        raise Missing
    if act.look is not None and act.look.told:
        may_be_told(dossier, moment.registry.queries.get(act.look.query))
    return act


def may_be_told(dossier: Dossier, query: type[Query[Any]] | None) -> None:
    """See that nothing takes effect outside before it was decided, and that no money moves before the result is sealed.

    Raises:
        TooEarly: it would.
    """
    if not dossier.one_form or (query is not None and issubclass(query, Request)):
        return
    if not dossier.decided:
        raise TooEarly(
            "Chưa phê duyệt thì chưa được ghi nhận ra bên ngoài.", "Nothing takes effect outside before the approval."
        )
    if query is not None and query.pays and not dossier.sealed:
        raise TooEarly(
            "Kết quả chưa ký, chưa đóng dấu thì chưa được chi tiền.", "No money moves before the result is sealed."
        )


@judge.register
def _(act: acts.AgencyWaited, dossier: Dossier, actor: Actor, _moment: Moment) -> Act:
    if actor.kind != "engine":
        raise Missing
    if act.step in dossier.keys:
        raise AlreadyDone("Cơ sở dữ liệu đã trả lời.", "The register has answered.")
    return act
