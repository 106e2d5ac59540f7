"""What programs get of an operation centre: each figure with what was counted, when, and by which definition."""

from datetime import date
from typing import Literal

from api.schemas.base import Coded, Moment, Schema
from api.schemas.province.definitions import Defined


class Figure(Schema):
    """A share: what was counted, of what, and as of when."""

    definition: str
    """By which it is computed, with its version."""
    title: str
    """In the reader's language."""
    how: str
    """How it is computed, in the reader's language."""
    mark: Literal["F", "K", "D"]
    """How sure the definition is: found in a source, known but unconfirmed, or derived."""
    numerator: int
    """How many."""
    denominator: int
    """Of how many."""
    percent: float | None
    """Two decimals; null where there is nothing to count, which is not zero."""


class TookView(Schema):
    """How long dossiers took that were settled, in working days of their offices, less what their clocks stood."""

    definition: str
    """By which it is computed, with its version."""
    title: str
    """In the reader's language."""
    how: str
    """How it is computed, in the reader's language."""
    mark: Literal["F", "K", "D"]
    """How sure the definition is: found in a source, known but unconfirmed, or derived."""
    settled: int
    """Dossiers: those of which it is known how long they took."""
    days: float
    """Working days that all of them took together, two decimals."""
    mean_days: float | None
    """One of them on average; null where none was settled, which is not zero."""
    median_days: float | None
    """What half of them took at most; null where none was settled."""


class Beside(Schema):
    """A number, beside that of the same weekday of last week up to the same time."""

    now: int
    """Of the day of the moment that is counted to, up to it."""
    before: int
    """A week ago."""


class AsOf(Schema):
    """Counts of a moment: when they were asked for, and up to when the journals are in them."""

    at: Moment
    """When they were asked for."""
    as_of: Moment
    """The moment that they hold for: earlier than the other, where what happened since is not counted yet."""
    behind: bool
    """Whether that is more than a minute earlier: what happened since is not known, which is not nothing."""


class OverviewView(AsOf, Defined):
    """Screen 1: a unit at this moment, and its month so far."""

    unit: Coded
    """Whose dossiers are counted, with those of all that belongs to it; of a past moment, that belonged to it then."""
    procedure: str
    """Code of the one procedure that is counted; empty where all are."""
    channel: Literal["direct", "online"] | None
    """The one channel that is counted; null where both are."""
    received: Beside
    """Accepted."""
    settled: Beside
    """With a result, or ended without one."""
    under_way: int
    """Accepted, and not settled."""
    standing: int | None
    """Of these, whose clock stands for their applicant; null, as what follows, of a past moment that is not kept."""
    waiting: int | None
    """Of these, that wait for an agency that does not answer."""
    due_today: int | None
    """Due before midnight."""
    due_in_a_day: int | None
    """Due within 24 hours."""
    late: int | None
    """Past their date."""
    alarms: int | None
    """Open alarms of the unit and all below it that nobody has acknowledged, of everything; null of a past moment."""
    month: str
    """The month of the figures below."""
    month_as_of: Moment
    """Up to when the figures below are counted."""
    figures: list[Figure]
    """Of the month so far; none of a past moment that is not kept."""
    took: TookView
    """By those that were settled in it; of a past moment that is not kept, of none."""
    index: float | None
    """Points of the index of services in this month, of known metrics; null of one channel, and of a past moment."""
    index_known: int
    """Of 100 points, those of metrics that are known."""


class PlaceView(Schema):
    """A commune on the map, with its own office and the bodies in it."""

    unit: Coded
    """Its code and name."""
    group: str
    """What it belonged to before: communes of one group stand together on the map."""
    received: int
    """Received in the period."""
    on_time: Figure
    """By which it is coloured."""
    took: TookView
    """By those that were settled in the period."""
    colour: Literal["green", "yellow", "red", "none"]
    """By the limits beside it; none where nothing was to be settled."""


class MapView(Defined):
    """Screen 2: the communes of a unit in a period."""

    period: str
    """As it was asked for."""
    as_of: Moment
    """Up to when it is counted."""
    green_from: float
    """Per cent in time from which a unit is green; a province sets it."""
    yellow_from: float
    """From this on it is yellow, below it red."""
    places: list[PlaceView]
    """By name; communes without dossiers too."""
    others: list[PlaceView]
    """The province's own bodies."""


class DueView(Schema):
    """What is under way in one step of one procedure at an office."""

    office: str
    """Code of the office that decides."""
    procedure: str
    """Code of the procedure."""
    step: str
    """Kind of the task that has been open longest; empty where none is."""
    words: str
    """What it waits for, in the reader's language."""
    under_way: int
    """Dossiers."""
    late: int
    """Past their date."""
    due_in_a_day: int
    """Due within 24 hours."""
    at_risk: int
    """In time yet, with less time left than half of such dossiers of the last year still took from this step on."""
    first_due_at: Moment | None
    """The earliest date among them; null where all clocks stand."""
    hours_left: float | None
    """Until then, by the clock on the wall; below zero where it is past."""
    took: TookView
    """By those of the office and procedure, of either channel, that were settled in the last year."""


class DueList(AsOf, Defined):
    """Screen 3: where dossiers are late or will be; nobody is named."""

    rows: list[DueView]
    """The latest first, 200 at most."""


class IntervalView(Schema):
    """Arrivals in five minutes, beside the same weekday of eight weeks."""

    begins: Moment
    """Its first moment."""
    filed: int
    """How many came."""
    usual: float
    """The mean of eight weeks."""
    deviation: float
    """Their standard deviation."""
    unusual: bool
    """Whether it lies more than three of these from the mean."""


class FlowView(AsOf, Defined):
    """Screen 4: what comes in today."""

    intervals: list[IntervalView]
    """Of the day of that moment, those that are over then."""


class RegisterView(Schema):
    """An agency that is asked: whether it answers, and who waits for it."""

    agency: Coded
    """By which it is known."""
    state: Literal["up", "slow", "down", "unknown"]
    """By its last answer; unknown of a past moment, as what follows: only the last is kept."""
    waiting: int | None
    """Dossiers of the unit that wait for it; null of a past moment of which that is not kept."""
    answered_at: Moment | None
    """Its last answer."""
    failing_since: Moment | None
    """Since when it does not answer."""
    took_ms: int | None
    """How long the last answer took; null of a past moment."""
    asked: int
    """Questions of all offices in this hour and the 24 before it; of a past moment, in the 24 that were over."""
    failed_percent: float | None
    """The share of them that got no answer; null where nobody asked."""
    p50_ms: int | None
    """Within which half of the answers came, to a fifth; null where none came."""
    p95_ms: int | None
    """Within which 95 % of them came."""


class RegistersView(AsOf, Defined):
    """Screen 5: agencies as they answer; who waits for them, as of the moment of the counts."""

    timed_day: date | None
    """The day of which `asked`, `failed_percent`, `p50_ms` and `p95_ms` are, where the hours of then are not kept."""
    agencies: list[RegisterView]
    """The worst first."""


class RegisterDayView(Schema):
    """How an agency answered within a day."""

    day: date
    """Of Vietnam, from midnight to midnight."""
    agency: Coded
    """By which it is known."""
    asked: int
    """Questions of all offices."""
    failed_percent: float | None
    """The share of them that got no answer; null where nobody asked."""
    p50_ms: int | None
    """Within which half of the answers came, to a fifth; null where none came."""
    p95_ms: int | None
    """Within which 95 % of them came."""


class RegisterDays(Defined):
    """Screen 5 day by day: whole days on which an agency was asked."""

    period: str
    """As it was asked for."""
    as_of: Moment
    """When it was asked for."""
    days: list[RegisterDayView]
    """The oldest first; those of the first day that is kept begin when it began to be."""


class TakingsView(Schema):
    """Screen 6: what was asked and paid in one channel, in đồng."""

    channel: Literal["direct", "online"]
    """How the dossiers came in."""
    dossiers: int
    """With a fee."""
    asked: int
    """To be paid."""
    paid: int
    """Paid."""
    online: int
    """Of what was paid, on-line."""
    given_back: int
    """Given back."""
    unreconciled: int | None
    """Payments that the platform's books tell otherwise, and nobody cleared; null where nobody reconciles."""
    unreconciled_sum: int | None
    """What came by these."""


class PaymentsView(Defined):
    """Screen 6: fees of the dossiers received in a period."""

    period: str
    """As it was asked for."""
    as_of: Moment
    """Up to when it is counted."""
    channels: list[TakingsView]
    """Those with a fee."""
    reconciled_until: date | None
    """The last day whose books were held beside the payment platform's; null where nobody reconciles."""


class LinkedView(Schema):
    """A part of an interlinked procedure (liên thông)."""

    parent: str
    """Code of the interlinked procedure."""
    procedure: str
    """Code of the part."""
    title: str
    """Of the part, in the reader's language."""
    dossiers: int
    """Opened by the interlinked procedure and received in the period."""
    settled: int
    """With a result, or ended."""
    in_time: int
    """In time, or still within their date."""
    median_hours: float | None
    """From acceptance to the result, of half of them; null where none has one."""


class WholeView(Schema):
    """An interlinked procedure (liên thông) as whoever filed it waits for it: until all that it opened is settled."""

    parent: str
    """Its code."""
    title: str
    """In the reader's language."""
    dossiers: int
    """Received in the period, that opened a part."""
    settled: int
    """Of which they and all their parts are settled."""
    in_time: int
    """Of which neither they nor any of their parts is past its date."""
    median_hours: float | None
    """From acceptance to the last result of all, of half of them; null where none is settled."""


class LinkedList(Defined):
    """Screen 7: interlinked procedures as a whole and part by part."""

    period: str
    """As it was asked for."""
    as_of: Moment
    """Up to when it is counted."""
    wholes: list[WholeView]
    """By procedure; those that were received by the unit itself."""
    parts: list[LinkedView]
    """By procedure."""
