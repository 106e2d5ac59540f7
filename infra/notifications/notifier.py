"""Sends the notices that the outbox owes people: by mail, and in short to their phone and their identity app.

A message's id is made of dossier and event, so none counts twice. What fails for now is tried again, with pauses that
grow from a second to an hour, by the ways that are left; after some days, or at once where only an operator can help,
it is given up and shown to them. What the other side refuses for good is done with.
"""

from dataclasses import dataclass, field
from typing import Any, cast

import structlog
from sqlalchemy import null

from domain.base.calendar import VIETNAM
from domain.base.words import Words
from domain.dossier.acts import ENGINE, Filed, MandateRevoked, Reminded, TaskOpened
from domain.dossier.journal import Event
from domain.filing.reception import part_of
from domain.statute.offices import Offices
from infra.db.database import DatabaseDown
from infra.db.tables import OutboxRow
from infra.identity.one_time_codes import TOPIC, OneTimeCodes
from infra.journal.dispatcher import FORGET, PUT_OFF, owed_next
from infra.journal.journal import Delivery, Journal
from infra.journal.rounds import Rounds, owed
from infra.notifications.messenger import Messenger, Way
from infra.notifications.notices import Mailer, MailRefused, MailUnavailable, NoticeIncomplete, compose
from infra.runtime.languages import LANGUAGES, Languages
from infra.runtime.settings import Settings
from infra.runtime.telemetry import continuing, delivered

log = structlog.get_logger()

DUE = owed_next("notice").add_columns(OutboxRow.attempts, OutboxRow.done)
GIVE_UP = PUT_OFF.values(due_at=null())
TRIES = 130
"""A letter that still cannot be handed over is given up: they take five days, for the pauses end at an hour."""
SAID = {"number": "", "basis": "", "corrects": False, "amount": 0, "receipt": "", "day": None}
"""What a letter may tell of an act, and what is told where the act says no such thing."""


class Notifier:
    """Tells applicants, and who must agree, what happened and what they can do now."""

    def __init__(
        self,
        journal: Journal,
        mailer: Mailer,
        offices: Offices,
        titles: dict[str, Words],
        settings: Settings,
        codes: OneTimeCodes,
        messenger: Messenger | None = None,
        languages: Languages = LANGUAGES,
    ) -> None:
        self._journal = journal
        self._mailer = mailer
        self._messenger = messenger
        self._offices = offices
        self._titles = titles
        self._sender = settings.mail_from
        self._url = settings.public_url
        self._codes = codes
        self._languages = languages

    async def run(self, rounds: Rounds) -> None:
        """Send what is owed, until cancelled."""
        await rounds.whenever(owed("notice"), self.deliver)

    async def deliver(self) -> int:
        """Send what is due, letter by letter; give how many were settled."""
        settled = 0
        while (done := await self._next()) is not None:
            settled += done
        return settled

    async def _next(self) -> bool | None:
        """Settle the letter that is due first; None when there is none.

        Its row is locked until it is struck or put off: no other worker writes it too, and one that dies lets it go.
        """
        async with self._journal.database.transaction(ENGINE) as tx:
            row = (await tx.execute(DUE)).mappings().one_or_none()
            if row is None:
                return None
            rest = dict(row)
            tried = _Tried(attempts=rest.pop("attempts"), done=rest.pop("done"))
            delivery = Delivery(**rest)
            try:
                await self._settle(delivery, tried)
            except DatabaseDown:
                raise
            except Exception as fault:
                # One letter that cannot be written for a fault of ours keeps none of the others.
                log.error("notice_not_written", dossier=delivery.dossier, seq=delivery.seq)
                tried.left(fault)
            if tried.why:
                later = {"ids": [delivery.id], "why": tried.why, "done": tried.done}
                await tx.execute(GIVE_UP if tried.ended else PUT_OFF, later)
            else:
                await tx.execute(FORGET, {"ids": [delivery.id]})
        if tried.why and tried.ended:
            log.error("notice_given_up", dossier=delivery.dossier, seq=delivery.seq, why=tried.why)
        return not tried.why

    async def _settle(self, delivery: Delivery, tried: "_Tried") -> None:
        code = ""
        if delivery.topic == TOPIC:
            # Made and committed before it goes out: a letter that was handed over and is tried again says the same.
            code = await self._codes.made(delivery.id, delivery.dossier)
            if not code:
                log.warning("code_ended", dossier=delivery.dossier)
                return
        events = await self._journal.events(delivery.dossier, ENGINE)
        with continuing(delivery.trace):
            await self._send(delivery, events, code, tried)
        if not code:
            delivered("notice", events[delivery.seq - 1].at, taken=not tried.why)

    async def _send(self, delivery: Delivery, events: list[Event], code: str, tried: "_Tried") -> None:
        filed = cast("Filed", events[0].act)
        asked = _asked(events[delivery.seq - 1], events)
        contact = _contact(filed, asked) if asked else self._own_contact(filed, events)
        own = {} if asked else _own_app(filed, contact)
        ways = self._ways(contact | own)
        if code:  # it proves that somebody reads this mail, and goes nowhere else
            ways = {way: to for way, to in ways.items() if way == "mail"}
        if not (ways := {way: to for way, to in ways.items() if way not in tried.done}):
            return
        language = self._languages[contact["locale"]]
        context = self._context(filed, delivery, events, language) | {"digits": code}
        try:
            subject, body = compose(delivery.topic, language, context)
        except NoticeIncomplete:
            log.error("notice_refused", dossier=delivery.dossier, seq=delivery.seq)
            raise
        serial = f"code.{delivery.id}" if code else str(delivery.seq)
        notice = _Notice(f"{delivery.dossier}.{serial}", subject, body, context["link"])
        # Each way has its chance: a mail server that is down keeps nobody's phone silent.
        for way, to in ways.items():
            await self._hand_over(notice, way, to, tried)

    def _ways(self, contact: dict[str, str]) -> dict[str, str]:
        has = self._messenger.has if self._messenger else lambda _: False
        known = {"mail": contact.get("email"), "sms": contact.get("phone"), "push": contact.get("number")}
        return {way: to for way, to in known.items() if to and (way == "mail" or has(cast("Way", way)))}

    async def _hand_over(self, notice: "_Notice", way: str, to: str, tried: "_Tried") -> None:
        try:
            if way == "mail":
                letter = {"to": to, "subject": notice.subject, "body": notice.body, "sender": self._sender}
                await self._mailer.send(message_id=f"<{notice.id}@motcua>", **letter)
            elif self._messenger:
                await self._messenger.send(cast("Way", way), to, f"{notice.subject}. {notice.link}", notice.id)
        except MailUnavailable as error:
            log.warning("notice_unavailable", notice=notice.id, way=way, why=str(error))
            tried.left(error)
            return
        except MailRefused:
            log.error("notice_refused", notice=notice.id, way=way)
        tried.done.append(way)

    def _own_contact(self, filed: Filed, events: list[Event]) -> dict[str, str]:
        """How to reach the applicant; of a proxy whose mandate is over nobody tells anything, but their owner."""
        revoked = next((event.act for event in events if isinstance(event.act, MandateRevoked)), None)
        if revoked is None and filed.proxy_until and self._journal.today() > filed.proxy_until:
            return {}
        return cast("dict[str, str]", (revoked or filed).personal.get("contact", {}))

    def _context(self, filed: Filed, delivery: Delivery, events: list[Event], language: str) -> dict[str, Any]:
        event = events[delivery.seq - 1]
        reason = getattr(event.act, "reason", "")
        context = {
            "code": delivery.dossier,
            "procedure": self._titles[filed.procedure].in_(language),
            "agency": self._offices.office(filed.competent).body,
            "link": f"{self._url}/{'track' if delivery.topic == TOPIC else 'dossiers'}/{delivery.dossier}",
            "reason": reason.in_(language) if isinstance(reason, Words) else reason,
            "items": list(getattr(event.act, "items", ())),
            **{name: getattr(event.act, name, absent) for name, absent in SAID.items()},
            "at": event.at.astimezone(VIETNAM),
        }
        if (asked := _asked(event, events)) is not None:
            context["part"] = part_of(asked.about).in_(language)
        until = getattr(event.act, "lapses_at", None) or getattr(event.act, "due_at", None)
        return context | ({"until": until.astimezone(VIETNAM)} if until else {})


@dataclass
class _Tried:
    """One try of a letter: by which ways it needs to go no more, and what keeps it if anything does."""

    attempts: int
    """Before this one."""
    done: list[str] = field(default_factory=list)
    why: str = ""
    ended: bool = False
    """Whether it is not tried again by itself."""

    def left(self, error: Exception) -> None:
        self.why = type(error).__name__
        # What its template lacks no pause brings; a lost procedure or office may come back, and the letter with it.
        self.ended = isinstance(error, NoticeIncomplete) or self.attempts + 1 >= TRIES


@dataclass(frozen=True)
class _Notice:
    id: str
    subject: str
    body: str
    link: str


def _own_app(filed: Filed, contact: dict[str, str]) -> dict[str, str]:
    """The number under which the applicant has the identity app, as long as they are the one to be told."""
    own = contact and contact == filed.personal.get("contact")
    return {"number": filed.personal["applicant"]["number"]} if own else {}


def _asked(event: Event, events: list[Event]) -> TaskOpened | None:
    """The task by which somebody must agree, where a notice is about that."""
    if not isinstance(event.act, TaskOpened | Reminded):
        return None
    opened = (e.act for e in events if isinstance(e.act, TaskOpened) and e.act.task == event.act.task)
    return next((act for act in opened if act.person), None)


def _contact(filed: Filed, asked: TaskOpened) -> dict[str, str]:
    """How to reach who must agree: never at the applicant's address."""
    return cast("dict[str, str]", filed.personal.get("asked", {}).get(asked.person, {}))
