"""A result that rests on data which were found wrong is laid before its office's leaders, once, whatever happens."""

import asyncio
import json

import pytest

from activities.vietnam.cleaning import CleaningDesk
from api.services.vietnam import cleaning
from domain.base.law import Role
from domain.base.refusals import Missing, ReasonMissing, WrongRole
from domain.base.words import Words
from domain.dossier import acts
from domain.dossier.acts import ENGINE
from domain.dossier.state import Dossier
from domain.recall.model import WrongData
from domain.recall.proposed import laid_before
from domain.tasks.model import PROPOSED_RECALL, Task
from domain.vietnam.cleaning import Difference
from infra.vietnam.cleaning import Corrections
from tests.support.cleaning_rig import COUPLES, POLICE, Books, examined, only, sent
from tests.support.examples import APPROVE, DESK, HAND_OVER, INDEX, LEADER, REGISTRAR, officer
from tests.support.ledger import Ledger, of

COUPLE = COUPLES["misspelt"]
MOTHER = INDEX.of(COUPLE.mother.number)
SET_ASIDE = acts.RecallSetAside(task="", reason="Kết quả phù hợp với giấy tờ")


async def birth(ledger: Ledger, books: Books, *, done: bool = True, declared: str = "") -> str:
    """A birth of the mother whose name the register has otherwise, issued and handed over."""
    code = await examined(ledger, books, COUPLE, declared=declared, about=(MOTHER,))
    if done:
        await approved(ledger, code)
        await issued(ledger, code)
        await ledger.through(code, HAND_OVER, acts.HandedOver(task=""), DESK)
    return code


async def approved(ledger: Ledger, code: str, step: str = "issue") -> None:
    opened = of(code, APPROVE.model_copy(update={"kind": "approve"}))
    task = opened.model_copy(update={"task": f"{opened.task[:20]}{len(step):04}"})
    await ledger.advance(code, (f"approve-{step}", task))
    await ledger.act(code, acts.Approved(task=task.task, personal={"name": "Lê Văn Chủ"}), LEADER)


async def issued(ledger: Ledger, code: str, step: str = "issue", replaces: str = "") -> str:
    [numbered] = await ledger.advance(code, (f"{step}/number", acts.Numbered(kind="GKS")))
    number = str(getattr(numbered.act, "number", ""))
    act = acts.Issued(kind="GKS", number=number, sha256="e" * 64, path=f"results/{code}/{step}.pdf", replaces=replaces)
    await ledger.advance(code, (step, act))
    return number


async def decided(desk: CleaningDesk, corrections: Corrections, outcome: str = "register", **other: str) -> None:
    """Have the police say who is right, and the worker go on."""
    await desk.compare()
    await cleaning.outcome(POLICE, await only(corrections, POLICE), sent(outcome, **other), corrections, "vi")
    await desk.enter()
    await desk.compare()


async def proposed(ledger: Ledger, code: str) -> list[Task]:
    return [task for task in (await dossier(ledger, code)).tasks.values() if task.kind == PROPOSED_RECALL]


async def dossier(ledger: Ledger, code: str) -> Dossier:
    return await ledger.engine.dossier(code, ENGINE)


async def told(ledger: Ledger, code: str, task: Task) -> list[WrongData]:
    return laid_before(await ledger.engine.events(code, ENGINE), task.id)


async def test_a_result_with_a_name_that_was_found_wrong_is_laid_before_the_leader_of_its_office(
    ledger: Ledger, books: Books, desk: CleaningDesk, corrections: Corrections
) -> None:
    code = await birth(ledger, books)
    await decided(desk, corrections)
    [task] = await proposed(ledger, code)
    result = (await dossier(ledger, code)).result
    assert result
    assert (task.about, task.role, task.agency) == (result.number, Role.COMMUNE_LEADER, "11953")
    [wrong] = await told(ledger, code, task)
    assert (wrong.said.vi, wrong.right.vi, wrong.other.vi) == (
        COUPLE.mother.full_name, COUPLE.mother.full_name, COUPLE.name_on_papers,
    )  # fmt: skip
    assert (wrong.person, wrong.paper) == (COUPLE.mother.number, sent("register").paper)


async def test_a_result_that_says_what_was_found_right_is_let_alone(
    ledger: Ledger, books: Books, desk: CleaningDesk, corrections: Corrections
) -> None:
    code = await birth(ledger, books)
    await decided(desk, corrections, "other")
    assert await proposed(ledger, code) == []


async def test_where_nothing_was_wrong_nothing_is_proposed(
    ledger: Ledger, books: Books, desk: CleaningDesk, corrections: Corrections
) -> None:
    code = await birth(ledger, books)
    await decided(desk, corrections, "none")
    assert await proposed(ledger, code) == []


async def test_a_result_that_is_issued_after_the_decision_is_laid_before_them_too(
    ledger: Ledger, books: Books, desk: CleaningDesk, corrections: Corrections
) -> None:
    code = await birth(ledger, books, done=False)
    await decided(desk, corrections)
    await approved(ledger, code)
    await desk.compare()
    assert await proposed(ledger, code) == []
    await issued(ledger, code)
    await desk.compare()
    assert len(await proposed(ledger, code)) == 1


async def test_it_is_proposed_once_however_many_workers_look_and_however_often(
    ledger: Ledger, books: Books, desk: CleaningDesk, corrections: Corrections
) -> None:
    codes = [await birth(ledger, books) for _ in range(2)]
    await desk.compare()
    await cleaning.outcome(POLICE, await only(corrections, POLICE), sent("register"), corrections, "vi")
    await desk.enter()
    owed = await ledger.rows("SELECT dossier FROM outbox WHERE kind = 'answers' AND topic = 'result'")
    assert sorted(row["dossier"] for row in owed) == sorted(codes)
    for code in codes:
        await ledger.rows(
            "INSERT INTO outbox (kind, dossier, seq, topic, trace, due_at)"
            " SELECT 'answers', :code, 0, 'result', '{}', now() FROM generate_series(1, 40)",
            code=code,
        )
    await asyncio.gather(*(desk.compare() for _ in range(4)))
    while await desk.compare():
        pass
    assert [len(await proposed(ledger, code)) for code in codes] == [1, 1]


async def test_a_worker_that_dies_once_it_took_the_decision_up_leaves_it_to_the_next(
    ledger: Ledger, books: Books, desk: CleaningDesk, corrections: Corrections
) -> None:
    code = await birth(ledger, books)
    await desk.compare()
    await cleaning.outcome(POLICE, await only(corrections, POLICE), sent("register"), corrections, "vi")
    await Corrections(ledger.engine.database, INDEX).due()
    assert await desk.enter() == 0, "it is not taken up again"
    await desk.compare()
    assert len(await proposed(ledger, code)) == 1


async def test_whoever_applies_reads_that_it_is_looked_at_and_nothing_of_what_was_found(
    ledger: Ledger, books: Books, desk: CleaningDesk, corrections: Corrections
) -> None:
    code = await birth(ledger, books)
    await decided(desk, corrections)
    rows = await ledger.rows("SELECT key, act FROM events WHERE dossier = :code ORDER BY seq", code=code)
    open_words = json.dumps(rows[-1], ensure_ascii=False, default=str)
    assert PROPOSED_RECALL in open_words
    for said in (COUPLE.mother.number, COUPLE.mother.full_name, str(COUPLE.name_on_papers), sent("register").paper):
        assert said not in open_words


async def test_leaders_and_keepers_of_the_office_read_it_and_nobody_else(
    ledger: Ledger, books: Books, desk: CleaningDesk, corrections: Corrections
) -> None:
    code = await birth(ledger, books)
    await decided(desk, corrections)
    database = ledger.api.database
    for reader in (LEADER, REGISTRAR):
        [one] = (await cleaning.recalls(reader, database)).items
        assert (one.dossier, one.procedure) == (code, "1.001193")
    neighbour = officer("neighbour", Role.COMMUNE_LEADER, agency="11983")
    assert (await cleaning.recalls(neighbour, database)).items == []
    assert (await cleaning.recalls(POLICE, database)).items == []
    with pytest.raises(WrongRole):
        await cleaning.recalls(DESK, database)


async def test_a_leader_lets_it_stand_with_a_reason_and_the_same_is_not_proposed_again(
    ledger: Ledger, books: Books, desk: CleaningDesk, corrections: Corrections
) -> None:
    code = await birth(ledger, books)
    await decided(desk, corrections)
    [task] = await proposed(ledger, code)
    aside = SET_ASIDE.model_copy(update={"task": task.id})
    with pytest.raises(ReasonMissing):
        await ledger.act(code, aside.model_copy(update={"reason": " "}), LEADER)
    with pytest.raises(WrongRole):
        await ledger.act(code, aside, REGISTRAR)
    with pytest.raises(Missing):
        await ledger.act(code, aside, officer("neighbour", Role.COMMUNE_LEADER, agency="11983"))
    await ledger.act(code, aside, LEADER)
    await desk.compare()
    assert [one.decision for one in await proposed(ledger, code)] == ["set_aside"]
    assert (await cleaning.recalls(LEADER, ledger.api.database)).items == []


async def test_what_is_found_wrong_while_a_proposal_is_open_is_laid_before_them_after_it(
    ledger: Ledger, books: Books, desk: CleaningDesk, corrections: Corrections
) -> None:
    code = await birth(ledger, books)
    await decided(desk, corrections)
    birthday = {"rule": "birthday", "agency": "population", "person": COUPLE.mother.number, "field": "born"}
    found = Corrections(ledger.engine.database, INDEX)
    other = Difference.model_validate(birthday | {"said": "1980-01-01", "other": "1980-01-02"})
    await found.found(other, "11953.CA", code)
    [two] = (await cleaning.queue(POLICE, "", "open", corrections, "vi")).items
    await cleaning.outcome(POLICE, two.id, sent("register"), corrections, "vi")
    await desk.enter()
    await desk.compare()
    [task] = await proposed(ledger, code)
    await ledger.act(code, SET_ASIDE.model_copy(update={"task": task.id}), LEADER)
    await desk.compare()
    first, second = await proposed(ledger, code)
    assert [one.field.en for one in await told(ledger, code, second)] == ["Birthday"]
    assert (first.open, second.open) == (False, True)


async def test_a_recall_settles_it_and_what_is_issued_instead_is_looked_at_anew(
    ledger: Ledger, books: Books, desk: CleaningDesk, corrections: Corrections
) -> None:
    code = await birth(ledger, books)
    await decided(desk, corrections)
    [task] = await proposed(ledger, code)
    reason = Words(vi="Căn cứ để cấp không đúng", en="What it rests on is not so")
    recall = acts.Recalled(number=task.about, reason=reason, basis="Quyết định 15/QĐ-UBND", corrects=True)
    await ledger.act(code, recall, officer("deputy", Role.COMMUNE_LEADER))
    await desk.compare()
    assert [one.decision for one in await proposed(ledger, code)] == ["recalled"]
    await approved(ledger, code, "correction-1")
    number = await issued(ledger, code, "correction-1", task.about)
    await desk.compare()
    assert [(one.about, one.open) for one in await proposed(ledger, code)] == [(task.about, False), (number, True)]


async def test_a_result_that_was_recalled_meanwhile_is_let_alone(
    ledger: Ledger, books: Books, desk: CleaningDesk, corrections: Corrections
) -> None:
    code = await birth(ledger, books)
    result = (await dossier(ledger, code)).result
    assert result
    reason = Words(vi="Nội dung có sai sót", en="Its content is wrong")
    recall = acts.Recalled(number=result.number, reason=reason, basis="Quyết định 15/QĐ-UBND", corrects=False)
    await ledger.act(code, recall, LEADER)
    await decided(desk, corrections)
    assert await proposed(ledger, code) == []


async def test_another_dossier_of_the_same_person_rests_on_it_though_nothing_differed_there(
    ledger: Ledger, books: Books, desk: CleaningDesk, corrections: Corrections
) -> None:
    before = await birth(ledger, books, declared=COUPLE.mother.full_name)
    await desk.compare()
    assert await ledger.rows("SELECT 1 FROM corrections") == []
    code = await birth(ledger, books)
    await decided(desk, corrections, "other")
    assert [len(await proposed(ledger, one)) for one in (before, code)] == [1, 0]
