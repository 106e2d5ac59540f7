"""A supplement may correct the form, as long as it stays the same application."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from api.services.corrections import FIXED, changed
from infra.local.people import Caller, Json, People, birth_form
from tests.support.door import Door
from tests.support.examples import COMMUNE, FATHER_NUMBER, MOTHER_NUMBER, NEIGHBOUR
from tests.support.examples import FORM as FAMILY
from workflows.engine.forms import Filing, Form
from workflows.vietnam.civil_status.marriage import MarriageForm

FILING = Filing(applicant=MOTHER_NUMBER, day=date(2026, 11, 17))
ASKED: Json = {"items": ["Tờ khai đúng"], "reason": "Tên trẻ viết sai"}


class Copies(Form):
    """A form whose every fixed side can change."""

    commune: str = COMMUNE
    person: str = MOTHER_NUMBER
    head: str = FATHER_NUMBER
    poor: bool = False
    pages: int = 1
    purpose: str = "Xin việc"

    @property
    def competent(self) -> str:
        return self.commune

    @property
    def parties(self) -> tuple[str, ...]:
        return (self.person,)

    @property
    def consents(self) -> dict[str, str]:
        return {self.head: "household head"}

    @property
    def case(self) -> str:
        return "reduced" if self.poor else ""

    @property
    def units(self) -> int:
        return self.pages


@pytest.mark.parametrize(
    ("other", "fixed"),
    [
        ({"commune": NEIGHBOUR}, ["competent"]),
        ({"person": FATHER_NUMBER}, ["parties"]),
        ({"head": MOTHER_NUMBER}, ["consents"]),
        ({"poor": True}, ["case"]),
        ({"pages": 2}, ["units"]),
        ({"commune": NEIGHBOUR, "pages": 2}, ["competent", "units"]),
        ({"purpose": "Đi học"}, []),
    ],
    ids=str,
)
def test_what_the_filing_fixed_is_named_when_a_correction_changes_it(other: dict[str, Any], fixed: list[str]) -> None:
    assert changed(Copies(), Copies(**other), FILING) == [FIXED[name] for name in fixed]


def test_another_bride_is_another_marriage() -> None:
    couple = {"wife": FAMILY["mother"], "husband": FAMILY["father"]}
    before = MarriageForm.model_validate(couple)
    after = MarriageForm.model_validate(couple | {"wife": FAMILY["mother"] | {"number": "034196001107"}})
    assert [words.en for words in changed(before, after, FILING)] == [
        "the people whom it concerns",
        "those who must agree",
    ]


@pytest.fixture
async def code(door: Door, people: People, mother: Caller, couple: Json) -> str:
    """A dossier of which the desk wants the form corrected."""
    code = await people.file(mother, couple)
    await people.decide(await door.officer("tiepnhan.phohien"), code, "request_supplement", **ASKED)
    await people.until(mother, code, lambda shown: "supply" in shown["can"])
    return code


async def test_what_the_supplement_corrects_is_what_everybody_reads_and_what_is_certified(
    door: Door, people: People, mother: Caller, couple: Json, code: str
) -> None:
    corrected = birth_form(couple)
    corrected["child"]["given_name"] = "Khải"
    for _ in range(2):  # who missed the answer says it again, and it counts once
        (await mother.post(f"dossiers/{code}/supplements", json={"form": corrected})).raise_for_status()
    assert (await door.books.acts(code)).count("supplied") == 1
    desk = await door.officer("tiepnhan.phohien")
    for reader in (mother, desk):
        read = (await reader.get(f"dossiers/{code}/form")).raise_for_status().json()
        assert read["child"]["given_name"] == "Khải"
    task = await people.task(desk, code)
    assert (await desk.get(f"tasks/{task['id']}")).json()["form"]["child"]["given_name"] == "Khải"
    story = await mother.get(f"dossiers/{code}/events")
    assert "Khải" not in story.text
    await door.to_leader(mother, code)
    await door.approve(code)
    words = (await door.certificate(mother, await door.finish(mother, code))).lower()
    assert f"trần {corrected['child']['middle_name']} khải".lower() in words
    assert "khôi" not in words


async def test_papers_and_the_form_come_together(
    door: Door, people: People, mother: Caller, couple: Json, code: str
) -> None:
    papers = [{"kind": "birth_record", "upload": await people.upload(mother)}]
    sent = {"documents": papers, "form": birth_form(couple)}
    (await mother.post(f"dossiers/{code}/supplements", json=sent)).raise_for_status()
    desk = await door.officer("tiepnhan.phohien")
    task = await people.task(desk, code)
    assert len((await desk.get(f"tasks/{task['id']}")).json()["papers"]) == 2


async def test_a_correction_that_makes_another_application_says_what_it_changes_and_what_to_do(
    door: Door, people: People, mother: Caller, couple: Json, code: str
) -> None:
    supplements = f"dossiers/{code}/supplements"
    other = (await people.couples("plain", 2))[1]
    parents = birth_form(couple) | {"father": birth_form(other)["father"]}
    elsewhere = deepcopy(birth_form(couple))
    elsewhere["mother"]["commune"] = "11983"
    for form, what in ((parents, "the people whom it concerns"), (elsewhere, "the deciding office")):
        problem = await door.refuses(mother, 422, "unacceptable", supplements, json={"form": form})
        assert what in problem["title"]
        assert "withdraw this one and file anew" in problem["title"]
    unborn = deepcopy(birth_form(couple))
    unborn["child"]["born"] = "2099-01-01"
    for wrong in ({}, unborn):
        await door.refuses(mother, 422, "form-invalid", supplements, json={"form": wrong})
    await door.refuses(mother, 422, "invalid", supplements, json={})
    assert "supply" in (await people.show(mother, code))["can"]
