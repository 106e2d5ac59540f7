"""The tables of the operation centre as rows of a file: what a screen shows, each row with its period and moment."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel

from api.schemas.base import Coded
from api.schemas.province.definitions import Defined
from api.schemas.province.kept_figures import FrozenView, LineView
from api.schemas.province.open_figures import OpenFigures
from api.services.province import alarms, centre
from api.services.province.centre import Looking
from api.services.province.tools import ProvinceTools
from api.services.vietnam.index766 import Question, scored
from api.services.vietnam.petitions import received
from api.services.vietnam.programme_tools import ProgrammeTools, Reading
from domain.base.refusals import Unacceptable
from domain.base.words import Words
from domain.province.centre import ALL
from domain.province.periods import Period
from domain.registers.registry import Registry
from infra.identity.officers import Officers

Name = Literal["map", "due", "flow", "registers", "register-days", "payments", "linked", "alarms", "petitions", "index"]


NARROWED = ("map", "due", "flow", "registers", "payments", "linked")
"""Tables that are told of one procedure or one channel too."""


@dataclass(frozen=True)
class Table:
    """Rows, each a line of a file, and the names of their columns."""

    names: Sequence[str]
    rows: Sequence[Mapping[str, Any]]

    @classmethod
    def of(cls, lines: Iterable[BaseModel], **about: Any) -> "Table":
        """Lines as a screen has them, with what holds of all of them before each."""
        about = _flat(about)
        rows = [about | _flat(line.model_dump()) for line in lines]
        return cls(list(dict.fromkeys(name for row in (rows or [about]) for name in row)), rows)

    def without(self, names: Set[str]) -> "Table":
        """The same without some columns."""
        return Table([name for name in self.names if name not in names], self.rows)


@dataclass(frozen=True)
class TableTools:
    """What tables are made with."""

    province: ProvinceTools
    programme: ProgrammeTools
    registry: Registry
    officers: Officers
    titles: Mapping[str, Words]


async def table(name: Name, look: Looking, period: Period, tools: TableTools) -> Table:
    """A table by its name, of a unit that the reader may see."""
    province = tools.province
    if look.narrow != ALL and name not in NARROWED:
        raise Unacceptable(
            "Bảng này không chia theo thủ tục hay hình thức nộp: hãy tải lại, bỏ hai lựa chọn đó.",
            "This table is not told apart by procedure or channel: ask for it without them.",
        )
    if look.at and name not in NARROWED:
        raise Unacceptable(
            "Bảng này chỉ có số liệu hiện nay: hãy tải lại, không chọn thời điểm đã qua.",
            "This table is told only as it stands now: ask for it without a moment of the past.",
        )
    match name:
        case "map":
            places = await centre.map_of(look, period, province, province.groups)
            return Table.of(
                [*places.places, *places.others], period=places.period, as_of=places.as_of, definitions=_by(places)
            )
        case "due":
            due = await centre.due(look, province, tools.registry)
            return Table.of(due.rows, as_of=due.as_of, definitions=_by(due))
        case "flow":
            flow = await centre.flow(look, province)
            return Table.of(flow.intervals, as_of=flow.as_of, definitions=_by(flow))
        case "registers":
            registers = await centre.registers(look, province, tools.registry)
            about = {"as_of": registers.as_of, "timed_day": registers.timed_day}
            return Table.of(registers.agencies, **about, definitions=_by(registers))
        case "register-days":
            days = await centre.register_days(look, period, province, tools.registry)
            return Table.of(days.days, period=days.period, as_of=days.as_of, definitions=_by(days))
        case "payments":
            payments = await centre.payments(look, period, province)
            return Table.of(payments.channels, period=payments.period, as_of=payments.as_of, definitions=_by(payments))
        case "linked":
            linked = await centre.linked(look, period, province, tools.titles)
            return Table.of(
                [*linked.wholes, *linked.parts], period=linked.period, as_of=linked.as_of, definitions=_by(linked)
            )
        case "alarms":
            found = await alarms.alarms(look, province, tools.registry, tools.officers)
            return Table.of(found.items, as_of=found.at, definitions=_by(found))
        case "petitions":
            return await _petitions(look, period, tools)
        case "index":
            return await _index(look, period, tools)


def _by(told: Defined) -> str:
    """By which definitions the numbers of a row are counted that do not say so themselves."""
    return " ".join(one.definition for one in told.definitions)


async def _petitions(look: Looking, period: Period, tools: TableTools) -> Table:
    reading = Reading.of(look.reader, look.now, look.locale, None)
    told = await received(look.unit, period, tools.programme, reading)
    about = {"period": told.period, "as_of": told.as_of, "definitions": _by(told)}
    lines: list[tuple[str, str, int | None, int | None, float | None]] = []
    lines += [("received", klass, many, None, None) for klass, many in told.classes.items()]
    lines += [("received", "", told.received, None, None), ("repeated", "", told.repeated, None, None)]
    lines += [("share", one.metric, one.numerator, one.denominator, one.percent) for one in told.shares]
    lines += [("open", f"{one.first_day}-{one.last_day or ''}", one.open, None, None) for one in told.open]
    names = ("counted", "of", "petitions", "denominator", "percent")
    return Table([*about, *names], [about | dict(zip(names, line, strict=True)) for line in lines])


async def _index(look: Looking, period: Period, tools: TableTools) -> Table:
    told = await scored(Question(look.unit, period, "", look.locale), tools.programme, look.reader)
    about = {"period": told.period, "as_of": told.as_of, "version": told.version}
    return Table.of([metric for group in told.groups for metric in group.metrics], **about)


def open_table(told: OpenFigures) -> Table:
    """What everybody reads, a line for the province's figures and one for each commune: counts to the nearest five."""
    about = {"period": told.period, "as_of": told.as_of, "least": told.least}
    whole = Coded(code="", words=told.province)
    lines = [(whole, one) for one in told.figures] + [(place.unit, place.on_time) for place in told.places]
    rows = [about | {"unit": unit.code, "unit_words": unit.words} | figure.model_dump() for unit, figure in lines]
    rows += [about | {"unit": "", "unit_words": told.province} | row for row in _stood(told)]
    return Table([*dict.fromkeys(name for row in rows for name in row)], rows)


def _stood(told: OpenFigures) -> list[dict[str, Any]]:
    """How the province stood when the last day ended: counts, of nothing, and points of those that are known."""
    stands, rows = told.stands, []
    for one in told.definitions:
        name = one.fields[0].removeprefix("stands.")
        if name == one.fields[0]:
            continue
        said = one.model_dump(exclude={"fields"}) | {"as_of": stands.as_of, "numerator": getattr(stands, name)}
        of = stands.index_known if name == "index" and stands.index is not None else None
        hidden = "few" if name in stands.hidden else None
        rows.append(said | {"denominator": of, "percent": None, "hidden": hidden})
    return rows


def frozen_table(told: FrozenView) -> Table:
    """A kept figure, a line for the whole and one for each line of its table."""
    about = {"id": told.id, "period": told.period, "as_of": told.as_of, "kept_at": told.kept_at}
    about |= _flat(told.figure.model_dump(include={"name", "title", "definition", "mark", "measure", "each"}))
    counted = told.figure.model_dump(include={"numerator", "denominator", "value"})
    return Table.of([LineView(of=told.unit, **counted), *told.table], **about)


def _flat(told: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """Fields of what is in a field are called by both names; of lists those of words alone have a place in a line."""
    found: dict[str, Any] = {}
    for name, value in told.items():
        if isinstance(value, Mapping):
            found |= _flat(value, f"{before}{name}_")
        elif isinstance(value, datetime):
            found[before + name] = value
        elif isinstance(value, date):
            found[before + name] = value.isoformat()
        elif not isinstance(value, list):
            found[before + name] = value
        elif value and all(isinstance(one, str) for one in value):
            found[before + name] = ", ".join(value)
    return found
