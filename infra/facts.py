"""Reads the law's data, ``domain/facts/*.json``, which the domain may not read itself.

The files say of every entry who decided it and how sure that is; the domain's models keep only what they count with.
"""

from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel

import domain
from domain.calendar import Calendar, Span
from domain.office import Office, Offices, Province

FACTS = Path(domain.__file__).parent / "facts"

Mark = Literal["F", "K", "D", "plan"]
"""Found in a source, known but unconfirmed, derived, or announced by nobody yet."""


class DecidedDay(BaseModel, frozen=True, extra="forbid"):
    """A day off or a worked Saturday, with the paper that says so."""

    date: date
    name: str
    basis: str
    mark: Mark


class CalendarFile(BaseModel, frozen=True, extra="forbid"):
    """What a calendar file holds."""

    id: str
    first: date
    last: date
    note: str
    hours: tuple[Span, ...]
    days_off: tuple[DecidedDay, ...]
    make_up_days: tuple[DecidedDay, ...]

    def calendar(self) -> Calendar:
        """The days and hours alone, as a dossier carries them."""
        return Calendar(
            id=self.id,
            first=self.first,
            last=self.last,
            days_off=tuple(day.date for day in self.days_off),
            make_up_days=tuple(day.date for day in self.make_up_days),
            hours=self.hours,
        )


class OfficesFile(BaseModel, frozen=True, extra="forbid"):
    """What an offices file holds."""

    note: str
    province: Province
    offices: tuple[Office, ...]


def load_calendar(path: Path | None = None) -> Calendar:
    """The calendar of the state's offices, or of an agency that keeps another."""
    return CalendarFile.model_validate_json((path or FACTS / "calendar-vn.json").read_bytes()).calendar()


def load_offices(path: Path | None = None) -> Offices:
    """The offices of the sample province, or of the file's."""
    file = OfficesFile.model_validate_json((path or FACTS / "offices-33.json").read_bytes())
    return Offices(province=file.province, offices=file.offices)
