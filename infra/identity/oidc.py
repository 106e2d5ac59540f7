"""Who calls: bearer tokens of the OpenID Connect provider, checked against its published keys."""

import asyncio
import re
import time
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

import httpx2
import structlog
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from domain.base.law import Role
from domain.dossier.acts import Actor
from infra.crypto.blind_index import BlindIndex
from infra.crypto.strength import SHORTEST_RSA, too_short

ALGORITHMS = ["RS256", "ES256"]
ORGANISATION = re.compile(r"(?:\d{10}(?:-\d{3})?|\d{12})\Z", re.ASCII)
"""Code of an organisation, or of a unit of it, which is its tax code; of a household business, its owner's number."""
FILING_LEVEL = 2
"""The e-identity level that filing asks for (Decree 69/2024)."""
REFETCH = 10.0
"""Seconds between fetches of the keys, however many unknown key ids come."""
BREATH = 1.0
"""Seconds in which a provider that just failed is not asked again."""
DRIFT = 5
"""Seconds that the provider's clock and ours may differ."""
PATIENCE = 10.0
"""Seconds that the provider is waited for, while a person waits."""

log = structlog.get_logger()


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
    logged_in: int = 0
    """When, in seconds since 1970; long ago, where the provider does not say."""
    organisation: str = ""
    """Code of the organisation for which they come; ``name`` and ``number`` are their own."""
    organisation_name: str = ""
    represents: bool = True
    """Whether they may act for it, as the provider says today."""
    until: int = 0
    """When the token ends that says all this, in seconds since 1970."""

    @property
    def citizen(self) -> bool:
        """Whether they come as a citizen or for an organisation, not as an officer."""
        return self.actor.applies

    @property
    def person(self) -> str:
        """The one person who calls, whoever they call for."""
        return self.actor.person if self.organisation else self.actor.id


class Verifier:
    """Checks tokens; holds the provider's keys and fetches them anew when an unknown one is named."""

    def __init__(
        self,
        client: httpx2.AsyncClient,
        issuer: str,
        audience: str,
        index: BlindIndex,
        lasts: int = 3600,
        shortest_rsa: int = SHORTEST_RSA,
    ) -> None:
        self._client = client
        self._issuer = issuer
        self._index = index
        self._lasts = lasts
        self._shortest_rsa = shortest_rsa
        self._keys: KeySet | None = None
        self._asked = -REFETCH
        self._asking = asyncio.Lock()
        self._claims = jwt.JWTClaimsRegistry(
            leeway=DRIFT,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": audience},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
        )

    async def identity(self, token: str) -> Identity:
        """The person a valid token speaks for.

        Raises:
            TokenRefused: wrong signature, type, issuer, audience or time.
            ProviderDown: the keys were never fetched and cannot be now.
        """
        decoded = await self._decode(token)
        if decoded.header.get("typ") != "at+jwt":
            raise TokenRefused("not an access token")
        _validate(self._claims, decoded)
        if decoded.claims["exp"] - decoded.claims["iat"] > self._lasts:
            raise TokenRefused(f"it lives longer than {self._lasts} seconds")
        return replace(self._identity(decoded.claims), until=int(decoded.claims["exp"]))

    async def check_answer(self, id_token: str, client: str, nonce: str) -> None:
        """See that an ID token is the provider's answer to this client's question.

        Raises:
            TokenRefused: it is another's, an old one, or answers another question.
            ProviderDown: the keys were never fetched and cannot be now.
        """
        decoded = await self._decode(id_token)
        claims = jwt.JWTClaimsRegistry(
            leeway=DRIFT,
            iss={"essential": True, "value": self._issuer},
            aud={"essential": True, "value": client},
            exp={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        _validate(claims, decoded)

    async def _decode(self, token: str) -> jwt.Token:
        try:
            return _decoded(token, self._keys or await self._fresh_keys())
        except InvalidKeyIdError:
            return _decoded(token, await self._fresh_keys(), final=True)

    def _identity(self, claims: dict[str, object]) -> Identity:
        name, number = _text(claims, "name"), _text(claims, "citizen_number")
        person = self._index.of(number) if number else ""
        if officer := _text(claims, "officer_id"):
            agency, listed = _text(claims, "agency"), claims.get("roles")
            roles = tuple(Role(role) for role in listed if role in tuple(Role)) if isinstance(listed, list) else ()
            actor = Actor(kind="officer", id=officer, agency=agency, roles=roles, person=person)
            return Identity(actor=actor, name=name, number=number, logged_in=_number(claims, "auth_time"))
        if not number:
            raise TokenRefused("it names neither a citizen nor an officer")
        level, logged_in = _number(claims, "eid_level"), _number(claims, "auth_time")
        citizen = Identity(Actor(kind="citizen", id=person), name, number, level, logged_in)
        return self._for_organisation(claims, citizen) if "organisation_code" in claims else citizen

    def _for_organisation(self, claims: dict[str, object], who: Identity) -> Identity:
        code, name = _text(claims, "organisation_code"), _text(claims, "organisation_name")
        if not ORGANISATION.match(code) or not name:
            raise TokenRefused("it names no organisation")
        actor = Actor(kind="organisation", id=self._index.of_organisation(code), person=who.actor.id)
        may = claims.get("represents") is True
        return replace(who, actor=actor, organisation=code, organisation_name=name, represents=may)

    async def _fresh_keys(self) -> KeySet:
        async with self._asking:
            age = time.monotonic() - self._asked
            if self._keys and age < REFETCH:
                return self._keys
            if age < BREATH:
                raise ProviderDown("asked a moment ago")
            try:
                self._keys = await self._fetched()
            except ProviderDown:
                if self._keys is None:
                    raise
            finally:
                self._asked = time.monotonic()
            return self._keys

    async def _fetched(self) -> KeySet:
        place = place_in(await description(self._client, self._issuer), "jwks_uri", self._issuer)
        try:
            answer = await _asked(self._client, place)
            published = KeySet.import_key_set(answer.raise_for_status().json()).keys
        except (httpx2.HTTPError, JoseError, KeyError, TypeError, ValueError) as error:
            raise ProviderDown(type(error).__name__) from error
        long = [key for key in published if not too_short(key.raw_value, self._shortest_rsa)]
        if len(long) < len(published):
            log.warning("provider_keys_too_short", keys=len(published) - len(long), shortest_rsa=self._shortest_rsa)
        if not long:
            raise ProviderDown("it has no key as long as MOTCUA_SHORTEST_RSA says")
        return KeySet(long)


async def description(client: httpx2.AsyncClient, issuer: str) -> dict[str, Any]:
    """What the provider says of itself: where it takes questions, and where its keys lie.

    Raises:
        ProviderDown: it says nothing, or it speaks for another issuer than the settings name, to the letter.
    """
    try:
        answer = await _asked(client, f"{issuer}/.well-known/openid-configuration")
        told: dict[str, Any] = answer.raise_for_status().json()
        speaks_for = told["issuer"]
    except (httpx2.HTTPError, KeyError, TypeError, ValueError) as error:
        raise ProviderDown(type(error).__name__) from error
    if speaks_for != issuer:
        raise ProviderDown("it describes another issuer than MOTCUA_OIDC_ISSUER")
    return told


async def _asked(client: httpx2.AsyncClient, place: str) -> httpx2.Response:
    """Read what the provider publishes; once more where it closed the connection on which it was asked."""
    try:
        return await client.get(place)
    except (httpx2.RemoteProtocolError, httpx2.ReadError):
        return await client.get(place)


def place_in(described: dict[str, Any], name: str, issuer: str) -> str:
    """Where one of the provider's services lies.

    Raises:
        ProviderDown: it names none, or one where it does not speak itself.
    """
    place = str(described.get(name, ""))
    if urlsplit(place).scheme != urlsplit(issuer).scheme:
        raise ProviderDown(f"it names no {name}, or one where it does not speak itself")
    return place


def _validate(registry: jwt.JWTClaimsRegistry, token: jwt.Token) -> None:
    try:
        registry.validate(token.claims)
    except (JoseError, TypeError, ValueError) as error:
        raise TokenRefused(type(error).__name__) from error


def _text(claims: dict[str, object], name: str) -> str:
    value = claims.get(name)
    return value if isinstance(value, str) else ""


def _number(claims: dict[str, object], name: str) -> int:
    value = claims.get(name)
    return value if isinstance(value, int) else 0


def _decoded(token: str, keys: KeySet, *, final: bool = False) -> jwt.Token:
    try:
        return jwt.decode(token, keys, algorithms=ALGORITHMS)
    except InvalidKeyIdError as error:
        if not final:
            raise
        raise TokenRefused("unknown key") from error
    except (JoseError, AttributeError, TypeError, ValueError) as error:
        raise TokenRefused(type(error).__name__) from error
