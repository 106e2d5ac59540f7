"""An organisation files in its own name; whoever represents it today sees and acts, and nobody else."""

import pytest
from sqlalchemy import text

from domain.dossier.acts import Actor
from infra.crypto.blind_index import BlindIndex
from infra.local.house import LocalHouse
from infra.local.people import Caller, Json, People
from sandbox.identity.tokens import Mint, Subject
from sandbox.people.organisations import COOPERATIVE, MILL
from sandbox.people.residents import DIVORCED_FATHER, PLAIN_FATHER, PLAIN_MOTHER, TWO_COMMUNES_FATHER
from tests.support.door import Books, Door, new_key
from tests.support.scanned import RED, document

ACTORS = text("SELECT actor FROM events WHERE dossier = :code AND actor ->> 'kind' <> 'engine' ORDER BY seq")
FORM = {
    "title": "Giấy chứng nhận đăng ký doanh nghiệp",
    "number": "0900000001",
    "issuer": "Sở Tài chính tỉnh Hưng Yên",
    "issued_on": "2026-01-05",
    "pages": 2,
    "commune": "11953",
}


async def comes(people: People, number: str, code: str = MILL) -> Caller:
    """Log in for an organisation."""
    return await people.who(f"organisation:{code}:{number}")


@pytest.fixture
async def director(people: People) -> Caller:
    """Who represents the mill."""
    return await comes(people, PLAIN_MOTHER)


async def application(people: People, who: Caller) -> Json:
    """The mill wants a certified copy."""
    paper = {"kind": "scan", "upload": await people.upload(who, document(RED))}
    return {"procedure": "2.000815", "form": FORM, "documents": [paper]}


async def filed(people: People, who: Caller) -> str:
    """File it; give the dossier's code."""
    answer = await who.post("dossiers", json=await application(people, who), headers=new_key())
    return str(answer.raise_for_status().json()["code"])


async def test_an_organisation_is_the_applicant_and_the_journal_knows_who_acted_for_it(
    house: LocalHouse, books: Books, people: People, director: Caller
) -> None:
    code = await filed(people, director)
    colleague = await comes(people, PLAIN_FATHER)
    (await colleague.post(f"dossiers/{code}/withdrawal", json={})).raise_for_status()
    index = BlindIndex(house.settings().blind_index_key.get_secret_value())
    async with books.database.transaction(Actor(kind="engine", id="engine")) as tx:
        actors = [Actor.model_validate(actor) for actor in (await tx.execute(ACTORS, {"code": code})).scalars()]
    mill = index.of_organisation(MILL)
    assert actors == [
        Actor(kind="organisation", id=mill, person=index.of(number)) for number in (PLAIN_MOTHER, PLAIN_FATHER)
    ]
    [first, *_] = (await director.get(f"dossiers/{code}/events")).json()
    assert first["by"] == {"kind": "organisation"}


async def test_all_who_represent_it_today_see_its_dossier_and_nobody_as_themselves(
    door: Door, people: People, director: Caller
) -> None:
    code = await filed(people, director)
    colleague = await comes(people, PLAIN_FATHER)
    assert "withdraw" in (await people.show(colleague, code))["can"]
    assert code in [item["code"] for item in (await colleague.get("dossiers")).json()["items"]]
    elsewhere = await comes(people, TWO_COMMUNES_FATHER, COOPERATIVE)
    for other in (await people.who(f"citizen:{PLAIN_MOTHER}"), elsewhere):
        await door.refuses(other, 404, "not-found", f"dossiers/{code}", "GET")


@pytest.mark.parametrize("number", [DIVORCED_FATHER, TWO_COMMUNES_FATHER], ids=["former", "staff"])
async def test_who_does_not_represent_it_or_no_longer_finds_every_door_closed(
    door: Door, people: People, director: Caller, number: str
) -> None:
    code, who = await filed(people, director), await comes(people, number)
    for path in ("dossiers", f"dossiers/{code}", "me/lookups"):
        await door.refuses(who, 403, "not-representative", path, "GET")
    await door.refuses(who, 403, "not-representative", f"dossiers/{code}/withdrawal", json={})


async def test_what_is_a_persons_own_matter_no_organisation_files(
    door: Door, people: People, director: Caller, couple: Json
) -> None:
    birth = await people.application(director, couple)
    problem = await door.refuses_filing(director, 422, "not-for-organisations", birth)
    assert "log in as the person" in problem["title"] + problem.get("detail", "")
    listed = (await director.get("procedures/2.000815")).json()
    assert listed["applicants"] == ["citizen", "organisation"]


async def test_an_organisation_with_a_persons_number_as_code_is_not_that_person(
    door: Door, people: People, mint: Mint, mother: Caller, couple: Json
) -> None:
    code = await people.file(mother, couple)
    number = couple["mother"]["number"]
    household = {"organisation_code": number, "organisation_name": "Hộ kinh doanh Hoa", "represents": True}
    claims = {"citizen_number": PLAIN_FATHER, "eid_level": 2, **household}
    token = mint.access_token(Subject("household", "Trần Văn Minh", claims), "motcua")
    who = Caller(people.api, "household", {"Authorization": f"Bearer {token}"})
    await door.refuses(who, 404, "not-found", f"dossiers/{code}", "GET")


@pytest.mark.parametrize(
    ("changed", "status", "slug"),
    [
        ({"represents": False}, 403, "not-representative"),
        ({"represents": "true"}, 403, "not-representative"),
        ({"represents": None}, 403, "not-representative"),
        ({"organisation_code": ""}, 401, "unauthenticated"),
        ({"organisation_code": None}, 401, "unauthenticated"),
        ({"organisation_code": "0900000001\n"}, 401, "unauthenticated"),
        ({"organisation_name": ""}, 401, "unauthenticated"),
        ({"citizen_number": ""}, 401, "unauthenticated"),
    ],
)
async def test_a_token_that_does_not_say_who_acts_for_whom_by_right_is_refused(
    door: Door, people: People, mint: Mint, changed: Json, status: int, slug: str
) -> None:
    claims: Json = {"citizen_number": PLAIN_MOTHER, "eid_level": 2, "organisation_code": MILL, "represents": True}
    claims |= {"organisation_name": "Công ty TNHH May Phố Hiến"} | changed
    token = mint.access_token(Subject("x", "X", claims), "motcua")
    await door.refuses(Caller(people.api, "x", {"Authorization": f"Bearer {token}"}), status, slug, "dossiers", "GET")
