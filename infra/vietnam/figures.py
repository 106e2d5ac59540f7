"""Figures as they were shown, among the registers that a province keeps: what was entered once is never changed."""

from datetime import datetime

from domain.base.calendar import in_vietnam
from domain.dossier.acts import Actor
from domain.province.kept_figures import KEPT_FIGURE, KeptFigure
from domain.vietnam.programme.entries import NewEntry
from infra.vietnam.entries import FIGURES, ProvinceEntries


async def keep_figure(entries: ProvinceEntries, kept: KeptFigure, now: datetime, by: Actor) -> None:
    """Keep one; the same once more is the same."""
    new: NewEntry[KeptFigure] = NewEntry(
        unit=kept.unit, subject=kept.id, day=in_vietnam(now).date(), document="", content=kept
    )
    await entries.add(FIGURES, [new], now, by)


async def kept_figure(entries: ProvinceEntries, one: str, by: Actor) -> tuple[KeptFigure, datetime] | None:
    """One by its id, and when it was kept first."""
    found = await entries.first(FIGURES, one, KEPT_FIGURE, by)
    return (found.content, found.entered_at) if found else None
