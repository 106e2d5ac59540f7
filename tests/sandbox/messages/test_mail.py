"""Letters are kept, read back, and shown once however often they are delivered."""

import asyncio
import smtplib
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import httpx2
import pytest

from tests.sandbox.conftest import Sandbox

Letter = Callable[[str], EmailMessage]


@pytest.fixture
def letter() -> Letter:
    def write(message_id: str) -> EmailMessage:
        message = EmailMessage()
        message["Message-ID"] = message_id
        message["From"] = "Bộ phận một cửa <motcua@phohien.example>"
        message["To"] = "lan.anh@example.vn"
        message["Subject"] = "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"
        message["X-Motcua-Dossier"] = "H33.1"
        message.set_content("Kính gửi bà Nguyễn Thị Lan Anh <b>& gia đình</b>")
        return message

    return write


async def send(sandbox: Sandbox, message: EmailMessage) -> None:
    def deliver() -> None:
        with smtplib.SMTP(sandbox.smtp_host, sandbox.smtp_port) as smtp:
            smtp.send_message(message)

    await asyncio.to_thread(deliver)


async def kept(client: httpx2.AsyncClient, **asked: str) -> list[dict[str, Any]]:
    letters: list[dict[str, Any]] = (await client.get("/mail/messages", params=asked)).json()
    return letters


async def test_a_letter_is_read_back_with_its_diacritics(running: Sandbox, letter: Letter) -> None:
    await send(running, letter("<read@phohien>"))
    async with running.client() as client:
        [found] = await kept(client, message_id="<read@phohien>", to="lan.anh@example.vn")
    assert found["subject"] == "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"
    assert found["text"].strip() == "Kính gửi bà Nguyễn Thị Lan Anh <b>& gia đình</b>"
    assert (found["from"], found["copies"]) == ("motcua@phohien.example", 0)


async def test_a_second_delivery_is_a_suppressed_copy(running: Sandbox, letter: Letter) -> None:
    for _ in range(3):
        await send(running, letter("<twice@phohien>"))
    async with running.client() as client:
        found = await kept(client, message_id="<twice@phohien>")
    assert [row["copies"] for row in found] == [2]


async def test_letters_are_found_by_header(running: Sandbox, letter: Letter) -> None:
    await send(running, letter("<header@phohien>"))
    async with running.client() as client:
        by_value = {"message_id": "<header@phohien>", "header": "x-motcua-dossier: H33.1"}
        assert len(await kept(client, **by_value)) == 1
        assert await kept(client, **by_value | {"header": "X-Motcua-Dossier: H33.2"}) == []
        assert await kept(client, header="X-None") == []


async def test_the_page_shows_letters_escaped(running: Sandbox, letter: Letter) -> None:
    await send(running, letter("<page@phohien>"))
    async with running.client() as client:
        text = (await client.get("/mail/")).text
    assert "&lt;b&gt;&amp; gia đình" in text
    assert "<b>& gia" not in text


async def test_an_unavailable_mail_server_asks_to_try_later(running: Sandbox, letter: Letter) -> None:
    async with running.client() as client:
        await client.put("/mail/_faults", json={"kind": "unavailable"})
        with pytest.raises(smtplib.SMTPDataError) as refused:
            await send(running, letter("<later@phohien>"))
        assert refused.value.smtp_code == 451
        assert await kept(client, message_id="<later@phohien>") == []
        await send(running, letter("<later@phohien>"))
        assert len(await kept(client, message_id="<later@phohien>")) == 1


async def test_a_letter_is_kept_though_the_answer_was_lost(running: Sandbox, letter: Letter) -> None:
    async with running.client() as client:
        await client.put("/mail/_faults", json={"kind": "drop_answer"})
        with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
            await send(running, letter("<lost@phohien>"))
        await send(running, letter("<lost@phohien>"))
        assert [row["copies"] for row in await kept(client, message_id="<lost@phohien>")] == [1]
        assert (await client.get("/mail/_calls")).json()["messages"]["<lost@phohien>"] == 2
