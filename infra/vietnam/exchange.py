"""Reads the codes that are exchanged with the portal, and the terms of that, from the law's data."""

from pathlib import Path

from pydantic import Field

from domain.vietnam.portal.exchange_codes import ExchangeCodes
from infra.facts.loading import FACTS, PORTAL, FactFile, Marked, read


class CodesEntry(Marked):
    """The codes of a field, with what says so."""

    id: str
    values: dict[str, str]


class TermEntry(Marked):
    """A number of working days, with what says so."""

    value: int = Field(gt=0)


class CodesFile(FactFile):
    """What the file holds."""

    decline_after: TermEntry | None = None
    codes: tuple[CodesEntry, ...]


def load_codes(folder: str = "") -> ExchangeCodes:
    """Read those of a province's folder, ours unless it has some.

    Raises:
        FactsWrong: the file cannot be used.
    """
    own = Path(folder) / PORTAL if folder else FACTS / PORTAL
    file = read(CodesFile, own if own.exists() else FACTS / PORTAL)
    after = file.decline_after.value if file.decline_after else None
    return ExchangeCodes(values={one.id: one.values for one in file.codes}, decline_after=after)
