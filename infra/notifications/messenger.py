"""Short messages to phones and to the identity app, through gateways that speak HTTP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Literal

import httpx2
from pydantic import SecretStr

from infra.notifications.notices import MailRefused, MailUnavailable
from infra.runtime.settings import Settings

Way = Literal["sms", "push"]


class Refused(MailRefused):
    """The gateway will never take it: no such phone, nobody with the app."""


class Unavailable(MailUnavailable):
    """The gateway does not answer, or wants us to come back."""


@dataclass(frozen=True)
class Gateway:
    """Where messages of one way are handed in, and what proves that it is we."""

    url: str
    secret: SecretStr


class Messenger:
    """Hands short messages over; a message's id stays the same over every retry, so that nobody reads it twice."""

    def __init__(self, client: httpx2.AsyncClient, gateways: dict[Way, Gateway]) -> None:
        self._client = client
        self._gateways = {way: gateway for way, gateway in gateways.items() if gateway.url}

    def has(self, way: Way) -> bool:
        """Whether messages can go this way."""
        return way in self._gateways

    async def send(self, way: Way, to: str, text: str, message_id: str) -> None:
        """Hand one over: by SMS ``to`` is a phone number, to the app it is a citizen number.

        Raises:
            Unavailable: not handed over, or not known; send it again.
            Refused: it will never be taken.
        """
        gateway = self._gateways[way]
        proof = {"Authorization": f"Bearer {gateway.secret.get_secret_value()}", "Idempotency-Key": message_id}
        try:
            answer = await self._client.post(gateway.url, json={"to": to, "text": text}, headers=proof)
        except httpx2.HTTPError as error:
            raise Unavailable(f"{way}: {type(error).__name__}") from None
        # What the gateway says may repeat the number: an error carries the code and no more.
        if answer.status_code in (401, 403, 408, 429) or answer.status_code >= 500:
            raise Unavailable(f"{way}: {answer.status_code}")
        if answer.status_code >= 400:
            raise Refused(f"{way}: {answer.status_code}")


@asynccontextmanager
async def open_messenger(settings: Settings) -> AsyncIterator[Messenger]:
    """Open the ways that the settings name."""
    async with httpx2.AsyncClient(timeout=10) as client:
        ways: dict[Way, Gateway] = {
            "sms": Gateway(settings.sms_url, settings.sms_secret),
            "push": Gateway(settings.push_url, settings.push_secret),
        }
        yield Messenger(client, ways)
