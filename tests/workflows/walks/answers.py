"""What registers know and officers find out in a walk: what is usual, nothing, or anything that the model takes."""

import inspect
from datetime import date, timedelta
from random import Random
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from domain.base.calendar import months_after
from domain.registers.query import Answer
from domain.vietnam.queries.business import Businesses
from domain.vietnam.queries.civil_status import MaritalStatus, RegisterEntry
from domain.vietnam.queries.criminal_records import CriminalRecord
from domain.vietnam.queries.insurance import Contributions, Insured, MonthsPaid, PaidMonth
from domain.vietnam.queries.payments import AccountOwner, PayTo
from domain.vietnam.queries.residence import Dwelling
from domain.vietnam.queries.traffic import HealthCheck, Licence, Violations
from tests.support.declared import ANSWERS, QUERIES
from tests.support.examples import FATHER_NUMBER, MOTHER_NUMBER
from tests.workflows.outside import IDENTITY, KIN, MARRIAGE, PERSON, Register
from tests.workflows.stage import Stage
from tests.workflows.vietnam.business.test_household_business import TAKEN
from tests.workflows.vietnam.residence.test_residence_removal import HOME
from tests.workflows.vietnam.social.test_monthly_allowance import POOR, SEVERE
from workflows.catalogue import catalogue

USUAL: dict[str, Answer | None] = {
    "person_by_number": PERSON,
    "identity_of": IDENTITY,
    "kin_of": KIN,
    "marriage_of": MARRIAGE,
    "births_of": None,
    "marital_status_of": MaritalStatus(status="single"),
    "home_of": HOME,
    "dwelling_at": Dwelling(owners=(FATHER_NUMBER,)),
    "card_of": None,
    "criminal_record_of": CriminalRecord(finding="clean"),
    "licence_of": Licence(number="331610000123", classes=("A1", "B"), issued_on=date(2016, 12, 1)),
    "violations_of": Violations(unsettled=()),
    "health_check_of": HealthCheck(paper="GKSK-1", clinic="BVĐK Phố Nối", expires_on=date(2027, 9, 1), fit=True),
    "businesses_of": None,
    "names_like": None,
    "insured_by": Insured(insured_as="worker"),
    "months_paid_by": MonthsPaid(compulsory=40, voluntary=0),
    "contributions_of": None,
    "allowances_of": None,
    "disability_of": SEVERE,
    "household_of": POOR,
    "account_of": AccountOwner(number=MOTHER_NUMBER, name="TA KIEU OANH"),
}
"""By the kind of question."""
UNUSUAL: dict[str, Answer] = {"names_like": TAKEN, "businesses_of": Businesses(names=("Hộ kinh doanh Nhãn lồng",))}
MOST = 4
"""Of five answers, so many are the usual ones."""


def know(rig: Stage, chance: Random, today: date) -> dict[str, str]:
    """Let every register know what is usual, nothing, or something else; tell what is not usual, by its kind."""
    rig.civil_status.answers["death_entry"] = RegisterEntry(entry=9, volume="01/2026-KT", registered_on=today)
    usual = USUAL | {"contributions_of": contributions(today, 40)}
    strange: dict[str, str] = {}
    for register in registers(rig):
        for kind in sorted(USUAL.keys() & register.answers.keys()):
            answer = usual[kind]
            if chance.randrange(MOST + 1) == MOST:
                answer = chance.choice([None, _other(kind, chance, today)])
                strange[kind] = f"{kind} is answered {answer!r}" if answer else f"of {kind} nothing is known"
            register.answers[kind] = answer
    return strange


def registers(rig: Stage) -> list[Register]:
    """Every register of a stage."""
    return [*rig.registers.values()]


def contributions(today: date, months: int) -> Contributions:
    """So many months were paid until the job ended a month ago."""
    ended = today - timedelta(30)
    paid = tuple(PaidMonth(month=months_after(ended.replace(day=1), -n), pay=9_000_000) for n in range(1, months + 1))
    return Contributions(paid=paid, ended_on=ended, employer="Công ty TNHH May Bãi Sậy", decision="112/QĐ-MBS")


def answer_to(name: str, chance: Random) -> dict[str, Any]:
    """Make up what an officer or applicant fills in, by the name of its model."""
    asked: tuple[type[BaseModel], ...] = (PayTo, *(model for one in catalogue().values() for model in one.answers))
    models = {**ANSWERS} | {model.__name__: model for model in asked}
    return made_up(models[name], chance).model_dump(mode="json")


def made_up[M: BaseModel](model: type[M], chance: Random) -> M:
    """Anything that a model takes."""
    values = {name: _value(name, info.annotation, chance) for name, info in model.model_fields.items()}
    return model.model_validate(values)


def _other(kind: str, chance: Random, today: date) -> Answer:
    if kind == "contributions_of":
        return contributions(today, chance.choice([3, 12, 100]))
    return UNUSUAL.get(kind) or made_up(QUERIES[kind].answer, chance)


def _value(name: str, kind: Any, chance: Random) -> Any:
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Literal:
        return chance.choice(parts)
    if origin in (Union, UnionType):
        return _value(name, chance.choice(parts), chance)
    if origin is tuple and name == "places":
        return "01", "26"
    if origin is tuple:
        return tuple(_value(name, parts[0], chance) for _ in range(chance.randrange(3)))
    if inspect.isclass(kind) and issubclass(kind, BaseModel):
        return made_up(kind, chance)
    simple: dict[Any, Any] = {
        date: date(2026, 1, 2),
        bool: chance.random() < 0.5,
        int: 3,
        str: f"Theo sổ lưu tại cơ quan, trang {chance.randrange(1, 9)}",
        type(None): None,
    }
    return MOTHER_NUMBER if "number" in name or kind not in simple else simple[kind]
