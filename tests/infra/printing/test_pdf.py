"""What stands on paper is what was meant, letter by letter, on the pages it may have."""

import io
import json
import re
import subprocess
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from domain.base.words import dong
from domain.slips.model import TITLES
from infra.documents.qr import MOST_BYTES, QrSigner, token_of
from infra.documents.qr_keys import new_key
from infra.printing.pdf import ForbiddenResource, Incomplete, Renderer, TooLong
from infra.printing.vocabulary import day, day_in_words, iso, letterhead, moment, month
from infra.runtime.packages import template_folders
from infra.signing.development import DevelopmentIdentity, development_identity
from tests.support.papers import claim, scanned, sealed

TEMPLATES = template_folders()
MORNING = datetime(2026, 11, 24, 2, 5, tzinfo=UTC)
MOTHER = {
    "full_name": "Nguyễn Thị Thuỳ Dương",
    "birth_year": 1996,
    "ethnicity": "Kinh",
    "nationality": "Việt Nam",
    "residence": "Số 12, đường Điện Biên, phường Phố Hiến",
}
CERTIFICATE: dict[str, object] = {
    "number": "128/2026",
    "body": "Ủy ban nhân dân phường Phố Hiến",
    "place": "Phố Hiến",
    "child": {
        "family_name": "Đỗ",
        "middle_name": "Ngọc",
        "given_name": "Ấn",
        "born": date(2026, 11, 24),
        "sex": "Nam",
        "ethnicity": "Kinh",
        "nationality": "Việt Nam",
        "place_of_birth": "Bệnh viện Đa khoa tỉnh Hưng Yên",
        "place_of_origin": "Xã Hoàng Hoa Thám, tỉnh Hưng Yên",
        "personal_number": "033226000123",
    },
    "mother": MOTHER,
    "father": MOTHER | {"full_name": "Đỗ Quốc Khánh", "birth_year": 1994},
    "declarant": {"full_name": "Đỗ Quốc Khánh", "id_number": "033094000456"},
    "entry_in_register": {"entry": 128, "volume": "01/2026", "registered_on": date(2026, 11, 24)},
    "signatory": {"title": "Chủ tịch", "name": "Trần Văn Hưởng"},
    "issued_at": MORNING,
    "stand_in": False,
}
FORM: dict[str, object] = {
    "code": "000.17.22.H31-261124-0001",
    "title": TITLES["01"],
    "series": "TNHS",
    "follow_at": "HTTPS://MOTCUA.EXAMPLE/TRACK/000.17.22.H31-261124-0001",
    "agency": "Ủy ban nhân dân phường Phố Hiến",
    "desk": "Trung tâm Phục vụ hành chính công",
    "place": "Phố Hiến",
    "applicant": {"full_name": "Nguyễn Thị Thuỳ Dương", "address": "Số 12", "phone": "0912345678", "email": ""},
    "procedure": "Đăng ký khai sinh",
    "called": None,
    "volume": "2026",
    "serial": "261124-0001",
    "components": [{"name": "Giấy chứng sinh", "form": "Bản điện tử", "quantity": 1}],
    "sets": 1,
    "term_text": "Trong ngày làm việc",
    "received_at": MORNING,
    "due_at": datetime(2026, 11, 24, 10, 0, tzinfo=UTC),
    "place_of_return": "Tài khoản VNeID",
    "items": ["Giấy chứng sinh bản rõ"],
    "reason": "Giấy chứng sinh bị mờ",
    "article": "Khoản 1 Điều 16 Luật Hộ tịch",
    "paid": 8000,
    "was_due_at": MORNING,
    "signatory": {"title": "Chủ tịch", "name": "Trần Văn Hưởng"},
    "guide": "Phạm Thị Hạnh",
    "receiver": "Phạm Thị Hạnh",
    "issued_at": MORNING,
    "stand_in": False,
    "handling": "Ủy ban nhân dân phường Phố Hiến",
    "coordinating": ["Công an phường Phố Hiến"],
    "rows": [
        {
            "agency": f"Phường Phố Hiến, {role}",
            "at": MORNING,
            "giver": giver,
            "receiver": receiver,
            "result": "Trước hạn",
            "done_at": MORNING,
            "note": note,
        }
        for role, giver, receiver, note in (
            ("cán bộ tiếp nhận", "", "Phạm Thị Hạnh", "Kiểm tra và tiếp nhận hồ sơ"),
            ("công chức làm công tác hộ tịch", "Phạm Thị Hạnh", "cb-hotich.phohien", "Thẩm tra hồ sơ"),
            ("lãnh đạo Ủy ban nhân dân cấp xã", "cb-hotich.phohien", "Trần Văn Hưởng", "Lãnh đạo phê duyệt"),
        )
    ],
    "first": date(2026, 11, 1),
    "last": date(2026, 11, 30),
    "entries": [
        {
            "code": f"000.17.22.H31-261124-{serial:04}",
            "procedure": "Cấp Giấy xác nhận tình trạng hôn nhân",
            "sets": 1,
            "applicant": "Nguyễn Thị Thuỳ Dương",
            "address": "Số 12, đường Điện Biên, phường Phố Hiến",
            "phone": "0912345678",
            "agency": "Ủy ban nhân dân phường Phố Hiến",
            "received_at": MORNING,
            "due_at": MORNING,
            "returned_at": MORNING if serial % 2 else None,
            "way": "Trực tuyến",
            "note": "" if serial % 2 else "Đang xử lý",
        }
        for serial in range(1, 31)
    ],
}
LONG_NAME = "Công Tằng Tôn Nữ Hoàng Thị Ngọc Phương Thuỳ Dương"
LONG_PLACE = "Căn hộ 2508, toà nhà B3, khu đô thị Phố Nối, số 1234/56/78 đường Nguyễn Văn Linh kéo dài, phường Phố Hiến"


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer(*TEMPLATES)


def text(pdf: bytes) -> str:
    read = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(read.stdout.decode().split())


def pages(pdf: bytes) -> int:
    return len(pikepdf.open(io.BytesIO(pdf)).pages)


def child(**changes: object) -> Mapping[str, object]:
    born = CERTIFICATE["child"]
    assert isinstance(born, dict)
    return CERTIFICATE | {"child": born | changes}


def test_the_certificate_says_letter_by_letter_what_was_registered(renderer: Renderer) -> None:
    printed = text(renderer.render("results/birth_certificate.html", CERTIFICATE))
    for words in (
        "Họ, chữ đệm, tên: ĐỖ NGỌC ẤN Ngày, tháng, năm sinh: ngày 24 tháng 11 năm 2026",
        "Ghi bằng chữ: ngày hai mươi tư tháng mười một năm hai nghìn không trăm hai mươi sáu",
        "Giới tính: Nam Dân tộc: Kinh Quốc tịch: Việt Nam",
        "Nơi sinh: Bệnh viện Đa khoa tỉnh Hưng Yên Quê quán: Xã Hoàng Hoa Thám, tỉnh Hưng Yên",
        "Số định danh cá nhân: 033226000123",
        "Họ, chữ đệm, tên người mẹ: NGUYỄN THỊ THUỲ DƯƠNG Năm sinh: 1996",
        "Họ, chữ đệm, tên người cha: ĐỖ QUỐC KHÁNH Năm sinh: 1994",
        "người đi khai sinh: Đỗ Quốc Khánh Giấy tờ tùy thân: Số định danh cá nhân 033094000456",
        "Ghi vào Sổ đăng ký khai sinh số: 128 Quyển số: 01/2026",
        "CHỦ TỊCH Trần Văn Hưởng",
    ):
        assert words in printed


@pytest.mark.parametrize("name", ["Đỗ Ngọc Ấn", "Nguyễn Thị Thuỳ Dương", "Lưỡng Ỷ Ữu Ặc Ẵng", "O'Hara <b>& Sons</b>"])
def test_a_name_survives_printing(renderer: Renderer, name: str) -> None:
    printed = text(
        renderer.render("results/birth_certificate.html", CERTIFICATE | {"signatory": {"title": "", "name": name}})
    )
    assert printed.endswith(name)


def test_an_absent_father_is_a_dash_and_not_a_gap(renderer: Renderer) -> None:
    printed = text(renderer.render("results/birth_certificate.html", CERTIFICATE | {"father": None}))
    assert "tên người cha: — Năm sinh: — Dân tộc: — Quốc tịch: — Nơi cư trú: —" in printed


def test_long_names_and_places_stay_on_one_page(renderer: Renderer) -> None:
    parent = MOTHER | {"full_name": LONG_NAME, "residence": LONG_PLACE}
    context = child(given_name=LONG_NAME, place_of_birth=LONG_PLACE, place_of_origin=LONG_PLACE)
    pdf = renderer.render("results/birth_certificate.html", {**context, "mother": parent, "father": parent})
    assert pages(pdf) == 1
    assert text(pdf).endswith("Trần Văn Hưởng")


def test_a_certificate_that_cannot_fit_its_page_is_refused(renderer: Renderer) -> None:
    with pytest.raises(TooLong):
        renderer.render("results/birth_certificate.html", child(place_of_birth=LONG_PLACE * 20))


def test_a_stand_in_says_so_and_a_real_one_does_not(renderer: Renderer) -> None:
    mark = "KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"
    assert mark in text(renderer.render("results/birth_certificate.html", CERTIFICATE | {"stand_in": True}))
    assert mark not in text(renderer.render("results/birth_certificate.html", CERTIFICATE))


def test_the_stamp_is_printed_only_on_what_is_sealed(renderer: Renderer) -> None:
    stamp = "Ký bởi: Ủy ban nhân dân phường Phố Hiến Thời gian ký: 2026-11-24T09:05:00+07:00"
    assert stamp in text(renderer.render("results/birth_certificate.html", CERTIFICATE | {"sealed_at": MORNING}))
    assert "Ký bởi" not in text(renderer.render("results/birth_certificate.html", CERTIFICATE))


def test_the_file_is_archival_tagged_vietnamese_and_titled(renderer: Renderer) -> None:
    pdf = pikepdf.open(io.BytesIO(renderer.render("results/birth_certificate.html", CERTIFICATE)))
    assert pdf.open_metadata().pdfa_status == "3A"
    assert pdf.Root.MarkInfo.Marked
    assert pdf.Root.Lang == "vi"
    assert pdf.docinfo["/Title"] == "Giấy khai sinh"


def test_what_machines_read_travels_with_the_page(renderer: Renderer) -> None:
    pdf = pikepdf.open(io.BytesIO(renderer.render("results/birth_certificate.html", CERTIFICATE, CERTIFICATE)))
    told = json.loads(pdf.attachments["du-lieu.json"].get_file().read_bytes())
    assert (told["child"]["given_name"], told["child"]["born"]) == ("Ấn", "2026-11-24")
    assert told["issued_at"] == "2026-11-24T09:05:00+07:00"


@pytest.mark.parametrize(
    ("form", "heading"),
    [
        ("01", "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ"),
        ("02", "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ"),
        ("03", "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ"),
    ],
)
def test_a_form_names_dossier_and_applicant_on_one_page(renderer: Renderer, form: str, heading: str) -> None:
    pdf = renderer.render(f"forms/{form}.html", FORM | {"title": TITLES[form]})
    printed = text(pdf)
    assert pages(pdf) == 1
    assert heading in printed
    assert "Mã hồ sơ: 000.17.22.H31-261124-0001" in printed
    assert "của: Nguyễn Thị Thuỳ Dương" in printed


def test_what_an_office_says_itself_has_the_body_above_it_at_its_head_and_who_signs_for_its_head() -> None:
    police = {"superior": "Bộ Công an", "agency": "Công an tỉnh Hưng Yên"}
    signs = {"signatory": {"title": "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC", "name": "Trần Văn Hưởng"}}
    renderer = Renderer(*TEMPLATES)
    printed = text(renderer.render("forms/refusal.html", FORM | police | signs | {"desk": ""}))
    assert "BỘ CÔNG AN CÔNG AN TỈNH HƯNG YÊN" in printed
    assert "KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC Trần Văn Hưởng" in printed
    at_its_centre = text(renderer.render("forms/01.html", FORM | police))
    assert "CÔNG AN TỈNH HƯNG YÊN TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG" in at_its_centre
    assert "BỘ CÔNG AN" not in at_its_centre


def test_the_receipt_promises_the_hour_in_vietnam(renderer: Renderer) -> None:
    printed = text(renderer.render("forms/01.html", FORM))
    assert "4. Thời gian nhận hồ sơ: 09 giờ 05 phút, ngày 24 tháng 11 năm 2026" in printed
    assert "17 giờ 00 phút, ngày 24 tháng 11 năm 2026" in printed


def fullest() -> str:
    """The densest code that a document may carry."""
    long = claim(shown={"Họ, chữ đệm, tên": "N" * 104, "Ngày sinh": "24/11/2026"})
    link = QrSigner(new_key(), "https://dichvucong.hungyen.gov.vn").link(long)
    assert MOST_BYTES - 16 < len(token_of(link)) <= MOST_BYTES
    return link


CHECKED = {"check_page": "https://dichvucong.hungyen.gov.vn/verify", "sealed_at": MORNING}


@pytest.fixture(scope="module")
def identity(tmp_path_factory: pytest.TempPathFactory) -> DevelopmentIdentity:
    return development_identity(tmp_path_factory.mktemp("body"))


@pytest.mark.parametrize("dots", [150, 200, 300])
def test_the_code_on_the_certificate_is_read_back_from_paper(
    renderer: Renderer, identity: DevelopmentIdentity, dots: int
) -> None:
    link, page = fullest(), renderer.render("results/birth_certificate.html", CERTIFICATE | CHECKED, CERTIFICATE)
    pdf = sealed(renderer, identity, page, link)
    assert scanned(pdf, dots) == [link]
    assert pages(pdf) == 1


def test_a_long_certificate_with_its_code_stays_on_one_page(renderer: Renderer, identity: DevelopmentIdentity) -> None:
    parent = MOTHER | {"full_name": LONG_NAME, "residence": LONG_PLACE}
    context = child(given_name=LONG_NAME, place_of_birth=LONG_PLACE, place_of_origin=LONG_PLACE)
    full = {**context, **CHECKED, "mother": parent, "father": parent}
    pdf = sealed(renderer, identity, renderer.render("results/birth_certificate.html", full), fullest())
    assert pages(pdf) == 1
    assert len(scanned(pdf, 200)) == 1


def test_a_slips_code_leads_to_its_dossier_and_nowhere_else(renderer: Renderer) -> None:
    pdf = renderer.render("forms/01.html", FORM)
    assert scanned(pdf, 150) == [FORM["follow_at"]]


def figures(element: pikepdf.Object) -> list[str]:
    """What is said in place of each picture, by the tags of the file."""
    kids: Any = element.get("/K", [])
    found = [str(element.Alt)] if element.get("/S") == "/Figure" else []
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        found += figures(kid) if isinstance(kid, pikepdf.Dictionary) else []
    return found


def test_who_cannot_see_a_code_is_told_what_it_is(renderer: Renderer) -> None:
    with pikepdf.open(io.BytesIO(renderer.render("forms/01.html", FORM))) as pdf:
        assert figures(pdf.Root.StructTreeRoot) == ["Mã QR để theo dõi hồ sơ 000.17.22.H31-261124-0001"]
    with pikepdf.open(io.BytesIO(renderer.render("results/birth_certificate.html", CERTIFICATE | CHECKED))) as pdf:
        [field] = pdf.Root.AcroForm.Fields
        assert (str(field.T), str(field.TU)) == ("code", "Mã QR để kiểm tra giấy tờ này")
        assert int(field.Ff) & 1, "a reader that lets people type would show its text in place of its picture"


def test_a_missing_field_stops_the_document_and_the_template_s_line_is_named(renderer: Renderer) -> None:
    with pytest.raises(Incomplete, match=r"^birth_certificate\.html:\d+: 'entry_in_register' is undefined$"):
        renderer.render(
            "results/birth_certificate.html", {k: v for k, v in CERTIFICATE.items() if k != "entry_in_register"}
        )


@pytest.mark.parametrize("number", ["", "12345678901", "03322600012a", "٠٣٣٢٢٦٠٠٠١٢٣"])
def test_only_twelve_digits_are_printed_as_a_personal_number(renderer: Renderer, number: str) -> None:
    with pytest.raises(Incomplete, match="12 digits"):
        renderer.render("results/birth_certificate.html", child(personal_number=number))


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/x.png", "file:///etc/passwd", "data:image/png;base64,AAAA", "file://h/x"]
)
def test_a_page_reaches_for_nothing_outside_the_house(tmp_path: Path, url: str) -> None:
    (tmp_path / "results").mkdir()
    for style in ("decree30.css", "tight.css"):
        (tmp_path / "results" / style).touch()
    (tmp_path / "page.html").write_text(f'<html><body><img alt="" src="{url}"></body></html>')
    with pytest.raises(ForbiddenResource):
        Renderer(tmp_path).render("page.html", {})


@pytest.mark.parametrize(
    ("born", "words"),
    [
        (date(2024, 4, 4), "ngày bốn tháng tư năm hai nghìn không trăm hai mươi tư"),
        (date(2005, 1, 15), "ngày mười lăm tháng một năm hai nghìn không trăm linh năm"),
        (date(2000, 10, 10), "ngày mười tháng mười năm hai nghìn"),
        (date(1991, 12, 31), "ngày ba mươi mốt tháng mười hai năm một nghìn chín trăm chín mươi mốt"),
        (date(2010, 5, 14), "ngày mười bốn tháng năm năm hai nghìn không trăm mười"),
        (date(1955, 5, 25), "ngày hai mươi lăm tháng năm năm một nghìn chín trăm năm mươi lăm"),
        (date(2100, 7, 11), "ngày mười một tháng bảy năm hai nghìn một trăm"),
    ],
)
def test_a_date_is_read_aloud_as_a_registrar_writes_it(born: date, words: str) -> None:
    assert day_in_words(born) == words


def test_small_days_and_the_first_two_months_take_a_zero() -> None:
    assert day(date(2026, 2, 3)) == "ngày 03 tháng 02 năm 2026"
    assert day(date(2026, 3, 13)) == "ngày 13 tháng 3 năm 2026"


def test_a_day_is_vietnams_even_when_it_is_still_yesterday_in_greenwich() -> None:
    late = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
    assert day(late) == "ngày 24 tháng 11 năm 2026"
    assert moment(late) == "01 giờ 00 phút, ngày 24 tháng 11 năm 2026"
    assert iso(late) == "2026-11-24T01:00:00+07:00"


def test_an_amount_has_its_points_and_a_month_its_zero() -> None:
    assert [dong(amount) for amount in (0, 540_000, 23_400_000)] == ["0 đồng", "540.000 đồng", "23.400.000 đồng"]
    assert [month(date(2027, number, 1)) for number in (1, 12)] == ["01 năm 2027", "12 năm 2027"]


def test_a_time_without_its_zone_is_not_printed() -> None:
    with pytest.raises(ValueError, match="zone"):
        moment(datetime(2026, 11, 24))  # noqa: DTZ001 - the fault under test


def test_a_body_stands_on_two_lines() -> None:
    assert letterhead("Ủy ban nhân dân phường Phố Hiến") == ("ỦY BAN NHÂN DÂN", "PHƯỜNG PHỐ HIẾN")
    assert letterhead("Sở Tư pháp") == ("SỞ TƯ PHÁP",)


def test_no_template_reaches_for_the_network() -> None:
    for template in (file for folder in TEMPLATES for file in folder.glob("[rf]*/*.*")):
        assert not re.search(r"https?://|@import", template.read_text()), template
