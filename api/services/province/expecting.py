"""By when such dossiers were done, as the office's last year says: beside the date of the law, never in its place."""

from dataclasses import dataclass
from datetime import datetime

from api.schemas.base import Moment, Schema
from domain.base.law import ENDED
from domain.dossier.state import Dossier
from infra.analysis.promises import Promises


class ExpectedView(Schema):
    """What an office's last year says of a dossier; it promises nothing, and the law's date holds."""

    by: Moment | None
    """Nine of ten such dossiers were done by then; null where too few were, or it takes longer than nearly all did."""
    of_office: bool
    """Whether that is this office's year, or all offices' where it has had too few."""
    due_at: Moment | None
    """By when the law has it done; null until it was accepted."""


@dataclass(frozen=True)
class Expected:
    """The same, for a page."""

    by: datetime
    of_office: bool


def expected(dossier: Dossier, promises: Promises, now: datetime) -> Expected | None:
    """Nothing of one that is done, or in which the applicant was asked for more: that is in nobody's year."""
    settled = dossier.result is not None or dossier.status in ENDED
    if settled or dossier.supplements or dossier.filed_at is None:
        return None
    found = promises.by(dossier.competent, dossier.procedure, dossier.filed_at, now)
    return Expected(*found) if found and found[0] > now else None
