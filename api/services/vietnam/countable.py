"""Every figure that can be kept: whose it is to see, and how it is counted, now or anew."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from api.services.province.centre import Looking
from api.services.vietnam.eid import Identities
from api.services.vietnam.online import Online
from api.services.vietnam.programme import Programme
from api.services.vietnam.programme_tools import ProgrammeTools, Reading, coded
from domain.base.refusals import Unacceptable
from domain.base.words import Words
from domain.province.counts import Counts
from domain.province.kept_figures import FIGURES, KeptFigure, Line, number
from domain.province.periods import NoPeriod, Period
from domain.province.reach import within_reach
from domain.province.scoring import Counted, Score
from domain.province.units import NoSuchUnit
from domain.statute.offices import police_of
from domain.vietnam.index766 import SHARES
from domain.vietnam.index_words import BY_DECISION, HOW, SCORE, SCORED
from domain.vietnam.programme import rights
from domain.vietnam.programme.online import added
from domain.vietnam.programme.titles import ACCOUNTS, ROADMAP, SAVED, SAVINGS, SERVICES, TIERS, WORK
from infra.analysis.counting import OfUnit, ProvinceCounts
from infra.vietnam.kept_counts import Registers

INDEX = "index_766"
Family = Literal["share", "index", "roadmap", "online", "accounts"]
OF_A_DAY: tuple[Family, ...] = ("roadmap", "accounts")
"""What stands at the end of a day; the others are of a period."""


class NoSuchFigure(Unacceptable):
    """Nothing is counted under this name."""

    def __init__(self, figure: str) -> None:
        super().__init__(
            "Không có số liệu nào tên {}: hãy lưu từ trang hiển thị số liệu.",
            "No figure is called {}: keep it from the page that shows it.",
            figure,
        )


class NotOneVersion(NoSuchFigure):
    """What a dossier saves is by several versions of the parameters in a period, or by none."""

    def __init__(self, period: str) -> None:
        Unacceptable.__init__(
            self,
            "Chi phí tiết kiệm kỳ {} không tính theo đúng một phiên bản tham số: hãy lưu từng tháng, hoặc kỳ sau.",
            "In {} savings follow several versions of the parameters, or none: keep each month, or a later one.",
            period,
        )


@dataclass(frozen=True)
class Wish:
    """Which figure, of which unit and period, by the tree of units of a day."""

    figure: str
    unit: str
    period: str
    day: date


@dataclass(frozen=True)
class Found:
    """What was counted, before it is told of whom."""

    title: Words
    how: Words
    definition: str
    mark: str
    counted: Counted | None
    table: tuple[Line, ...] = ()
    more: Mapping[str, Any] | None = None


def family_of(figure: str, tools: ProgrammeTools) -> Family:
    """To which kind a figure belongs.

    Raises:
        NoSuchFigure: to none.
    """
    if figure in FIGURES:
        return "share"
    if figure in {INDEX, *(f"{INDEX}.{metric}" for metric in tools.province.index.metrics)}:
        return "index"
    if figure in ROADMAP:
        return "roadmap"
    if figure in ACCOUNTS:
        return "accounts"
    if figure in SERVICES or figure == SAVINGS or figure in {f"{WORK}.{tier}" for tier in TIERS}:
        return "online"
    raise NoSuchFigure(figure)


def wished(figure: str, unit: str, period: str, look: Looking, tools: ProgrammeTools) -> Wish:
    """A figure as it is asked for, by the units that there are at the period's end, or now.

    Raises:
        NoSuchFigure, NoPeriod, NotYet: there is none of it.
    """
    family = family_of(figure, tools)
    if family in OF_A_DAY:
        day = Reading.of(look.reader, look.now, look.locale, _day(period) if period else look.day).at
        return Wish(figure, unit, day.isoformat(), day)
    read = Period.read(period)
    return Wish(figure, unit, read.written, min(read.last, look.day))


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise NoPeriod(
            "Số liệu này tính đến hết một ngày, viết là 2026-08-31.", "This is a figure of a day, written 2026-08-31."
        ) from None


def may_keep(wish: Wish, look: Looking, tools: ProgrammeTools) -> None:
    """Let in whoever may see the figure where it is shown.

    Raises:
        WrongRole, NoSuchUnit, OutOfReach: they may not.
    """
    family, units = family_of(wish.figure, tools), tools.province.units
    if family in ("share", "index"):
        within_reach(units, look.reader, wish.unit, wish.day)
    elif family == "accounts":
        _accounts(wish, look, tools).may_see()
    elif family == "online":
        _rates(wish, look, tools).may_see()
    else:
        rights.may_see(look.reader, wish.unit, units, tools.parameters, wish.day)


async def count(wish: Wish, look: Looking, tools: ProgrammeTools) -> KeptFigure:
    """Count a figure, whoever looks: whether they may is asked before.

    Raises:
        NoSuchFigure, NoSuchUnit, FactsUnpublished: it cannot be counted.
    """
    found = await COUNTS[family_of(wish.figure, tools)](wish, look, tools)
    many = found.counted
    return KeptFigure.model_validate(
        {
            "figure": wish.figure,
            "definition": found.definition,
            "title": found.title,
            "how": found.how,
            "mark": found.mark,
            "unit": wish.unit,
            "unit_title": coded(wish.unit, tools, wish.day).words,
            "period": wish.period,
            "day": wish.day,
            # Pressed twice, it is one figure.
            "as_of": look.now.replace(second=0, microsecond=0),
            "numerator": number(many.numerator) if many else None,
            "denominator": number(many.denominator) if many else None,
            "table": found.table,
        }
        | dict(found.more or {})
    )


async def _share(wish: Wish, _: Looking, tools: ProgrammeTools) -> Found:
    definition, part = next(one for name, one in FIGURES.items() if name == wish.figure)
    published, units = await tools.province.counts(), tools.province.units
    of = OfUnit.through(units, wish.unit, Period.read(wish.period), wish.day)
    each = [await published.each(one) for one in of.parts]
    offices = dict.fromkeys(office for one in each for office in one)
    lines = {office: added(Counted.of(*part(one[office])) for one in each if office in one) for office in offices}
    return Found(
        title=definition.title,
        how=definition.how,
        definition=definition.written,
        mark=definition.mark,
        counted=Counted.of(
            sum(one.numerator for one in lines.values()), sum(one.denominator for one in lines.values())
        ),
        table=_by_most(lines, wish, tools),
        more={"as_of": published.as_of},
    )


async def _index(wish: Wish, look: Looking, tools: ProgrammeTools) -> Found:
    published, period = await tools.province.counts(), Period.read(wish.period)
    of = OfUnit.through(tools.province.units, wish.unit, period, wish.day)
    moment = min(published.as_of, period.ends)
    counts = await published.of_unit(of)
    beside = await tools.kept.read((wish.unit,), of.whole, published.published, published.as_of, look.reader)
    groups = tools.province.index.scored(beside.counted(wish.unit, of.whole.offices, counts))
    scores = [one for group in groups for one in group.scores]
    definition = f"{wish.figure}@{tools.province.index.version}"
    if wish.figure == INDEX:
        total, known = sum(group.points for group in groups), sum(group.known for group in groups)
        points = {"measure": "points", "dossiers": counts.received, "as_of": moment}
        return Found(SCORE, SCORED, definition, "K", Counted.of(total, known), tuple(map(_scored, scores)), points)
    score = next(one for one in scores if f"{INDEX}.{one.metric.id}" == wish.figure)
    metric = score.metric
    return Found(
        title=metric.title,
        how=HOW.get(metric.id, BY_DECISION),
        definition=definition,
        mark=metric.mark,
        counted=score.counted,
        table=_by_most(await _offices(score, of, published, beside), wish, tools),
        more={"as_of": moment},
    )


async def _offices(score: Score, of: OfUnit, published: ProvinceCounts, beside: Registers) -> dict[str, Counted | None]:
    """A metric of each office; none, where it is no sum of theirs."""
    if score.metric.id not in SHARES or score.counted is None:
        return {}
    found = defaultdict[str, list[Counts]](list)
    for part in of.parts:
        for office, counts in (await published.each(part)).items():
            found[office].append(counts)
    lines = {
        office: beside.counted(office, (office,), Counts.added(many)).get(score.metric.id)
        for office, many in found.items()
    }
    whole = added(one for one in lines.values() if one)
    same = (whole.numerator, whole.denominator) == (score.counted.numerator, score.counted.denominator)
    return lines if same else {}


def _scored(score: Score) -> Line:
    points = None if score.points is None else float(score.points)
    return Line(office=score.metric.id, title=score.metric.title, numerator=points, denominator=score.metric.most)


def _by_most(lines: Mapping[str, Counted | None], wish: Wish, tools: ProgrammeTools) -> tuple[Line, ...]:
    """Lines of offices, of whom most was counted first; one that counted nothing is none."""
    rows = [
        Line(
            office=code,
            title=coded(code, tools, wish.day).words,
            numerator=number(one.numerator),
            denominator=number(one.denominator),
        )
        for code, one in lines.items()
        if one and one.denominator
    ]
    return tuple(sorted(rows, key=lambda row: (-(row.denominator or 0), row.office)))


def _told(figure: str, title: Words, counted: Counted | None, tools: ProgrammeTools, **more: Any) -> Found:
    by = tools.parameters.definitions[figure.partition(".")[0]]
    table = more.pop("table", ())
    return Found(title, by.words, f"{by.id}@{by.version}", by.mark, counted, table, more)


async def _roadmap(wish: Wish, look: Looking, tools: ProgrammeTools) -> Found:
    units = tools.province.units
    area = units.latest(wish.unit, wish.day)
    code = wish.unit if area.tier == "province" and not area.body else tools.parameters.province
    of = Programme(code, tools, Reading(look.reader, look.now, look.locale, wish.day), wish.unit)
    shares, leads = await of.counted()
    table = _by_most(leads, wish, tools) if wish.figure == "tasks_done" else ()
    return _told(wish.figure, ROADMAP[wish.figure], shares[wish.figure], tools, table=table, of_plan=True)


def _rates(wish: Wish, look: Looking, tools: ProgrammeTools) -> Online:
    reading = Reading(look.reader, look.now, look.locale, look.day)
    return Online(wish.unit, Period.read(wish.period), False, tools, reading)


async def _online(wish: Wish, look: Looking, tools: ProgrammeTools) -> Found:
    of, figure, by = _rates(wish, look, tools), wish.figure, tools.parameters
    if figure == SAVINGS:
        if len(versions := of.versions()) != 1:
            raise NotOneVersion(wish.period)
        version, filed = versions[0], await of.filed()
        basis = Words(vi=version.basis, en=version.basis)
        how = Words(vi="{} {}.", en="{} {}.").format(by.saving_method, basis)
        money = {"measure": "money", "each": version.each, "denominator": None}
        # With another mean it is another figure.
        rule = f"{SAVINGS}@{version.each}"
        return Found(SAVED, Words(vi=how.vi, en=how.en), rule, version.mark, filed, more=money)
    if figure == "full_services":
        return _told(figure, SERVICES[figure], of.full(), tools, of_plan=True)
    if figure in SERVICES:
        counted, as_of = (await of.filed(), None) if figure == "filed_online" else await of.told()
        return _told(figure, SERVICES[figure], counted, tools, **_as_of(as_of))
    closed, as_of = await of.closed()
    [(tier, title)] = [(tier, title) for tier, title in TIERS.items() if figure == f"{WORK}.{tier}"]
    return _told(figure, title, closed.get(tier), tools, **_as_of(as_of))


def _as_of(published: datetime | None) -> dict[str, datetime]:
    """Of what is counted of published facts, the moment of these: now holds for what the database was asked alone."""
    return {} if published is None else {"as_of": published}


def _accounts(wish: Wish, look: Looking, tools: ProgrammeTools) -> Identities:
    return Identities(wish.unit, tools, Reading(look.reader, look.now, look.locale, wish.day), wish.day)


async def _of_accounts(wish: Wish, look: Looking, tools: ProgrammeTools) -> Found:
    each = await _accounts(wish, look, tools).counted()
    lines = {code: shares[wish.figure] for code, shares in each.items()}
    whole = lines.pop(wish.unit)
    return _told(wish.figure, ACCOUNTS[wish.figure], whole, tools, table=_by_most(lines, wish, tools))


COUNTS: Mapping[Family, Callable[[Wish, Looking, ProgrammeTools], Awaitable[Found]]] = {
    "share": _share,
    "index": _index,
    "roadmap": _roadmap,
    "online": _online,
    "accounts": _of_accounts,
}


async def again(kept: KeptFigure, look: Looking, tools: ProgrammeTools) -> KeptFigure:
    """Count a kept figure anew: its period by the units that there were then, or how it stands today.

    Raises:
        NoSuchFigure, NoSuchUnit, FactsUnpublished: it cannot be counted.
    """
    of_a_day = family_of(kept.figure, tools) in OF_A_DAY
    period, day = (look.day.isoformat(), look.day) if of_a_day else (kept.period, kept.day)
    return await count(Wish(kept.figure, kept.unit, period, day), look, tools)


def may_look(kept: KeptFigure, look: Looking, tools: ProgrammeTools) -> bool:
    """Whether a kept figure is of a unit of the reader's, or of one that it became part of.

    Raises:
        WrongRole: they lead nothing.
    """
    reader, units = look.reader, tools.province.units
    of_programme = kept.figure not in FIGURES and not kept.figure.startswith(INDEX)
    if of_programme and rights.oversees(reader, tools.parameters):
        return True
    if kept.figure in ACCOUNTS and reader.agency == police_of(kept.unit):
        return True
    own = within_reach(units, reader, reader.agency, look.day)
    try:
        return not {kept.unit, *units.became(kept.unit, kept.day)}.isdisjoint(own)
    except NoSuchUnit:
        return kept.unit in own
