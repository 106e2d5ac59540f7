"""What a procedure's course through a made-up year is made of: whom it asks, what is decided, and what follows."""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from domain.base.law import Role
from domain.registers.query import Query
from infra.vietnam.made.households import Household, Person

if TYPE_CHECKING:
    from infra.vietnam.made.hand import Hand

Form = dict[str, Any]
Fill = Callable[["Case"], Form]
Answers = Mapping[str, Form]
"""What registers said, by the step; under its own name, what the dossier itself has come to."""


@dataclass(frozen=True)
class Case:
    """Whose matter it is, and on what day."""

    home: Household
    commune: str
    day: date
    dice: Random
    form: Form = field(default_factory=dict)
    """What they declared, once they did."""

    @property
    def applicant(self) -> Person:
        """Who files."""
        return self.home.mother


@dataclass(frozen=True)
class Look:
    """What a register is asked, or told, by the name of the step."""

    step: str
    agency: str
    query: str
    answer: Callable[[Case], Form | None] | None = None
    """What it says; where nothing is given, it knows of nothing."""
    asks: Callable[[Form, Answers], Query[Any]] | None = None
    """The question as the procedure puts it, of the form and what was answered before: the workflow adopts it then."""
    instead_of: str | None = None
    """The kind of paper in whose place the procedure asks it."""


@dataclass(frozen=True)
class Task:
    """What somebody does or says beside the verification, as the procedure asks for it."""

    kind: str
    role: Role
    decides: str
    choices: tuple[str, ...]
    answer: str = ""
    """The model of what they answer."""
    says: Form = field(default_factory=dict)
    of: Callable[[Form], Any] | None = None
    """The part of the form that it rests on, where that is not all of it."""
    lapses: str = ""
    """The figure of the law that says after how many working days silence speaks: it always does."""


@dataclass(frozen=True)
class Branch:
    """Another procedure that follows the result as a dossier of its own (thủ tục liên thông)."""

    step: str
    course: "Course"
    form: Callable[[Case, Answers], Form]
    parties: Callable[[Form], tuple[str, ...]]
    case: str = ""
    looks: tuple[Look, ...] = ()
    """What is asked before it is opened."""
    opens: Callable[[Answers], bool] = lambda _: True
    """Whether it is, by what was answered."""


@dataclass(frozen=True)
class Course:
    """A procedure of the catalogue, as most of its dossiers go."""

    procedure: str
    share: int
    """Of a hundred dossiers."""
    body: str
    """What decides: "" the commune, ".CA" its police, else the code of a body of the province."""
    form: Fill
    result: str
    looks: tuple[Look, ...] = ()
    told: tuple[Look, ...] = ()
    verified: str = "verify"
    verifier: Role = Role.SPECIALIST
    leader: Role = Role.AGENCY_LEADER
    collects: bool = False
    """Whether it collects its fee itself, once it is verified; else the law says when."""
    drafted: bool = False
    """Whether who files on-line sees a draft."""
    counter_only: bool = False
    from_elsewhere: bool = False
    """Whether who files lives in another commune."""
    units: str = ""
    """The field of the form that a fee by units counts."""
    lives: Callable[[Household], bool] = lambda _: True
    """Of which households it is the matter."""
    parties: Callable[[Case], tuple[Person, ...]] = lambda _: ()
    """Whom it concerns beside who files it."""
    agrees: Callable[[Case], tuple[tuple[Person, str], ...]] = lambda _: ()
    """Who must agree, and as what, beside who files it."""
    meanwhile: Task | None = None
    """What is open from its acceptance on, until silence speaks."""
    first: tuple[Task, ...] = ()
    """What is done before it is verified."""
    then: tuple[Task, ...] = ()
    """What is done after that."""
    branches: tuple[Branch, ...] = ()
    afterwards: "Callable[[Hand], AsyncIterator[datetime]] | None" = None
    """What follows the result before it is handed over."""
    later: "Callable[[Hand], AsyncIterator[datetime]] | None" = None
    """What is done for months by a result that was handed over."""

    @property
    def exact(self) -> bool:
        """Whether its registers are asked as the procedure asks them, so that its workflow goes on from anywhere."""
        return all(look.asks for look in (*self.looks, *self.told))


def told_of(one: Callable[[Case], Person]) -> Fill:
    """Somebody as the population register tells of them."""

    def told(case: Case) -> Form:
        who = one(case)
        return who.whole | {"sex": who.sex, "place_of_origin": case.applicant.residence, "died": None}

    return told


def mother(case: Case) -> Person:
    """She who files."""
    return case.home.mother


def father(case: Case) -> Person:
    """He who lives with her."""
    return case.home.father


def by(query: type[Query[Any]], who: str) -> Callable[[Form, Answers], Query[Any]]:
    """The question about somebody whom the form names."""
    return lambda form, _: query.model_validate(
        {name: value for name, value in form[who].items() if name in query.model_fields}
    )


def said(answer: Form) -> Fill:
    """The same for everybody."""
    return lambda _: answer


GIVEN = ("An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Khôi", "Linh", "Minh", "Ngân", "Phúc", "Quân", "Thảo", "Vy")


def child_of(case: Case) -> Form:
    """A newborn (trẻ em), as its parents declare it."""
    born = case.day - timedelta(days=case.dice.randint(3, 50))
    female = case.dice.random() < 0.48
    return {
        "family_name": case.home.father.name.split()[0],
        "middle_name": "Ngọc" if female else "Minh",
        "given_name": case.dice.choice(GIVEN),
        "born": born.isoformat(),
        "sex": "female" if female else "male",
        "place_of_birth": f"Trạm y tế {case.applicant.residence}",
        "place_of_origin": case.applicant.residence,
    }


def named(child: Form) -> str:
    """Its whole name."""
    return f"{child['family_name']} {child['middle_name']} {child['given_name']}"


def numbered(case: Case) -> Form:
    """A child under the number that it was given."""
    child = child_of(case)
    born, sex = date.fromisoformat(child["born"]), 2 + (child["sex"] == "female")
    number = f"{case.applicant.number[:3]}{sex}{born:%y}{case.dice.randint(1000, 999_999):06}"
    return {"number": number, "full_name": named(child), "born": child["born"]}


def entry(volume: str) -> Fill:
    """Where the civil-status register has it."""

    def told(case: Case) -> Form:
        return {"entry": case.dice.randint(1, 400), "volume": volume, "registered_on": case.day.isoformat()}

    return told


def notice(case: Case) -> Form:
    """What the residence register says to what it entered."""
    found = {"notice": f"{case.dice.randint(1, 99_999):05}/TB", "household": f"{case.commune}000012"}
    return found | {"registered_on": case.day.isoformat()}
