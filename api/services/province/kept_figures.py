"""Figures that are kept: as they were shown, how they stand today, and what of them is published."""

from contextlib import suppress
from dataclasses import dataclass

from api.schemas.base import Coded
from api.schemas.province.kept_figures import (
    CountedView,
    KeptLineView,
    KeptList,
    KeptView,
    LineView,
    OpenFigureView,
    OpenLineView,
    OpenList,
    ReleasedView,
    TodayView,
)
from api.services.province.alarms import NUMBERED, NamesSomebody
from api.services.province.centre import Looking
from api.services.vietnam import countable
from api.services.vietnam.countable import NoSuchFigure
from api.services.vietnam.programme_tools import ProgrammeTools, coded
from domain.base.calendar import in_vietnam
from domain.base.refusals import Conflict, Missing, ReasonMissing, TakenBack, WrongRole
from domain.base.words import Words
from domain.dossier.eligibility import LEADERS
from domain.province.disclosure import TooFewToShow
from domain.province.kept_figures import KeptFigure, Line, Number, Release
from domain.province.reach import within_reach
from domain.province.units import NoSuchUnit
from infra.analysis.analysis import FactsUnpublished
from infra.verification.result_register import ANYBODY
from infra.vietnam.figures import Kept, KeptFigures, Released

UNPUBLISHED = Words(
    vi="Chưa có số liệu tổng hợp để tính lại hôm nay.", en="Nothing is published to count it from today."
)
NOT_COUNTED = Words(vi="Hiện nay số liệu này không còn được tính.", en="It is no longer counted today.")
REDEFINED = Words(
    vi="Hiện nay được tính theo phiên bản khác ({}): hai số liệu không so sánh được với nhau.",
    en="It is computed by another version today ({}): the two do not compare.",
)
GONE = Words(
    vi="Đơn vị này không còn từ sau ngày {}, đã trở thành {}: không tính lại được cho đơn vị cũ.",
    en="The unit is no more after {} and became {}: it cannot be counted again for what it was.",
)
NO_UNIT = Words(vi="Đơn vị này không còn: không tính lại được.", en="The unit is no more: it cannot be counted again.")


class NotPublic(Conflict):
    """A figure that is to be taken back was not published, or is taken back already."""

    def __init__(self) -> None:
        super().__init__(
            "Số liệu này hiện không công khai: không có gì để thu hồi.",
            "This figure is not published now: there is nothing to take back.",
        )


@dataclass(frozen=True)
class OpenFigures:
    """What everybody may read of kept figures."""

    tools: ProgrammeTools
    locale: str

    @property
    def figures(self) -> KeptFigures:
        """Where they are kept."""
        return KeptFigures(self.tools.entries)

    async def show(self, one: str) -> OpenFigureView:
        """A figure that was published, to the nearest five.

        Raises:
            Missing: none was published at this address.
            TakenBack: it was, and is no longer.
        """
        released = await self.figures.released(one, ANYBODY)
        kept = await self.figures.find(one, ANYBODY) if released else None
        if released is None or kept is None:
            raise Missing("Không có số liệu công khai nào ở địa chỉ này.", "No figure was published at this address.")
        told = _released(released, self.tools)
        if not released.said.published:
            raise TakenBack(
                "Số liệu này đã được {} thu hồi lúc {:%H:%M ngày %d/%m/%Y}. Lý do: {}",
                "{} took this figure back at {:%H:%M on %d/%m/%Y}. The reason: {}",
                told.office.words,
                told.at,
                told.reason,
            )
        return OpenFigureView(**_fields(kept.for_everybody(), self.locale), published=told)

    async def listed(self) -> OpenList:
        """All that are published, to the nearest five."""
        items = []
        for kept, released in await self.figures.published(ANYBODY):
            # One of few was published under rules of before: its own address says nothing of it either.
            with suppress(TooFewToShow):
                plain = _plain(kept.for_everybody(), self.locale)
                items.append(OpenLineView(**plain, published=_released(released, self.tools)))
        return OpenList(items=items)


async def keep(figure: str, look: Looking, period: str, tools: ProgrammeTools) -> str:
    """Keep a figure as it is told at this moment, with its table; give its id."""
    wish = countable.wished(figure, look.unit, period, look, tools)
    countable.may_keep(wish, look, tools)
    kept = await countable.count(wish, look, tools)
    await KeptFigures(tools.entries).keep(kept, look.now, look.reader)
    return kept.id


async def show_kept(one: str, look: Looking, tools: ProgrammeTools) -> KeptView:
    """The same figure, whenever it is looked at, for whoever may see its unit or what that became.

    Raises:
        Missing: there is none of theirs.
    """
    kept = await _theirs(one, look, tools)
    released = await KeptFigures(tools.entries).released(one, look.reader)
    today, why = await _today(kept.figure, look, tools)
    return KeptView(
        **_fields(kept, look.locale),
        now=_beside(kept.figure, today, look.locale) if today else None,
        why=why.in_(look.locale) if why else None,
        published=_released(released, tools) if released else None,
        publishes=bool(LEADERS & set(look.reader.roles)),
    )


async def listed(look: Looking, tools: ProgrammeTools) -> KeptList:
    """The figures that a unit keeps, for whoever may see each.

    Raises:
        WrongRole, OutOfReach, NoSuchUnit: none of the unit's is theirs to see.
    """
    found = await KeptFigures(tools.entries).of_unit(look.unit, look.reader)
    items = [
        KeptLineView(**_plain(kept, look.locale), published=_released(said, tools) if said else None)
        for kept, said in found
        if countable.may_look(kept.figure, look, tools)
    ]
    if not items:
        within_reach(tools.province.units, look.reader, look.unit, look.day)
    return KeptList(unit=coded(look.unit, tools, look.day), items=items)


async def publish(one: str, look: Looking, tools: ProgrammeTools) -> None:
    """Let everybody read a figure; where they may already, nothing changes.

    Raises:
        Missing, WrongRole: it is not theirs to publish.
        TooFewToShow: it would tell of somebody.
    """
    kept = await _of_leader(one, look, tools)
    kept.figure.for_everybody()
    await KeptFigures(tools.entries).release(kept, Release(published=True), look.now, look.reader)


async def take_back(one: str, reason: str, look: Looking, tools: ProgrammeTools) -> None:
    """Let nobody else read a published figure any more: in its place stands the reason.

    Raises:
        Missing, WrongRole: it is not theirs to take back.
        ReasonMissing, NamesSomebody: the reason is none that everybody may read.
        NotPublic: nobody else reads it.
    """
    kept, figures, said = await _of_leader(one, look, tools), KeptFigures(tools.entries), " ".join(reason.split())
    if not said:
        raise ReasonMissing(
            "Ghi lý do thu hồi: mọi người sẽ đọc lý do này ở địa chỉ của số liệu.",
            "Say why it is taken back: everybody reads it at the figure's address.",
        )
    if NUMBERED.search(said):
        raise NamesSomebody
    # Two at once both find it published: both reasons stay in the register, and the later one is told.
    now = await figures.released(one, look.reader)
    if now is None or not (now.said.published or now.said.reason == said):
        raise NotPublic
    await figures.release(kept, Release(published=False, reason=said), look.now, look.reader)


async def _theirs(one: str, look: Looking, tools: ProgrammeTools) -> Kept:
    found = await KeptFigures(tools.entries).find(one, look.reader)
    if found is None:
        # Who leads nothing is told so, whatever there is.
        within_reach(tools.province.units, look.reader, look.reader.agency, look.day)
    if found is None or not countable.may_look(found.figure, look, tools):
        raise Missing("Không có số liệu lưu này.", "There is no such figure of a unit of yours.")
    return found


async def _of_leader(one: str, look: Looking, tools: ProgrammeTools) -> Kept:
    kept = await _theirs(one, look, tools)
    if not LEADERS & set(look.reader.roles):
        raise WrongRole(
            "Chỉ thủ trưởng cơ quan công khai hoặc thu hồi số liệu.",
            "Only the leader of an office publishes a figure, or takes it back.",
        )
    return kept


async def _today(kept: KeptFigure, look: Looking, tools: ProgrammeTools) -> tuple[KeptFigure | None, Words | None]:
    """The figure as it is counted now, and why that is not by the same definition, or not at all."""
    try:
        now = await countable.again(kept, look, tools)
    except FactsUnpublished:
        return None, UNPUBLISHED
    except NoSuchFigure:
        return None, NOT_COUNTED
    except NoSuchUnit:
        return None, _gone(kept, look, tools)
    return now, None if now.definition == kept.definition else REDEFINED.format(now.definition)


def _gone(kept: KeptFigure, look: Looking, tools: ProgrammeTools) -> Words:
    try:
        unit = tools.province.units.unit(kept.unit, kept.day)
    except NoSuchUnit:
        return NO_UNIT
    if unit.until is None or not unit.into:
        return NO_UNIT
    became = ", ".join(coded(code, tools, look.day).words for code in unit.into)
    return GONE.format(f"{unit.until:%d/%m/%Y}", became)


def _fields(kept: Kept, locale: str) -> dict[str, object]:
    return _plain(kept, locale) | {"table": [_line(kept.figure, line, locale) for line in kept.figure.table]}


def _plain(kept: Kept, locale: str) -> dict[str, object]:
    figure = kept.figure
    return {
        "id": kept.id,
        "unit": Coded(code=figure.unit, words=figure.unit_title),
        "period": figure.period,
        "as_of": figure.as_of,
        "kept_at": kept.at,
        "figure": _counted(figure, locale),
    }


def _counted(figure: KeptFigure, locale: str) -> CountedView:
    return CountedView(
        name=figure.figure,
        title=figure.title.in_(locale),
        definition=figure.definition,
        how=figure.how.in_(locale),
        mark=figure.mark,
        measure=figure.measure,
        value=figure.value,
        numerator=figure.numerator,
        denominator=figure.denominator,
        each=figure.each,
    )


def _line(figure: KeptFigure, line: Line, locale: str) -> LineView:
    title = line.title if isinstance(line.title, str) else line.title.in_(locale)
    return LineView(
        of=Coded(code=line.office, words=title),
        numerator=line.numerator,
        denominator=line.denominator,
        value=figure.worth(line.numerator, line.denominator),
    )


def _beside(kept: KeptFigure, now: KeptFigure, locale: str) -> TodayView:
    same = now.definition == kept.definition
    return TodayView(
        at=now.as_of,
        period=now.period,
        figure=_counted(now, locale),
        numerator=_more(now.numerator, kept.numerator) if same else None,
        denominator=_more(now.denominator, kept.denominator) if same else None,
        value=_more(now.value, kept.value) if same else None,
    )


def _more(now: Number, before: Number) -> float | None:
    return None if now is None or before is None else round(now - before, 6)


def _released(found: Released, tools: ProgrammeTools) -> ReleasedView:
    day = in_vietnam(found.at).date()
    return ReleasedView(
        published=found.said.published,
        at=found.at,
        office=coded(found.office, tools, day),
        reason=found.said.reason,
    )
