"""The payment platform's word is taken where it can be one, and no further."""

import json
from datetime import UTC, datetime

import httpx2
import pytest

from infra.agencies.signatures import SIGNATURE, signature
from infra.payments.gateway import Gateway, GatewayDown, Order

ORDER = Order(reference="t", dossier="d", title="Lệ phí", amount=8000, callback="https://us", back_to="https://us")


@pytest.mark.parametrize(
    "page", ["javascript:alert(1)", "http://pay.example/p", "//evil.example", "data:text/html,x", "", "/pay"]
)
async def test_an_applicant_is_sent_to_no_address_that_is_not_secret(page: str) -> None:
    said = {"MaLoi": "00", "UrlThanhToan": page}
    answer = json.dumps(said | {SIGNATURE: signature(said, b"secret")})
    transport = httpx2.MockTransport(lambda _: httpx2.Response(200, text=answer))
    async with httpx2.AsyncClient(base_url="https://pay.example/", transport=transport) as platform:
        with pytest.raises(GatewayDown):
            await Gateway(platform, "us", "secret").begin(ORDER, datetime(2026, 11, 25, tzinfo=UTC))
