"""The shared data warehouse, as agencies and leaders get it."""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime, Field

from api.schemas.base import Coded, Listing, Moment, Schema, Sent
from api.schemas.province.definitions import Defined
from domain.province.warehouse import Signature


class ResultIn(Sent):
    """A result that another agency issued; whose it is stands here and nowhere in an address."""

    kind: str = Field(max_length=20)
    """Code of its type."""
    issuer: str = Field(max_length=20)
    """Code of the office or the unit that issued it, as it was on that day."""
    issued_on: date
    issued_at: AwareDatetime | None = None
    """The moment of its issue, on that day in Vietnam; without it the day's end counts."""
    valid_until: date | None = None
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    signed: bool = False
    """Whether its file carries a digital signature that held when it was put: your word, until the file is seen."""
    address: str = Field(
        default="",
        max_length=500,
        pattern=r"^((https://[A-Za-z0-9.\-]+|http://127\.0\.0\.1)(:\d+)?/[A-Za-z0-9._~/%+\-]*)?$",
    )
    """Where your agency gives its file; nothing of people stands in it. On one machine http does, as of stand-ins."""
    owners: list[str] = Field(min_length=1, max_length=20)
    """Citizen numbers; several, where it is several people's."""


class PutView(Schema):
    """That a result is kept."""

    number: str
    """As it was put."""
    sha256: str
    """Of the file."""
    new: bool
    """Whether it was not here before."""


class VerifiedView(Schema):
    """What this house saw of a result's file; the file itself is not kept."""

    number: str
    """As it was put."""
    sha256: str
    """Of the file."""
    signature: Literal["sealed", "stamped"]
    """Signed by somebody whom this house trusts; also stamped for the archive."""


class RecalledView(Schema):
    """That a result counts as recalled."""

    number: str
    """As it was put."""
    recalled: Literal[True] = True
    """Always."""


class SharedResultView(Schema):
    """A result, with the fields that were agreed and asked for; the others are absent."""

    number: str | None = None
    """By which it is known everywhere."""
    kind: str | None = None
    """Code of its type."""
    issuer: str | None = None
    """Code of the office that issued it, as it was on that day."""
    issuer_now: list[str] | None = None
    """What that office is part of today; itself, where it still stands."""
    issued_on: date | None = None
    """In Vietnam."""
    valid_until: date | None = None
    """Its last day; null: for good."""
    sha256: str | None = None
    """Of the file as it was sealed, or stamped last."""
    signature: Signature | None = None
    """What proves it: a seal, or also an archive time stamp; the word of the agency that put it; or nothing known."""
    address: str | None = None
    """Where the agency that issued it gives its file; empty: it says none, or it was issued here."""
    replaced_by: str | None = None
    """Number of what stands in its place; empty: nothing."""
    recalled_at: Moment | None = None
    """Null: it counts."""


class SharedResults(Schema):
    """The results of one person that an agreement gives."""

    items: list[SharedResultView]
    """The newest first."""


class SharedRows(Listing[SharedResultView]):
    """A page of results, in the order in which they changed."""


class SharedPaperView(Schema):
    """A paper of a dossier, with the fields that were agreed and asked for; the others are absent."""

    component: str | None = None
    """Code of the component (thành phần hồ sơ)."""
    dossier: str | None = None
    """Code of the dossier."""
    level: Literal["uploaded", "digitised", "reused"] | None = None
    """As it was brought; scanned and sealed by a counter; or a result that the warehouse had."""
    added_at: Moment | None = None
    """When it came."""


class SharedPapers(Listing[SharedPaperView]):
    """A page of papers, in the order in which they came."""


class SharedFactView(Schema):
    """What is counted of a dossier, with the fields that were agreed and asked for; the others are absent."""

    id: str | None = None
    """By which your agency, and no other, knows the row again when it changes: no dossier's code."""
    procedure: str | None = None
    """Its code."""
    receiving: str | None = None
    """Code of the office that received it."""
    competent: str | None = None
    """Code of the office that decides it."""
    channel: int | None = None
    """1 direct, 2 on-line, 3 by post."""
    status: int | None = None
    """As the national portal numbers it."""
    filed_on: date | None = None
    """All days are in Vietnam."""
    accepted_on: date | None = None
    """Null: it was not accepted, as for what follows."""
    due_on: date | None = None
    """As its date stands now."""
    issued_on: date | None = None
    """Of its first result."""
    handed_over_on: date | None = None
    """Of its first result."""
    ended_on: date | None = None
    """With or without a result."""
    supplements: int | None = None
    """How many were asked for before its first result."""
    papers: int | None = None
    """How many came with it and later."""
    digitised: int | None = None
    """Of those, how many the counter scanned and sealed."""
    reused: bool | None = None
    """Whether a paper was taken over, or answered by a register, instead of brought anew."""
    fee: int | None = None
    """Đồng, as what follows."""
    paid: int | None = None
    """By any way."""
    paid_online: int | None = None
    """Of that."""
    given_back: int | None = None
    """Of that."""
    sealed: bool | None = None
    """Whether it has a sealed result that stands."""
    recalled: bool | None = None
    """Whether its newest result was recalled and none replaced it."""
    stars: int | None = None
    """One to five; null: nobody rated it."""


class SharedFacts(Listing[SharedFactView]):
    """A page of facts, in the order in which they changed; what changed again comes again, later."""


class UnitView(Schema):
    """A unit while it is what it is, with the fields that were agreed and asked for; the others are absent."""

    code: str | None = None
    """Another unit may have borne it before, or bear it later."""
    title: str | None = None
    """Its kind and its name."""
    tier: Literal["province", "district", "commune"] | None = None
    """On which tier; there are no districts after 30 June 2025."""
    parent: str | None = None
    """Code of the unit that it belongs to; empty: it is the province."""
    since: date | None = None
    """Its first day; null: it is older than what is known."""
    until: date | None = None
    """Its last day; null: it stands."""
    into: list[str] | None = None
    """Codes of what it became part of."""
    body: bool | None = None
    """Whether it is an office of a unit, and no area."""


class SharedUnits(Listing[UnitView]):
    """A page of units, by code."""


class ShareView(Schema):
    """A share as it was counted."""

    numerator: int
    """What fulfils it."""
    denominator: int
    """All that was looked at."""
    ratio: float | None
    """Null where there was nothing to count."""


class DataSetView(Schema):
    """A data set of the decided list."""

    id: str
    """By which programs know it."""
    title: str
    """In the reader's language."""
    agency: str | None
    """The agency whose it is; null: it is kept here."""
    connected: bool
    """Whether an exchange succeeded in the last 30 days."""
    consumers: list[str]
    """Who gets something of it by an agreement in force."""


class DataSets(Defined):
    """The list of shared data sets, and how many of them are connected."""

    as_of: Moment
    """When it was counted."""
    definition: str
    """What connected means, with its edition."""
    connected: ShareView
    """Of all on the list."""
    items: list[DataSetView]
    """In the list's order."""


class MeasureView(ShareView):
    """A measure of a data set's quality, as it was counted."""

    how: str
    """What it counts, in the reader's language."""


class DataSetQualityView(Schema):
    """How good a data set was when it was counted last; a measure is null where it has no meaning for the data set."""

    id: str
    """By which programs know it."""
    title: str
    """In the reader's language."""
    as_of: Moment | None
    """Up to when it was counted; null: it never was, and nothing is known of it."""
    definition: str | None
    """Edition of the measures by which it was counted."""
    completeness: MeasureView | None
    """Rows with all that is required, of all."""
    validity: MeasureView | None
    """Rows that pass the rules, of all."""
    uniqueness: MeasureView | None
    """Rows without their duplicates, of all."""
    timeliness: MeasureView | None
    """What was delivered within 24 hours, of all."""
    score: float | None
    """Mean of the measures that are known, times 100; null where none is."""
    known: int
    """Of how many measures it is the mean."""


class QualityDayView(Schema):
    """How good a data set was on a day; a measure is null where it has no meaning for the data set."""

    day: date
    """In Vietnam; it is counted after its midnight."""
    id: str
    """Of the data set."""
    completeness: ShareView | None
    """Rows with all that is required, of all."""
    validity: ShareView | None
    """Rows that pass the rules, of all."""
    uniqueness: ShareView | None
    """Rows without their duplicates, of all."""
    timeliness: ShareView | None
    """What was delivered within 24 hours, of all."""
    score: float | None
    """Mean of the measures that are known, times 100; null where none is."""


class QualityView(Defined):
    """How good the shared data sets are that are kept here, as they were counted once a day."""

    as_of: Moment
    """When this was asked; each data set says up to when it was counted."""
    definition: str
    """Edition of the measures that are counted by now."""
    how: str
    """How the score is made of them, in the reader's language."""
    items: list[DataSetQualityView]
    """In the order of the decided list."""
    days: list[QualityDayView]
    """Of the last 30 days on which it was counted, the newest first."""
    completeness: ShareView
    """Of the results, as are those below: said here before there were others."""
    validity: ShareView
    """Of the results."""
    uniqueness: ShareView
    """Of the results."""
    timeliness: ShareView
    """Of the results."""
    score: float | None
    """Of the results."""


class UseView(Schema):
    """Somebody who was told of a result."""

    consumer: str
    """Which agency."""
    at: Moment
    """When it was told."""
    purpose: str
    """As its token said."""
    basis: str
    """As its token said."""
    fields: list[str]
    """What it was told."""


class LineageView(Schema):
    """Where a result comes from and who used it."""

    number: str
    """By which it is known everywhere."""
    kind: Coded
    """Of which type it is."""
    provider: str
    """Agency that put it here; empty: it was issued here."""
    dossier: str
    """In which it was issued; empty: in none of ours."""
    issuer: str
    """Code of the office."""
    issued_on: date
    """In Vietnam."""
    recalled_at: Moment | None
    """Null: it counts."""
    replaced_by: str
    """Number of what stands in its place; empty: nothing."""
    uses: list[UseView]
    """Agencies, the first use first; at most 500."""
    dossiers: list[str]
    """Dossiers among those that the reader sees in which it lies as a paper."""


class OwnKeys(Schema):
    """The published keys of the receipts (JWKS)."""

    keys: list[dict[str, str]]
    """As RFC 7517 writes them."""
