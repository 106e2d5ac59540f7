"""One lock makes the order: whoever comes, however often and at once, the journal holds each act once and in line."""

import asyncio
import secrets
from datetime import timedelta
from typing import Any, cast

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from domain.base import refusals
from domain.base.law import Status
from domain.dossier import acts, keys
from domain.dossier.acts import ENGINE, Act
from domain.dossier.apply import fold
from domain.dossier.journal import Entry
from domain.dossier.state import Dossier
from infra.files.storage import Store
from infra.files.uploads import Uploads
from infra.journal.journal import Journal, KeyReused, Rest
from infra.notifications.notices import KINDS
from tests.support.examples import (
    APPROVE,
    CALENDARS,
    CONFIRM,
    DESK,
    FATHER,
    HAND_OVER,
    ISSUED,
    LAWS,
    LEADER,
    MOTHER,
    NUMBERED,
    RECEIVE,
    REGISTRAR,
    REGISTRY,
    STRANGER,
    SUPPLY,
    VERIFY,
    filed,
    personal,
)
from tests.support.ledger import Ledger, contents, of, prefix
from tests.support.reading import HERE

ANSWERED = acts.Answered(agency="population", step="mother", found=True, personal={"answer": {"name": "Tạ Kiều Oanh"}})
PAPER = b"%PDF-1.4\nGi\xe1\xba\xa5y ch\xe1\xbb\xa9ng sinh\n%%EOF\n"
ACCEPT, DONE = acts.Accepted(task=""), acts.Done(task="", decision="confirm")
APPROVAL = acts.Approved(task="", personal={"name": "Lê Văn Chủ"})


async def accepted(ledger: Ledger, **changes: Any) -> str:
    """A dossier that the desk accepted."""
    code = await ledger.file(**changes)
    await ledger.through(code, RECEIVE, ACCEPT, DESK)
    return code


async def ready_to_approve(ledger: Ledger) -> str:
    """A dossier that waits for its leader."""
    code = await accepted(ledger)
    await ledger.through(code, VERIFY, DONE, REGISTRAR)
    await ledger.advance(code, ("approve", of(code, APPROVE)))
    return code


async def approved(ledger: Ledger) -> str:
    """A dossier that its leader approved."""
    code = await ready_to_approve(ledger)
    await ledger.act(code, APPROVAL.model_copy(update={"task": of(code, APPROVE).task}), LEADER)
    return code


async def test_a_filing_opens_a_dossier_with_its_desks_task_owes_a_notice_and_wakes_no_engine(ledger: Ledger) -> None:
    code = await ledger.file()
    rows = await ledger.whole(code)
    assert [(row["seq"], row["key"], row["at"]) for row in rows] == [
        (1, "filed", ledger.clock.at),
        (2, "receive", ledger.clock.at),
    ]
    assert await ledger.outbox(code) == [("notice", 1, "filed")]
    assert [(d.kind, d.dossier, [event.seq for event in d.events]) for d in ledger.pushed if d.kind == "notice"] == [
        ("notice", code, [1, 2])
    ]


async def test_the_desk_decides_before_the_engine_has_heard_of_the_filing(ledger: Ledger) -> None:
    code = await ledger.file()
    assert await engine_due(ledger, code) is None
    dossier = await ledger.act(code, ACCEPT.model_copy(update={"task": of(code, RECEIVE).task}), DESK)
    assert dossier.status is Status.ACCEPTED
    assert await engine_due(ledger, code) == ledger.engine.sweep_after


async def test_what_is_personal_is_committed_to_and_stands_apart(ledger: Ledger) -> None:
    row, _ = await ledger.whole(await ledger.file())
    assert "Oanh" not in str(row["act"])
    assert "Oanh" in str(row["personal"])
    assert len(row["salt"]) == 16
    assert row["digest"]


async def test_an_append_is_done_once_per_key_and_adopted_as_it_was_recorded(ledger: Ledger) -> None:
    code = await accepted(ledger)
    first = await ledger.engine.advance(code, [Entry(key="mother", act=ANSWERED)], 3)
    ledger.clock.turn(timedelta(hours=5))
    other = ANSWERED.model_copy(update={"found": False})
    again = await ledger.engine.advance(code, [Entry(key="mother", act=other)], 3)
    assert again == first
    assert len(await ledger.whole(code)) == 4


async def test_a_person_who_comes_twice_with_one_key_acted_once(ledger: Ledger) -> None:
    code = await ledger.file()
    await ledger.act(code, acts.Withdrawn(reason="Đổi ý"), MOTHER, "withdrawn")
    again = await ledger.act(code, acts.Withdrawn(reason="Đổi ý"), MOTHER, "withdrawn")
    assert (again.seq, again.status) == (3, Status.WITHDRAWN)


async def test_who_comes_at_once_is_put_in_line(ledger: Ledger) -> None:
    code = await accepted(ledger)
    steps = [ANSWERED.model_copy(update={"step": f"step-{n}"}) for n in range(20)]
    appends = [ledger.engine.advance(code, [Entry(key=act.step, act=act)], 3) for act in steps]
    await asyncio.gather(*appends)
    rows = await ledger.whole(code)
    assert [row["seq"] for row in rows] == list(range(1, 24))
    assert {row["key"] for row in rows[3:]} == {act.step for act in steps}


async def test_one_key_at_once_is_recorded_once(ledger: Ledger) -> None:
    code = await accepted(ledger)
    appends = [ledger.engine.advance(code, [Entry(key="mother", act=ANSWERED)], 3) for _ in range(10)]
    given = await asyncio.gather(*appends)
    assert len(await ledger.whole(code)) == 4
    assert all(events == given[0] for events in given)


async def test_the_engine_hears_what_it_missed_and_what_is_overtaken_is_left_out(ledger: Ledger) -> None:
    code = await accepted(ledger)
    await ledger.act(code, acts.Withdrawn(), MOTHER)
    entries = [Entry(key="mother", act=ANSWERED), Entry(key="verify", act=of(code, VERIFY))]
    news = await ledger.engine.advance(code, entries, 3)
    assert [event.act.type for event in news] == ["withdrawn"]
    assert [row["key"] for row in await ledger.whole(code)][-1] == "withdrawn#4"


async def test_silence_that_was_overtaken_by_an_answer_is_left_out(ledger: Ledger) -> None:
    code = await accepted(ledger)
    asked = of(code, CONFIRM)
    await ledger.through(code, CONFIRM, acts.Confirmed(task=""), MOTHER)
    known = (await ledger.engine.dossier(code, ENGINE)).seq
    lapse = Entry(key="confirm/lapsed", act=acts.Lapsed(task=asked.task))
    news = await ledger.engine.advance(code, [lapse], known - 1)
    assert [event.act.type for event in news] == ["confirmed"]


async def everything(ledger: Ledger) -> list[Any]:
    """All that is in the tables."""
    tables = ("dossiers", "events", "tasks", "outbox", "filings", "counters", "results")
    return [await ledger.rows(f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables]


@pytest.mark.parametrize(
    ("act", "actor", "refusal"),
    [
        (acts.Refused(task="{approve}", reason=""), LEADER, refusals.ReasonMissing),
        (acts.Approved(task="{approve}"), REGISTRAR, refusals.WrongRole),
        (acts.Approved(task="nowhere"), LEADER, refusals.Missing),
        (acts.Done(task="{verify}", decision="confirm"), REGISTRAR, refusals.TaskClosed),
        (acts.Withdrawn(), STRANGER, refusals.Missing),
        (NUMBERED, MOTHER, refusals.Missing),
    ],
    ids=lambda value: getattr(value, "type", getattr(value, "__name__", None)),
)
async def test_a_refused_act_writes_nothing(
    ledger: Ledger, act: acts.AnyAct, actor: acts.Actor, refusal: type[Exception]
) -> None:
    code = await ready_to_approve(ledger)
    if isinstance(act, acts.TaskAct):
        tasks = {"approve": of(code, APPROVE).task, "verify": of(code, VERIFY).task}
        act = act.model_copy(update={"task": act.task.format(**tasks)})
    before = await everything(ledger)
    with pytest.raises(refusal):
        await ledger.act(code, act, actor)
    assert await everything(ledger) == before


async def test_a_batch_with_what_the_engine_may_never_do_is_refused_whole(ledger: Ledger) -> None:
    code = await ready_to_approve(ledger)
    before = await everything(ledger)
    with pytest.raises(refusals.Missing):
        await ledger.advance(code, ("mother", ANSWERED), ("issue/number", acts.Numbered(kind="GKS")))
    assert await everything(ledger) == before


async def test_an_officer_who_answers_again_says_the_same_or_is_told_what_they_said(ledger: Ledger) -> None:
    code = await accepted(ledger)
    task = of(code, VERIFY)
    await ledger.advance(code, ("verify", task))
    key = keys.decision(task.task, "confirm", REGISTRAR.id)
    said = acts.Done(task=task.task, decision="confirm", personal={"note": "Đã gọi bệnh viện"})
    once = await ledger.act(code, said, REGISTRAR, key)
    signed = said.model_copy(update={"personal": said.personal | {"name": "Lê Văn Hộ"}})
    for same in (said, signed):
        assert (await ledger.act(code, same, REGISTRAR, key)).seq == once.seq
    for other in ({"note": "Không ai nghe máy"}, {}):
        with pytest.raises(refusals.AnsweredOtherwise, match=r"09:00 on 17 November 2026 \(Task done\)"):
            await ledger.act(code, said.model_copy(update={"personal": other}), REGISTRAR, key)
    assert len(await ledger.whole(code)) == once.seq


async def test_an_officer_who_gives_another_reason_or_other_things_to_supply_is_told_too(ledger: Ledger) -> None:
    code = await ledger.file()
    task = of(code, RECEIVE).task
    await ledger.advance(code, ("receive", of(code, RECEIVE)))
    asked = acts.SupplementRequested(task=task, items=("Giấy chứng sinh",), reason="Bản chụp không rõ")
    once = await ledger.act(code, asked, DESK, "receive/asked")
    assert (await ledger.act(code, asked, DESK, "receive/asked")).seq == once.seq
    for other in ({"reason": "Thiếu trang"}, {"items": ("Giấy chứng sinh", "Căn cước")}):
        with pytest.raises(refusals.AnsweredOtherwise):
            await ledger.act(code, asked.model_copy(update=other), DESK, "receive/asked")


async def test_filing_twice_at_once_with_one_key_is_one_dossier(ledger: Ledger) -> None:
    office = prefix()
    filings = [ledger.api.file(office, filed(), MOTHER, "once", office) for _ in range(8)]
    given = await asyncio.gather(*filings)
    assert len({code for _, code in given}) == 1
    assert len({event.hash for event, _ in given}) == 1
    assert len(await ledger.rows("SELECT 1 FROM dossiers WHERE code LIKE :like", like=f"{office}%")) == 1
    await ledger.rows("DELETE FROM filings WHERE key = 'once'")


async def test_a_key_that_stands_for_another_body_is_refused(ledger: Ledger) -> None:
    await ledger.api.file(prefix(), filed(), MOTHER, "reused", "one")
    with pytest.raises(KeyReused):
        await ledger.api.file(prefix(), filed(), MOTHER, "reused", "another")
    await ledger.api.file(prefix(), filed(applicant=FATHER.id), FATHER, "reused", "another")
    await ledger.rows("DELETE FROM filings WHERE key = 'reused'")


async def test_a_clock_that_goes_back_does_not_disturb_the_order(ledger: Ledger) -> None:
    code = await accepted(ledger)
    ledger.clock.turn(timedelta(hours=-3))
    await ledger.advance(code, ("mother", ANSWERED))
    ledger.clock.turn(timedelta(hours=4))
    await ledger.advance(code, ("father", ANSWERED))
    times = [row["at"] for row in await ledger.whole(code)]
    assert times == sorted(times)
    assert times[-1] == ledger.clock.at


async def engine_due(ledger: Ledger, code: str) -> timedelta | None:
    """How long from now the sweep leaves the engine alone."""
    [row] = await ledger.rows("SELECT engine_due FROM dossiers WHERE code = :code", code=code)
    return row["engine_due"] - ledger.clock.at if row["engine_due"] else None


async def test_the_sweep_looks_after_what_the_engine_owes(ledger: Ledger) -> None:
    code = await ledger.file()
    soon = ledger.engine.sweep_after
    assert await engine_due(ledger, code) is None
    await ledger.act(code, ACCEPT.model_copy(update={"task": of(code, RECEIVE).task}), DESK)
    assert await engine_due(ledger, code) == soon
    await ledger.engine.advance(code, [], 3, Rest(waits=False))
    assert await engine_due(ledger, code) == 3 * soon
    await ledger.engine.advance(code, [Entry(key="confirm", act=of(code, CONFIRM))], 3, Rest(waits=True))
    assert await engine_due(ledger, code) == timedelta(days=1) + soon
    await ledger.act(code, acts.Withdrawn(), MOTHER)
    assert await engine_due(ledger, code) is None


async def test_an_act_that_the_engine_has_not_heard_of_keeps_the_sweeps_date(ledger: Ledger) -> None:
    code = await ledger.file()
    await ledger.act(code, ACCEPT.model_copy(update={"task": of(code, RECEIVE).task}), DESK)
    await ledger.engine.advance(code, [Entry(key="mother", act=ANSWERED)], 2, Rest(waits=True))
    assert await engine_due(ledger, code) == ledger.engine.sweep_after


async def test_numbers_have_no_gaps_whoever_comes_at_once(ledger: Ledger) -> None:
    commune = prefix()
    codes = [await numbered_soon(ledger, commune) for _ in range(12)]
    asks = [ledger.advance(code, ("issue/number", acts.Numbered(kind="GKS"))) for code in codes]
    events = [news[-1].act for news in await asyncio.gather(*asks)]
    year = ledger.clock.at.year
    assert sorted(act.number for act in events if isinstance(act, acts.Numbered)) == [
        f"GKS-{commune}-{year}-{n:06d}" for n in range(1, 13)
    ]


async def numbered_soon(ledger: Ledger, commune: str) -> str:
    """An approved dossier of a commune whose numbers begin with it."""
    desk, leader = (actor.model_copy(update={"agency": commune}) for actor in (DESK, LEADER))
    code = await ledger.file(competent=commune, receiving=commune)
    for kind, act, actor in ((RECEIVE, ACCEPT, desk), (APPROVE, APPROVAL, leader)):
        await ledger.through(code, kind.model_copy(update={"agency": commune}), act, actor)
    return code


ALIKE = ("TBCT", "TBXTT")
"""Kinds of results that bear one symbol."""


async def given_numbers(ledger: Ledger, commune: str, *kinds: str, symbol: str | None) -> list[str]:
    """Number a result of each of these kinds, one after the other."""
    found = []
    for kind in kinds:
        code = await numbered_soon(ledger, commune)
        ask = acts.Numbered(kind=kind, symbol=symbol, alike=ALIKE if symbol else None)
        [event] = await ledger.advance(code, ("issue/number", ask))
        found.append(number(event.act).replace(f"-{commune}-2026-0000", " "))
    return found


async def test_what_bears_one_symbol_is_counted_together_so_that_no_two_papers_bear_one_number(ledger: Ledger) -> None:
    commune = prefix()
    given = await given_numbers(ledger, commune, "TBCT", "TBXTT", "TBCT", symbol="TB-CAX")
    assert given == ["TBCT 01", "TBXTT 02", "TBCT 03"]
    assert await given_numbers(ledger, prefix(), "TBXTT", symbol="TB-CAX") == ["TBXTT 01"], "each office counts its own"


async def test_what_each_kind_was_given_before_is_gone_on_after_also_by_a_build_that_comes_back(ledger: Ledger) -> None:
    commune = prefix()
    assert await given_numbers(ledger, commune, "TBCT", "TBXTT", "TBCT", symbol=None) == [
        "TBCT 01",
        "TBXTT 01",
        "TBCT 02",
    ]
    assert await given_numbers(ledger, commune, "TBXTT", "TBCT", symbol="TB-CAX") == ["TBXTT 03", "TBCT 04"]
    assert await given_numbers(ledger, commune, "TBXTT", "TBXTT", symbol=None) == ["TBXTT 04", "TBXTT 05"]
    assert await given_numbers(ledger, commune, "TBCT", symbol="TB-CAX") == ["TBCT 06"]


async def test_what_is_counted_together_has_no_gaps_whoever_comes_at_once(ledger: Ledger) -> None:
    commune = prefix()
    codes = [await numbered_soon(ledger, commune) for _ in range(10)]
    kinds = [ALIKE[place % 2] for place in range(10)]
    asks = [
        ledger.advance(code, ("issue/number", acts.Numbered(kind=kind, symbol="TB-CAX", alike=ALIKE)))
        for code, kind in zip(codes, kinds, strict=True)
    ]
    values = [int(number(news[-1].act).rpartition("-")[2]) for news in await asyncio.gather(*asks)]
    assert sorted(values) == [*range(1, 11)]


async def test_a_number_that_was_rolled_back_is_given_again(ledger: Ledger) -> None:
    commune = prefix()
    code = await numbered_soon(ledger, commune)
    ask = acts.Numbered(kind="GKS")
    with pytest.raises(refusals.Missing):
        await ledger.advance(code, ("issue/number", ask), ("rated", acts.Rated(stars=5)))
    [numbered] = await ledger.advance(code, ("issue/number", ask))
    assert number(numbered.act) == f"GKS-{commune}-2026-000001"


def number(act: Act) -> str:
    """Of a result."""
    assert isinstance(act, acts.Numbered)
    return act.number


async def test_dossier_codes_have_no_gaps_after_a_filing_that_failed(ledger: Ledger) -> None:
    office = prefix()
    filer = STRANGER.model_copy(update={"id": office})
    _, first = await ledger.api.file(office, filed(applicant=office), filer, "a", "")
    with pytest.raises(DBAPIError):
        await ledger.api.file(office, filed(applicant=office, procedure="\x00"), filer, "b", "")
    _, second = await ledger.api.file(office, filed(applicant=office), filer, "c", "")
    assert (first, second) == (f"{office}-261117-0001", f"{office}-261117-0002")


async def test_withdrawal_and_approval_in_one_moment_one_wins_and_the_other_is_told(ledger: Ledger) -> None:
    outcomes = [await race(ledger) for _ in range(30)]
    assert set(outcomes) <= {("withdrawn", refusals.DossierEnded), ("approved", refusals.TooLate)}


async def race(ledger: Ledger) -> tuple[str, type[BaseException]]:
    """Let both come at once; give who won and what the loser was told."""
    code = await ready_to_approve(ledger)
    approval = APPROVAL.model_copy(update={"task": of(code, APPROVE).task})
    told = await asyncio.gather(
        ledger.act(code, approval, LEADER), ledger.act(code, acts.Withdrawn(), MOTHER), return_exceptions=True
    )
    [lost] = [answer for answer in told if isinstance(answer, BaseException)]
    rows = await ledger.whole(code)
    assert len([answer for answer in told if isinstance(answer, Dossier)]) == 1
    return rows[-1]["act"]["type"], type(lost)


async def test_the_stored_state_is_what_the_events_make(ledger: Ledger) -> None:
    code = await delivered(ledger)
    again = Dossier(code=code)
    for event in await ledger.engine.events(code, ENGINE):
        fold(again, event)
    stored = await ledger.engine.dossier(code, ENGINE)
    assert again.model_copy(update={"head": stored.head}) == stored


async def delivered(ledger: Ledger) -> str:
    """A dossier at its end."""
    code = await approved(ledger)
    [numbered] = await ledger.advance(code, ("issue/number", acts.Numbered(kind="GKS")))
    issued = ISSUED.model_copy(update={"number": number(numbered.act)})
    await ledger.advance(code, ("issue", issued))
    await ledger.through(code, HAND_OVER, acts.HandedOver(task=""), DESK)
    return code


async def test_lists_are_written_with_the_events(ledger: Ledger) -> None:
    code = await delivered(ledger)
    tasks = await ledger.rows(
        "SELECT kind, closed_at FROM tasks WHERE dossier = :code ORDER BY opened_at, kind", code=code
    )
    assert {task["kind"] for task in tasks} == {"receive", "verify", "approve", "hand_over"}
    assert all(task["closed_at"] for task in tasks)
    [dossier] = await ledger.rows("SELECT status, due_at FROM dossiers WHERE code = :code", code=code)
    assert dossier["status"] == Status.DELIVERED
    assert len(await ledger.rows("SELECT 1 FROM results WHERE dossier = :code", code=code)) == 1
    notices = [topic for kind, _, topic in await ledger.outbox(code) if kind == "notice"]
    assert notices == ["filed", "accepted", "issued", "delivered"]
    assert set(notices) <= set(KINDS)


async def test_two_journals_of_one_story_say_the_same(ledger: Ledger) -> None:
    said = personal(secret="5e" * 16)
    one, other = [contents(await ledger.whole(await accepted(ledger, personal=said))) for _ in range(2)]
    assert len(one) == len(other) == 3
    assert one[0] == other[0]


def strict(ledger: Ledger) -> Journal:
    """The front door's journal as it is where papers lie."""
    return Journal(ledger.api.database, CALENDARS, LAWS, REGISTRY, clock=ledger.clock)


async def brought(ledger: Ledger, content: bytes) -> tuple[str, str]:
    """Bring a file; give its upload and its digest."""
    uploads = Uploads(cast("Any", ledger.api.database), Store.from_url("memory:///"), 10_000, reader=HERE)
    upload = await uploads.keep("giay.pdf", PAPER + content, MOTHER)
    return upload.id, upload.sha256


async def test_a_paper_that_went_before_it_was_filed_or_supplied_is_named_and_nothing_is_written(
    ledger: Ledger,
) -> None:
    journal, office = strict(ledger), prefix()
    upload, digest = await brought(ledger, secrets.token_hex(8).encode())
    papers = filed(documents=(digest,))
    await ledger.rows("DELETE FROM uploads WHERE id = :id", id=upload)
    with pytest.raises(refusals.UploadMissing, match="bring them again"):
        await journal.file(office, papers, MOTHER, "k", "body")
    assert not await ledger.rows("SELECT 1 FROM dossiers WHERE code LIKE :office", office=f"{office}%")
    assert not await ledger.rows("SELECT 1 FROM filings WHERE subject = :id AND key = 'k'", id=MOTHER.id)

    there = filed(documents=((await brought(ledger, b"%there"))[1],))
    _, code = await journal.file(office, there, MOTHER, "k", "body")
    asked = acts.SupplementRequested(task=of(code, RECEIVE).task, items=("Giấy chứng sinh",), reason="Bản chụp mờ")
    await ledger.act(code, asked, DESK)
    opened = of(code, SUPPLY)
    await ledger.advance(code, (opened.kind, opened))
    supplied = Entry(key="", act=acts.Supplied(task=opened.task, documents=(digest,)))
    with pytest.raises(refusals.UploadMissing):
        await journal.act(code, supplied, MOTHER)
    assert "supplied" not in [row["act"]["type"] for row in await ledger.whole(code)]


async def test_a_paper_that_goes_in_the_moment_it_is_filed_is_a_refusal_too(ledger: Ledger) -> None:
    journal, office = strict(ledger), prefix()
    upload, digest = await brought(ledger, secrets.token_hex(8).encode())
    async with ledger.owner.begin() as other:
        await other.execute(text("DELETE FROM uploads WHERE id = :id"), {"id": upload})
        filing = asyncio.create_task(journal.file(office, filed(documents=(digest,)), MOTHER, "j", "body"))
        waits = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'INSERT INTO papers%'"
        while not await ledger.rows(waits):  # noqa: ASYNC110 - the database has no listener for it
            await asyncio.sleep(0.01)
    with pytest.raises(refusals.UploadMissing):
        await filing
    assert not await ledger.rows("SELECT 1 FROM dossiers WHERE code LIKE :office", office=f"{office}%")
