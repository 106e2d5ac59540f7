"""The stand-in's chips: on demand, always signed anew, and never without saying what they are."""

import base64
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest
from cryptography import x509

from sandbox.people import residents
from sandbox.vietnam import chip_layout, id_cards
from tests.sandbox.conftest import Sandbox, client_of


async def test_a_card_has_its_data_groups_its_signature_and_its_face(cards: httpx2.AsyncClient) -> None:
    answer = await cards.post(f"/_chip/{residents.OLD_NUMBER_MOTHER}")
    told = answer.json()
    assert set(told) == {"SoDinhDanh", "DG1", "DG2", "DG13", "SOD", "QR", "GhiChu"}
    assert told["QR"].startswith(f"{residents.OLD_NUMBER_MOTHER}|{residents.OLD_NUMBER_CMND}|Đặng Thị Huệ|25031988|Nữ|")
    assert [base64.b64decode(told[name])[0] for name in ("DG1", "DG2", "DG13", "SOD")] == [0x61, 0x75, 0x6D, 0x77]
    assert b"\xff\xd8\xff" in base64.b64decode(told["DG2"])
    assert "stand-in" in told["GhiChu"]
    assert answer.headers["x-stand-in"] == "motcua-sandbox"
    assert b"DEVELOPMENT ONLY, NOT VALID" in base64.b64decode(told["SOD"])


async def test_who_has_no_card_gets_none_and_no_other_fault_is_known(cards: httpx2.AsyncClient) -> None:
    assert (await cards.post("/_chip/033326004711")).status_code == 404
    assert (await cards.post(f"/_chip/{residents.PLAIN_MOTHER}", json={"wrong": "scratched"})).status_code == 422


def test_the_zone_is_that_of_the_specimen() -> None:
    assert chip_layout.check_digit("D23145890") == "7"
    assert chip_layout.check_digit("D231458907<<<<<<<<<<<<<<<" + "7408122" + "1204159" + "<" * 11) == "6"


async def test_the_authority_outlives_a_restart_and_its_list_is_always_new(tmp_path: Path) -> None:
    seen = []
    for month in (11, 12):
        now = datetime(2026, month, 25, tzinfo=UTC)
        async with client_of(id_cards.create_app(tmp_path, lambda now=now: now)) as cards:  # type: ignore[misc]
            trust = (await cards.get("/trust.pem")).text
        authority, _, listed = trust.partition("-----BEGIN X509 CRL")
        crl = x509.load_pem_x509_crl(b"-----BEGIN X509 CRL" + listed.encode())
        assert len(list(crl)) == 1
        seen.append((authority, crl.next_update_utc))
    assert seen[0][0] == seen[1][0]
    assert seen[0][1] < seen[1][1]  # type: ignore[operator]


async def test_what_to_trust_lies_beside_the_stores_from_the_start(running: Sandbox) -> None:
    async with running.client() as client:
        told = (await client.get("/id-cards/trust.pem")).text
    kept = (running.data / "card-trust.pem").read_text()
    assert kept.partition("-----BEGIN X509 CRL")[0] == told.partition("-----BEGIN X509 CRL")[0]


@pytest.mark.parametrize("number", [residents.PLAIN_MOTHER, residents.PLAIN_FATHER])
async def test_a_face_is_always_the_same(cards: httpx2.AsyncClient, number: str) -> None:
    one, again = [(await cards.post(f"/_chip/{number}")).json()["DG2"] for _ in range(2)]
    assert one == again
