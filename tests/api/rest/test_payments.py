"""A fee is paid on-line or at the counter, and the platform's word counts only with its signature."""

import json
from typing import Any

import httpx2
import pytest

from infra.agencies.signatures import SIGNATURE, signature
from infra.local.house import LocalHouse
from infra.local.people import Caller, Json, People
from tests.support.door import Books, Door, has_status, new_key, problem_of
from tests.support.scanned import RED, document

ORIGINAL = {
    "commune": "11953",
    "title": "Bằng tốt nghiệp đại học",
    "issuer": "Đại học Bách khoa Hà Nội",
    "issued_on": "2018-06-30",
    "pages": 3,
}


async def to_the_fee(door: Door, mother: Caller) -> Json:
    """A copy that waits to be paid."""
    paper = {"kind": "scan", "upload": await door.people.upload(mother, document(RED))}
    sent = {"procedure": "2.000815", "form": ORIGINAL, "documents": [paper]}
    answer = await mother.post("dossiers", json=sent, headers=new_key())
    code = answer.raise_for_status().json()["code"]
    await door.accept(code)
    await door.people.decide(await door.officer("hotich.phohien"), code, "confirm", kind="compare")
    await door.approve(code)
    return await door.people.until(mother, code, lambda shown: "pay" in shown["can"])


@pytest.fixture
async def unpaid(door: Door, mother: Caller) -> Json:
    """A copy that waits to be paid, as its applicant sees it."""
    return await to_the_fee(door, mother)


@pytest.fixture
async def page(mother: Caller, unpaid: Json) -> Json:
    """Where its fee is paid."""
    page: Json = (await mother.post(f"dossiers/{unpaid['code']}/payments")).raise_for_status().json()
    return page


async def pays(people: People, page: Json, **more: Any) -> httpx2.Response:
    """Let the platform take the money."""
    answer = await people.sandbox.post(f"/payments/_payments/{page['reference']}", json={"how": "pay", **more})
    return answer.raise_for_status()


async def test_the_applicant_sees_what_to_pay_and_that_the_clock_stands(unpaid: Json) -> None:
    assert unpaid["status"]["code"] == 6
    assert unpaid["holder"] == "the applicant"
    assert unpaid["waits"]["why"] == "Waits for the fee to be paid"
    assert "clock stopped since" in unpaid["clock"]
    assert unpaid["payments"] == [
        {
            "title": "Phí chứng thực bản sao từ bản chính",
            "amount": 5000,
            "paid": 0,
            "outstanding": 5000,
            "receipts": [],
            "given_back": 0,
            "goes_back": 0,
            "paid_on_portal": False,
            "confirmed": True,
        }
    ]


async def test_paid_on_line_the_copy_is_issued_and_the_receipt_is_there(
    door: Door, people: People, mother: Caller, unpaid: Json, page: Json
) -> None:
    assert page["amount"] == 5000
    shown = await people.sandbox.get(page["href"])
    assert "5.000" in shown.text or "5000" in shown.text
    await people.sandbox.post(page["href"], data={"how": "pay"})
    await people.until(mother, unpaid["code"], has_status(9))
    paid = await people.until(mother, unpaid["code"], lambda shown: shown["payments"][0]["receipts"])
    assert (paid["payments"][0]["paid"], paid["payments"][0]["outstanding"]) == (5000, 0)
    done = await door.finish(mother, unpaid["code"])
    assert "Bằng tốt nghiệp đại học" in await door.certificate(mother, done)


async def test_a_call_back_twice_is_heard_once(
    books: Books, people: People, mother: Caller, unpaid: Json, page: Json
) -> None:
    await pays(people, page, callback="twice")
    await people.until(mother, unpaid["code"], lambda shown: shown["payments"][0]["receipts"])
    assert (await books.acts(unpaid["code"])).count("money_in") == 1


async def test_asked_again_it_is_the_same_payment(mother: Caller, unpaid: Json, page: Json) -> None:
    again = await mother.post(f"dossiers/{unpaid['code']}/payments")
    assert again.json() == page


@pytest.mark.parametrize("change", [{"SoTien": None}, {"SoTien": -1}, {"SoTien": 10**400}, {"MaGiaoDich": ""}])
async def test_a_signed_call_back_that_cannot_be_read_is_refused_and_nothing_is_written(
    door: Door, people: People, change: Json
) -> None:
    said = {"MaDoiTac": "MOTCUA-33", "MaThamChieu": "0" * 24, "MaGiaoDich": "x", "SoTien": 5000, "TrangThai": "00"}
    said |= change
    signed = said | {SIGNATURE: signature(said, b"stand-in-payment-secret")}
    await door.refuses(Caller(people.api, "platform"), 422, "callback-unreadable", "payments/callback", json=signed)


@pytest.mark.parametrize("reference", ["\ud800", "\x00", "ữ"])
async def test_a_reference_that_is_none_of_ours_is_a_forgery_and_no_failure(
    door: Door, people: People, reference: str
) -> None:
    said = {"Content-Type": "application/json"}
    sent = json.dumps({"MaThamChieu": reference, "MaThongDiep": reference})
    nobody = Caller(people.api, "platform")
    await door.refuses(nobody, 401, "unauthenticated", "payments/callback", content=sent, headers=said)
    await door.refuses(nobody, 401, "unauthenticated", "agencies/criminal_records/answers", content=sent, headers=said)


async def test_a_forged_call_back_is_refused_and_journaled(
    books: Books, people: People, house: LocalHouse, unpaid: Json, page: Json
) -> None:
    forged = {"MaDoiTac": "MOTCUA-33", "MaThamChieu": page["reference"], "MaGiaoDich": "x", "SoTien": 5000}
    forged |= {"TrangThai": "00", "MaXacThuc": "0" * 64}
    for _ in range(2):
        answer = await people.api.post(f"{house.api_url}/api/v1/payments/callback", json=forged)
        problem_of(answer, 401, "unauthenticated")
    acts = await books.acts(unpaid["code"])
    assert (acts.count("callback_refused"), acts.count("money_in")) == (1, 0)


async def test_too_much_goes_back_by_itself(people: People, mother: Caller, unpaid: Json, page: Json) -> None:
    await pays(people, page, amount=7500)
    shown = await people.until(mother, unpaid["code"], lambda shown: shown["payments"][0]["given_back"])
    assert (shown["payments"][0]["paid"], shown["payments"][0]["given_back"]) == (7500, 2500)


async def test_the_counter_takes_cash_and_only_once(door: Door, mother: Caller, unpaid: Json) -> None:
    desk = await door.officer("tiepnhan.phohien")
    task = await door.people.task(desk, unpaid["code"], "pay")
    assert (await desk.get(f"tasks/{task['id']}")).json()["amount"] == 5000
    await door.people.decide(desk, unpaid["code"], "pay", kind="pay")
    await door.people.until(mother, unpaid["code"], has_status(9))
    await door.refuses(mother, 409, "nothing-to-pay", f"dossiers/{unpaid['code']}/payments")


async def test_who_paid_and_was_not_heard_of_is_heard_of_when_they_ask_again(
    people: People, mother: Caller, unpaid: Json, page: Json
) -> None:
    await pays(people, page, callback="never")
    problem_of(await mother.post(f"dossiers/{unpaid['code']}/payments"), 409, "nothing-to-pay")
    await people.until(mother, unpaid["code"], has_status(9))


async def test_a_stranger_s_fee_is_not_there(door: Door, stranger: Caller, unpaid: Json) -> None:
    await door.refuses(stranger, 404, "not-found", f"dossiers/{unpaid['code']}/payments")


async def test_while_the_platform_is_down_one_is_told_to_come_again(
    people: People, mother: Caller, unpaid: Json
) -> None:
    await people.fault("payments", "unavailable", calls=-1)
    try:
        answer = await mother.post(f"dossiers/{unpaid['code']}/payments")
        problem_of(answer, 503, "unavailable")
        assert int(answer.headers["retry-after"]) > 0
    finally:
        await people.heal("payments")
    assert (await mother.post(f"dossiers/{unpaid['code']}/payments")).status_code == 200


async def test_the_catalogue_says_what_a_copy_costs(people: People) -> None:
    fee = (await people.api.get("procedures/2.000815")).json()["fee"]
    assert (fee["when"], fee["cap"]) == ("return", 200_000)
    assert fee["per_unit"] == [{"up_to": 2, "each": 2000}, {"up_to": None, "each": 1000}]
