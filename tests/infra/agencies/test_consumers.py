"""Nobody outside is answered without a token that holds for this very request, and every answer has a receipt."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from joserfc.jwk import KeySet, OKPKey

from infra.agencies.basis import LIVES, Mint, development_key, load_key, published
from infra.agencies.consumers import Consumers, Refused, digest_of
from infra.agencies.receipts import Exchange, RegisterKeys, digest, read

AT = 1_795_000_000.0
REQUEST = digest_of("GET", "/warehouse/v1/results?kind=GKS", b"")
CLAIMS = {
    "purpose": "Đăng ký cư trú",
    "basis": {"rests_on": "law", "words": "Nghị định 278/2025/NĐ-CP"},
    "fields": ["number"],
    "request": REQUEST,
    "about": "033196000017",
}


@pytest.fixture
def theirs() -> OKPKey:
    return OKPKey.generate_key("Ed25519", auto_kid=True)


@pytest.fixture
def consumers(tmp_path: Path, theirs: OKPKey) -> Consumers:
    file = tmp_path / "residence.json"
    file.write_text(json.dumps(published(theirs)))
    development_key(tmp_path / "own.pem", tmp_path / "own.json")
    keys = {"residence": RegisterKeys(str(file))}
    return Consumers(keys, load_key(tmp_path / "own.pem"), lambda: AT)


def token(key: OKPKey, at: float = AT, issuer: str = "residence", audience: str = "warehouse", **other: object) -> str:
    return Mint(key, issuer, lambda: at).token(audience, "m-1", CLAIMS | other)


async def test_a_token_that_holds_says_who_asks_what_and_why(consumers: Consumers, theirs: OKPKey) -> None:
    claims = await consumers.read(token(theirs), "warehouse", REQUEST)
    assert (claims.iss, claims.about, claims.fields) == ("residence", "033196000017", frozenset({"number"}))


async def test_one_that_does_not_hold_is_refused_by_what_is_wrong(consumers: Consumers, theirs: OKPKey) -> None:
    other = OKPKey.generate_key("Ed25519", auto_kid=True)
    for wrong, sent in (
        ("there is none", ""),
        ("cannot be read", "x.y.z"),
        ("nobody of that name", token(theirs, issuer="stranger")),
        ("cannot be read", token(other)),
        ("somebody else", token(theirs, audience="insurance")),
        ("its time is over", token(theirs, at=AT - LIVES - 10)),
        ("its time is over", token(theirs, at=AT + 60)),
        ("another request", token(theirs, request=digest_of("GET", "/warehouse/v1/results", b""))),
        ("cannot be read", token(theirs, about="mother")),
        ("cannot be read", token(theirs, basis={"rests_on": "curiosity", "words": "xem"})),
    ):
        with pytest.raises(Refused, match=wrong):
            await consumers.read(sent, "warehouse", REQUEST)
    with pytest.raises(Refused, match="lives too long"):
        await consumers.read(token(theirs, exp=AT + 2 * LIVES), "warehouse", REQUEST)


async def test_without_a_key_for_receipts_nobody_is_answered(consumers: Consumers, theirs: OKPKey) -> None:
    with pytest.raises(Refused, match="there is none"):
        await Consumers(consumers.keys, None, lambda: AT).read(token(theirs), "warehouse", REQUEST)


def test_a_receipt_is_read_with_the_published_key_as_any_registers_is(consumers: Consumers) -> None:
    answer = b'{"items":[]}'
    receipt = consumers.receipt("m-1", REQUEST, answer, "warehouse")
    keys = KeySet.import_key_set(json.loads(json.dumps(consumers.published)))
    proved = read(receipt, keys, Exchange("warehouse", "m-1", REQUEST, digest(answer)))
    assert (proved.request, proved.at) == (REQUEST, datetime.fromtimestamp(AT, UTC))
