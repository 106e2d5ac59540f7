"""What a dossier filed on-line saves people, by the parts of a procedure's compliance cost (chi phí tuân thủ)."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import Field

from domain.base.law import Frozen
from domain.base.words import Words
from domain.province.units import NoSuchUnit, Units

Name = Literal["trips", "travel", "hours", "wage", "copies", "postage", "fee"]
NAMES: Mapping[Name, Words] = {
    "trips": Words(vi="Số lượt đi lại không phải đi", en="Trips that nobody makes"),
    "travel": Words(vi="Chi phí đi lại một lượt (đồng)", en="Cost of a trip (đồng)"),
    "hours": Words(vi="Thời gian một lượt (giờ)", en="Time of a trip (hours)"),
    "wage": Words(vi="Thu nhập bình quân một giờ (đồng)", en="Mean income of an hour (đồng)"),
    "copies": Words(vi="Chi phí sao chụp (đồng)", en="Copies (đồng)"),
    "postage": Words(vi="Chi phí bưu chính (đồng)", en="Postage (đồng)"),
    "fee": Words(vi="Chênh lệch phí, lệ phí (đồng)", en="Lower fee (đồng)"),
}


class Part(Frozen):
    """A part, for all dossiers, those of a procedure or those of a unit; with what says so."""

    part: Name
    value: Decimal = Field(ge=0)
    procedure: str = ""
    unit: str = ""
    basis: str
    mark: Literal["F", "K", "D"]


class Version(Frozen):
    """The parameters from a month on: each month is counted by those in force in it, whatever came later."""

    since: date
    """Its first day."""
    each: int
    """Đồng that a dossier saves in the mean."""
    basis: str
    mark: Literal["F", "K", "D"]
    parts: tuple[Part, ...]


def in_order(versions: Sequence[Version]) -> tuple[Version, ...]:
    """The same by the month from which they hold.

    Raises:
        ValueError: two hold from one month, or one begins within a month.
    """
    months = [one.since for one in versions]
    if len(set(months)) < len(months) or any(month.day > 1 for month in months):
        raise ValueError("savings: each version begins on the first day of a month of its own")
    return tuple(sorted(versions, key=lambda one: one.since))


def in_force(versions: Iterable[Version], month: date) -> Version | None:
    """The version of a month, given in order; None of months before all of them: what one saved then is not known."""
    return next((one for one in reversed([*versions]) if one.since <= month), None)


def places(units: Units, unit: str, day: date) -> tuple[str, ...]:
    """A unit and all that it lies in or belongs to, the nearest first: a commune's police is of the commune first."""
    found = [unit]
    if (area := unit.partition(".")[0]) != unit:
        found.append(area)
    with suppress(NoSuchUnit):
        found += [one.code for one in units.above(unit, day)]
    return tuple(dict.fromkeys(found))


def parts_of(parts: Iterable[Part], places: Sequence[str], procedure: str) -> Mapping[Name, Part]:
    """The parts for dossiers of a procedure at the first of some places, which lies in or belongs to the others."""
    fitting = [one for one in parts if one.unit in ("", *places) and one.procedure in ("", procedure)]
    nearness = {place: number for number, place in enumerate(("", *reversed(places)))}
    # What is said of a procedure goes before what is said of a unit, and of a unit before what it belongs to.
    ordered = sorted(fitting, key=lambda one: (bool(one.procedure), nearness[one.unit]))
    return {one.part: one for one in ordered}


def each(parts: Mapping[Name, Part]) -> Decimal | None:
    """Đồng that a dossier saves; None where a part is not known: it is not zero."""
    if set(parts) != set(NAMES):
        return None
    value = {name: one.value for name, one in parts.items()}
    trip = value["travel"] + value["hours"] * value["wage"]
    return value["trips"] * trip + value["copies"] + value["postage"] + value["fee"]
