"""Forms as questions on a page: every procedure's form is shown and read back, and nothing typed is lost."""

from datetime import date
from typing import Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field

from api.web.fields import Group, Many, Part, Question, changed, check, disagree, questions, read, said, sections
from api.web.filing.contact import Reached
from domain.base.text import composed
from domain.vietnam.labels import ASKED, CHOICES, FIELDS
from infra.facts.loading import load_offices
from tests.support.declared import ANSWERS
from tests.support.examples import FORM
from tests.web.filing.sheet import Sheet, rendered
from tests.workflows.walks.forms import FORMS
from workflows.catalogue import PROCEDURES
from workflows.engine.askable import NotAskable
from workflows.engine.procedure import Procedure
from workflows.vietnam.civil_status.birth_registration import BirthForm
from workflows.vietnam.police.judicial_record import JudicialRecord, JudicialRecordForm

OFFICES = load_offices()
BIRTH = questions(BirthForm, OFFICES)
MODELS: list[type[BaseModel]] = [
    *(procedure.form for procedure in PROCEDURES),
    *(answer for procedure in PROCEDURES for answer in procedure.answers),
    *ANSWERS.values(),
    Reached,
]


def every(parts: tuple[Part, ...]) -> list[Question]:
    """Give the questions of parts, of several things those of the first, of several kinds those of each."""
    return [question for part in parts for question in _of(part)]


def _of(part: Part) -> list[Question]:
    if isinstance(part, Question):
        return [part]
    if isinstance(part, Many):
        return _of(part.at(0))
    inner = part.parts if isinstance(part, Group) else tuple(one for kind in part.kinds for one in kind.parts)
    return every(inner)


def sheet(answers: Any, parts: tuple[Part, ...] = BIRTH) -> dict[str, str]:
    """What a browser posts of a page that shows these answers."""
    return Sheet(rendered(parts, answers)).sent


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda one: one.code)
def test_a_valid_form_of_every_procedure_is_shown_and_read_back_as_it_was(procedure: type[Procedure[Any]]) -> None:
    parts = questions(procedure.form, OFFICES)
    for form in FORMS[procedure](date(2026, 11, 17)):
        model = procedure.form.model_validate(form)

        answers, errors = read(parts, sheet(model.model_dump(mode="json"), parts))

        assert not errors
        assert procedure.form.model_validate(answers) == model
        assert not disagree(procedure.form, answers)


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda one: one.code)
def test_an_empty_form_is_refused_question_by_question_and_never_in_the_machines_words(
    procedure: type[Procedure[Any]],
) -> None:
    parts = questions(procedure.form, OFFICES)

    answers, errors = read(parts, Sheet(rendered(parts, {})).sent)

    assert errors
    page = Sheet(rendered(parts, answers, errors))
    assert not [name for name in errors if name.replace(".", "-") not in page.ids], "the summary links to each field"
    assert len(page.ids) == len(set(page.ids))
    assert all(words.vi != words.en for words in errors.values())
    assert {section.slug for section in sections(procedure.form)} >= {
        part.key for part in parts if not isinstance(part, Question)
    }


@pytest.mark.parametrize("model", MODELS, ids=lambda one: one.__name__)
def test_every_question_and_every_choice_has_words_in_both_languages(model: type[BaseModel]) -> None:
    for question in every(questions(model, OFFICES)):
        assert question.label.vi != question.label.en, question.name
        if question.kind == "choice":
            assert not [c.value for c in question.choices if c.words.vi == str(c.value)], question.name


def test_no_words_are_kept_that_nothing_asks_for() -> None:
    asked = [q for model in MODELS for q in every(questions(model, OFFICES))]
    values = {str(choice.value) for question in asked for choice in question.choices}
    keys = {question.key for question in asked} | {part.key for model in MODELS for part in questions(model)}

    assert not {name for name in CHOICES if name not in values | {"yes", "no"} and "=" not in name}
    assert not {name for name in ASKED | FIELDS if name.rpartition(".")[2] not in keys}


@pytest.mark.parametrize(
    ("name", "typed", "says"),
    [
        ("mother.number", "0331960000", "12 chữ số"),
        ("mother.number", "003196000017", "không có mã nơi"),
        ("mother.full_name", "", "Hãy nhập"),
        ("mother.full_name", "A", "ít nhất 2 ký tự"),
        ("mother.full_name", "Ă" * 121, "nhiều nhất là 120"),
        ("mother.full_name", "Tạ Oanh 🌸", "không in được"),
        ("mother.full_name", "Tạ\u202eOanh", "U+202E"),
        ("mother.full_name", "O" + "\u0323" * 5, "quá nhiều dấu"),
        ("mother.born-month", "13", "không có ngày này"),
        ("mother.born-day", "", "đủ ngày, tháng và năm"),
        ("mother.born-year", "96", "năm bốn chữ số"),
        ("mother.commune", "Nơi nào đó", "chọn một tên"),
        ("child.sex", "", "Hãy chọn"),
        ("child.ethnicity", "", "Hãy nhập"),
        ("father-there", "", "có hoặc không"),
    ],
)
def test_what_is_wrong_is_said_in_plain_words_and_stays_as_it_was_typed(name: str, typed: str, says: str) -> None:
    posted = sheet(FORM) | {name: typed}

    answers, errors = read(BIRTH, posted)

    (words,) = errors.values()
    assert says in words.vi
    assert sheet(answers).get(name, "") == composed(typed), "it is shown again as it was typed"
    assert sheet(answers)["child.family_name"] == posted["child.family_name"]


def test_names_of_one_letter_of_a_hundred_and_of_many_marks_are_names() -> None:
    typed = {"child.given_name": "Ý", "child.family_name": "Nguye\u0302\u0303n", "mother.full_name": "Hằng " * 20}
    answers, errors = read(BIRTH, sheet(FORM) | typed)

    assert not errors
    assert answers["mother"]["full_name"] == ("Hằng " * 20).strip()
    assert (answers["child"]["given_name"], answers["child"]["family_name"]) == ("Ý", "Nguyễn")


def test_pasted_markup_is_shown_as_text() -> None:
    answers, _ = read(BIRTH, sheet(FORM) | {"child.place_of_birth": "<script>alert(1)</script>"})

    page = rendered(BIRTH, answers)

    assert "<script>" not in page
    assert sheet(answers)["child.place_of_birth"] == "<script>alert(1)</script>"


def test_a_commune_is_found_by_its_name_without_accents_and_by_its_code() -> None:
    for typed in ("pho hien", "PHƯỜNG PHỐ HIẾN", "11953"):
        answers, errors = read(BIRTH, sheet(FORM) | {"mother.commune": typed})
        assert (answers["mother"]["commune"], errors) == ("11953", {})


def test_a_commune_is_found_by_its_own_name_though_its_neighbours_end_like_it() -> None:
    for typed, code in (("tien hung", "12754"), ("Xã Tiên Hưng", "12754"), ("bắc tiên hưng", "12700")):
        answers, errors = read(BIRTH, sheet(FORM) | {"mother.commune": typed})
        assert (answers["mother"]["commune"], errors) == (code, {})


def test_who_is_not_there_is_left_out_once_that_is_said() -> None:
    answers, errors = read(BIRTH, sheet(FORM) | {"father-there": "no"})

    assert not errors
    assert answers["father"] is None
    assert BirthForm.model_validate(answers).father is None


def test_a_locked_answer_is_not_asked_and_not_taken_from_who_posts_it() -> None:
    source = {"mother.full_name": CHOICES["yes"]}
    page = Sheet(rendered(BIRTH, FORM, locked=source))
    assert "mother.full_name" not in page.sent

    answers, _ = read(BIRTH, page.sent | {"mother.full_name": "Somebody Else"}, FORM, source)

    assert answers["mother"]["full_name"] == FORM["mother"]["full_name"]


def test_homes_are_added_and_removed_and_an_empty_one_is_not_forgotten() -> None:
    parts = questions(JudicialRecordForm, OFFICES)
    posted = {"homes.0.address": "Số 1", "homes.0.province": "hung yen", "do": "add:homes"}
    answers, _ = read(parts, posted)

    more = changed(answers, parts, posted)
    assert more
    assert [home.get("address") for home in more["homes"]] == ["Số 1", None]
    assert "homes.1.address" in check(parts, more)

    fewer = changed(more, parts, {"do": "remove:homes.1"})
    assert fewer
    assert [home["province"] for home in fewer["homes"]] == ["33"]
    assert changed(more, parts, {}) is None


def test_answers_that_contradict_each_other_are_named_in_plain_words() -> None:
    home = {"province": "33", "address": "Số 1", "since": "2020-01-01", "until": "2019-01-01"}
    usual: dict[str, Any] = dict(FORMS[JudicialRecord](date(2026, 11, 17))[0])

    faults = disagree(JudicialRecordForm, usual | {"homes": [home]})

    assert "trước ngày bắt đầu" in faults[""].vi


def test_answers_are_said_as_people_read_them() -> None:
    rows = {row.name: row.value.vi for row in said(BIRTH, FORM | {"father": None})}

    assert rows["child.born"] == "10/11/2026"
    assert rows["child.sex"] == "Nữ"
    assert rows["child.ethnicity"] == "Kinh"
    assert rows["mother.commune"] == "Phường Phố Hiến"
    assert rows["father"] == "Không"


class Inner(BaseModel):
    """Something inside of another."""

    model_config = ConfigDict(extra="forbid")

    amount: int = Field(ge=1000, title="Số tiền (đồng)", description="Amount")
    why: Literal["loan"] = Field(title="Lý do", description="Reason")


class Package(BaseModel):
    """What an agency's own form may have that none of ours has."""

    marks: list[str] = Field(min_length=1, title="Ký hiệu", description="Marks")
    inner: Inner | None = Field(default=None, title="Bên trong", description="Inner")
    kind: Literal["a", "b"] = Field(
        default="a",
        title="Loại",
        description="Kind",
        json_schema_extra={"x-words": {"a": {"vi": "Loại A", "en": "Kind A"}, "b": {"vi": "Loại B", "en": "Kind B"}}},
    )
    either: int | str = Field(title="Số hoặc chữ", description="Number or text")


def test_other_forms_may_have_lists_of_texts_single_choices_and_sums_with_separators() -> None:
    parts = questions(Package)
    posted = {
        "marks": "a\r\n b \r\n",
        "inner-there": "yes",
        "inner.amount": "1.250.000",
        "inner.why": "loan",
        "either": "x",
        "kind": "b",
    }

    answers, errors = read(parts, posted)

    assert not errors
    assert Package.model_validate(answers).model_dump() == {
        "marks": ["a", "b"], "inner": {"amount": 1_250_000, "why": "loan"}, "kind": "b", "either": "x",
    }  # fmt: skip
    assert isinstance(parts[1], Group)
    assert {row.name: row.value.en for row in said(parts, answers)}["kind"] == "Kind B"
    assert read(parts, posted | {"inner.amount": "nhiều"})[1]["inner.amount"].vi.endswith("chỉ nhập chữ số.")


class Undecided(BaseModel):
    """A form that leaves open what it asks for."""

    either: Inner | str = Field(title="Một trong hai", description="One of two")


def test_a_form_that_leaves_open_what_it_asks_for_is_refused_by_name() -> None:
    with pytest.raises(NotAskable, match=r"Undecided\.either"):
        questions(Undecided)
