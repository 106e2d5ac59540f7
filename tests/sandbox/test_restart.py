"""What the stand-ins were told outlives the process."""

import signal
import smtplib
from collections.abc import Callable
from typing import Any

from tests.sandbox.conftest import Sandbox

Message = Callable[..., dict[str, Any]]


async def test_everything_survives_a_kill(own: Sandbox, newborn: Message, birth: Message) -> None:
    await own.start()
    async with own.client() as client:
        number = (await client.post("/population/v1/newborns", json=newborn())).json()
        entry = (await client.post("/civil-status/v1/births", json=birth())).json()
        keys = (await client.get("/identity/jwks")).json()
        root = (await client.get("/trust/root.pem")).text
    with smtplib.SMTP(own.smtp_host, own.smtp_port) as smtp:
        smtp.sendmail("a@example.vn", ["b@example.vn"], b"Message-ID: <1@x>\r\nSubject: x\r\n\r\nx")
    assert await own.stop(signal.SIGKILL) == -signal.SIGKILL
    await own.start()
    async with own.client() as client:
        assert (await client.post("/population/v1/newborns", json=newborn())).json() == number
        assert (await client.post("/civil-status/v1/births", json=birth())).json() == entry
        assert (await client.post("/civil-status/v1/births", json=birth("b-2"))).json()["So"] == entry["So"] + 1
        assert (await client.get("/identity/jwks")).json() == keys
        assert (await client.get("/trust/root.pem")).text == root
        assert [row["to"] for row in (await client.get("/mail/messages")).json()] == ["b@example.vn"]


async def test_a_termination_is_clean(own: Sandbox) -> None:
    await own.start()
    assert await own.stop(signal.SIGTERM) == 0
