"""Receptions at clinics, as programs of a clinic send them and get them answered."""

from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from api.schemas.base import Moment, Schema, Sent
from api.schemas.province.centre import Figure
from api.schemas.province.definitions import Defined
from domain.province.periods import Day
from domain.vietnam.clinic import Outcome, Wish
from domain.vietnam.people.citizen_number import CitizenNumber


class Patient(Sent):
    """Whose chip was read."""

    number: CitizenNumber
    full_name: str = Field(min_length=2, max_length=120)
    born: date


class Child(Sent):
    """A child under six, brought by whoever proves who they are: it has neither card nor VNeID of its own."""

    number: CitizenNumber | Literal[""] = ""
    """Its citizen number; empty where it has none yet."""
    certificate: str = Field(default="", max_length=40)
    """Number of its birth certificate, or of the record of its birth, where it has no citizen number yet."""
    full_name: str = Field(min_length=2, max_length=120)
    born: Day

    @model_validator(mode="after")
    def _is_known_by_something(self) -> Self:
        if bool(self.number) == bool(self.certificate.strip()):
            raise ValueError("bring the child's number, or where it has none the number of its certificate")
        return self


class ReceptionIn(Sent):
    """A reception: the word that a chip was read with whose it is, or a VNeID token; with it, a child they bring."""

    facility: str = Field(pattern=r"^[0-9A-Za-z.]{2,20}$")
    """Code of the clinic: the officer's own office."""
    visit: str = Field(pattern=r"^[0-9A-Za-z.\-]{1,40}$")
    """The clinic's own number of the visit; the same one again is the same reception."""
    card_proof: str = Field(default="", max_length=2000)
    """`card` of `POST /cards`."""
    patient: Patient | None = None
    """Goes with `card_proof`."""
    vneid_token: str = Field(default="", max_length=8000)
    """Instead of a card."""
    child: Child | None = None
    """Who is the patient, where the proof is that of a parent or whoever brings a child under six."""

    @model_validator(mode="after")
    def _proves_who_it_is(self) -> Self:
        if bool(self.vneid_token) == bool(self.card_proof) or bool(self.card_proof) != (self.patient is not None):
            raise ValueError("bring card_proof with patient, or vneid_token alone")
        return self


class EligibilityView(Schema):
    """Whether the insurance pays for somebody today."""

    state: Literal["settled", "temporary"]
    """Temporary: the register does not answer yet; ask again by the same visit."""
    settled_by: Moment
    """When a temporary one is settled at last."""
    eligible: bool | None
    """Null as long as it is temporary."""
    reason: Outcome | None
    """Why, or why not; null as long as it is temporary."""
    words: str
    """The same in the reader's language."""
    card: str
    """Number of the insurance card; empty where there is none."""
    group: str
    """Code of the group of the insured."""
    valid_from: date | None
    """Of the card."""
    valid_until: date | None
    """Of the card."""
    clinic: str
    """Code of the clinic where they are registered."""
    five_years_from: date | None
    """Since when they were insured for five years without a gap."""
    rate: int | None
    """Per cent that the insurance pays."""
    kinship: str
    """Of a child that somebody brought: what the proof does not prove, and the counter has to look at; else empty."""
    elsewhere: bool
    """Whether another clinic received the same person within the hour: look at it."""
    receipt: str
    """What the register signed, for the claim; empty as long as it is temporary."""


class WishView(Schema):
    """What became of a patient's wish that a difference be looked into."""

    state: Wish
    """`asked`: noted; `opened`: at the register's office; `decided`: it decided before, and left the data as they are;
    `agrees`: the register says the same by now; `unknown`: it does not know the number any more."""
    words: str
    """The same in the reader's language, and what to do."""
    wished_at: Moment
    """When it was sent first."""


class FacilityView(Schema):
    """What a clinic's receptions came to in a period."""

    facility: str
    """Its code."""
    title: str
    """What it is called; its code, where it is not on the province's list of clinics."""
    asked: int
    """Receptions by citizen number."""
    settled: int
    """Of these, those that the register answered."""
    matched: int
    """Of these, those whom the register knows under name and birthday."""
    late: int
    """Settled after more than 24 hours."""
    success: float | None
    """Matched by asked; null where nothing was asked."""
    median_seconds: float | None
    """From the question to its answer; null where nothing is settled."""
    by_number: float | None
    """The one by the other of what follows; null where either is not known, or nobody was received."""
    insured: int | None
    """All insured receptions, of the months that the register `receptions` has of it; null where it has none."""
    insured_by_number: int | None
    """Of these, those by citizen number; null where the others are not known."""
    months: int
    """How many months of the period those are."""


class ClinicMeasures(Defined):
    """All clinics in a period."""

    as_of: Moment
    """When it was counted."""
    period: str
    """2026, 2026-Q3 or 2026-08, in Vietnam."""
    definition: str
    """Edition of what is counted."""
    receiving: Figure | None
    """Facilities that received somebody by citizen number, of all on the list: the goal is 100 per cent.

    Null where receptions of the period were forgotten meanwhile.
    """
    by_number: Figure
    """Insured receptions by citizen number, of all, in the facilities and months of which both are known."""
    success: Figure
    """Those whom the register knows under name and birthday, of all that were asked about."""
    facilities: list[FacilityView]
    """By code: all on the list, and those of which there are receptions or the register knows."""
