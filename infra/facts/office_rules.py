"""Reads the rules that an office sets itself in its regulation on work (quy chế làm việc), or ours in their place."""

from datetime import timedelta
from pathlib import Path

from pydantic import BaseModel

from domain.opinions.model import OpinionRules
from domain.statute.bulk import BulkRules, Together
from infra.facts.fact_files import FACTS, Mark, read

BULK = "bulk-vn.json"
OPINIONS = "opinions-vn.json"


class Limit(BaseModel, frozen=True, extra="forbid"):
    """A number, with the rule that says so."""

    value: int
    basis: str
    mark: Mark


class TogetherIn(Together, frozen=True, extra="forbid"):
    """What may be decided together, with the rule that says so."""

    basis: str
    mark: Mark


class BulkFile(BaseModel, frozen=True, extra="forbid"):
    """What a file of rules for deciding together holds."""

    note: str
    most: Limit
    undo_minutes: Limit
    together: tuple[TogetherIn, ...]


class OpinionsFile(BaseModel, frozen=True, extra="forbid"):
    """What a file of rules for asking other offices holds."""

    note: str
    days: Limit
    most: Limit


def load_bulk(home: Path = FACTS) -> BulkRules:
    """What may be decided together; ours where a province's folder says nothing of it."""
    path = home / BULK
    file = read(BulkFile, path if path.exists() else FACTS / BULK)
    return BulkRules(
        most=file.most.value, undo=timedelta(minutes=file.undo_minutes.value), together=tuple(file.together)
    )


def load_opinions(home: Path = FACTS) -> OpinionRules:
    """How long other offices have to answer; ours where a province's folder says nothing of it."""
    path = home / OPINIONS
    file = read(OpinionsFile, path if path.exists() else FACTS / OPINIONS)
    return OpinionRules(days=file.days.value, most=file.most.value)
