"""The register of dossiers (form 07): what an office received in a period, for its desk and its leaders."""

from datetime import UTC, date, datetime, timedelta

from api.services.office_register import note_of
from domain.base.calendar import in_vietnam
from domain.dossier import acts
from infra.local.people import Caller, Json, People
from tests.support.door import Door, words_of
from tests.support.examples import APPROVED, DESK, HAND_OVER, ISSUED, NUMBERED, TO_HAND_OVER, written

SONNAM, THAIBINH = "11983", "13225"


def today() -> date:
    """Give the day it is in Viet Nam now: the suite may run past midnight there."""
    return in_vietnam(datetime.now(UTC)).date()


def period() -> dict[str, str]:
    return {"from": str(today() - timedelta(days=1)), "to": str(today() + timedelta(days=1))}


async def lines(who: Caller, office: str = SONNAM) -> list[Json]:
    """Read the register, page by page."""
    found: list[Json] = []
    cursor: str | None = ""
    while cursor is not None:
        answer = await who.get(f"offices/{office}/register", params=period() | {"cursor": cursor})
        page = answer.raise_for_status().json()
        found, cursor = found + page["items"], page["next"]
    return found


async def test_the_desk_and_the_leader_read_what_was_received(
    door: Door, people: People, mother: Caller, couple: Json
) -> None:
    contact = {"email": "me@example.vn", "phone": "0912345678"}
    code = await people.file(mother, couple, receiving=SONNAM, contact=contact)
    desk, leader = await door.officer("tiepnhan.sonnam"), await door.officer("chutich.sonnam")
    assert code not in {line["code"] for line in await lines(desk)}, "what was not accepted is not received"
    before = today()
    await people.decide(desk, code, "accept")
    days = {str(before), str(today())}
    for who in (desk, leader):
        [line] = [line for line in await lines(who) if line["code"] == code]
        assert (line["applicant"], line["phone"]) == (couple["mother"]["name"], "0912345678")
        assert (line["way"], line["returned_at"]) == ("Trực tuyến", None)
        assert line["received_at"][:10] in days
    words = words_of(await desk.get(f"offices/{SONNAM}/forms/07", params=period())).replace(" ", "")
    for word in ("SỔ THEO DÕI HỒ SƠ", code, "0912345678"):
        assert word.replace(" ", "") in words, word
    received = [line["received_at"] for line in await lines(desk)]
    assert received == sorted(received)


def test_an_office_is_late_by_its_result_and_not_by_whoever_comes_late_for_it() -> None:
    fetched = written(*TO_HAND_OVER)
    fetched.write(acts.HandedOver(task=HAND_OVER.task), DESK, after=timedelta(days=30))
    assert note_of(fetched.dossier) == ""
    late = written(*APPROVED)
    late.write(NUMBERED, after=timedelta(days=30))
    late.go_on([ISSUED, HAND_OVER, (acts.HandedOver(task=HAND_OVER.task), DESK)])
    assert note_of(late.dossier) == "Quá hạn"


async def test_a_register_of_many_pages_holds_every_line_once(
    door: Door, people: People, mother: Caller, couple: Json
) -> None:
    desk = await door.officer("tiepnhan.thaibinh")
    codes = set()
    for _ in range(51):
        code = await people.file(mother, couple, receiving=THAIBINH)
        await people.decide(desk, code, "accept")
        codes.add(code)
    told = [line["code"] for line in await lines(desk, THAIBINH)]
    assert codes <= set(told)
    assert len(told) == len(set(told))


async def test_nobody_else_reads_it_and_no_print_is_longer_than_a_month(door: Door, mother: Caller) -> None:
    for path in (f"offices/{SONNAM}/register", f"offices/{SONNAM}/forms/07"):
        await door.refuses(mother, 403, "wrong-role", path, "GET", params=period())
        for name in ("hotich.sonnam", "vanthu.sonnam"):
            await door.refuses(await door.officer(name), 403, "wrong-role", path, "GET", params=period())
        for name in ("tiepnhan.phohien", "chutich.phohien"):
            await door.refuses(await door.officer(name), 404, "not-found", path, "GET", params=period())
        backwards = {"from": period()["to"], "to": period()["from"]}
        await door.refuses(await door.officer("tiepnhan.sonnam"), 422, "unacceptable", path, "GET", params=backwards)
    long = {"from": str(today() - timedelta(days=31)), "to": str(today())}
    desk = await door.officer("tiepnhan.sonnam")
    await door.refuses(desk, 422, "unacceptable", f"offices/{SONNAM}/forms/07", "GET", params=long)
    assert (await desk.get(f"offices/{SONNAM}/register", params=long)).status_code == 200
