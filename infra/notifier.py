"""Sends the notices that the outbox owes people; a message's id is made of dossier and event, so none counts twice."""

import asyncio
from datetime import timedelta
from typing import Any, cast

import structlog

from domain.acts import ENGINE
from domain.calendar import VIETNAM
from domain.dossier import Dossier
from domain.journal import Event
from domain.office import Offices
from domain.words import Words
from infra.database import DatabaseDown
from infra.journal import Delivery, Journal
from infra.notices import Kind, Mailer, MailRefused, MailUnavailable, NoticeIncomplete, compose
from infra.relay import LEASE, forget
from infra.settings import Settings

log = structlog.get_logger()


class Notifier:
    """Tells applicants by e-mail what happened and what they can do now."""

    def __init__(
        self, journal: Journal, mailer: Mailer, offices: Offices, titles: dict[str, Words], settings: Settings
    ) -> None:
        self._journal = journal
        self._mailer = mailer
        self._offices = offices
        self._titles = titles
        self._sender = settings.mail_from
        self._url = settings.public_url
        self._interval = settings.relay_interval

    async def run(self) -> None:
        """Send what is owed, until cancelled."""
        while True:
            try:
                sent = await self.deliver()
            except DatabaseDown as error:
                log.warning("database_unavailable", why=str(error))
                sent = 0
            if not sent:
                await asyncio.sleep(self._interval)

    async def deliver(self) -> int:
        """Send one batch; give how many were settled."""
        async with self._journal.database.transaction(ENGINE) as tx:
            rows = (await tx.execute(LEASE, {"kind": "notice", "grace": timedelta()})).mappings().all()
        owed = [Delivery(**row) for row in rows]
        settled = [delivery.id for delivery in owed if await self._send(delivery)]
        await forget(self._journal.database, settled)
        return len(settled)

    async def _send(self, delivery: Delivery) -> bool:
        events = await self._journal.events(delivery.dossier, ENGINE)
        dossier = await self._journal.dossier(delivery.dossier, ENGINE)
        contact = events[0].act.personal["contact"]
        if not contact.get("email"):
            return True
        context = self._context(dossier, events, delivery.seq, contact["locale"])
        subject, body = compose(cast("Kind", delivery.topic), contact["locale"], context)
        try:
            await self._mailer.send(
                to=contact["email"],
                subject=subject,
                body=body,
                message_id=f"<{delivery.dossier}.{delivery.seq}@motcua>",
                sender=self._sender,
            )
        except MailUnavailable as error:
            log.warning("mail_unavailable", dossier=delivery.dossier, why=str(error))
            return False
        except (MailRefused, NoticeIncomplete):
            log.error("mail_refused", dossier=delivery.dossier, event=delivery.seq)
        return True

    def _context(self, dossier: Dossier, events: list[Event], seq: int, locale: str) -> dict[str, Any]:
        event = events[seq - 1]
        context = {
            "code": dossier.code,
            "procedure": self._titles[dossier.procedure].in_(locale),
            "agency": self._offices.office(dossier.competent).body,
            "link": f"{self._url}/api/v1/dossiers/{dossier.code}",
            "reason": getattr(event.act, "reason", ""),
            "items": list(getattr(event.act, "items", ())),
            "at": event.at.astimezone(VIETNAM),
        }
        until = getattr(event.act, "lapses_at", None) or getattr(event.act, "due_at", None)
        return context | ({"until": until.astimezone(VIETNAM)} if until else {})
