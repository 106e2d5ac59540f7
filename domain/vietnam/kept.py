"""The registers that a province keeps beside its dossiers, and the files that bring them."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Literal

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from domain.base.calendar import in_vietnam
from domain.base.law import Frozen
from domain.base.refusals import Unacceptable
from domain.province.periods import Day
from domain.province.units import Units
from domain.vietnam.clinic import RECEPTIONS, Receptions
from domain.vietnam.competence import FEES, SERVICES
from domain.vietnam.petitions import PETITION, Petition
from domain.vietnam.programme.eid import ACCOUNTS, TARGET
from domain.vietnam.programme.entries import NewEntry
from domain.vietnam.programme.online import CHANNELS, WORK_FILES
from domain.vietnam.publications import PUBLICATION, Publication
from domain.vietnam.receipts import TOTALS, Totals

Register = Literal[
    "eid",
    "eid_targets",
    "work_files",
    "channels",
    "petitions",
    "publications",
    "services",
    "fees",
    "totals",
    "receptions",
]
CONTENTS: Mapping[Register, TypeAdapter[Any]] = {
    "eid": ACCOUNTS,
    "eid_targets": TARGET,
    "work_files": WORK_FILES,
    "channels": CHANNELS,
    "petitions": PETITION,
    "publications": PUBLICATION,
    "services": SERVICES,
    "fees": FEES,
    "totals": TOTALS,
    "receptions": RECEPTIONS,
}
"""What each holds."""
SPANS = "spans"
"""The register of which registers were kept from when to when."""


class Span(Frozen):
    """A register was kept whole from its first day to its last: what it does not hold did not happen."""

    kind: Register
    first: Day
    last: Day


SPAN: TypeAdapter[Span] = TypeAdapter(Span)


class LineWrong(Unacceptable):
    """A line of a file is none of the register that it is for; nothing of the file was entered."""

    def __init__(self, number: int, error: ValueError) -> None:
        first = error.errors()[0] if isinstance(error, ValidationError) else {"loc": (), "msg": str(error)}
        place = ".".join(map(str, first["loc"]))
        super().__init__(
            "Dòng {} không đúng ({} {}): hãy sửa rồi gửi lại, chưa dòng nào được nhập.",
            "Line {} is wrong ({} {}): mend it and send all again, nothing was entered.",
            number,
            place,
            first["msg"],
        )


class LineIn(BaseModel, frozen=True, extra="forbid"):
    """A line of a file."""

    unit: str = Field(min_length=1, max_length=20)
    day: Day | None = None
    """Of a count; a petition, a publication and the totals of a period have days of their own."""
    content: dict[str, Any]


class SpanIn(BaseModel, frozen=True, extra="forbid"):
    """From when to when the file is whole for a unit and all below it."""

    unit: str = Field(min_length=1, max_length=20)
    first: Day
    last: Day


class RegisterFile(BaseModel, frozen=True, extra="forbid"):
    """Lines of one register."""

    kind: Register
    document: str = Field(min_length=1, max_length=100)
    lines: tuple[LineIn, ...] = ()
    whole: tuple[SpanIn, ...] = ()

    def entries(self, units: Units) -> Iterator[NewEntry[BaseModel]]:
        """What it enters.

        Raises:
            LineWrong: a line is none of this register.
            NoSuchUnit: nothing bore a unit's code on its day.
        """
        for number, line in enumerate(self.lines, 1):
            try:
                content = CONTENTS[self.kind].validate_python(line.content)
                day = _day(content, line)
            except ValueError as error:
                raise LineWrong(number, error) from error
            units.unit(line.unit, day)
            yield NewEntry[BaseModel](
                unit=line.unit,
                subject=subject_of(line.unit, day, content),
                day=day,
                document=self.document,
                content=content,
                imported=True,
            )

    def spans(self) -> Iterator[NewEntry[Span]]:
        """From when to when it says to be whole."""
        for one in self.whole:
            yield NewEntry[Span](
                unit=one.unit,
                subject=f"{self.kind}/{one.unit}/{one.first}",
                day=one.first,
                document=self.document,
                content=Span(kind=self.kind, first=one.first, last=one.last),
                imported=True,
            )


def subject_of(unit: str, day: date, content: BaseModel) -> str:
    """What an entry is about, so that a later one of the same replaces it."""
    match content:
        case Petition():
            return content.code
        case Publication():
            return f"{content.procedure}/{content.decision}"
        case Totals():
            return f"{unit}/{content.period}"
        case Receptions():
            return f"{content.facility}/{day}"
        case _:
            return f"{unit}/{day}"


def _day(content: BaseModel, line: LineIn) -> date:
    match content:
        case Petition():
            return in_vietnam(content.received_at).date()
        case Publication():
            return content.decided_on
        case Totals():
            return content.of.first
        case _ if line.day is None:
            raise ValueError(f"a line of {line.unit} names no day")
        case Receptions() if line.day.day != 1:
            raise ValueError(f"a line of {content.facility} counts a month: its day is the first of that month")
        case _:
            return line.day


def covers(spans: Iterable[Span], first: date, last: date) -> bool:
    """Whether some spans together reach from a day to another, with no day between them."""
    ahead = first
    for one in sorted(spans, key=lambda span: span.first):
        if one.first <= ahead:
            ahead = max(ahead, one.last + timedelta(days=1))
    return ahead > last
