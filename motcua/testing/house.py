"""A house in which a test sets the time: people file and decide by the same functions as at the front door."""

import secrets
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from time import monotonic
from typing import Any

from activities.agencies import Agencies
from activities.branches import Branches
from activities.records import Records, Results
from activities.warrants import Grounds
from api.services import acting, deciding
from api.services.application import Application, Contact, FiledBy, PaperIn
from api.services.deciding import DecidingTools, Decision
from api.services.filing import FilingTools, Intake
from api.services.results import Receipt
from domain.base.calendar import in_vietnam
from domain.base.law import Role
from domain.dossier import acts
from domain.dossier.acts import ENGINE as ITSELF
from domain.dossier.acts import Actor
from domain.dossier.journal import Event
from domain.dossier.state import Dossier
from domain.tasks.model import Task
from infra.crypto.blind_index import BlindIndex
from infra.engine.failing import Failures
from infra.engine.runs import newest_run
from infra.engine.temporal import serving
from infra.facts.loading import Facts
from infra.facts.open_facts import Unconfirmed
from infra.files.storage import Store
from infra.files.uploads import Uploads
from infra.files.vault import Vault
from infra.foreign.reader import Reader
from infra.id_cards.card_proof import CardProofs
from infra.identity.oidc import Identity
from infra.journal.dispatcher import Deliverer
from infra.journal.journal import Delivery, Journal, utc_now
from infra.local.people import PATIENCE, GaveUp, found
from infra.reads.access_log import Looks
from infra.runtime.settings import Settings
from infra.warehouse.shelf import Shelf
from motcua.mistakes import refuse_mistakes
from motcua.testing.engine import API, ENGINE, Engine
from motcua.testing.outside import PATIENCE as SILENCE
from motcua.testing.outside import Answering, ProofPress, Register, silent
from workflows.catalogue import Catalogue, every
from workflows.engine.procedure import Procedure

HANDED = Receipt(receiver="Nguyễn Thị Nhận", relation="applicant", signed="paper")
A_MINUTE = timedelta(minutes=1)


class Time:
    """This machine's clock, and what was skipped."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        """The time in the house."""
        return utc_now() + self.ahead


def ignored(_: list[Delivery]) -> None:
    """What the engine owes people, who look for themselves."""


@dataclass(frozen=True)
class Front(DecidingTools, FilingTools):
    """The front door's tools."""


@dataclass(kw_only=True)
class House:
    """Everything that dossiers need, and everybody who acts on them: ``async with House.opened(engine) as house``."""

    engine: Engine
    registers: dict[str, Register]
    """What each agency answers, by its name; a test may change it while a dossier is under way."""
    press: ProofPress
    front: Front
    journal: Journal
    """The engine's."""
    deliverer: Deliverer
    clock: Time
    pushed: list[Delivery]
    """What people did of which no workflow has heard yet."""
    codes: list[str] = field(default_factory=list)
    hopeless: float = 20.0
    """Seconds that a test waits for more while a register is silent: what comes of that silence comes by ``skip``."""

    @classmethod
    @asynccontextmanager
    async def opened(cls, engine: Engine, registers: Mapping[str, Register] | None = None) -> "AsyncIterator[House]":
        """Open one with the procedures of this installation.

        Raises:
            ProceduresWrong: one of them has a mistake.
        """
        async with AsyncExitStack() as stack:
            settings = Settings(task_queue=f"house-{secrets.token_hex(4)}")
            facts, known, index = Facts.load(settings.facts), Catalogue.installed(), BlindIndex(secrets.token_hex(32))
            clock, pushed, journals = Time(), list[Delivery](), []
            for role in (API, ENGINE):
                database = engine.database(role)
                stack.push_async_callback(database.close)
                law = (facts.calendars, facts.laws, known.registry)
                journals.append(Journal(database, *law, clock=clock, push=pushed.extend if role == API else ignored))
            api, own = journals
            refuse_mistakes(every(), facts.laws, api.today())
            press, store = ProofPress(), Vault(Store.from_url("memory:///"), own.database)
            front = Front(
                **vars(known),
                journal=api,
                index=index,
                uploads=Uploads(api.database, store, 0),
                reader=await stack.enter_async_context(Reader.opened()),
                press=press,
                store=Vault(Store(store.objects), api.database),
                shelf=Shelf(api.database),
                result_files=None,
                offices=facts.offices,
                opinions=facts.opinions,
                card_proofs=CardProofs(index, secrets.token_hex(32)),
                looks=Looks(api.database),
                unconfirmed=Unconfirmed({}),
                takes_unconfirmed=True,
            )
            house = cls(
                engine=engine,
                clock=clock,
                pushed=pushed,
                registers=dict(registers or {}),
                press=press,
                front=front,
                journal=own,
                deliverer=Deliverer(engine.temporal.client, settings.task_queue, own.database),
            )
            agencies = {name: Answering(name, house.registers, clock) for name in known.registry.agencies}
            asked = Agencies(own, agencies, lambda: clock().timestamp(), grounds=Grounds(index))
            results = Results(own, press, store, facts.offices, stand_in=True)
            work = [Records(own).advance, results.issue, Branches(own, facts.offices, index).open]
            procedures = [*known.procedures.values()]
            await stack.enter_async_context(
                serving(engine.temporal.client, settings, procedures, work, [asked.ask, asked.tell])
            )
            yield house

    # Who acts

    def citizen(self, number: str, name: str = "Nguyễn Văn Nộp") -> Identity:
        """Somebody by their citizen number, with an e-identity that may file."""
        return Identity(Actor(kind="citizen", id=self.front.index.of(number)), name, number, level=2)

    def organisation(self, code: str, by: Identity, name: str = "Công ty TNHH Thử") -> Identity:
        """An organisation by its code, for which somebody acts."""
        actor = Actor(kind="organisation", id=self.front.index.of_organisation(code), person=by.actor.id)
        return replace(by, actor=actor, organisation=code, organisation_name=name)

    def officer(self, role: Role, office: str, name: str = "") -> Identity:
        """An officer of any office in any role; of another ``name``, another officer."""
        return Identity(
            Actor(kind="officer", id=f"{office}/{role}/{name}", agency=office, roles=(role,)), name or "Lê Thử"
        )

    # What passes

    @property
    def now(self) -> datetime:
        """The time in the house."""
        return self.journal.clock()

    @property
    def today(self) -> date:
        """The day in Vietnam."""
        return in_vietnam(self.now).date()

    async def skip(self, by: timedelta) -> None:
        """Let so much time pass, for every dossier and for the law."""
        self.clock.ahead += by
        client = self.engine.temporal.client
        for code in self.codes:
            run = await newest_run(client, code)
            if run is not None and run.going:
                await self.engine.temporal.fast_forward(client.get_workflow_handle(code), by)

    def is_silent(self, agency: str) -> bool:
        """Whether a dossier that waits for this agency waits until time is skipped, or the test has it answer."""
        return bool(agency) and self.registers.get(agency, silent) is silent

    async def deliver(self) -> None:
        """Bring what people did to the workflows."""
        owed, self.pushed[:] = list(self.pushed), []
        await self.deliverer.wake_all(one for one in owed if one.kind == "wake")

    async def file(
        self,
        procedure: type[Procedure[Any]],
        form: Mapping[str, Any],
        by: Identity,
        papers: Mapping[str, bytes | Sequence[bytes]] | None = None,
        applicant: tuple[str, str] | None = None,
    ) -> "FiledDossier":
        """File an application, as the front door would: its refusals are raised.

        ``papers`` are by their kinds, ``PAPER`` where their content is nothing to the test. A receiving officer files
        for the ``applicant`` who stands at the counter, by number and name.

        Raises:
            Refusal: ``FormInvalid``, ``MayNotFile``, ``PaperMissing``, or another.
        """
        stands = FiledBy.model_validate({"number": applicant[0], "name": applicant[1]}) if applicant else None
        sent = Application(
            procedure=procedure.code,
            form=dict(form),
            documents=await self.entered(papers or {}, by),
            contact=Contact(),
            applicant=stands,
        )
        _, code = await Intake(self.front, by).once(sent, secrets.token_hex(8))
        self.codes.append(code)
        await self.deliver()
        return FiledDossier(self, code, by)

    async def entered(self, papers: Mapping[str, bytes | Sequence[bytes]], by: Identity) -> list[PaperIn]:
        """Upload papers."""
        entered = []
        for kind, brought in papers.items():
            for content in [brought] if isinstance(brought, bytes) else brought:
                uploads = self.front.uploads
                name, media_type = f"{kind}.pdf", "application/pdf"
                upload = await uploads.enter(name, media_type, content, by.actor.id, by.actor)
                entered.append(PaperIn(kind=kind, upload=upload.id))
        return entered


@dataclass(frozen=True)
class FiledDossier:
    """A dossier on its way, and what people do with it."""

    house: House
    code: str
    filer: Identity

    async def look(self) -> Dossier:
        """How it stands."""
        return await self.house.journal.dossier(self.code, ITSELF)

    async def events(self) -> list[Event]:
        """What happened, in order."""
        return await self.house.journal.events(self.code, ITSELF)

    async def happened(self) -> list[str]:
        """The types of what happened, in order."""
        return [event.act.type for event in await self.events()]

    async def until(self, true: Callable[[Dossier], bool], patience: float = PATIENCE) -> Dossier:
        """How it stands, once it is as wanted.

        Raises:
            GaveUp: it did not become so; says what it waits for, and what of it fails.
        """
        dossier, silent_since = await self.look(), monotonic()

        async def look() -> dict[str, Any] | None:
            nonlocal dossier, silent_since
            dossier = await self.look()
            if not self.house.is_silent(dossier.waiting_agency):
                silent_since = monotonic()
            if true(dossier):
                return {}
            if monotonic() - silent_since > self.house.hopeless:
                raise GaveUp(self._stands(dossier))
            return None

        try:
            await found(look, patience, lambda: self._stands(dossier))
        except GaveUp as gave:
            raise GaveUp("; ".join([str(gave), *await self.fails()])) from None
        return dossier

    def _stands(self, dossier: Dossier) -> str:
        """How it stands, and what would let it go on."""
        kinds = ", ".join(task.kind for task in dossier.open_tasks)
        stands = f"{self.code} is {dossier.status.name.lower()} and waits for {kinds or 'nobody'}"
        if not (agency := dossier.waiting_agency):
            return stands
        given = agency in self.house.registers
        lacks = "" if given else f', and the test gives no such register: House.opened(engine, {{"{agency}": answer}})'
        days = f"house.skip(timedelta(days={SILENCE.days}))"
        return f"{stands}; “{agency}” does not answer{lacks}; an officer answers in its place after {days}"

    async def fails(self) -> list[str]:
        """What does not let it go on: the line, and why."""
        failures = Failures(self.house.engine.temporal.client, self.house.journal.database, ITSELF)
        said = [one.standstill for one in await failures.of(self.code)]
        return [", ".join(filter(None, (one.place, f"step “{one.step}”"))) + f": {one.why.en}" for one in said]

    async def task(self, kind: str, about: str = "", patience: float = PATIENCE) -> Task:
        """The open task of a kind, once it is there; of several, the one about this.

        Raises:
            GaveUp: there is none.
        """

        def wanted(dossier: Dossier) -> list[Task]:
            return [one for one in dossier.open_tasks if one.kind == kind and about in ("", one.about)]

        try:
            return wanted(await self.until(lambda dossier: bool(wanted(dossier)), patience))[0]
        except GaveUp as gave:
            raise GaveUp(f"there is no task “{kind}”: {gave}") from None

    async def decide(
        self, kind: str, decision: str, by: Identity | None = None, about: str = "", **said: Any
    ) -> Dossier:
        """Let an officer decide a task: of the office and the role that it is for, unless somebody is named.

        ``said`` goes with it: ``answer``, ``reason``, ``article``, ``items``, ``note``, ``words``, ``until``.

        Raises:
            Refusal: they may not decide that.
        """
        task = await self.task(kind, about)
        receipt = {"receipt": HANDED} if decision == "hand_over" else {}
        body = Decision.model_validate({"decision": decision} | receipt | said)
        who = by or self.house.officer(task.role, task.agency)
        dossier = await deciding.decided(task.id, body, who, self.house.front)
        await self.house.deliver()
        return dossier

    async def say(self, kind: str, decision: str = "answer", by: Identity | None = None, **said: Any) -> Dossier:
        """Let the applicant, or who is asked, answer: ``answer`` with what they say, ``consent``, ``object``."""
        await self.task(kind)
        who, reason = by or self.filer, str(said.pop("reason", ""))
        dossier = await acting.answer(self.code, kind, decision, who, self.house.front, reason, said or None)
        await self.house.deliver()
        return dossier

    async def confirm(self, form: Mapping[str, Any] | None = None) -> Dossier:
        """Let the applicant agree to the draft, or correct it."""
        await self.task("confirm")
        changed = None if form is None else dict(form)
        dossier = await acting.confirm(self.code, changed, self.filer, self.house.front)
        await self.house.deliver()
        return dossier

    async def supply(
        self, papers: Mapping[str, bytes | Sequence[bytes]] | None = None, form: Mapping[str, Any] | None = None
    ) -> Dossier:
        """Let the applicant bring what was asked for."""
        await self.task("supply")
        brought, changed = await self.house.entered(papers or {}, self.filer), None if form is None else dict(form)
        dossier = await acting.supply(self.code, brought, changed, self.filer, self.house.front)
        await self.house.deliver()
        return dossier

    async def withdraw(self, reason: str = "Đổi ý") -> Dossier:
        """Let the applicant take it back."""
        dossier = await acting.do(self.code, acts.Withdrawn(reason=reason), self.filer, self.house.front)
        await self.house.deliver()
        return dossier

    async def lapse(self, kind: str, about: str = "") -> None:
        """Let the time of a task run out while nobody says anything: a posting, a silence, an office's days."""
        task = await self.task(kind, about)
        if task.lapses_at is None:
            raise ValueError(f"the task {kind} waits for as long as it takes")
        await self.house.skip(task.lapses_at - self.house.now + A_MINUTE)
        await self.until(lambda dossier: not dossier.tasks[task.id].open)

    async def ended(self) -> Dossier:
        """How it ended."""
        return await self.until(lambda dossier: dossier.ended)

    async def printed(self) -> dict[str, Any]:
        """What its result says, once it is printed."""
        dossier = await self.until(lambda one: one.result is not None and bool(one.result.sha256))
        number = dossier.result.number if dossier.result else ""
        return next(one for one in self.house.press.printed if one["number"] == number)
