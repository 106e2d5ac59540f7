"""Reads the index of Decision 766 from the law's data."""

from pathlib import Path
from typing import Any

from pydantic import BaseModel

from domain.base.words import Words
from domain.province.scoring import Band, Group, Index, Metric, OtherReading
from infra.facts.loading import FACTS, FactFile, Marked, read

INDEX = "index-766.json"


class MetricEntry(Marked):
    """A metric, with what says so."""

    id: str
    code: str
    title: Words
    most: int
    full: int
    empty: Any
    also: OtherReading | None = None


class GroupEntry(BaseModel, frozen=True, extra="forbid"):
    """A group, as the file has it."""

    id: str
    title: Words
    most: int
    metrics: tuple[MetricEntry, ...]


class IndexFile(FactFile):
    """What the file holds."""

    version: str
    bands: tuple[Band, ...]
    groups: tuple[GroupEntry, ...]


def load_index(folder: str = "") -> Index:
    """Read that of a province's folder, ours unless it has one.

    Raises:
        FactsWrong: the file cannot be used.
    """
    own = Path(folder) / INDEX if folder else FACTS / INDEX
    file = read(IndexFile, own if own.exists() else FACTS / INDEX)
    groups = tuple(
        Group(id=one.id, title=one.title, most=one.most, metrics=tuple(map(_metric, one.metrics)))
        for one in file.groups
    )
    return Index(version=file.version, bands=file.bands, groups=groups)


def _metric(entry: MetricEntry) -> Metric:
    return Metric.model_validate(entry.model_dump(exclude={"basis"}))
