"""Whoever is interrupted, comes twice, or brings what nobody takes loses nothing and is told plainly."""

import re
from pathlib import Path

from infra.local.house import LocalHouse
from infra.local.people import Json
from tests.web.browser import PHONE, Person, expect
from tests.web.conftest import SitDown
from tests.web.filing.story import SHEET, about_child, begin, bring_paper, file_it, press, type_in, up_to_check
from tests.web.test_session_over import log_in_beside, send_again, session_over

HUGE = 200 * 1024 * 1024


async def a_mother(somebody: SitDown, couple: Json, **options: bool) -> Person:
    return await somebody(f"citizen:{couple['mother']['number']}", **options)


async def to_papers(person: Person) -> str:
    """Leave the form for later, and give the address of the papers."""
    await begin(person)
    await person.page.goto(person.page.url.replace("/child", "/papers"))
    return person.page.url


async def test_a_session_that_ends_in_the_middle_keeps_what_was_typed(somebody: SitDown, couple: Json) -> None:
    person, other = await a_mother(somebody, couple), await a_mother(somebody, couple)
    await begin(person)
    await type_in(person, child__family_name="Trần", child__given_name="Bảo")
    await other.context.request.post(f"{other.home}/logout?everywhere=true", headers={"Origin": other.home})

    await press(person)
    await log_in_beside(person, f"citizen:{couple['mother']['number']}")
    await send_again(person.page)

    assert await person.page.input_value("[name='child.family_name']") == "Trần"
    await about_child(person)
    await expect(person.page.get_by_role("heading", level=1)).to_have_text("Mẹ")


async def test_a_file_whose_session_ended_on_its_way_is_chosen_again(
    somebody: SitDown, couple: Json, house: LocalHouse
) -> None:
    person = await a_mother(somebody, couple)
    await to_papers(person)
    await session_over(person, house)
    await person.page.set_input_files("#birth_record-file", files=[SHEET])
    await person.page.click("#birth_record form[data-upload] button")

    again = person.page.get_by_label("Hãy chọn lại: giay-chung-sinh.pdf")
    await expect(again).to_be_visible()
    await log_in_beside(person, f"citizen:{couple['mother']['number']}")
    await again.set_input_files([SHEET])
    await send_again(person.page)

    await expect(person.page.locator("#birth_record")).to_contain_text("giay-chung-sinh.pdf")


async def test_of_two_windows_the_later_is_told_and_keeps_what_was_typed(somebody: SitDown, couple: Json) -> None:
    person = await a_mother(somebody, couple)
    await begin(person)
    other = Person(person.context, await person.context.new_page(), person.home)
    await other.page.goto(person.page.url)
    await about_child(person, child__given_name="Bảo")

    await type_in(other, child__given_name="Khang")
    await press(other)

    await expect(other.page.get_by_text("đã được sửa ở cửa sổ hoặc thiết bị khác")).to_be_visible()
    assert await other.page.input_value("[name='child.given_name']") == "Khang"
    await other.looks_right("citizen/file-two-windows")
    await about_child(other, child__given_name="Khang")
    await person.page.go_back()
    await person.page.reload()
    assert await person.page.input_value("[name='child.given_name']") == "Khang"


async def test_who_goes_back_and_changes_an_answer_hears_of_no_other_window(somebody: SitDown, couple: Json) -> None:
    for script in (True, False):
        person = await a_mother(somebody, couple, script=script)
        await begin(person)
        await about_child(person, child__given_name="Bảo")

        await person.page.go_back()
        assert await person.page.input_value("[name='child.given_name']") == "Bảo"
        await about_child(person, child__given_name="Khang")

        await expect(person.page.get_by_role("heading", level=1)).to_have_text("Mẹ")
        await person.page.go_back()
        assert await person.page.input_value("[name='child.given_name']") == "Khang"


async def test_a_double_click_keeps_a_page_once_and_goes_on(somebody: SitDown, couple: Json) -> None:
    for script in (True, False):
        person = await a_mother(somebody, couple, script=script)
        await begin(person)
        child = person.page.url
        await type_in(person, child__family_name="Trần", child__given_name="Bảo")

        await person.page.dblclick("main button[value=next]")

        # Looked at again and again: the second click may break off what the first began to open.
        await expect(person.page).to_have_url(re.compile(r"/child\?"))
        await expect(person.page.locator(".govuk-notification-banner")).to_have_count(0)
        await person.page.goto(child)
        assert await person.page.input_value("[name='child.given_name']") == "Bảo"


async def test_another_language_in_the_middle_of_a_form_loses_nothing(somebody: SitDown, couple: Json) -> None:
    person = await a_mother(somebody, couple)
    await begin(person)
    await type_in(person, child__family_name="Trần 🌸")

    await press(person, "lang:en")

    await expect(person.page.get_by_role("heading", level=1)).to_have_text("The child")
    assert await person.page.input_value("[name='child.family_name']") == "Trần 🌸"
    await press(person)
    await expect(person.page.get_by_text("holds a picture that no paper can print").first).to_be_visible()
    await person.looks_right("citizen/file-section-with-errors")
    form = person.page.url.partition("?")[0]
    await person.page.goto(f"{form}?look=true&lang=ar-XB")
    await person.looks_right("citizen/file-section-mirrored")
    await person.page.goto(f"{form}?look=true&lang=en")
    await press(person, "anyway")
    await expect(person.page.get_by_role("heading", level=1)).to_have_text("Mother")


async def test_a_name_of_a_hundred_letters_stays_within_the_page(somebody: SitDown, couple: Json) -> None:
    person = await a_mother(somebody, couple)
    await begin(person)

    await about_child(person, child__family_name="Ng" * 50, child__given_name="<b>Ý</b>")

    await expect(person.page.get_by_text("dài 100 ký tự, nhiều nhất là 40").first).to_be_visible()
    await person.page.goto(person.page.url.replace("/child?look=true", "/check"))
    await expect(person.page.get_by_text("<b>Ý</b>")).to_be_visible()
    await person.looks_right("citizen/file-check-with-errors")


async def test_who_is_off_line_keeps_the_page_and_goes_on_later(somebody: SitDown, couple: Json) -> None:
    person = await a_mother(somebody, couple)
    await begin(person)
    await type_in(person, child__family_name="Trần")
    await person.context.set_offline(True)

    await person.page.click("main button[value=next]")

    await expect(person.page.get_by_text("Ông/bà đang mất kết nối")).to_be_visible()
    await person.looks_right("citizen/file-off-line")
    await person.context.set_offline(False)
    await about_child(person)
    await expect(person.page.get_by_role("heading", level=1)).to_have_text("Mẹ")


async def test_a_phone_with_a_wrong_clock_files_at_the_right_time(somebody: SitDown, couple: Json) -> None:
    person = await somebody(f"citizen:{couple['mother']['number']}", size=PHONE, language="en")
    await person.page.clock.set_fixed_time("2001-01-01T00:00:00Z")
    await up_to_check(person, couple)

    await person.looks_right("citizen/file-check")
    await file_it(person)

    await person.looks_right("citizen/filed")
    assert await person.page.evaluate("new Date().getFullYear()") == 2001
    await expect(person.page.locator("main")).not_to_contain_text("2001")


async def test_a_file_of_200_megabytes_and_one_of_another_kind_are_refused_beside_their_paper(
    somebody: SitDown, couple: Json, tmp_path: Path
) -> None:
    huge, odd = tmp_path / "giay.pdf", tmp_path / "giay.docx"
    with huge.open("wb") as file:
        file.truncate(HUGE)
    odd.write_bytes(b"PK\x03\x04 a document")
    for script in (True, False):
        person = await a_mother(somebody, couple, script=script)
        await to_papers(person)
        for path, says in ((huge, "Tệp lớn hơn 10 MB"), (odd, "Chỉ nhận tệp PDF")):
            await person.page.set_input_files("#birth_record-file", path)
            await person.page.click("#birth_record form[data-upload] button")
            await expect(person.page.locator("#birth_record .govuk-error-message")).to_contain_text(says)
        if script:
            await person.looks_right("citizen/file-papers-refused")
        await bring_paper(person)
        await person.page.click("#birth_record button[value^=remove]")
        await expect(person.page.get_by_text("giay-chung-sinh.pdf")).to_have_count(0)


async def test_somebody_elses_draft_is_not_there(somebody: SitDown, couple: Json) -> None:
    mother = await a_mother(somebody, couple)
    await begin(mother)
    father = await somebody(f"citizen:{couple['father']['number']}")

    await father.page.goto(mother.page.url)

    await expect(father.page.get_by_role("heading", level=1)).to_have_text("Không có bản nháp này.")
    path = mother.page.url.removeprefix(mother.home)
    for end in ("/child", "/papers", "/contact", "/submit"):
        answer = await father.context.request.post(
            father.home + path.replace("/child", end), headers={"Origin": father.home, "Accept": "text/html"}
        )
        assert answer.status == 404
    draft = path.split("/")[2]
    await father.context.request.post(f"{father.home}/drafts/{draft}/forget", headers={"Origin": father.home})
    await mother.page.reload()
    await expect(mother.page.get_by_role("heading", level=1)).to_have_text("Trẻ em")
