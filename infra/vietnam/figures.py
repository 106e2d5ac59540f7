"""Figures as they were shown, among the registers that a province keeps: what was entered once is never changed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.base.calendar import in_vietnam
from domain.dossier.acts import Actor
from domain.province.kept_figures import KEPT_FIGURE, RELEASE, KeptFigure, Release
from domain.vietnam.programme.entries import Entry, NewEntry
from infra.vietnam.entries import FIGURE_RELEASES, FIGURES, ProvinceEntries, Wanted

MOST = 200
"""So many are listed, the newest."""


@dataclass(frozen=True)
class Kept:
    """A figure with its address, and when it was kept first."""

    id: str
    figure: KeptFigure
    at: datetime

    def for_everybody(self) -> "Kept":
        """The same as the public may read it.

        Raises:
            TooFewToShow: it would tell of few.
        """
        return replace(self, figure=self.figure.for_everybody())


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
        return _kept(found) if found else None

    async def release(self, one: Kept, said: Release, now: datetime, by: Actor) -> None:
        """Publish one, or take it back: all that was said stays in the register."""
        await self._add(FIGURE_RELEASES, one.id, one.figure.unit, said, now, by)

    async def released(self, one: str, by: Actor) -> Released | None:
        """What was said last of a figure's publication; None where it never was published."""
        found = await self.entries.last(FIGURE_RELEASES, one, RELEASE, by)
        return _released(found) if found else None

    async def of_unit(self, unit: str, by: Actor) -> list[tuple[Kept, Released | None]]:
        """Those of a unit, the newest first, each with what was said last of its publication."""
        kept = await self.entries.firsts(Wanted(FIGURES, [unit]), KEPT_FIGURE, by, MOST)
        said = await self._said(by, [unit])
        return [(_kept(one), said.get(one.subject)) for one in kept]

    async def published(self, by: Actor) -> list[tuple[Kept, Released]]:
        """Those that everybody may read, whichever was published last first."""
        said = [(one, of) for one, of in (await self._said(by)).items() if of.said.published]
        newest = dict(sorted(said, key=lambda one: (one[1].at, one[0]), reverse=True)[:MOST])
        kept = await self.entries.firsts(Wanted(FIGURES), KEPT_FIGURE, by, MOST, [*newest])
        by_id = {one.subject: _kept(one) for one in kept}
        return [(by_id[one], of) for one, of in newest.items() if one in by_id]

    async def _said(self, by: Actor, units: Sequence[str] | None = None) -> dict[str, Released]:
        found = await self.entries.standing(Wanted(FIGURE_RELEASES, units), RELEASE, by)
        return {one.subject: _released(one) for one in found}

    async def _add(
        self, register: str, subject: str, unit: str, content: KeptFigure | Release, now: datetime, by: Actor
    ) -> None:
        day = in_vietnam(now).date()
        new = NewEntry[KeptFigure | Release](unit=unit, subject=subject, day=day, document="", content=content)
        await self.entries.add(register, [new], now, by)


def _kept(entry: Entry[KeptFigure]) -> Kept:
    return Kept(entry.subject, entry.content, entry.entered_at)


def _released(entry: Entry[Release]) -> Released:
    return Released(entry.content, entry.entered_at, entry.office)
