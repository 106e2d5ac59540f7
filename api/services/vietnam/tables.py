"""The tables of the programme's pages as rows of a file: what a page shows to its reader, and nothing else."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import BaseModel

from api.schemas.vietnam.eid import AccountsView
from api.schemas.vietnam.online import OnlineRateView, RateView
from api.schemas.vietnam.programme import ItemsView, ItemView, MeasurementView
from api.services.province.downloads import Table
from api.services.vietnam.eid import Identities
from api.services.vietnam.online import Online
from api.services.vietnam.programme import Programme
from api.services.vietnam.programme_tools import ProgrammeTools, Reading
from api.services.vietnam.savings import By, detailed
from api.services.vietnam.three_haves import ThreeHaves
from domain.base.refusals import Unacceptable
from domain.province.periods import Period
from domain.vietnam.programme import rights
from domain.vietnam.programme.roadmap import Kind
from workflows.catalogue import Procedures

Name = Literal["tasks", "models", "targets", "measurements", "online", "work-files", "three-haves", "eid", "savings"]
OF_PLAN, OF_UNIT, OF_PERIOD = {"programme", "at"}, {"unit", "at"}, {"unit", "period"}
TAKES: Mapping[Name, set[str]] = {
    "tasks": OF_PLAN,
    "models": OF_PLAN,
    "targets": OF_PLAN,
    "measurements": OF_PLAN,
    "online": OF_PERIOD,
    "work-files": OF_PERIOD,
    "three-haves": OF_UNIT,
    "eid": OF_UNIT,
    "savings": OF_PERIOD | {"by"},
}
"""By what each is asked for."""
OF_A_TASK = {"state", "to_judge"}
OF_A_MODEL = {"effective", "effective_since"}
OF_A_TARGET = {"met", "goal", "baseline", "direction", "source", "measured_by"}
OTHERS: Mapping[Kind, set[str]] = {
    "tasks": OF_A_MODEL | OF_A_TARGET | {"measure", "value"},
    "models": OF_A_TASK | OF_A_TARGET,
    "targets": OF_A_TASK | OF_A_MODEL,
}
"""What an item of a kind never has."""


@dataclass(frozen=True)
class Asked:
    """Which programme, unit, day or period, each by its parameter; nothing is what the page shows by itself."""

    programme: str = ""
    unit: str = ""
    period: str = ""
    at: date | None = None
    by: By | None = None

    def refuse_others(self, name: Name) -> None:
        """See that nothing is asked that a table is not told apart by.

        Raises:
            Unacceptable: something is.
        """
        others = [one for one, said in vars(self).items() if said and one not in TAKES[name]]
        if others:
            raise Unacceptable(
                "Bảng này không chọn theo {}: hãy tải lại, bỏ lựa chọn đó.",
                "This table is not asked for by {0}: ask for it without.",
                ", ".join(others),
            )


class Line(ItemView):
    """An item as a line."""

    to_judge: bool
    """Of a task: whether evidence waits to be judged."""


class Measured(MeasurementView):
    """A measurement as a line."""

    kind: Kind
    no: str


class Rate(RateView):
    """A rate of a month as a line."""

    month: str
    imported: bool


async def table(
    name: Name, asked: Asked, tools: ProgrammeTools, reading: Reading, procedures: Procedures
) -> tuple[Table, str]:
    """A table by its name, and what tells its file from others of that name."""
    asked.refuse_others(name)
    unit, period = asked.unit or rights.own(reading.who, tools.parameters), asked.period or f"{reading.at.year}"
    match name:
        case "tasks" | "models" | "targets" | "measurements":
            made = await _of_plan(name, Programme(asked.programme or tools.parameters.province, tools, reading))
            return made, f"{asked.programme or tools.parameters.province}-{reading.at}"
        case "three-haves":
            haves = await ThreeHaves(tools, reading).show(unit)
            return Table.of(haves.bodies, as_of=haves.as_of.isoformat()), f"{unit}-{reading.at}"
        case "eid":
            # Police read of the area whose they are.
            area = asked.unit or unit.partition(".CA")[0]
            told = await Identities(area, tools, reading, reading.at).show()
            plain = AccountsView.model_validate({one: getattr(told, one) for one in AccountsView.model_fields})
            return Table.of(told.units or [plain], as_of=told.as_of.isoformat()), f"{area}-{reading.at}"
        case "online" | "work-files" | "savings":
            online = Online(unit, Period.read(period), False, tools, reading)
            online.may_see()
            return await _of_period(name, online, asked.by or "procedure", procedures), f"{unit}-{period}"


async def _of_plan(name: Literal["measurements"] | Kind, of: Programme) -> Table:
    about = {"programme": of.code, "as_of": of.day.isoformat()}
    if name == "measurements":
        kinds: tuple[Kind, ...] = ("models", "targets")
        lines = [line for kind in kinds for line in _measured(await of.items(kind))]
        return Table.of(lines, **about)
    told = (await of.items(name)).items
    waits = [any(given.state == "given" for given in one.evidence) for one in told]
    rows = [Line(**dict(one), to_judge=waiting) for one, waiting in zip(told, waits, strict=True)]
    return Table.of(rows, **about).without(OTHERS[name] | {"version"})


def _measured(told: ItemsView) -> Iterator[BaseModel]:
    for one in told.items:
        for measured in one.measurements:
            yield Measured(**dict(measured), kind=told.kind, no=one.no)


async def _of_period(
    name: Literal["online", "work-files", "savings"], of: Online, by: By, procedures: Procedures
) -> Table:
    if name == "savings":
        saved = await detailed(of, by, procedures)
        about = {"unit": saved.unit.code, "period": saved.period, "computed_at": saved.computed_at}
        return Table.of(saved.by, **about)
    told: OnlineRateView = await (of.service() if name == "online" else of.work(None))
    lines = [
        Rate(**dict(rate), month=month.month, imported=month.imported) for month in told.months for rate in month.rates
    ]
    return Table.of(lines, unit=told.unit.code, period=told.period, computed_at=told.computed_at)
