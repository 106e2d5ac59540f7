"""What stands on the portal of a dossier: as the law asks, and of an erased one what is public."""

from datetime import timedelta

import pytest

from domain.base.words import Words
from domain.dossier import acts
from domain.dossier.journal import Event
from domain.registers.lookups import LookUp
from domain.vietnam.portal.exchange_codes import moment
from domain.vietnam.portal.hoso import hoso_of, stands_so
from tests.support.examples import (
    ACCEPTED,
    ASK_FEE,
    ASK_MORE,
    CODE,
    DELIVERED,
    DESK,
    FORM,
    LEADER,
    MOTHER,
    MOTHER_NUMBER,
    NUMBERED,
    RECEIVE,
    SUPPLY,
    Book,
    filed,
    personal,
    written,
)
from tests.support.portal_rig import ON_PORTAL

REASON = Words(vi="Nội dung có sai sót", en="Its content is wrong")
VALID = {"GiayToId": NUMBERED.number, "MaGiayToKetQua": NUMBERED.number, "IsDeleted": "False"}
PAPER = {"kind": "birth_record", "sha256": "d" * 64, "name": "giay-chung-sinh.pdf", "digitised": True}


def said(events: list[Event]) -> dict[str, object]:
    return hoso_of(CODE, events, ON_PORTAL)


def without_people(book: Book) -> list[Event]:
    """The events as they are once the dossier's key is destroyed."""
    return [event.model_copy(update={"act": event.act.model_copy(update={"personal": {}})}) for event in book.events]


def test_a_filing_says_whose_it_is_and_how_it_came() -> None:
    hoso = said(written().events)
    assert (hoso["MaHoSo"], hoso["MaTTHC"], hoso["TenTTHC"]) == (CODE, "1.001193", "Đăng ký khai sinh")
    assert (hoso["ChuHoSo"], hoso["Email"]) == ("Tạ Kiều Oanh", "oanh@example.vn")
    assert hoso["DinhDanhCHS"] == [{"LoaiDinhDanh": "1", "SoDinhDanh": MOTHER_NUMBER}]
    assert (hoso["KenhThucHien"], hoso["NoiNopHoSo"], hoso["TrangThaiHoSo"]) == ("2", "2", "1")
    assert (hoso["NgayNopHoSo"], hoso["NgayTiepNhan"], hoso["NgayTra"]) == ("20261117090000", "", "")
    assert hoso["DonViXuLy"] == "Ủy ban nhân dân phường Phố Hiến"


def test_the_owner_is_named_and_not_who_files_for_them_whose_contact_ends_with_the_mandate() -> None:
    owner = {"number": "033194000099", "name": "Trịnh Thị Chủ"}
    book = Book()
    book.write(filed(personal=personal(owner=owner)), MOTHER)
    assert (said(book.events)["ChuHoSo"], said(book.events)["Email"]) == ("Trịnh Thị Chủ", "oanh@example.vn")
    revoked = acts.MandateRevoked(personal={"contact": {"email": "chu@example.vn", "locale": "vi"}})
    assert said([*book.events, next_event(book, revoked)])["Email"] == "chu@example.vn"


def test_an_organisation_is_told_as_one() -> None:
    book = Book()
    applicant = {"number": "", "organisation": "0900123456", "name": "Công ty Thử"}
    book.write(filed(personal=personal(applicant=applicant)), MOTHER)
    hoso = said(book.events)
    assert (hoso["LoaiDoiTuong"], hoso["SoGiayToChuHoSo"], hoso["DinhDanhCHS"]) == ("1", "0900123456", [])


def test_the_form_itself_is_not_sent() -> None:
    told = str(said(written(*DELIVERED).events))
    assert FORM["child"]["given_name"] not in told
    assert FORM["father"]["number"] not in told


def test_papers_say_whether_they_were_digitised() -> None:
    book = Book()
    book.write(filed(personal=personal(documents=[PAPER])))
    [paper] = hoso_of(CODE, book.events, ON_PORTAL)["TaiLieuNop"]
    assert (paper["TepDinhKemId"], paper["DuocSoHoa"], paper["IsDeleted"]) == ("d" * 64, "1", "False")


def papers_there(filing: acts.Filed) -> list[dict[str, str]]:
    book = Book()
    book.write(filing)
    found: list[dict[str, str]] = hoso_of(CODE, book.events, ON_PORTAL)["TaiLieuNop"]
    return found


def test_a_paper_that_was_not_brought_anew_says_so_and_which_result_stands_in_its_place() -> None:
    taken = PAPER | {"sha256": "e" * 64, "reused": True, "result": NUMBERED.number}
    national = PAPER | {"sha256": "f" * 64, "reused": True, "national": True}
    told = papers_there(filed(personal=personal(documents=[PAPER, taken, national]), reused=("e" * 64,)))
    assert [(one["DuocTaiSuDung"], one["MaKetQuaThayThe"], one["DuocLayTuKhoDMQG"]) for one in told] == [
        ("0", "", "0"),
        ("2", NUMBERED.number, "0"),
        ("1", "", "1"),
    ]


def test_a_paper_of_a_journal_that_does_not_name_the_result_is_reused_all_the_same() -> None:
    [paper] = papers_there(filed(personal=personal(documents=[PAPER]), reused=("d" * 64,)))
    assert (paper["DuocTaiSuDung"], paper["MaKetQuaThayThe"]) == ("1", "")


def test_what_the_portal_said_of_whose_it_is_goes_back_to_it_and_of_nobody_else_a_name_is_made_up() -> None:
    book = Book()
    book.write(filed(portal="P-1", personal=personal(portal={"known_as": "TECH-1", "paid": True})), MOTHER)
    there = said(book.events)
    assert (there["MaDoiTuong"], there["DuocThanhToanTrucTuyen"]) == ("TECH-1", "1")
    here = said(written().events)
    assert (here["MaDoiTuong"], here["DuocThanhToanTrucTuyen"]) == ("", "0")


def test_what_was_paid_by_our_own_gateway_is_told_as_that_whatever_the_portal_said() -> None:
    paid = acts.MoneyIn(task=ASK_FEE.task, amount=10_000, transaction="t1", method="gateway")
    book = written(*ACCEPTED, ASK_FEE, (paid, DESK))
    first = book.events[0]
    says = first.act.model_copy(update={"personal": personal(portal={"paid": True})})
    assert said([first.model_copy(update={"act": says}), *book.events[1:]])["DuocThanhToanTrucTuyen"] == "2"


def test_a_fee_and_its_payment_on_line_are_told() -> None:
    paid = acts.MoneyIn(task=ASK_FEE.task, amount=10_000, transaction="t1", method="gateway")
    asked = said(written(*ACCEPTED, ASK_FEE).events)
    assert asked["DuocThanhToanTrucTuyen"] == "0"
    hoso = hoso_of(CODE, written(*ACCEPTED, ASK_FEE, (paid, DESK)).events, ON_PORTAL)
    assert ([fee["Gia"] for fee in hoso["DanhSachLePhi"]], hoso["DuocThanhToanTrucTuyen"]) == (["10000"], "2")


def test_a_supplement_says_what_was_asked_and_whether_it_came() -> None:
    book = written(RECEIVE, (ASK_MORE, DESK), SUPPLY)
    [asked] = hoso_of(CODE, book.events, ON_PORTAL)["DanhSachHoSoBoSung"]
    assert (asked["NoiDungBoSung"], asked["TrangThaiBoSung"]) == ("Giấy chứng sinh; Bản chụp không rõ", "0")
    book.write(acts.Supplied(task=SUPPLY.task), MOTHER, after=timedelta(hours=1))
    [came] = hoso_of(CODE, book.events, ON_PORTAL)["DanhSachHoSoBoSung"]
    assert (came["TrangThaiBoSung"], came["NgayTiepNhanBoSung"]) == ("1", "20261117100000")
    # Nobody had promised a day yet.
    assert (came["NgayHenTraTruoc"], came["NgayHenTraMoi"]) == ("", "")


def test_a_supplement_after_reception_says_the_day_that_was_promised_before_and_after_it() -> None:
    later = RECEIVE.model_copy(update={"task": "specialist", "kind": "verify"})
    book = written(*ACCEPTED, later, (ASK_MORE.model_copy(update={"task": "specialist"}), DESK), SUPPLY)
    before = book.dossier.due_at
    assert before
    book.write(acts.Supplied(task=SUPPLY.task), MOTHER, after=timedelta(days=1))
    after = book.dossier.due_at
    assert after
    assert after > before
    [came] = hoso_of(CODE, book.events, ON_PORTAL)["DanhSachHoSoBoSung"]
    assert (came["NgayHenTraTruoc"], came["NgayHenTraMoi"]) == (moment(before), moment(after))


def test_the_day_on_which_it_was_not_accepted_is_told_and_on_no_other_dossier() -> None:
    refused = acts.NotAccepted(task=RECEIVE.task, reason="Sai thẩm quyền")
    hoso = said(written(RECEIVE, (refused, DESK)).events)
    assert (hoso["NgayTuChoi"], hoso["NgayKetThucXuLy"]) == ("20261117090000", "20261117090000")
    assert said(written(*DELIVERED).events)["NgayTuChoi"] == ""


def test_the_databases_that_answered_are_named_once_each_by_the_portal_s_codes() -> None:
    look = LookUp(query="person", fields=("name",), why="Đăng ký khai sinh", about=(MOTHER.id,))
    asked = [("population", True), ("population", True), ("civil_status", False), ("nobody", True)]
    answers = [acts.Answered(agency=name, step=f"{at}", found=so, look=look) for at, (name, so) in enumerate(asked)]
    hoso = said(written(*ACCEPTED, *answers).events)
    assert hoso["DSKetNoiCSDL"] == [{"MaCSDL": "CSDLDC"}]


def test_a_result_is_named_with_where_it_is_fetched() -> None:
    hoso = hoso_of(CODE, written(*DELIVERED).events, ON_PORTAL)
    [result] = hoso["DanhSachGiayToKetQua"]
    assert (result["GiayToId"], result["IsDeleted"]) == (NUMBERED.number, "False")
    assert result["DuongDanTepTinKetQua"] == f"https://motcua.example/api/v1/results/{NUMBERED.number}"
    assert (hoso["TrangThaiHoSo"], hoso["NgayTra"]) == ("10", "20261117090000")


def test_a_recalled_result_stays_in_the_list_as_deleted() -> None:
    recalled = acts.Recalled(number=NUMBERED.number, reason=REASON, basis="Quyết định 15", corrects=False)
    [result] = hoso_of(CODE, written(*DELIVERED, (recalled, LEADER)).events, ON_PORTAL)["DanhSachGiayToKetQua"]
    assert (result["GiayToId"], result["IsDeleted"]) == (NUMBERED.number, "True")


def test_of_an_erased_dossier_only_what_stands_in_the_open_is_left() -> None:
    book = written(*DELIVERED)
    erased = acts.DataErased(basis="Luật Lưu trữ", with_result=True)
    hoso = hoso_of(CODE, [*without_people(book), next_event(book, erased)], ON_PORTAL)
    assert (hoso["ChuHoSo"], hoso["Email"], hoso["SoGiayToChuHoSo"], hoso["DinhDanhCHS"]) == ("", "", "", [])
    assert hoso["TaiLieuNop"] == []
    assert (hoso["MaHoSo"], hoso["TrangThaiHoSo"]) == (CODE, "10")
    assert [result["IsDeleted"] for result in hoso["DanhSachGiayToKetQua"]] == ["True"]


@pytest.mark.parametrize(
    ("theirs", "so"),
    [
        ({"DanhSachGiayToKetQua": [VALID]}, True),
        ({"DanhSachGiayToKetQua": [VALID | {"MaGiayToKetQua": "", "IsDeleted": False}]}, True),
        ({"DanhSachGiayToKetQua": [VALID | {"IsDeleted": "True"}]}, False),
        ({"DanhSachGiayToKetQua": [VALID | {"IsDeleted": True}]}, False),
        ({"DanhSachGiayToKetQua": []}, False),
        ({"DanhSachGiayToKetQua": [VALID, VALID | {"GiayToId": "x", "MaGiayToKetQua": "x"}]}, True),
        # It does not say which it has: that is no word about any.
        ({}, True),
        ({"DanhSachGiayToKetQua": None}, True),
        ({"TrangThaiHoSo": "9", "DanhSachGiayToKetQua": [VALID]}, False),
        ({"TrangThaiHoSo": 10, "DanhSachGiayToKetQua": [VALID]}, True),
    ],
)
def test_the_portal_has_it_so_where_the_status_and_each_result_of_ours_agree(
    theirs: dict[str, object], so: bool
) -> None:
    assert stands_so(said(written(*DELIVERED).events), {"TrangThaiHoSo": "10"} | theirs) is so


def test_a_recalled_result_agrees_with_none_and_with_one_that_says_so() -> None:
    recalled = acts.Recalled(number=NUMBERED.number, reason=REASON, basis="Quyết định 15", corrects=False)
    ours = said(written(*DELIVERED, (recalled, LEADER)).events)
    for listed, so in (([], True), ([VALID | {"IsDeleted": "True"}], True), ([VALID], False)):
        assert stands_so(ours, {"TrangThaiHoSo": "10", "DanhSachGiayToKetQua": listed}) is so


def next_event(book: Book, act: acts.AnyAct) -> Event:
    return book.events[-1].model_copy(update={"seq": len(book.events) + 1, "key": "erased", "act": act})


def test_a_code_of_another_province_is_none_of_ours() -> None:
    assert ON_PORTAL.bears(CODE)
    assert not ON_PORTAL.bears("000.01.00.H56-261117-0001")
    assert not ON_PORTAL.bears("G09.20-20260609-0092637")
