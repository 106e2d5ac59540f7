"""Whose figures an officer may see: those of their own office and of all that belongs to it."""

from datetime import date

from domain.base.refusals import Forbidden, WrongRole
from domain.dossier.acts import Actor
from domain.dossier.eligibility import SUPERIORS
from domain.province.units import Units


class OutOfReach(Forbidden):
    """The figures are those of a unit that does not belong to theirs."""


def within_reach(units: Units, reader: Actor, unit: str, day: date) -> tuple[str, ...]:
    """The codes of a unit and all below it, where this officer may see their figures.

    Raises:
        WrongRole: they lead nothing.
        NoSuchUnit: nothing bore that code on the day.
        OutOfReach: it does not belong to their office.
    """
    if not SUPERIORS & set(reader.roles):
        raise WrongRole("Số liệu này dành cho lãnh đạo.", "These figures are for heads and leaders.")
    asked = tuple(one.code for one in units.below(unit, day))
    if unit not in {one.code for one in units.below(reader.agency, day)}:
        raise OutOfReach(
            "Ông/bà chỉ xem số liệu của cơ quan mình và đơn vị trực thuộc.",
            "You see the figures of your own office and of what belongs to it: ask for one of those.",
        )
    return asked
