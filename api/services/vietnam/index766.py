"""The index of Decision 766, of a unit that the reader may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from api.http.cursors import PAGE, following, position
from api.schemas.base import Coded
from api.schemas.vietnam.index766 import (
    AverageTime,
    AverageView,
    BehindPage,
    BehindView,
    GroupView,
    IndexView,
    MetricView,
    OtherView,
    UnitMetric,
    UnitScore,
    UnitScores,
)
from api.services.province.tools import ProvinceTools
from api.services.vietnam.programme_tools import ProgrammeTools
from domain.base.calendar import in_vietnam
from domain.base.refusals import Missing
from domain.dossier.acts import Actor
from domain.province.counts import Counts
from domain.province.definitions import AVERAGE
from domain.province.periods import Period
from domain.province.reach import reached_through
from domain.province.scoring import ALL, GroupScore, Score
from domain.province.units import Unit, Units, with_desks
from domain.vietnam.index766 import SHARES
from domain.vietnam.index_words import BY_DECISION, HOW, SOURCES, why_unknown
from infra.analysis.counting import Complaints, OfUnit, ProvinceCounts
from infra.analysis.durations import averages

BEGINNING = datetime(1970, 1, 2, tzinfo=UTC)
"""Before any dossier."""
AVERAGE_TIME = "2.2"
MORE = 100
"""Of how many more dossiers it is told what they would bring, unless somebody says another number."""


@dataclass(frozen=True)
class Question:
    """Whose index is asked for, and of when."""

    unit: str
    period: Period
    procedure: str = ""
    locale: str = "vi"
    more: int = MORE
    """Of how many more it is told what they would bring."""


@dataclass(frozen=True)
class Reached:
    """What a question is about, for whoever may ask it, and the publication that answers it."""

    counts: ProvinceCounts
    of: OfUnit
    unit: Unit
    """As it was called last."""
    day: date
    """Of the tree of units: the period's last on which the unit was there, or today where it goes on."""
    as_of: datetime
    """Up to when what is under way is judged."""


async def reached(
    question: Question, tools: ProvinceTools, reader: Actor, counts: ProvinceCounts | None = None
) -> Reached:
    """See that the reader may ask; of a publication that others are asked of too, where it is given.

    Raises:
        FactsUnpublished: there are no facts yet.
        NoSuchUnit: the unit was not there in the period.
        OutOfReach: the unit does not belong to theirs.
    """
    counts, period = counts or await tools.counts(), question.period
    today = in_vietnam(counts.as_of).date()
    day = reached_through(tools.units, reader, question.unit, period, today, today)
    of = OfUnit.through(tools.units, question.unit, period, min(period.last, today), question.procedure)
    return Reached(counts, of, tools.units.unit(question.unit, day), day, min(counts.as_of, period.ends))


async def scored(
    question: Question, programme: ProgrammeTools, reader: Actor, counts: ProvinceCounts | None = None
) -> IndexView:
    """Score it as far as the reader may see it."""
    index = programme.province.index
    about = await reached(question, programme.province, reader, counts)
    found = await about.counts.of_unit(about.of)
    groups = await programme.groups(question.unit, about.of.whole, found, about.counts, reader)
    total, known = _total(groups), sum(one.known for one in groups)
    return IndexView(
        unit=Coded(code=question.unit, words=about.unit.title),
        period=question.period.written,
        procedure=question.procedure,
        version=index.version,
        as_of=about.as_of,
        known=known,
        total=float(total),
        band=index.band(total).title.in_(question.locale) if known == ALL else None,
        more=question.more,
        groups=[group_view(one, question) for one in groups],
        average_time=await _average(question, about) if question.procedure else None,
    )


async def _average(question: Question, about: Reached) -> AverageTime:
    found, locale = await averages(about.counts.published, about.of), question.locale
    units = [
        AverageView(unit=one.unit, numerator=float(one.sum), denominator=one.many, average=float(one.mean))
        for one in found
    ]
    return AverageTime(
        id=AVERAGE_TIME,
        definition=AVERAGE.written,
        title=AVERAGE.title.in_(locale),
        mark=AVERAGE.mark,
        how=AVERAGE.how.in_(locale),
        units=units,
    )


async def scored_units(
    question: Question, programme: ProgrammeTools, reader: Actor, counts: ProvinceCounts | None = None
) -> UnitScores:
    """Score what belonged to a unit at once in the period, each with all that belonged to it in turn."""
    tools = programme.province
    about = await reached(question, tools, reader, counts)
    counts = about.counts
    found = await _by_unit(question, about, tools.units)
    beside = await programme.kept.read([*found], about.of.whole, counts.published, counts.as_of, reader)
    rows = []
    for unit, mine in found.values():
        together = Counts.added(mine) if mine else None
        if together and (together.received or together.handled):
            of = OfUnit.through(tools.units, unit.code, question.period, about.day, question.procedure)
            rows.append(_row(unit, tools.index.scored(beside.counted(unit.code, of.whole.offices, together))))
    rows.sort(key=lambda row: (-row.lost, row.unit.code))
    return UnitScores(period=question.period.written, version=tools.index.version, as_of=about.as_of, units=rows)


async def _by_unit(question: Question, about: Reached, units: Units) -> dict[str, tuple[Unit, list[Counts]]]:
    """What was counted of each unit that belonged to one at once, while it did; of the unit itself, where none does."""
    found, offices = dict[str, tuple[Unit, list[Counts]]](), dict[str, str]()
    left = list[tuple[str, Counts]]()
    for part in about.of.parts:
        day = min(part.accepted.first, about.day) if part.accepted else about.day
        children = with_desks(units.children(question.unit, day))
        found |= {unit.code: (unit, found.get(unit.code, (unit, []))[1]) for unit in children}
        holders = {one.code: unit.code for unit in children for one in units.below(unit.code, day)}
        offices |= holders
        for office, counts in (await about.counts.each(part)).items():
            if office in holders:
                found[holders[office]][1].append(counts)
            else:
                left.append((office, counts))
    for office, counts in left:  # what came in before there was the office that has it now
        if office in offices:
            found[offices[office]][1].append(counts)
    return found or {question.unit: (about.unit, [await about.counts.of_unit(about.of)])}


async def behind(question: Question, metric: str, programme: ProgrammeTools, reader: Actor, cursor: str) -> BehindPage:
    """Name the dossiers that a metric lacks, those of whoever the reader leads.

    Raises:
        Missing: it is no share of dossiers, or nobody knows which it lacks.
    """
    if metric not in SHARES:
        raise Missing(
            "Chỉ số này không tính theo từng hồ sơ.", "This metric is no share of dossiers that can be named."
        )
    about = await reached(question, programme.province, reader)
    counts, asked = about.counts, about.of.whole
    beside = await programme.kept.read((question.unit,), asked, counts.published, counts.as_of, reader)
    if metric not in beside.counted(question.unit, asked.offices, await counts.of_unit(about.of)):
        why = why_unknown(metric)
        raise Missing(why.vi, why.en)
    complaints = Complaints(programme.parameters.dislike_stars, beside.petitioned(asked.offices))
    at, code = position(cursor, BEGINNING)
    # Those that were counted: what an office got while it belonged to others is none of them.
    found = await counts.behind(about.of, SHARES[metric], at, code, PAGE, complaints)
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
    total, known = _total(groups), sum(group.known for group in groups)
    return UnitScore(
        unit=Coded(code=unit.code, words=unit.title),
        total=float(total),
        known=known,
        lost=float(known - total),
        points={one.metric.id: _float(one.points) for one in scores},
        metrics=[
            UnitMetric.model_validate({"id": one.metric.id, "mark": one.metric.mark} | _counted(one)) for one in scores
        ],
    )


def group_view(score: GroupScore, question: Question) -> GroupView:
    """A group, as programs get it."""
    group = score.group
    return GroupView(
        id=group.id,
        title=group.title.in_(question.locale),
        max=group.most,
        known=score.known,
        score=float(score.points),
        metrics=[metric_view(one, question) for one in score.scores],
    )


def metric_view(score: Score, question: Question) -> MetricView:
    """A metric, as programs get it."""
    metric, found, locale = score.metric, score.counted, question.locale
    ratio = found.ratio if found else None
    return MetricView.model_validate(
        _counted(score)
        | {
            "id": metric.id,
            "code": metric.code,
            "title": metric.title.in_(locale),
            "max": metric.most,
            "full": metric.full,
            "ratio": None if ratio is None else round(float(ratio) * 100, 4),
            "hundred_more": float(score.gained(MORE)),
            "gain": float(score.gained(question.more)),
            "named": metric.id in SHARES,
            "mark": metric.mark,
            "how": HOW.get(metric.id, BY_DECISION).in_(locale),
            "other": _other(score, locale),
            "source": SOURCES[found.source].in_(locale) if found and found.source else None,
            "unknown": why_unknown(metric.id).in_(locale) if score.points is None else None,
        }
    )


def _other(score: Score, locale: str) -> OtherView | None:
    if (also := score.metric.also) is None:
        return None
    found = score.otherwise
    return OtherView(
        full=also.full,
        numerator=float(found.numerator) if found else None,
        denominator=float(found.denominator) if found else None,
        score=_float(score.other),
        note=also.told.in_(locale),
    )


def _counted(score: Score) -> dict[str, float | None]:
    found = score.counted
    return {
        "numerator": float(found.numerator) if found else None,
        "denominator": float(found.denominator) if found else None,
        "score": _float(score.points),
        "lost": _float(score.lost),
    }


def _float(points: Decimal | None) -> float | None:
    return None if points is None else float(points)
