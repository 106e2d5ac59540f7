"""Batches: what may be decided together, by whom, and that each dossier is decided once and by itself."""

import asyncio
from datetime import timedelta

import pytest

from domain.base.law import Role
from domain.base.refusals import BatchClosed, Forbidden, FourEyes, Missing, NoSuchDecision, ReasonMissing, Unacceptable
from domain.dossier import acts, keys
from domain.dossier.acts import Actor
from domain.dossier.journal import Entry, task_id
from domain.statute.bulk import BulkRules, Together
from infra.batches import batch_rows
from infra.batches.batch_clerk import BatchClerk
from infra.batches.batch_rows import Batch
from infra.batches.batches import Batches, alone
from infra.facts.loading import load_bulk
from infra.identity.staff import Out, enter
from tests.support.examples import (
    APPROVE,
    CONFIRM,
    DESK,
    FORM,
    LEADER,
    MOTHER,
    MOTHER_NUMBER,
    NEIGHBOUR,
    REGISTRAR,
    VERIFY,
    officer,
)
from tests.support.ledger import Ledger, of
from tests.support.poison import BROKEN, put_off, unreadable

WINDOW = timedelta(minutes=15)
RULES = BulkRules(
    most=20,
    undo=WINDOW,
    together=(
        Together(kind="receive", decision="accept"),
        Together(kind="receive", decision="not_accept"),
        Together(kind="approve", decision="approve", second_above=2),
    ),
)
BOSS, DEPUTY = (officer(name, Role.COMMUNE_LEADER, Role.CIVIL_STATUS_OFFICER) for name in ("boss", "deputy"))


@pytest.fixture
async def batches(ledger: Ledger) -> Batches:
    """As the front door has them."""
    return Batches(ledger.api, RULES)


@pytest.fixture
async def clerk(ledger: Ledger) -> BatchClerk:
    """As the worker has one."""
    clerk = BatchClerk(ledger.engine, per_second=1000)
    await work_off(clerk, ledger)
    return clerk


async def work_off(clerk: BatchClerk, ledger: Ledger, after: timedelta = timedelta()) -> None:
    """Let time pass, and all that is due be decided."""
    ledger.clock.turn(after)
    while await clerk.decide_next():
        pass


async def at_desk(ledger: Ledger, number: int) -> list[str]:
    """File so many births; give the desk's task on each."""
    return [task_id(await ledger.file(), "receive") for _ in range(number)]


async def to_approve(ledger: Ledger, number: int, verified_by: Actor = REGISTRAR) -> dict[str, str]:
    """Take so many births to the leader; give their tasks, by code."""
    tasks = {}
    for code in [await ledger.file() for _ in range(number)]:
        receive, verify, confirm = (task_id(code, kind) for kind in ("receive", "verify", "confirm"))
        await ledger.act(code, acts.Accepted(task=receive), DESK)
        await ledger.through(code, VERIFY, acts.Done(task=verify, decision="confirm"), verified_by)
        await ledger.through(code, CONFIRM, acts.Confirmed(task=confirm), MOTHER)
        await ledger.advance(code, ("approve", of(code, APPROVE)))
        tasks[code] = task_id(code, "approve")
    return tasks


async def differs(ledger: Ledger, code: str) -> None:
    """Let the population register know the mother by another name."""
    wrong = {"number": MOTHER_NUMBER, "full_name": "Tạ Kiều Anh", "born": FORM["mother"]["born"]}
    said = {"kind": "identity_of", "answer": wrong}
    await ledger.advance(code, ("mother", acts.Answered(agency="population", step="mother", found=True, personal=said)))


async def kinds(ledger: Ledger, batch: Batch) -> list[list[str]]:
    """What officers did to each dossier of a batch, in order."""
    found = list[list[str]]()
    for item in batch.items:
        events = await ledger.engine.events(item.dossier, MOTHER)
        found.append([e.act.type for e in events if e.actor.kind == "officer"])
    return found


async def test_nothing_is_recorded_before_the_time_to_take_it_back_is_over(
    ledger: Ledger, batches: Batches, clerk: BatchClerk
) -> None:
    begun = await batches.begin(await at_desk(ledger, 3), "accept", "", DESK, "Lê Thị Nguyệt")
    assert {(i.state, i.words.en.partition(",")[0]) for i in begun.items} == {("waiting", "Accepted")}
    await work_off(clerk, ledger, WINDOW * 2)
    assert await kinds(ledger, begun) == [[], [], []]

    confirmed = await batches.confirm(begun.id, DESK)
    await work_off(clerk, ledger, WINDOW - timedelta(seconds=1))
    assert await kinds(ledger, begun) == [[], [], []]
    await work_off(clerk, ledger, timedelta(seconds=1))

    assert await kinds(ledger, confirmed) == [["accepted"]] * 3
    done = await batches.find(begun.id, DESK)
    assert done.done
    assert done.count("decided") == 3
    for item in done.items:
        await ledger.whole(item.dossier)


async def test_a_batch_is_taken_back_as_a_whole_or_singly(ledger: Ledger, batches: Batches, clerk: BatchClerk) -> None:
    tasks = await at_desk(ledger, 3)
    begun = await batches.begin(tasks, "accept", "", DESK, "")
    await batches.confirm(begun.id, DESK)
    left = await batches.withdraw(begun.id, DESK, tasks[:1])
    assert [item.state for item in left.items] == ["withdrawn", "waiting", "waiting"]
    with pytest.raises(BatchClosed):
        await batches.withdraw(begun.id, DESK, tasks[:1])
    with pytest.raises(Forbidden):
        await batches.withdraw(begun.id, REGISTRAR)

    assert (await batches.withdraw(begun.id, DESK)).state == "withdrawn"
    await work_off(clerk, ledger, WINDOW * 2)

    assert await kinds(ledger, begun) == [[], [], []]
    with pytest.raises(BatchClosed):
        await batches.confirm(begun.id, DESK)


async def test_those_that_may_not_be_decided_together_are_named_and_left_out(ledger: Ledger, batches: Batches) -> None:
    fine, by_deputy = await to_approve(ledger, 1), await to_approve(ledger, 1, verified_by=BOSS)
    unverified = await ledger.file()
    await ledger.act(unverified, acts.Accepted(task=task_id(unverified, "receive")), DESK)
    await ledger.advance(unverified, ("approve", of(unverified, APPROVE)))
    other, [code, task] = await at_desk(ledger, 1), (await to_approve(ledger, 1)).popitem()
    await differs(ledger, code)

    chosen = [*fine.values(), *by_deputy.values(), task_id(unverified, "approve"), *other, task]
    begun = await batches.begin(chosen, "approve", "", BOSS, "Vũ Đình Khải")

    slugs = [(item.state, item.slug) for item in begun.items]
    together = ("left_out", "not-together")
    assert slugs == [("waiting", ""), ("left_out", "four-eyes"), together, together, together]
    why = [item.words.en for item in begun.items[2:]]
    assert [word in said for word, said in zip(("verified", "another task", "register"), why, strict=True)] == [
        True
    ] * 3


async def test_more_than_the_rule_allows_one_person_wait_for_a_second(
    ledger: Ledger, batches: Batches, clerk: BatchClerk
) -> None:
    by_deputy = await to_approve(ledger, 1, verified_by=DEPUTY)
    tasks = [*(await to_approve(ledger, 2)).values(), *by_deputy.values()]
    begun = await batches.begin(tasks, "approve", "", LEADER, "")
    assert begun.needs_second
    assert (await batches.confirm(begun.id, LEADER)).state == "second"
    assert (await batches.confirm(begun.id, LEADER)).state == "second"
    await work_off(clerk, ledger, WINDOW * 2)
    assert not any("approved" in types for types in await kinds(ledger, begun))
    with pytest.raises(FourEyes):
        await batches.confirm(begun.id, REGISTRAR)

    agreed = await batches.confirm(begun.id, DEPUTY)
    assert [item.slug for item in agreed.items] == ["", "", "four-eyes"]
    await work_off(clerk, ledger, WINDOW)

    assert [types[-1] for types in await kinds(ledger, begun)] == ["approved", "approved", "done"]
    [approved] = [e for e in await ledger.engine.events(agreed.items[0].dossier, MOTHER) if e.act.type == "approved"]
    assert approved.actor == LEADER
    assert approved.act.personal["second"] == DEPUTY.id


async def test_a_second_person_who_does_not_agree_is_another_of_the_role_that_decides(
    ledger: Ledger, batches: Batches
) -> None:
    begun = await batches.begin([*(await to_approve(ledger, 3)).values()], "approve", "", LEADER, "")
    asked = await batches.confirm(begun.id, LEADER)
    for other in (DESK, REGISTRAR):
        assert not await batches.may_be_second(asked, other)
        with pytest.raises(Forbidden):
            await batches.withdraw(begun.id, other)
    assert await batches.may_be_second(asked, DEPUTY)
    assert (await batches.withdraw(begun.id, DEPUTY)).state == "withdrawn"


async def test_many_small_batches_are_a_large_one(ledger: Ledger, batches: Batches) -> None:
    tasks = list((await to_approve(ledger, 4)).values())
    small = [await batches.begin(some, "approve", "", LEADER, "") for some in (tasks[:2], tasks[2:])]
    assert [(await batches.confirm(one.id, LEADER)).state for one in small] == ["confirmed", "second"]
    await batches.withdraw(small[0].id, LEADER)


async def test_of_two_batches_confirmed_at_the_same_moment_the_second_waits_for_a_second_person(
    ledger: Ledger, batches: Batches
) -> None:
    boss = officer("hurried", Role.COMMUNE_LEADER)
    tasks = list((await to_approve(ledger, 4)).values())
    one, other = [await batches.begin(some, "approve", "", boss, "") for some in (tasks[:2], tasks[2:])]
    about = {"state": "confirmed", "needs_second": False, "second": "", "due_at": ledger.clock() + WINDOW}
    waits = "SELECT 1 FROM pg_locks WHERE NOT granted AND locktype = 'advisory'"
    async with ledger.api.database.transaction(boss) as tx:
        # What the confirmation of the first has done a moment before it is committed.
        await tx.execute(batch_rows.ALONE, {"what": alone(boss.agency, "approve", "approve")})
        await tx.execute(batch_rows.CHANGE, about | {"which": one.id})
        confirming = asyncio.ensure_future(batches.confirm(other.id, boss))
        while not await ledger.rows(waits):
            assert not confirming.done()
    assert (await confirming).state == "second"


async def test_what_is_decided_of_a_batch_still_under_way_counts_with_what_is_confirmed_next(
    ledger: Ledger, batches: Batches, clerk: BatchClerk
) -> None:
    boss = officer("steady", Role.COMMUNE_LEADER)
    tasks = list((await to_approve(ledger, 3)).values())
    first = await batches.confirm((await batches.begin(tasks[:2], "approve", "", boss, "")).id, boss)
    ledger.clock.turn(WINDOW)
    while not (await batches.find(first.id, boss)).count("decided"):
        assert await clerk.decide_next()
    assert [(await batches.find(first.id, boss)).count(state) for state in ("decided", "waiting")] == [1, 1]
    then = await batches.begin(tasks[2:], "approve", "", boss, "")
    assert (await batches.confirm(then.id, boss)).state == "second"


async def test_who_lent_a_task_to_whoever_chose_them_is_no_second_person_to_that_dossier(
    ledger: Ledger, batches: Batches
) -> None:
    tasks = await to_approve(ledger, 3)
    code, task = next(iter(tasks.items()))
    until = ledger.clock() + timedelta(days=1)
    await ledger.act(code, acts.TaskDelegated(task=task, to=LEADER.id, until=until), DEPUTY)
    begun = await batches.begin(list(tasks.values()), "approve", "", LEADER, "")
    await batches.confirm(begun.id, LEADER)
    agreed = await batches.confirm(begun.id, DEPUTY)
    assert [item.slug for item in agreed.items] == ["four-eyes", "", ""]
    await batches.withdraw(begun.id, LEADER)


async def test_a_batch_that_says_something_else_than_its_officer_said_singly_is_told(
    ledger: Ledger, batches: Batches, clerk: BatchClerk
) -> None:
    [task, other] = await at_desk(ledger, 2)
    begun = await batches.begin([task, other], "not_accept", "Nộp trùng", DESK, "")
    await batches.confirm(begun.id, DESK)
    for one, reason in ((task, "Không thuộc thẩm quyền"), (other, "Nộp trùng")):
        single = acts.NotAccepted(task=one, reason=reason, personal={"name": "Lê Thị Nguyệt"})
        entry = Entry(key=keys.decision(one, "not_accept", DESK.id), act=single)
        await ledger.api.act_on_task(one, entry, DESK)

    await work_off(clerk, ledger, WINDOW)

    became = [(item.state, item.slug) for item in (await batches.find(begun.id, DESK)).items]
    assert became == [("refused", "answered-otherwise"), ("decided", "")]


async def test_what_happens_meanwhile_is_told_of_that_dossier_alone(
    ledger: Ledger, batches: Batches, clerk: BatchClerk
) -> None:
    begun = await batches.begin(await at_desk(ledger, 4), "accept", "", DESK, "")
    await batches.confirm(begun.id, DESK)
    await differs(ledger, begun.items[3].dossier)
    await ledger.act(begun.items[0].dossier, acts.Withdrawn(), MOTHER)
    await ledger.act(begun.items[1].dossier, acts.Accepted(task=begun.items[1].task), DESK, "by hand")

    await work_off(clerk, ledger, WINDOW)

    became = [(item.state, item.slug) for item in (await batches.find(begun.id, DESK)).items]
    refused = [("refused", slug) for slug in ("dossier-ended", "task-closed", "not-together")]
    assert became == [*refused[:2], ("decided", ""), refused[2]]


async def test_whose_service_has_ended_decides_nothing_more(
    ledger: Ledger, batches: Batches, clerk: BatchClerk
) -> None:
    leaves = officer("leaves", Role.RECEIVING_OFFICER)
    begun = await batches.begin(await at_desk(ledger, 2), "accept", "", leaves, "")
    await batches.confirm(begun.id, leaves)
    await enter(ledger.engine.database, Out(leaves.id, "ended", None, "QĐ 1"), "test")

    await work_off(clerk, ledger, WINDOW)

    assert {item.slug for item in (await batches.find(begun.id, DESK)).items} == {"not-in-service"}
    assert await kinds(ledger, begun) == [[], []]


async def test_who_died_after_the_act_and_before_the_mark_decides_it_once(
    ledger: Ledger, batches: Batches, clerk: BatchClerk
) -> None:
    begun = await batches.begin(await at_desk(ledger, 1), "accept", "", DESK, "")
    await batches.confirm(begun.id, DESK)
    await work_off(clerk, ledger, WINDOW)
    await ledger.rows("UPDATE batch_items SET state = 'waiting' WHERE batch = :id", id=begun.id)

    await work_off(clerk, ledger)

    assert [item.state for item in (await batches.find(begun.id, DESK)).items] == ["decided"]
    assert await kinds(ledger, begun) == [["accepted"]]


async def test_a_dossier_that_nobody_can_read_is_put_off_and_the_others_are_decided(
    ledger: Ledger, batches: Batches, clerk: BatchClerk
) -> None:
    poison, other = tasks = await at_desk(ledger, 2)
    begun = await batches.begin(tasks, "accept", "", DESK, "")
    await batches.confirm(begun.id, DESK)
    [row] = await ledger.rows("SELECT dossier FROM batch_items WHERE task = :task", task=poison)
    async with unreadable(ledger, row["dossier"]):
        await work_off(clerk, ledger, WINDOW)
        assert {i.task: i.state for i in (await batches.find(begun.id, DESK)).items} == {
            poison: "waiting",
            other: "decided",
        }
        await work_off(clerk, ledger, timedelta(seconds=11))
        assert (await put_off(ledger, "batch"))[poison] == (BROKEN, 2)
    await work_off(clerk, ledger, timedelta(seconds=21))
    assert {item.state for item in (await batches.find(begun.id, DESK)).items} == {"decided"}
    assert poison not in await put_off(ledger, "batch")


async def test_a_batch_that_is_none_is_refused(ledger: Ledger, batches: Batches) -> None:
    tasks = await at_desk(ledger, 2)
    for refusal, chosen, decision, who in (
        (Unacceptable, [], "accept", DESK),
        (Unacceptable, [str(n) for n in range(21)], "accept", DESK),
        (Missing, [*tasks, "unknown"], "accept", DESK),
        (Missing, tasks, "accept", officer("foreign", Role.RECEIVING_OFFICER, agency=NEIGHBOUR)),
        (NoSuchDecision, tasks, "request_supplement", DESK),
        (ReasonMissing, tasks, "not_accept", DESK),
    ):
        with pytest.raises(refusal):
            await batches.begin(chosen, decision, "", who, "")


async def test_words_lie_sealed_and_a_batch_is_its_offices_own(ledger: Ledger, batches: Batches) -> None:
    reason = "Nộp trùng với hồ sơ của bà Tạ Kiều Oanh"
    begun = await batches.begin(await at_desk(ledger, 1), "not_accept", reason, DESK, "Lê Thị Nguyệt")
    rows = await ledger.rows("SELECT * FROM batches JOIN batch_items ON id = batch WHERE id = :id", id=begun.id)
    assert not [word for word in ("Oanh", "Nguyệt") if word in str(rows)]
    assert (await batches.find(begun.id, REGISTRAR)).choice.reason == reason
    for stranger in (officer("foreign", agency=NEIGHBOUR), officer("homeless", agency=""), MOTHER):
        with pytest.raises(Missing):
            await batches.find(begun.id, stranger)


def test_the_sample_provinces_rules_ask_a_second_person_for_large_batches() -> None:
    rules = load_bulk()
    assert rules.kinds == ["receive", "verify", "review", "approve"]
    assert [rules.second_needed("approve", "approve", many) for many in (10, 11)] == [False, True]
    assert not rules.second_needed("receive", "accept", 100)
    assert all(one.basis and one.mark == "K" for one in rules.together)
