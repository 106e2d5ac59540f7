"""The index of Decision 766, of a unit that the reader may see."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from api.schemas.base import Coded
from api.schemas.vietnam.index766 import GroupView, IndexView, MetricView
from api.services.vietnam.programme_tools import ProgrammeTools
from domain.base.calendar import in_vietnam
from domain.dossier.acts import Actor
from domain.province.periods import Period
from domain.province.reach import within_reach
from domain.province.scoring import GroupScore, Score
from domain.vietnam.index766 import counted
from infra.reads.province import Asked


@dataclass(frozen=True)
class Question:
    """Whose index is asked for, and of when."""

    unit: str
    period: Period
    procedure: str = ""
    locale: str = "vi"


async def scored(question: Question, programme: ProgrammeTools, now: datetime, reader: Actor) -> IndexView:
    """Score it as far as the reader may see it."""
    tools = programme.province
    # The tree is that of the period's last day, or of today where the period goes on.
    day = min(question.period.next - timedelta(days=1), in_vietnam(now).date())
    offices = within_reach(tools.units, reader, question.unit, day)
    asked = Asked(offices, question.period, question.procedure)
    counts = await tools.counts.of(asked, now, reader)
    kept = await programme.kept.of(question.unit, asked, counts, now, reader)
    groups = tools.index.scored(counted(counts, 1 if question.procedure else programme.offered, kept))
    total, known = sum((one.points for one in groups), Decimal()), sum(one.known for one in groups)
    return IndexView(
        unit=Coded(code=question.unit, words=tools.units.unit(question.unit, day).title),
        period=question.period.written,
        procedure=question.procedure,
        version=tools.index.version,
        as_of=min(now, question.period.ends),
        known=known,
        total=float(total),
        band=tools.index.band(total).title.in_(question.locale) if known == 100 else None,
        groups=[group_view(one, question.locale) for one in groups],
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
            "mark": metric.mark,
        }
    )
