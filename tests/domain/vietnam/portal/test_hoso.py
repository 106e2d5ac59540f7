"""What stands on the portal of a dossier: as the law asks, and of an erased one what is public."""

from datetime import timedelta

from domain.base.words import Words
from domain.dossier import acts
from domain.dossier.journal import Event
from domain.vietnam.portal.hoso import hoso_of
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


def test_a_result_is_named_with_where_it_is_fetched() -> None:
    hoso = hoso_of(CODE, written(*DELIVERED).events, ON_PORTAL)
    [result] = hoso["DanhSachGiayToKetQua"]
    assert (result["GiayToId"], result["IsDeleted"]) == (NUMBERED.number, "False")
    assert result["DuongDanTepTinKetQua"] == f"https://motcua.example/api/v1/results/{NUMBERED.number}"
    assert (hoso["TrangThaiHoSo"], hoso["NgayTra"]) == ("10", "20261117090000")


def test_a_recalled_result_stays_in_the_list_as_deleted() -> None:
    reason = Words(vi="Nội dung có sai sót", en="Its content is wrong")
    recalled = acts.Recalled(number=NUMBERED.number, reason=reason, basis="Quyết định 15", corrects=False)
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


def next_event(book: Book, act: acts.AnyAct) -> Event:
    return book.events[-1].model_copy(update={"seq": len(book.events) + 1, "key": "erased", "act": act})


def test_a_code_of_another_province_is_none_of_ours() -> None:
    assert ON_PORTAL.bears(CODE)
    assert not ON_PORTAL.bears("000.01.00.H56-261117-0001")
    assert not ON_PORTAL.bears("G09.20-20260609-0092637")
