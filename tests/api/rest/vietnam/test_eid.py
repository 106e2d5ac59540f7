"""Accounts by programs: the police deliver, a late delivery replaces, and sums say which units are missing."""

import json
import secrets
from datetime import datetime, timedelta
from pathlib import Path

import httpx2
from joserfc.jwk import OKPKey
from joserfc.jws import extract_compact

from domain.base.calendar import VIETNAM
from domain.dossier.acts import ENGINE
from domain.vietnam.programme.eid import ACCOUNTS
from infra.agencies.basis import Mint, development_key
from infra.agencies.consumers import digest_of
from infra.local.house import LocalHouse
from infra.local.people import Caller, Json, People
from infra.vietnam.entries import EID as REGISTER
from infra.vietnam.entries import ProvinceEntries, Wanted
from tests.api.inside import inside
from tests.api.rest.province.test_warehouse_door import told
from tests.support.door import Books, problem_of

EID = "programme/eid"
BASIS = {"rests_on": "law", "words": "Kế hoạch thực hiện Đề án 06"}
TODAY = datetime.now(VIETNAM).date()
DAYS = [(TODAY - timedelta(days=ago)).isoformat() for ago in range(40)]


def count(activated: int, eligible: int = 2_000_000) -> Json:
    told = {"eligible": eligible, "collected": activated, "issued": activated, "activated": activated}
    return told | {"used": activated // 2, "document": "12/BC-CAT"}


async def of(people: People, who: str) -> Caller:
    return await people.who(f"officer:{who}")


async def put(who: Caller, path: str, body: Json) -> Json:
    answer = await who.http.put(f"{EID}/{path}", headers=who.headers, json=body)
    return dict(answer.raise_for_status().json())


async def show(who: Caller, **params: str) -> Json:
    return dict((await who.get(EID, params=params)).raise_for_status().json())


async def test_the_province_is_at_120_70_per_cent_and_a_late_delivery_replaces(people: People) -> None:
    police, leader, day = await of(people, "canbo.cahungyen"), await of(people, "lanhdao.hungyen"), DAYS[35]
    chief, due = await of(people, "lanhdao.cahungyen"), f"{TODAY.year + 1}-12-31"
    await put(chief, f"33/targets/{due}", {"target": 794_007, "document": "Chỉ tiêu Bộ Công an"})
    first = await put(police, f"33/{day}", count(900_000))
    again = await put(police, f"33/{day}", count(900_000))
    late = await put(police, f"33/{day}", count(958_367))
    assert (first["version"], again["version"], late["version"]) == (1, 1, 2)
    # A target holds from the day on which it was entered.
    then = await show(leader, unit="33", at=day)
    assert (then["activated"], then["attainment"]["percent"]) == (958_367, None)
    now = await show(leader, unit="33")
    assert (now["attainment"]["percent"], now["attainment"]["numerator"]) == (120.7, 958_367)
    assert (now["oldest"], now["daily_need"], now["target"]) == (day, 0, 794_007)


async def test_where_the_police_have_a_key_a_count_is_taken_with_their_signature_over_it_alone_and_that_is_kept(
    people: People, house: LocalHouse, books: Books, tmp_path: Path
) -> None:
    police, path, sent = await of(people, "canbo.cahungyen"), f"/api/v1/{EID}/13075/{DAYS[20]}", count(40, 100)
    ours, theirs = (OKPKey.generate_key("Ed25519", auto_kid=True) for _ in range(2))
    development_key(tmp_path / "own.pem", tmp_path / "own.json")
    files = {"33.CA": told(tmp_path / "police.json", ours), "33.SNV": told(tmp_path / "other.json", theirs)}

    async def put_signed(by: str, key: OKPKey, over: bytes, **claims: str) -> httpx2.Response:
        said = {"purpose": "Giao số liệu", "basis": BASIS, "fields": [], "request": digest_of("PUT", path, over)}
        token = Mint(key, by).token("motcua", secrets.token_hex(8), said | claims)
        headers = police.headers | {"Legal-Basis": token, "Content-Type": "application/json"}
        return await http.put(f"http://door{path}", content=json.dumps(sent).encode(), headers=headers)

    async with inside(house, consumer_keys=files, receipt_key_file=str(tmp_path / "own.pem")) as http:
        content = json.dumps(sent).encode()
        unsigned = await http.put(f"http://door{path}", json=sent, headers=police.headers)
        assert problem_of(unsigned, 422, "not-signed")
        assert problem_of(await put_signed("33.CA", ours, b"{}"), 422, "not-signed")
        assert problem_of(await put_signed("33.CA", theirs, content), 422, "not-signed")
        assert problem_of(await put_signed("33.SNV", theirs, content), 422, "not-signed")
        assert problem_of(await put_signed("33.CA", ours, content, about="033195000101"), 422, "not-signed")
        taken = (await put_signed("33.CA", ours, content)).raise_for_status().json()
        again = (await put_signed("33.CA", ours, content)).raise_for_status().json()
    assert (taken["signed"], taken["version"], again["version"]) == (True, 1, 1)
    wanted = Wanted(REGISTER, ("13075",))
    [kept] = await ProvinceEntries(books.database).newest(wanted, ACCOUNTS, ENGINE)
    assert json.loads(extract_compact(kept.content.proof.encode()).payload)["iss"] == "33.CA"


async def test_communes_are_summed_ranked_and_those_that_are_missing_named(people: People) -> None:
    first, second = await of(people, "lanhdao.caphohien"), await of(people, "canbo.casonnam")
    day, leader = DAYS[3], await of(people, "lanhdao.cahungyen")
    await put(first, f"11953/{day}", count(60, 100))
    await put(second, f"11983/{day}", count(50, 50))
    told = await show(leader, unit="33", at=day)
    shares = {row["unit"]["code"]: row["coverage"]["percent"] for row in told["units"]}
    assert (shares["11953"], shares["11983"], shares["12019"]) == (60, 100, None)
    assert [row["missing"] for row in told["units"] if row["unit"]["code"] == "12019"] == [["12019"]]
    own = await show(first, unit="11953", at=day)
    assert (own["coverage"]["numerator"], own["coverage"]["denominator"]) == (60, 100)
    assert problem_of(await first.get(EID, params={"unit": "11983"}), 403, "out-of-reach")


async def test_only_the_police_deliver_and_never_of_a_day_to_come(people: People) -> None:
    other, police = await of(people, "lanhdao.snvhungyen"), await of(people, "canbo.caphohien")

    async def refused(who: Caller, path: str, body: Json, status: int, slug: str) -> None:
        answer = await who.http.put(f"{EID}/{path}", headers=who.headers, json=body)
        assert problem_of(answer, status, slug)

    await refused(other, f"33/{DAYS[1]}", count(1), 403, "not-theirs")
    await refused(police, f"11983/{DAYS[1]}", count(1), 403, "not-theirs")
    await refused(police, "11953/2099-01-01", count(1), 422, "not-yet")
    await refused(await of(people, "canbo.cahungyen"), f"999/{DAYS[1]}", count(1), 422, "no-such-unit")
    await refused(police, f"11953/{DAYS[1]}", count(1) | {"used": 2}, 422, "contradiction")
    await refused(police, f"11953/targets/{DAYS[0]}", {"target": 5, "document": "x"}, 403, "wrong-role")


async def test_counts_of_before_come_as_a_file_and_are_summed_under_the_new_tree(people: People) -> None:
    leader = await of(people, "lanhdao.hungyen")
    line = {"eligible": 200, "collected": 100, "issued": 100, "activated": 100, "used": 50}
    lines = [{"unit": unit, "day": "2025-06-15", "content": line} for unit in ("33", "34")]
    sent = {"kind": "eid", "document": "Báo cáo tháng 6/2025", "lines": lines}
    for added in (2, 0):
        told = (await leader.post("registers", json=sent)).raise_for_status().json()
        assert (told["lines"], told["added"]) == (2, added)
    old = await show(leader, unit="33", at="2025-06-15")
    new = await show(leader, unit="33", at="2025-06-15", tree=TODAY.isoformat())
    assert (old["activated"], new["activated"]) == (100, 200)


async def test_a_file_with_a_wrong_line_enters_nothing_and_names_it(people: People) -> None:
    leader, other = await of(people, "lanhdao.hungyen"), await of(people, "lanhdao.snvhungyen")
    right = {"unit": "11953", "day": DAYS[9], "content": {"closed": 10, "online": 9}}
    wrong = [
        ({"unit": "11953", "day": DAYS[9], "content": {"closed": 1, "online": 2}}, "line-wrong"),
        ({"unit": "11953", "content": {"closed": 1, "online": 1}}, "line-wrong"),
        ({"unit": "33.XYZ", "day": DAYS[9], "content": {"closed": 1, "online": 1}}, "no-such-unit"),
    ]
    for line, slug in wrong:
        sent = {"kind": "work_files", "document": "x", "lines": [right, line]}
        assert problem_of(await leader.post("registers", json=sent), 422, slug)
    sent = {"kind": "work_files", "document": "x", "lines": [right]}
    assert problem_of(await other.post("registers", json=sent), 403, "wrong-role")
    assert (await leader.post("registers", json=sent)).raise_for_status().json()["added"] == 1
