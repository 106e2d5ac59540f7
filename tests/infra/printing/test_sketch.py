"""A result is shown before it is decided: what the form says, blanks for the rest, and that it is a draft."""

import subprocess
from datetime import date
from typing import Any

import pytest
from pdfboss_fonts import font_dir

from infra.printing.pdf import Incomplete, Renderer
from infra.printing.sketch import DOTS, SKETCH
from infra.runtime.packages import template_folders
from tests.workflows.walks.forms import FORMS
from workflows.engine.procedure import Procedure

TODAY = date(2026, 11, 17)
APPLICANT = {"name": "Nguyễn Thị Thử", "number": "033196000017"}
FRAME = {
    "body": "Ủy ban nhân dân phường Phố Hiến",
    "place": "Phố Hiến",
    "signatory": {"title": "CHỦ TỊCH", "name": ""},
    "stand_in": False,
}


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    """Templates and fonts of the house."""
    assert font_dir()
    return Renderer(*template_folders())


def said_by_form(procedure: type[Procedure[Any]]) -> dict[str, Any]:
    """Give what a form of its tests says of a procedure's result."""
    return procedure.preview(procedure.form.model_validate(FORMS[procedure](TODAY)[0]), APPLICANT)


SAYING = [procedure for procedure in FORMS if said_by_form(procedure)]


@pytest.mark.parametrize("procedure", SAYING, ids=lambda procedure: procedure.code)
def test_whatever_a_form_says_of_its_result_prints_as_a_draft(
    procedure: type[Procedure[Any]], renderer: Renderer
) -> None:
    said = said_by_form(procedure)
    printed = words(renderer.render(procedure.result.template, said | FRAME | {SKETCH: True}))
    assert "DỰ THẢO" in printed
    assert "CHƯA CÓ GIÁ TRỊ" in printed
    assert DOTS in printed


def test_most_forms_say_something_of_their_result() -> None:
    assert len(SAYING) >= len(FORMS) - 1


def test_nothing_but_a_sketch_leaves_a_blank(renderer: Renderer) -> None:
    with pytest.raises(Incomplete):
        renderer.render("results/birth_certificate.html", FRAME)


def words(pdf: bytes) -> str:
    """Read a PDF."""
    read = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(read.stdout.decode().split())
