"""A dossier as the portal keeps it (HoSo): made of its journal whenever it is sent, and kept nowhere here.

What tells of people is in it as the law asks. Of an erased dossier only what stands in the open is left to send.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from domain.base.law import Channel, Status
from domain.base.words import Words
from domain.dossier import acts
from domain.dossier.apply import fold
from domain.dossier.journal import Event
from domain.dossier.state import Dossier
from domain.statute.offices import Offices, UnknownOffice
from domain.vietnam.portal.exchange_codes import FALSE, TRUE, ExchangeCodes, moment
from domain.vietnam.portal.listed import Listed
from domain.vietnam.portal.steps import standing

DELETED = ("true", "1")
"""How the portal may write back what it was told as ``True``."""
HANDLED = (Status.NOT_ACCEPTED, Status.WITHDRAWN, Status.STOPPED)
"""Ended without a result."""


@dataclass(frozen=True)
class OnPortal:
    """By what things are called where the dossiers lie."""

    titles: dict[str, Words]
    """Of the procedures, by code."""
    offices: Offices
    codes: ExchangeCodes
    results_at: str
    """Where a result is fetched, before its number."""
    listed: dict[str, Listed] = field(default_factory=dict)
    """The procedures as the portal lists them, as far as it was asked."""

    @property
    def called(self) -> str:
        """As whom the house speaks where no office has been found yet."""
        province = self.offices.province
        return f"Ủy ban nhân dân {province.kind.lower()} {province.name}"

    def body(self, office: str) -> str:
        """Who an office works for; its code where it is one of before."""
        try:
            return self.offices.office(office).body
        except UnknownOffice:
            return office

    def title(self, procedure: str) -> str:
        """What a procedure is called; its code where the house has it no longer."""
        return self.titles[procedure].vi if procedure in self.titles else procedure

    def bears(self, code: str) -> bool:
        """Whether a dossier's code begins as those of this province do: its unit's code ends with the province's."""
        own = {office.dossier_prefix.rpartition(".")[2] for office in self.offices.offices}
        return code.partition("-")[0].rpartition(".")[2] in own


def code_there(code: str, events: Sequence[Event]) -> str:
    """Under which code the portal has it: its own, where it was filed there."""
    filed = events[0].act
    return (isinstance(filed, acts.Filed) and filed.portal) or code


def hoso_of(code: str, events: Sequence[Event], house: OnPortal) -> dict[str, Any]:
    """The dossier as its newest event left it."""
    dossier = Dossier(code=code)
    for event in events:
        fold(dossier, event)
    there = code_there(code, events)
    return (
        _what(dossier, there, house)
        | _whose(dossier, events, house)
        | _when(dossier, events, house)
        | _money(dossier, events, house)
        | {
            "TaiLieuNop": list(_papers(events, house.codes)),
            "DanhSachTepDinhKemKhac": [],
            "DanhSachHoSoBoSung": _supplements(dossier, events),
            "DanhSachGiayToKetQua": _results(dossier, events, house),
            "DSKetNoiCSDL": [{"MaCSDL": known} for known in _asked(events, house)],
        }
    )


def stands_so(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> bool:
    """Whether what the portal has says the same of how a dossier stands, and which of its results are valid.

    A look-up that gives no list of results says nothing of them; a result that is none of ours is not ours to change.
    """
    if str(theirs.get("TrangThaiHoSo")) != ours["TrangThaiHoSo"]:
        return False
    listed = theirs.get("DanhSachGiayToKetQua")
    if not isinstance(listed, list):
        return True
    return _valid(ours["DanhSachGiayToKetQua"]) == _valid(listed) & {
        _named(one) for one in ours["DanhSachGiayToKetQua"]
    }


def _valid(results: Iterable[Mapping[str, Any]]) -> set[str]:
    return {_named(one) for one in results if str(one.get("IsDeleted")).casefold() not in DELETED}


def _named(result: Mapping[str, Any]) -> str:
    return str(result.get("MaGiayToKetQua") or result.get("GiayToId"))


def _what(dossier: Dossier, there: str, house: OnPortal) -> dict[str, Any]:
    title = house.title(dossier.procedure)
    listed = house.listed.get(dossier.procedure, Listed(title=title))
    return {
        "MaHoSo": there,
        "MaTTHC": dossier.procedure,
        "TenTTHC": title,
        "MaLinhVuc": listed.sector,
        "TenLinhVuc": listed.sector_title,
        "TrichYeuHoSo": title,
        "TrangThaiHoSo": str(int(standing(dossier))),
        "KenhThucHien": str(int(dossier.channel)),
        "NoiNopHoSo": house.codes.of("NoiNopHoSo", "here" if there == dossier.code else "portal"),
        "DonViXuLy": house.body(dossier.competent),
        "GhiChu": "",
    }


def _whose(dossier: Dossier, events: Sequence[Event], house: OnPortal) -> dict[str, Any]:
    filed = events[0]
    said = filed.act.personal
    who, contact = said.get("owner") or said.get("applicant") or {}, _contact(events)
    organisation = bool(who.get("organisation"))
    number = str(who.get("number") or "")
    known = filed.actor.applies
    return {
        "ChuHoSo": str(who.get("name") or ""),
        "LoaiDoiTuong": house.codes.of("LoaiDoiTuong", "organisation" if organisation else "citizen"),
        "MaDoiTuong": str(_there(filed.act).get("known_as") or ""),
        "Email": str(contact.get("email") or ""),
        "Fax": "",
        "SoDienThoai": str(contact.get("phone") or ""),
        "SoGiayToChuHoSo": number or str(who.get("organisation") or ""),
        "DinhDanhCHS": [{"LoaiDinhDanh": house.codes.of("LoaiDinhDanh", "citizen"), "SoDinhDanh": number}]
        if number
        else [],
        "TaiKhoanDuocXacThucVoiVNeID": _flag(known and dossier.channel == Channel.ONLINE),
    }


def _there(filed: acts.Act) -> dict[str, Any]:
    """What the portal itself said, where it was filed there."""
    return dict(filed.personal.get("portal") or {})


def _contact(events: Iterable[Event]) -> dict[str, Any]:
    """How its people are reached: who took a mandate back gave their own way, and the proxy's counts no longer."""
    told = [event.act.personal for event in events if isinstance(event.act, acts.Filed | acts.MandateRevoked)]
    return dict(told[-1].get("contact") or {})


def _when(dossier: Dossier, events: Sequence[Event], house: OnPortal) -> dict[str, Any]:
    refused = _at(events, acts.NotAccepted)
    handed = _at(events, acts.HandedOver)
    over = _at(events, acts.Issued) or (_ended(dossier, events) if dossier.status in HANDLED else None)
    return {
        "NgayNopHoSo": moment(dossier.filed_at),
        "NgayTiepNhan": moment(dossier.accepted_at),
        "NgayHenTra": moment(dossier.due_at),
        "NgayTuChoi": moment(refused),
        "NgayKetThucXuLy": moment(over),
        "NgayTra": moment(handed),
        "ThongTinTra": "",
        "HinhThuc": house.codes.of("HinhThuc", "direct"),
    }


def _money(dossier: Dossier, events: Sequence[Event], house: OnPortal) -> dict[str, Any]:
    moved = [one for payment in dossier.payments.values() for one in payment.transactions.values()]
    # Money that came in by our own gateway is ours to tell; of what was paid there we know the portal's word alone.
    here = any(one.method == "gateway" for one in moved)
    paid_there = getattr(events[0].act, "paid_there", None) is not None or _there(events[0].act).get("paid")
    online = "here" if here else "portal" if paid_there else "none"
    fees = [
        {
            "TenPhiLePhi": dossier.fee_title,
            "MaPhiLePhi": "",
            "HinhThucThu": house.codes.of("HinhThucThu", "intake"),
            "Gia": str(payment.kept if payment.there else payment.asked),
            "LoaiPhiLePhi": "",
        }
        for payment in dossier.payments.values()
        if not payment.there or payment.kept
    ]
    return {
        "DanhSachLePhi": fees,
        "DuocThanhToanTrucTuyen": house.codes.of("DuocThanhToanTrucTuyen", online),
        "HoSoCoThanhPhanSoHoa": _flag(bool(dossier.documents)),
    }


def _papers(events: Iterable[Event], codes: ExchangeCodes) -> Iterable[dict[str, Any]]:
    for event in events:
        reused = (isinstance(event.act, acts.Filed) and event.act.reused) or ()
        for paper in event.act.personal.get("documents") or ():
            if isinstance(event.act, acts.Filed | acts.Supplied):
                yield {
                    "TepDinhKemId": paper["sha256"],
                    "TenTepDinhKem": paper.get("name", ""),
                    "IsDeleted": FALSE,
                    "MaThanhPhanHoSo": paper.get("kind", ""),
                    "DuongDanTaiTepTin": "",
                    "DuocSoHoa": _flag(bool(paper.get("digitised"))),
                    "DuocTaiSuDung": codes.of("DuocTaiSuDung", _reused(paper, reused)),
                    "MaKetQuaThayThe": paper.get("result", ""),
                    "DuocLayTuKhoDMQG": codes.of("DuocLayTuKhoDMQG", "yes" if paper.get("national") else "no"),
                }


def _reused(paper: Mapping[str, Any], reused: Collection[str]) -> str:
    """Whether a paper was not brought anew; journals of before do not say which result stands in its place."""
    if paper.get("result"):
        return "result"
    return "yes" if paper.get("reused") or paper["sha256"] in reused else "no"


def _supplements(dossier: Dossier, events: Iterable[Event]) -> list[dict[str, Any]]:
    """What was asked for, and whether it came: the date of the result before and after it."""
    asked, due, now = list[dict[str, Any]](), "", Dossier(code=dossier.code)
    for event in events:
        act, due = event.act, moment(now.due_at)
        fold(now, event)
        if isinstance(act, acts.SupplementRequested):
            asked.append(
                {
                    "HoSoBoSungId": f"{dossier.code}/{len(asked) + 1}",
                    "NguoiYeuCauBoSung": event.actor.id,
                    "NoiDungBoSung": "; ".join(filter(None, (*act.items, act.reason))),
                    "NgayBoSung": moment(event.at),
                    "NguoiTiepNhanBoSung": "",
                    "ThongTinTiepNhan": "",
                    "NgayTiepNhanBoSung": "",
                    "TrangThaiBoSung": "0",
                    "DanhSachGiayToBoSung": [],
                    "DanhSachLePhiBoSung": [],
                    "NgayHenTraTruoc": due,
                    "NgayHenTraMoi": "",
                }
            )
        if isinstance(act, acts.Supplied) and asked:
            asked[-1] |= {"NgayTiepNhanBoSung": moment(event.at), "TrangThaiBoSung": "1"}
            asked[-1]["NgayHenTraMoi"] = moment(now.due_at)
    return asked


def _results(dossier: Dossier, events: Iterable[Event], house: OnPortal) -> list[dict[str, Any]]:
    """Every result that was issued; one that was recalled, or is erased, says so, and stays in the list."""
    issued = [one for one in (*dossier.replaced, dossier.result) if one and one.sha256]
    gone = {one.number for one in dossier.recalls}
    if any(isinstance(event.act, acts.DataErased) and event.act.with_result for event in events):
        gone |= {one.number for one in issued}
    return [
        {
            "TenGiayTo": house.title(dossier.procedure),
            "MaThanhPhanHoSo": "",
            "GiayToId": one.number,
            "MaGiayToKetQua": one.number,
            "DuongDanTepTinKetQua": f"{house.results_at}{one.number}",
            "IsDeleted": TRUE if one.number in gone else FALSE,
        }
        for one in issued
    ]


def _asked(events: Iterable[Event], house: OnPortal) -> list[str]:
    """The databases that answered, by the portal's codes."""
    acted = (event.act for event in events)
    names = dict.fromkeys(act.agency for act in acted if isinstance(act, acts.Answered) and act.look and act.found)
    return [known for name in names if (known := house.codes.of("MaCSDL", name))]


def _at(events: Iterable[Event], kind: type[acts.Act]) -> datetime | None:
    """When something first happened."""
    return next((event.at for event in events if isinstance(event.act, kind)), None)


def _ended(dossier: Dossier, events: Sequence[Event]) -> datetime | None:
    """When it ended without a result: what is told of it afterwards moves no date."""
    return next((event.at for event in reversed(events) if isinstance(event.act, acts.ENDINGS)), dossier.last_at)


def _flag(so: bool) -> str:
    return "1" if so else "0"
