"""A slip is made out once: signed by whoever said what it tells, sealed by their office, and nobody waits for it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import cast

import pytest
from temporalio.testing import ActivityEnvironment

from activities.restamping import Restamping
from activities.signing import Signing, Unconfirmed
from activities.slips import Slips
from domain.base.law import Role
from domain.base.refusals import Erased
from domain.dossier import acts
from domain.dossier.acts import ENGINE, Actor
from domain.dossier.journal import Entry
from domain.slips.content import House
from domain.slips.model import SealSlip, Slip
from domain.tasks.model import SIGN_SLIP
from infra.facts.loading import load_offices
from infra.files.storage import Store
from infra.files.vault import Vault
from infra.identity.officers import Officers
from infra.journal.journal import Journal
from tests.activities.test_restamping import StampingPress
from tests.support.examples import COMMUNE, DESK, LEADER, RECEIVE, REGISTRY, RULES, officer
from tests.support.ledger import Ledger
from tests.support.signers import Signers, SigningPress
from workflows.catalogue import catalogue

DEPUTY = officer("cb-11953-06", Role.COMMUNE_LEADER)
ACCEPTED, STOPPED = (
    acts.Accepted(task=""),
    acts.Stopped(reason="Hai bên tranh chấp nhà", personal={"name": "Lê Văn Chủ"}),
)


@pytest.fixture
async def signers(tmp_path: Path) -> AsyncIterator[Signers]:
    async with Signers.on(tmp_path) as opened:
        yield opened


@dataclass
class Desk:
    """All that makes slips out."""

    ledger: Ledger
    press: SigningPress
    store: Vault
    slips: Slips

    async def accepted(self) -> str:
        """A dossier that the desk has taken in."""
        code = await self.ledger.file()
        await self.ledger.through(
            code, RECEIVE, ACCEPTED.model_copy(update={"personal": {"name": "Tạ Thị Nhận"}}), DESK
        )
        return code

    async def owed(self, code: str) -> list[str]:
        """The slips that are owed, by their steps."""
        return [topic for kind, _, topic in await self.ledger.outbox(code) if kind == "slip"]

    async def make_out(self, code: str, step: str) -> Slip:
        """Try once."""
        await ActivityEnvironment().run(self.slips.seal, SealSlip(code=code, step=step))
        return (await self.ledger.engine.dossier(code, ENGINE)).slips[step]

    def signing_with(self, journal: Journal, signers: Signers) -> None:
        """From here on with another journal."""
        signing = Signing(journal, self.press, self.store, signers.service, timedelta())
        officers = Officers(self.ledger.engine.database)
        self.slips = Slips(journal, self.press, self.store, house(), officers, signing)

    async def kinds(self, code: str, since: str) -> list[str]:
        """Name what happened after an act of this type; the chain must hold."""
        types = [row["act"]["type"] for row in await self.ledger.whole(code)]
        return types[types.index(since) + 1 :]

    async def is_whole(self, slip: Slip) -> None:
        """Its file is what the journal says, it is found by its number, and opens for nobody without the key."""
        document = await self.store.get(slip.path)
        assert sha256(document).hexdigest() == slip.sha256
        assert await Store(self.store.objects).get(slip.path) != document, "it lies sealed in the store"
        [row] = await self.ledger.rows("SELECT * FROM results WHERE number = :number", number=slip.number)
        assert (row["sha256"], row["path"]) == (slip.sha256, slip.path)


def house() -> House:
    return House(load_offices(), catalogue(), REGISTRY, lambda code: f"https://motcua.example/track/{code}", True)


@pytest.fixture
async def desk(ledger: Ledger, signers: Signers) -> Desk:
    press, store = SigningPress(), Vault(Store.from_url("memory:///"), ledger.engine.database)
    slips = Slips(ledger.engine, press, store, house(), Officers(ledger.engine.database))
    desk = Desk(ledger, press, store, slips)
    desk.signing_with(ledger.engine, signers)
    return desk


async def test_the_receipt_is_owed_with_the_acceptance_and_sealed_once(desk: Desk) -> None:
    code = await desk.accepted()
    [step] = await desk.owed(code)
    slip = await desk.make_out(code, step)
    assert slip.number == f"{code}/TNHS"
    await desk.is_whole(slip)
    [said] = desk.press.printed
    assert (said["receiver"], said["number"], said["body"]) == ("Tạ Thị Nhận", slip.number, said["agency"])
    assert desk.press.coded[0]
    assert desk.press.coded[0].shown == {"Mã hồ sơ": code, "Người nộp hồ sơ": said["applicant"]["full_name"]}
    assert await desk.make_out(code, step) == slip
    assert (desk.press.done, await desk.kinds(code, "accepted")) == (["issue"], ["slip_sealed"])


async def test_each_supplement_that_is_asked_has_a_slip_with_a_number_of_its_own(desk: Desk) -> None:
    code = await desk.ledger.file(rules=RULES.model_copy(update={"supplement_limit": 2}))
    asked = acts.SupplementRequested(task="", items=("Giấy chứng sinh",), reason="Bản chụp mờ", personal={"name": "Tạ"})
    await desk.ledger.through(code, RECEIVE, asked, DESK)
    again = RECEIVE.model_copy(update={"kind": "receive_again", "task": ""})
    await desk.ledger.through(code, again, asked, DESK)
    first, second = await desk.owed(code)
    # Whichever is sealed first.
    assert [(await desk.make_out(code, step)).number for step in (second, first)] == [f"{code}/HDHS-2", f"{code}/HDHS"]


async def test_the_notice_of_an_end_is_signed_by_who_ended_it_and_sealed_after_the_end(
    desk: Desk, signers: Signers
) -> None:
    code = await desk.accepted()
    await desk.ledger.act(code, STOPPED, LEADER)
    receipt, notice, control = await desk.owed(code)
    with pytest.raises(Unconfirmed):
        await desk.make_out(code, notice)
    [asked] = await signers.waiting()
    assert (asked["credential"], code in asked["description"]) == (LEADER.id, True)
    await signers.say()
    slip = await desk.make_out(code, notice)
    assert (await desk.store.get(slip.path)).endswith(f" SIGNED {code}/DGQ SEALED".encode())
    await desk.is_whole(slip)
    assert desk.press.done == ["draft", "signed", "sealed"]
    assert await desk.kinds(code, "stopped") == ["signature_asked", "signed", "slip_sealed"]
    await desk.is_whole(await desk.make_out(code, control))
    assert [row["receiver"] for row in desk.press.printed[-1]["rows"]] == ["Tạ Thị Nhận"]
    await desk.is_whole(await desk.make_out(code, receipt))


async def test_what_its_author_does_not_sign_is_signed_by_a_colleague_also_after_the_end(
    desk: Desk, signers: Signers
) -> None:
    await signers.enrol(DEPUTY.id)
    code = await desk.accepted()
    await desk.ledger.act(code, STOPPED, LEADER)
    [notice] = [step for step in await desk.owed(code) if step.startswith("slip/05/")]
    with pytest.raises(Unconfirmed):
        await desk.make_out(code, notice)
    await signers.say("refuse")
    assert not (await desk.make_out(code, notice)).sha256
    [task] = [one for one in (await desk.ledger.engine.dossier(code, ENGINE)).open_tasks if one.kind == SIGN_SLIP]
    assert (task.role, task.agency, task.about) == (Role.COMMUNE_LEADER, COMMUNE, notice)
    await undertaken(desk, code, task.id, DEPUTY)
    again = (await desk.owed(code))[-1]
    assert again == f"{notice}#2"
    await signers.always("confirm")
    slip = await desk.make_out(code, again)
    assert (slip.signature and slip.signature.signer, slip.number) == (DEPUTY.id, f"{code}/DGQ")
    await desk.is_whole(slip)


class Dies:
    """A journal whose process ends as soon as something is recorded."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def __getattr__(self, name: str) -> object:
        return getattr(self._journal, name)

    async def advance(self, *what: object) -> None:
        await self._journal.advance(*cast("tuple[str, list[Entry], int]", what))
        raise ConnectionAbortedError


async def test_a_worker_that_dies_as_it_was_declined_leaves_it_to_a_colleague_all_the_same(
    desk: Desk, signers: Signers
) -> None:
    code = await desk.accepted()
    await desk.ledger.act(code, STOPPED, LEADER)
    [notice] = [step for step in await desk.owed(code) if step.startswith("slip/05/")]
    with pytest.raises(Unconfirmed):
        await desk.make_out(code, notice)
    await signers.say("refuse")
    desk.signing_with(cast("Journal", Dies(desk.ledger.engine)), signers)
    with pytest.raises(ConnectionAbortedError):
        await desk.make_out(code, notice)
    dossier = await desk.ledger.engine.dossier(code, ENGINE)
    assert [task.about for task in dossier.open_tasks if task.kind == SIGN_SLIP] == [notice]


async def undertaken(desk: Desk, code: str, task: str, who: Actor) -> None:
    """Somebody says that they sign it."""
    await desk.ledger.act(code, acts.Done(task=task, decision="sign"), who)


async def test_what_the_law_s_silence_ended_is_sealed_and_signed_by_nobody(desk: Desk) -> None:
    code = await desk.accepted()
    await desk.ledger.advance(code, ("stopped", acts.Stopped(reason="Quá 30 ngày không bổ sung hồ sơ.")))
    [notice] = [step for step in await desk.owed(code) if step.startswith("slip/05/")]
    await desk.is_whole(await desk.make_out(code, notice))
    assert desk.press.done == ["issue"]
    assert desk.press.printed[0]["signatory"] is None


async def stamped(desk: Desk) -> tuple[str, Slip, Restamping]:
    """A receipt whose proof ends soon, and what stamps it again."""
    code = await desk.accepted()
    slip = await desk.make_out(code, (await desk.owed(code))[0])
    soon = desk.ledger.clock() + timedelta(days=30)
    await desk.ledger.rows(
        "INSERT INTO archive_stamps (number, stamped_until, dossier, path, sha256)"
        " VALUES (:number, :until, :code, :path, :sha256)",
        number=slip.number, until=soon, code=code, path=slip.path, sha256=slip.sha256,
    )  # fmt: skip
    press = StampingPress(soon + timedelta(days=3650))
    return code, slip, Restamping(desk.ledger.engine, press, desk.store, timedelta(days=180))


async def test_a_slip_is_stamped_again_before_its_proof_ends(desk: Desk) -> None:
    code, slip, restamping = await stamped(desk)
    assert slip.number in await ActivityEnvironment().run(restamping.stale, "")
    await ActivityEnvironment().run(restamping.restamp, slip.number)
    [newest] = (await desk.ledger.engine.dossier(code, ENGINE)).slips.values()
    # The result of this dossier may be proved to the very same second.
    [key] = [key for key in (await desk.ledger.engine.dossier(code, ENGINE)).keys if key.startswith("restamped/")]
    assert key.endswith("/01/3")
    assert newest.path.startswith(slip.path.removesuffix(".pdf") + ".after-")
    assert (await desk.store.get(newest.path)).startswith(await desk.store.get(slip.path))
    assert slip.number not in await ActivityEnvironment().run(restamping.stale, "")


async def test_a_slip_goes_with_its_dossier_s_key_and_is_stamped_no_more(desk: Desk) -> None:
    code, slip, restamping = await stamped(desk)
    await desk.ledger.rows(
        "UPDATE dossier_keys SET wrapped = NULL, destroyed_at = now(), basis = 'x' WHERE dossier = :code", code=code
    )
    assert slip.number not in await ActivityEnvironment().run(restamping.stale, "")
    with pytest.raises(Erased):
        await desk.store.get(slip.path)
