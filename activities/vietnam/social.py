"""The registers of people's livelihood: insurance, social assistance, household businesses, tax.

Field names are the registers' own.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

import httpx2

from activities.connector import Connector, Envelope
from activities.vietnam.registers import day_of, named
from domain.statute.offices import Province
from domain.vietnam.queries.business import Businesses, BusinessesOf, NamesLike, TaxCode, TaxRegistration
from domain.vietnam.queries.insurance import (
    BenefitCard,
    BenefitInPayment,
    BenefitSuspension,
    BenefitTermination,
    CardForChild,
    CardForUnemployed,
    Contributions,
    ContributionsOf,
    CorrectInsured,
    Eligibility,
    EligibilityOf,
    EndedBenefit,
    EndOfBenefit,
    FuneralDecision,
    FuneralGrant,
    InsuranceCard,
    Insured,
    InsuredBy,
    InsuredPerson,
    InsuredPersonOf,
    MonthsPaid,
    MonthsPaidBy,
    PaidMonth,
    SuspendedMonth,
    UnemploymentBenefit,
)
from domain.vietnam.queries.population import Corrected
from domain.vietnam.queries.social import (
    Allowance,
    AllowanceChange,
    AllowanceEnd,
    Allowances,
    AllowancesOf,
    Beneficiary,
    ChangedAllowance,
    Disability,
    DisabilityOf,
    Household,
    HouseholdOf,
    MonthlyOrder,
    MonthlyPayments,
    NewAllowance,
    Rate,
)

KINDS: dict[str, Literal["child", "pupil", "worker", "household", "pensioner"]] = {
    "tre_em": "child",
    "hoc_sinh": "pupil",
    "bat_buoc": "worker",
    "ho_gia_dinh": "household",
    "huu_tri": "pensioner",
}

DEGREES: dict[str, Literal["special", "severe", "mild"]] = {"dac_biet_nang": "special", "nang": "severe", "nhe": "mild"}
INSURED_AS = {"full_name": "HoTen", "born": "NgaySinh"}
BENEFITS = "v1/unemployment-benefits"
GROUNDS: dict[EndOfBenefit, str] = {
    "works": "co_viec_lam",
    "silent": "khong_thong_bao",
    "two_refusals": "tu_choi_viec_lam",
    "military": "nghia_vu_quan_su",
    "pension": "huu_tri",
    "abroad": "ra_nuoc_ngoai_dinh_cu",
    "studies": "di_hoc",
    "prison": "chap_hanh_an_phat_tu",
    "fined": "bi_xu_phat",
    "rehabilitation": "cai_nghien_bat_buoc",
    "missing": "mat_tich",
    "died": "chet",
}
"""Why a benefit ends."""
ALLOWANCES = {
    "disability": "khuyet_tat",
    "elderly": "huu_tri_xa_hoi",
    "orphan": "tre_em",
    "single_parent": "don_than",
    "hiv": "ho_ngheo_khac",
    "elderly_alone": "cao_tuoi",
}
ALLOWANCE_ENDS = {
    "died": "chet",
    "moved": "chuyen_noi_cu_tru",
    "no_longer": "khong_con_du_dieu_kien",
    "declined": "khong_co_nhu_cau",
}
"""Why an allowance is paid no more."""
NAMES = {
    "khuyet_tat": "trợ cấp người khuyết tật",
    "huu_tri_xa_hoi": "trợ cấp hưu trí xã hội",
    "tre_em": "trợ cấp trẻ em không có nguồn nuôi dưỡng",
    "don_than": "trợ cấp người đơn thân nuôi con",
    "ho_ngheo_khac": "trợ cấp xã hội hằng tháng",
    "cao_tuoi": "trợ cấp người cao tuổi",
}


CARD_DAYS = {"valid_from": "TuNgay", "valid_until": "DenNgay", "five_years_from": "DuNamNamTu"}


class Insurance(Connector):
    """Cơ sở dữ liệu quốc gia về bảo hiểm (Vietnam Social Security)."""

    reads = {  # noqa: RUF012 - declared as a ClassVar by the base
        Insured: ("LoaiThamGia", "TheBHYT", "DangHuongLuongHuu"),
        Eligibility: (
            "Khop",
            "DaMat",
            "SoThe",
            "NhomDoiTuong",
            "TuNgay",
            "DenNgay",
            "NoiKhamBenh",
            "DuNamNamTu",
            "MucHuong",
        ),
        InsuredPerson: ("HoTen", "NgaySinh"),
        Corrected: ("NgaySua",),
        MonthsPaid: ("SoThangBatBuoc", "SoThangTuNguyen", "TaiNanLaoDong"),
        InsuranceCard: ("SoThe", "TuNgay", "DenNgay"),
        Contributions: ("Thang", "MucLuong", "ChamDut"),
        BenefitInPayment: ("MaChiTra",),
        SuspendedMonth: ("Thang",),
        EndedBenefit: ("ChamDutTu",),
        BenefitCard: ("SoTheBHYT", "DenNgay"),
        FuneralDecision: ("SoQuyetDinh", "SoTien", "HinhThuc"),
    }

    def __init__(self, client: httpx2.AsyncClient, province: Province) -> None:
        super().__init__(client, province)
        self._ways = {
            InsuredBy.kind: self._insured,
            EligibilityOf.kind: self._eligible,
            InsuredPersonOf.kind: self._person,
            CorrectInsured.kind: self._correct,
            MonthsPaidBy.kind: self._months,
            CardForChild.kind: self._card,
            ContributionsOf.kind: self._contributions,
            UnemploymentBenefit.kind: self._benefit,
            BenefitSuspension.kind: self._suspend,
            BenefitTermination.kind: self._terminate,
            CardForUnemployed.kind: self._benefit_card,
            FuneralGrant.kind: self._funeral,
        }

    async def _insured(self, query: InsuredBy, envelope: Envelope) -> Insured | None:
        found = await self._find("v1/people/search", named(query), envelope)
        if found is None:
            return None
        card: dict[str, Any] | None = found["TheBHYT"]
        return Insured(
            insured_as=KINDS[found["LoaiThamGia"]],
            card=card["SoThe"] if card else "",
            draws_pension=found["DangHuongLuongHuu"],
        )

    async def _eligible(self, query: EligibilityOf, envelope: Envelope) -> Eligibility | None:
        born = {"NgaySinh": f"{query.born:%Y%m%d}"} if query.born else {}
        found = await self._find("v1/eligibility/search", named(query) | born, envelope)
        if found is None:
            return None
        days = {name: day_of(found[said]) for name, said in CARD_DAYS.items() if found.get(said)}
        return Eligibility(
            matches=found["Khop"],
            deceased=bool(found.get("DaMat")),
            card=found.get("SoThe") or "",
            group=found.get("NhomDoiTuong") or "",
            clinic=found.get("NoiKhamBenh") or "",
            rate=found.get("MucHuong"),
            **days,
        )

    async def _person(self, query: InsuredPersonOf, envelope: Envelope) -> InsuredPerson | None:
        found = await self._find("v1/identities/search", {"SoDinhDanh": query.number}, envelope)
        if found is None:
            return None
        return InsuredPerson(full_name=found["HoTen"], born=day_of(found["NgaySinh"]) if found["NgaySinh"] else None)

    async def _correct(self, query: CorrectInsured, envelope: Envelope) -> Corrected:
        value = date.fromisoformat(query.value).strftime("%Y%m%d") if query.field == "born" else query.value
        said = {"SoDinhDanh": query.number, "Truong": INSURED_AS[query.field], "GiaTri": value, "CanCu": query.ground}
        return Corrected(corrected_on=day_of((await self._tell("v1/corrections", said, envelope))["NgaySua"]))

    async def _months(self, query: MonthsPaidBy, envelope: Envelope) -> MonthsPaid | None:
        found = await self._find("v1/insurance-periods/search", named(query), envelope)
        if found is None:
            return None
        months = {"compulsory": found["SoThangBatBuoc"], "voluntary": found["SoThangTuNguyen"]}
        return MonthsPaid(**months, work_accident=found["TaiNanLaoDong"])

    async def _card(self, query: CardForChild, envelope: Envelope) -> InsuranceCard:
        body = named(query) | {
            "NgaySinh": f"{query.born:%Y%m%d}",
            "GioiTinh": "Nam" if query.sex == "male" else "Nữ",
            "MaPhuongXa": query.commune,
            "NoiKhamBenh": query.clinic,
        }
        told = await self._tell("v1/child-cards", body, envelope)
        return InsuranceCard(card=told["SoThe"], valid_from=day_of(told["TuNgay"]), valid_until=day_of(told["DenNgay"]))

    async def _contributions(self, query: ContributionsOf, envelope: Envelope) -> Contributions | None:
        response = await self._post("v1/contributions/search", named(query) | envelope.reasons, envelope)
        known = response.json() if response.status_code != 404 else {}
        if (end := known.get("ChamDut")) is None:
            return None
        paid = (PaidMonth(month=_month(one["Thang"]), pay=one["MucLuong"]) for one in known["KetQua"])
        return Contributions(
            paid=tuple(paid), ended_on=day_of(end["NgayChamDut"]), employer=end["DonVi"], decision=end["SoQuyetDinh"]
        )

    async def _benefit(self, query: UnemploymentBenefit, envelope: Envelope) -> BenefitInPayment:
        body = named(query) | {
            "SoQuyetDinh": query.decision,
            "MucHuong": query.amount,
            "SoThang": query.months,
            "TuNgay": f"{query.since:%Y%m%d}",
        }
        return BenefitInPayment(payment=(await self._tell(BENEFITS, body, envelope))["MaChiTra"])

    async def _suspend(self, query: BenefitSuspension, envelope: Envelope) -> SuspendedMonth:
        body = {"Thang": f"{query.month:%Y%m}", "LyDo": envelope.purpose}
        told = await self._tell(f"{BENEFITS}/{query.payment}/suspensions", body, envelope)
        return SuspendedMonth(month=_month(told["Thang"]))

    async def _terminate(self, query: BenefitTermination, envelope: Envelope) -> EndedBenefit:
        body = {"TuNgay": f"{query.on:%Y%m%d}", "CanCu": GROUNDS[query.ground], "LyDo": envelope.purpose}
        told = await self._tell(f"{BENEFITS}/{query.payment}/terminations", body, envelope)
        return EndedBenefit(on=day_of(told["ChamDutTu"]))

    async def _benefit_card(self, query: CardForUnemployed, envelope: Envelope) -> BenefitCard:
        body = named(query) | {
            "TuNgay": f"{query.since:%Y%m%d}",
            "DenNgay": f"{query.until:%Y%m%d}",
            "LyDo": envelope.purpose,
        }
        told = await self._tell(f"{BENEFITS}/{query.payment}/cards", body, envelope)
        return BenefitCard(card=told["SoTheBHYT"], valid_until=day_of(told["DenNgay"]))

    async def _funeral(self, query: FuneralGrant, envelope: Envelope) -> FuneralDecision:
        receiver = {"SoDinhDanh": query.receiver, "HoTen": query.receiver_name, "QuanHe": query.relation}
        body = named(query) | {"NguoiNhan": receiver, "TaiKhoan": query.account or None}
        told = await self._tell("v1/funeral-grants", body, envelope)
        return FuneralDecision(
            decision=told["SoQuyetDinh"], amount=told["SoTien"], to_account=told["HinhThuc"] == "TAI_KHOAN"
        )


class SocialAssistance(Connector):
    """Cơ sở dữ liệu bảo trợ xã hội (Ministry of Health)."""

    reads = {  # noqa: RUF012 - declared as a ClassVar by the base
        Allowances: ("LoaiTroCap", "DenNgay"),
        Disability: ("MucDo", "SoGiay", "NgayCap"),
        Household: ("HoNgheo", "SoGiay"),
        Beneficiary: ("MaDoiTuong", "NgayGhi"),
        MonthlyOrder: ("MaChiTra",),
        ChangedAllowance: ("TuThang",),
    }

    def __init__(self, client: httpx2.AsyncClient, province: Province) -> None:
        super().__init__(client, province)
        self._ways = {
            AllowancesOf.kind: self._allowances,
            DisabilityOf.kind: self._disability,
            HouseholdOf.kind: self._household,
            NewAllowance.kind: self._allow,
            MonthlyPayments.kind: self._pay,
            AllowanceChange.kind: self._change,
            AllowanceEnd.kind: self._end,
        }

    async def _allowances(self, query: AllowancesOf, envelope: Envelope) -> Allowances | None:
        found = await self._find_all("v1/beneficiaries/search", named(query), envelope)
        given = tuple(
            Allowance(
                name=NAMES.get(one["LoaiTroCap"], one["LoaiTroCap"]),
                until=day_of(one["DenNgay"]) if one["DenNgay"] else None,
            )
            for one in found
        )
        return Allowances(given=given) if given else None

    async def _disability(self, query: DisabilityOf, envelope: Envelope) -> Disability | None:
        found = await self._find("v1/disability/search", named(query), envelope)
        if found is None:
            return None
        return Disability(degree=DEGREES[found["MucDo"]], paper=found["SoGiay"], issued_on=day_of(found["NgayCap"]))

    async def _household(self, query: HouseholdOf, envelope: Envelope) -> Household | None:
        found = await self._find("v1/households/search", named(query), envelope)
        return Household(poor=found["HoNgheo"], paper=found["SoGiay"] or "") if found is not None else None

    async def _allow(self, query: NewAllowance, envelope: Envelope) -> Beneficiary:
        body = named(query) | {
            "LoaiTroCap": ALLOWANCES[query.what],
            "HeSo": query.coefficient / 1000,
            "MucHuong": query.amount,
            "TuThang": f"{query.since:%Y%m}",
            "HinhThuc": "TAI_KHOAN" if query.to_account else "TIEN_MAT",
        }
        told = await self._tell("v1/allowances", body, envelope)
        return Beneficiary(beneficiary=told["MaDoiTuong"], entered_on=day_of(told["NgayGhi"]))

    async def _pay(self, query: MonthlyPayments, envelope: Envelope) -> MonthlyOrder:
        body = named(query) | {
            "MaDoiTuong": query.beneficiary,
            "SoQuyetDinh": query.decision,
            "TuThang": f"{query.since:%Y%m}",
            "MucChiTra": _rates(query.rates),
            "DenThang": f"{query.until:%Y%m}" if query.until else None,
            "GiaoDichDau": query.first_paid or None,
        }
        return MonthlyOrder(order=(await self._tell("v1/monthly-payments", body, envelope))["MaChiTra"])

    async def _change(self, query: AllowanceChange, envelope: Envelope) -> ChangedAllowance:
        body = named(query) | {
            "LoaiTroCap": ALLOWANCES[query.what],
            "SoQuyetDinh": query.decision,
            "TuThang": f"{query.since:%Y%m}",
            "MucChiTra": _rates(query.rates),
            "DenThang": f"{query.until:%Y%m}" if query.until else None,
        }
        return ChangedAllowance(since=_month((await self._tell("v1/allowance-changes", body, envelope))["TuThang"]))

    async def _end(self, query: AllowanceEnd, envelope: Envelope) -> ChangedAllowance:
        body = named(query) | {
            "SoQuyetDinh": query.decision,
            "TuThang": f"{query.since:%Y%m}",
            "LyDoThoiHuong": ALLOWANCE_ENDS[query.ground],
        }
        return ChangedAllowance(since=_month((await self._tell("v1/allowance-ends", body, envelope))["TuThang"]))


class BusinessRegister(Connector):
    """Hệ thống thông tin về đăng ký hộ kinh doanh (Ministry of Finance)."""

    reads = {  # noqa: RUF012 - declared as a ClassVar by the base
        Businesses: ("TenHoKinhDoanh",),
    }

    def __init__(self, client: httpx2.AsyncClient, province: Province) -> None:
        super().__init__(client, province)
        self._ways = {BusinessesOf.kind: self._owned, NamesLike.kind: self._clashes}

    async def _owned(self, query: BusinessesOf, envelope: Envelope) -> Businesses | None:
        return await self._names("v1/owners/search", named(query), envelope)

    async def _clashes(self, query: NamesLike, envelope: Envelope) -> Businesses | None:
        body = {"TenHoKinhDoanh": query.name, "MaPhuongXa": query.commune}
        return await self._names("v1/names/search", body, envelope)

    async def _names(self, path: str, body: dict[str, str], envelope: Envelope) -> Businesses | None:
        found = await self._find_all(path, body, envelope)
        return Businesses(names=tuple(one["TenHoKinhDoanh"] for one in found)) if found else None


class Tax(Connector):
    """Hệ thống đăng ký thuế (Tax Department)."""

    reads = {  # noqa: RUF012 - declared as a ClassVar by the base
        TaxCode: ("MaSoThue", "NgayCap", "CoQuanThue"),
    }

    def __init__(self, client: httpx2.AsyncClient, province: Province) -> None:
        super().__init__(client, province)
        self._ways = {TaxRegistration.kind: self._register}

    async def _register(self, query: TaxRegistration, envelope: Envelope) -> TaxCode:
        body = {
            "ChuHo": {"SoDinhDanh": query.owner, "HoTen": query.owner_name},
            "TenHoKinhDoanh": query.name,
            "DiaChi": query.address,
            "MaPhuongXa": query.commune,
            "NganhNghe": [{"Ma": code, "Ten": name} for code, name in query.trades.items()],
            "VonDangKy": query.capital,
        }
        told = await self._tell("v1/household-businesses", body, envelope)
        return TaxCode(code=told["MaSoThue"], granted_on=day_of(told["NgayCap"]), office=told["CoQuanThue"])


def _rates(rates: Sequence[Rate]) -> list[dict[str, Any]]:
    return [{"TuThang": f"{one.since:%Y%m}", "HeSo": one.coefficient / 1000, "MucHuong": one.amount} for one in rates]


def _month(text: str) -> date:
    return day_of(f"{text}01")
