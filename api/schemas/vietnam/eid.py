"""Electronic identity accounts by unit, as programs get them."""

from datetime import date

from pydantic import Field

from api.schemas.base import Coded, Moment, Schema, Sent
from api.schemas.vietnam.programme import Document, Figure


class CountIn(Sent):
    """How many accounts a unit has on a day; sent again it replaces what was sent."""

    eligible: int = Field(ge=0, le=10**9)
    collected: int = Field(ge=0, le=10**9)
    issued: int = Field(ge=0, le=10**9)
    issued_level1: int | None = Field(default=None, ge=0, le=10**9)
    issued_level2: int | None = Field(default=None, ge=0, le=10**9)
    activated: int = Field(ge=0, le=10**9)
    used: int = Field(ge=0, le=10**9)
    document: Document


class TargetIn(Sent):
    """How many activated accounts a unit is to have by a day; sent again it is moved."""

    target: int = Field(gt=0, le=10**9)
    document: Document


class TakenView(Schema):
    """A delivery that was taken."""

    unit: str
    """Whose count it is."""
    day: date
    """Of which day."""
    version: int
    """How many deliveries there were of this day."""
    signed: bool
    """Whether a signature of the police came with it, held, and is kept."""


class AccountsView(Schema):
    """The accounts of a unit."""

    unit: Coded
    """Whose."""
    rank: int | None
    """Among its siblings by attainment; null where that is not known."""
    eligible: int | None
    """People who may have one; null where nothing was delivered."""
    collected: int | None
    """People whose data were collected."""
    issued: int | None
    """Accounts issued."""
    issued_level1: int | None
    """Of those, of level 1; null where a delivery does not say."""
    issued_level2: int | None
    """Of those, of level 2; null where a delivery does not say."""
    activated: int | None
    """Accounts activated."""
    used: int | None
    """Used in the last thirty days."""
    target: int | None
    """Activated accounts asked for; null where no target is set."""
    due: date | None
    """By when."""
    attainment: Figure
    coverage: Figure
    activation: Figure
    oldest: date | None
    """The day of the oldest count in it."""
    missing: list[str]
    """Codes of units that delivered nothing in the last three months: they are not in the sums."""


class EidView(AccountsView):
    """The accounts of a unit and of the areas below it."""

    as_of: date
    """The newest counts by the end of this day."""
    tree: date
    """Summed as units were on this day."""
    computed_at: Moment
    """When it was summed."""
    daily_need: float | None
    """Accounts a working day until the target is due; null where none is, or its day is over."""
    daily_mean: float | None
    """Of the last four weeks; null where nobody counted then."""
    expected: int | None
    """On the day on which the target is due, if it goes on as in the last four weeks."""
    units: list[AccountsView]
    """The areas below it."""
