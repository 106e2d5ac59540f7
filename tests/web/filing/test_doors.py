"""Who may come to the pages of filing, and what everybody else hears there."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from api.web.fields import sections
from domain.base.calendar import in_vietnam
from domain.dossier.acts import Actor
from infra.crypto.blind_index import BlindIndex
from infra.db.database import Database
from infra.facts.loading import load_offices
from infra.files.drafts import Content, Drafts
from infra.local.house import LocalHouse
from infra.local.people import PAPER, Json, People
from tests.web.filing.sheet import Sheet
from tests.workflows.walks.forms import FORMS
from workflows.catalogue import PROCEDURES

PAGE = {"Accept": "text/html"}


async def test_filing_is_for_who_is_surely_known_and_their_own_drafts(
    people: People, house: LocalHouse, couple: Json
) -> None:
    mother = f"citizen:{couple['mother']['number']}"
    weak, sure = await people.who(mother, eid_level=1), await people.who(mother)
    officer = await people.who("officer:ketoan.vangiang")
    home = house.api_url
    for who, path, status, says in (
        (sure, "/file/1.001193", 200, "What you need"),
        (sure, "/file/9.999999", 422, "There is no such procedure"),
        (sure, "/drafts", 200, "Applications you have begun"),
        (sure, f"/drafts/{'0' * 32}/check", 404, "There is no such draft"),
        (sure, "/drafts/x/check", 422, "does not have the right form"),
        (sure, "/dossiers/000.01.00.H31-260101-9999/filed", 404, ""),
        (weak, "/file/1.001193", 403, "/login?again=true"),
        (weak, "/drafts", 403, "/login?again=true"),
        (officer, "/file/1.001193", 403, "at the counter"),
        (officer, "/drafts", 200, "There are none"),
    ):
        answer = await who.get(f"{home}{path}", headers=PAGE)
        assert (answer.status_code, says in answer.text) == (status, True), (path, answer.text[-1500:])


async def test_a_file_is_taken_for_a_paper_that_the_procedure_asks_for_alone(
    people: People, house: LocalHouse, couple: Json
) -> None:
    mother = await people.who(f"citizen:{couple['mother']['number']}")
    begun = await mother.post(f"{house.api_url}/file/1.001193", headers=PAGE, follow_redirects=False)
    draft = begun.headers["location"].split("/")[2]
    file = {"file": ("giay.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")}

    for kind, status in (("birth_record", 303), ("mandate", 404), ("<b>", 404)):
        answer = await mother.post(
            f"{house.api_url}/papers", params={"draft": draft, "kind": kind}, files=file, headers=PAGE,
            follow_redirects=False,
        )  # fmt: skip
        assert answer.status_code == status, kind
    empty = await mother.post(
        f"{house.api_url}/papers", params={"draft": draft, "kind": "birth_record"}, data={"x": "y"}, headers=PAGE
    )
    assert (empty.status_code, "No file was chosen" in empty.text) == (422, True)


async def test_what_is_taken_out_or_forgotten_with_its_draft_is_gone_at_once(
    people: People, house: LocalHouse, couple: Json
) -> None:
    mother = await people.who(f"citizen:{couple['mother']['number']}")
    begun = await mother.post(f"{house.api_url}/file/1.001193", headers=PAGE, follow_redirects=False)
    draft = begun.headers["location"].split("/")[2]

    async def bring() -> str:
        """Bring a paper and give its id."""
        files = {"file": ("giay.pdf", PAPER, "application/pdf")}
        where = {"draft": draft, "kind": "birth_record"}
        page = await mother.post(f"{house.api_url}/papers", params=where, files=files, headers=PAGE)
        page = await mother.get(f"{house.api_url}{page.headers['location']}", headers=PAGE)
        return page.text.rpartition('value="remove:')[2][:32]

    async def usable(upload: str) -> bool:
        """Whether it may still be used."""
        return (await mother.get(f"{house.api_url}/me/documents/{upload}/use", headers=PAGE)).status_code == 200

    first, second = await bring(), await bring()
    assert [await usable(one) for one in (first, second)] == [True, True]
    at = f"{house.api_url}/drafts/{draft}"
    await mother.post(f"{at}/papers", data={"do": f"remove:{first}"}, headers=PAGE)
    assert [await usable(one) for one in (first, second)] == [False, True]
    await mother.post(f"{at}/forget", headers=PAGE)
    assert not await usable(second)


async def test_what_is_sent_several_times_at_once_is_kept_once_and_goes_on_each_time(
    people: People, house: LocalHouse, couple: Json
) -> None:
    mother = await people.who(f"citizen:{couple['mother']['number']}")
    begun = await mother.post(f"{house.api_url}/file/1.001193", headers=PAGE, follow_redirects=False)
    at = f"{house.api_url}{begun.headers['location']}"
    sheet = Sheet((await mother.get(at, headers=PAGE)).text.partition("<main")[2]).sent
    sent = sheet | {"child.given_name": "Bảo", "do": "anyway"}

    answers = await asyncio.gather(*(mother.post(at, data=sent, headers=PAGE) for _ in range(6)))

    assert {(one.status_code, one.headers.get("location", "")[-7:]) for one in answers} == {(303, "/mother")}
    where = {"draft": at.split("/")[-2], "kind": "birth_record"}
    files = {"file": ("giay.pdf", PAPER, "application/pdf")}
    papers = [mother.post(f"{house.api_url}/papers", params=where, files=files, headers=PAGE) for _ in range(3)]
    assert {one.status_code for one in await asyncio.gather(*papers)} == {303}
    page = await mother.get(at.replace("/child", "/papers"), headers=PAGE)
    assert page.text.count('value="remove:') == 3, "nothing that was brought is lost"


async def test_nobody_files_who_is_not_known(people: People, house: LocalHouse) -> None:
    draft = f"/drafts/{'0' * 32}"
    gets = ["/file/x", "/drafts", *(f"{draft}/{page}" for page in ("child", "papers", "contact", "check", "forget"))]
    posts = ["/file/x", "/papers", *(f"{draft}/{page}" for page in ("child", "papers", "contact", "submit", "forget"))]
    for method, paths in (("GET", [*gets, "/dossiers/x/filed"]), ("POST", posts)):
        for path in paths:
            answer = await people.api.request(method, f"{house.api_url}{path}")
            assert answer.status_code == 401, path
            page = await people.api.request(method, f"{house.api_url}{path}", headers=PAGE, follow_redirects=False)
            assert page.status_code == (303 if method == "GET" else 401), path


async def test_every_page_of_every_procedure_is_there_and_its_form_files_as_it_was_read_back(
    people: People, house: LocalHouse, couple: Json
) -> None:
    who = await people.who(f"citizen:{couple['mother']['number']}")
    index = house.settings().blind_index_key.get_secret_value()
    mother = Actor(kind="citizen", id=BlindIndex(index).of(couple["mother"]["number"]))
    async with open_drafts(house) as drafts:
        for procedure in PROCEDURES:
            form = FORMS[procedure](in_vietnam(datetime.now(UTC)).date())[0]
            content = Content(form=procedure.form.model_validate(form).model_dump(mode="json"))
            draft = await drafts.begin(procedure.code, mother, content)
            for section in sections(procedure.form, load_offices()):
                at = f"{house.api_url}/drafts/{draft}/{section.slug}"
                page = await who.get(at, headers=PAGE)
                assert page.status_code == 200, at
                sheet = Sheet(page.text.partition("<main")[2]).sent
                saved = await who.post(at, data=sheet, headers=PAGE, follow_redirects=False)
                assert "look=true" not in saved.headers["location"], (procedure.code, section.slug)
            assert (await drafts.find(draft, mother)).content.form == content.form, procedure.code
            for name in ("papers", "contact", "check"):
                answer = await who.get(f"{house.api_url}/drafts/{draft}/{name}", headers=PAGE)
                asked = [one for one in procedure.papers if not one.when or one.needed(form)]
                there = name != "papers" or asked
                assert answer.status_code == (200 if there else 404), (procedure.code, name)
            await drafts.end(draft, mother)


@asynccontextmanager
async def open_drafts(house: LocalHouse) -> AsyncIterator[Drafts]:
    """The drafts of the running house, as its front door has them."""
    database = Database.of_api(house.settings())
    yield Drafts(database)
    await database.close()
