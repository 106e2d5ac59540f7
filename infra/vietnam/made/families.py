"""How couples marry in a made-up year, and how the dead are registered, taken off their home and buried."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from domain.base.law import Role
from domain.registers.query import Query
from domain.vietnam.queries.civil_status import DeathEntry, MaritalStatusOf, MarriageEntry
from domain.vietnam.queries.insurance import FuneralGrant, InsuredBy, MonthsPaidBy
from domain.vietnam.queries.population import IdentityOf, KinOf
from infra.vietnam.made.course import (
    GIVEN,
    Answers,
    Branch,
    Case,
    Course,
    Form,
    Look,
    Task,
    by,
    entry,
    said,
)
from infra.vietnam.made.homes import REMOVAL, home

FUNERAL = 20_000_000
"""Đồng that the insurance pays for one."""
SINGLE = {"paper": "", "since": None, "spouse": "", "status": "single"}


def marriage(case: Case) -> Form:
    """Tờ khai đăng ký kết hôn."""
    return {"wife": case.home.mother.whole, "husband": case.home.father.whole, "register_where": "wife"}


def _entered(form: Form, _: Answers) -> Query[Any]:
    wife, husband = form["wife"], form["husband"]
    names = {"wife_name": wife["full_name"], "husband_name": husband["full_name"]}
    return MarriageEntry(commune=wife["commune"], wife=wife["number"], husband=husband["number"], **names)


@dataclass(frozen=True)
class _Elder:
    """A parent of who files, whom no register of the sandbox has."""

    whole: Form

    @classmethod
    def of(cls, case: Case) -> "_Elder":
        female, year = case.dice.random() < 0.5, case.dice.randint(1930, 1955)
        one = case.applicant
        middle, name = ("Thị", one.name.split()[0]) if female else ("Văn", one.name.split()[0])
        told = {
            "number": f"{one.number[:3]}{int(female)}{year % 100:02}{case.dice.randint(1000, 999_999):06}",
            "full_name": f"{name} {middle} {case.dice.choice(GIVEN)}",
            "born": date(year, case.dice.randint(1, 12), case.dice.randint(1, 28)).isoformat(),
        }
        return cls(one.whole | told)

    @property
    def named(self) -> Form:
        return {name: self.whole[name] for name in ("number", "full_name", "born")}


def death(case: Case) -> Form:
    """Tờ khai điện tử liên thông: the death, and who has arranged the funeral."""
    died = case.day - timedelta(days=case.dice.randint(0, 12))
    more = {"place_of_death": f"Tại nhà, {case.applicant.residence}", "cause": "Tuổi già", "relation": "Con"}
    return {"dead": _Elder.of(case).whole, "died": died.isoformat(), "receiver": case.applicant.named, **more}


def funeral(case: Case) -> Form:
    """Tờ khai đề nghị hưởng trợ cấp mai táng."""
    return {"dead": _Elder.of(case).named, "receiver": case.applicant.named, "relation": "Con"}


def _dead(case: Case) -> Form:
    one = case.form["dead"]
    return {name: one[name] for name in ("number", "full_name", "born")} | {
        "sex": "female" if int(one["number"][3]) % 2 else "male", "died": None,
    }  # fmt: skip


def _insured(case: Case) -> Form:
    if case.dice.random() < 0.7:
        return {"insured_as": "pensioner", "card": "HT2330000000001", "draws_pension": True}
    return {"insured_as": "household", "card": "GD4330000000001", "draws_pension": False}


def _granted(form: Form, _: Answers) -> Query[Any]:
    dead, to = form["dead"], form["receiver"]
    who = {"number": dead["number"], "full_name": dead["full_name"]}
    return FuneralGrant(**who, receiver=to["number"], receiver_name=to["full_name"], relation=form["relation"])


def _grant(case: Case) -> Form:
    return {"decision": f"QĐ-BHXH-{case.dice.randint(1, 9_999)}", "amount": FUNERAL, "to_account": False}


def _is_their_child(case: Case) -> Form:
    return {"father": case.form["dead"]["number"], "mother": "", "spouse": ""}


def _entered_dead(form: Form, _: Answers) -> Query[Any]:
    dead = form["dead"]
    who = {"commune": dead["commune"], "number": dead["number"], "full_name": dead["full_name"]}
    return DeathEntry(**who, **{name: form[name] for name in ("died", "place_of_death", "cause")})


def _left(case: Case, answers: Answers) -> Form:
    entered = answers["entry"]
    proof = f"Trích lục khai tử, số {entered['entry']} quyển {entered['volume']}"
    one = {name: case.form["dead"][name] for name in ("number", "full_name", "born")}
    return {"person": one, "commune": case.commune, "reason": "died", "paper": proof}


def _buried(case: Case, _: Answers) -> Form:
    one = {name: case.form["dead"][name] for name in ("number", "full_name", "born")}
    return {"dead": one, "receiver": case.form["receiver"], "relation": case.form["relation"]}


INSURED = Look("insured", "insurance", "insured_by", _insured, by(InsuredBy, "dead"))
MONTHS_PAID = Look("months_paid", "insurance", "months_paid_by", None, by(MonthsPaidBy, "dead"))
GRANTS = Course(
    "2.002913.02", 1, "33.BHXH", funeral, "TBMT",
    looks=(
        Look("insured", "insurance", "insured_by", said({
            "insured_as": "pensioner", "card": "HT2330000000001", "draws_pension": True,
        }), by(InsuredBy, "dead")),
        Look("dead_kin", "population", "kin_of", None, by(KinOf, "dead")),
        Look("receiver_kin", "population", "kin_of", _is_their_child, by(KinOf, "receiver")),
    ),
    told=(Look("grant", "insurance", "funeral_grant", _grant, _granted),),
)  # fmt: skip
OFF_HOME = replace(
    REMOVAL,
    looks=(Look(
        "home", "residence", "home_of", lambda case: home(case) | {"commune": case.commune}, REMOVAL.looks[0].asks,
    ),),
)  # fmt: skip
MARRIAGE = Course(
    "1.000894", 4, "", marriage, "GCNKH", verifier=Role.CIVIL_STATUS_OFFICER, leader=Role.COMMUNE_LEADER, drafted=True,
    lives=lambda household: not household.certificate,
    parties=lambda case: (case.home.mother, case.home.father),
    agrees=lambda case: ((case.home.father, "husband"),),
    looks=(
        Look("wife_status", "civil_status", "marital_status_of", said(SINGLE), by(MaritalStatusOf, "wife")),
        Look("husband_status", "civil_status", "marital_status_of", said(SINGLE), by(MaritalStatusOf, "husband")),
    ),
    then=(Task("sign_together", Role.CIVIL_STATUS_OFFICER, "signed", ("signed", "unwilling")),),
    told=(Look("entry", "civil_status", "marriage_entry", entry("02/2026"), _entered),),
)  # fmt: skip
DEATH = Course(
    "2.002913", 2, "", death, "TLKT", verifier=Role.CIVIL_STATUS_OFFICER, leader=Role.COMMUNE_LEADER, drafted=True,
    looks=(Look("person", "population", "identity_of", _dead, by(IdentityOf, "dead")),),
    told=(Look("entry", "civil_status", "death_entry", entry("03/2026"), _entered_dead),),
    branches=(
        Branch("residence", OFF_HOME, _left, lambda form: (form["person"]["number"],), "interlinked"),
        Branch(
            "funeral", GRANTS, _buried, lambda form: (form["receiver"]["number"],), looks=(INSURED, MONTHS_PAID),
            opens=lambda answers: answers["insured"]["insured_as"] == "pensioner",
        ),
    ),
)  # fmt: skip
FAMILIES = (MARRIAGE, DEATH, GRANTS)
