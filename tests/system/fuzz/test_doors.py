"""The doors that foreign bytes come in by, over HTTP: every answer is a decent one, and never a failure of ours."""

import json
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from infra.agencies.signatures import SIGNATURE, signature
from infra.local.people import Caller, People
from tests.system.fuzz.mutations import MARKS, fields, json_of, spoil, token_of
from tests.system.fuzz.targets import FOUND, PAID

PAYMENTS, ANSWERS = "payments/callback", "agencies/criminal_records/answers"
SECRETS = {PAYMENTS: b"stand-in-payment-secret", ANSWERS: b"stand-in-register-secret"}
CALLS: dict[str, dict[str, Any]] = {
    PAYMENTS: PAID | {"MaDoiTac": "MOTCUA-33"},
    ANSWERS: FOUND | {"MaThongDiep": "000.01.00.H31-261117-0001/verify"},
}
DECENT = (200, 400, 401, 404, 409, 413, 422)
JSON = {"Content-Type": "application/json"}
TRIES = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck), database=None)
DICE = st.randoms(use_true_random=False)


def sealing(path: str) -> Callable[[Any], Any]:
    """Sign as whoever calls there would."""
    return lambda said: said | {SIGNATURE: signature(said, SECRETS[path])} if isinstance(said, dict) else said


@pytest.mark.parametrize("path", CALLS)
@TRIES
@given(dice=DICE)
async def test_no_call_back_breaks_the_house(path: str, people: People, dice: Random) -> None:
    seal = sealing(path)
    whole = json.dumps(seal(CALLS[path])).encode()
    answer = await people.api.post(path, content=spoil(whole, dice, json_of(seal)), headers=JSON)
    assert answer.status_code in DECENT, answer.text


@pytest.mark.parametrize("path", CALLS)
@pytest.mark.parametrize("name", ["MaThamChieu", "MaThongDiep", "MaGiaoDich", "MaDoiTac", SIGNATURE])
@pytest.mark.parametrize("odd", ["\ud800", "\x00", "x" * 5000, 10**4000, [[[]]], {"": None}, "\ud800/\ud800"])
async def test_no_odd_name_of_a_message_breaks_the_house(path: str, name: str, odd: Any, people: People) -> None:
    for said in (CALLS[path] | {name: odd}, sealing(path)(CALLS[path] | {name: odd})):
        answer = await people.api.post(path, content=json.dumps(said), headers=JSON)
        assert answer.status_code in DECENT, answer.text


@pytest.fixture
async def desk(people: People) -> Caller:
    """Who may read cards."""
    return await people.who("officer:tiepnhan.phohien")


@pytest.fixture
async def card(people: People) -> bytes:
    """A card that is read."""
    told = (await people.sandbox.post("/id-cards/_chip/033195000101")).json()
    parts = {name.lower(): told[name] for name in ("DG1", "DG2", "DG13", "SOD")}
    return json.dumps({"chip": parts, "qr": told["QR"]}).encode()


@TRIES
@given(dice=DICE)
async def test_no_token_breaks_the_house(people: People, desk: Caller, dice: Random) -> None:
    token = desk.headers["Authorization"].partition(" ")[2].encode()
    forged = b"x" + spoil(token, dice, token_of(lambda *_: dice.choice(MARKS))).translate(None, b"\r\n\0 ")
    forged = forged if dice.random() < 0.5 else forged[1:] + b"x"
    answer = await people.api.get("dossiers", headers=[(b"Authorization", b"Bearer " + forged)])
    assert answer.status_code in (200, 400, 401), answer.text


@TRIES
@given(dice=DICE)
async def test_no_card_breaks_the_house(desk: Caller, card: bytes, dice: Random) -> None:
    answer = await desk.post("cards", content=spoil(card, dice, json_of()), headers=JSON)
    assert answer.status_code in DECENT, answer.text


@TRIES
@given(dice=DICE)
async def test_no_upload_breaks_the_house(desk: Caller, dice: Random) -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7\n%%EOF\n\r\n--x--\r\n'
    sent = spoil(part, dice, fields(b"\r\n"))
    answer = await desk.post("uploads", content=sent, headers={"Content-Type": "multipart/form-data; boundary=x"})
    assert answer.status_code in (201, *DECENT), answer.text
