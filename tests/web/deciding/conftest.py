"""A dossier on its way, and its tasks on the screen."""

import io

import pikepdf
import pytest
from PIL import Image

from domain.tasks.model import DIFFERENCE
from infra.local.people import Caller, Json, People, birth_form
from tests.web.browser import Person


@pytest.fixture
async def code(people: People, mother: Caller, couple: Json) -> str:
    """A birth filed with a name of the mother that the register writes otherwise."""
    form = birth_form(couple)
    form["mother"]["full_name"] = "Nguyễn Thị Khác"
    paper = {"kind": "birth_record", "upload": await people.upload(mother, blank_pdf())}
    answer = await mother.post("uploads", files={"file": ("anh.png", picture(), "image/png")})
    photo = {"kind": "birth_record", "upload": answer.raise_for_status().json()["id"]}
    return await people.file(mother, couple, form=form, documents=[paper, photo])


def blank_pdf() -> bytes:
    """Make a paper that a browser can show."""
    made = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(420, 595))
        pdf.save(made)
    return made.getvalue()


def picture() -> bytes:
    """Make a photo of a paper."""
    made = io.BytesIO()
    Image.new("RGB", (60, 80), "ivory").save(made, "PNG")
    return made.getvalue()


async def open_task(officer: Person, login: str, people: People, code: str, kind: str = "") -> str:
    """Open the task that an officer has on a dossier, and give its address."""
    who = await people.who(f"officer:{login}")
    if kind == "verify" and (await people.task(who, code))["kind"] == DIFFERENCE:
        await people.decide(who, code, "proved", kind=DIFFERENCE)
    task = (await people.task(who, code, kind))["id"]
    await officer.visit(f"/work/{task}")
    return f"/work/{task}"
