"""Families and officers who never give up: over a lost connection or a 5xx they ask the same again."""

import asyncio
import os
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Self

import httpx2

from infra.local.folder import until
from infra.local.people import Caller, Json, People, decision_of
from infra.runtime.background import running

COMMUNE = "11953"
STORM = bool(os.environ.get("MOTCUA_STORM"))
"""Whether fifty families come at once, as ``make storm`` has them, or as many as each run of the suite can bear."""
PAUSE = 0.05
LOOK_EVERY = 0.5
"""Seconds between a family's looks at their dossier, and an officer's at their queue: looking costs the house most."""


async def insist(send: Callable[[], Awaitable[httpx2.Response]]) -> httpx2.Response:
    """Send until an answer comes that is not the server's own trouble."""
    while True:
        with suppress(httpx2.TransportError):
            answer = await send()
            if answer.status_code < 500:
                return answer
        await asyncio.sleep(PAUSE)


@dataclass
class Family:
    """A parent and the dossier of their child."""

    parent: Caller
    code: str = ""


@dataclass
class Desk:
    """An officer who looks at their queue again and again."""

    who: Caller
    tasks: dict[tuple[str, str], str] = field(default_factory=dict)

    async def look(self) -> None:
        """Until cancelled."""
        while True:
            self.tasks = {(item["dossier"], item["kind"]): item["id"] for item in await self._queue()}
            await asyncio.sleep(LOOK_EVERY)

    async def _queue(self) -> list[Json]:
        items: list[Json] = []
        cursor: str | None = ""
        while cursor is not None:
            wanted = {"cursor": cursor}
            page = (await insist(partial(self.who.get, "tasks", params=wanted))).raise_for_status().json()
            items, cursor = items + page["items"], page["next"]
        return items

    async def task(self, code: str, kind: str) -> str:
        """Find a task of this dossier, once it is there."""
        await until(lambda: (code, kind) in self.tasks, PAUSE)
        return self.tasks[code, kind]

    async def decide(self, code: str, kind: str, decision: str) -> httpx2.Response:
        """Decide a task of this dossier, once it is there."""
        path = f"tasks/{await self.task(code, kind)}/decision"
        return await insist(lambda: self.who.post(path, json=decision_of(decision)))


@dataclass
class Crowd:
    """Everybody of one commune, and how much they have done."""

    people: People
    reception: Desk
    registrar: Desk
    leader: Desk
    acts: int = 0
    came: int = 0
    """How many families were here."""

    @classmethod
    @asynccontextmanager
    async def of(cls, people: People) -> AsyncIterator[Self]:
        """Everybody at work until the block ends."""
        officers = [await people.who(f"officer:{name}.phohien") for name in ("tiepnhan", "hotich", "chutich")]
        reception, registrar, leader = (Desk(officer) for officer in officers)
        async with running(reception.look(), registrar.look(), leader.look()):
            yield cls(people, reception, registrar, leader)

    async def families(self, number: int) -> list[tuple[Caller, Json]]:
        """Mothers who now live in the commune, each with her couple; nobody comes twice."""
        came, self.came = self.came, self.came + number
        couples = (await self.people.couples("plain", self.came))[came:]
        home = [couple | {"mother": couple["mother"] | {"commune": COMMUNE}} for couple in couples]
        mothers = [await self.people.who(f"citizen:{couple['mother']['number']}") for couple in home]
        return list(zip(mothers, home, strict=True))

    async def file(self, parent: Caller, couple: Json) -> Family:
        """File once, however often it must be sent."""
        application = await self._application(parent, couple)
        key = {"Idempotency-Key": secrets.token_hex(8)}
        answer = await insist(lambda: parent.post("dossiers", json=application, headers=key))
        return Family(parent, self._done(answer)["code"])

    async def _application(self, parent: Caller, couple: Json) -> Json:
        while True:
            with suppress(httpx2.HTTPError):
                return await self.people.application(parent, couple)
            await asyncio.sleep(PAUSE)

    async def accept(self, family: Family) -> None:
        """At the reception."""
        self._done(await self.reception.decide(family.code, "receive", "accept"))

    async def verify(self, family: Family) -> None:
        """By the registrar."""
        self._done(await self.registrar.decide(family.code, "verify", "confirm"))

    async def confirm(self, family: Family) -> None:
        """By the parent, unless their silence was heard first."""
        await self.asked(family)
        answer = await insist(lambda: family.parent.post(f"dossiers/{family.code}/confirmation", json={}))
        if answer.status_code != 409:
            self._done(answer)

    async def asked(self, family: Family) -> None:
        """Wait until the parent may look at the draft, or could have."""
        while True:
            shown = (await insist(lambda: family.parent.get(f"dossiers/{family.code}"))).raise_for_status().json()
            if "confirm" in shown["can"] or (family.code, "approve") in self.leader.tasks:
                return
            await asyncio.sleep(LOOK_EVERY)

    async def approve(self, family: Family) -> None:
        """By the leader."""
        self._done(await self.leader.decide(family.code, "approve", "approve"))

    async def hand_over(self, family: Family) -> None:
        """At the reception again."""
        self._done(await self.reception.decide(family.code, "hand_over", "hand_over"))

    async def go_on(self, family: Family, after: str = "file", to: str = "hand_over") -> Family:
        """Take a dossier from one act to another."""
        steps: Sequence[Callable[[Family], Awaitable[None]]]
        steps = (self.accept, self.verify, self.confirm, self.approve, self.hand_over)
        names = ["file", "accept", "verify", "confirm", "approve", "hand_over"]
        for step in steps[names.index(after) : names.index(to)]:
            await step(family)
        return family

    async def whole(self, parent: Caller, couple: Json) -> Family:
        """File, and take it to its end."""
        return await self.go_on(await self.file(parent, couple))

    def _done(self, answer: httpx2.Response) -> Json:
        assert answer.is_success, f"{answer.request.url}: {answer.status_code} {answer.text}"
        self.acts += 1
        done: Json = answer.json()
        return done
