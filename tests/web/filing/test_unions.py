"""Where a form asks for one of several kinds of thing, it is chosen, that kind is asked about, and no other is kept."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any, Literal

import pytest
from playwright.async_api import Browser
from pydantic import BaseModel, Field

from api.web.deciding.form import sections as officers_sections
from api.web.deciding.heard import Heard
from api.web.fields import changed, check, questions, read, said
from domain.base.words import Words
from domain.dossier.acts import Actor
from domain.dossier.journal import Event
from domain.dossier.state import Dossier
from domain.vietnam.labels import CHOICES
from infra.crypto.blind_index import BlindIndex
from infra.facts.loading import load_offices
from infra.files.drafts import Content
from infra.local.house import LocalHouse
from infra.local.people import Caller, Json, People
from tests.support.examples import CODE, MOTHER, TUESDAY, filed, personal
from tests.web.browser import PHONE, Person, at_browser, expect
from tests.web.filing.sheet import Sheet, rendered
from tests.web.filing.story import press, type_in
from tests.web.filing.unions import ACCOUNT, BODY, CASH, HELPER, AidForm, AidProcedure
from tests.web.following.front import Front, front_door
from workflows.engine.askable import NotAskable, unaskable

PARTS = questions(AidForm, load_offices())
FORMS: list[dict[str, Any]] = [
    {"paid": CASH, "helper": None, "earlier": []},
    {"paid": ACCOUNT, "helper": HELPER, "earlier": [CASH, ACCOUNT]},
    {"paid": ACCOUNT, "helper": BODY | {"paid": CASH}, "earlier": [ACCOUNT]},
]


def sent(answers: Any) -> dict[str, str]:
    """What a browser posts of a page that shows these answers."""
    return Sheet(rendered(PARTS, answers)).sent


@pytest.mark.parametrize("form", FORMS)
def test_each_kind_is_shown_and_read_back_as_it_was(form: dict[str, Any]) -> None:
    page = rendered(PARTS, form)

    answers, errors = read(PARTS, Sheet(page).sent)

    assert (answers, errors) == (form, {})
    assert AidForm.model_validate(answers).model_dump(mode="json") == form
    ids = Sheet(page).ids
    assert len(ids) == len(set(ids)), "what two kinds call alike is told apart on the page"


def test_what_is_typed_under_another_kind_than_the_chosen_one_is_not_taken() -> None:
    posted = sent(FORMS[0]) | {"paid.account.bank": "Agribank", "paid.account.how": "account"}

    answers, errors = read(PARTS, posted)

    assert (answers["paid"], errors) == (CASH, {})


def test_who_chooses_nothing_is_asked_to_choose_and_who_chooses_is_asked_about_that_kind_alone() -> None:
    assert {name: words.vi for name, words in read(PARTS, sent({}))[1].items()} == {
        "paid-kind": "Hãy chọn “Cách nhận tiền”.",
        "helper-kind": "Hãy chọn “Người hỗ trợ”.",
    }
    answers, errors = read(PARTS, {"paid-kind": "account", "helper-kind": "Body"})

    assert set(errors) == {"paid.account.bank", "paid.account.number", "helper.Body.code", "helper.Body.paid-kind"}
    assert sent(answers)["paid-kind"] == "account", "what was chosen stays, whatever else is wrong"
    page = Sheet(rendered(PARTS, answers, errors))
    assert not [name for name in errors if name.replace(".", "-") not in page.ids], "the summary links to each field"


def test_a_value_that_is_no_kind_is_no_choice() -> None:
    assert "paid-kind" in read(PARTS, {"paid-kind": "cheque", "helper-kind": "-"})[1]


def test_of_several_things_each_is_of_its_own_kind_and_can_be_added_and_removed() -> None:
    posted = sent(FORMS[1])
    answers, _ = read(PARTS, posted)

    more = changed(answers, PARTS, {"do": "add:earlier"})
    assert more
    assert set(check(PARTS, more)) == {"earlier.2-kind"}
    fewer = changed(more, PARTS, {"do": "remove:earlier.0"})
    assert fewer
    assert fewer["earlier"] == [ACCOUNT, {}]


def test_it_is_said_which_kind_it_is_and_of_that_kind_everything() -> None:
    rows = {row.place: (row.of and row.of.vi, row.label.vi, row.value.vi) for row in said(PARTS, FORMS[1])}

    assert rows["paid"] == ("Cách nhận tiền", "Cách nhận tiền", "Tài khoản")
    assert rows["paid.number"] == ("Cách nhận tiền", "Số tài khoản", "123456789")
    assert rows["helper"][2] == "Một người"
    assert rows["earlier.0"] == ("Lần nhận trước – 1", "Loại", "Tiền mặt")
    assert rows["earlier.0.commune"][2] == "Phường Phố Hiến"
    assert {row.place: row.value.vi for row in said(PARTS, FORMS[0])}["helper"] == "Không"


@pytest.fixture
async def front(house: LocalHouse) -> AsyncIterator[Front]:
    """A front door that knows the procedure."""
    async with front_door(house, AidProcedure) as opened:
        yield opened


async def test_the_officer_reads_which_kind_it_is_with_a_registers_word_beside_its_field(front: Front) -> None:
    act = filed(procedure=AidProcedure.code, personal=personal(form=FORMS[1]))
    event = Event(seq=1, at=TUESDAY, key="1", actor=MOTHER, act=act)
    bank = Heard(Words(vi="Ngân hàng", en="Bank"), "", TUESDAY, "paid", {"bank": "BIDV"})

    found = officers_sections(Dossier(code=CODE, procedure=AidProcedure.code), [event], [bank], front.tools)

    [paid] = [section.lines for section in found if section.label.vi == "Cách nhận tiền"]
    assert [line.value.vi for line in paid] == ["Tài khoản", "Agribank", "123456789"]
    assert [(line.differs, [word.value.vi for word in line.words]) for line in paid[1:]] == [
        (True, ["BIDV"]),
        (False, []),
    ]


async def begun(front: Front, house: LocalHouse, couple: Json) -> tuple[str, Actor]:
    """Begin a draft, and give its address."""
    index = BlindIndex(house.settings().blind_index_key.get_secret_value())
    mother = Actor(kind="citizen", id=index.of(couple["mother"]["number"]))
    return await front.tools.drafts.begin(AidProcedure.code, mother, Content()), mother


@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without a script"])
async def test_somebody_chooses_a_kind_fills_it_in_and_checks_it(
    browser: Browser, front: Front, house: LocalHouse, people: People, mother: Caller, couple: Json, *, script: bool
) -> None:
    draft, who = await begun(front, house, couple)
    async with at_browser(browser, front.url, PHONE, script=script) as person:
        await person.context.set_extra_http_headers({"Authorization": mother.headers["Authorization"]})
        await person.visit(f"/drafts/{draft}/paid")
        assert await person.page.locator("[name='paid.account.bank']").is_visible() is not script
        await press(person)
        await expect(person.page.get_by_text("Hãy chọn “Cách nhận tiền”.").first).to_be_visible()
        await to_account(person, script=script)
        await press(person)
        await type_in(person, **{"helper-kind": "-"})
        await press(person)
        await press(person, "add:earlier")
        await type_in(person, **{"earlier.0-kind": "cash"}, earlier__0__cash__commune="pho hien")
        if script:
            await person.looks_right("citizen/file-one-of-several-kinds-of-many")
        await press(person)
        await person.visit(f"/drafts/{draft}/check")
        for text in ("Tài khoản", "Agribank", "Người hỗ trợ", "Lần nhận trước – 1"):
            await expect(person.page.locator("main")).to_contain_text(text)
        if script:
            await person.looks_right("citizen/file-check-one-of-several-kinds")
    kept = (await front.tools.drafts.find(draft, who)).content.form
    assert kept == {"paid": ACCOUNT, "helper": None, "earlier": [CASH]}
    await front.tools.drafts.end(draft, who)


async def to_account(person: Person, *, script: bool) -> None:
    """Choose the account."""
    await type_in(person, **{"paid-kind": "account"})
    await expect(person.page.locator("[name='paid.account.bank']")).to_be_visible()
    if script:
        await expect(person.page.locator("[name='paid.cash.commune']")).to_be_hidden()
        await person.looks_right("citizen/file-one-of-several-kinds")
    await type_in(person, paid__account__bank="Agribank", paid__account__number="123 456 789")


class Loose(BaseModel):
    """Has no field that it alone requires."""

    phone: str = ""


class Other(Loose):
    """Is told apart by nothing."""


class Untitled(BaseModel):
    own: str


class Like(BaseModel):
    """Holds one of its like."""

    inner: "Like | None" = None
    many: "list[Like]" = []


def test_what_no_page_can_ask_is_named_with_what_to_write_instead() -> None:
    class Asks(BaseModel):
        loose: Loose | Other
        untitled: Untitled | Loose
        mixed: Loose | str
        listed: list[Loose] | str
        table: dict[str, str]
        anything: Any
        half: float
        pair: tuple[str, int]
        days: list[date]
        deep: list[list[str]]
        chosen: list[Literal["a", "b"]]
        like: Like
        fine: list[str] = Field(default=[])

    found = {wrong.what.split(" ")[0].removesuffix(":"): wrong for wrong in unaskable(Asks, CHOICES)}

    assert list(found) == [f"Asks.{name}" for name in list(Asks.model_fields)[:-2]] + ["Like.inner"]
    assert found["Asks.loose"].instead.startswith('give each a tag, kind: Literal["…"]')
    with pytest.raises(NotAskable, match=r"Asks\.loose"):
        questions(Asks)
