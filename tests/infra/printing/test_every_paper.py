"""Every result and every slip is printed with what it says in the end, for archives and for the blind."""

import io
import re
from pathlib import Path
from typing import Any

import page
import pytest
from jinja2 import DictLoader, UndefinedError
from PIL import Image

from infra.printing.pdf import Renderer
from infra.printing.vocabulary import environment
from infra.runtime.packages import template_folders
from tests.infra.printing.test_pdf import text
from tests.support.finals import RESULTS, SLIPS, final, replacing
from tests.support.reports import REPORTS
from workflows.catalogue import PROCEDURES

FOLDERS = template_folders()
PAPERS = [(result.template, final(office, result)) for office, result in RESULTS]
EVERY: list[tuple[str, dict[str, Any]]] = [
    *PAPERS,
    *((name, replacing(said)) for name, said in PAPERS),
    *SLIPS,
    *REPORTS,
]
EVERY += [(name, {"draft": True, **said}) for name, said in PAPERS]
SAID = re.compile(r"(?:{{|{% if|{% for \w+ in) ([a-z_]+(?:\.[a-z_]+)*)(?= *(?:\||[%}]}))")
"""A field that is printed or asked for, as the source of a template names it."""

MISREAD = "a stream /Length does not match its raw content length"
"""What the validator says, too, of a stream that ends in what could be the end of a line."""


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer(*FOLDERS)


def lengths_hold(pdf: bytes) -> bool:
    """Whether each stream is as long as it says, also one whose last byte happens to be a carriage return."""
    streams = re.finditer(rb"/Length (\d+)[^>]*>>\s*stream\r?\n", pdf)
    return all(pdf[one.end() + int(one.group(1)) :].startswith(b"\nendstream") for one in streams)


def scan() -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (210, 297), "white").save(drawn, "JPEG")
    return drawn.getvalue()


def test_every_result_of_ours_and_every_slip_is_among_them() -> None:
    ours = {procedure.result.template for procedure in PROCEDURES}
    slips = {f"forms/{one.name}" for folder in FOLDERS for one in folder.glob("forms/0*.html")}
    reports = {f"reports/{one.name}" for folder in FOLDERS for one in folder.glob("reports/*.html")}
    assert {name for name, _ in EVERY} == ours | slips | {"forms/refusal.html"} | reports - {"reports/layout.html"}


@pytest.mark.parametrize(("template", "said"), EVERY, ids=lambda value: value if isinstance(value, str) else "")
def test_what_is_printed_keeps_to_the_standards_of_archives_and_of_the_blind(
    renderer: Renderer, template: str, said: dict[str, Any]
) -> None:
    printed = renderer.render(template, said, {"number": "1"}, [scan()] * len(said.get("leaves", ())))
    for profile in (page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1):
        found = {failure.message for failure in page.validate_pdf_bytes(printed, profile=profile).failures}
        assert found - ({MISREAD} if lengths_hold(printed) else set()) == set()


def source(template: str) -> str:
    return next(path.read_text() for folder in FOLDERS if (path := Path(folder, template)).exists())


@pytest.mark.parametrize("template", sorted({name for name, _ in EVERY}))
def test_a_misspelt_field_fails(template: str) -> None:
    written, pages = source(template), environment(*FOLDERS)
    fields = [*SAID.finditer(written)]
    assert fields
    for field in fields:
        misspelt = f"{written[: field.end()]}x{written[field.end() :]}"
        once = pages.overlay(loader=DictLoader({template: misspelt} | others(template)))
        assert any(fails(once, template, said) for name, said in EVERY if name == template), field.group()


def others(template: str) -> dict[str, str]:
    """The rest of the templates, as they are."""
    found = {str(one.relative_to(folder)): one for folder in FOLDERS for one in folder.glob("[rf]*/*.html")}
    return {name: one.read_text() for name, one in found.items() if name != template}


def fails(pages: Any, template: str, said: dict[str, Any]) -> bool:
    try:
        pages.get_template(template).render(said)
    except (
        UndefinedError,
        ValueError,
        TypeError,
        AttributeError,
    ):
        return True
    return False


def printed(renderer: Renderer, template: str) -> str:
    said = next(said for name, said in EVERY if name == template)
    return text(renderer.render(template, said, None, [scan()] * len(said.get("leaves", ()))))


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("results/birth_certificate.html", "Số: 15/2026 GKS-12019-2026-000015"),
        ("results/monthly_allowance.html", "Số: 15/QĐ-UBND QDTCXH-12019-2026-000015"),
        ("results/residence_notice.html", "CÔNG AN XÃ VĂN GIANG Số: 15/TB-CAX TBCT-12019.CA-2026-000015"),
        ("results/residence_notice.html", "quan hệ với chủ hộ: Chồng, theo thông báo số CT-2"),
        ("results/unemployment_benefit.html", "Số: 15/QĐ-SNV QDTCTN-33.SNV-2026-000015"),
        ("results/certified_copy.html", "Số chứng thực: 15, quyển số 01/2026 - SCT/BS"),
        ("results/monthly_allowance.html", "KT. CHỦ TỊCH PHÓ CHỦ TỊCH Tạ Thị Quỳnh Hoa"),
        ("results/monthly_allowance.html", "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ VĂN GIANG Căn cứ Luật Tổ chức chính quyền"),
        ("results/monthly_allowance.html", "Theo đề nghị của Trưởng phòng Văn hóa - Xã hội. QUYẾT ĐỊNH: Điều 1."),
        ("results/monthly_allowance.html", "Nơi nhận: - Như Điều 3; - Lưu: VT."),
        ("results/unemployment_benefit.html", "40 tháng; được hưởng 03 tháng, từ ngày 24 tháng 11 năm 2026 đến hết"),
        ("results/unemployment_benefit.html", "thời gian bảo lưu: 04 tháng. Bảo hiểm xã hội tỉnh Hưng Yên chi trả."),
        ("results/death_extract.html", "Giới tính: Nam"),
        ("results/death_extract.html", "Đã chết vào lúc: 09 giờ 05 phút, ngày 24 tháng 11 năm 2026"),
        ("results/death_extract.html", "Giấy báo tử số: 45/GBT do Bệnh viện Đa khoa tỉnh Hưng Yên cấp ngày 24"),
        ("results/death_extract.html", "Đăng ký khai tử tại: Ủy ban nhân dân xã Văn Giang"),
        ("results/marriage_certificate.html", "VỢ (Ký, ghi rõ họ, chữ đệm, tên) CHỒNG (Ký, ghi rõ họ, chữ đệm, tên)"),
        ("reports/programme.html", "CÔNG AN TỈNH HƯNG YÊN Số: 01/BC-CAT BC-33.CA-2026-0001"),
        ("reports/acceptance.html", "nghiệm thu nhiệm vụ số 7, hoàn thành trong thời hạn./."),
        ("forms/01.html", "Vào Sổ theo dõi hồ sơ, Quyển số: 2026 Số thứ tự: 261124-0001"),
    ],
)  # fmt: skip
def test_a_paper_says_what_the_law_has_it_say(renderer: Renderer, template: str, words: str) -> None:
    said = printed(renderer, template)
    assert words in said


def test_a_form_of_the_police_is_called_as_their_circular_calls_it(renderer: Renderer) -> None:
    said = text(renderer.render(*next(one for one in SLIPS if one[1]["called"])))
    assert said.startswith("Mẫu CT04 ")
    assert "PHIẾU TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ" in said


@pytest.mark.parametrize(
    ("high", "words"), [(26.0, "Số: 15/QĐ-UBND QDTCXH-12019-2026-000015"), (15.6, "QDTCXH-12019-2026-000015")]
)
def test_what_was_signed_before_with_room_for_our_number_alone_is_filled_with_that(
    renderer: Renderer, high: float, words: str
) -> None:
    given = {"number": "QDTCXH-12019-2026-000015", "reference": "15/QĐ-UBND", "body": "Ủy ban nhân dân xã Văn Giang"}
    assert text(renderer.labels({"places": {"number": (175.7, high)}, **given})) == words
