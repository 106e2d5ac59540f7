"""A journal's receipts are read anew: whoever bends an answer, its message or its proof is found out."""

import json
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import ECKey, KeySet
from joserfc.jws import JWSRegistry, serialize_compact

from infra.agencies.basis import published
from infra.agencies.receipts import KeysUnknown, RegisterKeys, at_hand, contradiction, digest
from sandbox.registers.guard import Guard
from tests.support.registers import Registers, payload

CODE = "000.01.00.H31-261117-0001"
SAID = '{"KetQua":[]}'
KEPT = {"request": "r", "answer": digest(SAID.encode())}


@pytest.fixture
def guard(tmp_path: Path) -> Guard:
    """The population register."""
    return Registers(tmp_path).lines["population"].guard


def event(guard: Guard, **changes: Any) -> dict[str, Any]:
    """An event as it was recorded."""
    signature = guard.receipt({"jti": f"{CODE}/mother", "request": "r"}, SAID.encode())
    at = json.loads(payload(signature))["iat"]
    receipt = KEPT | {"kid": guard.key.kid, "at": at, "signature": signature} | changes.pop("receipt", {})
    act = {"type": "answered", "agency": "population", "step": "mother", "look": {"receipt": receipt}}
    return {"seq": 3, "act": act | changes.pop("act", {}), "personal": {"said": SAID} | changes.pop("personal", {})}


BENT: list[tuple[dict[str, Any], str]] = [
    ({"personal": {"said": SAID + " "}}, "the answer is not the one that was signed"),
    ({"receipt": {"answer": digest(b"x")}}, "a receipt for another answer"),
    ({"receipt": {"request": "s"}}, "a receipt for another request"),
    ({"receipt": {"at": "2026-11-25T00:00:00Z"}}, "a receipt that says something else than its signature"),
    ({"act": {"step": "father"}}, "a receipt for another message"),
    ({"receipt": {"kid": 7}}, "a receipt that cannot be read"),
    ({"receipt": {"signature": "x.y"}}, "a receipt that cannot be read"),
    ({"receipt": {"signature": ""}}, "an answer without a receipt"),
]


@pytest.mark.parametrize(("changes", "why"), BENT, ids=[why for _, why in BENT])
def test_what_was_bent_is_named(guard: Guard, changes: dict[str, Any], why: str) -> None:
    keys = {"population": KeySet([guard.key])}
    assert contradiction(CODE, [event(guard)], keys) == ""
    assert contradiction(CODE, [event(guard, **changes)], keys) == f"event 3 (answered, population): {why}"


def test_an_erased_answer_leaves_its_receipt_whole(guard: Guard) -> None:
    erased = event(guard) | {"personal": None}
    assert contradiction(CODE, [erased], {"population": KeySet([guard.key])}) == ""


def test_what_cannot_be_checked_is_not_called_false(guard: Guard) -> None:
    unsigned = {"seq": 3, "act": {"type": "answered", "agency": "population", "step": "mother"}, "personal": {}}
    assert contradiction(CODE, [unsigned], {"population": KeySet([guard.key])}) == ""
    assert contradiction(CODE, [event(guard)], {}) == ""


def test_a_register_may_sign_with_an_elliptic_key(guard: Guard) -> None:
    key = ECKey.generate_key("P-256", {"alg": "ES256"}, auto_kid=True)
    said = {"iss": "population", "jti": f"{CODE}/mother", "iat": 1_795_000_000, **KEPT}
    header = {"alg": "ES256", "kid": key.kid, "typ": "receipt+jwt"}
    signature = serialize_compact(header, json.dumps(said).encode(), key, registry=JWSRegistry(algorithms=["ES256"]))
    kept = {"kid": key.kid, "at": 1_795_000_000, "signature": signature}
    assert contradiction(CODE, [event(guard, receipt=kept)], {"population": KeySet([key])}) == ""


async def test_keys_that_cannot_be_had_are_left_out_and_others_read(tmp_path: Path, guard: Guard) -> None:
    there = tmp_path / "there.json"
    there.write_text(json.dumps(published(guard.key)))
    sources = {"population": str(there), "traffic": str(tmp_path / "none.json"), "tax": "http://127.0.0.1:9/jwks"}
    assert list(await at_hand(sources)) == ["population"]
    with pytest.raises(KeysUnknown, match="its keys cannot be had"):
        await RegisterKeys(str(tmp_path / "none.json")).known()
