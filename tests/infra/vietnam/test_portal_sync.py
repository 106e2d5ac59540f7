"""Each dossier and each step stands on the portal once and in order, whatever is lost, repeated or late on the way."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.base.calendar import VIETNAM
from domain.base.words import Words
from domain.branches.model import Parent
from domain.dossier import acts
from domain.dossier.acts import ENGINE
from domain.dossier.digest import canonical
from domain.dossier.journal import task_id
from domain.dossier.state import Dossier
from domain.province.counts import Counts
from domain.province.periods import Period
from domain.vietnam.index766 import Beside, counted
from domain.vietnam.portal.steps import steps_of
from infra.analysis.analysis import Analysis
from infra.analysis.counting import Asked, ProvinceCounts
from infra.analysis.publisher import FactsPublisher
from infra.files.storage import Store
from infra.province.feed import FactsFeed
from infra.vietnam.portal_client import Account, Portal
from infra.vietnam.portal_statements import CONFIRM, PORTAL
from infra.vietnam.portal_sync import NoPortal, PortalSync
from tests.support.examples import (
    APPROVE,
    ASK_FEE,
    CALENDARS,
    COMMUNE,
    DESK,
    HAND_OVER,
    ISSUED,
    LEADER,
    MOTHER,
    MOTHER_NUMBER,
    RECEIVE,
    VERIFY,
    filed,
)
from tests.support.ledger import Ledger, Urls, of, open_ledger, prefix
from tests.support.portal_rig import CODES, ON_PORTAL, PortalRig

NEW_YEAR = datetime(2027, 1, 1, tzinfo=VIETNAM)
WHOLE = [1, 2, 4, 9, 10]
REASON = Words(vi="Nội dung có sai sót", en="Its content is wrong")


@pytest.fixture
async def ledger(apart: Urls) -> AsyncIterator[Ledger]:
    async with open_ledger(apart) as opened:
        await opened.rows("TRUNCATE dossiers, outbox, province_facts, portal_syncs, portal_differences CASCADE")
        await opened.rows("DELETE FROM counters WHERE name LIKE 'portal/%'")
        yield opened


@pytest.fixture
def rig(ledger: Ledger, tmp_path: Path) -> PortalRig:
    return PortalRig(ledger, tmp_path)


async def accepted(ledger: Ledger) -> str:
    """A birth that the desk has accepted and a registrar has on their table."""
    code = await ledger.file()
    ledger.clock.turn(timedelta(minutes=1))
    await ledger.act(code, acts.Accepted(task=of(code, RECEIVE).task), DESK)
    ledger.clock.turn(timedelta(minutes=1))
    await ledger.advance(code, ("verify", of(code, VERIFY)))
    return code


async def delivered(ledger: Ledger) -> str:
    """The same to its hand-over."""
    code = await accepted(ledger)
    await ledger.through(code, APPROVE, acts.Approved(task="", personal={"name": "Lê Văn Chủ"}), LEADER)
    await issued(ledger, code)
    ledger.clock.turn(timedelta(minutes=1))
    await ledger.through(code, HAND_OVER, acts.HandedOver(task=""), DESK)
    return code


async def issued(ledger: Ledger, code: str) -> str:
    ledger.clock.turn(timedelta(minutes=1))
    [numbered] = await ledger.advance(code, ("issue/number", acts.Numbered(kind="GKS")))
    number = str(getattr(numbered.act, "number", ""))
    await ledger.advance(code, ("issue", ISSUED.model_copy(update={"number": number, "path": f"results/{code}.pdf"})))
    return number


async def recall(ledger: Ledger, code: str, number: str) -> None:
    ledger.clock.turn(timedelta(minutes=1))
    act = acts.Recalled(number=number, reason=REASON, basis="Quyết định 15/QĐ-UBND", corrects=False)
    await ledger.act(code, act, LEADER)


async def state(rig: PortalRig, code: str) -> str:
    return str((await rig.stands(code))["state"])


def of_1_4(counts: Counts) -> tuple[float, float]:
    """How many of the dossiers here the portal knows, and of how many."""
    synced = counted(counts, Beside(offered=frozenset()))["1.4"]
    return float(synced.numerator), float(synced.denominator)


async def test_of_a_hundred_dossiers_with_every_fifth_answer_lost_each_stands_there_once_with_its_exact_steps(
    ledger: Ledger, rig: PortalRig
) -> None:
    codes = [await (delivered if number % 4 == 0 else accepted)(ledger) for number in range(100)]
    await rig.fails(kind="drop_answer", calls=-1, every=5)
    await rig.told()
    for code in codes:
        record = await rig.record(code)
        assert record
        steps = [step.wire(code) for step in steps_of(code, await ledger.engine.events(code, ENGINE), ON_PORTAL.body)]
        assert record["steps"] == steps
        assert record["hoso"]["TrangThaiHoSo"] == steps[-1]["TrangThai"]
    states = await ledger.rows(
        "SELECT count(*) FILTER (WHERE state = 'confirmed') AS known, count(*) AS all FROM portal_syncs"
    )
    assert states == [{"known": 100, "all": 100}]
    assert rig.app.state.portal.store.execute("SELECT count(*) FROM dossiers").fetchone() == (100,)
    facts = FactsFeed(ledger.engine.database, CALENDARS)
    while await facts.feed():
        pass
    store = Store.from_url("memory:///")
    await FactsPublisher(ledger.engine.database, store, every=1).publish()
    async with Analysis(store) as analysis:
        counts = await (await ProvinceCounts.now(analysis)).of(Asked([COMMUNE], Period.read("2026")))
    assert of_1_4(counts) == (100, 100)


async def test_what_happens_later_is_told_as_what_is_new_alone(ledger: Ledger, rig: PortalRig) -> None:
    code = await accepted(ledger)
    await rig.told()
    assert await rig.statuses(code) == [1, 2, 4]
    await ledger.through(code, APPROVE, acts.Approved(task="", personal={"name": "Lê Văn Chủ"}), LEADER)
    await issued(ledger, code)
    await rig.told()
    record = await rig.record(code)
    assert record
    assert ([int(step["TrangThai"]) for step in record["steps"]], record["came"]) == ([1, 2, 4, 9], [1, 1, 1, 1])


async def test_two_messages_of_one_dossier_are_one_call_with_both_steps(ledger: Ledger, rig: PortalRig) -> None:
    code = await accepted(ledger)
    assert await rig.sync.owe() == 3
    assert await rig.sync.tell() == 1
    assert (await rig.calls())["CapNhatTienDoHoSoMC"] == 1
    assert await rig.statuses(code) == [1, 2, 4]


async def test_what_happens_within_two_seconds_is_told_together(ledger: Ledger, rig: PortalRig) -> None:
    code = await accepted(ledger)
    usual = PortalSync(ledger.engine, rig.portal, ON_PORTAL)
    await usual.owe()
    assert await usual.tell() == 0
    [row] = await ledger.rows("SELECT extract(epoch FROM next_at - changed_at)::float AS pause FROM portal_syncs")
    assert row["pause"] == pytest.approx(2, abs=0.1)
    await rig.told()
    assert await state(rig, code) == "confirmed"


async def test_the_same_message_once_more_tells_nothing_twice(ledger: Ledger, rig: PortalRig) -> None:
    code = await accepted(ledger)
    await rig.told()
    again = "INSERT INTO outbox (kind, dossier, seq, topic, trace, due_at) VALUES ('portal', :code, 2, '', '{}', now())"
    await ledger.rows(again, code=code)
    before = await rig.calls()
    await rig.told()
    assert await rig.calls() == before
    assert await state(rig, code) == "confirmed"


async def test_a_portal_that_was_down_for_a_day_gets_everything_at_once_and_each_dossier_in_order(
    ledger: Ledger, rig: PortalRig
) -> None:
    await rig.fails(kind="unavailable", calls=-1)
    codes = [await accepted(ledger) for _ in range(12)]
    for _ in range(5):
        await rig.sync.owe()
        await rig.at_once()
        assert await rig.sync.tell() == 0
    # It is not asked by all who wait: a few a round, until one of them gets through.
    assert sum((await rig.calls()).values()) <= 5 * 4
    ledger.clock.turn(timedelta(days=1))
    for code in codes:
        await ledger.through(code, APPROVE, acts.Approved(task="", personal={"name": "Lê Văn Chủ"}), LEADER)
        await issued(ledger, code)
    await rig.client.delete("/_faults")
    await rig.told()
    for code in codes:
        assert await rig.statuses(code) == [1, 2, 4, 9]
    assert await ledger.rows("SELECT 1 FROM portal_syncs WHERE state <> 'confirmed' OR tries > 0") == []


async def test_what_waits_for_a_portal_that_is_down_waits_five_minutes_at_most(ledger: Ledger, rig: PortalRig) -> None:
    await accepted(ledger)
    await rig.fails(kind="unavailable", calls=-1)
    await rig.sync.owe()
    await ledger.rows("UPDATE portal_syncs SET tries = 500")
    await rig.sync.tell()
    pause = "SELECT extract(epoch FROM next_at - now())::int AS pause, state, why FROM portal_syncs"
    [row] = await ledger.rows(pause)
    assert 200 < row["pause"] <= 300
    assert (row["state"], row["why"]) == ("owed", "PortalDown")


async def test_an_answer_lost_after_success_makes_no_second_dossier(ledger: Ledger, rig: PortalRig) -> None:
    code = await accepted(ledger)
    await rig.fails(kind="drop_answer", operation="DongBoHoSoMC")
    await rig.sync.owe()
    assert await rig.sync.tell() == 0
    assert await state(rig, code) == "sent"
    await rig.told()
    record = await rig.record(code)
    assert record
    assert (record["puts"], record["came"]) == (2, [1, 1, 1])
    assert await state(rig, code) == "confirmed"


async def test_a_process_that_dies_between_the_call_and_the_commit_leaves_no_double(
    ledger: Ledger, rig: PortalRig
) -> None:
    code = await accepted(ledger)
    await rig.sync.owe()
    dying = PortalSync(DyingJournal(ledger), rig.portal, ON_PORTAL)  # type: ignore[arg-type]
    with pytest.raises(Died):
        await dying.tell_one(code)
    assert await rig.statuses(code) == [1, 2, 4]
    assert await state(rig, code) == "owed"
    await rig.told()
    record = await rig.record(code)
    assert record
    assert (await rig.statuses(code), record["came"]) == ([1, 2, 4], [2, 2, 2])
    assert await state(rig, code) == "confirmed"


class Died(BaseException):
    """The process is gone."""


class DyingJournal:
    """A journal whose process dies when it would write that the portal knows a dossier."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.database = self
        self.events = ledger.engine.events
        self.clock = ledger.engine.clock

    def transaction(self, reader: acts.Actor) -> "Dying":
        return Dying(self._ledger.engine.database.transaction(reader))


class Dying:
    """A transaction that ends with its process."""

    def __init__(self, transaction: Any) -> None:
        self._transaction = transaction

    async def __aenter__(self) -> "Dying":
        self._tx: AsyncConnection = await self._transaction.__aenter__()
        return self

    async def __aexit__(self, *error: Any) -> bool:
        return bool(await self._transaction.__aexit__(*error))

    async def execute(self, statement: Any, values: Any = None) -> Any:
        if statement is CONFIRM:
            raise Died
        return await self._tx.execute(statement, values)


async def test_two_workers_tell_a_dossier_one_after_the_other(ledger: Ledger, rig: PortalRig) -> None:
    codes = [await accepted(ledger) for _ in range(6)]
    other = rig.another()
    await asyncio.gather(rig.sync.owe(), other.owe())
    await asyncio.gather(rig.sync.tell(), other.tell())
    await rig.told()
    for code in codes:
        record = await rig.record(code)
        assert record
        assert (record["puts"], record["came"]) == (1, [1, 1, 1])


async def test_what_happens_while_the_portal_is_told_is_owed_afterwards(ledger: Ledger, rig: PortalRig) -> None:
    code = await accepted(ledger)
    await rig.sync.owe()
    await rig.fails(kind="delay", ms=300, operation="TraCuuHoSo")
    telling = asyncio.create_task(rig.sync.tell())
    while not (await rig.calls()).get("TraCuuHoSo"):  # noqa: ASYNC110 - it is seen in the stand-in alone
        await asyncio.sleep(0.01)
    # The row is not locked meanwhile: nobody who appends, and no feed, waits for the portal.
    await ledger.act(code, acts.Withdrawn(reason="Đổi ý"), MOTHER)
    await rig.sync.owe()
    await telling
    await rig.told()
    assert await rig.statuses(code) == [1, 2, 4, 7]
    assert await state(rig, code) == "confirmed"


async def test_success_in_words_and_failure_in_code_is_none_and_the_reverse_too(ledger: Ledger, rig: PortalRig) -> None:
    for code_, words in (("1", "Đồng bộ hồ sơ thành công"), ("0", "Không đồng bộ được")):
        code = await accepted(ledger)
        await rig.says("DongBoHoSoMC", code_, words, does=False)
        await rig.sync.owe()
        assert await rig.sync.tell() == 0
        row = await rig.stands(code)
        assert (row["state"], row["message"], row["confirmed_seq"]) == ("refused", f"{code_}: {words}", 0)
        assert await rig.record(code) is None
        await rig.told()
        assert await state(rig, code) == "confirmed"


@pytest.mark.parametrize("code_", ["0", 3, "-3"])
async def test_one_that_is_said_to_exist_already_is_updated(ledger: Ledger, rig: PortalRig, code_: str | int) -> None:
    code = await accepted(ledger)
    await rig.says("TraCuuHoSo", "-2", "Lỗi tra cứu")
    await rig.says("DongBoHoSoMC", code_, "Hồ sơ đã tồn tại")
    await rig.sync.owe()
    assert await rig.sync.tell() == 1
    assert await rig.statuses(code) == [1, 2, 4]


async def test_what_is_refused_keeps_none_of_the_others_and_is_given_up_in_the_end(
    ledger: Ledger, rig: PortalRig
) -> None:
    bad, good = await accepted(ledger), await accepted(ledger)
    await rig.says("DongBoHoSoMC", "-2", "Sai định dạng của số 033196000017", does=False, calls=12)
    await ledger.rows("UPDATE outbox SET due_at = now() + interval '1 hour' WHERE dossier = :code", code=good)
    for _ in range(12):
        await rig.sync.owe()
        await rig.at_once()
        await rig.sync.tell()
    row = await rig.stands(bad)
    assert (row["state"], row["next_at"], row["tries"], row["why"]) == ("given_up", None, 12, "PortalRefused")
    assert MOTHER_NUMBER not in str(row)
    await ledger.rows("UPDATE outbox SET due_at = now()")
    await rig.told()
    assert await state(rig, good) == "confirmed"
    # Something happens to it: it is tried once more.
    await ledger.act(bad, acts.Withdrawn(reason="Đổi ý"), MOTHER)
    await rig.told()
    assert await rig.statuses(bad) == [1, 2, 4, 7]


async def test_a_session_that_is_over_is_renewed_and_nothing_is_sent_twice(ledger: Ledger, rig: PortalRig) -> None:
    first = await accepted(ledger)
    await rig.told()
    (await rig.client.delete("/_sessions")).raise_for_status()
    codes = [await accepted(ledger) for _ in range(4)]
    await rig.told()
    for code in (first, *codes):
        record = await rig.record(code)
        assert record
        assert record["came"] == [1, 1, 1]
    assert (await rig.calls())["/mapi/login"] == 2


async def test_a_recalled_result_is_told_as_deleted(ledger: Ledger, rig: PortalRig) -> None:
    code = await accepted(ledger)
    await ledger.through(code, APPROVE, acts.Approved(task="", personal={"name": "Lê Văn Chủ"}), LEADER)
    number = await issued(ledger, code)
    await rig.told()
    await recall(ledger, code, number)
    await rig.told()
    record = await rig.record(code)
    assert record
    [result] = record["hoso"]["DanhSachGiayToKetQua"]
    assert (result["GiayToId"], result["IsDeleted"]) == (number, "True")
    assert await rig.statuses(code) == [1, 2, 4, 9, 8]


async def test_of_an_erased_dossier_the_portal_is_told_what_the_law_keeps(ledger: Ledger, rig: PortalRig) -> None:
    code = await delivered(ledger)
    await rig.told()
    record = await rig.record(code)
    assert record
    assert MOTHER_NUMBER in str(record["hoso"])
    destroyed = "UPDATE dossier_keys SET wrapped = NULL, destroyed_at = now(), basis = 'x' WHERE dossier = :code"
    await ledger.rows(destroyed, code=code)
    await ledger.rows("UPDATE events SET sealed = NULL WHERE dossier = :code", code=code)
    await ledger.rows("UPDATE portal_syncs SET state = 'owed', next_at = now()")
    await rig.told()
    record = await rig.record(code)
    assert record
    assert MOTHER_NUMBER not in str(record["hoso"])
    assert (record["hoso"]["ChuHoSo"], await rig.statuses(code)) == ("", WHOLE)


async def test_nothing_that_was_sent_of_people_is_kept_here(ledger: Ledger, rig: PortalRig) -> None:
    code = await delivered(ledger)
    await rig.told()
    row = await rig.stands(code)
    assert len(row["payload_sha256"]) == 64
    # Nor can it be guessed: two births that tell the same leave two digests.
    record = await rig.record(code)
    assert record
    bare = sha256(canonical({"hoso": record["hoso"], "steps": record["steps"]})).hexdigest()
    assert row["payload_sha256"] != bare
    assert not any(told in str(row) for told in (MOTHER_NUMBER, "Tạ Kiều Oanh", "oanh@example.vn", "m" * 32))


async def test_a_code_of_another_province_is_given_up_without_a_call(ledger: Ledger, rig: PortalRig) -> None:
    code = await accepted(ledger)
    await rig.sync.owe()
    elsewhere = code.replace(".H31-", ".H56-")
    await ledger.rows("UPDATE portal_syncs SET dossier = :to WHERE dossier = :code", code=code, to=elsewhere)
    await rig.sync.tell()
    row = await rig.stands(elsewhere)
    assert (row["state"], row["why"], row["next_at"]) == ("given_up", "NotOurs", None)
    assert await rig.calls() == {}


async def test_another_dossier_under_the_same_code_is_not_written_over(ledger: Ledger, rig: PortalRig) -> None:
    code = await accepted(ledger)
    await rig.told()
    other = "UPDATE dossiers SET told = json_set(told, '$.MaTTHC', '2.000635')"
    rig.app.state.portal.store.execute(other)
    await ledger.act(code, acts.Withdrawn(reason="Đổi ý"), MOTHER)
    await rig.sync.owe()
    await rig.sync.tell()
    row = await rig.stands(code)
    assert (row["state"], row["why"]) == ("given_up", "NotOurs")
    assert await rig.statuses(code) == [1, 2, 4]


async def test_dossiers_of_before_there_was_a_portal_are_told_once_it_is_named(ledger: Ledger, rig: PortalRig) -> None:
    code = await accepted(ledger)
    nobody = NoPortal(ledger.engine)
    assert await nobody.drop() == 3
    assert await ledger.rows("SELECT 1 FROM outbox WHERE kind = :kind", kind=PORTAL) == []
    assert await rig.sync.catch_up() == 1
    assert await rig.sync.catch_up() == 0
    await rig.told()
    assert await rig.statuses(code) == [1, 2, 4]
    # And again, where it was taken away for a while.
    await ledger.act(code, acts.Withdrawn(reason="Đổi ý"), MOTHER)
    await nobody.drop()
    assert await rig.sync.catch_up() == 1
    await rig.told()
    assert await rig.statuses(code) == [1, 2, 4, 7]


async def test_an_answer_that_cannot_be_read_is_none(ledger: Ledger, rig: PortalRig) -> None:
    code = await accepted(ledger)
    await rig.fails(kind="wrong_answer", operation="CapNhatTienDoHoSoMC")
    await rig.sync.owe()
    assert await rig.sync.tell() == 0
    row = await rig.stands(code)
    assert (row["state"], row["why"], row["confirmed_seq"]) == ("sent", "PortalDown", 0)
    await rig.told()
    assert await rig.statuses(code) == [1, 2, 4]


async def test_an_account_that_is_not_let_in_is_nobodys_refusal(ledger: Ledger, rig: PortalRig) -> None:
    code = await accepted(ledger)
    stranger = Portal(rig.client, Account("motcua-33", SecretStr("wrong"), "000.00.00.H31"), CODES)
    sync = rig.another(stranger)
    await sync.owe()
    for _ in range(20):
        await rig.at_once()
        await sync.tell()
    assert await state(rig, code) == "owed"
    await rig.told()
    assert await state(rig, code) == "confirmed"


async def test_a_branch_stands_there_as_a_dossier_of_its_own(ledger: Ledger, rig: PortalRig) -> None:
    parent = await accepted(ledger)
    of_parent = Parent(code=parent, step="residence", offices=(COMMUNE,))

    def made(_dossier: Dossier, _events: Any, _at: datetime) -> acts.Filed:
        return filed(parent=of_parent, documents=())

    await ledger.engine.open_branch(parent, "residence", prefix(), made, 0)
    await rig.told()
    [branch] = await ledger.rows("SELECT code FROM dossiers WHERE code <> :code", code=parent)
    record = await rig.record(branch["code"])
    assert record
    assert (record["hoso"]["MaHoSo"], record["hoso"]["ChuHoSo"]) == (branch["code"], "Tạ Kiều Oanh")
    assert await rig.statuses(branch["code"]) == [1]
    assert await rig.statuses(parent) == [1, 2, 4]


async def test_ten_steps_go_in_a_call_and_all_of_them_arrive_in_order(ledger: Ledger, rig: PortalRig) -> None:
    code = await accepted(ledger)
    for number in range(6):
        pay = ASK_FEE.model_copy(update={"kind": "pay", "task": task_id(code, f"pay{number}")})
        ledger.clock.turn(timedelta(minutes=1))
        await ledger.advance(code, (f"pay{number}", pay))
        ledger.clock.turn(timedelta(minutes=1))
        paid = acts.MoneyIn(task=pay.task, amount=10_000, transaction=f"t{number}", method="cash")
        await ledger.act(code, paid, DESK)
    await rig.fails(kind="drop_answer", operation="CapNhatTienDoHoSoMC")
    await rig.told()
    assert await rig.statuses(code) == [1, 2, 4, *([6, 4] * 6)]
    record = await rig.record(code)
    assert record
    # The first ten were sent again, for the portal's word on them was lost, and stand there once.
    assert record["came"] == [2] * 10 + [1] * 5


async def test_what_the_portal_lost_after_it_said_yes_is_found_the_night_after_and_told_again(
    ledger: Ledger, rig: PortalRig
) -> None:
    lost, behind, whole = [await accepted(ledger) for _ in range(3)]
    await rig.told()
    store = rig.app.state.portal.store
    store.execute("DELETE FROM steps WHERE code = ?", (lost,))
    store.execute("DELETE FROM dossiers WHERE code = ?", (lost,))
    store.execute("UPDATE dossiers SET told = json_set(told, '$.TrangThaiHoSo', '2') WHERE code = ?", (behind,))
    ledger.clock.at = datetime.now(VIETNAM)  # rows are dated by the database's clock
    today = ledger.clock.at.date()
    assert await rig.sync.reconcile(today) == 2
    assert [await state(rig, code) for code in (lost, behind, whole)] == ["owed", "owed", "confirmed"]
    await rig.told()
    record = await rig.record(lost)
    assert record
    assert ([int(step["TrangThai"]) for step in record["steps"]], record["came"]) == ([1, 2, 4], [1, 1, 1])
    assert await rig.sync.reconcile(today) == 0
    # A day that is noted is not looked at again, and after an outage each day that was not.
    ledger.clock.turn(timedelta(days=1))
    before = await rig.calls()
    await rig.sync.reconcile_days()
    assert await rig.calls() == before
    ledger.clock.turn(timedelta(days=2))
    await rig.sync.reconcile_days()
    noted = await ledger.rows("SELECT value FROM counters WHERE name LIKE 'portal/reconciled/%' ORDER BY name")
    assert [row["value"] for row in noted] == [2, 0, 0]


async def test_a_recalled_result_that_an_older_copy_of_the_portal_shows_as_valid_is_found_and_told_again(
    ledger: Ledger, rig: PortalRig
) -> None:
    code, other = await delivered(ledger), await delivered(ledger)
    await rig.told()
    store = rig.app.state.portal.store
    before = store.execute("SELECT told FROM dossiers WHERE code = ?", (code,)).fetchone()
    [row] = await ledger.rows("SELECT number FROM results WHERE dossier = :code", code=code)
    await recall(ledger, code, row["number"])
    await rig.told()
    today = datetime.now(VIETNAM).date()  # rows are dated by the database's clock
    assert await rig.sync.reconcile(today) == 0
    store.execute("UPDATE dossiers SET told = ? WHERE code = ?", (*before, code))
    assert await rig.sync.reconcile(today) == 1
    assert [await state(rig, one) for one in (code, other)] == ["owed", "confirmed"]
    await rig.told()
    record = await rig.record(code)
    assert record
    [result] = record["hoso"]["DanhSachGiayToKetQua"]
    assert (record["hoso"]["TrangThaiHoSo"], result["IsDeleted"]) == ("10", "True")


async def test_what_the_portal_lost_is_not_counted_as_synchronised_until_it_was_told_anew(
    ledger: Ledger, rig: PortalRig
) -> None:
    code, _ = await accepted(ledger), await accepted(ledger)
    await rig.told()
    facts, store = FactsFeed(ledger.engine.database, CALENDARS), Store.from_url("memory:///")
    while await facts.feed():
        pass

    async def synchronised() -> tuple[float, float]:
        await FactsPublisher(ledger.engine.database, store, every=1).publish()
        async with Analysis(store) as analysis:
            counts = await (await ProvinceCounts.now(analysis)).of(Asked([COMMUNE], Period.read("2026")))
        return of_1_4(counts)

    assert await synchronised() == (2, 2)
    there = rig.app.state.portal.store
    there.execute("DELETE FROM steps WHERE code = ?", (code,))
    there.execute("DELETE FROM dossiers WHERE code = ?", (code,))
    assert await rig.sync.reconcile(datetime.now(VIETNAM).date()) == 1
    await rig.says("DongBoHoSoMC", "-2", "Sai định dạng", does=False, calls=12)
    for _ in range(12):
        await rig.at_once()
        await rig.sync.tell()
    assert await state(rig, code) == "given_up"
    assert await synchronised() == (1, 2)
    await ledger.act(code, acts.Withdrawn(reason="Đổi ý"), MOTHER)
    await rig.told()
    assert await rig.statuses(code) == [1, 2, 4, 7]
    assert await synchronised() == (2, 2)


async def test_a_look_up_that_fails_does_not_say_that_anything_was_lost(ledger: Ledger, rig: PortalRig) -> None:
    code = await accepted(ledger)
    await rig.told()
    await rig.says("TraCuuHoSo", "-2", "Lỗi hệ thống")
    assert await rig.sync.reconcile(datetime.now(VIETNAM).date()) == 0
    assert await state(rig, code) == "confirmed"
    await rig.says("TraCuuHoSo", "-1", "Hồ sơ không tồn tại")
    assert await rig.sync.reconcile(datetime.now(VIETNAM).date()) == 1
    assert await state(rig, code) == "owed"


async def test_what_happened_since_is_no_difference(ledger: Ledger, rig: PortalRig) -> None:
    code = await accepted(ledger)
    await rig.told()
    await ledger.act(code, acts.Withdrawn(reason="Đổi ý"), MOTHER)
    assert await rig.sync.reconcile(datetime.now(VIETNAM).date()) == 0
    assert await state(rig, code) == "confirmed"


async def test_a_fee_that_is_asked_for_is_told_as_six(ledger: Ledger, rig: PortalRig) -> None:
    code = await accepted(ledger)
    ledger.clock.turn(timedelta(minutes=1))
    await ledger.advance(code, ("pay", of(code, ASK_FEE)))
    await rig.told()
    assert await rig.statuses(code) == [1, 2, 4, 6]


async def test_a_dossier_says_in_which_sector_the_portal_lists_its_procedure(ledger: Ledger, rig: PortalRig) -> None:
    code = await accepted(ledger)
    await rig.sync.compare_lists()
    await rig.told()
    record = await rig.record(code)
    assert record
    assert (record["hoso"]["MaLinhVuc"], record["hoso"]["TenLinhVuc"]) == ("G15-TP07", "Hộ tịch")


async def test_where_the_lists_of_procedures_differ_is_kept_and_forgotten_once_they_agree(
    ledger: Ledger, rig: PortalRig
) -> None:
    await rig.sync.compare_lists()
    found = {row["procedure"]: row["what"] for row in await ledger.rows("SELECT * FROM portal_differences")}
    assert "1.001193" not in found
    assert found["1.004222"] == "not there"
    await ledger.rows("INSERT INTO portal_differences VALUES ('9.999999', 'not here', '', 'x', now())")
    await rig.sync.compare_lists()  # looked at today already
    assert len(await ledger.rows("SELECT 1 FROM portal_differences WHERE procedure = '9.999999'")) == 1
    ledger.clock.turn(timedelta(days=1))
    await rig.sync.compare_lists()
    assert await ledger.rows("SELECT 1 FROM portal_differences WHERE procedure = '9.999999'") == []
