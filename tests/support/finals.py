"""Every result of ours as it is issued in the end, and every slip: what their templates are given, in full and bare."""

import json
from datetime import UTC, date, datetime
from typing import Any

from domain.slips.model import SIGNED, TITLES, FormNumber
from domain.slips.slip_data import SAYS, slip_template
from domain.statute.papers import Slip
from domain.vietnam.people.declared import Citizen, Declarant, EntryInRegister, Named, Newborn, Resident
from domain.vietnam.queries.criminal_records import Ban, Conviction
from domain.vietnam.queries.payments import Account
from domain.vietnam.queries.social import Rate
from infra.facts.loading import load_offices
from tests.infra.printing.test_pdf import FORM
from workflows.engine.forms import Result
from workflows.vietnam.business.household_business import HouseholdBusinessCertificate, Trade
from workflows.vietnam.certification.certified_copy import CertifiedCopy, Original
from workflows.vietnam.civil_status.birth_registration import BirthCertificate
from workflows.vietnam.civil_status.interlinked_death import DeathExtract
from workflows.vietnam.civil_status.marriage import MarriageCertificate
from workflows.vietnam.civil_status.marriage_status import MarriageStatusCertificate
from workflows.vietnam.insurance.child_card import InsuranceCardNotice
from workflows.vietnam.insurance.funeral_grant import FuneralNotice
from workflows.vietnam.police.child_id_card import CardNotice
from workflows.vietnam.police.judicial_record import JudicialRecordCertificate, Relative
from workflows.vietnam.police.licence_exchange import LicenceNotice
from workflows.vietnam.residence.registration import Moved, ResidenceNotice
from workflows.vietnam.residence.residence_removal import RemovalNotice
from workflows.vietnam.social.monthly_allowance import AllowanceDecision
from workflows.vietnam.social.unemployment_benefit import UnemploymentDecision

DAY, AT = date(2026, 11, 24), datetime(2026, 11, 24, 2, 5, tzinfo=UTC)
HOME = {"residence": "xã Văn Giang, tỉnh Hưng Yên", "commune": "12019"}
HOA = Resident(number="033187268155", full_name="Phạm Thị Hoa", born=date(1987, 6, 1), **HOME)
TRUONG = Resident(number="033085784148", full_name="Nguyễn Văn Trường", born=date(1985, 1, 17), **HOME)
PERSON = Citizen(**HOA.model_dump(include=set(Citizen.model_fields)))
ENTRY = EntryInRegister(entry=12, volume="01/2026", registered_on=DAY)
MOVED = Moved(number=TRUONG.number, full_name=TRUONG.full_name, born=TRUONG.born, relation="Chồng", notice="CT-2")
PARENT = Named(
    full_name="Phạm Thị Hoa", birth_year=1987, ethnicity="Kinh", nationality="Việt Nam", residence="Văn Giang"
)
CHILD = Newborn(
    family_name="Nguyễn", middle_name="Minh", given_name="Khôi", born=DAY, sex="Nam", ethnicity="Kinh",
    nationality="Việt Nam", place_of_birth="Trung tâm Y tế khu vực Văn Giang", place_of_origin="tỉnh Hưng Yên",
    personal_number="033226000123",
)  # fmt: skip
BAN = Ban(decision="07/2025/QĐ-TBPS", on=DAY, what="Thành lập, quản lý doanh nghiệp, hợp tác xã", until=DAY)
CONVICTION = Conviction(
    judgment="12/2015/HS-ST", on=date(2015, 4, 2), crime="Trộm cắp tài sản", punishment="06 tháng tù", expunged=True
)
ORIGINAL = Original(
    commune="12019", title="Bằng tốt nghiệp đại học", issuer="Đại học Bách khoa Hà Nội", number="QH 1234",
    issued_on=date(2009, 7, 15), pages=1,
)  # fmt: skip
ACCOUNT = Account(bank="Agribank", number="2400205123456")
DECLARANT = Declarant(full_name="Phạm Thị Hoa", id_number="033187268155")
MARRIED = "Hiện tại đang có chồng là ông Nguyễn Văn Trường (Giấy chứng nhận kết hôn số 11/2010, cấp ngày 09/10/2010)"
RESULTS: tuple[tuple[str, Result], ...] = (
    ("12019", BirthCertificate(
        child=CHILD, mother=PARENT, father=PARENT, declarant=DECLARANT, entry_in_register=ENTRY)),
    ("12019", BirthCertificate(child=CHILD, mother=PARENT, father=None, declarant=DECLARANT, entry_in_register=ENTRY)),
    ("12019", MarriageCertificate(wife=HOA, husband=TRUONG, entry_in_register=ENTRY, originals=2)),
    ("12019", MarriageStatusCertificate(person=HOA, status=MARRIED, purpose="vay vốn ngân hàng", valid_months=6)),
    ("12019", MarriageStatusCertificate(
        person=HOA, status=MARRIED, purpose="vay vốn ngân hàng", valid_months=6, lived="tại xã Văn Giang từ 2014")),
    ("12019", DeathExtract(
        dead=TRUONG, sex="Nam", died=DAY, hour="09:05", place_of_death="Bệnh viện Đa khoa tỉnh Hưng Yên",
        cause="Bệnh tim", notice_number="45/GBT", notice_issuer="Bệnh viện Đa khoa tỉnh Hưng Yên", notice_on=DAY,
        entry_in_register=ENTRY)),
    ("12019", DeathExtract(
        dead=TRUONG, died=DAY, place_of_death="không rõ", cause="Tòa án tuyên bố chết", entry_in_register=ENTRY,
        proved_by="Bản án, quyết định của Tòa án", notice_number="12/2026/QĐDS-ST", notice_on=DAY)),
    ("12019", DeathExtract(
        dead=TRUONG, died=DAY, place_of_death="nhà riêng", cause="Tuổi già", entry_in_register=ENTRY)),
    ("12019", CertifiedCopy(original=ORIGINAL, scans=("ab" * 32,))),
    ("12019", HouseholdBusinessCertificate(
        owner=HOA, name="Tạp hóa Hoa", address="Số 3, xã Văn Giang", trades=[Trade(code="4711", name="Bán lẻ")],
        capital=50_000_000, code="8123456789", granted_on=DAY, office="Thuế cơ sở 5 tỉnh Hưng Yên")),
    ("12019", HouseholdBusinessCertificate(
        owner=HOA, name="Tạp hóa Hoa", address="Số 3, xã Văn Giang", trades=[Trade(code="4711", name="Bán lẻ")],
        capital=50_000_000, code="8123456789", granted_on=DAY, office="Thuế cơ sở 5 tỉnh Hưng Yên", members=[PERSON],
        phone="0912345678", starts_on=DAY)),
    ("12019", AllowanceDecision(
        person=HOA, what="người khuyết tật nặng", coefficient=1500, amount=810_000, since=DAY, beneficiary="BT-1",
        account=ACCOUNT, until=date(2041, 5, 1), rates=(
            Rate(since=DAY, coefficient=2500, amount=1_350_000),
            Rate(since=date(2030, 3, 1), coefficient=1500, amount=810_000)))),
    ("12019", AllowanceDecision(
        person=HOA, what="người khuyết tật nặng", coefficient=1500, amount=810_000, since=DAY, beneficiary="BT-1",
        account=None)),
    ("12019", AllowanceDecision(
        person=HOA, what="người khuyết tật nặng", coefficient=1500, amount=810_000, since=DAY, beneficiary="",
        account=None, matter="adjust", rates=(Rate(since=DAY, coefficient=1500, amount=810_000),))),
    ("12019", AllowanceDecision(
        person=HOA, what="người khuyết tật nặng", coefficient=0, amount=0, since=DAY, beneficiary="", account=None,
        matter="end", ends="Người hưởng đã chết")),
    ("33.SNV", UnemploymentDecision(
        person=TRUONG, paid_months=40, amount=5_400_000, months=3, since=DAY, until=date(2027, 2, 23), kept_months=4,
        report_days=3, silent_months=3, insured=True)),
    ("33.SNV", UnemploymentDecision(
        person=TRUONG, paid_months=40, amount=5_400_000, months=3, since=DAY, until=date(2027, 2, 23), kept_months=4,
        report_days=0, silent_months=3, insured=True)),
    ("33.SNV", UnemploymentDecision(
        person=TRUONG, paid_months=40, amount=5_400_000, months=3, since=DAY, report_days=3)),
    ("12019.CA", ResidenceNotice(
        person=PERSON, address="Số 3, xã Văn Giang", household="HS-1", notice="CT-1", registered_on=DAY,
        what="tạm trú", until=DAY, others=(MOVED,))),
    ("12019.CA", ResidenceNotice(
        person=PERSON, address="Số 3, xã Văn Giang", household="HS-1", notice="CT-1", registered_on=DAY,
        what="thường trú")),
    ("12019.CA", RemovalNotice(
        person=PERSON, address="Số 3, xã Văn Giang", reason="đã chết", paper="Trích lục khai tử số 12/2026",
        notice="CT-1", registered_on=DAY)),
    ("12019.CA", CardNotice(child=PERSON, receipt="CC-1", ready_on=DAY)),
    ("33.CA", LicenceNotice(
        person=HOA, old="330123", licence="330124", classes=("B", "A1"), issued_on=DAY, expires_on=DAY)),
    ("33.CA", LicenceNotice(
        person=HOA, old="330123", licence="330124", classes=("A1",), issued_on=DAY, expires_on=None)),
    ("33.CA", JudicialRecordCertificate(
        person=HOA, form=2, purpose="xin việc làm", status="Có án tích đã được xóa", convictions=(CONVICTION,),
        bans=(BAN, BAN.model_copy(update={"until": None})),
        kin=(Relative(who="cha", full_name="Phạm Văn Sơn"), Relative(who="mẹ", full_name="Lê Thị Lan")))),
    ("33.CA", JudicialRecordCertificate(
        person=HOA, form=1, purpose="xin việc làm", status="Không có án tích", convictions=())),
    ("33.BHXH", InsuranceCardNotice(
        child=PERSON, clinic="Trạm Y tế xã Văn Giang", card="TE1330331872681", valid_from=DAY, valid_until=DAY)),
    ("33.BHXH", FuneralNotice(
        dead=PERSON, receiver=PERSON, relation="con", decision="77/QĐ-BHXH", amount=23_400_000, to_account=True)),
    ("33.BHXH", FuneralNotice(
        dead=PERSON, receiver=PERSON, relation="con", decision="77/QĐ-BHXH", amount=23_400_000, to_account=False)),
)  # fmt: skip
"""Each with the office that issues it."""
OWN = Slip(form="01", office="Công an", procedures=(), code="CT04", title="Phiếu tiếp nhận hồ sơ và hẹn trả kết quả")
ABSENT = {"components": [], "paid": 0, "article": "", "coordinating": [], "due_at": None, "entries": [], "desk": ""}
NOBODY = {"applicant": {"full_name": "Hoa", "address": "", "phone": "", "email": ""}, "signatory": None}
CHECKED = {"check_page": "https://motcua.hungyen.gov.vn/verify"}
SEALED = CHECKED | {"number": f"{FORM['code']}/TNHS-2", "sealed_at": AT}
DESK_MAKES: tuple[FormNumber, ...] = ("01", "02", "03")
CALLED = {"called": OWN.model_dump(include={"code", "title"}), "title": OWN.title, "desk": ""}


def slip(form: FormNumber, own: dict[str, Any], **more: Any) -> tuple[str, dict[str, Any]]:
    """The template of a slip, and exactly what it is given: no field that its data have not."""
    said = SAYS[form].model_validate(FORM | {"title": TITLES[form], "body": FORM["agency"]} | own)
    return slip_template(form), said.model_dump(exclude={"number"}) | more


SLIPS: tuple[tuple[str, dict[str, Any]], ...] = (
    *(slip(form, {"superior": ""}) for form in SAYS),
    *(slip(form, {"superior": "Công an tỉnh Hưng Yên"} | CALLED) for form in DESK_MAKES),
    slip("05", {"superior": ""} | ABSENT | NOBODY),
    slip("06", {"superior": ""} | ABSENT | {"rows": []}),
    *(slip(form, {"superior": ""}, **SEALED) for form in SAYS),
    *(slip(form, {"superior": ""}, **CHECKED, draft=True) for form in SIGNED),
    ("forms/07.html", FORM | {"superior": ""}),
    ("forms/07.html", FORM | {"entries": []}),
)


def frame(office_code: str, result: Result) -> dict[str, Any]:
    """What every result is given beside its content, with the number of its series."""
    offices = load_offices()
    office, number = offices.office(office_code), f"{result.kind}-{office_code}-2026-000015"
    return {
        "superior": office.superior,
        "body": office.body,
        "place": office.place,
        "signatory": {"title": office.title_of("cb-12019-06"), "name": "Tạ Thị Quỳnh Hoa"},
        "stand_in": False,
        "number": number,
        "reference": offices.reference(number, office_code),
        "issued_at": AT,
    }


def final(office_code: str, result: Result) -> dict[str, Any]:
    """A result as it is issued: its content as it travels, and what stands around it."""
    own: dict[str, Any] = json.loads(result.model_dump_json())
    return own | frame(office_code, result) | ({"leaves": [False]} if result.encloses else {})


def replacing(said: dict[str, Any]) -> dict[str, Any]:
    """The same in the place of a result that was recalled, with a place for its code."""
    replaced = {"number": said["number"], "reference": said["reference"], "issued_on": "2026-11-20"}
    return said | {"replaces": replaced, "check_page": "https://motcua.hungyen.gov.vn/verify", "sealed_at": AT}
