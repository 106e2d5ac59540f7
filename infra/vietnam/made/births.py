"""How small children are registered in a made-up year: the birth, and the home and cards that follow it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from domain.base.law import Role
from domain.registers.query import Query
from domain.vietnam.queries.civil_status import BirthEntry, BirthsOf, MarriageOf
from domain.vietnam.queries.id_cards import CardOf, CardRequest
from domain.vietnam.queries.insurance import CardForChild, InsuredBy
from domain.vietnam.queries.population import GrantNumber, IdentityOf, KinOf, PersonByNumber
from domain.vietnam.queries.residence import DwellingAt
from infra.vietnam.made.course import (
    Answers,
    Branch,
    Case,
    Course,
    Form,
    Look,
    by,
    child_of,
    entry,
    father,
    mother,
    named,
    numbered,
    told_of,
)
from infra.vietnam.made.homes import PERMANENT

CLINIC = "Trạm y tế nơi thường trú"


def birth(case: Case) -> Form:
    """Tờ khai đăng ký khai sinh."""
    return {"child": child_of(case), "mother": case.home.mother.lives, "father": case.home.father.lives}


def interlinked(case: Case) -> Form:
    """Tờ khai điện tử liên thông: the birth, and the mother's household, which the child joins."""
    home = {"household_head": case.applicant.number, "address": f"Số {case.dice.randint(1, 240)}, đường trục xã"}
    return birth(case) | home


def card(case: Case) -> Form:
    """Tờ khai cấp thẻ bảo hiểm y tế cho trẻ em."""
    return _insured(numbered(case), case)


def id_card(case: Case) -> Form:
    """Phiếu đề nghị cấp thẻ căn cước cho trẻ em dưới 6 tuổi."""
    return _carded(numbered(case), case)


def _insured(child: Form, case: Case) -> Form:
    return {"child": child, "parent": case.applicant.number, "commune": case.commune, "clinic": CLINIC}


def _carded(child: Form, case: Case) -> Form:
    return {"child": child, "representative": case.applicant.number, "commune": case.commune}


def _registered(case: Case, answers: Answers) -> Form:
    """The child under the number that it was just given."""
    child = case.form["child"]
    return {"number": answers["number"]["number"], "full_name": named(child), "born": child["born"]}


def _moves_in(case: Case, answers: Answers) -> Form:
    said = {"address": case.form["address"], "commune": case.commune, "owner": None, "basis": "kin"}
    return said | {"person": _registered(case, answers), "head": case.form["household_head"], "relation": "Con"}


def _granted(case: Case) -> Form:
    female = case.form["child"]["sex"] == "female"
    return {"number": f"{case.applicant.number[:3]}{2 + female}{case.day:%y}{case.dice.randint(1000, 999_999):06}"}


def _birth_entry(form: Form, _: Answers) -> Query[Any]:
    child, parent = form["child"], form["mother"]
    return BirthEntry(
        commune=parent["commune"],
        child_name=named(child),
        born=child["born"],
        sex=child["sex"],
        place_of_birth=child["place_of_birth"],
        mother=parent["full_name"],
        father=form["father"]["full_name"],
        mother_number=parent["number"],
    )


def _grant(form: Form, answers: Answers) -> Query[Any]:
    child, entered = form["child"], answers["entry"]
    return GrantNumber(
        name=named(child),
        born=child["born"],
        sex=child["sex"],
        mother=form["mother"]["number"],
        father=form["father"]["number"],
        entry=entered["entry"],
        volume=entered["volume"],
    )


def _sex(child: Form) -> str:
    return "female" if int(child["number"][3]) % 2 else "male"


def _identity(case: Case) -> Form:
    child = case.form["child"]
    return {**child, "sex": _sex(child), "died": None}


def _kin(case: Case) -> Form:
    return {"mother": case.applicant.number, "father": case.home.father.number, "spouse": ""}


CHILD = Look("child", "population", "identity_of", _identity, by(IdentityOf, "child"))
KIN = Look("kin", "population", "kin_of", _kin, by(KinOf, "child"))
BIRTH = Course(
    "1.001193", 9, "", birth, "GKS", verifier=Role.CIVIL_STATUS_OFFICER, leader=Role.COMMUNE_LEADER, drafted=True,
    parties=lambda case: (case.home.mother, case.home.father),
    looks=(
        Look("mother", "population", "person_by_number", told_of(mother), by(PersonByNumber, "mother")),
        Look("father", "population", "person_by_number", told_of(father), by(PersonByNumber, "father")),
        Look(
            "marriage", "civil_status", "marriage_of",
            lambda case: {
                "certificate": case.home.certificate or "12/2020", "registered_on": "2020-05-01",
                "registered_at": case.applicant.residence, "in_force": True,
            },
            lambda form, _: MarriageOf(wife=form["mother"]["number"], husband=form["father"]["number"]),
        ),
        Look("births", "civil_status", "births_of", None, lambda form, _: BirthsOf(
            mother=form["mother"]["number"], mother_name=form["mother"]["full_name"], born=form["child"]["born"]
        )),
    ),
    told=(
        Look("entry", "civil_status", "birth_entry", entry("01/2026"), _birth_entry),
        Look("number", "population", "grant_number", _granted, _grant),
    ),
)  # fmt: skip
CARD = Course(
    "1.014137", 1, "33.BHXH", card, "TBBHYT",
    looks=(CHILD, Look("insured", "insurance", "insured_by", None, by(InsuredBy, "child")), KIN),
    told=(Look(
        "card", "insurance", "card_for_child",
        lambda case: {
            "card": f"TE133{case.dice.randint(1, 9_999_999_999):010}", "valid_from": case.day.isoformat(),
            "valid_until": (case.day + timedelta(days=2190)).isoformat(),
        },
        lambda form, _: CardForChild(
            **form["child"], sex=_sex(form["child"]), commune=form["commune"], clinic=form["clinic"]
        ),
    ),),
)  # fmt: skip
ID_CARD = Course(
    "3.000722.02", 1, ".CA", id_card, "GHCC",
    looks=(CHILD, Look("card", "id_cards", "card_of", None, by(CardOf, "child")), KIN),
    told=(Look(
        "request", "id_cards", "card_request",
        lambda case: {
            "receipt": f"GH{case.dice.randint(1, 9_999_999):07}",
            "ready_on": (case.day + timedelta(days=7)).isoformat(),
        },
        lambda form, _: CardRequest(
            **form["child"], commune=form["commune"], representative=form["representative"]
        ),
    ),),
)  # fmt: skip
JOINS = replace(
    PERMANENT,
    looks=(
        Look(
            "person", "population", "person_by_number",
            lambda case: case.applicant.whole | case.form["person"] | {
                "sex": _sex(case.form["person"]), "place_of_origin": case.applicant.residence, "died": None,
            },
            by(PersonByNumber, "person"),
        ),
        Look(
            "dwelling", "residence", "dwelling_at",
            lambda case: {"owners": [case.form["head"]], "area": None, "residents": 2},
            lambda form, _: DwellingAt(address=form["address"], commune=form["commune"]),
        ),
        Look(
            "head", "population", "kin_of",
            lambda case: {"mother": "", "father": "", "spouse": case.home.father.number},
            lambda form, _: KinOf(number=form["head"]),
            "kinship",
        ),
    ),
)  # fmt: skip
INTERLINKED = replace(
    BIRTH,
    procedure="3.000722",
    share=6,
    form=interlinked,
    branches=(
        Branch("residence", JOINS, _moves_in, lambda form: (form["person"]["number"], form["head"]), "interlinked"),
        Branch(
            "id_card", ID_CARD, lambda case, answers: _carded(_registered(case, answers), case),
            lambda form: (form["child"]["number"], form["representative"]),
        ),
        Branch(
            "insurance", CARD, lambda case, answers: _insured(_registered(case, answers), case),
            lambda form: (form["child"]["number"], form["parent"]), "interlinked",
        ),
    ),
)  # fmt: skip
CHILDREN = (BIRTH, INTERLINKED, CARD, ID_CARD)
