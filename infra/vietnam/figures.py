"""Figures as they were shown, among the registers that a province keeps: what was entered once is never changed."""

from dataclasses import dataclass
from datetime import datetime

from domain.base.calendar import in_vietnam
from domain.dossier.acts import Actor
from domain.province.kept_figures import KEPT_FIGURE, RELEASE, KeptFigure, Release
from domain.vietnam.programme.entries import NewEntry
from infra.vietnam.entries import FIGURE_RELEASES, FIGURES, ProvinceEntries


@dataclass(frozen=True)
class Kept:
    """A figure with its address, and when it was kept first."""

    id: str
    figure: KeptFigure
    at: datetime


@dataclass(frozen=True)
class Released:
    """What was said last of its publication, when, and by which office."""

    said: Release
    at: datetime
    office: str


@dataclass(frozen=True)
class KeptFigures:
    """Keeps them, and what is said of their publication."""

    entries: ProvinceEntries

    async def keep(self, kept: KeptFigure, now: datetime, by: Actor) -> None:
        """Keep one; the same once more is the same."""
        await self._add(FIGURES, kept.id, kept.unit, kept, now, by)

    async def find(self, one: str, by: Actor) -> Kept | None:
        """One by its id, as it was kept first."""
        found = await self.entries.first(FIGURES, one, KEPT_FIGURE, by)
        return Kept(found.subject, found.content, found.entered_at) if found else None

    async def release(self, one: Kept, said: Release, now: datetime, by: Actor) -> None:
        """Publish one, or take it back: all that was said stays in the register."""
        await self._add(FIGURE_RELEASES, one.id, one.figure.unit, said, now, by)

    async def released(self, one: str, by: Actor) -> Released | None:
        """What was said last of a figure's publication; None where it never was published."""
        found = await self.entries.last(FIGURE_RELEASES, one, RELEASE, by)
        return Released(found.content, found.entered_at, found.office) if found else None

    async def _add(
        self, register: str, subject: str, unit: str, content: KeptFigure | Release, now: datetime, by: Actor
    ) -> None:
        day = in_vietnam(now).date()
        new = NewEntry[KeptFigure | Release](unit=unit, subject=subject, day=day, document="", content=content)
        await self.entries.add(register, [new], now, by)
