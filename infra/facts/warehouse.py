"""Reads from the law's data what the province shares, and on what agreements."""

from datetime import date
from pathlib import Path
from typing import Literal

from domain.base.words import Words
from domain.province.warehouse import Agreement, DataSet, PaperType, Sharing
from infra.facts.loading import FACTS, FactFile, Marked, read


class DataSetEntry(Marked):
    """A data set, with what says that it is shared."""

    id: str
    title: Words
    agency: str = ""


class PaperTypeEntry(Marked):
    """A kind of result, with what says whose it is."""

    kind: str
    title: Words
    owners: Literal["applicant", "parties"]
    told: str = ""
    months: str = ""


class AgreementEntry(Marked):
    """An agreement, with what it rests on."""

    provider: str
    consumer: str
    dataset: str
    kinds: frozenset[str] = frozenset()
    fields: frozenset[str]
    purpose: str
    decision: str
    since: date
    until: date | None = None


class SharingFile(FactFile):
    """What the file holds."""

    datasets: tuple[DataSetEntry, ...]
    papers: tuple[PaperTypeEntry, ...]
    agreements: tuple[AgreementEntry, ...]


def load_sharing(folder: str = "") -> Sharing:
    """Read that of a province's folder; one that has none shares nothing.

    Raises:
        FactsWrong: the file cannot be used.
    """
    found = sorted((Path(folder) if folder else FACTS).glob("warehouse-*.json"))
    if not found:
        return Sharing(datasets=(), papers=(), agreements=())
    file, unmarked = read(SharingFile, found[0]), {"basis", "mark"}
    return Sharing(
        datasets=tuple(DataSet(**one.model_dump(exclude=unmarked)) for one in file.datasets),
        papers=tuple(PaperType(**one.model_dump(exclude=unmarked)) for one in file.papers),
        agreements=tuple(Agreement(**one.model_dump(exclude=unmarked)) for one in file.agreements),
    )
