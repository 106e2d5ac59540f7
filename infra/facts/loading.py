"""Reads the law's data, ``domain/vietnam/facts`` or a province's own folder, which the domain may not read itself.

The files say of every entry who decided it and how sure that is; the domain's models keep only what they count with.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ValidationError, ValidationInfo, model_validator

import domain
from domain.base.calendar import Calendar, Span
from domain.base.calendars import Calendars
from domain.base.term import Term
from domain.opinions.model import OpinionRules
from domain.statute.bulk import BulkRules, Together
from domain.statute.offices import COMMUNES, Office, Offices, Province
from domain.statute.papers import Papers, Series, Slip
from domain.statute.reasons import Reason, Reasons
from domain.statute.retention import Kept, Retentions
from domain.statute.versions import Laws, Version
from infra.facts.communes import Commune, CommuneOffice, OfCommune, Station, offices_of
from infra.facts.wrong import OF_A_MARK, Place, refuse_missing, refuse_misspelt_marks, refuse_unknown, told
from infra.facts.wrong import FactsWrong as FactsWrong
from infra.facts.wrong import Mark as Mark
from infra.runtime.packages import homes

FACTS = Path(domain.__file__).parent / "vietnam" / "facts"
OURS = FACTS / "procedures-33.json"
COMMON = "calendar-vn.json"
RETENTION = "retention-vn.json"
PORTAL = "portal-vn.json"
REASONS = "reasons-vn.json"
BULK = "bulk-vn.json"
OPINIONS = "opinions-vn.json"
PAPERS = "papers-vn.json"
PROGRAMME = "programme-vn.json"
ALARMS = "alarms-vn.json"


class Marked(BaseModel, frozen=True, extra="forbid"):
    """An entry, with what says so."""

    basis: str
    mark: Mark


class Open(Marked):
    """What a file holds throughout that is open, where its entries bear no marks of their own."""

    what: str


class FactFile(BaseModel, frozen=True, extra="forbid"):
    """A file, which says of itself where it comes from."""

    note: str
    open: tuple[Open, ...] = ()


class DecidedDay(Marked):
    """A day off or a worked Saturday, with the paper that says so."""

    date: date
    name: str


class CalendarFile(FactFile):
    """What a calendar file holds."""

    id: str
    first: date
    last: date
    hours: tuple[Span, ...]
    days_off: tuple[DecidedDay, ...]
    make_up_days: tuple[DecidedDay, ...]

    def calendar(self) -> Calendar:
        """The days and hours alone, as a dossier carries them."""
        return Calendar(
            id=self.id,
            first=self.first,
            last=self.last,
            days_off=tuple(day.date for day in self.days_off),
            make_up_days=tuple(day.date for day in self.make_up_days),
            hours=self.hours,
        )


class OwnCalendarFile(FactFile):
    """What the file of a calendar holds that some offices keep: how it differs from the common one."""

    id: str
    like: str
    hours: tuple[Span, ...]
    days_off: tuple[DecidedDay, ...]
    make_up_days: tuple[DecidedDay, ...]
    offices: tuple[str, ...]
    """Codes of those that keep it."""

    def calendar(self, common: Calendar) -> Calendar:
        """The days of the common calendar and its own, in its own hours."""
        if self.like != common.id:
            raise ValueError(f"calendar {self.id} is like {self.like}, but the common one is {common.id}")
        return Calendar(
            id=self.id,
            first=common.first,
            last=common.last,
            days_off=tuple(sorted((*common.days_off, *(day.date for day in self.days_off)))),
            make_up_days=tuple(sorted((*common.make_up_days, *(day.date for day in self.make_up_days)))),
            hours=self.hours,
        )


class CommunesFile(FactFile):
    """What a communes file holds: every commune of a province."""

    mark: Mark
    communes: tuple[Commune, ...]

    def refuse_others(self, offices: Iterable[Office], file: str) -> None:
        """See that every commune among the offices of a file bears the code that the list gives it.

        Raises:
            FactsWrong: one does not.
        """
        listed = {one.code: one.title for one in self.communes}
        for office in offices:
            if office.kind in COMMUNES and (there := listed.get(office.code, "nobody")) != office.title:
                right = next((code for code, title in listed.items() if title == office.title), "not in the list")
                raise FactsWrong(f"{file}: {office.code} is {there}; {office.title} is {right}")


class OfficesFile(FactFile):
    """What an offices file holds: communes by code, where all have much in common, and offices written whole."""

    province: Province
    of_a_commune: OfCommune | None = None
    communes: tuple[CommuneOffice, ...] = ()
    offices: tuple[Office, ...] = ()

    def made(self, file: str, listed: CommunesFile | None) -> tuple[Office, ...]:
        """Every office, those of the communes first.

        Raises:
            FactsWrong: a commune is none of the list, or there is no list, or nothing says what each has.
        """
        if not self.communes:
            return self.offices
        known = {one.code: one for one in listed.communes} if listed else {}
        if self.of_a_commune is None:
            raise FactsWrong(f"{file}: of_a_commune is missing: write what every commune has")
        if unknown := [one.code for one in self.communes if one.code not in known]:
            raise FactsWrong(f"{file}: {', '.join(unknown)}: no commune of the list beside it (communes-*.json)")
        return (*offices_of(known, self.communes, self.of_a_commune), *self.offices)


class ClinicEntry(Marked):
    """A hospital, with what says so."""

    code: str
    name: str


class ClinicsFile(FactFile):
    """What a file of clinics holds: hospitals, and what the health station of every commune is called."""

    of_a_commune: Station | None = None
    clinics: tuple[ClinicEntry, ...]

    def made(self, offices: Iterable[Office]) -> dict[str, str]:
        """Every clinic's name by its code."""
        communes = [office for office in offices if office.kind in COMMUNES]
        stations = dict(map(self.of_a_commune.of, communes)) if self.of_a_commune else {}
        return {one.code: one.name for one in self.clinics} | stations


class VersionIn(Marked):
    """One version of a procedure, with the law that says so; the rest is as ``Version`` has it."""

    version: Version

    @model_validator(mode="before")
    @classmethod
    def _apart(cls, entry: dict[str, Any]) -> dict[str, Any]:
        refuse_missing(entry, "code", "valid_from", "basis", "mark")
        inside = counted_with(entry)
        refuse_unknown(Version, inside)
        return {"basis": entry["basis"], "mark": entry["mark"], "version": inside | {"basis": entry["basis"]}}


def counted_with(entry: Any, place: Place = ()) -> Any:
    """What the domain counts with: a figure's value, where an Article stands, all else without its marks.

    Raises:
        WrongThere: a mark is none, or nothing says so.
    """
    if isinstance(entry, list):
        return [counted_with(one, (*place, number)) for number, one in enumerate(entry)]
    if not isinstance(entry, dict):
        return entry
    refuse_misspelt_marks(entry, place)
    inside = {name: counted_with(value, (*place, name)) for name, value in entry.items() if name not in OF_A_MARK}
    if "mark" in entry and not inside:
        return entry["basis"]
    return inside["value"] if "mark" in entry and inside.keys() == {"value"} else inside


class CorrectionIn(Marked):
    """The time to correct a recalled result, with the law that says so."""

    term: Term


class ProceduresFile(FactFile):
    """What a procedures file holds: who is bound by it, and the versions."""

    province: str
    correction: CorrectionIn | None = None
    """Of every version that names none of its own."""
    defaults: dict[str, dict[str, Any]] | None = None
    """Times, numbers and counts that hold where a version names none of its own: each with what says so."""
    versions: tuple[VersionIn, ...]

    @model_validator(mode="before")
    @classmethod
    def _named(cls, file: dict[str, Any], info: ValidationInfo) -> dict[str, Any]:
        """Let every version be known by code, province and day, and have what holds for all."""
        refuse_missing(file, "province")
        common = counted_with(file.get("defaults") or (info.context or {}).get("defaults", {}))
        if "term" in (file.get("correction") or ()):
            common |= {"correction": file["correction"]["term"]}
        named = [
            common | entry | {"version": f"{entry.get('code')}/{file['province']}/{entry.get('valid_from')}"}
            for entry in file.get("versions", ())
        ]
        return file | ({"versions": named} if "versions" in file else {})


class KeptIn(Kept, Marked):
    """How long a procedure's dossiers are kept, with the law that says so."""

    procedure: str


class RetentionFile(FactFile):
    """What a file of retention terms holds."""

    records: tuple[KeptIn, ...]


class ReasonIn(Reason, frozen=True, extra="forbid"):
    """A reason, with how sure it is that it is one."""

    mark: Mark


class ReasonsFile(FactFile):
    """What a file of reasons holds."""

    reasons: tuple[ReasonIn, ...]


class SeriesIn(Series, Marked, frozen=True, extra="forbid"):
    """How numbers are written, with the rule that says so."""


class SlipIn(Slip, Marked, frozen=True, extra="forbid"):
    """A form of its own, with the circular that says so."""


class PapersFile(FactFile):
    """What a file of numbers and forms holds."""

    series: tuple[SeriesIn, ...]
    slips: tuple[SlipIn, ...]


class Limit(Marked):
    """A number, with the rule that says so."""

    value: int


class TogetherIn(Marked, Together):
    """What may be decided together, with the rule that says so."""


class BulkFile(FactFile):
    """What a file of rules for deciding together holds."""

    most: Limit
    undo_minutes: Limit
    together: tuple[TogetherIn, ...]


class OpinionsFile(FactFile):
    """What a file of rules for asking other offices holds."""

    days: Limit
    most: Limit


@dataclass(frozen=True)
class Facts:
    """The law's data of one province."""

    calendars: Calendars
    offices: Offices
    laws: Laws
    retentions: Retentions
    reasons: Reasons
    bulk: BulkRules
    opinions: OpinionRules

    @classmethod
    def load(cls, folder: str = "") -> Self:
        """Read a province's folder, ours unless named, and the procedures files of agencies' packages."""
        home = Path(folder) if folder else FACTS
        offices = load_offices(next(home.glob("offices-*.json")))
        laws = load_laws([*sorted(home.glob("procedures-*.json")), *foreign_files()])
        retentions = load_retentions(home)
        calendars, reasons = load_calendars(home, offices), load_reasons(home)
        return cls(calendars, offices, laws, retentions, reasons, load_bulk(home), load_opinions(home))


def read[M: BaseModel](model: type[M], path: Path, **context: Any) -> M:
    """Read a file of the law's data, where it needs that with what it finds elsewhere.

    Raises:
        FactsWrong: it is not JSON, or not of this shape.
    """
    try:
        return model.model_validate_json(path.read_bytes(), context=context)
    except ValidationError as error:
        raise told(path, error) from error


def foreign_files() -> list[Path]:
    """The procedures files of agencies' packages: each lies beside the module that its entry point names."""
    return sorted(file for home in homes() for file in home.glob("procedures-*.json"))


def load_calendars(home: Path, offices: Offices) -> Calendars:
    """The common calendar of a province's folder, and those that offices keep instead of it.

    Raises:
        UnknownOffice: a calendar names an office that is none.
    """
    common = load_calendar(home / COMMON)
    others = [path for path in sorted(home.glob("calendar-*.json")) if path.name != COMMON]
    files = [read(OwnCalendarFile, path) for path in others]
    keep = [(offices.office(code).code, file) for file in files for code in file.offices]
    return Calendars(common, {code: file.calendar(common) for code, file in keep})


def load_calendar(path: Path | None = None) -> Calendar:
    """The common calendar of the state's offices."""
    return read(CalendarFile, path or FACTS / COMMON).calendar()


def load_offices(path: Path | None = None) -> Offices:
    """The offices of the sample province, or of the file's.

    Raises:
        FactsWrong: a file cannot be read, or a commune bears another's code.
    """
    path = path or FACTS / "offices-33.json"
    file = read(OfficesFile, path)
    named = read(PapersFile, own_or_ours(path.parent, PAPERS))
    papers = Papers(series=named.series, slips=named.slips)
    beside = path.with_name(path.name.replace("offices", "communes"))
    listed = read(CommunesFile, beside) if beside.exists() else None
    if listed:
        listed.refuse_others(file.offices, path.name)
    made = file.made(path.name, listed)
    clinics = load_clinics(made, path.with_name(path.name.replace("offices", "clinics")))
    return Offices(province=file.province, offices=made, papers=papers, clinics=clinics)


def load_clinics(offices: Sequence[Office], path: Path) -> dict[str, str]:
    """The names of a province's clinics by code; of one that has no file nobody receives patients.

    Raises:
        FactsWrong: the file cannot be read, or a code is an office's, whose desk would hear of everybody's insurance.
    """
    if not path.exists():
        return {}
    clinics = read(ClinicsFile, path).made(offices)
    if taken := sorted(clinics.keys() & {office.code for office in offices}):
        raise FactsWrong(f"{path.name}: {', '.join(taken)}: an office that decides is no clinic")
    return clinics


def own_or_ours(home: Path, name: str) -> Path:
    """A file of a province's folder; ours, where it has none of this name."""
    return home / name if (home / name).exists() else FACTS / name


def load_retentions(home: Path = FACTS) -> Retentions:
    """How long the dossiers of each procedure are kept."""
    return Retentions({one.procedure: one for one in read(RetentionFile, own_or_ours(home, RETENTION)).records})


def load_reasons(home: Path = FACTS) -> Reasons:
    """The reasons that offices give."""
    return Reasons(read(ReasonsFile, own_or_ours(home, REASONS)).reasons)


def load_laws(paths: Iterable[Path] = (OURS,)) -> Laws:
    """The versions of procedures that the files name.

    Raises:
        FactsWrong: a file cannot be read.
        Overlap: two versions of one procedure hold on one day.
    """
    # A province names once what holds where a procedure says nothing else, an agency's package too.
    paths = [*paths]
    named = (read(ProceduresFile, path).defaults for path in (*paths, OURS))
    common = next(defaults for defaults in named if defaults)
    files = [read(ProceduresFile, path, defaults=common) for path in paths]
    return Laws(entry.version for file in files for entry in file.versions)


def load_bulk(home: Path = FACTS) -> BulkRules:
    """What may be decided together."""
    file = read(BulkFile, own_or_ours(home, BULK))
    return BulkRules(
        most=file.most.value, undo=timedelta(minutes=file.undo_minutes.value), together=tuple(file.together)
    )


def load_opinions(home: Path = FACTS) -> OpinionRules:
    """How long other offices have to answer."""
    file = read(OpinionsFile, own_or_ours(home, OPINIONS))
    return OpinionRules(days=file.days.value, most=file.most.value)
