"""How procedures go in a made-up year: what is asked, who verifies, what is told, and what comes of it."""

from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from typing import Any

from domain.base.calendar import months_after
from domain.base.law import Role
from domain.dossier import acts
from domain.dossier.digest import digest
from domain.registers.query import Query
from domain.vietnam.queries.business import BusinessesOf, NamesLike, TaxRegistration
from domain.vietnam.queries.civil_status import MaritalStatusOf
from domain.vietnam.queries.criminal_records import CriminalRecordOf
from domain.vietnam.queries.traffic import HealthCheckOf, LicenceExchange, LicenceOf, ViolationsOf
from infra.vietnam.made.benefits import BENEFITS
from infra.vietnam.made.births import CHILDREN
from infra.vietnam.made.course import Answers, Case, Course, Form, Look, by, said
from infra.vietnam.made.families import FAMILIES
from infra.vietnam.made.hand import Hand
from infra.vietnam.made.homes import HOME, HOMES


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


def _taxed(form: Form, _: Answers) -> Query[Any]:
    owner, trades = form["owner"], {trade["code"]: trade["name"] for trade in form["trades"]}
    told = {name: form[name] for name in ("name", "address", "commune", "capital")}
    return TaxRegistration(owner=owner["number"], owner_name=owner["full_name"], trades=trades, **told)


def _exchanged(form: Form, answers: Answers) -> Query[Any]:
    who, held = form["person"], answers["licence"]
    one = {"number": who["number"], "full_name": who["full_name"]}
    return LicenceExchange(**one, old=held["number"], classes=tuple(held["classes"]))


async def _licence_made(hand: Hand) -> AsyncIterator[datetime]:
    """Have the licence made, and given for the old one."""
    of = {"driver": hand.form["person"]["number"], "licence": hand.answers["new_licence"]["licence"]}
    rests, office = digest(hand.page.dossier.secret, [of]), hand.office.code
    for step, role, hours, choices in (
        ("make_licence", Role.SPECIALIST, 12, ("made",)),
        ("swap_licence", Role.RECEIVING_OFFICER, 30, ("swapped", "declared_lost")),
    ):
        await hand.open(step, role, office, (*choices, "consult"), rests=rests)
        yield hand.soon(role, hours)
        await hand.add(acts.Done(task=hand.task(step), decision=choices[0]), hand.officer(role))


COURSES = (
    Course(
        "2.000815", 28, "", copy, "CTBS", verified="compare", verifier=Role.CIVIL_STATUS_OFFICER,
        leader=Role.COMMUNE_LEADER, counter_only=True, units="pages",
    ),
    Course(
        "1.004873", 12, "", status, "XNHN", verifier=Role.CIVIL_STATUS_OFFICER, leader=Role.COMMUNE_LEADER,
        drafted=True,
        looks=(
            Look(
                "status", "civil_status", "marital_status_of",
                said({"paper": "", "since": None, "spouse": "", "status": "single"}),
                by(MaritalStatusOf, "person"),
            ),
            HOME,
        ),
    ),
    Course(
        "1.001612", 5, "", business, "GCNHKD", leader=Role.UNIT_HEAD, drafted=True,
        looks=(
            Look("owned", "business", "businesses_of", None, by(BusinessesOf, "owner")),
            Look("clashes", "business", "names_like", None, lambda form, _: NamesLike(
                name=form["name"], commune=form["commune"]
            )),
        ),
        told=(Look("tax_code", "tax", "tax_registration", lambda case: {
            "code": case.applicant.number, "granted_on": case.day.isoformat(), "office": "Thuế tỉnh Hưng Yên",
        }, _taxed),),
    ),
    Course(
        "3.000333", 7, "33.CA", record, "PLLTP",
        looks=(
            Look(
                "record", "criminal_records", "criminal_record_of",
                said({"finding": "clean", "convictions": [], "places": [], "bans": []}),
                by(CriminalRecordOf, "person"),
            ),
        ),
    ),
    Course(
        "3.000347", 6, "33.CA", licence, "TBGPLX", collects=True, later=_licence_made,
        looks=(
            Look("licence", "traffic", "licence_of", said({
                "number": "331610000123", "classes": ["A1", "B"], "issued_on": "2016-12-01", "expires_on": None,
                "in_force": True,
            }), by(LicenceOf, "person")),
            Look("violations", "traffic", "violations_of", said({"unsettled": []}), by(ViolationsOf, "person")),
            Look("health_check", "traffic", "health_check_of", lambda case: {
                "paper": f"GKSK-{case.dice.randint(1, 999_999):06}", "clinic": "Trung tâm Y tế khu vực",
                "expires_on": (case.day + timedelta(days=300)).isoformat(), "fit": True,
            }, by(HealthCheckOf, "person"), "health_check"),
        ),
        told=(Look("new_licence", "traffic", "licence_exchange", lambda case: {
            "licence": f"3326{case.dice.randint(1, 99_999_999):08}", "issued_on": case.day.isoformat(),
            "expires_on": (case.day + timedelta(days=3652)).isoformat(),
        }, _exchanged),),
    ),
    *HOMES,
    *CHILDREN,
    *FAMILIES,
    *BENEFITS,
)  # fmt: skip
"""Every procedure of the catalogue."""
