"""What on-line filing saved by commune or by procedure, each with the parameters that it was computed with."""

from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from typing import Literal

from api.schemas.base import Coded
from api.schemas.vietnam.online import PartView, SavedView, SavingsView
from api.services.vietnam.online import Online
from api.services.vietnam.programme_tools import ProgrammeTools, coded
from domain.vietnam.programme.savings import NAMES, each, in_force, parts_of, places
from infra.vietnam.received import OfProcedure, online_by_procedure
from workflows.catalogue import Procedures

By = Literal["unit", "procedure"]


async def broken_down(online: Online, by: By, procedures: Procedures) -> list[SavedView]:
    """Of each unit or procedure, what most was saved by first; of months before the journal nobody knows it."""
    counts = await online.published()
    found = await online_by_procedure(counts.published, online.of(online.period)) if counts else []
    rows: dict[str, list[OfProcedure]] = defaultdict(list)
    for one in found:
        rows[one.office if by == "unit" else one.procedure].append(one)
    named = _unit(online) if by == "unit" else lambda code: _procedure(code, procedures, online.by.locale)
    told = [_row(named(code), of, online.tools) for code, of in rows.items()]
    return sorted(told, key=lambda one: (-(one.total or 0), one.of.code))


async def detailed(online: Online, by: By, procedures: Procedures) -> SavingsView:
    """The savings, and what they are of each unit or procedure."""
    more = {"by": await broken_down(online, by, procedures), "parameters": parameters(online)}
    return (await online.savings()).model_copy(update=more)


def _procedure(code: str, procedures: Procedures, locale: str) -> Coded:
    return Coded(code=code, words=procedures[code].title.in_(locale) if code in procedures else code)


def _unit(online: Online) -> Callable[[str], Coded]:
    return lambda code: coded(code, online.tools, online.by.at)


def _saved(one: OfProcedure, tools: ProgrammeTools) -> Decimal | None:
    """What a dossier of an office and procedure saved in a month, by the parameters of that month."""
    if (version := in_force(tools.parameters.savings, one.month)) is None:
        return None
    return each(parts_of(version.parts, places(tools.province.units, one.office, one.month), one.procedure))


def _row(of: Coded, counted: list[OfProcedure], tools: ProgrammeTools) -> SavedView:
    total: Decimal | None = Decimal(0)
    for one in counted:
        saved = _saved(one, tools)
        total = None if saved is None or total is None else total + saved * one.online
    many = sum(one.online for one in counted)
    return SavedView(
        of=of,
        online=many,
        total=None if total is None else int(total),
        each=None if total is None or not many else int(total / many),
    )


def parameters(online: Online) -> list[PartView]:
    """All parts of the versions in force in the period, with what says so."""
    locale = online.by.locale
    return [
        PartView(
            part=Coded(code=one.part, words=NAMES[one.part].in_(locale)),
            value=float(one.value),
            procedure=one.procedure,
            unit=one.unit,
            since=version.since,
            basis=one.basis,
            mark=one.mark,
        )
        for version in online.versions()
        for one in version.parts
    ]
