"""Stand-in for the national identity provider: OpenID Connect, authorisation code with PKCE S256 and nothing weaker."""

import hashlib
import hmac
import secrets
import sqlite3
import time
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlencode, urlsplit

from fastapi import FastAPI
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from sandbox.answers import Refused, form, problem, refuse, require
from sandbox.identity.login import FEW, login_page
from sandbox.identity.tokens import HOUR, Mint, Subject, challenge_of, load_key
from sandbox.people.officers import OFFICERS
from sandbox.people.organisations import acting
from sandbox.people.residents import named, world
from sandbox.standin import new_app
from sandbox.store import fill_once, open_store, transaction

CODE_LIVES = 60
LOOPBACK = ("127.0.0.1", "localhost", "::1")
SCHEMA = """
CREATE TABLE IF NOT EXISTS persons (number TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS codes (
    digest BLOB PRIMARY KEY, client TEXT NOT NULL, redirect_uri TEXT NOT NULL, challenge TEXT NOT NULL, nonce TEXT,
    subject TEXT NOT NULL, expires REAL NOT NULL) WITHOUT ROWID;
"""


class Wanted(BaseModel, extra="forbid"):
    """A token for development: `as` is `citizen:NUMBER`, `officer:NAME` or `organisation:CODE:NUMBER`."""

    who: str = Field(alias="as")
    audience: str = "motcua"
    expires_in: int = HOUR
    eid_level: Literal[1, 2] = 2


class Provider:
    """Knows who exists, hands out codes, and takes each code once."""

    def __init__(self, store: sqlite3.Connection, mint: Mint, hosts: Collection[str]) -> None:
        self.store, self.mint, self.hosts = store, mint, hosts

    def subject(self, key: str, eid_level: int = 2) -> Subject | None:
        kind, _, name = key.partition(":")
        if kind == "officer" and (officer := OFFICERS.get(name)):
            claims = {"officer_id": officer.officer_id, "agency": officer.agency, "roles": list(officer.roles)}
            return Subject(key, officer.name, claims)
        code, _, number = name.rpartition(":") if kind == "organisation" else ("", "", name)
        told = acting(code, number) if kind == "organisation" else {}
        row = self.store.execute("SELECT name FROM persons WHERE number = ?", (number,)).fetchone()
        if kind not in ("citizen", "organisation") or row is None or told is None:
            return None
        return Subject(key, row[0], {"citizen_number": number, "eid_level": eid_level} | told)

    def check_redirect(self, asked: dict[str, str]) -> None:
        """Refuses on the spot what must not be answered by a redirect."""
        require(asked, ("client_id", "redirect_uri"))
        address = urlsplit(asked["redirect_uri"])
        if address.scheme not in {"http", "https"} or address.hostname not in self.hosts or address.fragment:
            raise refuse(400, "redirect-uri-not-allowed", f"redirect_uri must lead to one of: {', '.join(self.hosts)}")

    def issue_code(self, asked: dict[str, str], subject: Subject) -> str:
        code = secrets.token_urlsafe(32)
        with transaction(self.store):
            self.store.execute("DELETE FROM codes WHERE expires < ?", (self.mint.clock(),))
            self.store.execute(
                "INSERT INTO codes VALUES (?, ?, ?, ?, ?, ?, ?)",
                (_digest(code), asked["client_id"], asked["redirect_uri"], asked["code_challenge"], asked.get("nonce"),
                 subject.key, self.mint.clock() + CODE_LIVES),
            )  # fmt: skip
        return code

    def redeem(self, sent: dict[str, str]) -> dict[str, Any]:
        """Tokens for a code; a code that was shown once is spent, whatever came with it."""
        row = self.store.execute("DELETE FROM codes WHERE digest = ? RETURNING *", (_digest(sent["code"]),)).fetchone()
        if row is None:
            raise _grant("unknown or already used code")
        _, client, redirect_uri, challenge, nonce, key, expires = row
        if expires < self.mint.clock():
            raise _grant("the code has expired")
        if (client, redirect_uri) != (sent["client_id"], sent["redirect_uri"]):
            raise _grant("client_id or redirect_uri is not the one the code was given for")
        if not hmac.compare_digest(challenge, challenge_of(sent["code_verifier"])):
            raise _grant("code_verifier does not match")
        subject = self.subject(key)
        if subject is None:
            raise _grant("the person is gone")
        return _bearer(self.mint.access_token(subject, "motcua"), HOUR) | {
            "id_token": self.mint.id_token(subject, client, nonce),
            "scope": "openid",
        }


def _digest(code: str) -> bytes:
    return hashlib.sha256(code.encode()).digest()


def _bearer(token: str, expires_in: int) -> dict[str, Any]:
    return {"access_token": token, "token_type": "Bearer", "expires_in": expires_in}


def _oauth_error(error: str, description: str) -> Refused:
    body = {"error": error, "error_description": description}
    return Refused(JSONResponse(body, 400, {"Cache-Control": "no-store"}))


def _grant(description: str) -> Refused:
    return _oauth_error("invalid_grant", description)


def _complaint(asked: dict[str, str]) -> str | None:
    if asked.get("response_type") != "code":
        return "unsupported_response_type"
    if asked.get("code_challenge_method") != "S256" or len(asked.get("code_challenge", "")) != 43:
        return "invalid_request"
    return None


def _back(asked: dict[str, str], answer: dict[str, str], issuer: str) -> Response:
    if "state" in asked:
        answer["state"] = asked["state"]
    joint = "&" if urlsplit(asked["redirect_uri"]).query else "?"
    return RedirectResponse(f"{asked['redirect_uri']}{joint}{urlencode(answer | {'iss': issuer})}", 303)


def unknown_person(key: str) -> Response:
    """Says who exists instead."""
    citizens = [who.number for couple in named() for who in (couple.mother, couple.father) if who.number]
    ways = "citizen:NUMBER, officer:NAME or organisation:CODE:NUMBER"
    detail = f"Nobody is called {key!r}. Say {ways}; some that exist are listed here."
    return problem(404, "unknown-person", detail, officers=sorted(one.login for one in FEW), citizens=citizens)


def discovery(issuer: str) -> dict[str, Any]:
    """The provider's own description."""
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": f"{issuer}/token",
        "jwks_uri": f"{issuer}/jwks",
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["none"],
        "scopes_supported": ["openid"],
        "authorization_response_iss_parameter_supported": True,
        "stand_in": "motcua-sandbox",
    }


def create_app(
    data: Path,
    issuer: str = "http://127.0.0.1/identity",
    redirect_hosts: Collection[str] = LOOPBACK,
    clock: Callable[[], float] = time.time,
) -> FastAPI:
    """The provider, with its key and people in `data`."""
    store = open_store(data, "identity", SCHEMA)
    fill_once(store, "persons", ((person.number, person.full_name) for person in world().persons))
    provider = Provider(store, Mint(load_key(data / "identity-key.json"), issuer, clock), redirect_hosts)
    app = new_app("Định danh điện tử", "<p><a href='.well-known/openid-configuration'>openid-configuration</a></p>")
    _serve(app, provider)
    return app


def _serve(app: FastAPI, provider: Provider) -> None:
    mint = provider.mint

    @app.get("/.well-known/openid-configuration")
    async def configuration() -> dict[str, Any]:
        return discovery(mint.issuer)

    @app.get("/jwks")
    async def jwks() -> dict[str, Any]:
        return mint.jwks()

    @app.get("/authorize")
    async def ask(request: Request) -> Response:
        asked = dict(request.query_params)
        provider.check_redirect(asked)
        complaint = _complaint(asked)
        return _back(asked, {"error": complaint}, mint.issuer) if complaint else login_page(asked)

    @app.post("/authorize")
    async def log_in(request: Request) -> Response:
        asked = await form(request)
        provider.check_redirect(asked)
        if complaint := _complaint(asked):
            return _back(asked, {"error": complaint}, mint.issuer)
        number = asked.get("number", "").strip()
        subject = provider.subject(f"citizen:{number}" if number else asked.get("as") or asked.get("officer", ""))
        if subject is None:
            return login_page(asked, "Không tìm thấy người này.", 404)
        return _back(asked, {"code": provider.issue_code(asked, subject)}, mint.issuer)

    @app.post("/token")
    async def token(request: Request) -> Response:
        sent = await form(request)
        if sent.get("grant_type") != "authorization_code":
            raise _oauth_error("unsupported_grant_type", "only authorization_code")
        missing = [name for name in ("code", "client_id", "redirect_uri", "code_verifier") if not sent.get(name)]
        if missing:
            raise _oauth_error("invalid_request", f"missing: {', '.join(missing)}")
        return JSONResponse(provider.redeem(sent), headers={"Cache-Control": "no-store"})

    @app.post("/dev/token")
    async def dev_token(wish: Wanted) -> Response:
        subject = provider.subject(wish.who, wish.eid_level)
        if subject is None:
            return unknown_person(wish.who)
        return JSONResponse(_bearer(mint.access_token(subject, wish.audience, wish.expires_in), wish.expires_in))
