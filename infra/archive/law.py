"""The law's data that a dossier was decided by: into an archive as files, and out of it again."""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from domain.base.calendar import Calendar
from domain.base.calendars import CalendarsAsKnown, DayOff
from domain.dossier.journal import instant
from domain.statute.offices import Offices
from domain.statute.versions import Laws
from domain.transparency.archive import FACTS
from infra.facts.loading import COMMON, FactsWrong, foreign_files, load_calendars, load_laws, load_offices
from infra.facts.loading import FACTS as OURS

DECREED = "days-off.json"


@dataclass(frozen=True)
class Law:
    """Offices, versions of procedures, and the calendar of each office as it was at a moment."""

    offices: Offices
    laws: Laws
    calendars: CalendarsAsKnown

    def calendar(self, office: str, at: datetime) -> Calendar:
        """The calendar that an office counted by then."""
        return self.calendars.at(office, at)


def files(folder: str, days_off: Sequence[dict[str, Any]]) -> dict[str, bytes]:
    """The files of a province's folder and of agencies' packages, and the days off that were decreed since."""
    home = Path(folder) if folder else OURS
    ours = {path.name: path.read_bytes() for path in sorted(home.glob("*.json"))}
    theirs = {f"procedures-{path.parent.name}-{path.name}": path.read_bytes() for path in foreign_files()}
    decreed = [
        {"day": row["day"].isoformat(), "basis": row["basis"], "offices": list(row["offices"])}
        | {"decreed_at": instant(row["decreed_at"])}
        for row in days_off
    ]
    added = {DECREED: json.dumps(decreed, ensure_ascii=False, indent=1).encode() + b"\n"}
    return {f"{FACTS}{name}": content for name, content in (ours | theirs | added).items()}


def read(parts: dict[str, bytes]) -> Law:
    """Read them back.

    Raises:
        FactsWrong: they cannot be read.
    """
    with tempfile.TemporaryDirectory(prefix="motcua-facts-") as folder:
        home = Path(folder)
        for path, content in parts.items():
            if path.startswith(FACTS):
                (home / path.removeprefix(FACTS)).write_bytes(content)
        try:
            if not (home / COMMON).is_file():
                raise FactsWrong(f"{FACTS}{COMMON} is missing")
            offices = load_offices(next(home.glob("offices-*.json")))
            calendars, laws = load_calendars(home, offices), load_laws(sorted(home.glob("procedures-*.json")))
            return Law(offices, laws, CalendarsAsKnown(calendars, _decreed((home / DECREED).read_bytes())))
        except (ValueError, OSError, StopIteration, KeyError, TypeError) as error:
            raise FactsWrong(f"the facts of the archive cannot be read: {str(error).replace(folder, '')}") from error


def _decreed(content: bytes) -> tuple[tuple[datetime, DayOff], ...]:
    return tuple(
        (
            datetime.fromisoformat(row["decreed_at"]),
            DayOff(day=date.fromisoformat(row["day"]), basis=row["basis"], offices=tuple(row["offices"])),
        )
        for row in json.loads(content)
    )
