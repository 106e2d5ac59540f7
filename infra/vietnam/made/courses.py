"""How procedures go in a made-up year: what is asked, who verifies, what is told, and what comes of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from domain.base.calendar import months_after
from domain.base.law import Role
from domain.registers.query import Query
from domain.vietnam.queries.civil_status import BirthEntry, BirthsOf, MaritalStatusOf, MarriageOf
from domain.vietnam.queries.criminal_records import CriminalRecordOf
from domain.vietnam.queries.population import GrantNumber, PersonByNumber
from domain.vietnam.queries.residence import HomeOf
from infra.vietnam.made.households import Household, Person

Form = dict[str, Any]
Fill = Callable[["Case"], Form]
Answers = Mapping[str, Form]
"""What registers said, by the step."""


@dataclass(frozen=True)
class Case:
    """Whose matter it is, and on what day."""

    home: Household
    commune: str
    day: date
    dice: Random

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
    answer: Fill | None = None
    """What it says; where nothing is given, it knows of nothing."""
    asks: Callable[[Form, Answers], Query[Any]] | None = None
    """The question as the procedure puts it, of the form and what was answered before: the workflow adopts it then."""


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

    @property
    def exact(self) -> bool:
        """Whether its registers are asked as the procedure asks them, so that its workflow goes on from anywhere."""
        return all(look.asks for look in (*self.looks, *self.told))


def _person(one: Callable[[Case], Person]) -> Fill:
    def told(case: Case) -> Form:
        who = one(case)
        return who.whole | {"sex": who.sex, "place_of_origin": case.applicant.residence, "died": None}

    return told


def _mother(case: Case) -> Person:
    return case.home.mother


def _father(case: Case) -> Person:
    return case.home.father


GIVEN = ("An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Khôi", "Linh", "Minh", "Ngân", "Phúc", "Quân", "Thảo", "Vy")


def _child(case: Case) -> Form:
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


def birth(case: Case) -> Form:
    """Tờ khai đăng ký khai sinh."""
    return {"child": _child(case), "mother": case.home.mother.lives, "father": case.home.father.lives}


def status(case: Case) -> Form:
    """Tờ khai cấp giấy xác nhận tình trạng hôn nhân."""
    said = {"purpose": "loan", "purpose_text": "vay vốn tại ngân hàng", "earlier": []}
    return {"person": case.applicant.whole, **said}


def copy(case: Case) -> Form:
    """Yêu cầu chứng thực bản sao điện tử."""
    return {
        "commune": case.commune,
        "title": case.dice.choice(("Bằng tốt nghiệp đại học", "Giấy phép lái xe", "Sổ hộ khẩu cũ", "Học bạ")),
        "issuer": "Cơ quan cấp bản chính",
        "number": f"BC-{case.dice.randint(1, 999_999):06}",
        "issued_on": f"{case.dice.randint(2008, 2024)}-06-30",
        "pages": case.dice.randint(1, 6),
    }


def business(case: Case) -> Form:
    """Giấy đề nghị đăng ký hộ kinh doanh."""
    name = f"Hộ kinh doanh {case.dice.choice(('Cà phê', 'Tạp hóa', 'May mặc', 'Cơ khí'))} {case.applicant.name}"
    return {
        "owner": case.applicant.whole,
        "name": f"{name} {case.dice.randint(1, 9_999)}",
        "address": f"Số {case.dice.randint(1, 240)}, đường trục xã",
        "commune": case.commune,
        "trades": [{"code": "5630", "name": "Dịch vụ phục vụ đồ uống"}],
        "phone": f"0900{case.dice.randint(0, 999_999):06}",
        "capital": case.dice.randint(2, 40) * 10_000_000,
    }


def removal(case: Case) -> Form:
    """Tờ khai xóa đăng ký thường trú."""
    said = {"reason": "settled_abroad", "paper": "Hộ chiếu, thị thực định cư"}
    return {"person": case.applicant.named, "commune": case.commune, **said}


def stay(case: Case) -> Form:
    """Tờ khai đăng ký tạm trú."""
    until = case.day + timedelta(days=case.dice.randint(60, 700))
    return {
        "person": case.applicant.named,
        "address": f"Số {case.dice.randint(1, 240)}, đường trục xã",
        "commune": case.commune,
        "head": case.applicant.number,
        "relation": "Chủ hộ",
        "owner": None,
        "basis": "own",
        "until": until.isoformat(),
        "purpose": "work",
    }


def record(case: Case) -> Form:
    """Tờ khai cấp phiếu lý lịch tư pháp."""
    since = months_after(date.fromisoformat(case.applicant.born), 12 * 14).isoformat()
    home = {"province": "33", "address": case.applicant.residence, "since": since, "until": None}
    return {
        "person": case.applicant.whole,
        "homes": [home],
        "number": 1,
        "purpose": "xin việc làm",
        "reduced": False,
    }


def licence(case: Case) -> Form:
    """Đơn đề nghị đổi giấy phép lái xe."""
    return {"person": case.applicant.whole, "reason": "expires_soon"}


def card(case: Case) -> Form:
    """Tờ khai cấp thẻ bảo hiểm y tế cho trẻ em."""
    child = _child(case)
    born, sex = date.fromisoformat(child["born"]), 2 + (child["sex"] == "female")
    number = f"{case.applicant.number[:3]}{sex}{born:%y}{case.dice.randint(1000, 999_999):06}"
    return {
        "child": {"number": number, "full_name": _named(child), "born": child["born"]},
        "parent": case.applicant.number,
        "commune": case.commune,
        "clinic": "Trạm y tế nơi thường trú",
    }


def _entry(volume: str) -> Fill:
    def told(case: Case) -> Form:
        return {"entry": case.dice.randint(1, 400), "volume": volume, "registered_on": case.day.isoformat()}

    return told


def _home(case: Case) -> Form:
    household = {"household": f"{case.applicant.commune}000012", "head": case.applicant.number, "since": "2019-03-01"}
    return {"commune": case.applicant.commune, "address": "Số 12, đường trục xã", **household}


def _notice(case: Case) -> Form:
    notice = {"notice": f"{case.dice.randint(1, 99_999):05}/TB", "household": f"{case.commune}000012"}
    return notice | {"registered_on": case.day.isoformat()}


def _number(case: Case) -> Form:
    return {"number": f"{case.applicant.number[:3]}3{case.day:%y}{case.dice.randint(1000, 999_999):06}"}


def _parent(who: str) -> Callable[[Form, Answers], Query[Any]]:
    return lambda form, _: PersonByNumber(number=form[who]["number"])


def _named(child: Form) -> str:
    return f"{child['family_name']} {child['middle_name']} {child['given_name']}"


def _birth_entry(form: Form, _: Answers) -> Query[Any]:
    child, mother = form["child"], form["mother"]
    return BirthEntry(
        commune=mother["commune"],
        child_name=_named(child),
        born=child["born"],
        sex=child["sex"],
        place_of_birth=child["place_of_birth"],
        mother=mother["full_name"],
        father=form["father"]["full_name"],
        mother_number=mother["number"],
    )


def _grant(form: Form, said: Answers) -> Query[Any]:
    child, entered = form["child"], said["entry"]
    return GrantNumber(
        name=_named(child),
        born=child["born"],
        sex=child["sex"],
        mother=form["mother"]["number"],
        father=form["father"]["number"],
        entry=entered["entry"],
        volume=entered["volume"],
    )


def _said(answer: Form) -> Fill:
    return lambda _: answer


COURSES = (
    Course(
        "2.000815", 33, "", copy, "CTBS", verified="compare", verifier=Role.CIVIL_STATUS_OFFICER,
        leader=Role.COMMUNE_LEADER, counter_only=True, units="pages",
    ),
    Course(
        "1.001193", 15, "", birth, "GKS", verifier=Role.CIVIL_STATUS_OFFICER, leader=Role.COMMUNE_LEADER, drafted=True,
        looks=(
            Look("mother", "population", "person_by_number", _person(_mother), _parent("mother")),
            Look("father", "population", "person_by_number", _person(_father), _parent("father")),
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
            Look("entry", "civil_status", "birth_entry", _entry("01/2026"), _birth_entry),
            Look("number", "population", "grant_number", _number, _grant),
        ),
    ),
    Course(
        "1.004873", 13, "", status, "XNHN", verifier=Role.CIVIL_STATUS_OFFICER, leader=Role.COMMUNE_LEADER,
        drafted=True,
        looks=(
            Look(
                "status", "civil_status", "marital_status_of",
                _said({"paper": "", "since": None, "spouse": "", "status": "single"}),
                lambda form, _: MaritalStatusOf(
                    number=form["person"]["number"], full_name=form["person"]["full_name"]
                ),
            ),
            Look("home", "residence", "home_of", _home, lambda form, _: HomeOf(number=form["person"]["number"])),
        ),
    ),
    Course(
        "1.001612", 5, "", business, "GCNHKD", leader=Role.UNIT_HEAD, drafted=True,
        looks=(Look("owned", "business", "businesses_of"), Look("clashes", "business", "names_like")),
        told=(Look("tax_code", "tax", "tax_registration", lambda case: {
            "code": case.applicant.number, "granted_on": case.day.isoformat(), "office": "Thuế tỉnh Hưng Yên",
        }),),
    ),
    Course(
        "1.004194", 12, ".CA", stay, "TBCT", from_elsewhere=True,
        looks=(
            Look("home", "residence", "home_of", _home),
            Look("dwelling", "residence", "dwelling_at", lambda case: {
                "owners": [case.applicant.number], "area": None, "residents": 0,
            }),
            Look("person", "population", "person_by_number", _person(_mother)),
        ),
        told=(Look("registration", "residence", "residence_registration", _notice),),
    ),
    Course(
        "1.003197", 3, ".CA", removal, "TBXTT", looks=(Look("home", "residence", "home_of", _home),),
        told=(Look("removal", "residence", "residence_registration", _notice),),
    ),
    Course(
        "3.000333", 8, "33.CA", record, "PLLTP",
        looks=(
            Look(
                "record", "criminal_records", "criminal_record_of",
                _said({"finding": "clean", "convictions": [], "places": [], "bans": []}),
                lambda form, _: CriminalRecordOf(**{
                    name: form["person"][name] for name in ("number", "full_name", "born")
                }),
            ),
        ),
    ),
    Course(
        "3.000347", 7, "33.CA", licence, "TBGPLX", collects=True,
        looks=(
            Look("licence", "traffic", "licence_of", _said({
                "number": "331610000123", "classes": ["A1", "B"], "issued_on": "2016-12-01", "expires_on": None,
                "in_force": True,
            })),
            Look("violations", "traffic", "violations_of", _said({"unsettled": []})),
            Look("health_check", "traffic", "health_check_of", lambda case: {
                "paper": f"GKSK-{case.dice.randint(1, 999_999):06}", "clinic": "Trung tâm Y tế khu vực",
                "expires_on": (case.day + timedelta(days=300)).isoformat(), "fit": True,
            }),
        ),
        told=(Look("new_licence", "traffic", "licence_exchange", lambda case: {
            "licence": f"3326{case.dice.randint(1, 99_999_999):08}", "issued_on": case.day.isoformat(),
            "expires_on": (case.day + timedelta(days=3652)).isoformat(),
        }),),
    ),
    Course(
        "1.014137", 4, "33.BHXH", card, "TBBHYT",
        looks=(
            Look("child", "population", "person_by_number", _person(_mother)),
            Look("insured", "insurance", "insured_by"),
        ),
        told=(Look("card", "insurance", "card_for_child", lambda case: {
            "card": f"TE133{case.dice.randint(1, 9_999_999_999):010}", "valid_from": case.day.isoformat(),
            "valid_until": (case.day + timedelta(days=2190)).isoformat(),
        }),),
    ),
)  # fmt: skip
"""Those whose dossiers wait for nobody's word but the parties' own: interlinked ones and benefits paid for months are
not among them."""
