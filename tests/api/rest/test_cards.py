"""Cards at the counter: the chip proves its holder to the filing, the QR code only fills the form in."""

import base64
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.container import _card_trust
from domain.dossier.acts import Actor
from domain.vietnam.people.cards import CardProofWrong
from infra.crypto.blind_index import BlindIndex
from infra.id_cards.card_proof import LIVES, CardProofs
from infra.id_cards.card_trust import CardTrustUnusable
from infra.local.house import LocalHouse
from infra.local.people import Caller, Json, People
from tests.support.door import Door, new_key

DESK = Actor(kind="officer", id="cb-1", agency="11953")
AT = datetime(2026, 11, 25, 3, tzinfo=UTC)
SECRET = "ab" * 32


@pytest.fixture
async def desk(door: Door) -> Caller:
    """The receiving officer of Phố Hiến."""
    return await door.officer("tiepnhan.phohien")


@pytest.fixture
def number(couple: Json) -> str:
    """The mother's, who stands at the counter."""
    return str(couple["mother"]["number"])


async def written(people: People, number: str, wrong: str = "") -> Json:
    """Write a card in the sandbox, as a reader would send it."""
    answer = await people.sandbox.post(f"/id-cards/_chip/{number}", json={"wrong": wrong})
    told = answer.raise_for_status().json()
    return {"chip": {name.lower(): told[name] for name in ("DG1", "DG2", "DG13", "SOD")}, "qr": told["QR"]}


async def proof(desk: Caller, card: Json) -> str:
    """Read a card and give what a filing carries."""
    return str((await desk.post("cards", json=card)).raise_for_status().json()["card"])


async def at_the_counter(people: People, desk: Caller, couple: Json, **changes: str) -> Json:
    """Write an application that the desk files for the mother."""
    mother = {"number": couple["mother"]["number"], "name": couple["mother"]["name"]}
    return await people.application(desk, couple, applicant=mother, **changes)


async def test_a_chip_tells_its_holder_and_proves_it_to_the_filing(
    people: People, desk: Caller, couple: Json, number: str, house: LocalHouse
) -> None:
    card = await written(people, number)
    answer = await desk.post("cards", json=card)
    read = answer.raise_for_status().json()
    assert (read["proved"], read["holder"]["number"], read["holder"]["sex"]) == (True, number, "female")
    assert read["holder"]["full_name"] == couple["mother"]["name"]
    assert answer.headers["cache-control"] == "private, no-store"
    code = await people.file(desk, couple, **await at_the_counter(people, desk, couple, card=read["card"]))
    [filed, *_] = (await desk.get(f"dossiers/{code}/events")).json()
    assert filed["words"] == "Filed, identity proved by chip"
    assert (filed["by"]["kind"], filed["facts"]["identity"]["how"]) == ("officer", "chip")
    assert len(filed["facts"]["identity"]["sod"]) == 64
    assert number not in str(filed)
    log = (house.folder / "logs" / "api.log").read_text()
    assert not [secret for secret in (number, couple["mother"]["name"], card["chip"]["sod"][:40]) if secret in log]


async def test_a_filing_without_a_chip_says_nothing_of_one(people: People, desk: Caller, couple: Json) -> None:
    code = await people.file(desk, couple, **await at_the_counter(people, desk, couple))
    [filed, *_] = (await desk.get(f"dossiers/{code}/events")).json()
    assert "identity" not in filed["facts"]


async def test_a_qr_code_only_fills_the_form_in(people: People, desk: Caller, number: str) -> None:
    face = (await written(people, number))["qr"]
    read = (await desk.post("cards", json={"qr": face}, headers={"Accept-Language": "vi"})).raise_for_status().json()
    assert (read["proved"], read["card"], read["holder"]["number"]) == (False, "", number)
    assert read["words"] == "Mã QR chỉ để điền sẵn, không chứng minh danh tính."


@pytest.mark.parametrize(
    ("wrong", "slug"),
    [
        ("forged", "card-forged"),
        ("altered_sod", "card-forged"),
        ("swapped", "card-swapped"),
        ("swapped_qr", "card-swapped"),
        ("expired_card", "card-expired"),
        ("expired_signer", "card-signer-expired"),
        ("revoked_signer", "card-signer-revoked"),
        ("unknown_country", "card-issuer-unknown"),
        ("wrong_check_digit", "card-unreadable"),
    ],
)
async def test_a_wrong_card_is_refused_by_its_name_in_both_languages(
    people: People, desk: Caller, door: Door, number: str, wrong: str, slug: str
) -> None:
    problem = await door.refuses(desk, 422, slug, "cards", json=await written(people, number, wrong))
    assert number not in str(problem)


async def test_only_the_one_stop_desk_reads_cards(people: People, door: Door, mother: Caller, number: str) -> None:
    card = await written(people, number)
    await door.refuses(mother, 403, "wrong-role", "cards", json=card)
    await door.refuses(await door.officer("hotich.phohien"), 403, "wrong-role", "cards", json=card)


@pytest.mark.parametrize("body", [{}, {"qr": ""}, {"chip": {"dg1": "AA=="}}, {"qr": "x" * 3000}, {"face": "x"}])
async def test_a_card_of_another_shape_is_refused(door: Door, desk: Caller, body: Json) -> None:
    await door.refuses(desk, 422, "invalid", "cards", json=body)


async def test_bytes_that_are_no_chip_are_refused(door: Door, desk: Caller) -> None:
    none = base64.b64encode(b"\x77\x82" + bytes(400)).decode()
    await door.refuses(
        desk, 422, "card-unreadable", "cards", json={"chip": dict.fromkeys(("dg1", "dg2", "dg13", "sod"), none)}
    )
    await door.refuses(desk, 422, "card-unreadable", "cards", json={"qr": "https://example.vn"})


async def test_the_chip_of_somebody_else_proves_no_applicant(
    people: People, desk: Caller, door: Door, couple: Json
) -> None:
    fathers = await proof(desk, await written(people, couple["father"]["number"]))
    application = await at_the_counter(people, desk, couple, card=fathers)
    await door.refuses_filing(desk, 422, "card-proof-wrong", application)


async def test_a_reading_counts_for_the_officer_who_read_alone(
    people: People, desk: Caller, door: Door, couple: Json, number: str
) -> None:
    read = await proof(desk, await written(people, number))
    colleague = await door.officer("tiepnhan.vangiang")
    application = await at_the_counter(people, colleague, couple, card=read)
    await door.refuses_filing(colleague, 422, "card-proof-wrong", application)


async def test_who_files_for_themselves_brings_no_card(
    people: People, desk: Caller, door: Door, mother: Caller, application: Json, number: str
) -> None:
    read = await proof(desk, await written(people, number))
    await door.refuses_filing(mother, 422, "unacceptable", application | {"card": read})


@pytest.mark.parametrize("card", ["x", "a.b.c", "..", "eyJhbGciOiJub25lIn0.e30."])
async def test_what_is_no_proof_is_refused(people: People, desk: Caller, door: Door, couple: Json, card: str) -> None:
    await door.refuses_filing(desk, 422, "card-proof-wrong", await at_the_counter(people, desk, couple, card=card))


async def test_the_same_filing_with_a_newer_reading_is_the_same_dossier(
    people: People, desk: Caller, couple: Json, number: str
) -> None:
    card, key, codes = await written(people, number), new_key(), set()
    application = await at_the_counter(people, desk, couple)
    for _ in range(2):
        sent = application | {"card": await proof(desk, card)}
        codes.add((await desk.post("dossiers", json=sent, headers=key)).raise_for_status().json()["code"])
    assert len(codes) == 1


def proofs(secret: str = SECRET) -> CardProofs:
    return CardProofs(BlindIndex(SECRET), secret)


def test_a_proof_says_what_was_read_and_nothing_of_the_person() -> None:
    said = proofs().issue("033195000101", "Nguyễn Thị Lan Anh", "ab" * 32, DESK, AT)
    read = proofs().read(said, "033195000101", "NGUYỄN THỊ  LAN ANH", DESK, AT + LIVES)
    assert (read.sod, read.at) == ("ab" * 32, AT)
    head, claims, _ = said.split(".")
    assert "0331" not in str(base64.urlsafe_b64decode(f"{claims}==")) + str(base64.urlsafe_b64decode(f"{head}=="))


@pytest.mark.parametrize(
    ("number", "name", "late"),
    [("033092000102", "A B", 0), ("033195000101", "A C", 0), ("033195000101", "A B", 1)],
)
def test_a_proof_is_one_persons_and_ends_soon(number: str, name: str, late: int) -> None:
    said = proofs().issue("033195000101", "A B", "ab" * 32, DESK, AT)
    with pytest.raises(CardProofWrong):
        proofs().read(said, number, name, DESK, AT + LIVES + timedelta(seconds=late))


def test_a_proof_of_another_house_proves_nothing() -> None:
    said = proofs("cd" * 32).issue("033195000101", "A B", "ab" * 32, DESK, AT)
    with pytest.raises(CardProofWrong):
        proofs().read(said, "033195000101", "A B", DESK, AT)


def test_production_does_not_open_with_the_sandboxs_authority(house: LocalHouse) -> None:
    given = house.settings().model_copy(update={"environment": "production"})
    with pytest.raises(CardTrustUnusable, match="made for development"):
        _card_trust(given)
    assert _card_trust(house.settings().model_copy(update={"card_trust_file": ""})) is None
    assert Path(house.settings().card_trust_file).exists()
