"""Whose figures an officer may see: those of their own office and of all that belongs to it."""

from datetime import date, timedelta

from domain.base.refusals import Forbidden, WrongRole
from domain.dossier.acts import Actor
from domain.dossier.eligibility import SUPERIORS
from domain.province.periods import Period
from domain.province.units import Unit, Units


class OutOfReach(Forbidden):
    """The figures are those of a unit that does not belong to theirs."""


def within_reach(units: Units, reader: Actor, unit: str, day: date, today: date | None = None) -> tuple[str, ...]:
    """The codes of a unit and all that was below it on a day, where this officer may see their figures.

    It is judged by what all of that is today, unless another day is named: who leads a commune leads what became it.

    Raises:
        WrongRole: they lead nothing.
        NoSuchUnit: nothing bore that code on the day.
        OutOfReach: it does not belong to their office.
    """
    if not SUPERIORS & set(reader.roles):
        raise WrongRole("Số liệu này dành cho lãnh đạo.", "These figures are for heads and leaders.")
    asked, today = units.below(unit, day), today or day
    became = {code for one in asked for code in _became(units, one, today)}
    if not became or not became <= {one.code for one in units.below(reader.agency, today)}:
        raise OutOfReach(
            "Ông/bà chỉ xem số liệu của cơ quan mình và đơn vị trực thuộc.",
            "You see the figures of your own office and of what belongs to it: ask for one of those.",
        )
    return tuple(one.code for one in asked)


def reached_through(units: Units, reader: Actor, unit: str, period: Period, until: date, today: date) -> date:
    """The last day of a period up to one on which a unit was there, where this officer may see its figures.

    Raises:
        WrongRole, OutOfReach: they may not.
        NoSuchUnit: it was not there in any of it.
    """
    day = units.last(unit, period, until)
    within_reach(units, reader, unit, day, today)
    return day


def _became(units: Units, unit: Unit, today: date) -> set[str]:
    """What a unit is today; a district is nothing, and what belonged to it is something."""
    if unit.until is None or unit.until >= today:
        return {unit.code}
    after = unit.until + timedelta(days=1)
    return {code for into in unit.into for code in _became(units, units.unit(into, after), today)}
