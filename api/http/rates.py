"""How often each address and each person may come, how often they may guess, and how much they hold open."""

from collections.abc import Collection
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.problems import refused
from infra.runtime.addresses import caller_at, networks
from infra.runtime.rates import AtOnce, Buckets, TooMany
from infra.runtime.settings import Settings

CODES = "/track/"
"""Where one-time codes are asked for and tried."""
MISSES = (401, 404)
"""What somebody hears who guesses: a code, a number, a token, a signature."""


@dataclass(frozen=True)
class Rates:
    """The allowances of this process."""

    address: Buckets
    subject: Buckets
    misses: Buckets
    uploads: Buckets
    codes: Buckets
    live: AtOnce

    @classmethod
    def of(cls, settings: Settings) -> "Rates":
        """Make them as the settings say."""
        return cls(
            Buckets(settings.rate_per_address),
            Buckets(settings.rate_per_person),
            Buckets(settings.rate_of_misses),
            Buckets(settings.rate_of_uploads),
            Buckets(settings.rate_of_codes),
            AtOnce(settings.live_per_person),
        )


class RateLimit:
    """Counts by address before anything is read, and whoever misses too often hears no more for a while.

    A person's own allowance is taken where their token was checked: see ``api.container``.
    """

    def __init__(self, app: ASGIApp, rates: Rates, settings: Settings, uploads: Collection[str]) -> None:
        self._app = app
        self._rates = rates
        self._trusted = networks(settings.trusted_proxies)
        self._uploads = uploads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve, or refuse."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        peer = scope["client"][0] if scope.get("client") else ""
        address = caller_at(peer, ",".join(Headers(scope=scope).getlist("x-forwarded-for")), self._trusted)
        scope.setdefault("state", {})["address"] = address
        try:
            self._rates.address.take(address)
            self._rates.misses.check(address)
            if scope["path"] in self._uploads and scope["method"] == "POST":
                self._rates.uploads.take(address)
            if scope["path"].startswith(CODES) and scope["method"] == "POST":
                self._rates.codes.take(address)
        except TooMany as refusal:
            await refused(Request(scope), refusal)(scope, receive, send)
            return

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] in MISSES:
                for caller in {address, scope.get("state", {}).get("person", "")} - {""}:
                    self._rates.misses.spend(caller)
            await send(message)

        await self._app(scope, receive, noted)
