"""The officer signs, then the number is given, then the body seals; whatever fails, each happens once."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.contracts import Issue
from activities.records import Results
from activities.signing import Signing, Unconfirmed
from domain.dossier import acts
from domain.dossier.acts import ENGINE
from domain.dossier.journal import Event
from domain.dossier.messages import News
from domain.signing.signing import ANOTHERS, DECLINED, ELSEWHERE, EXPIRED, INVALID, NO_CERTIFICATE, REPLACED, REVOKED
from domain.signing.trust_services import REVOCATION, SEAL, SIGNING, TIME_STAMPS
from infra.db.database import Database
from infra.documents.orders import RevocationDown, SealNotReady, TimeStampsDown, TokenDown, TrustServiceDown
from infra.facts.loading import load_offices
from infra.files.storage import Store
from infra.journal.journal import Journal
from infra.signing.csc import Credential, SigningService
from tests.activities.test_records import approved
from tests.support.declared import AGENCIES, WAITS, describe
from tests.support.examples import LEADER
from tests.support.keys import keyring
from tests.support.ledger import Ledger, Urls
from tests.support.signers import Signers, SigningPress
from tests.workflows.rig import After, Watched

SIGNED = ["signed", "numbered", "issued", "task_opened"]
"""What an issue leaves that its officer confirmed at once; the others are asked first."""


@pytest.fixture
async def signers(tmp_path: Path) -> AsyncIterator[Signers]:
    async with Signers.on(tmp_path) as opened:
        yield opened


class Desk:
    """One approved dossier, and all that its issue needs."""

    def __init__(self, ledger: Ledger, request: Issue, signers: Signers) -> None:
        self.ledger, self.request, self.signers = ledger, request, signers
        self.press, self.store = SigningPress(), Store.from_url("memory:///")
        self.journal: Journal = ledger.engine
        self.service = signers.service
        self.patience = timedelta()

    async def attempt(self, number: int = 1) -> News:
        """Try, as Temporal would for the so many-th time."""
        signing = Signing(self.journal, self.press, self.store, self.service, self.patience)
        work = Results(self.journal, self.press, self.store, load_offices(), stand_in=True, signing=signing)
        environment = ActivityEnvironment()
        environment.info = replace(environment.info, attempt=number)
        return await environment.run(work.issue, self.request)

    async def happened(self) -> list[str]:
        """Name what was recorded since the approval; the chain must hold."""
        await self.ledger.whole(self.request.code)
        return [event.act.type for event in await self._events()]

    async def _events(self) -> list[Event]:
        return await self.ledger.engine.events(self.request.code, ENGINE, self.request.since)

    async def last(self, kind: str) -> Any:
        """Give the newest act of a kind."""
        return [event.act for event in await self._events() if event.act.type == kind][-1]

    async def waits(self) -> tuple[str, str]:
        """Who has it, and why it waits, as readers are told."""
        dossier = await self.ledger.engine.dossier(self.request.code, ENGINE)
        # It came here without a desk, whose task it does not wait for.
        dossier.tasks = {name: task for name, task in dossier.tasks.items() if not task.open}
        waiting = describe(dossier, self.ledger.clock()).waiting
        return waiting.holder.vi, waiting.why.vi

    async def is_whole(self) -> None:
        """One number, one document, signed before it was numbered, and the journal says which."""
        happened = [act for act in await self.happened() if act not in ("signature_asked", "agency_waited")]
        assert happened == SIGNED
        issued = await self.last("issued")
        document = await self.store.get(issued.path)
        assert sha256(document).hexdigest() == issued.sha256
        assert document.endswith(f" SIGNED {issued.number} SEALED".encode())


@asynccontextmanager
async def hearing(database: Urls, desk: Desk, after: After) -> AsyncIterator[None]:
    """Let something happen between each commit and its answer."""
    engine = Database(database.engine, keyring(), 4)
    watched = Watched(engine, desk.ledger.clock)
    watched.after, desk.journal = after, watched
    yield
    await engine.close()


@pytest.fixture
async def desk(ledger: Ledger, signers: Signers) -> Desk:
    return Desk(ledger, await approved(ledger), signers)


async def test_the_officer_signs_then_the_number_is_given_then_the_body_seals(desk: Desk, signers: Signers) -> None:
    await signers.always("confirm")
    news = await desk.attempt()
    assert [event.act.type for event in news.events] == await desk.happened() == SIGNED
    assert desk.press.done == ["draft", "signed", "sealed"]
    signed = await desk.last("signed")
    assert signed.signer == LEADER.id
    assert sha256(await desk.store.get(signed.path)).hexdigest() == signed.sha256
    await desk.is_whole()


async def test_an_officer_is_asked_once_however_long_they_take(desk: Desk, signers: Signers) -> None:
    for hours in range(4):
        with pytest.raises(Unconfirmed):
            await desk.attempt(hours + 1)
        desk.ledger.clock.turn(timedelta(hours=1))
    assert await desk.happened() == ["signature_asked"]
    assert desk.press.done == ["draft"]
    assert (await desk.waits())[1] == WAITS["sign"].vi
    [asked] = await signers.waiting()
    assert asked["credential"] == LEADER.id
    assert desk.request.code in asked["description"]
    await signers.say()
    await desk.attempt(9)
    await desk.is_whole()


async def test_an_officer_who_confirms_within_seconds_is_waited_for(
    desk: Desk, signers: Signers, database: Urls
) -> None:
    async def confirm(_code: str, _seq: int) -> None:
        if await signers.waiting():
            await signers.say()

    desk.patience = timedelta(seconds=20)
    async with hearing(database, desk, confirm):
        await desk.attempt()
    await desk.is_whole()


@pytest.mark.parametrize(("waited", "delay"), [(0, 1), (60, 6), (3600, 45), (86400, 45)])
def test_the_longer_it_waits_the_less_often_the_engine_looks(waited: int, delay: int) -> None:
    assert Unconfirmed(timedelta(seconds=waited)).next_retry_delay == timedelta(seconds=delay)


async def test_an_asking_whose_answer_got_lost_is_the_same_asking(desk: Desk, signers: Signers) -> None:
    await signers.fault("drop_answer", "credentials/authorize")
    with pytest.raises(ApplicationError):
        await desk.attempt()
    with pytest.raises(Unconfirmed):
        await desk.attempt(2)
    assert len(await signers.waiting()) == 1
    await signers.say()
    await desk.attempt(3)
    await desk.is_whole()


async def lose_the_signature(desk: Desk) -> None:
    """The service has signed, and its answer gets lost."""
    await desk.signers.fault("drop_answer", "signatures/signHash")
    await desk.signers.say()


async def use_it_too_late(desk: Desk) -> None:
    """The leave was fetched, and ended before it was used."""
    await desk.signers.fault("unavailable", "signatures/signHash")
    await desk.signers.say()
    with pytest.raises(ApplicationError):
        await desk.attempt()
    desk.signers.services.now += timedelta(minutes=6)


async def let_a_week_pass(desk: Desk) -> None:
    """Nobody answers, and the asking ends."""
    desk.signers.services.now += timedelta(days=7, hours=1)


@pytest.mark.parametrize("accident", [lose_the_signature, use_it_too_late, let_a_week_pass])
async def test_an_asking_that_is_used_up_or_over_is_made_again_for_the_same_document(
    desk: Desk, signers: Signers, accident: Callable[[Desk], Any]
) -> None:
    with pytest.raises(Unconfirmed):
        await desk.attempt()
    await accident(desk)
    with pytest.raises(ApplicationError):
        await desk.attempt(2)
    with pytest.raises(Unconfirmed):
        await desk.attempt(3)
    assert (await desk.happened()).count("signature_asked") == 2
    await signers.say()
    await desk.attempt(4)
    await desk.is_whole()
    assert desk.press.done.count("draft") == 1


async def test_an_officer_who_declines_leaves_no_number_and_is_asked_no_more(desk: Desk, signers: Signers) -> None:
    with pytest.raises(Unconfirmed):
        await desk.attempt()
    await signers.say("refuse")
    for number in (2, 3):
        assert (await desk.attempt(number)).events[-1].act.type == "signature_declined"
    assert await desk.happened() == ["signature_asked", "signature_declined"]
    assert (await desk.last("signature_declined")).reason == DECLINED
    assert await signers.waiting() == []


async def revoked(signers: Signers) -> None:
    serial = await signers.enrol(LEADER.id)
    await signers.services.client.post(f"/_certificates/{serial}/revocation", json={})


async def expired(signers: Signers) -> None:
    signers.services.now += timedelta(days=4 * 365)


@pytest.mark.parametrize(("fate", "why"), [(revoked, REVOKED), (expired, EXPIRED)])
@pytest.mark.parametrize("asked", [False, True])
async def test_a_certificate_that_is_not_in_force_is_final_for_its_officer(
    desk: Desk, signers: Signers, fate: Callable[[Signers], Any], why: Any, asked: bool
) -> None:
    if asked:
        with pytest.raises(Unconfirmed):
            await desk.attempt()
        await signers.say()
    await fate(signers)
    await desk.attempt(2)
    assert (await desk.last("signature_declined")).reason == why
    assert "numbered" not in await desk.happened()


async def test_a_certificate_that_was_replaced_while_it_waited_signs_no_draft_of_the_old_one(
    desk: Desk, tmp_path: Path
) -> None:
    with pytest.raises(Unconfirmed):
        await desk.attempt()
    async with Signers.on(tmp_path / "anew") as anew:
        desk.service = anew.service
        await desk.attempt(2)
    assert (await desk.last("signature_declined")).reason == REPLACED


class Careless(SigningService):
    """A service that gives one officer's key to another."""

    def __init__(self, service: SigningService, gives: str) -> None:
        vars(self).update(vars(service))
        self.gives = gives

    async def credential(self, staff: str) -> Credential:
        """Give a colleague's."""
        return await super().credential(self.gives)


async def test_nobody_signs_in_the_place_of_whoever_approved(desk: Desk, signers: Signers) -> None:
    await signers.always("confirm")
    await signers.enrol("delegate")
    desk.service = Careless(signers.service, "delegate")
    await desk.attempt()
    assert (await desk.last("signature_declined")).reason == ANOTHERS
    assert desk.press.done == []


async def test_an_officer_signs_only_for_the_body_of_their_certificate(ledger: Ledger, tmp_path: Path) -> None:
    async with Signers.on(tmp_path) as signers:
        await signers.always("confirm")
        await signers.enrol("elsewhere", "Ủy ban nhân dân phường Sơn Nam")
        desk = Desk(ledger, await approved(ledger, LEADER.model_copy(update={"id": "elsewhere"})), signers)
        await desk.attempt()
        assert ELSEWHERE.en.partition("{")[0] in (await desk.last("signature_declined")).reason.en


async def test_an_officer_without_a_certificate_is_named_as_such(ledger: Ledger, signers: Signers) -> None:
    desk = Desk(ledger, await approved(ledger, LEADER.model_copy(update={"id": "nobody"})), signers)
    await desk.attempt()
    assert (await desk.last("signature_declined")).reason == NO_CERTIFICATE


async def test_a_signature_that_does_not_hold_is_final(desk: Desk, signers: Signers) -> None:
    await signers.always("confirm")
    await desk.store.put_new(f"results/{desk.request.code}/issue.signature", b"nonsense")
    await desk.attempt()
    assert (await desk.last("signature_declined")).reason == INVALID


@pytest.mark.parametrize(
    "operation", ["oauth2/token", "credentials/list", "credentials/info", "credentials/authorize",
                  "credentials/authorizeCheck", "signatures/signHash"]
)  # fmt: skip
async def test_a_signing_service_that_is_down_is_waited_for_and_named(
    desk: Desk, signers: Signers, operation: str
) -> None:
    if operation in ("credentials/authorizeCheck", "signatures/signHash"):
        with pytest.raises(Unconfirmed):
            await desk.attempt()
        await signers.say()
    await signers.fault("unavailable", operation, calls=-1)
    for number in (2, 3, 4):
        with pytest.raises(ApplicationError, match="503"):
            await desk.attempt(number)
    assert await desk.waits() == (AGENCIES[SIGNING].vi, f"Chờ trả lời của {AGENCIES[SIGNING].vi}")
    assert (await desk.happened()).count("agency_waited") == 1
    await signers.heal()
    await signers.always("confirm")
    await desk.attempt(5)
    await desk.is_whole()
    assert (await desk.waits())[0] != AGENCIES[SIGNING].vi


async def test_once_the_service_is_there_again_it_is_the_officer_who_has_it(desk: Desk, signers: Signers) -> None:
    with pytest.raises(Unconfirmed):
        await desk.attempt()
    await signers.fault("unavailable", "credentials/authorizeCheck")
    with pytest.raises(ApplicationError):
        await desk.attempt(2)
    with pytest.raises(Unconfirmed):
        await desk.attempt(3)
    assert (await desk.waits())[1] == WAITS["sign"].vi
    assert len(await signers.waiting()) == 1


DOWN: dict[type[TrustServiceDown], str] = {TimeStampsDown: TIME_STAMPS, RevocationDown: REVOCATION, TokenDown: SEAL}


@pytest.mark.parametrize("what", DOWN)
@pytest.mark.parametrize("step", ["draft", "signed", "sealed"])
async def test_a_trust_service_that_is_down_costs_no_second_word_of_the_officer_number_or_document(
    desk: Desk, signers: Signers, step: str, what: type[TrustServiceDown]
) -> None:
    await signers.always("confirm")
    desk.press.faults[step] = [what("of somebody: no answer") for _ in range(3)]
    for number in (1, 2, 3):
        with pytest.raises(ApplicationError) as failed:
            await desk.attempt(number)
        assert "somebody" not in str(failed.value)
    assert (await desk.waits())[0] == AGENCIES[DOWN[what]].vi
    await signers.always("refuse")
    if step == "draft":
        await signers.always("confirm")
    await desk.attempt(4)
    await desk.is_whole()


async def test_a_seal_that_must_be_put_right_is_waited_for_and_named(desk: Desk, signers: Signers) -> None:
    await signers.always("confirm")
    desk.press.faults["sealed"] = [SealNotReady("the OCSP setting is wrong") for _ in range(2)]
    for number in (1, 2):
        with pytest.raises(ApplicationError):
            await desk.attempt(number)
    assert (await desk.waits())[0] == AGENCIES[SEAL].vi
    await desk.attempt(3)
    await desk.is_whole()


class Forgotten(Exception):
    """It was written; whoever wrote it never heard so."""


class Amnesiac(Store):
    """A store whose every first answer to a write gets lost, after the write."""

    def __init__(self, store: Store) -> None:
        vars(self).update(vars(store))
        self.lost: set[str] = set()

    async def put_new(self, path: str, data: bytes) -> bool:
        """Write, and lose the answer once."""
        written = await super().put_new(path, data)
        if path not in self.lost:
            self.lost.add(path)
            raise Forgotten
        return written


async def test_killed_after_whatever_it_wrote_the_next_try_adopts_it(
    desk: Desk, database: Urls, signers: Signers
) -> None:
    lost: set[int] = set()

    async def lose(_code: str, seq: int) -> None:
        if seq not in lost:
            lost.add(seq)
            raise Forgotten

    desk.store, tries = Amnesiac(desk.store), 0
    async with hearing(database, desk, lose):
        while tries < 20:
            tries += 1
            try:
                await desk.attempt(tries)
            except Unconfirmed:
                await signers.say()
            except Forgotten:
                continue
            else:
                break
    await desk.is_whole()
    assert len(lost) == 4
    assert (await desk.happened()).count("signature_asked") == 1
    assert desk.press.done == ["draft", "signed", "sealed"]


async def test_many_tries_at_once_make_one_result(desk: Desk, signers: Signers) -> None:
    await signers.always("confirm")
    for _ in range(6):
        done = await asyncio.gather(*(desk.attempt() for _ in range(5)), return_exceptions=True)
        if not any(isinstance(one, Exception) for one in done):
            break
    await desk.is_whole()


async def test_a_dossier_that_ended_meanwhile_gets_no_signature_and_no_number(desk: Desk, signers: Signers) -> None:
    with pytest.raises(Unconfirmed):
        await desk.attempt()
    await desk.ledger.advance(desk.request.code, ("stopped", acts.Stopped(reason="Dừng")))
    await signers.say()
    assert (await desk.attempt(2)).events[-1].act.type == "stopped"
    assert await desk.happened() == ["signature_asked", "stopped"]


async def test_whoever_approves_after_one_declined_signs_and_the_number_is_still_one(
    desk: Desk, signers: Signers
) -> None:
    await signers.always("refuse")
    await desk.attempt()
    await signers.always("confirm")
    await signers.enrol("deputy")
    deputy = LEADER.model_copy(update={"id": "deputy"})
    code = desk.request.code
    again = acts.TaskOpened(
        task=f"{code}/again", kind="approve", role=LEADER.roles[0], agency=LEADER.agency, decisions=("approve",)
    )
    desk.ledger.clock.turn(timedelta(hours=1))
    await desk.ledger.advance(code, ("approve#2", again))
    await desk.ledger.act(code, acts.Approved(task=again.task), deputy)
    desk.request = desk.request.model_copy(update={"step": "issue#2"})
    await desk.attempt()
    assert (await desk.last("signed")).signer == "deputy"
    issued = await desk.last("issued")
    assert (await desk.store.get(issued.path)).endswith(b"SEALED")


async def test_without_a_signing_service_the_seal_stands_alone(desk: Desk) -> None:
    work = Results(desk.journal, desk.press, desk.store, load_offices(), stand_in=True)
    await ActivityEnvironment().run(work.issue, desk.request)
    assert desk.press.done == ["issue"]
    assert await desk.happened() == ["numbered", "issued", "task_opened"]
