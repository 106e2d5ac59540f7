"""The index of Decision 766, of a unit that the reader may see."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from api.http.cursors import PAGE, following, position
from api.schemas.base import Coded
from api.schemas.vietnam.index766 import BehindPage, BehindView, GroupView, IndexView, MetricView, UnitScore, UnitScores
from api.services.province.tools import ProvinceTools
from api.services.vietnam.programme_tools import ProgrammeTools
from domain.base.calendar import in_vietnam
from domain.base.refusals import Missing
from domain.dossier.acts import Actor
from domain.province.periods import Period
from domain.province.reach import within_reach
from domain.province.scoring import GroupScore, Score
from domain.province.units import Unit
from domain.vietnam.index766 import SHARES, counted
from domain.vietnam.index_words import BY_DECISION, HOW, why_unknown
from infra.analysis.counting import Asked, ProvinceCounts

BEGINNING = datetime(1970, 1, 2, tzinfo=UTC)
"""Before any dossier."""


@dataclass(frozen=True)
class Question:
    """Whose index is asked for, and of when."""

    unit: str
    period: Period
    procedure: str = ""
    locale: str = "vi"


@dataclass(frozen=True)
class Reached:
    """What a question is about, for whoever may ask it, and the publication that answers it."""

    counts: ProvinceCounts
    asked: Asked
    day: date
    """Of the tree of units: the period's last, or today where it goes on."""
    as_of: datetime


async def reached(question: Question, tools: ProvinceTools, reader: Actor) -> Reached:
    """See that the reader may ask.

    Raises:
        FactsUnpublished: there are no facts yet.
        OutOfReach: the unit does not belong to theirs.
    """
    counts = await tools.counts()
    day = min(question.period.next - timedelta(days=1), in_vietnam(counts.as_of).date())
    offices = within_reach(tools.units, reader, question.unit, day)
    moment = min(counts.as_of, question.period.ends)
    return Reached(counts, Asked(offices, question.period, question.procedure), day, moment)


async def scored(question: Question, programme: ProgrammeTools, reader: Actor) -> IndexView:
    """Score it as far as the reader may see it."""
    tools = programme.province
    about = await reached(question, tools, reader)
    counts = await about.counts.of(about.asked)
    groups = await programme.groups(question.unit, about.asked, counts, about.as_of, reader)
    total, known = _total(groups), sum(one.known for one in groups)
    return IndexView(
        unit=Coded(code=question.unit, words=tools.units.unit(question.unit, about.day).title),
        period=question.period.written,
        procedure=question.procedure,
        version=tools.index.version,
        as_of=about.as_of,
        known=known,
        total=float(total),
        band=tools.index.band(total).title.in_(question.locale) if known == 100 else None,
        groups=[group_view(one, question.locale) for one in groups],
    )


async def scored_units(question: Question, programme: ProgrammeTools, reader: Actor) -> UnitScores:
    """Score what belongs to a unit at once, each with all that belongs to it in turn: by the metrics of dossiers."""
    tools = programme.province
    about = await reached(question, tools, reader)
    units = tools.units.children(question.unit, about.day) or (tools.units.unit(question.unit, about.day),)
    each = await about.counts.each(about.asked)
    rows = []
    for unit in units:
        below = [one.code for one in tools.units.below(unit.code, about.day) if one.code in each]
        if below:
            # How many procedures several offices have together is not the sum of what each has.
            one = each[below[0]] if len(below) == 1 else await about.counts.of(replace(about.asked, offices=below))
            rows.append(_row(unit, tools.index.scored(counted(one, programme.offered_of(question.procedure)))))
    rows.sort(key=lambda row: row.total)
    return UnitScores(period=question.period.written, version=tools.index.version, as_of=about.as_of, units=rows)


async def behind(question: Question, metric: str, tools: ProvinceTools, reader: Actor, cursor: str) -> BehindPage:
    """Name the dossiers that a metric lacks, those of whoever the reader leads.

    Raises:
        Missing: it is no share of dossiers.
    """
    if metric not in SHARES:
        raise Missing(
            "Chỉ số này không tính theo từng hồ sơ.", "This metric is no share of dossiers that can be named."
        )
    about = await reached(question, tools, reader)
    at, code = position(cursor, BEGINNING)
    found = await about.counts.behind(about.asked, SHARES[metric], at, code, PAGE)
    items = [
        BehindView(
            code=one.dossier,
            procedure=one.procedure,
            office=one.competent,
            status=int(one.status),
            supplements=one.supplements,
            filed_at=one.filed_at,
            due_at=one.due_at,
        )
        for one in found
    ]
    onward = following(len(found), found[-1].filed_at, found[-1].dossier) if found else None
    return BehindPage(items=items, next=onward)


def _total(groups: Iterable[GroupScore]) -> Decimal:
    return sum((one.points for one in groups), Decimal())


def _row(unit: Unit, groups: tuple[GroupScore, ...]) -> UnitScore:
    scores = [score for group in groups for score in group.scores]
    return UnitScore(
        unit=Coded(code=unit.code, words=unit.title),
        total=float(_total(groups)),
        known=sum(group.known for group in groups),
        points={one.metric.id: None if one.points is None else float(one.points) for one in scores},
    )


def group_view(score: GroupScore, locale: str) -> GroupView:
    """A group, as programs get it."""
    group = score.group
    return GroupView(
        id=group.id,
        title=group.title.in_(locale),
        max=group.most,
        known=score.known,
        score=float(score.points),
        metrics=[metric_view(one, locale) for one in score.scores],
    )


def metric_view(score: Score, locale: str) -> MetricView:
    """A metric, as programs get it."""
    metric, found = score.metric, score.counted
    ratio = found.ratio if found else None
    return MetricView.model_validate(
        {
            "id": metric.id,
            "code": metric.code,
            "title": metric.title.in_(locale),
            "max": metric.most,
            "full": metric.full,
            "numerator": float(found.numerator) if found else None,
            "denominator": float(found.denominator) if found else None,
            "ratio": None if ratio is None else round(float(ratio) * 100, 4),
            "score": None if score.points is None else float(score.points),
            "lost": None if score.lost is None else float(score.lost),
            "hundred_more": float(score.gained(100)),
            "named": metric.id in SHARES,
            "mark": metric.mark,
            "how": HOW.get(metric.id, BY_DECISION).in_(locale),
            "unknown": why_unknown(metric.id).in_(locale) if score.points is None else None,
        }
    )
