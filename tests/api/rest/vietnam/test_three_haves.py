"""The three haves by programs: numbers go in and never come out; who lacks what is for their head alone."""

from sqlalchemy import text

from domain.dossier.acts import ENGINE
from infra.crypto.blind_index import BlindIndex
from infra.local.house import LocalHouse
from infra.local.people import Caller, Json, People
from tests.support.door import Books, problem_of

HAVES = "programme/three-haves"
ABOUT = text("SELECT number FROM exchanges WHERE :who = ANY(about)")
NUMBERS = [f"0331950{number:05}" for number in range(20, 24)]


async def of(people: People, who: str) -> Caller:
    return await people.who(f"officer:{who}")


def staff(body: str = "11983.CA") -> Json:
    told = {"kind": "civil_servant", "since": "2020-01-01"}
    return {
        "body": body,
        "document": "Danh sách 2026",
        "staff": [told | {"number": number, "code": f"cb-t-{n}"} for n, number in enumerate(NUMBERS[:3])],
    }


def found(number: str, level: int) -> Json:
    return {"number": number, "card_until": "2035-01-01", "level": level, "activated": True}


async def test_whoever_is_looked_into_reads_which_police_did_once_a_look(
    people: People, books: Books, house: LocalHouse
) -> None:
    head, police = await of(people, "lanhdao.caphohien"), await of(people, "canbo.cahungyen")
    *_, couple = await people.couples("plain", 9)
    served, stranger = couple["mother"]["number"], "033195000032"
    told = {"kind": "civil_servant", "since": "2020-01-01", "number": served, "code": "cb-t-31"}
    entered = {"body": "11953.CA", "document": "Danh sách 2026", "staff": [told]}
    (await head.post(f"{HAVES}/staff", json=entered)).raise_for_status()
    sent = {"document": "Công văn 12/CAT", "found": [found(served, 2), found(stranger, 2)]}
    for _ in range(2):
        (await police.post(f"{HAVES}/check", json=sent)).raise_for_status()
    own = await people.who(f"citizen:{served}")

    async def lines() -> list[Json]:
        items = (await own.get("me/lookups")).raise_for_status().json()["items"]
        return [one for one in items if one["what"] == "shared" and one["dataset"] == "three_haves"]

    [line] = await lines()
    assert (line["by"], line["basis"], line["fields"]) == (
        "Công an tỉnh Hưng Yên", "Công văn 12/CAT", ["account", "card_until", "portal"],
    )  # fmt: skip
    index = BlindIndex(house.settings().blind_index_key.get_secret_value())
    found_of = await books.database.execute(ENGINE, ABOUT, {"who": index.of(stranger)})
    assert found_of.all() == [], "of whom nothing is kept"
    (await police.post(f"{HAVES}/check", json=sent | {"found": [found(served, 1)]})).raise_for_status()
    assert len(await lines()) == 2


async def test_only_yes_and_no_are_kept_of_those_on_a_staff_register(people: People) -> None:
    head, police = await of(people, "lanhdao.casonnam"), await of(people, "canbo.cahungyen")
    for added in (3, 0):
        told = (await head.post(f"{HAVES}/staff", json=staff())).raise_for_status().json()
        assert told["added"] == added
    sent = {"document": "Rà soát", "found": [found(NUMBERS[0], 2), found(NUMBERS[1], 1), found(NUMBERS[3], 2)]}
    for _ in range(2):
        told = (await police.post(f"{HAVES}/check", json=sent)).raise_for_status().json()
        assert (told["taken"], told["unknown"], told["left"]) == (2, 1, 1)
    own = (await head.get(HAVES, params={"unit": "11983.CA"})).raise_for_status().json()
    assert (own["all_three"]["numerator"], own["all_three"]["denominator"], own["unchecked"]) == (1, 3, 1)
    assert own["at_least"] is True
    assert own["lacking"] == [{"code": "cb-t-1", "card": True, "account": False, "portal": False}]
    unit_head = await of(people, "truongphong.casonnam")
    seen = (await unit_head.get(HAVES, params={"unit": "11983.CA"})).raise_for_status().json()
    assert (seen["all_three"], seen["lacking"]) == (own["all_three"], [])
    assert problem_of(await unit_head.post(f"{HAVES}/staff", json=staff()), 403, "not-theirs")
    leader = await of(people, "lanhdao.hungyen")
    whole = (await leader.get(HAVES, params={"unit": "33"})).raise_for_status().json()
    assert whole["lacking"] == []
    assert "11983.CA" in {one["body"]["code"] for one in whole["bodies"]}


async def test_staff_is_entered_by_its_head_and_looked_into_by_the_police(people: People) -> None:
    head, other = await of(people, "lanhdao.casonnam"), await of(people, "lanhdao.snvhungyen")
    assert problem_of(await other.post(f"{HAVES}/staff", json=staff()), 403, "not-theirs")
    sent = {"document": "Rà soát", "found": [found(NUMBERS[0], 2)]}
    assert problem_of(await head.post(f"{HAVES}/check", json=sent), 403, "not-theirs")
    assert problem_of(await head.get(HAVES, params={"unit": "33"}), 403, "out-of-reach")
    many = {"document": "Rà soát", "found": [found(f"{n:012}", 2) for n in range(501)]}
    assert problem_of(await head.post(f"{HAVES}/check", json=many), 422, "invalid")
