"""Rules of filing, reception, supplements and withdrawal."""

from domain.base.calendar import in_vietnam
from domain.base.refusals import AlreadyDone, Missing, ReasonMissing, TooLate
from domain.base.term import resume
from domain.dossier import acts
from domain.dossier.acts import Act, Actor
from domain.dossier.eligibility import all_agree, asked_enough, task_for
from domain.dossier.rules import Moment, judge, only_applicant, with_reason
from domain.dossier.state import Dossier
from domain.filing.model import EDITION


@judge.register
def _(act: acts.Filed, dossier: Dossier, actor: Actor, _moment: Moment) -> Act:
    if dossier.seq:
        raise AlreadyDone("Hồ sơ đã được nộp.", "The dossier was already filed.")
    # What the engine files is a branch: it carries the edition of its parent, where people were asked what it rests on.
    return act if actor.kind == "engine" else act.model_copy(update={"edition": EDITION})


@judge.register
def _(act: acts.Consented, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    parent = dossier.parent.code if dossier.parent else ""
    # The engine agrees in nobody's place: it says in a branch what was said in the dossier that opened it.
    if bool(act.given_in) != (actor.kind == "engine") or act.given_in not in ("", parent):
        raise Missing
    task_for(dossier, act, actor, moment.at)
    return act


@judge.register
def _(act: acts.Accepted, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    task_for(dossier, act, actor, moment.at)
    all_agree(dossier)
    rules = moment.laws.in_force(dossier.procedure, in_vietnam(moment.at).date())
    due_at = rules.term_of(dossier.case).due(moment.at, moment.calendar)
    changed = rules if rules.version != dossier.law.version else None
    return act.model_copy(update={"due_at": due_at, "rules": changed})


@judge.register
def _(act: acts.SupplementRequested, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    task_for(dossier, act, actor, moment.at)
    _says_what_is_missing(act)
    if not dossier.supplementable:
        raise asked_enough(dossier)
    return act


@judge.register
def _(act: acts.Supplied, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    task_for(dossier, act, actor, moment.at)
    if "form" in act.personal and dossier.decided:
        raise TooLate(
            "Kết quả đã được phê duyệt, không thể sửa tờ khai.", "The result is approved: too late to correct the form."
        )
    if dossier.due_at is None:
        return act
    start = dossier.pauses[-1].start
    return act.model_copy(update={"due_at": resume(dossier.due_at, start, moment.at, moment.calendar)})


@judge.register
def _(act: acts.SupplementProposed, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    task_for(dossier, act, actor, moment.at)
    _says_what_is_missing(act)
    return act


@judge.register
def _(act: acts.Withdrawn, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    only_applicant(dossier, actor, moment.at)
    if dossier.approved_at is not None:
        raise TooLate(
            "Kết quả đã được phê duyệt, không thể rút hồ sơ.", "The result is approved: too late to withdraw."
        )
    return act


def _says_what_is_missing(act: acts.SupplementRequested | acts.SupplementProposed) -> None:
    with_reason(act.reason)
    if not act.items:
        raise ReasonMissing("Phải nêu giấy tờ cần bổ sung.", "Name each item to supply.")
