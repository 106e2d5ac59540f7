"""A notice says everything it must in both languages, and a mail is either handed over, put off or refused."""

import asyncio
import email
import email.policy
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from email.message import EmailMessage

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from infra.notifications.notices import (
    KINDS,
    NOTICES,
    Mailer,
    MailRefused,
    MailUnavailable,
    NoticeIncomplete,
    compose,
)

CONTEXT: dict[str, object] = {
    "code": "000.17.22.H31-261124-0001",
    "procedure": "Đăng ký khai sinh",
    "agency": "Ủy ban nhân dân phường Phố Hiến",
    "link": "https://motcua.example/d/000.17.22.H31-261124-0001",
    "until": datetime(2026, 11, 24, 10, 0, tzinfo=UTC),
    "at": datetime(2026, 11, 24, 10, 0, tzinfo=UTC),
    "day": date(2026, 12, 31),
    "amount": 20000,
    "receipt": "01BLP0-001 MC-26E 0000001",
    "items": ["Giấy chứng sinh"],
    "reason": "Giấy chứng sinh bị mờ",
    "part": "chủ hộ",
    "number": "GKS-11953-2026-000001",
    "basis": "Quyết định số 15/QĐ-UBND",
    "corrects": True,
    "digits": "012345",
}


class Post:
    """A mail server that answers what it is told to and keeps what it takes."""

    def __init__(self) -> None:
        self.answer = "250 OK"
        self.taken: list[EmailMessage] = []

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        assert isinstance(content, bytes)
        self.taken.append(email.message_from_bytes(content, policy=email.policy.default))
        return "250 OK"


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
async def mailer(post: Post) -> AsyncIterator[Mailer]:
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(post), "127.0.0.1", 0)
    async with server:
        yield Mailer(f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}")


async def send(mailer: Mailer, to: str = "duong@example.vn") -> None:
    subject, body = compose("issued", "vi", CONTEXT)
    await mailer.send(to=to, subject=subject, body=body, message_id="d-7@motcua.example", sender="motcua@example.vn")


@pytest.mark.parametrize("locale", ["vi", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_notice_leaves_no_field_open(kind: str, locale: str) -> None:
    subject, body = compose(kind, locale, CONTEXT)
    for field in ("code", "procedure", "agency", "link"):
        assert str(CONTEXT[field]) in subject + body
    assert not set("{}%") & set(subject + body)
    assert "None" not in body
    assert "\n" not in subject
    assert subject.strip()


@pytest.mark.parametrize("kind", ["supplement_requested", "confirmation_asked", "accepted"])
def test_a_notice_says_until_when_by_vietnams_clock(kind: str) -> None:
    assert "17:00 ngày 24/11/2026" in compose(kind, "vi", CONTEXT)[1]
    assert "24 November 2026, 17:00" in compose(kind, "en", CONTEXT)[1]


@pytest.mark.parametrize("locale", ["vi", "en"])
def test_a_supplement_notice_lists_what_is_missing_and_why(locale: str) -> None:
    body = compose("supplement_requested", locale, CONTEXT)[1]
    assert "1. Giấy chứng sinh" in body
    assert "Giấy chứng sinh bị mờ" in body


@pytest.mark.parametrize("kind", KINDS)
def test_a_notice_that_lacks_its_link_is_not_sent(kind: str) -> None:
    with pytest.raises(NoticeIncomplete, match="link"):
        compose(kind, "vi", {key: value for key, value in CONTEXT.items() if key != "link"})


def test_a_reader_of_another_language_gets_vietnamese() -> None:
    assert compose("issued", "fr", CONTEXT) == compose("issued", "vi", CONTEXT)


def test_every_notice_exists_in_both_languages() -> None:
    assert {file.name for file in NOTICES.iterdir()} == {
        f"{kind}.{locale}.txt" for kind in KINDS for locale in ("vi", "en")
    }


async def test_a_mail_arrives_letter_by_letter_under_the_callers_id(mailer: Mailer, post: Post) -> None:
    await send(mailer)
    (mail,) = post.taken
    assert mail["Subject"] == "Đã có kết quả của hồ sơ 000.17.22.H31-261124-0001"
    assert mail["Message-ID"] == "<d-7@motcua.example>"
    assert "đã ký và đóng dấu" in mail.get_content()


async def test_a_server_that_says_later_is_tried_again(mailer: Mailer, post: Post) -> None:
    post.answer = "451 busy"
    with pytest.raises(MailUnavailable, match="451"):
        await send(mailer)


async def test_a_server_that_says_no_is_final_and_the_error_names_no_one(mailer: Mailer, post: Post) -> None:
    post.answer = "550 <duong@example.vn> unknown"
    with pytest.raises(MailRefused) as refusal:
        await send(mailer)
    assert "duong" not in repr(refusal.value)


async def test_a_server_that_is_away_is_tried_again() -> None:
    with pytest.raises(MailUnavailable):
        await send(Mailer("smtp://127.0.0.1:9"))


@pytest.mark.parametrize("to", ["", "nobody", "a@b.vn, c@d.vn", "a@b.vn\r\nBcc: c@d.vn"])
async def test_what_is_not_one_address_is_refused(to: str) -> None:
    with pytest.raises(MailRefused):
        await send(Mailer("smtp://127.0.0.1:9"), to)


@pytest.mark.parametrize("url", ["", "http://host", "smtp://"])
def test_an_address_of_no_mail_server_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="MOTCUA_SMTP_URL"):
        Mailer(url)
