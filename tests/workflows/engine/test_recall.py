"""A recalled result is corrected by the same procedure: verified, approved by fresh eyes, issued anew, handed over."""

from typing import Any

import pytest

from domain.base.law import Role, Status
from domain.dossier import acts, keys
from domain.dossier.acts import ENGINE, Actor
from domain.dossier.journal import form_of
from domain.dossier.keys import asking_of
from domain.recall.model import REASONS
from tests.support.examples import DESK, FATHER, FORM, LEADER, MOTHER, REGISTRAR, officer
from tests.workflows.engine.test_corrections import ASK, PROPOSE, supplied
from tests.workflows.engine.test_lost import asked_twice, bare, places, story
from tests.workflows.engine.test_signing import Loss
from tests.workflows.rig import AGREED, APPROVED, HANDED, VERIFIED, Rig, go_on
from tests.workflows.vietnam.civil_status.test_interlinked_birth import FAMILY, PEOPLE, finish, to_the_branches

DEPUTY = officer("deputy", Role.COMMUNE_LEADER)
CORRECTED = FORM | {"child": FORM["child"] | {"given_name": "Vi"}}
BY = "Quyết định số 15/QĐ-UBND"


async def recall(rig: Rig, code: str, form: dict[str, Any] | None = CORRECTED, leader: Actor = LEADER) -> None:
    """Recall the newest result as the leader who approved it; with a form it is corrected."""
    result = (await rig.engine.dossier(code, ENGINE)).result
    assert result
    declared = await rig.declares(code, form) if form else {"personal": {}}
    said = declared | {"number": result.number, "reason": REASONS["content"], "basis": BY}
    said["personal"] |= {"name": "Lê Văn Chủ"}
    await rig.ledger.act(code, acts.Recalled(**said, corrects=form is not None), leader)
    await rig.deliver()


async def approved(rig: Rig, code: str) -> None:
    """Let the form of a correction be verified and agreed to, and a leader approve it who did not write it."""
    await rig.do(code, "verify", VERIFIED, REGISTRAR)
    await rig.do(code, "confirm", AGREED, MOTHER)
    await rig.do(code, "approve", APPROVED, DEPUTY)


async def entered(rig: Rig, code: str) -> None:
    """Let the registers be made to say what the corrected certificate says."""
    for register, answer in (
        ("civil_status", rig.civil_status.answers["birth_entry"]),
        ("population", rig.population.answers["grant_number"]),
    ):
        assert answer
        done = acts.Done(task="", decision="answer", personal={"answer": answer.model_dump(mode="json")})
        await rig.do(code, "correct_register", done, REGISTRAR, about=register)


async def correct(rig: Rig, code: str) -> None:
    """Let officers take a correction to its end."""
    await approved(rig, code)
    await entered(rig, code)
    await rig.do(code, "hand_over", HANDED, DESK)


async def corrected(rig: Rig, *, delivered: bool = True) -> str:
    """A birth whose certificate was recalled, corrected and handed over."""
    code = await rig.file()
    await go_on(rig, code, "receive", "verify", "confirm", "approve", *(("hand_over",) if delivered else ()))
    await (rig.ended(code) if delivered else rig.task(code, "hand_over"))
    await recall(rig, code)
    await correct(rig, code)
    return code


def since_recall(rows: list[dict[str, Any]]) -> list[str]:
    """What happened after it."""
    types = [row["act"]["type"] for row in rows]
    return [kind for kind in types[types.index("recalled") :] if kind != "task_opened"]


@pytest.mark.parametrize("delivered", [True, False])
async def test_a_corrected_result_replaces_the_recalled_one(rig: Rig, delivered: bool) -> None:
    code = await corrected(rig, delivered=delivered)
    rows = await rig.ended(code)
    assert since_recall(rows) == [
        "recalled", "done", "confirmed", "approved", "done", "done", "numbered", "issued", "handed_over",
    ]  # fmt: skip
    first, second = rig.press.printed
    assert (first["child"]["given_name"], second["child"]["given_name"]) == ("Vỹ", "Vi")
    assert (second["replaces"]["number"], second["child"]["personal_number"]) == (
        first["number"],
        first["child"]["personal_number"],
    )
    assert "replaces" not in first
    assert second["number"] != first["number"]
    dossier = await rig.engine.dossier(code, ENGINE)
    assert (dossier.status, dossier.recalls[0].replaced_by) == (Status.DELIVERED, second["number"])
    assert asked_twice(rig) == {}, "no register is asked again what it has answered"
    results = await rig.ledger.rows(
        "SELECT number, recalled_at IS NOT NULL AS recalled, recalled_why, replaced_by FROM results"
        " WHERE dossier = :code ORDER BY number",
        code=code,
    )
    assert [tuple(row.values()) for row in results] == [
        (first["number"], True, REASONS["content"].vi, second["number"]),
        (second["number"], False, None, None),
    ]


async def test_a_recall_without_a_correction_wakes_nobody_and_nothing_is_issued(rig: Rig) -> None:
    code = await rig.file()
    await go_on(rig, code)
    await rig.ended(code)
    await recall(rig, code, None)
    assert since_recall(await rig.ledger.whole(code)) == ["recalled"]
    kinds = [kind for kind, _, topic in await rig.ledger.outbox(code) if "recalled" in topic or kind == "wake"]
    assert "notice" in kinds
    assert (await rig.engine.dossier(code, ENGINE)).status == Status.DELIVERED


async def test_what_is_recalled_before_it_was_handed_over_ends_there(rig: Rig) -> None:
    code = await rig.file()
    await go_on(rig, code, "receive", "verify", "confirm", "approve")
    await rig.task(code, "hand_over")
    await recall(rig, code, None)
    assert since_recall(await rig.ended(code)) == ["recalled"]
    assert (await rig.engine.dossier(code, ENGINE)).status == Status.STOPPED


async def test_a_corrected_result_may_be_recalled_again(rig: Rig) -> None:
    code = await corrected(rig)
    await rig.ended(code)
    await recall(rig, code, FORM)
    await rig.do(code, "approve", APPROVED, DEPUTY)
    await entered(rig, code)
    await rig.do(code, "hand_over", HANDED, DESK)
    await rig.ended(code)
    assert [printed["child"]["given_name"] for printed in rig.press.printed] == ["Vỹ", "Vi", "Vỹ"]
    for name in ("number", "reference"):
        assert rig.press.printed[2]["replaces"][name] == rig.press.printed[1][name]


async def test_a_leader_who_does_not_approve_the_correction_ends_it_and_nothing_replaces_the_recalled(rig: Rig) -> None:
    code = await rig.file()
    await go_on(rig, code)
    await rig.ended(code)
    await recall(rig, code)
    await rig.do(code, "verify", acts.Done(task="", decision="disagree"), REGISTRAR)
    await rig.do(code, "confirm", AGREED, MOTHER)
    assert "không đồng ý" in (await rig.task(code, "approve")).reason
    await rig.do(code, "approve", acts.Refused(task="", reason="Tên trẻ vốn đúng"), DEPUTY)
    await rig.ended(code)
    dossier = await rig.engine.dossier(code, ENGINE)
    assert (dossier.status, dossier.recalls[0].replaced_by, len(rig.press.printed)) == (Status.STOPPED, "", 1)


async def test_what_the_correction_asks_otherwise_is_asked_anew(rig: Rig) -> None:
    code = await rig.file()
    await go_on(rig, code)
    await rig.ended(code)
    asked = rig.population.asked.copy()
    await recall(rig, code, CORRECTED | {"father": FORM["father"] | {"number": "033094000036"}})
    await correct(rig, code)
    answered = [row["key"] for row in await rig.ended(code) if row["act"]["type"] == "answered"]
    anew = [key for key in answered if "@" in key]
    assert sorted(asking_of(key) for key in anew) == ["father", "marriage"]
    assert [keys.parted(message)[1] for message in rig.population.asked - asked] == [
        key for key in anew if asking_of(key) == "father"
    ]


async def test_a_correction_whose_workflow_is_lost_anywhere_goes_on_from_the_journal(rig: Rig) -> None:
    whole = await rig.ended(await corrected(rig))
    first = next(row["seq"] for row in whole if row["act"]["type"] == "recalled")

    for at in places(first + 1, len(whole)):
        loss = Loss(rig, at)
        rows = await rig.ended(await corrected(rig))
        assert loss.struck, at
        assert [bare(row["key"]) for row in rows[first:]] == [bare(row["key"]) for row in whole[first:]], at
        assert sorted(bare(key) for key, *_ in story(rows)) == sorted(bare(key) for key, *_ in story(whole))
    assert asked_twice(rig) == {}


LATER = acts.Supplied(task="", documents=("e" * 64,))
OTHERWISE = supplied(CORRECTED | {"child": CORRECTED["child"] | {"place_of_birth": "Nhà riêng"}})


@pytest.mark.parametrize("brought", [LATER, OTHERWISE], ids=["papers", "another_form"])
async def test_what_is_brought_in_a_correction_is_gone_through_though_a_workflow_begins_with_it(
    rig: Rig, brought: acts.Supplied
) -> None:
    code = await rig.file()
    await go_on(rig, code)
    await rig.ended(code)
    await recall(rig, code)
    await rig.do(code, "verify", PROPOSE, REGISTRAR)
    await rig.do(code, "forward_supplement", ASK, DESK)
    await rig.task(code, "supply")
    await rig.handle(code).terminate("lost, as a test")
    await rig.do(code, "supply", brought, MOTHER)
    await correct(rig, code)
    await rig.ended(code)


async def test_the_sweep_takes_up_a_correction_of_which_the_engine_never_heard(rig: Rig) -> None:
    code = await rig.file()
    await go_on(rig, code)
    await rig.ended(code)
    result = (await rig.engine.dossier(code, ENGINE)).result
    assert result
    act = acts.Recalled(
        number=result.number, reason=REASONS["content"], basis=BY, corrects=True, personal={"form": CORRECTED}
    )
    await rig.ledger.act(code, act, LEADER)
    rig.ledger.pushed.clear()
    await rig.sweep(code)
    await correct(rig, code)
    await rig.ended(code)


async def to_a_recall_in_the_middle(rig: Rig) -> tuple[str, dict[str, str]]:
    """An interlinked birth whose certificate is recalled while its branches go on."""
    code, branches = await to_the_branches(rig)
    await recall(rig, code, FAMILY | {"child": CORRECTED["child"]})
    return code, branches


@pytest.mark.parametrize("first", ["correction", "branches"])
@pytest.mark.parametrize("lost", [False, True])
async def test_a_certificate_is_corrected_beside_the_branches_and_all_is_handed_over_once(
    rig: Rig, first: str, lost: bool
) -> None:
    code, branches = await to_a_recall_in_the_middle(rig)

    async def correction() -> None:
        await rig.do(code, "consent", acts.Consented(task=""), FATHER)  # who agreed to another name of the child
        await approved(rig, code)
        await entered(rig, code)
        await rig.until(code, lambda dossier: len(dossier.replaced) == 1 and dossier.status == Status.DONE)

    async def ends() -> None:
        for branch in branches.values():
            await finish(rig, branch)
        await rig.report(code)

    steps = [correction, ends] if first == "correction" else [ends, correction]
    for step in steps:
        if lost:
            await rig.handle(code).terminate("lost")
            await rig.wake(code, procedure="3.000722")
        await step()
    if lost:
        await rig.handle(code).terminate("lost")
        await rig.wake(code, procedure="3.000722")
    await rig.do(code, "hand_over", HANDED, DESK)
    types = [row["act"]["type"] for row in await rig.ended(code)]
    assert (types.count("handed_over"), types.count("issued"), types.count("branch_opened")) == (1, 2, 3)


async def test_the_result_of_a_branch_is_recalled_and_corrected_in_the_branch(rig: Rig) -> None:
    code, branches = await to_the_branches(rig)
    branch = branches["residence"]
    await finish(rig, branch)
    await rig.ended(branch)
    dossier = await rig.engine.dossier(branch, ENGINE)
    _, specialist, leader = PEOPLE[dossier.competent]
    await recall(rig, branch, dict(form_of(await rig.engine.events(branch, ENGINE))), leader)
    await rig.do(branch, "verify_correction", VERIFIED, specialist)
    await rig.do(branch, "approve", APPROVED, leader.model_copy(update={"id": "deputy"}))
    rows = await rig.ended(branch)
    assert since_recall(rows) == ["recalled", "done", "approved", "numbered", "issued", "passed_on"]
    await rig.report(code)
    parent = await rig.types(code)
    assert parent.count("branch_ended") == 1
