"""The setting of the matrix: one dossier in each state that matters, everybody who may come, and nothing that stays."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import httpx2
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.types import Message

from api.app import create_app
from api.container import SESSION, Container, open_container
from api.services.views import ROOT
from domain.base.law import Role
from domain.dossier import acts
from domain.dossier.acts import ENGINE, Actor
from domain.dossier.journal import Entry, task_id
from domain.tasks.model import AGREE, REVIEW, VERIFY_AGAIN
from domain.transparency.heads import SignedHead
from infra.agencies.signatures import SIGNATURE, signature
from infra.batches.batches import Batches
from infra.db.database import Database, introduce
from infra.files.drafts import Content, Drafts
from infra.files.storage import Store
from infra.files.uploads import Uploads
from infra.identity.officers import Officers
from infra.identity.one_time_codes import OneTimeCodes
from infra.identity.sessions import Sessions
from infra.identity.staff import Out, enter
from infra.journal.journal import Journal
from infra.local.house import LocalHouse
from infra.local.people import PAPER, Caller, Json, People
from infra.reads.access_log import Looks
from infra.reads.operations import Operations
from infra.transparency.heads import Heads, Publisher
from infra.vietnam.documents import ProgrammeDocuments
from infra.vietnam.entries import ProvinceEntries
from sandbox.identity.tokens import Mint, Subject
from tests.commands.test_heads import sign
from tests.support.door import has_status, new_key
from tests.support.pseudo import languages

OFFICE, OTHER = "11953.CA", "11983.CA"
CLINIC = "33101"
OF_THE_OFFICE = {
    "desk": Role.RECEIVING_OFFICER,
    "registrar": Role.CIVIL_STATUS_OFFICER,
    "commune leader": Role.COMMUNE_LEADER,
    "clerk": Role.CLERK,
    "accountant": Role.ACCOUNTANT,
    "specialist": Role.SPECIALIST,
    "unit head": Role.UNIT_HEAD,
    "leader": Role.AGENCY_LEADER,
    "centre head": Role.CENTRE_HEAD,
}
OF_ANOTHER = {
    "other desk": Role.RECEIVING_OFFICER,
    "other specialist": Role.SPECIALIST,
    "other leader": Role.AGENCY_LEADER,
}
CITIZENS = ("applicant", "owner", "consenter", "stranger")
SECRETS = {"platform": "stand-in-payment-secret", "agency": "stand-in-register-secret"}
GONE = "cb-gone"
HOUR = timedelta(hours=1)
STREAMS = ("/live", "/ioc/stream")
"""Ways that go on telling."""


class Rehearsed(Database):
    """A database on which everything happens in one transaction of the test's, which takes it back."""

    held: AsyncConnection

    @asynccontextmanager
    async def transaction(self, reader: Actor, dossier: str = "") -> AsyncIterator[AsyncConnection]:
        """Go on in the test's transaction, as this reader."""
        async with self.held.begin_nested():
            await introduce(self.held, reader, dossier)
            yield self.held

    @asynccontextmanager
    async def taken_back(self) -> AsyncIterator[None]:
        """Let things happen, and take them back."""
        async with self.engine.connect() as self.held, self.held.begin() as everything:
            yield
            await everything.rollback()


@dataclass
class Setting:
    """All that a cell of the matrix needs."""

    app: FastAPI
    http: httpx2.AsyncClient
    database: Rehearsed
    callers: dict[str, dict[str, str]]
    """The headers with which each comes."""
    browsers: dict[str, dict[str, str]]
    """The same for pages: a session in a cookie."""
    dossiers: dict[str, str]
    """By state, their codes."""
    tasks: dict[str, str]
    number: str
    published: int
    """Size of the tree whose head was published."""
    form: Json
    draft: str
    """An application that the applicant has begun."""

    async def status(
        self, caller: str, method: str, path: str, names: str = "", page: bool = False, **sent: Any
    ) -> int | str:
        """Come, give the answer's status, and leave nothing behind; what is not named is not found (404)."""
        if path.endswith(STREAMS):
            headers = (self.browsers if page else self.callers)[caller]
            async with self.database.taken_back():
                followed = f"{'' if page else ROOT}{path.removeprefix('http://door')}"
                told = await glanced(self.app, followed, headers, sent.get("params", {}))
                # What is counted for others too goes on when one leaves: here it has the test's own connection.
                await self.app.state.container.province.glances.settled()
                await self.app.state.container.province.days.settled()
                return told
        answer = await self.answer(caller, method, path, page=page, **sent)
        if answer.status_code >= 400:
            kind = "text/html; charset=utf-8" if page else "application/problem+json"
            assert answer.headers["content-type"] == kind, (caller, path, answer.text)
        if page and answer.headers.get("location", "").startswith("/login?next="):
            return "login"
        return 404 if answer.status_code == 200 and names not in answer.text else answer.status_code

    async def answer(self, caller: str, method: str, path: str, *, page: bool, **sent: Any) -> httpx2.Response:
        """Come, give the answer, and leave nothing behind."""
        if (secret := SECRETS.get(caller)) and (body := sent.get("json")):
            sent["json"] = body | {SIGNATURE: signature(body, secret.encode())}
        sent["headers"] = (self.browsers if page else self.callers)[caller] | sent.get("headers", {})
        async with self.database.taken_back():
            return await self.http.request(method, path, **sent)


async def glanced(app: FastAPI, path: str, headers: dict[str, str], params: Json) -> int | str:
    """Begin to follow something, give the answer's status, and leave at once."""
    started: list[Message] = []
    coming: list[Message] = [{"type": "http.request", "body": b""}]

    async def receive() -> Message:
        return coming.pop() if coming else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            started.append(message)

    told = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    scope: dict[str, Any] = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": urlencode(params).encode(),
        "headers": told,
        "http_version": "1.1",
    }
    scope |= {
        "scheme": "http",
        "server": ("door", 80),
        "client": ("127.0.0.1", 1),
        "root_path": "",
        "raw_path": path.encode(),
    }
    await app(scope, receive, send)
    [answer] = started
    leads = dict(answer["headers"]).get(b"location", b"")
    return "login" if leads.startswith(b"/login?next=") else int(answer["status"])


@asynccontextmanager
async def opened(house: LocalHouse, people: People, mint: Mint) -> AsyncIterator[Setting]:
    """Make the setting, once."""
    settings = house.settings()
    app = create_app(settings, languages())
    async with open_container(settings) as real:
        database = Rehearsed.of_api(settings, 1)
        journal = Journal(database, real.journal.facts, real.journal.laws, real.registry)
        uploads = Uploads(database, real.store, settings.upload_limit, reader=real.reader)
        app.state.container = replace(
            real,
            journal=journal,
            looks=Looks(database),
            officers=Officers(database),
            uploads=uploads,
            sessions=Sessions(database, HOUR, HOUR),
            drafts=Drafts(database),
            batches=Batches(journal, real.batches.rules),
            operations=Operations(database, real.engine, settings),
            one_time_codes=OneTimeCodes(database, real.index),
            programme=replace(
                real.programme,
                entries=ProvinceEntries(database),
                documents=ProgrammeDocuments(database),
            ),
        )
        # What breaks inside is told with its trace, not as one number among hundreds.
        transport = httpx2.ASGITransport(app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://door/api/v1") as http:
            yield await _filled(app, http, database, house, people, mint, real)
        await database.close()


async def _filled(
    app: FastAPI,
    http: httpx2.AsyncClient,
    database: Rehearsed,
    house: LocalHouse,
    people: People,
    mint: Mint,
    real: Container,
) -> Setting:
    # Nobody else's people: another module may log out everywhere whom many know.
    *_, couple, other = await people.couples("plain", 12)
    *_, third = await people.couples("plain", 3, OFFICE.partition(".")[0])
    home = await people.home(third["father"]["number"])
    numbers = {"owner": couple["mother"]["number"], "consenter": home["head"]}
    numbers |= {"applicant": other["mother"]["number"], "stranger": other["father"]["number"]}
    callers = _callers(mint, numbers)
    engine = Database.of_engine(house.settings(), 1)
    await enter(engine, Out(GONE, "ended", None, "QĐ 1"), "personnel")
    states = Making(people, mint, numbers, couple, home)
    names = (
        "filed",
        "agreed",
        "claimed",
        "lacking",
        "unpaid",
        "in hand",
        "asked",
        "to review",
        "to approve",
        "delivered",
    )
    codes = dict(zip(names, await asyncio.gather(*(states.bring(name) for name in names)), strict=True))
    shown = await people.show(states.who("applicant"), codes["delivered"])
    heads = Heads(Store.from_url(house.settings().storage_url))
    await Publisher(engine, heads, lambda content, at: sign(content, at, house), every=600).publish()
    states.tasks["to review"] = await _reviewed(
        Journal(engine, real.journal.facts, real.journal.laws, real.registry), codes
    )
    await engine.close()
    size = SignedHead.model_validate_json(await heads.file()).head.tree_size
    number = shown["result"]["number"]
    browsers = await _browsers(callers, real)
    known = await real.verifier.identity(callers["applicant"]["Authorization"].removeprefix("Bearer "))
    draft = await real.drafts.begin("1.004222", known.actor, Content(form=states.form()))
    return Setting(app, http, database, callers, browsers, codes, states.tasks, number, size, states.form(), draft)


async def _reviewed(journal: Journal, codes: dict[str, str]) -> str:
    """Let the engine ask the head of a unit, as it does where an office has units: this one has none."""
    code = codes["to review"]
    opened = acts.TaskOpened(
        task=task_id(code, REVIEW),
        kind=REVIEW,
        role=Role.UNIT_HEAD,
        agency=OFFICE,
        decisions=(AGREE, VERIFY_AGAIN),
        needs_fresh_eyes=True,
    )
    await journal.advance(code, [Entry(key=REVIEW, act=opened)], (await journal.dossier(code, ENGINE)).seq)
    return opened.task


async def _browsers(callers: dict[str, dict[str, str]], real: Container) -> dict[str, dict[str, str]]:
    """Log everybody in whom the provider knows; of the others each holds a cookie of another kind."""
    over = Sessions(real.journal.database, HOUR, -HOUR)
    known = await real.verifier.identity(callers["applicant"]["Authorization"].removeprefix("Bearer "))
    secrets = {"nobody": "", "platform": "", "agency": "", "forger": "made-up"}
    secrets |= {"expired": await over.begin(known), "elsewhere": await real.sessions.begin(None, {"next": "/"})}
    for who in callers.keys() - secrets.keys():
        token = callers[who]["Authorization"].removeprefix("Bearer ")
        secrets[who] = await real.sessions.begin(await real.verifier.identity(token))
    page = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}
    return {who: page | ({"Cookie": f"{SESSION}={secret}"} if secret else {}) for who, secret in secrets.items()}


def _callers(mint: Mint, numbers: dict[str, str]) -> dict[str, dict[str, str]]:
    def bearer(claims: Json, audience: str = "motcua", expires_in: int = 3600) -> dict[str, str]:
        subject = Subject(json.dumps(claims), "Nguyễn Văn Thử", claims)
        return {"Authorization": f"Bearer {mint.access_token(subject, audience, expires_in)}"}

    strong = {who: {"citizen_number": number, "eid_level": 2} for who, number in numbers.items()}
    staff = {who: (OFFICE, role) for who, role in OF_THE_OFFICE.items()}
    staff |= {who: (OTHER, role) for who, role in OF_ANOTHER.items()}
    officers = {
        who: {"officer_id": f"cb-{who.replace(' ', '-')}", "agency": agency, "roles": [role]}
        for who, (agency, role) in staff.items()
    }
    mill = {"organisation_code": "0900000001", "organisation_name": "Công ty TNHH May Phố Hiến", "represents": True}
    for who, number in (("director", numbers["stranger"]), ("colleague", numbers["consenter"])):
        strong[who] = {"citizen_number": number, "eid_level": 2, **mill}
    strong["former"] = strong["director"] | {"represents": False}
    officers["province leader"] = {"officer_id": "cb-leads", "agency": "33", "roles": [Role.AGENCY_LEADER]}
    clinic = {"officer_id": "cb-clinic", "agency": CLINIC, "roles": [Role.RECEIVING_OFFICER]}
    officers["clinic desk"] = clinic
    officers["operator"] = {"officer_id": "cb-operator", "agency": "33", "roles": [Role.OPERATOR]}
    return {
        "nobody": {},
        "expired": bearer(strong["applicant"], expires_in=-60),
        "elsewhere": bearer(strong["applicant"], audience="elsewhere"),
        "weak": bearer(strong["applicant"] | {"eid_level": 1}),
        "idle": bearer(officers["desk"] | {"officer_id": "cb-idle", "roles": []}),
        "gone": bearer(officers["desk"] | {"officer_id": GONE}),
        "stale": bearer(officers["desk"] | {"officer_id": "cb-stale", "auth_time": int(time.time()) - 90_000}),
        "forger": {},
        "platform": {},
        "agency": {},
    } | {who: bearer(claims) for who, claims in (strong | officers).items()}


@dataclass
class Making:
    """Brings dossiers into their states through the house itself: the real engine, registers and desks."""

    people: People
    mint: Mint
    numbers: dict[str, str]
    couple: Json
    home: Json

    def __post_init__(self) -> None:
        self.tasks: dict[str, str] = {}

    def who(self, citizen: str) -> Caller:
        claims = {"citizen_number": self.numbers[citizen], "eid_level": 2}
        return self._caller(Subject(citizen, "Nguyễn Văn Thử", claims))

    def officer(self, role: Role, name: str = "", agency: str = OFFICE) -> Caller:
        name = name or f"cb-before-{role}"
        return self._caller(Subject(name, name, {"officer_id": name, "agency": agency, "roles": [role]}))

    def _caller(self, subject: Subject) -> Caller:
        token = self.mint.access_token(subject, "motcua")
        return Caller(self.people.api, subject.key, {"Authorization": f"Bearer {token}"})

    def form(self) -> Json:
        """The owner moves to where the consenter is the head of the household."""
        mother = self.couple["mother"]
        person = {"number": mother["number"], "full_name": mother["name"], "born": mother["born"]}
        return {"person": person, **self.home, "relation": "Vợ", "basis": "own"}

    async def bring(self, state: str) -> str:
        """File by mandate and go on until the state is reached; notes the task that is open then."""
        applicant, desk = self.who("applicant"), self.officer(Role.RECEIVING_OFFICER)
        paper = {"kind": "mandate", "upload": await self.people.upload(applicant, PAPER + state.encode())}
        owner = {"number": self.numbers["owner"], "name": "Nguyễn Thị Thử"}
        sent = {"procedure": "1.004222", "form": self.form(), "owner": owner, "documents": [paper]}
        answer = await applicant.post("dossiers", json=sent, headers=new_key())
        code = str(answer.raise_for_status().json()["code"])
        if state == "filed":
            await self._note(state, desk, code, "receive")
            await self._note("consent", desk, code, "consent")
            return code
        agreed = {"kind": "consent", "decision": "consent"}
        (await self.who("consenter").post(f"dossiers/{code}/answers", json=agreed)).raise_for_status()
        if state in ("agreed", "claimed"):
            await self._note(state, desk, code, "receive")
            if state == "claimed":
                colleague = self.officer(Role.RECEIVING_OFFICER, "cb-colleague")
                (await colleague.post(f"tasks/{self.tasks[state]}/claim")).raise_for_status()
            return code
        if state == "lacking":
            await self.people.decide(desk, code, "request_supplement", "receive", items=["CCCD"], reason="Mờ")
            await self.people.until(applicant, code, lambda shown: "supply" in shown["can"])
            return code
        await self.people.decide(desk, code, "accept", "receive")
        await self.people.until(applicant, code, has_status(6))
        if state != "unpaid":
            return await self._decided(state, code, desk)
        await self._note(state, desk, code, "pay")
        return code

    async def _decided(self, state: str, code: str, desk: Caller) -> str:
        await self.people.decide(desk, code, "pay", "pay")
        specialist, leader = self.officer(Role.SPECIALIST), self.officer(Role.AGENCY_LEADER)
        if state == "to review":
            return code
        if state == "in hand":
            await self._note(state, specialist, code, "verify")
            return code
        if state == "asked":
            question = {"office": OTHER, "words": "Có còn cư trú tại phường không?"}
            await self.people.decide(specialist, code, "consult", "verify", **question)
            await self._note(state, self.officer(Role.SPECIALIST, "cb-there", OTHER), code, "opinion")
            return code
        await self.people.decide(specialist, code, "confirm", "verify")
        if state == "to approve":
            await self._note(state, leader, code, "approve")
            return code
        await self.people.decide(leader, code, "approve", "approve")
        await self.people.decide(desk, code, "hand_over", "hand_over")
        await self.people.until(self.who("applicant"), code, has_status(10))
        return code

    async def _note(self, state: str, officer: Caller, code: str, kind: str) -> None:
        if kind == "consent":
            [consent] = (await self.people.show(officer, code))["consents"]
            self.tasks[state] = consent["task"]
        else:
            self.tasks[state] = (await self.people.task(officer, code, kind))["id"]
