"""Who calls: bearer tokens of the OpenID Connect provider, checked against its published keys."""

import time
from dataclasses import dataclass

import httpx2
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from domain.acts import Actor
from domain.law import Role
from infra.blind_index import BlindIndex

REFETCH = 10.0
"""Seconds between fetches of the keys, however many unknown key ids come."""


class TokenRefused(Exception):
    """The token is none of ours, or no longer valid; says why, never what was in it."""


class ProviderDown(Exception):
    """The identity provider's keys cannot be had; try again."""


@dataclass(frozen=True)
class Identity:
    """The person behind a token."""

    actor: Actor
    name: str
    number: str = ""
    level: int = 0

    @property
    def citizen(self) -> bool:
        """Whether they come as a citizen, not as an officer."""
        return self.actor.kind == "citizen"


class Verifier:
    """Checks tokens; holds the provider's keys and fetches them anew when an unknown one is named."""

    def __init__(self, client: httpx2.AsyncClient, issuer: str, audience: str, index: BlindIndex) -> None:
        self._client = client
        self._issuer = issuer
        self._index = index
        self._keys: KeySet | None = None
        self._fetched = -REFETCH
        self._claims = jwt.JWTClaimsRegistry(
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": audience},
            exp={"essential": True},
            sub={"essential": True},
        )

    async def identity(self, token: str) -> Identity:
        """Give the person a valid token speaks for.

        Raises:
            TokenRefused: wrong signature, type, issuer, audience or time.
            ProviderDown: the keys were never fetched and cannot be now.
        """
        try:
            decoded = jwt.decode(token, await self._known_keys(), algorithms=["RS256", "ES256"])
        except ValueError:
            decoded = self._decode_again(token, await self._fresh_keys())
        except JoseError as error:
            raise TokenRefused(type(error).__name__) from error
        if decoded.header.get("typ") != "at+jwt":
            raise TokenRefused("not an access token")
        try:
            self._claims.validate(decoded.claims)
        except JoseError as error:
            raise TokenRefused(f"{type(error).__name__}: {error.description or ''}".rstrip(": ")) from error
        return self._identity(decoded.claims)

    def _decode_again(self, token: str, keys: KeySet) -> jwt.Token:
        try:
            return jwt.decode(token, keys, algorithms=["RS256", "ES256"])
        except (JoseError, ValueError) as error:
            raise TokenRefused(type(error).__name__) from error

    def _identity(self, claims: dict[str, object]) -> Identity:
        name, number = str(claims.get("name", "")), str(claims.get("citizen_number", ""))
        person = self._index.of(number) if number else ""
        if officer := str(claims.get("officer_id", "")):
            listed = claims.get("roles")
            roles = tuple(Role(role) for role in listed if role in set(Role)) if isinstance(listed, list) else ()
            actor = Actor(kind="officer", id=officer, agency=str(claims["agency"]), roles=roles, person=person)
            return Identity(actor=actor, name=name, number=number)
        if not number:
            raise TokenRefused("it names neither a citizen nor an officer")
        level = claims.get("eid_level", 1)
        actor = Actor(kind="citizen", id=person)
        return Identity(actor=actor, name=name, number=number, level=level if isinstance(level, int) else 1)

    async def _known_keys(self) -> KeySet:
        return self._keys or await self._fresh_keys()

    async def _fresh_keys(self) -> KeySet:
        if self._keys and time.monotonic() - self._fetched < REFETCH:
            return self._keys
        try:
            discovered = await self._client.get(f"{self._issuer}/.well-known/openid-configuration")
            answer = await self._client.get(discovered.raise_for_status().json()["jwks_uri"])
            self._keys = KeySet.import_key_set(answer.raise_for_status().json())
        except (httpx2.HTTPError, KeyError, ValueError) as error:
            raise ProviderDown(type(error).__name__) from error
        self._fetched = time.monotonic()
        return self._keys
