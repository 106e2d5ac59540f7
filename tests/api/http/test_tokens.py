"""Nobody comes in on a token that the identity provider did not give to this person, for us, for now."""

import base64
import hmac
import json
import time
from typing import Any

import httpx2
import pytest
from joserfc.jwk import Key, KeySet, RSAKey

from infra.crypto.blind_index import BlindIndex
from infra.identity.login import Login
from infra.identity.oidc import ProviderDown, TokenRefused, Verifier
from infra.local.house import LocalHouse
from infra.local.people import Caller, Json, People
from sandbox.identity.tokens import BITS, Mint, Subject
from tests.support.door import Door

ISSUER = "https://identity.example.vn"


@pytest.fixture
def subject(couple: Json) -> Subject:
    """The mother, as the provider knows her."""
    number = couple["mother"]["number"]
    return Subject(f"citizen:{number}", couple["mother"]["name"], {"citizen_number": number, "eid_level": 2})


def bearing(people: People, token: str) -> Caller:
    """Come with this token."""
    return Caller(people.api, "somebody", {"Authorization": f"Bearer {token}"})


def part(value: Any) -> str:
    """Write one part of a token."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


async def refused(door: Door, who: Caller) -> None:
    """See this caller refused wherever a token is asked for."""
    await door.refuses(who, 401, "unauthenticated", "dossiers", "GET")
    await door.refuses(who, 401, "unauthenticated", "dossiers", json={})


async def test_who_has_no_token_is_told_how_to_come_in(people: People, door: Door) -> None:
    await refused(door, Caller(people.api, "nobody"))
    answer = await people.api.get("dossiers")
    assert answer.headers["www-authenticate"] == "Bearer"
    await refused(door, Caller(people.api, "basic", {"Authorization": "Basic bW86Y3Vh"}))


async def test_an_expired_token_is_refused(people: People, mint: Mint, subject: Subject, door: Door) -> None:
    await refused(door, bearing(people, mint.access_token(subject, "motcua", expires_in=-30)))


async def test_a_token_for_another_audience_is_refused(
    people: People, mint: Mint, subject: Subject, door: Door
) -> None:
    await refused(door, bearing(people, mint.access_token(subject, "elsewhere")))


async def test_an_id_token_is_no_access_token(people: People, mint: Mint, subject: Subject, door: Door) -> None:
    await refused(door, bearing(people, mint.id_token(subject, "motcua", None)))


async def test_another_issuers_token_is_refused(people: People, mint: Mint, subject: Subject, door: Door) -> None:
    await refused(door, bearing(people, Mint(mint.key, ISSUER).access_token(subject, "motcua")))


async def test_a_forged_signature_is_refused(people: People, mint: Mint, subject: Subject, door: Door) -> None:
    forger = Mint(RSAKey.generate_key(BITS, {"kid": mint.key.kid or "", "use": "sig", "alg": "RS256"}), mint.issuer)
    await refused(door, bearing(people, forger.access_token(subject, "motcua")))


async def test_a_token_of_an_unknown_key_is_refused(people: People, mint: Mint, subject: Subject, door: Door) -> None:
    other = RSAKey.generate_key(BITS, {"use": "sig", "alg": "RS256"}, auto_kid=True)
    await refused(door, bearing(people, Mint(other, mint.issuer).access_token(subject, "motcua")))


async def test_altered_claims_are_refused(people: People, mint: Mint, subject: Subject, door: Door) -> None:
    head, _, signature = mint.access_token(subject, "motcua").split(".")
    claims = {
        "iss": mint.issuer,
        "aud": "motcua",
        "sub": "x",
        "exp": int(time.time()) + 900,
        "officer_id": "cb-11953-05",
    }
    await refused(door, bearing(people, f"{head}.{part(claims | {'agency': '11953'})}.{signature}"))


async def test_the_public_key_is_no_secret_to_sign_with(people: People, mint: Mint, door: Door) -> None:
    claims = {"iss": mint.issuer, "aud": "motcua", "sub": "x", "exp": int(time.time()) + 900}
    signed = f"{part({'alg': 'HS256', 'kid': mint.key.kid, 'typ': 'at+jwt'})}.{part(claims)}"
    tag = hmac.digest(mint.key.as_pem(private=False), signed.encode(), "sha256")
    await refused(door, bearing(people, f"{signed}.{base64.urlsafe_b64encode(tag).rstrip(b'=').decode()}"))
    await refused(door, bearing(people, f"{part({'alg': 'none', 'typ': 'at+jwt'})}.{part(claims)}."))


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "a.b.c",
        "..",
        "a" * 5000,
        f"{part([])}.{part({})}.x",
        f"{part({'alg': 5})}.{part({})}.x",
        f"{part({'alg': 'RS256', 'kid': {}})}.{part({})}.x",
        f"{part({'alg': 'RS256', 'crit': ['exp']})}.{part({})}.x",
        f"{part(None)}.{part(None)}.x",
    ],
)
async def test_what_is_no_token_is_refused(people: People, door: Door, token: str) -> None:
    await refused(door, bearing(people, token))


@pytest.mark.parametrize("claims", [{}, {"citizen_number": ""}, {"citizen_number": None}])
async def test_a_token_that_names_nobody_is_refused(people: People, mint: Mint, door: Door, claims: Json) -> None:
    await refused(door, bearing(people, mint.access_token(Subject("robot", "Robot", claims), "motcua")))


async def test_an_officer_without_agency_or_roles_finds_every_door_closed(
    people: People, mint: Mint, door: Door
) -> None:
    nowhere = Subject("officer:x", "X", {"officer_id": "cb-x", "roles": ["commune_leader"]})
    officer = bearing(people, mint.access_token(nowhere, "motcua"))
    assert (await officer.get("tasks")).json() == {"items": [], "next": None}
    assert (await officer.get("dossiers")).json() == {"items": [], "next": None}
    idle = Subject("officer:y", "Y", {"officer_id": "cb-y", "agency": "11953", "roles": ["king"]})
    await door.refuses(bearing(people, mint.access_token(idle, "motcua")), 403, "wrong-role", "tasks", "GET")


async def test_a_token_that_lives_longer_than_it_may_is_refused(
    people: People, mint: Mint, subject: Subject, door: Door
) -> None:
    whole = bearing(people, mint.access_token(subject, "motcua", expires_in=3600))
    (await whole.get("dossiers")).raise_for_status()
    await refused(door, bearing(people, mint.access_token(subject, "motcua", expires_in=3601)))


class Provider:
    """An identity provider whose keys change and that may be down."""

    def __init__(self, mint: Mint) -> None:
        self.mint, self.up, self.asked, self.hangs_up = mint, True, 0, 0
        self.keys = f"{ISSUER}/jwks"
        self.issuer: object = ISSUER
        self.others: list[Key] = []

    def verifier(self, shortest_rsa: int = BITS) -> Verifier:
        """Make a verifier that knows only this provider."""
        client = httpx2.AsyncClient(transport=httpx2.MockTransport(self.answer))
        return Verifier(client, ISSUER, "motcua", BlindIndex("00" * 32), shortest_rsa=shortest_rsa)

    def login(self) -> Login:
        """Make a way to log in by this provider."""
        client = httpx2.AsyncClient(transport=httpx2.MockTransport(self.answer))
        return Login(client, self.verifier(), ISSUER, "motcua", "", "https://motcua.example.vn/login/return")

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        """Answer discovery and keys."""
        self.asked += 1
        if not self.up:
            raise httpx2.ConnectError("down", request=request)
        if self.hangs_up:
            self.hangs_up -= 1
            raise httpx2.RemoteProtocolError("closed", request=request)
        if request.url.path.endswith("openid-configuration"):
            places = {"jwks_uri": self.keys, "authorization_endpoint": f"{ISSUER}/authorize"}
            return httpx2.Response(200, json=({"issuer": self.issuer} if self.issuer else {}) | places)
        return httpx2.Response(200, json=KeySet([self.mint.key, *self.others]).as_dict(private=False))


def new_mint() -> Mint:
    """A provider's key."""
    return Mint(RSAKey.generate_key(BITS, {"use": "sig", "alg": "RS256"}, auto_kid=True), ISSUER)


async def test_a_new_key_of_the_provider_is_fetched_when_it_is_named(
    subject: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("infra.identity.oidc.REFETCH", 0.0)
    monkeypatch.setattr("infra.identity.oidc.BREATH", 0.0)
    provider = Provider(new_mint())
    verifier = provider.verifier()
    assert (await verifier.identity(provider.mint.access_token(subject, "motcua"))).citizen
    provider.mint = new_mint()
    assert (await verifier.identity(provider.mint.access_token(subject, "motcua"))).citizen


async def test_unknown_keys_do_not_make_us_hammer_the_provider(subject: Subject) -> None:
    provider = Provider(new_mint())
    verifier = provider.verifier()
    await verifier.identity(provider.mint.access_token(subject, "motcua"))
    for _ in range(5):
        with pytest.raises(TokenRefused):
            await verifier.identity(new_mint().access_token(subject, "motcua"))
    assert provider.asked == 2


async def test_a_provider_that_is_down_refuses_nobody_whose_key_is_known(subject: Subject) -> None:
    provider = Provider(new_mint())
    verifier = provider.verifier()
    provider.up = False
    token = provider.mint.access_token(subject, "motcua")
    with pytest.raises(ProviderDown):
        await verifier.identity(token)
    with pytest.raises(ProviderDown, match="a moment ago"):
        await verifier.identity(token)
    assert provider.asked == 1


async def test_whoever_logs_in_is_sent_to_where_the_provider_was_while_it_says_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("infra.identity.login.KNOWN_FOR", 0.0)
    provider = Provider(new_mint())
    login = provider.login()
    first = (await login.ask()).address.partition("?")[0]
    provider.up = False
    for _ in range(2):
        assert (await login.ask()).address.partition("?")[0] == first
    assert provider.asked == 2
    with pytest.raises(ProviderDown):
        await provider.login().ask()


async def test_a_connection_that_the_provider_closed_costs_nobody_their_login(subject: Subject) -> None:
    provider = Provider(new_mint())
    for asked in (
        lambda: provider.login().ask(),
        lambda: provider.verifier().identity(provider.mint.access_token(subject, "motcua")),
    ):
        provider.hangs_up = 1
        await asked()
        provider.hangs_up = 2
        with pytest.raises(ProviderDown):
            await asked()


@pytest.mark.parametrize(
    ("client", "nonce", "foreign"),
    [("motcua", "n2", False), ("motcua", None, False), ("other", "n1", False), ("motcua", "n1", True)],
)
async def test_an_answer_to_another_question_logs_nobody_in(
    subject: Subject, client: str, nonce: str | None, foreign: bool
) -> None:
    provider = Provider(new_mint())
    verifier, other = provider.verifier(), new_mint()
    await verifier.check_answer(provider.mint.id_token(subject, "motcua", "n1"), "motcua", "n1")
    with pytest.raises(TokenRefused):
        await verifier.check_answer(
            (other if foreign else provider.mint).id_token(subject, client, nonce), "motcua", "n1"
        )


@pytest.mark.parametrize("place", ["http://identity.example.vn/jwks", "file:///etc/passwd", "gopher://x", "//x", ""])
async def test_keys_are_fetched_from_where_the_provider_speaks_in_secret(subject: Subject, place: str) -> None:
    provider = Provider(new_mint())
    provider.keys = place
    with pytest.raises(ProviderDown):
        await provider.verifier().identity(provider.mint.access_token(subject, "motcua"))
    assert provider.asked == 1


OTHERS = [f"{ISSUER}/", ISSUER.upper(), f"{ISSUER}.evil.example", "https://evil.example", [ISSUER], 0, None]


@pytest.mark.parametrize("issuer", OTHERS)
async def test_a_description_of_another_issuer_is_not_followed(subject: Subject, issuer: object) -> None:
    provider = Provider(new_mint())
    provider.issuer = issuer
    with pytest.raises(ProviderDown):
        await provider.verifier().identity(provider.mint.access_token(subject, "motcua"))
    with pytest.raises(ProviderDown):
        await provider.login().ask()
    assert provider.asked == 2
    provider.issuer = ISSUER
    assert (await provider.login().ask()).address.startswith(f"{ISSUER}/authorize?")


@pytest.mark.parametrize("issuer", [f"{ISSUER}/", "https://evil.example"])
async def test_an_id_token_of_another_issuer_logs_nobody_in(subject: Subject, issuer: str) -> None:
    provider = Provider(new_mint())
    another = Mint(provider.mint.key, issuer)
    with pytest.raises(TokenRefused):
        await provider.verifier().check_answer(another.id_token(subject, "motcua", "n1"), "motcua", "n1")


async def test_what_a_short_key_of_the_provider_signed_is_refused_unless_the_settings_take_it(subject: Subject) -> None:
    short = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, auto_kid=True)
    provider = Provider(Mint(short, ISSUER))
    token = provider.mint.access_token(subject, "motcua")
    with pytest.raises(ProviderDown, match="MOTCUA_SHORTEST_RSA"):
        await provider.verifier().identity(token)
    provider.others = [new_mint().key]
    with pytest.raises(TokenRefused):
        await provider.verifier().identity(token)
    assert (await provider.verifier(shortest_rsa=2048).identity(token)).citizen


async def test_the_house_serves_known_keys_while_the_provider_is_down(
    people: People, mother: Caller, house: LocalHouse
) -> None:
    (await mother.get("dossiers")).raise_for_status()
    await people.fault("identity", "unavailable", calls=-1)
    try:
        assert (await mother.get("dossiers")).status_code == 200
    finally:
        await people.heal("identity")
