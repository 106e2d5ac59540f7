"""A clinic's counter: a chip or a VNeID token proves who is received, and the register's word comes once a visit."""

import html
import secrets
from datetime import UTC, datetime, timedelta

import pytest

from infra.facts.loading import load_offices
from infra.local.people import Caller, Json, People
from tests.api.rest.test_cards import written
from tests.support.door import Door, problem_of

CLINIC, NAME = "33101", "Bệnh viện Đa khoa tỉnh Hưng Yên"


@pytest.fixture
async def desk(door: Door) -> Caller:
    """Who receives patients."""
    return await door.officer("tiepdon.bvhungyen")


async def by_chip(people: People, desk: Caller, number: str, **changes: str) -> Json:
    """What a counter sends that has read a chip."""
    read = (await desk.post("cards", json=await written(people, number))).raise_for_status().json()
    holder = {name: read["holder"][name] for name in ("number", "full_name", "born")}
    sent = {"facility": CLINIC, "visit": secrets.token_hex(6), "card_proof": read["card"], "patient": holder}
    return sent | changes


async def test_a_chip_brings_the_registers_signed_word_and_the_patient_reads_who_asked(
    people: People, desk: Caller, mother: Caller, couple: Json
) -> None:
    sent = await by_chip(people, desk, couple["mother"]["number"])
    answer = (await desk.post("clinic/eligibility", json=sent)).raise_for_status()
    told = answer.json()
    assert (told["state"], told["eligible"], told["reason"]) == ("settled", True, "eligible")
    assert told["receipt"].count(".") == 2
    assert answer.headers["cache-control"] == "private, no-store"
    assert (await desk.post("clinic/eligibility", json=sent)).json() == told
    looks = (await mother.get("me/lookups")).raise_for_status().json()["items"]
    [look] = [one for one in looks if one["what"] == "shared" and one["dataset"] == "insurance"]
    assert (look["by"], look["why"], look["answered"]) == (NAME, "Tiếp đón khám bệnh", True)


async def test_a_vneid_token_proves_it_as_well(people: People, desk: Caller, mother: Caller) -> None:
    token = mother.headers["Authorization"].removeprefix("Bearer ")
    sent = {"facility": CLINIC, "visit": secrets.token_hex(6), "vneid_token": token}
    assert (await desk.post("clinic/eligibility", json=sent)).raise_for_status().json()["eligible"]
    own = desk.headers["Authorization"].removeprefix("Bearer ")
    for wrong in ("x.y.z", own):
        other = sent | {"visit": secrets.token_hex(6), "vneid_token": wrong}
        assert problem_of(await desk.post("clinic/eligibility", json=other), 422, "not-theirs")


async def test_a_child_under_six_is_received_by_the_proof_of_whoever_brings_it_and_its_own_paper(
    people: People, desk: Caller, mother: Caller, couple: Json
) -> None:
    sent = await by_chip(people, desk, couple["mother"]["number"])
    born = f"{datetime.now(UTC).date() - timedelta(days=9)}"
    child = {"full_name": "Nguyễn Bảo An", "born": born}
    for known in ({"certificate": "17/2026"}, {"number": "033326000998"}):
        reception = sent | {"visit": secrets.token_hex(6), "child": child | known}
        told = (await desk.post("clinic/eligibility", json=reception)).raise_for_status().json()
        assert (told["eligible"], told["reason"]) == (False, "under_six")
        assert "birth certificate" in told["words"]
        assert "does not prove" in told["kinship"]
    own = (await desk.post("clinic/eligibility", json=sent)).raise_for_status().json()
    assert (own["reason"], own["kinship"]) == ("eligible", "")
    old = sent | {"visit": secrets.token_hex(6), "child": child | {"number": "033319000998", "born": "2019-01-01"}}
    assert problem_of(await desk.post("clinic/eligibility", json=old), 422, "not-under-six")
    for wrong in (child, child | {"number": "033326000998", "certificate": "17/2026"}):
        assert problem_of(await desk.post("clinic/eligibility", json=sent | {"child": wrong}), 422, "invalid")


async def test_without_proof_for_this_person_nothing_is_asked(
    people: People, desk: Caller, couple: Json, door: Door
) -> None:
    sent = await by_chip(people, desk, couple["mother"]["number"])
    other = sent | {"patient": sent["patient"] | {"number": couple["father"]["number"]}}
    assert problem_of(await desk.post("clinic/eligibility", json=other), 422, "card-proof-wrong")
    for body in (sent | {"card_proof": ""}, sent | {"vneid_token": "x"}, {"facility": CLINIC, "visit": "1"}):
        assert problem_of(await desk.post("clinic/eligibility", json=body), 422, "invalid")
    elsewhere = sent | {"facility": "33102"}
    assert problem_of(await desk.post("clinic/eligibility", json=elsewhere), 403, "other-facility")
    registrar = await door.officer("hotich.phohien")
    assert problem_of(await registrar.post("clinic/eligibility", json=sent), 403, "wrong-role")


@pytest.mark.parametrize(
    "login", ["tiepnhan.phohien", "tiepnhan.caphohien", "tiepnhan.cahungyen", "tiepnhan.bhxhhungyen"]
)
async def test_the_desk_of_an_office_that_is_no_clinic_asks_nothing_about_anybodys_insurance(
    people: People, mother: Caller, couple: Json, door: Door, login: str
) -> None:
    desk = await door.officer(login)
    office = {"phohien": "11953", "caphohien": "11953.CA", "cahungyen": "33.CA", "bhxhhungyen": "33.BHXH"}
    sent = await by_chip(people, desk, couple["mother"]["number"], facility=office[login.partition(".")[2]])
    token = mother.headers["Authorization"].removeprefix("Bearer ")
    by_token = {name: sent[name] for name in ("facility", "visit")} | {"vneid_token": token}
    for body in (sent, by_token):
        told = await door.refuses(desk, 403, "no-clinic", "clinic/eligibility", json=body)
        assert body["facility"] in told["title"] + told.get("detail", "")
    await door.refuses(desk, 403, "no-clinic", f"clinic/visits/{sent['visit']}/correction")


async def test_a_communes_health_station_receives_and_sees_no_visit_of_another_clinic(
    people: People, desk: Caller, couple: Json, door: Door
) -> None:
    station = await door.officer("tiepdon.tytphohien")
    sent = await by_chip(people, station, couple["mother"]["number"], facility="11953.TYT")
    assert (await station.post("clinic/eligibility", json=sent)).raise_for_status().json()["eligible"]
    assert problem_of(await desk.post(f"clinic/visits/{sent['visit']}/correction"), 404, "not-found")


async def test_another_birthday_is_refused_with_the_way_to_put_it_right(
    people: People, desk: Caller, couple: Json, door: Door
) -> None:
    sent = await by_chip(people, desk, couple["mother"]["number"])
    wrong = sent | {"patient": sent["patient"] | {"born": "1950-01-01"}}
    assert problem_of(await desk.post("clinic/eligibility", json=wrong), 409, "does-not-match")
    assert problem_of(await desk.post("clinic/eligibility", json=sent), 409, "does-not-match"), "it is the same visit"
    other = await by_chip(people, desk, couple["father"]["number"], visit=sent["visit"])
    assert problem_of(await desk.post("clinic/eligibility", json=other), 409, "other-patient")
    here = f"clinic/visits/{sent['visit']}/correction"
    wished = (await desk.post(here)).raise_for_status().json()
    assert (wished["state"] in ("asked", "opened"), bool(wished["words"])) == (True, True)
    assert (await desk.post(here)).raise_for_status().json()["wished_at"] == wished["wished_at"], "it is the same wish"
    assert problem_of(await (await door.officer("hotich.phohien")).post(here), 403, "wrong-role")


async def test_where_nothing_differs_there_is_nothing_to_look_into(people: People, desk: Caller, couple: Json) -> None:
    sent = await by_chip(people, desk, couple["mother"]["number"])
    (await desk.post("clinic/eligibility", json=sent)).raise_for_status()
    assert problem_of(await desk.post(f"clinic/visits/{sent['visit']}/correction"), 409, "nothing-differs")
    assert (await desk.post("clinic/visits/nobody/correction")).status_code == 404


async def test_leaders_of_the_province_read_the_measures(people: People) -> None:
    leader, head = await people.who("officer:lanhdao.hungyen"), await people.who("officer:chutich.phohien")
    asked = {"period": "2026"}
    told = (await leader.get("clinic/measures", params=asked)).raise_for_status().json()
    assert told["definition"] == "clinic-receptions@2"
    for facility in told["facilities"]:
        assert (facility["by_number"] is None) == (not facility["insured"])
        assert facility["matched"] <= facility["settled"] <= facility["asked"]
    assert problem_of(await head.get("clinic/measures", params=asked), 403, "out-of-reach")


async def test_a_clinic_that_receives_nobody_by_number_is_listed_with_none_of_all(people: People) -> None:
    leader, police = await people.who("officer:lanhdao.hungyen"), await people.who("officer:lanhdao.cahungyen")
    line = {"unit": "33", "day": "2026-08-01", "content": {"facility": "33199", "insured": 1200}}
    sent = {"kind": "receptions", "document": "Báo cáo tháng 8", "lines": [line]}
    wrong = sent | {"lines": [line | {"day": "2026-08-15"}]}
    assert problem_of(await police.post("registers", json=wrong), 422, "line-wrong")
    (await police.post("registers", json=sent)).raise_for_status()
    for period, expected in (("2026-08", (0.0, 1200, 0, 1)), ("2026", (0.0, 1200, 0, 1))):
        told = (await leader.get("clinic/measures", params={"period": period})).raise_for_status().json()
        [one] = [each for each in told["facilities"] if each["facility"] == "33199"]
        assert tuple(one[name] for name in ("by_number", "insured", "insured_by_number", "months")) == expected
        assert (one["asked"], one["success"], one["median_seconds"]) == (0, None, None)
    told = (await leader.get("clinic/measures", params={"period": "2026-07"})).raise_for_status().json()
    assert "33199" not in {each["facility"] for each in told["facilities"]}, "of that month nothing is known"


async def test_every_clinic_of_the_province_is_told_and_how_many_of_them_receive_by_citizen_number(
    people: People,
) -> None:
    leader = await people.who("officer:lanhdao.hungyen")
    told = (await leader.get("clinic/measures", params={"period": "2026"})).raise_for_status().json()
    listed = load_offices().clinics
    assert {one["facility"]: one["title"] for one in told["facilities"]}.items() >= listed.items()
    there = [one for one in told["facilities"] if one["facility"] in listed and one["asked"]]
    assert (told["receiving"]["numerator"], told["receiving"]["denominator"]) == (len(there), len(listed))
    old = (await leader.get("clinic/measures", params={"period": "2023"})).raise_for_status().json()
    assert old["receiving"] is None, "who was received then is forgotten, which is not nobody"


async def test_the_page_of_clinics_says_what_programs_get_and_is_for_who_sees_the_whole_province(
    people: People,
) -> None:
    leader, head = await people.who("officer:lanhdao.hungyen"), await people.who("officer:chutich.phohien")
    told = (await leader.get("clinic/measures", params={"period": "2026", "lang": "vi"})).raise_for_status().json()
    address = str(leader.http.base_url).partition("/api")[0] + "/programme/clinics"
    answer = await leader.get(address, params={"period": "2026", "lang": "vi"})
    assert answer.status_code == 200, answer.text
    said = html.unescape(answer.text)
    for one in told["facilities"]:
        assert one["title"] in said
    for one in (*told["definitions"], told["receiving"]):
        assert f">{one['definition']}<" in said
    assert f">{told['receiving']['numerator']} / {told['receiving']['denominator']}<" in said
    assert (await head.get(address)).status_code == 403
