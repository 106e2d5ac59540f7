"""What the outbox owes is brought until it is taken; what the engine owes is asked for again."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from domain.dossier import acts
from domain.dossier.acts import ENGINE
from domain.dossier.journal import Entry, task_id
from infra.journal.dispatcher import OFTEN, Deliverer, OutboxDispatcher, OutboxPusher
from infra.journal.journal import Delivery, Rest, utc_now
from infra.journal.rounds import Rounds
from infra.runtime.background import running
from tests.support.examples import DESK, MOTHER, RECEIVE
from tests.support.ledger import Clock, Ledger, Urls, of, open_ledger
from tests.support.poison import BROKEN, unreadable


class Post(Deliverer):
    """A Temporal that takes what it is told to take."""

    def __init__(self, *, opened: bool = True, poison: str = "") -> None:
        self.opened = opened
        self.poison = poison
        """The dossier that it cannot be told of, for a fault of ours."""
        self.brought: list[Delivery] = []
        self.slips: list[tuple[str, str]] = []
        self.kept: dict[str, str] = {}
        self.arrived = asyncio.Event()

    async def wake(self, delivery: Delivery) -> bool:
        """Take it, or not."""
        if delivery.dossier == self.poison:
            raise IndexError(delivery.dossier)
        if self.opened:
            self.brought.append(delivery)
            self.arrived.set()
        return self.opened

    async def keeps(self, dossier: str, _step: str) -> str:
        """Say what its last try failed in."""
        return self.kept.get(dossier, "")

    async def make_out(self, dossier: str, step: str) -> None:
        """Take it, or not."""
        if dossier == self.poison:
            raise IndexError(dossier)
        self.slips.append((dossier, step))


@pytest.fixture
async def ledger(database: Urls) -> AsyncIterator[Ledger]:
    """A database that owes nothing yet; the dispatcher goes by its clock, which is the machine's."""
    async with open_ledger(database, Clock(utc_now() - timedelta(minutes=1))) as opened:
        await opened.rows("DELETE FROM outbox")
        await opened.rows("UPDATE dossiers SET engine_due = NULL")
        yield opened


def dispatcher(ledger: Ledger, post: Post) -> OutboxDispatcher:
    """A dispatcher that waits for nobody."""
    return OutboxDispatcher(ledger.engine, post, grace=0)


async def lacking(ledger: Ledger) -> str:
    """A dossier for which the desk asked for more, and said why: the first that the engine has to hear of."""
    code = await ledger.file()
    asked = acts.SupplementRequested(task=task_id(code, "receive"), items=("giấy chứng sinh",), reason="Thiếu giấy tờ")
    await ledger.act(code, asked, DESK)
    return code


async def wakes(ledger: Ledger, code: str) -> int:
    """How many wakes are owed."""
    return len([kind for kind, _, _ in await ledger.outbox(code) if kind == "wake"])


async def test_what_was_taken_is_owed_no_more(ledger: Ledger) -> None:
    code, post = await lacking(ledger), Post()
    assert await dispatcher(ledger, post).deliver() == 1
    [brought] = post.brought
    assert (brought.dossier, brought.topic) == (code, "1.001193")
    assert list(brought.events) == await ledger.engine.events(code, ENGINE, 2)
    left = [("notice", 1, "filed"), ("notice", 3, "supplement_requested"), ("slip", 3, "slip/02/3")]
    assert await ledger.outbox(code) == left
    assert await dispatcher(ledger, post).deliver() == 0


async def make_due(ledger: Ledger, **columns: int) -> None:
    """Let the time pass after which it is tried again."""
    settings = "".join(f", {name} = {value}" for name, value in columns.items())
    await ledger.rows(f"UPDATE outbox SET due_at = now() - interval '1 second'{settings}")


@pytest.mark.parametrize("attempts", [0, 1, 30, 1023, 2000, 32767])
async def test_what_was_not_taken_stays_owed_however_long_the_outage(ledger: Ledger, attempts: int) -> None:
    code, post = await lacking(ledger), Post(opened=False)
    await make_due(ledger, attempts=attempts)
    assert await dispatcher(ledger, post).deliver() == 0
    assert await wakes(ledger, code) == 1
    [row] = await ledger.rows("SELECT due_at - now() AS pause FROM outbox WHERE kind = 'wake'")
    assert row["pause"] <= timedelta(seconds=5)
    post.opened = True
    await make_due(ledger)
    assert await dispatcher(ledger, post).deliver() == 1
    assert await wakes(ledger, code) == 0


async def test_relays_side_by_side_bring_each_message_once(ledger: Ledger) -> None:
    codes = {await lacking(ledger) for _ in range(20)}
    posts = [Post() for _ in range(4)]
    await asyncio.gather(*(dispatcher(ledger, post).deliver() for post in posts))
    brought = [delivery.dossier for post in posts for delivery in post.brought]
    assert sorted(brought) == sorted(codes)


async def test_what_was_just_written_is_left_to_who_wrote_it(ledger: Ledger) -> None:
    ledger.clock.at = utc_now()
    await lacking(ledger)
    post = Post()
    assert await OutboxDispatcher(ledger.engine, post, grace=60).deliver() == 0


async def test_the_writer_delivers_at_once(ledger: Ledger) -> None:
    post = Post()
    pusher = OutboxPusher(ledger.api.database, post)
    pushing = asyncio.create_task(pusher.run())
    code = await lacking(ledger)
    pusher.push(ledger.pushed)
    await post.arrived.wait()
    assert [(delivery.kind, delivery.dossier) for delivery in post.brought] == [("wake", code)]
    pushing.cancel()


async def test_what_the_writer_delivered_is_struck_off(ledger: Ledger) -> None:
    pusher = OutboxPusher(ledger.api.database, Post())
    pushing = asyncio.create_task(pusher.run())
    code = await lacking(ledger)
    pusher.push(ledger.pushed)
    async with asyncio.timeout(60):
        while await wakes(ledger, code):  # noqa: ASYNC110 - the table has no listener
            await asyncio.sleep(0.01)
    pushing.cancel()


async def test_more_than_the_writer_can_hold_stays_with_the_relay(ledger: Ledger) -> None:
    code = await lacking(ledger)
    pusher = OutboxPusher(ledger.api.database, Post())
    pusher.push(ledger.pushed * 2000)
    assert await wakes(ledger, code) == 1


async def owed_a_step(ledger: Ledger) -> str:
    """A dossier that the engine was due to look after a while ago."""
    code = await ledger.file()
    await ledger.rows("UPDATE dossiers SET engine_due = now() - interval '1 second' WHERE code = :code", code=code)
    return code


async def test_the_sweep_wakes_what_the_engine_owes_and_waits_longer_each_time(ledger: Ledger) -> None:
    code, post = await owed_a_step(ledger), Post()
    waits = []
    for _ in range(9):
        assert await dispatcher(ledger, post).sweep() == 1
        [row] = await ledger.rows("SELECT engine_due - now() AS pause FROM dossiers WHERE code = :code", code=code)
        waits.append(round(row["pause"].total_seconds() / 10))
        await ledger.rows("UPDATE dossiers SET engine_due = now() WHERE code = :code", code=code)
    assert waits == [1, 2, 4, 8, 16, 32, 64, 64, 64]
    assert {(delivery.dossier, delivery.events) for delivery in post.brought} == {(code, ())}


async def test_what_the_engine_has_done_begins_the_count_anew(ledger: Ledger) -> None:
    code = await owed_a_step(ledger)
    await dispatcher(ledger, Post()).sweep()
    await ledger.engine.advance(code, [Entry(key="receive", act=of(code, RECEIVE))], 1, Rest())
    assert await ledger.rows("SELECT sweeps FROM dossiers WHERE code = :code", code=code) == [{"sweeps": 0}]


async def test_nobody_sweeps_after_an_ended_dossier(ledger: Ledger) -> None:
    code = await owed_a_step(ledger)
    await ledger.act(code, acts.Withdrawn(), MOTHER)
    assert await dispatcher(ledger, Post()).sweep() == 0


async def test_a_running_relay_brings_what_comes(ledger: Ledger) -> None:
    post, rounds = Post(), Rounds(ledger.engine.database, 0.01)
    async with running(rounds.run(), dispatcher(ledger, post).run(rounds)):
        code = await lacking(ledger)
        await post.arrived.wait()
        assert [delivery.dossier for delivery in post.brought] == [code]


async def owed(ledger: Ledger, code: str, kind: str = "wake") -> dict[str, Any]:
    """What is said of a message that is owed, and after how many seconds it is tried again."""
    [row] = await ledger.rows(
        "SELECT why, attempts, extract(epoch FROM due_at - now())::int AS pause FROM outbox"
        " WHERE dossier = :code AND kind = :kind",
        code=code,
        kind=kind,
    )
    return row


async def test_news_that_nobody_can_read_keeps_no_other_dossier_waiting_and_is_put_off_longer_each_time(
    ledger: Ledger,
) -> None:
    poison, post, pauses = await lacking(ledger), Post(), []
    async with unreadable(ledger, poison):
        for _ in range(4):
            code = await lacking(ledger)
            assert await dispatcher(ledger, post).deliver() == 1
            assert post.brought[-1].dossier == code
            told = await owed(ledger, poison)
            pauses.append(told["pause"])
            assert told["why"] == BROKEN
            await ledger.rows("UPDATE outbox SET due_at = now()")
    assert pauses == sorted(set(pauses)), "each pause is longer"
    assert await dispatcher(ledger, post).deliver() == 1
    assert post.brought[-1].dossier == poison


async def test_a_wake_that_breaks_something_keeps_none_of_those_that_go_with_it(ledger: Ledger) -> None:
    poison, code = await lacking(ledger), await lacking(ledger)
    assert await dispatcher(ledger, Post(poison=poison)).deliver() == 1
    assert await wakes(ledger, code) == 0
    assert (await owed(ledger, poison))["why"] == "IndexError"


async def test_the_writer_too_goes_on_after_a_wake_that_breaks_something(ledger: Ledger) -> None:
    poison = await lacking(ledger)
    post = Post(poison=poison)
    pusher = OutboxPusher(ledger.api.database, post)
    code = await lacking(ledger)
    pusher.push(ledger.pushed)
    pushing = asyncio.create_task(pusher.run())
    await post.arrived.wait()
    assert [delivery.dossier for delivery in post.brought] == [code]
    pushing.cancel()
    assert await wakes(ledger, poison) == 1, "the dispatcher has it"


async def test_a_sweep_of_a_dossier_that_breaks_something_wakes_the_others(ledger: Ledger) -> None:
    poison, code = await owed_a_step(ledger), await owed_a_step(ledger)
    post = Post(poison=poison)
    assert await dispatcher(ledger, post).sweep() == 1
    assert [delivery.dossier for delivery in post.brought] == [code]


async def test_an_end_that_cannot_be_reported_is_put_off_and_the_others_are(ledger: Ledger) -> None:
    poison, *others = [await ledger.file() for _ in range(3)]
    report = (
        "INSERT INTO outbox (kind, dossier, seq, topic, trace, due_at) VALUES ('report', :code, 1, '', '{}', now())"
    )
    for code in (poison, *others):
        await ledger.rows(report, code=code)
    async with unreadable(ledger, poison):
        assert await dispatcher(ledger, Post()).report() == 2
        first = await owed(ledger, poison, "report")
        await make_due(ledger)
        assert await dispatcher(ledger, Post()).report() == 0
        second = await owed(ledger, poison, "report")
    assert (first["why"], first["attempts"], second["attempts"]) == (BROKEN, 1, 2)
    assert first["pause"] < second["pause"]
    await make_due(ledger)
    assert await dispatcher(ledger, Post()).report() == 1


async def test_a_slip_is_asked_for_until_it_is_settled_and_one_that_cannot_be_is_put_off(ledger: Ledger) -> None:
    poison, code = await lacking(ledger), await lacking(ledger)
    post, slip = Post(poison=poison), "slip/02/3"
    assert await dispatcher(ledger, post).make_out() == 0
    assert post.slips == [(code, slip)]
    assert [(await owed(ledger, one, "slip"))["why"] for one in (poison, code)] == ["IndexError", ""]
    sealed = acts.SlipSealed(step=slip, form="02", number=f"{code}/HDHS", sha256="5" * 64, path="slips/2.pdf")
    await ledger.engine.advance(code, [Entry(key=slip, act=sealed)], 0)
    await make_due(ledger)
    post.poison = ""
    assert await dispatcher(ledger, post).make_out() == 1
    assert post.slips[1:] == [(poison, slip)]
    assert ("slip", 3, slip) not in await ledger.outbox(code)


async def test_what_keeps_a_slip_is_named_once_it_was_looked_after_often(ledger: Ledger) -> None:
    code, post = await lacking(ledger), Post()
    post.kept = {code: "'gide' is undefined"}
    said = []
    for _ in range(OFTEN + 1):
        assert await dispatcher(ledger, post).make_out() == 0
        said.append((await owed(ledger, code, "slip"))["why"])
        await make_due(ledger)
    assert said == [*[""] * OFTEN, "'gide' is undefined"]
    assert len(post.slips) == OFTEN + 1, "it is tried all the same"


class Lame(OutboxDispatcher):
    """One that can neither sweep nor report."""

    async def sweep(self) -> int:
        """Fail."""
        raise IndexError

    async def report(self) -> int:
        """Fail."""
        raise IndexError


async def test_what_is_owed_is_brought_though_nothing_can_be_swept_or_reported(ledger: Ledger) -> None:
    post, rounds = Post(), Rounds(ledger.engine.database, 0.01)
    async with running(rounds.run(), Lame(ledger.engine, post, grace=0).run(rounds)):
        code = await lacking(ledger)
        await post.arrived.wait()
        assert [delivery.dossier for delivery in post.brought] == [code]
