"""What people are told of a dossier by mail: composed from ``templates/notices``, handed to an SMTP server.

``NoticeError``
├── ``NoticeIncomplete`` the template names something the context lacks; final
├── ``MailRefused``      the server said no for good (5xx), or the address is none
└── ``MailUnavailable``  the server did not answer, or said "later"; try again
"""

import asyncio
import re
import smtplib
import ssl
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache
from urllib.parse import unquote, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError

from domain.base.words import ENGLISH, VIETNAMESE, Language, dong
from infra.runtime.packages import TEMPLATES

NOTICES = TEMPLATES / "notices"
KINDS = tuple(sorted(letter.name.removesuffix(".vi.txt") for letter in NOTICES.glob("*.vi.txt")))
"""What people are told of: by the name of its letter, as an act calls for it."""
LINE = re.compile(r"(?m)^((?:Subject: )?[ ]*)(\S.*)$")
TAGS = re.compile(r"{{.*?}}|{%.*?%}")
WORD = re.compile(r"[^\W\d_]")
VIETNAM_TIME = timezone(timedelta(hours=7))


class NoticeError(Exception):
    """A notice did not go out."""


class NoticeIncomplete(NoticeError):
    """The notice names something that the context does not hold."""


class MailUnavailable(NoticeError):
    """The mail server is not to be reached, or wants us to come back."""


class MailRefused(NoticeError):
    """The mail server, or common sense, refuses this mail for good."""


def compose(kind: str, locale: str, context: Mapping[str, object]) -> tuple[str, str]:
    """Subject and body of a notice, in the reader's language or else in Vietnamese.

    Raises:
        NoticeIncomplete: the context lacks what the notice must say.
    """
    language = locale if isinstance(locale, Language) else ENGLISH if locale.startswith(ENGLISH) else VIETNAMESE
    written = VIETNAMESE if language == VIETNAMESE else ENGLISH
    try:
        text = _templates(language).get_template(f"{kind}.{written}.txt").render(context)
    except (TemplateError, AttributeError, TypeError, ValueError) as fault:
        raise NoticeIncomplete(f"{kind}.{language}: {fault}") from fault
    head, _, body = text.partition("\n")
    return " ".join(head.removeprefix("Subject:").split()), body.strip() + "\n"


class Mailer:
    """One SMTP server: ``smtp://host:port`` or ``smtp+starttls://user:password@host:port``."""

    def __init__(self, smtp_url: str, *, timeout: float = 20) -> None:
        self._url = urlsplit(smtp_url)
        self._timeout = timeout
        if self._url.scheme not in ("smtp", "smtp+starttls") or not self._url.hostname:
            raise ValueError("MOTCUA_SMTP_URL: expected smtp://host:port or smtp+starttls://user:password@host:port")

    async def send(self, *, to: str, subject: str, body: str, message_id: str, sender: str) -> None:
        """Hand one mail to the server; its id stays the same over every retry, so that a reader's mailbox can tell.

        Raises:
            MailUnavailable: not handed over, or not known; send it again.
            MailRefused: the server will never take it.
        """
        mail = _mail(to, subject, body, message_id, sender)
        await asyncio.to_thread(self._hand_over, mail)

    # The address is personal and the server's words repeat it: an error carries the reply's code and no more.
    def _hand_over(self, mail: EmailMessage) -> None:
        try:
            with smtplib.SMTP(self._url.hostname or "", self._url.port or 25, timeout=self._timeout) as server:
                self._enter(server)
                server.send_message(mail)
        except smtplib.SMTPRecipientsRefused as fault:
            raise _by_code(max(code for code, _ in fault.recipients.values())) from None
        except (smtplib.SMTPHeloError, smtplib.SMTPAuthenticationError) as fault:
            raise MailUnavailable(f"the mail server does not let us in: {fault.smtp_code}") from None
        except smtplib.SMTPResponseException as fault:
            raise _by_code(fault.smtp_code) from None
        except (smtplib.SMTPException, OSError) as fault:
            raise MailUnavailable(f"the mail server cannot be used: {type(fault).__name__}") from None

    def _enter(self, server: smtplib.SMTP) -> None:
        if self._url.scheme == "smtp+starttls":
            server.starttls(context=ssl.create_default_context())
        if self._url.username:
            server.login(unquote(self._url.username), unquote(self._url.password or ""))


def _mail(to: str, subject: str, body: str, message_id: str, sender: str) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    try:
        mail["From"], mail["To"], mail["Subject"] = sender, to, subject
        mail["Message-ID"] = message_id if message_id.startswith("<") else f"<{message_id}>"
        mail["Date"] = format_datetime(datetime.now(VIETNAM_TIME))
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(body, cte="quoted-printable")
        whole = all(address.domain for address in mail["To"].addresses) and len(mail["To"].addresses) == 1
    except (ValueError, MessageError, IndexError):
        whole = False
    if not whole:
        raise MailRefused("the address or the headers are not those of a mail")
    return mail


def _by_code(code: int) -> NoticeError:
    return MailRefused(f"refused: {code}") if code >= 500 else MailUnavailable(f"put off: {code}")


WRITTEN: dict[str, dict[str, Callable[..., str]]] = {
    VIETNAMESE: {
        "when": lambda at: f"{_local(at):%H:%M ngày %d/%m/%Y}",
        "date": lambda day: f"{day:%d/%m/%Y}",
        "dong": dong,
    },
    ENGLISH: {
        "when": lambda at: f"{_local(at):%d %B %Y, %H:%M (Vietnam time)}",
        "date": lambda day: f"{day:%d %B %Y}",
        "dong": lambda amount: f"{amount:,} VND",
    },
}
FURTHER: dict[str, Callable[..., str]] = {
    "when": lambda at: f"{_local(at):%H:%M, %d/%m/%Y (UTC+7)}",
    "date": WRITTEN[VIETNAMESE]["date"],
    "dong": WRITTEN[ENGLISH]["dong"],
}
"""How moments, days and money are written: in figures, where a language is only a folder of catalogues."""


def _local(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("a time without its zone cannot be told to anyone")
    return value.astimezone(VIETNAM_TIME)


def translated(template: str, says: Callable[[str], str]) -> str:
    """An English template with each line as ``says`` has it; what Jinja reads stays in it."""
    return LINE.sub(
        lambda line: f"{line[1]}{says(line[2]) if WORD.search(TAGS.sub('', line[2])) else line[2]}", template
    )


class _Translated(FileSystemLoader):
    """The English templates as a further language's catalogues have them."""

    def __init__(self, language: Language) -> None:
        super().__init__(NOTICES)
        self._says = language.says

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        source, path, fresh = super().get_source(environment, template)
        return translated(source, self._says), path, fresh


@cache
def _templates(language: str) -> Environment:
    loader = FileSystemLoader(NOTICES)
    if isinstance(language, Language) and language not in WRITTEN:
        loader = _Translated(language)
    # Plain text, so nothing to escape: no page is ever made of it.
    templates = Environment(loader=loader, undefined=StrictUndefined, trim_blocks=True)  # noqa: S701
    templates.filters |= WRITTEN.get(language, FURTHER)
    return templates
