"""The three haves of officials as programs send and get them."""

from datetime import date
from typing import Literal

from pydantic import Field

from api.schemas.base import Coded, Schema, Sent
from api.schemas.vietnam.programme import Code, Document, Figure
from domain.province.periods import Day

NUMBER = r"^[0-9]{12}$"


class ServesIn(Sent):
    """Somebody serves in the body."""

    number: str = Field(pattern=NUMBER)
    code: str = Field(min_length=1, max_length=40)
    kind: Literal["cadre", "civil_servant", "public_employee", "worker"]
    since: Day
    until: Day | None = None
    main: bool = True
    foreign: bool = False


class StaffIn(Sent):
    """Who serves in a body; who is not named stays as they were entered."""

    body: Code
    document: Document
    staff: list[ServesIn] = Field(min_length=1, max_length=500)


class FoundIn(Sent):
    """What the police found of somebody."""

    number: str = Field(pattern=NUMBER)
    card_until: Day | None = None
    level: int = Field(ge=0, le=3)
    activated: bool = False
    portal: bool = False


class CheckIn(Sent):
    """What the police found, of at most 500 at a time; what was sent before may be sent again."""

    document: Document
    found: list[FoundIn] = Field(min_length=1, max_length=500)


class StaffView(Schema):
    """What was entered."""

    added: int
    """Lines that said something new."""


class CheckView(Schema):
    """What came of a batch."""

    taken: int
    """People of the staff registers in it."""
    unknown: int
    """People in it that are on no staff register: nothing was kept of them."""
    left: int
    """People in service whom nobody has looked into yet, or must look into anew."""


class LackingView(Schema):
    """Somebody who lacks something."""

    code: str
    """Their staff code."""
    card: bool
    """Whether they have a valid chip card."""
    account: bool
    """Whether their electronic identity is of level 2 and activated."""
    portal: bool
    """Whether they have an account of the national portal."""


class HavesView(Schema):
    """How many have what in a body, or in all of a unit."""

    body: Coded
    """Whose staff."""
    in_service: int | None
    """On the day, each in their main body; null where nobody has entered who serves."""
    card: Figure
    account: Figure
    portal: Figure
    all_three: Figure
    unchecked: int
    """In service, and nobody has looked into them, or must do so anew: they are in the denominators alone."""
    at_least: bool
    """Whether some were not looked into: then each numerator is the least that it can be."""


class ThreeHavesView(HavesView):
    """The three haves of a unit's staff."""

    as_of: date
    """Who served on this day, and what was known at its end."""
    bodies: list[HavesView]
    """Each body with staff."""
    lacking: list[LackingView]
    """Who lacks what in the reader's own body: for its leaders alone, and nothing for heads of its units or others."""
