"""Asking another office for its opinion: what the REST route and the page do alike."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from api.schemas.tasks import OpinionView
from domain.base.calendar import in_vietnam
from domain.base.refusals import Unacceptable
from domain.dossier import acts
from domain.dossier.act import Personal
from domain.dossier.journal import Event
from domain.dossier.state import Dossier
from domain.opinions.model import OPINIONS, Asking, OpinionRules, askings
from domain.statute.offices import Offices, answers_in
from infra.journal.journal import Journal
from workflows.catalogue import Catalogue


@dataclass(frozen=True)
class ConsultingTools(Catalogue):
    """What it takes to ask another office."""

    journal: Journal
    offices: Offices
    opinions: OpinionRules


def usual_day(dossier: Dossier, tools: ConsultingTools) -> date:
    """The day by which an opinion is wanted where nobody names one: not after a result that is still in time."""
    day, calendar = _working_days(tools.opinions.days, dossier, tools), tools.journal.calendar_of(dossier)
    due = dossier.due_at
    if due is None or not calendar.is_working_day(last := in_vietnam(due).date()):
        return day
    return min(day, last) if tools.journal.clock() < min(due, calendar.closing(last)) else day


def question(
    task: str, office: str, until: datetime | None, said: Personal, dossier: Dossier, tools: ConsultingTools
) -> acts.OpinionAsked:
    """Make the act by which whoever has a task asks another office.

    Raises:
        UnknownOffice: there is none of that code.
        Unacceptable: the day is too far away.
    """
    asked, latest = tools.offices.office(office), _working_days(tools.opinions.most, dossier, tools)
    until = until or tools.journal.calendar_of(dossier).closing(usual_day(dossier, tools))
    if in_vietnam(until).date() > latest:
        raise Unacceptable(
            "Ngày cần có ý kiến chậm nhất là {:%d/%m/%Y}: hãy chọn ngày sớm hơn.",
            "The latest day for an opinion is {:%d %B %Y}: choose an earlier one.",
            latest,
        )
    role = answers_in(asked.code, tools.procedures[dossier.procedure].by_hand)
    return acts.OpinionAsked(task=task, office=asked.code, role=role, until=until, personal=said)


def opinions_view(events: Iterable[Event], offices: Offices, locale: str) -> list[OpinionView]:
    """Show every question to another office, and what came of it."""
    return [_shown(one, offices, locale) for one in askings(events)]


def _shown(one: Asking, offices: Offices, locale: str) -> OpinionView:
    return OpinionView(
        office=one.office,
        office_words=offices.bodies.get(one.office, one.office),
        question=one.question,
        asked_at=one.asked.at,
        until=one.until,
        opinion=one.opinion or None,
        opinion_words=OPINIONS[one.opinion].in_(locale) if one.opinion else None,
        answer=one.text,
        answered_at=one.answered.at if one.answered else None,
        silent=one.silent,
    )


def _working_days(days: int, dossier: Dossier, tools: ConsultingTools) -> date:
    return tools.journal.calendar_of(dossier).add_working_days(tools.journal.today(), days)
