"""Logging in by browser: OpenID Connect, authorisation code with PKCE, as the provider's own description says where."""

import base64
import secrets
import time
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx2
import structlog

from infra.identity.oidc import Identity, ProviderDown, TokenRefused, Verifier, description, place_in

KNOWN_FOR = 600.0
"""Seconds for which the provider's description is not fetched anew."""
HOLDS_FOR = 60.0
"""Seconds for which an older one serves again, where it could not be: so many logins wait for nothing meanwhile."""

log = structlog.get_logger()


@dataclass(frozen=True)
class Question:
    """What we ask the provider, and keep to know its answer by."""

    address: str
    """Where the browser goes."""
    kept: dict[str, str]


class Login:
    """Sends browsers to the provider, and makes of what they bring back who they are."""

    def __init__(
        self, client: httpx2.AsyncClient, verifier: Verifier, issuer: str, name: str, secret: str, back: str
    ) -> None:
        self._client = client
        self._verifier = verifier
        self._issuer = issuer
        self._name = name
        self._secret = secret
        self._back = back
        self._described: tuple[float, dict[str, Any]] = (0.0, {})

    async def ask(self, **wishes: str) -> Question:
        """Make a question; ``wishes`` are further parameters: ``acr_values``, ``max_age``, ``ui_locales``.

        Raises:
            ProviderDown: it does not say where it takes questions.
        """
        place = await self._place("authorization_endpoint")
        kept = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
        challenge = base64.urlsafe_b64encode(sha256(kept["verifier"].encode()).digest()).rstrip(b"=").decode()
        asked = {
            "response_type": "code",
            "client_id": self._name,
            "redirect_uri": self._back,
            "scope": "openid",
            "state": kept["state"],
            "nonce": kept["nonce"],
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return Question(f"{place}{'&' if urlsplit(place).query else '?'}{urlencode(asked | wishes)}", kept)

    async def answered(self, kept: dict[str, str], code: str) -> Identity:
        """Who logged in, for the code that the browser brought.

        Raises:
            TokenRefused: the code is spent or another's, or what it gave does not answer our question.
            ProviderDown: it does not answer.
        """
        sent = {
            "grant_type": "authorization_code",
            "code": code,
            "client_id": self._name,
            "redirect_uri": self._back,
            "code_verifier": kept["verifier"],
        } | ({"client_secret": self._secret} if self._secret else {})
        place = await self._place("token_endpoint")
        try:
            answer = await self._client.post(place, data=sent)
            given = answer.json()
        except (httpx2.HTTPError, ValueError) as error:
            raise ProviderDown(type(error).__name__) from error
        if answer.status_code >= 500:
            raise ProviderDown(str(answer.status_code))
        if answer.status_code != 200 or not isinstance(given, dict):
            raise TokenRefused("the code is spent, too old or not for us")
        await self._verifier.check_answer(str(given.get("id_token", "")), self._name, kept["nonce"])
        return await self._verifier.identity(str(given.get("access_token", "")))

    async def _place(self, name: str) -> str:
        until, described = self._described
        if time.monotonic() > until:
            try:
                described, lasts = await description(self._client, self._issuer), KNOWN_FOR
            except ProviderDown as down:
                if not described:
                    raise
                # Where it takes questions seldom changes: it may well answer those.
                log.warning("provider_not_described_anew", why=str(down))
                lasts = HOLDS_FOR
            self._described = (time.monotonic() + lasts, described)
        return place_in(described, name, self._issuer)
