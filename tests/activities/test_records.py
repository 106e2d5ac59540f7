"""A result is issued once: one number, one document, whoever tries how often."""

import asyncio
from hashlib import sha256
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.contracts import Advance, Issue
from activities.records import Records, Results
from domain.base.law import Role
from domain.dossier import acts
from domain.dossier.acts import ENGINE, Actor
from domain.dossier.journal import Entry
from infra.documents.orders import Coded, PressDown
from infra.facts.loading import load_offices
from infra.files.storage import Store
from tests.support.examples import APPROVE, COMMUNE, HAND_OVER, LEADER, NUMBERED, officer
from tests.support.ledger import Ledger, of
from tests.workflows.outside import PlainPress


class Jammed(PlainPress):
    """A press that fails so many times."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times

    async def issue(self, template: str, context: Any, **order: Any) -> bytes:
        """Print, unless it is jammed."""
        if self.times:
            self.times -= 1
            raise PressDown("jammed")
        return await super().issue(template, context, **order)


DONE = ["numbered", "issued", "task_opened"]
"""What an issue leaves: the hand-over is open with it, however often it was tried."""


async def approved(ledger: Ledger, leader: Actor = LEADER) -> Issue:
    """The request to issue the result of an approved dossier."""
    code = await ledger.file()
    dossier = await ledger.through(code, APPROVE, acts.Approved(task=""), leader)
    return Issue(
        code=code,
        step="issue",
        kind="GKS",
        template="results/birth_certificate.html",
        content={},
        office=COMMUNE,
        signatory="Lê Văn Chủ",
        since=dossier.seq,
        then=[Entry(key="hand_over", act=of(code, HAND_OVER))],
    )


def results(ledger: Ledger, press: PlainPress, store: Store) -> Results:
    """What issues, with this press and this store."""
    return Results(ledger.engine, press, store, load_offices(), stand_in=True)


async def issued(ledger: Ledger, request: Issue) -> tuple[list[str], acts.Issued]:
    """Name what happened since the approval, and give the issue."""
    events = await ledger.engine.events(request.code, ENGINE, request.since)
    act = events[1].act
    assert isinstance(act, acts.Issued)
    await ledger.whole(request.code)
    return [event.act.type for event in events], act


async def test_a_result_is_numbered_printed_stored_and_recorded(ledger: Ledger) -> None:
    request, store, press = await approved(ledger), Store.from_url("memory:///"), PlainPress()
    news = await ActivityEnvironment().run(results(ledger, press, store).issue, request)
    types, act = await issued(ledger, request)
    assert [event.act.type for event in news.events] == types == DONE
    assert sha256(await store.get(act.path)).hexdigest() == act.sha256
    assert press.printed[0]["number"] == act.number
    assert press.printed[0]["stand_in"] is True


async def test_a_result_bears_the_number_as_the_law_writes_it_and_the_office_of_who_approved(ledger: Ledger) -> None:
    deputy = officer("cb-11953-06", Role.COMMUNE_LEADER)
    press, store = PlainPress(), Store.from_url("memory:///")
    await ActivityEnvironment().run(results(ledger, press, store).issue, await approved(ledger, deputy))
    said = press.printed[0]
    assert said["reference"] == f"{int(said['number'].removeprefix('GKS-11953-2026-')):02}/2026"
    assert said["signatory"]["title"] == "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH"


async def test_the_code_of_a_result_says_what_the_result_says(ledger: Ledger) -> None:
    request = (await approved(ledger)).model_copy(update={"title": "Giấy khai sinh", "shown": {"Họ tên": "Ấn"}})
    press, store = PlainPress(), Store.from_url("memory:///")
    await ActivityEnvironment().run(results(ledger, press, store).issue, request)
    assert press.coded == [Coded("Giấy khai sinh", {"Họ tên": "Ấn"})]


async def test_a_result_that_was_asked_for_before_there_were_codes_has_none(ledger: Ledger) -> None:
    press, store = PlainPress(), Store.from_url("memory:///")
    await ActivityEnvironment().run(results(ledger, press, store).issue, await approved(ledger))
    assert press.coded == [None]


async def test_tried_again_it_is_the_same_result(ledger: Ledger) -> None:
    request, store, press = await approved(ledger), Store.from_url("memory:///"), PlainPress()
    first = await ActivityEnvironment().run(results(ledger, press, store).issue, request)
    again = await ActivityEnvironment().run(results(ledger, press, store).issue, request)
    late = await ActivityEnvironment().run(
        results(ledger, press, store).issue, request.model_copy(update={"since": request.since + 3})
    )
    assert first == again
    assert late.events == []
    assert len(press.printed) == 1


async def test_a_press_that_fails_costs_no_number(ledger: Ledger) -> None:
    request, store, press = await approved(ledger), Store.from_url("memory:///"), Jammed(2)
    work = results(ledger, press, store)
    for _ in range(2):
        with pytest.raises(PressDown):
            await ActivityEnvironment().run(work.issue, request)
    await ActivityEnvironment().run(work.issue, request.model_copy(update={"since": request.since + 1}))
    types, act = await issued(ledger, request)
    assert types == DONE
    assert press.printed[0]["number"] == act.number


async def test_two_tries_at_once_store_one_document(ledger: Ledger) -> None:
    request, store = await approved(ledger), Store.from_url("memory:///")
    presses = [PlainPress() for _ in range(5)]
    tries = [ActivityEnvironment().run(results(ledger, press, store).issue, request) for press in presses]
    await asyncio.gather(*tries)
    types, act = await issued(ledger, request)
    assert types == DONE
    assert sha256(await store.get(act.path)).hexdigest() == act.sha256


async def test_what_a_workflow_may_never_do_is_final(ledger: Ledger) -> None:
    code = await ledger.file()
    request = Advance(code=code, entries=[Entry(key="issue/number", act=NUMBERED)], since=1, latest=1)
    with pytest.raises(ApplicationError) as failed:
        await ActivityEnvironment().run(Records(ledger.engine).advance, request)
    assert (failed.value.type, failed.value.non_retryable) == ("not-found", True)
