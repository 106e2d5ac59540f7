"""What tests hold in their hands at the front door: how a "no" must look, and what stands in the books."""

import secrets
import subprocess
from dataclasses import dataclass
from typing import Any

import httpx2
from sqlalchemy import text

from domain.dossier.acts import ENGINE
from infra.db.database import Database, DatabaseDown
from infra.local.people import Caller, Json, People

PROBLEM = "urn:motcua:problem:"
WRITTEN = text("""
SELECT (SELECT count(*) FROM dossiers) AS dossiers, (SELECT count(*) FROM filings) AS filings,
       (SELECT count(*) FROM uploads) AS uploads,
       (SELECT count(*) FROM events WHERE actor->>'kind' <> 'engine') AS acts,
       (SELECT coalesce(sum(value), 0) FROM counters WHERE name LIKE 'dossier/%') AS numbers
""")
ACTS = text("SELECT act->>'type' FROM events WHERE dossier = :code ORDER BY seq")


@dataclass
class Books:
    """What is written down, seen by the engine's role."""

    database: Database

    async def written(self) -> dict[str, int]:
        """Count what people caused to be written."""
        try:
            return await self._written()
        except DatabaseDown:  # a test took it away since it was asked last
            return await self._written()

    async def _written(self) -> dict[str, int]:
        async with self.database.transaction(ENGINE) as tx:
            return dict((await tx.execute(WRITTEN)).mappings().one())

    async def acts(self, code: str) -> list[str]:
        """Tell what happened to a dossier, in order."""
        async with self.database.transaction(ENGINE) as tx:
            return list((await tx.execute(ACTS, {"code": code})).scalars())


@dataclass
class Door:
    """The front door as somebody meets it who is refused."""

    people: People
    books: Books

    async def refuses(self, who: Caller, status: int, slug: str, path: str, method: str = "POST", **sent: Any) -> Json:
        """See a request refused in both languages, as a problem document, with nothing written."""
        before, titles, problem = await self.books.written(), set(), {}
        headers = who.headers | sent.pop("headers", {})
        for language in ("vi", "en"):
            answer = await who.http.request(method, path, headers=headers | {"Accept-Language": language}, **sent)
            problem = problem_of(answer, status, slug)
            titles.add(problem["title"])
        assert len(titles) == 2, "it says the same in both languages"
        assert await self.books.written() == before
        return problem

    async def refuses_filing(self, who: Caller, status: int, slug: str, application: Json) -> Json:
        """See a filing refused."""
        return await self.refuses(who, status, slug, "dossiers", json=application, headers=new_key())

    async def officer(self, name: str) -> Caller:
        """Log in as an officer: ``hotich.phohien``."""
        return await self.people.who(f"officer:{name}")

    async def accept(self, code: str, commune: str = "phohien") -> None:
        """Let the desk accept."""
        await self.people.decide(await self.officer(f"tiepnhan.{commune}"), code, "accept")

    async def verify(self, code: str, commune: str = "phohien", by: str = "hotich") -> None:
        """Let the civil-status officer verify."""
        await self.people.decide(await self.officer(f"{by}.{commune}"), code, "confirm", kind="verify")

    async def to_leader(self, parent: Caller, code: str, commune: str = "phohien", by: str = "hotich") -> None:
        """Take a filed birth to the leader's desk."""
        await self.accept(code, commune)
        await self.verify(code, commune, by)
        await self.people.confirm(parent, code)

    async def approve(self, code: str, commune: str = "phohien") -> None:
        """Let the leader approve."""
        await self.people.decide(await self.officer(f"chutich.{commune}"), code, "approve")

    async def finish(self, reader: Caller, code: str, commune: str = "phohien") -> Json:
        """Hand over the result and give the dossier as it ends."""
        desk = await self.officer(f"tiepnhan.{commune}")
        await self.people.decide(desk, code, "hand_over", kind="hand_over")
        return await self.people.until(reader, code, has_status(10))

    async def certificate(self, reader: Caller, shown: Json) -> str:
        """Read the result."""
        answer = await reader.get(at(shown["result"]["href"]))
        assert answer.status_code == 200
        return words_of(answer)


def at(link: str) -> str:
    """Follow a link of the API."""
    assert link.startswith("/api/v1/")
    return link.removeprefix("/api/v1/")


def problem_of(answer: httpx2.Response, status: int, slug: str) -> Json:
    """See that an answer is this problem document."""
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    problem: Json = answer.json()
    assert (problem["type"], problem["status"]) == (PROBLEM + slug, status), problem
    assert problem["title"]
    return problem


def has_status(code: int) -> Any:
    """Wait for a national status code."""
    return lambda shown: shown["status"]["code"] == code


def new_key() -> dict[str, str]:
    """Make the header of a new filing."""
    return {"Idempotency-Key": secrets.token_hex(8)}


def words_of(answer: httpx2.Response) -> str:
    """Read a PDF."""
    assert answer.headers["content-type"] == "application/pdf"
    read = subprocess.run(["pdftotext", "-raw", "-", "-"], input=answer.content, capture_output=True, check=True)
    return " ".join(read.stdout.decode().split())
