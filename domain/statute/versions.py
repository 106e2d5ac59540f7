"""The rules in force: a procedure's version is its code, its province, the day from which it holds, and its cases.

A dossier keeps the rules of its reception; a later change of law never moves them.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise
from typing import Self

from pydantic import Field, model_validator

from domain.base.law import Frozen, Role
from domain.base.refusals import Unacceptable
from domain.base.term import Term
from domain.base.words import Words
from domain.statute.fees import Fee


class NotInForce(Unacceptable):
    """No version of the procedure holds on that day."""

    def __init__(self, code: str, day: date) -> None:
        super().__init__(
            "Thủ tục {} không có hiệu lực ngày {:%d/%m/%Y}.", "Procedure {} is not in force on {}.", code, day
        )


class Overlap(ValueError):
    """Two versions of one procedure hold on one day: say until when the earlier one does."""


class Case(Frozen):
    """A case of a procedure (trường hợp) with a term of its own."""

    title: Words
    term: Term


class Rules(Frozen):
    """The rules in force at reception (quy định áp dụng).

    What stands here beside a name is how dossiers of before are read; facts name all of it, with what says so.
    """

    version: str
    term: Term
    cases: dict[str, Case] = Field(default_factory=dict)
    fee: Fee | None = None
    supplement_limit: int = 1
    silence: timedelta = timedelta(days=1)
    """How long an asked applicant may be silent before the law speaks for them."""
    supplement_wait: timedelta = timedelta(days=30)
    """How long an asked supplement may stay away before the dossier is stopped."""
    consent_wait: timedelta = timedelta(days=6)
    """How long a consent may stay away: at half of it whoever must agree is reminded. Nothing lapses by it."""
    patience: timedelta = timedelta(days=5)
    """How long a register is asked before an officer answers in its place."""
    warn_before: timedelta = timedelta(hours=24)
    """How long before its date the office is warned."""
    escalates_to: tuple[Role, Role] = (Role.UNIT_HEAD, Role.CENTRE_HEAD)
    """Who hears of a date that has passed: first at the deciding office, then at the one-stop centre."""
    apologies: int = 1
    """How often the date may be put off (form 04)."""
    elsewhere: Term = Term.working_days(3)
    """The time another commune has to answer (xác minh liên xã)."""
    correction: Term | None = None
    """The time to correct a recalled result; the procedure's own term, where the law names none."""
    figures: dict[str, int] = Field(default_factory=dict)
    """Amounts, ages and counts that the law sets for this procedure, by name."""
    articles: dict[str, str] = Field(default_factory=dict)
    """Where the law says what must be so (căn cứ), by the name that the procedure gives the condition."""

    def term_of(self, case: str) -> Term:
        """The term of a case; of the procedure, where the case has none."""
        return self.cases[case].term if case in self.cases else self.term


class Version(Rules):
    """One version of a procedure and the days on which it holds."""

    code: str
    basis: str = ""
    """The law that says so, as it is cited to people; no dossier keeps it."""
    valid_from: date
    valid_until: date | None = None
    """The first day on which it holds no more."""

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.valid_until is not None and self.valid_until <= self.valid_from:
            raise ValueError(f"{self.version} ends before it begins")
        return self

    def holds(self, day: date) -> bool:
        """Whether it is in force on the day."""
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)

    def rules(self) -> Rules:
        """What a dossier keeps of it."""
        return Rules.model_validate({name: getattr(self, name) for name in Rules.model_fields})


class Laws:
    """Every version of every procedure of a province."""

    def __init__(self, versions: Iterable[Version]) -> None:
        """Order them by procedure and day; ``Overlap``, where two versions of one procedure hold on one day."""
        self._versions: dict[str, list[Version]] = {}
        for version in sorted(versions, key=lambda version: version.valid_from):
            self._versions.setdefault(version.code, []).append(version)
        for code, ordered in self._versions.items():
            for earlier, later in pairwise(ordered):
                if earlier.holds(later.valid_from):
                    raise Overlap(f"{code}: {earlier.version} still holds when {later.version} begins")

    def in_force(self, code: str, day: date) -> Rules:
        """The rules of a procedure on a day, or ``NotInForce``."""
        return self.version(code, day).rules()

    def version(self, code: str, day: date) -> Version:
        """The version of a procedure that holds on a day, with the law that says so, or ``NotInForce``."""
        for version in self._versions.get(code, ()):
            if version.holds(day):
                return version
        raise NotInForce(code, day)

    def basis_of(self, code: str, version: str) -> str:
        """The law on which a version of a procedure rests; empty where the version is not known here."""
        return next((one.basis for one in self._versions.get(code, ()) if one.version == version), "")
