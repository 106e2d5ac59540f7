"""Who may come to the pages of filing, and what everybody else hears there."""

from infra.local.house import LocalHouse
from infra.local.people import Json, People

PAGE = {"Accept": "text/html"}


async def test_filing_is_for_who_is_surely_known_and_their_own_drafts(
    people: People, house: LocalHouse, couple: Json
) -> None:
    mother = f"citizen:{couple['mother']['number']}"
    weak, sure = await people.who(mother, eid_level=1), await people.who(mother)
    officer = await people.who("officer:tiepnhan.phohien")
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
