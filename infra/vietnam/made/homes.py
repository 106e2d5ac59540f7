"""How people are entered where they live in a made-up year, and taken off again (cư trú)."""

from datetime import timedelta
from typing import Any

from domain.registers.query import Query
from domain.vietnam.queries.population import PersonByNumber
from domain.vietnam.queries.residence import DwellingAt, HomeOf, Registration
from infra.vietnam.made.course import Answers, Case, Course, Form, Look, by, mother, notice, told_of


def removal(case: Case) -> Form:
    """Tờ khai xóa đăng ký thường trú."""
    said = {"reason": "settled_abroad", "paper": "Hộ chiếu, thị thực định cư"}
    return {"person": case.applicant.named, "commune": case.commune, **said}


def permanent(case: Case) -> Form:
    """Tờ khai đăng ký thường trú."""
    return {
        "person": case.applicant.named,
        "address": f"Số {case.dice.randint(1, 240)}, đường trục xã",
        "commune": case.commune,
        "head": case.applicant.number,
        "relation": "Chủ hộ",
        "owner": None,
        "basis": "own",
    }


def stay(case: Case) -> Form:
    """Tờ khai đăng ký tạm trú."""
    until = case.day + timedelta(days=case.dice.randint(60, 700))
    return permanent(case) | {"until": until.isoformat(), "purpose": "work"}


def home(case: Case) -> Form:
    """Where the residence register has who files it."""
    household = {"household": f"{case.applicant.commune}000012", "head": case.applicant.number, "since": "2019-03-01"}
    return {"commune": case.applicant.commune, "address": "Số 12, đường trục xã", **household}


def _owned(case: Case) -> Form:
    return {"owners": [case.form["head"]], "area": None, "residents": 0}


def _entered(what: str) -> Any:
    def asks(form: Form, _: Answers) -> Query[Any]:
        one = {name: form["person"][name] for name in ("number", "full_name")}
        where = {name: form[name] for name in ("address", "commune", "head", "relation")}
        return Registration.model_validate(one | where | {"what": what, "until": form.get("until")})

    return asks


def _left(form: Form, answers: Answers) -> Query[Any]:
    one, was = form["person"], answers["home"]
    where = {"address": was["address"], "commune": was["commune"]}
    return Registration.model_validate(
        {"number": one["number"], "full_name": one["full_name"], "what": "leaving"} | where
    )


HOME = Look("home", "residence", "home_of", home, by(HomeOf, "person"))
DWELLING = Look("dwelling", "residence", "dwelling_at", _owned, lambda form, _: DwellingAt(
    address=form["address"], commune=form["commune"]
))  # fmt: skip
PERSON = Look("person", "population", "person_by_number", told_of(mother), by(PersonByNumber, "person"))
REMOVAL = Course(
    "1.003197", 2, ".CA", removal, "TBXTT", looks=(HOME,),
    told=(Look("removal", "residence", "residence_registration", notice, _left),),
)  # fmt: skip
PERMANENT = Course(
    "1.004222", 4, ".CA", permanent, "TBCT", looks=(PERSON, DWELLING),
    told=(Look("registration", "residence", "residence_registration", notice, _entered("permanent")),),
)  # fmt: skip
STAY = Course(
    "1.004194", 9, ".CA", stay, "TBCT", from_elsewhere=True, looks=(HOME, DWELLING, PERSON),
    told=(Look("registration", "residence", "residence_registration", notice, _entered("temporary")),),
)  # fmt: skip
HOMES = (STAY, PERMANENT, REMOVAL)
