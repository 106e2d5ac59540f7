"""Phones and the identity app are told in short, once, whatever the gateway does."""

from collections.abc import AsyncIterator

import httpx2
import pytest
from pydantic import SecretStr

from domain.base.words import Words
from infra.facts.loading import load_offices
from infra.identity.one_time_codes import OneTimeCodes
from infra.notifications.messenger import Gateway, Messenger, Refused, Unavailable
from infra.notifications.notices import Mailer
from infra.notifications.notifier import Notifier
from infra.runtime.settings import Settings
from sandbox.messages import phone
from tests.infra.notifications.test_notifier import INDEX, PostOffice
from tests.sandbox.conftest import client_of
from tests.support.examples import personal
from tests.support.ledger import Ledger

PHONE, NUMBER = "0912345678", "033195000101"


@pytest.fixture
async def sink(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[httpx2.AsyncClient]:
    """The sandbox's gateways."""
    async with client_of(phone.create_app(tmp_path_factory.mktemp("messages"))) as client:
        yield client


def messenger(client: httpx2.AsyncClient, secret: str = phone.SECRET) -> Messenger:
    return Messenger(client, {"sms": Gateway("/sms", SecretStr(secret)), "push": Gateway("/push", SecretStr(secret))})


async def taken(sink: httpx2.AsyncClient) -> list[tuple[str, str, int]]:
    """Tell what arrived: how, to whom, how many copies."""
    rows = (await sink.get("/_messages")).json()
    return sorted((row["way"], row["to"], row["copies"]) for row in rows)


def notifier_of(ledger: Ledger, ours: Messenger, mail: Mailer) -> Notifier:
    """Who tells."""
    settings = Settings(public_url="https://motcua.test")
    titles = {"1.001193": Words(vi="Đăng ký khai sinh", en="Birth registration")}
    codes = OneTimeCodes(ledger.engine.database, INDEX)
    return Notifier(ledger.engine, mail, load_offices(), titles, settings, codes, ours)


async def told(ledger: Ledger, ours: Messenger, mail: Mailer, **contact: str) -> str:
    """File a birth, and tell the applicant as often as it takes."""
    await ledger.rows("DELETE FROM outbox")
    notifier = notifier_of(ledger, ours, mail)
    code = await ledger.file(personal=personal(contact={"locale": "vi"} | contact))
    while await notifier.deliver():
        pass
    return code


async def test_an_applicant_is_told_by_mail_on_the_phone_and_in_the_app(
    ledger: Ledger, sink: httpx2.AsyncClient
) -> None:
    office = PostOffice()

    code = await told(ledger, messenger(sink), office, email="oanh@example.vn", phone=PHONE)

    assert [letter["to"] for letter in office.letters] == ["oanh@example.vn"]
    number = personal()["applicant"]["number"]
    assert await taken(sink) == [("push", number, 0), ("sms", PHONE, 0)]
    texts = {row["text"] for row in (await sink.get("/_messages")).json()}
    assert all(code in text and f"https://motcua.test/dossiers/{code}" in text for text in texts)
    assert not [text for text in texts if number in text]


async def test_a_mail_server_that_is_down_keeps_no_phone_silent_and_nobody_is_told_twice(
    ledger: Ledger, sink: httpx2.AsyncClient
) -> None:
    office = PostOffice()
    office.fault = lambda: Unavailable("421")
    await told(ledger, messenger(sink), office, email="oanh@example.vn", phone=PHONE)
    assert [way for way, _, _ in await taken(sink)] == ["push", "sms"]

    office.fault = None
    await ledger.rows("UPDATE outbox SET due_at = now() WHERE kind = 'notice'")
    await notifier_of(ledger, messenger(sink), office).deliver()
    assert len(office.letters) == 1
    assert {copies for _, _, copies in await taken(sink)} == {0}, "the phone is told once, however often mail is tried"

    await messenger(sink).send("sms", PHONE, "Một lần", "33-1.2")
    await messenger(sink).send("sms", PHONE, "Một lần", "33-1.2")

    assert ("sms", PHONE, 1) in await taken(sink)


async def test_what_no_gateway_will_take_is_final_and_what_it_says_stays_there(sink: httpx2.AsyncClient) -> None:
    with pytest.raises(Refused) as refused:
        await messenger(sink).send("sms", "12", "Chào", "33-1.1")
    assert "12" not in str(refused.value).replace("422", "")


async def test_a_gateway_that_does_not_know_us_or_is_down_is_asked_again(sink: httpx2.AsyncClient) -> None:
    with pytest.raises(Unavailable):
        await messenger(sink, "another").send("push", NUMBER, "Chào", "33-1.1")
    async with httpx2.AsyncClient(base_url="http://127.0.0.1:9") as nobody:
        with pytest.raises(Unavailable):
            await messenger(nobody).send("push", NUMBER, "Chào", "33-1.1")
    assert await taken(sink) == []


async def test_without_a_gateway_nobody_is_looked_for_there(ledger: Ledger, sink: httpx2.AsyncClient) -> None:
    office = PostOffice()
    nowhere = Messenger(sink, {"sms": Gateway("", SecretStr(""))})

    await told(ledger, nowhere, office, phone=PHONE)

    assert (office.letters, await taken(sink)) == ([], [])
