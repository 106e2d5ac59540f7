"""The plain way: the same procedure as a straightforward Temporal workflow.

A regular activity for every write, the default sandbox, signals for people's acts. Rules, journal with its chain,
registers, press and front door are the same code; only who writes when differs. What it lacks: idempotent filing,
an answer that means "recorded", open desks while Temporal is down, a restart from the journal.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import BaseModel
from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from fastapi import FastAPI

    from activities.contracts import ASK, ISSUE, Ask, Issue, Question, Reply
    from api.app import create_app as create_real_app
    from domain.base.calendar import VIETNAM
    from domain.base.law import Role
    from domain.base.refusals import Refusal
    from domain.dossier import acts
    from domain.dossier.acts import ENGINE, Actor, AnyAct
    from domain.dossier.digest import digest, resting_on, secret_of
    from domain.dossier.journal import Entry, Event, task_id
    from domain.dossier.messages import News
    from domain.dossier.state import Dossier
    from domain.vietnam.queries.civil_status import MarriageOf, RegisterEntry
    from domain.vietnam.queries.population import PersonalNumber, PersonByNumber
    from infra.engine.temporal import connect
    from infra.journal.journal import Journal
    from infra.journal.rows import First, opening
    from infra.journal.statements import LOCK, LOCK_BY_TASK, OPEN
    from infra.runtime.settings import Settings
    from workflows.vietnam.civil_status.birth_registration import BirthForm, birth_entry, certificate, grant_number
from domain.registers.query import Query

WRITE = "write"
PLAIN = "{}/plain"
"""Names a workflow: it begins before its dossier has a key, so its payloads are under the system's."""
QUICK = timedelta(seconds=20)
LONG = timedelta(minutes=2)


class Write(BaseModel):
    """One event that somebody wants written."""

    code: str
    key: str
    act: AnyAct
    actor: Actor = ENGINE


class PlainJournal(Journal):
    """The same journal, but people's acts go to the workflow first, and nothing is owed to it."""

    client: Client
    task_queue: str

    def owes(self, dossier: Dossier, event: Event, trace: Mapping[str, str]) -> list[dict[str, Any]]:
        """Owe notices only."""
        return [message for message in super().owes(dossier, event, trace) if message["kind"] == "notice"]

    async def file(self, prefix: str, act: acts.Filed, actor: Actor, key: str, said: str) -> tuple[Event, str]:
        """Start the workflow; it will write."""
        at = datetime.now(UTC)
        day = f"{prefix}-{at.astimezone(VIETNAM):%y%m%d}"
        async with self.database.transaction(actor) as tx:
            code = f"{day}-{await self._count(tx, f'dossier/{day}'):04d}"
        first = Write(code=code, key="filed", act=act, actor=actor)
        await self.client.start_workflow("plain-birth", first, id=PLAIN.format(code), task_queue=self.task_queue)
        return Event(seq=1, at=at, key="filed", actor=actor, act=act), code

    async def act(self, code: str, entry: Entry, actor: Actor, *then: Entry) -> Dossier:
        """Signal the workflow; it will write."""
        await self._signal(code, entry, actor)
        return await self.dossier(code, actor)

    async def act_on_task(self, task: str, entry: Entry, actor: Actor, *then: Entry) -> Dossier:
        """Signal the task's workflow; it will write."""
        async with self.database.transaction(actor) as tx:
            dossier, _ = await self._read(tx, LOCK_BY_TASK, {"task": task})
        await self._signal(dossier.code, entry, actor)
        return dossier

    async def _signal(self, code: str, entry: Entry, actor: Actor) -> None:
        write = Write(code=code, key=entry.key, act=entry.act, actor=actor)
        await self.client.get_workflow_handle(PLAIN.format(code)).signal("act", write)


class Writer:
    """The activity that writes one event."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    @activity.defn(name=WRITE)
    async def write(self, write: Write) -> None:
        """Append one event, in one transaction."""
        try:
            await self._write(write)
        except Refusal as error:
            raise ApplicationError(error.en, type=error.slug, non_retryable=True) from error

    async def _write(self, write: Write) -> None:
        if isinstance(write.act, acts.Filed):
            async with self._journal.database.transaction(ENGINE) as tx:
                await tx.execute(OPEN, opening(write.code, write.act, datetime.now(UTC)))
                dossier = Dossier(code=write.code)
                key, wrapped = await self._journal.database.keys.make(write.code)
                first, entries = First({}, wrapped), [Entry(key=write.key, act=write.act)]
                await self._journal._append(tx, dossier, key, entries, write.actor, first=first)
        else:
            await self._journal._act(LOCK, {"code": write.code}, Entry(key=write.key, act=write.act), write.actor)


@workflow.defn(name="plain-birth")
class PlainBirth:
    """Birth registration, written the way one writes a first Temporal workflow."""

    def __init__(self) -> None:
        self._code = ""
        self._office = ""
        self._rests = ""
        self._said: deque[Write] = deque()

    @workflow.signal(name="act")
    def act(self, write: Write) -> None:
        """Hear a person's act."""
        self._said.append(write)

    @workflow.run
    async def run(self, first: Write) -> None:
        """Take one dossier from the desk to the family."""
        assert isinstance(first.act, acts.Filed)
        self._code, self._office = first.code, first.act.competent
        await self._write(first)
        said = first.act.personal
        self._rests = resting_on(secret_of(said), digest(secret_of(said), said["form"]), first.act.documents)
        form = BirthForm.model_validate(said["form"])
        await self._person("receive", Role.RECEIVING_OFFICER, "accept")
        await asyncio.gather(*(self._ask(step, query) for step, query in self._look_ups(form)))
        await self._person("verify", Role.CIVIL_STATUS_OFFICER, "confirm")
        await self._person("confirm", Role.APPLICANT, "confirm")
        approved = await self._person("approve", Role.COMMUNE_LEADER, "approve")
        entry = RegisterEntry.model_validate(await self._ask("entry", birth_entry(form)))
        granted = PersonalNumber.model_validate(await self._ask("number", grant_number(form, entry)))
        content = certificate(form, entry, granted.number, first.act.personal["applicant"])
        await self._issue(content.model_dump(mode="json"), str(approved.act.personal["name"]))
        await self._person("hand_over", Role.RECEIVING_OFFICER, "hand_over")

    def _look_ups(self, form: BirthForm) -> list[tuple[str, Query[Any]]]:
        assert form.father
        assert form.father.number
        assert form.mother.number
        mother, father = form.mother.number, form.father.number
        return [
            ("mother", PersonByNumber(number=mother)),
            ("father", PersonByNumber(number=father)),
            ("marriage", MarriageOf(wife=mother, husband=father)),
        ]

    async def _person(self, kind: str, role: Role, decision: str) -> Write:
        agency = "" if role == Role.APPLICANT else self._office
        opened = acts.TaskOpened(
            task=task_id(self._code, kind),
            kind=kind,
            role=role,
            agency=agency,
            decisions=(decision,),
            lapses_after=86400 if kind == "confirm" else None,
            rests=self._rests,
        )
        await self._write(Write(code=self._code, key=kind, act=opened))
        await workflow.wait_condition(lambda: bool(self._said))
        said = self._said.popleft()
        await self._write(said)
        return said

    async def _ask(self, step: str, query: Query[Any]) -> dict[str, Any] | None:
        question = Question(step=step, kind=query.kind, query=query.model_dump(mode="json"))
        ask = Ask(code=self._code, office=self._office, questions=[question])
        reply: Reply = await workflow.execute_activity(ASK, ask, result_type=Reply, start_to_close_timeout=QUICK)
        [answer] = reply.answers
        personal = {"kind": query.kind, "answer": answer}
        told = acts.Answered(agency=query.agency, step=step, found=answer is not None, personal=personal)
        await self._write(Write(code=self._code, key=step, act=told))
        return answer

    async def _issue(self, content: dict[str, Any], signatory: str) -> None:
        order = Issue(
            code=self._code,
            step="issue",
            kind="GKS",
            template="results/birth_certificate.html",
            content=content,
            office=self._office,
            signatory=signatory,
            since=0,
        )
        await workflow.execute_activity(ISSUE, order, result_type=News, start_to_close_timeout=LONG)

    async def _write(self, write: Write) -> None:
        await workflow.execute_activity(WRITE, write, start_to_close_timeout=QUICK)


def create_app() -> FastAPI:
    """The same front door, with acts that go through the workflow."""
    settings = Settings()
    app = create_real_app(settings)
    usual = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(opened: FastAPI) -> AsyncIterator[Any]:
        async with usual(opened) as state:
            held = opened.state.container
            real = held.journal
            journal = PlainJournal(real.database, real.facts, real.laws, held.registry)
            journal.client, journal.task_queue = await connect(settings, real.database), settings.task_queue
            opened.state.container = replace(held, journal=journal)
            yield state

    app.router.lifespan_context = lifespan
    return app
