"""Judges a journal once more: whether the rules admit today what they admitted then, and make the same of it."""

from collections.abc import Iterator, Sequence
from typing import Any

from domain.base.calendar import CalendarEnds, in_vietnam
from domain.base.calendars import CalendarAt
from domain.base.law import Frozen
from domain.base.refusals import Refusal
from domain.base.words import Words
from domain.dossier import acts
from domain.dossier.admit import admit
from domain.dossier.apply import fold
from domain.dossier.journal import Event
from domain.dossier.rules import Moment
from domain.dossier.state import Dossier
from domain.registers.registry import Registry
from domain.statute.versions import Laws, NotInForce


class Difference(Frozen):
    """Where the rules now make something else of an event than what was recorded."""

    seq: int
    type: str
    what: Words


def judged_again(
    code: str, events: Sequence[Event], laws: Laws, calendar: CalendarAt, registry: Registry
) -> Iterator[Difference]:
    """Judge each event as under the lock, by the law and the calendar of its time; give what differs."""
    dossier = Dossier(code=code)
    for event in events:
        competent = event.act.competent if isinstance(event.act, acts.Filed) else dossier.competent
        if differs := _judged(dossier, event, Moment(event.at, calendar(competent, event.at), laws, registry)):
            yield Difference(seq=event.seq, type=event.act.type, what=differs)
        fold(dossier, event)


def _judged(dossier: Dossier, event: Event, moment: Moment) -> Words | None:
    try:
        if isinstance(event.act, acts.Filed):
            rules = moment.laws.in_force(event.act.procedure, in_vietnam(event.at).date())
            made: acts.Act = event.act.model_copy(update={"rules": rules})
        else:
            made = admit(dossier, event.act, event.actor, moment)
    except (Refusal, NotInForce) as refusal:
        return Words(vi="nay bị từ chối: {}", en="is refused now: {}").format(refusal.words)
    except CalendarEnds as ends:
        return Words(vi="lịch không có năm {0}", en="{1}").format(ends.year, ends)
    return _differing(_dumped(event.act), _dumped(made))


def _differing(recorded: dict[str, Any], made: dict[str, Any]) -> Words | None:
    for name in sorted(recorded.keys() | made.keys()):
        then, now = recorded.get(name), made.get(name)
        if then != now:
            return Words(vi="{}: đã ghi {}, nay {}", en="{}: recorded {}, now {}").format(name, then, now)
    return None


def _dumped(act: acts.Act) -> dict[str, Any]:
    return act.model_dump(mode="json", exclude={"personal"}, exclude_none=True)
