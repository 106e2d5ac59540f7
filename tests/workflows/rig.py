"""An engine whose time is set, a real journal, and an outside world that does as a test wants."""

import asyncio
import secrets
import threading
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from temporalio import activity
from temporalio.client import (
    Client,
    WorkflowExecutionStatus,
    WorkflowFailureError,
    WorkflowHandle,
    WorkflowQueryFailedError,
)
from temporalio.exceptions import TerminatedError
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import WorkflowInstance, WorkflowInstanceDetails
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner
from temporalio.worker.workflow_sandbox._importer import Importer
from temporalio.worker.workflow_sandbox._restrictions import RestrictionContext
from temporalio.worker.workflow_sandbox._runner import _Instance
from temporalio.workflow import _Definition

from activities.agencies import Agencies
from activities.branches import Branches
from activities.connector import Connector, Envelope
from activities.records import Records, Results
from activities.signing import Signing
from domain.base.calendar import in_vietnam
from domain.base.law import Channel
from domain.dossier import acts
from domain.dossier.acts import ENGINE, Actor
from domain.dossier.journal import Entry, Event
from domain.dossier.state import Dossier
from domain.filing.consenting import consents_of
from domain.registers.query import CIVIL_STATUS, POPULATION, Acknowledged, Answer, Query
from domain.tasks.model import Task
from domain.vietnam.queries.business import BUSINESS, TAX, TaxCode
from domain.vietnam.queries.civil_status import MaritalStatus, Marriage, RegisterEntry
from domain.vietnam.queries.criminal_records import CRIMINAL_RECORDS, CriminalRecord
from domain.vietnam.queries.id_cards import ID_CARDS, CardReceipt
from domain.vietnam.queries.insurance import INSURANCE, BenefitInPayment, FuneralDecision, InsuranceCard, SuspendedMonth
from domain.vietnam.queries.payments import PAY_OUTS, AccountOwner, PaidOut
from domain.vietnam.queries.population import Identity, Person, PersonalNumber
from domain.vietnam.queries.residence import RESIDENCE, Dwelling, Registered
from domain.vietnam.queries.social import SOCIAL, Beneficiary
from domain.vietnam.queries.traffic import TRAFFIC, HealthCheck, Licence, NewLicence, Violations
from infra.crypto.blind_index import BlindIndex
from infra.crypto.keys import DataKey
from infra.db.database import Database
from infra.documents.orders import Coded
from infra.engine.temporal import ENGINE as UNGUARDED
from infra.engine.temporal import sandbox, serving
from infra.facts.loading import load_offices
from infra.files.storage import Store
from infra.files.uploads import Uploads
from infra.files.vault import Vault
from infra.journal.dispatcher import Deliverer, OutboxDispatcher
from infra.journal.journal import Delivery, Journal, Rest, utc_now
from infra.printing.pool import RenderPool
from infra.runtime.settings import Limit, Settings
from infra.signing.csc import SigningService
from tests.support.examples import (
    CALENDARS,
    COMMUNE,
    DESK,
    FATHER,
    FATHER_NUMBER,
    GROUNDS,
    INDEX,
    LAWS,
    LEADER,
    MOTHER,
    MOTHER_NUMBER,
    REGISTRAR,
    REGISTRY,
    filed,
    personal,
)
from tests.support.journals import RECORDS, keep
from tests.support.keys import keyring
from tests.support.ledger import Clock, Ledger, Pooled, Urls, open_ledger, prefix
from workflows.catalogue import PROCEDURES
from workflows.engine.forms import Filing
from workflows.engine.procedure import Procedure
from workflows.vietnam.certification.certified_copy import CertifiedElectronicCopy
from workflows.vietnam.civil_status.birth_registration import BirthRegistration

After = Callable[[str, int], Awaitable[object]]
"""What happens when a commit brought a dossier to this event."""
PERSON = Person(
    number=MOTHER_NUMBER,
    full_name="Tạ Kiều Oanh",
    born=date(1996, 4, 2),
    sex="female",
    ethnicity="Kinh",
    nationality="Việt Nam",
    residence="tỉnh Hưng Yên",
    commune=COMMUNE,
    place_of_origin="tỉnh Hưng Yên",
)
IDENTITY = Identity.model_validate(PERSON.model_dump())
MARRIAGE = Marriage(
    certificate="12/2020", registered_on=date(2020, 5, 1), registered_at="Phường Phố Hiến", in_force=True
)


TRIED: set[type] = set()
"""The procedures that loaded under guard."""
LOADED: dict[str, Importer] = {}
"""What holds them, by the file of each."""
PATIENCE = 120
"""Seconds after which what was waited for will never come, however busy the machine is."""
CITIZENS = {MOTHER_NUMBER: MOTHER, FATHER_NUMBER: FATHER}


class Known(BlindIndex):
    """An index in which the people of the tests have the names that tests give them."""

    def of(self, number: str) -> str:
        """The person of a number."""
        return CITIZENS[number].id if number in CITIZENS else INDEX.of(number)


KNOWN = Known("ab" * 32)


class Ticking(Clock):
    """This machine's clock, and what a test adds to it."""

    def __init__(self) -> None:
        super().__init__(utc_now())
        self._began = self.at

    def __call__(self) -> Any:
        """Tell the time."""
        return utc_now() + (self.at - self._began)


class Register(Connector):
    """A register that answers, keeps silent or refuses; it counts what it is asked."""

    def __init__(self, tell: Callable[[], None], **answers: Answer | None) -> None:
        self.tell = tell
        self.answers = answers
        self.asked: Counter[str] = Counter()
        self.faults: dict[str, Exception] = {}
        self.holds: Callable[[Envelope], Awaitable[object]] | None = None

    async def answer(self, query: Query[Any], envelope: Envelope) -> Answer | None:
        """Answer, or fail as told; a try again by Temporal itself counts as the same question."""
        self.asked[envelope.message] += activity.info().attempt == 1
        self.tell()
        if self.holds:
            await self.holds(envelope)
        if fault := self.faults.get(query.kind):
            raise fault
        return self.answers[query.kind]


class PlainPress(RenderPool):
    """A press that sets type and leaves the seal to others."""

    def __init__(self) -> None:
        self.printed: list[dict[str, Any]] = []
        self.coded: list[Coded | None] = []

    async def issue(self, template: str, context: Any, **order: Any) -> bytes:
        """Print."""
        self.printed.append(dict(context))
        self.coded.append(order["code"])
        return f"%PDF {template} {context['number']} {secrets.token_hex(4)}".encode()

    async def proved_until(self, pdf: bytes) -> datetime | None:
        """Say what the last stamp says, if there is one."""
        _, _, until = pdf.rpartition(b" UNTIL ")
        return datetime.fromisoformat(until.decode()) if until != pdf else None


class Watched(Journal):
    """The engine's journal; a test may let something happen between a commit and its answer."""

    after: After | None = None

    def __init__(self, database: Database, clock: Clock) -> None:
        super().__init__(database, CALENDARS, LAWS, REGISTRY, clock=clock, push=lambda _: self.announce())
        self.moved = asyncio.Event()

    def announce(self) -> None:
        """Let whoever waits look again."""
        moved, self.moved = self.moved, asyncio.Event()
        moved.set()

    async def advance(
        self, code: str, entries: Any, since: int, rest: Rest | None = None, latest: int = 0
    ) -> list[Event]:
        """Append, and let it happen."""
        events = await super().advance(code, entries, since, rest, latest)
        if self.after and events:
            await self.after(code, events[-1].seq)
        return events


class OfThread(threading.local, RestrictionContext):
    """What is forbidden just now: more while a workflow runs in this thread than while its procedure is loaded."""


class Guarded(_Instance):
    """One workflow of a procedure that was loaded under guard once, for all in this process.

    Installations share what a procedure's file holds as well; only to load it anew for each dossier cost a sixth.
    """

    def _create_instance(self) -> None:
        module = self._workflow_module_name()
        if module not in LOADED:
            LOADED[module] = Importer(self.importer.restrictions, OfThread(), workflow_module_name=module)
        self.importer = LOADED[module]
        super()._create_instance()


class Guard(SandboxedWorkflowRunner):
    """Guards our procedures too, and tries to load each once in a process, where a worker would whenever it starts."""

    def prepare_workflow(self, defn: _Definition) -> None:
        if defn.cls not in TRIED:
            super().prepare_workflow(defn)
            TRIED.add(defn.cls)

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        return Guarded(det, self.runner_class, self.restrictions)


@dataclass(repr=False)
class Rig:
    """Everything a dossier needs to go on."""

    env: WorkflowEnvironment
    ledger: Ledger
    engine: Watched
    queue: str
    deliverer: Deliverer
    population: Register
    civil_status: Register
    residence: Register
    id_cards: Register
    criminal_records: Register
    traffic: Register
    business: Register
    tax: Register
    insurance: Register
    social: Register
    payments: Register
    press: PlainPress
    store: Store
    scan: bytes = field(default_factory=lambda: b"%PDF a paper of this test: " + secrets.token_bytes(8))
    """What is filed to be certified: the database is shared, the store is not."""
    sleeps_after: float = 0
    """Seconds after which workflows that begin from now on fall asleep."""
    serves: Callable[[Client, Settings, Sequence[type]], AbstractAsyncContextManager[None]] = field(init=False)

    def __repr__(self) -> str:
        """Be short, where a failed test shows what it was given."""
        return "Rig"

    def handle(self, code: str) -> WorkflowHandle[Any, Any]:
        """Of the dossier's workflow."""
        return self.env.client.get_workflow_handle(code)

    def let_sleep(self, after: float) -> None:
        """Let what begins from now on fall asleep after so many seconds; 0 is never."""
        self.sleeps_after = after
        self.deliverer = Deliverer(self.env.client, self.queue, self.engine.database, after)

    @asynccontextmanager
    async def other_code(self, *procedures: type) -> AsyncIterator[None]:
        """Let workers of another build begin what is woken meanwhile."""
        settings, before = Settings(task_queue=f"test-{secrets.token_hex(4)}"), self.deliverer
        self.deliverer = Deliverer(self.env.client, settings.task_queue, self.engine.database)
        async with self.serves(self.env.client, settings, procedures):
            yield
        self.deliverer = before

    async def file(self, applicant: Actor = MOTHER, **changes: Any) -> str:
        """File, and wake the workflow."""
        code = await self.ledger.file(applicant, **changes)
        await self.deliver()
        return code

    async def apply(
        self,
        procedure: type[Procedure[Any]],
        form: dict[str, Any],
        *,
        channel: Channel = Channel.ONLINE,
        owner: str = "",
        papers: Sequence[tuple[str, bytes]] = (),
        **changes: Any,
    ) -> str:
        """File what a procedure declares, as the front door would, and wake the workflow."""
        declared = procedure.form.model_validate(form)
        filing = Filing(applicant=MOTHER_NUMBER, day=in_vietnam(self.ledger.clock()).date())
        if procedure is CertifiedElectronicCopy and not papers:
            papers = (("scan", self.scan),)
        secret, kept = secrets.token_hex(16), await self._entered(papers)
        act = filed(
            procedure=procedure.code,
            channel=channel,
            receiving=declared.competent,
            competent=declared.competent,
            consents=consents_of(declared.agreements(filing), KNOWN.of, secret, (MOTHER_NUMBER,)),
            owner=owner,
            parties=(MOTHER.id,),
            case=declared.case,
            units=declared.units,
            rules=changes.pop("rules", LAWS.in_force(procedure.code, self.ledger.clock().date())),
            personal=personal(form=declared.model_dump(mode="json"), documents=kept, secret=secret),
            **({"documents": tuple(paper["sha256"] for paper in kept)} if kept else {}),
            **changes,
        )
        _, code = await self.ledger.api.file(prefix(), act, MOTHER, secrets.token_hex(8), "body")
        await self.deliver()
        return code

    async def _entered(self, papers: Sequence[tuple[str, bytes]]) -> list[dict[str, str]]:
        """Upload papers, and name them by kind as a filing does."""
        uploads = Uploads(self.engine.database, self.store, 0)
        entered = [
            (kind, await uploads.enter("ban-chup.pdf", "application/pdf", content, MOTHER.id, MOTHER))
            for kind, content in papers
        ]
        return [{"kind": kind, "sha256": paper.sha256} for kind, paper in entered]

    async def declares(self, code: str, form: dict[str, Any]) -> dict[str, Any]:
        """What an act that brings a form holds, as the front door would make it: the form, and who agrees to what."""
        filed = (await self.engine.events(code, ENGINE))[0].act
        assert isinstance(filed, acts.Filed)
        declared = next(one for one in PROCEDURES if one.code == filed.procedure).form.model_validate(form)
        filing = Filing(applicant=MOTHER_NUMBER, day=in_vietnam(self.ledger.clock()).date())
        secret = filed.personal.get("secret", "")
        consents = consents_of(declared.agreements(filing), KNOWN.of, secret, (MOTHER_NUMBER,)) if secret else ()
        return {"consents": consents, "personal": {"form": form}}

    async def supply(
        self, code: str, papers: Sequence[tuple[str, bytes]] = (), form: dict[str, Any] | None = None
    ) -> Dossier:
        """Bring what was asked for: papers, the form as it should be, or both."""
        kept = await self._entered(papers)
        said = {"documents": kept} | ({"form": form} if form else {})
        digests = tuple(paper["sha256"] for paper in kept)
        return await self.do(code, "supply", acts.Supplied(task="", documents=digests, personal=said), MOTHER)

    def heal(self) -> None:
        """Let every register answer again."""
        for register in vars(self).values():
            if isinstance(register, Register):
                register.faults.clear()

    async def deliver(self) -> None:
        """Bring what people did to the workflows."""
        owed, self.ledger.pushed[:] = list(self.ledger.pushed), []
        await self.deliverer.wake_all(delivery for delivery in owed if delivery.kind == "wake")

    async def wake(self, code: str, *events: Event, procedure: str = BirthRegistration.code) -> None:
        """Wake as the sweep does, or bring events once more."""
        assert await self.deliverer.wake(Delivery(0, "wake", code, 0, procedure, {}, events))

    async def branch(self, code: str, step: str) -> str:
        """Give the code of a branch, once it is there, and wake its workflow as the dispatcher does."""
        dossier = await self.until(code, lambda d: step in d.branches)
        branch = dossier.branches[step]
        await self.wake(branch.code, procedure=branch.procedure)
        return branch.code

    async def report(self, code: str) -> None:
        """Let the dispatcher tell a dossier how its branches ended."""
        await self.ledger.rows(
            "UPDATE outbox SET due_at = now() WHERE kind = 'report'"
        )  # whatever the clock was set to
        await OutboxDispatcher(self.engine, self.deliverer, interval=1).report()
        dossier = await self.engine.dossier(code, ENGINE)
        await self.wake(code, procedure=dossier.procedure)

    async def until(self, code: str, true: Callable[[Dossier], bool]) -> Dossier:
        """Look at the dossier whenever something was appended or asked, until it is as wanted."""
        async with asyncio.timeout(PATIENCE):
            while True:
                moved = self.engine.moved
                if true(dossier := await self.engine.dossier(code, ENGINE)):
                    return dossier
                await moved.wait()

    async def task(self, code: str, kind: str, about: str = "") -> Task:
        """Give the open task of this kind, once it is there; of several, the one about this."""

        def wanted(dossier: Dossier) -> Iterator[Task]:
            return (task for task in dossier.open_tasks if task.kind == kind and about in ("", task.about))

        dossier = await self.until(code, lambda d: d.ended or any(wanted(d)))
        if RECORDS:
            keep(code, kind, (await self.engine.events(code, ENGINE))[: dossier.seq])
        return next(wanted(dossier))

    async def do(
        self, code: str, kind: str, act: acts.TaskAct, actor: Actor, *, delivers: bool = True, about: str = ""
    ) -> Dossier:
        """Close a task as a person; the workflow hears of it unless told otherwise."""
        task = await self.task(code, kind, about)
        entry = Entry.model_validate(
            {
                "key": f"{task.step}/{act.type}" + (f"/{task.anew}" if task.anew else ""),
                "act": act.model_copy(update={"task": task.id}),
            }
        )
        dossier = await self.ledger.api.act(code, entry, actor)
        if delivers:
            await self.deliver()
        return dossier

    async def sweep(self, code: str) -> None:
        """Let the sweep find that the engine owes this dossier a step, and none of those that other tests left."""
        await self.ledger.rows("UPDATE dossiers SET engine_due = NULL WHERE code <> :code", code=code)
        await self.ledger.rows("UPDATE dossiers SET engine_due = now() WHERE code = :code", code=code)
        assert await OutboxDispatcher(self.engine, self.deliverer, interval=1).sweep() == 1

    async def withdraw(self, code: str) -> None:
        """Take it back as the applicant."""
        await self.ledger.act(code, acts.Withdrawn(reason="Đổi ý"), MOTHER)
        await self.deliver()

    async def skip(self, code: str, by: timedelta) -> None:
        """Let time pass for the dossier and for the journal."""
        self.ledger.clock.turn(by)
        if await self._is_open(code):
            await self.env.fast_forward(self.handle(code), by)

    async def types(self, code: str) -> list[str]:
        """Name what happened, in order; the chain must hold."""
        return [row["act"]["type"] for row in await self.ledger.whole(code)]

    async def adopted(self, code: str) -> list[tuple[int, str]]:
        """What the workflow follows."""
        try:
            return await self._adopted(code)
        except WorkflowQueryFailedError:  # on a busy machine a turn may take longer than a worker allows
            return await self._adopted(code)

    async def _adopted(self, code: str) -> list[tuple[int, str]]:
        adopted: list[tuple[int, str]] = await self.handle(code).query("adopted", result_type=list[tuple[int, str]])
        return adopted

    async def _ran_out(self, code: str) -> bool:
        """Wait for the end of the present run; False when there is none, or a test took it away."""
        try:
            await self.handle(code).result()
        except WorkflowFailureError as failure:
            if not isinstance(failure.cause, TerminatedError):
                raise
            return False
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            return False
        return True

    async def ended(self, code: str) -> list[dict[str, Any]]:
        """Wait for the dossier's end and its workflow's, and see that it followed the journal.

        It did to its last event, where it was awake; nobody begins one to tell it of an end.
        """
        async with asyncio.timeout(PATIENCE):
            while not (awake := await self._ran_out(code)):
                if (await self.engine.dossier(code, ENGINE)).ended and not await self._is_open(code):
                    break
                await asyncio.sleep(0.01)  # a test may have taken this run away, so that another follows
        rows = await self.ledger.whole(code)
        if RECORDS:
            keep(code, "ended", await self.engine.events(code, ENGINE))
        told = [(row["seq"], row["hash"]) for row in rows]
        if awake:
            heard = await self.adopted(code)
            assert heard == (told[: len(heard)] if self.sleeps_after else told)
        return rows

    async def _is_open(self, code: str) -> bool:
        try:
            return (await self.handle(code).describe()).status == WorkflowExecutionStatus.RUNNING
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            return False


ACCEPT, VERIFIED = acts.Accepted(task=""), acts.Done(task="", decision="confirm")
AGREED, APPROVED = acts.Confirmed(task=""), acts.Approved(task="", personal={"name": "Lê Văn Chủ"})
HANDED = acts.HandedOver(task="")
BIRTH: tuple[tuple[str, acts.TaskAct, Actor], ...] = (
    ("receive", ACCEPT, DESK),
    ("verify", VERIFIED, REGISTRAR),
    ("confirm", AGREED, MOTHER),
    ("approve", APPROVED, LEADER),
    ("hand_over", HANDED, DESK),
)


async def go_on(rig: Rig, code: str, *kinds: str) -> None:
    """Let people do these tasks, or all of a birth, each as it comes."""
    for kind, act, actor in BIRTH:
        if not kinds or kind in kinds:
            await rig.do(code, kind, act, actor)


async def born(rig: Rig) -> list[dict[str, Any]]:
    """Register a birth without any trouble."""
    code = await rig.file()
    await go_on(rig, code)
    return await rig.ended(code)


@asynccontextmanager
async def open_rig(
    env: WorkflowEnvironment,
    urls: Urls,
    press: PlainPress | None = None,
    service: SigningService | None = None,
    kind: type[DataKey] = DataKey,
    **limits: Limit,
) -> AsyncIterator[Rig]:
    """A worker on a queue of its own, with everything around it."""
    settings = Settings(task_queue=f"test-{secrets.token_hex(4)}", register_limits=limits)
    clock = Ticking()
    async with open_ledger(urls, clock, kind) as ledger:
        database = Pooled(urls, urls.engine, keyring(kind))
        engine = Watched(database, clock)
        rig = Rig(
            env=env,
            ledger=ledger,
            engine=engine,
            queue=settings.task_queue,
            deliverer=Deliverer(env.client, settings.task_queue, engine.database),
            population=Register(
                engine.announce,
                person_by_number=PERSON,
                identity_of=IDENTITY,
                grant_number=PersonalNumber(number="033326000011"),
            ),
            civil_status=Register(
                engine.announce,
                marriage_of=MARRIAGE,
                marital_status_of=MaritalStatus(status="single"),
                marriage_entry=RegisterEntry(entry=3, volume="01/2026-KH", registered_on=date(2026, 11, 25)),
                birth_entry=RegisterEntry(entry=7, volume="01/2026", registered_on=date(2026, 11, 17)),
            ),
            residence=Register(
                engine.announce,
                home_of=None,
                dwelling_at=Dwelling(owners=(FATHER_NUMBER,)),
                residence_registration=Registered(
                    notice="00012/2026/TB-CT", household="11953000012", registered_on=date(2026, 11, 17)
                ),
            ),
            id_cards=Register(
                engine.announce,
                card_of=None,
                card_request=CardReceipt(receipt="CC-11953-2026-00001", ready_on=date(2026, 12, 4)),
            ),
            criminal_records=Register(
                engine.announce,
                criminal_record_of=CriminalRecord(finding="clean"),
                place_verification=Acknowledged(number="00001/2026/PXM", on=date(2026, 11, 25)),
            ),
            traffic=Register(
                engine.announce,
                licence_of=Licence(number="331610000123", classes=("A1", "B"), issued_on=date(2016, 12, 1)),
                violations_of=Violations(unsettled=()),
                health_check_of=HealthCheck(
                    paper="GKSK-2026-000123", clinic="BVĐK Phố Nối", expires_on=date(2027, 9, 1), fit=True
                ),
                licence_exchange=NewLicence(
                    licence="332690000001", issued_on=date(2026, 11, 25), expires_on=date(2036, 11, 25)
                ),
            ),
            business=Register(engine.announce, businesses_of=None, names_like=None),
            tax=Register(
                engine.announce,
                tax_registration=TaxCode(
                    code=MOTHER_NUMBER, granted_on=date(2026, 11, 25), office="Thuế cơ sở 1 tỉnh Hưng Yên"
                ),
            ),
            insurance=Register(
                engine.announce,
                insured_by=None,
                contributions_of=None,
                unemployment_benefit=BenefitInPayment(payment="TN-33-2026-00001"),
                funeral_grant=FuneralDecision(decision="00001/2026/QĐ-BHXH-MT", amount=23_400_000, to_account=True),
                benefit_suspension=SuspendedMonth(month=date(2027, 1, 1)),
                card_for_child=InsuranceCard(
                    card="TE1333326000011", valid_from=date(2026, 11, 10), valid_until=date(2032, 11, 30)
                ),
            ),
            social=Register(
                engine.announce,
                allowances_of=None,
                disability_of=None,
                new_allowance=Beneficiary(beneficiary="BTXH-2026-00001", entered_on=date(2026, 11, 25)),
            ),
            payments=Register(
                engine.announce,
                account_of=AccountOwner(number=MOTHER_NUMBER, name="TA KIEU OANH"),
                pay_out=PaidOut(transaction="CHI-0001"),
            ),
            press=press or PlainPress(),
            store=Vault(Store.from_url("memory:///"), database),
        )
        registers = {
            POPULATION: rig.population,
            CIVIL_STATUS: rig.civil_status,
            RESIDENCE: rig.residence,
            ID_CARDS: rig.id_cards,
            CRIMINAL_RECORDS: rig.criminal_records,
            TRAFFIC: rig.traffic,
            BUSINESS: rig.business,
            TAX: rig.tax,
            INSURANCE: rig.insurance,
            SOCIAL: rig.social,
            PAY_OUTS: rig.payments,
        }
        signing = Signing(rig.engine, rig.press, rig.store, service) if service else None
        results = Results(rig.engine, rig.press, rig.store, load_offices(), stand_in=True, signing=signing)
        agencies = Agencies(rig.engine, registers, lambda: clock().timestamp(), grounds=GROUNDS)
        branches = Branches(rig.engine, load_offices(), KNOWN)
        work, outside = [Records(rig.engine).advance, results.issue, branches.open], [agencies.ask, agencies.tell]
        rig.serves = lambda client, settings, procedures: serving(
            client, settings, procedures, work, outside, Guard(sandbox(UNGUARDED).restrictions)
        )
        async with rig.serves(env.client, settings, PROCEDURES):
            yield rig
