"""Who runs the installation sees counts of all dossiers and the content of none; nobody else sees even those."""

from dataclasses import replace
from datetime import timedelta

import httpx2
import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.agencies import Agencies
from activities.contracts import Ask, Question
from activities.vietnam.registers import Population
from domain.base.law import Role
from domain.base.refusals import AlreadyDone, Missing, ReasonMissing
from domain.dossier import acts
from domain.dossier.acts import ENGINE, Actor
from domain.statute.offices import Province
from domain.vietnam.queries.population import PersonByNumber
from infra.agencies.watch import AgencyWatch
from infra.db.put_off import PutOff
from infra.engine.temporal import connect
from infra.journal.journal import utc_now
from infra.reads.in_engine import engine_page
from infra.reads.operations import Agency, Operations
from infra.runtime.settings import Settings
from tests.support.examples import COMMUNE, DESK, GROUNDS, LEADER, MOTHER, MOTHER_NUMBER, officer
from tests.support.ledger import Ledger

OPERATOR = officer("operator", Role.OPERATOR, agency="33")
COLLEAGUE = officer("colleague", Role.OPERATOR, agency="33")
HUNG_YEN = Province(code="33", kind="Tỉnh", name="Hưng Yên")
SETTINGS = Settings(
    registers={"population": "http://population.test/"},
    temporal_address="127.0.0.1:9",
    temporal_ui_origin="https://temporal.test",
)


@pytest.fixture
async def operations(ledger: Ledger) -> Operations:
    """As the front door has them, with an engine that is down."""
    database = ledger.api.database
    return Operations(database, await connect(SETTINGS, database, lazy=True), SETTINGS)


async def population(operations: Operations) -> Agency:
    """Give how the population register stands among all agencies."""
    return next(one for one in (await operations.report(OPERATOR)).agencies if one.name == "population")


async def ask(ledger: Ledger, code: str, status: int) -> str:
    """Let the worker ask for the second time a register that answers so; give why there is no answer, if so."""
    environment = ActivityEnvironment()
    environment.info = replace(environment.info, attempt=2)
    wire = httpx2.MockTransport(lambda _: httpx2.Response(status))
    register = Population(httpx2.AsyncClient(base_url="http://register.test/", transport=wire), HUNG_YEN)
    who = PersonByNumber(number=MOTHER_NUMBER)
    question = Question(step="mother", kind=who.kind, query=who.model_dump(mode="json"))
    agencies = Agencies(ledger.engine, {who.agency: register}, grounds=GROUNDS)
    try:
        await environment.run(agencies.ask, Ask(code=code, office=COMMUNE, questions=[question]))
    except ApplicationError as error:
        return error.message
    return ""


async def test_an_agency_is_up_or_down_as_it_answered_last_and_its_waiting_dossiers_are_counted(
    ledger: Ledger, operations: Operations
) -> None:
    code = await ledger.file()
    before = await population(operations)
    await ask(ledger, code, 503)
    down = await population(operations)
    assert (down.health, down.waiting) == ("down", before.waiting + 1)

    await ask(ledger, code, 404)
    await ledger.advance(code, ("mother", acts.Answered(agency="population", step="mother", found=True)))

    up = await population(operations)
    assert (up.health, up.waiting, up.failing_since) == ("up", before.waiting, None)


async def test_a_paused_agency_is_not_asked_and_the_dossier_says_why(ledger: Ledger, operations: Operations) -> None:
    code, (_, before) = await ledger.file(), await operations.agency("population", OPERATOR)
    with pytest.raises(ReasonMissing):
        await operations.pause("population", " ", OPERATOR)
    await operations.pause("population", "Bảo trì", OPERATOR)
    with pytest.raises(AlreadyDone):
        await operations.pause("population", "Bảo trì", COLLEAGUE)

    assert "operator" in await ask(ledger, code, 404)

    dossier = await ledger.engine.dossier(code, ENGINE)
    assert (dossier.waiting_agency, dossier.waiting_paused) == ("population", True)
    await ledger.whole(code)
    await operations.resume("population", COLLEAGUE)
    assert await ask(ledger, code, 404) == ""
    found, done = await operations.agency("population", OPERATOR)
    done = done[: len(done) - len(before)]
    assert (found.paused_at, [act["act"] for act in done]) == (None, ["resume", "pause"])


async def test_a_pause_is_known_within_a_second(ledger: Ledger, operations: Operations) -> None:
    now = [0.0]
    watch = AgencyWatch(ledger.engine.database, lambda: now[0])
    assert not await watch.paused("population")
    await operations.pause("population", "Bảo trì", OPERATOR)
    now[0] = 0.9
    assert not await watch.paused("population")
    now[0] = 1.0
    assert await watch.paused("population")
    await operations.resume("population", OPERATOR)


async def test_a_stuck_dossier_is_named_and_due_at_once_when_it_is_tried_again(
    ledger: Ledger, operations: Operations
) -> None:
    code = await ledger.file()
    later = {"at": ledger.clock() + timedelta(days=400), "code": code}
    await ledger.rows("UPDATE dossiers SET sweeps = 4, engine_due = :at WHERE code = :code", **later)
    assert [one.sweeps for one in (await operations.report(OPERATOR)).counts.stuck if one.code == code] == [4]

    await operations.retry(code, OPERATOR)

    [row] = await ledger.rows("SELECT sweeps, engine_due <= now() AS due FROM dossiers WHERE code = :code", code=code)
    assert (row["sweeps"], row["due"]) == (0, True)
    [line] = await ledger.rows("SELECT act, operator FROM operator_acts WHERE about = :code", code=code)
    assert line == {"act": "retry", "operator": OPERATOR.id}
    await ledger.act(code, acts.Withdrawn(), MOTHER)
    for gone in (code, "000.00.00.H31-000000-0000"):
        with pytest.raises(Missing):
            await operations.retry(gone, OPERATOR)


async def test_what_a_dossier_waits_for_is_given_to_officers_once_it_waits_and_with_a_reason(
    ledger: Ledger, operations: Operations
) -> None:
    code, watch, before = await ledger.file(), AgencyWatch(ledger.engine.database), utc_now() - timedelta(hours=1)
    with pytest.raises(Missing):
        await operations.give(code, "Sắp đến hạn", OPERATOR)
    assert "503" in await ask(ledger, code, 503)
    with pytest.raises(ReasonMissing):
        await operations.give(code, " ", OPERATOR)
    with pytest.raises(Missing):
        await operations.give(code, "Sắp đến hạn", LEADER)
    assert not await watch.given(code, before)
    await operations.give(code, "Sắp đến hạn", OPERATOR)
    assert await watch.given(code, before)
    assert not await watch.given(code, utc_now() + timedelta(hours=1))


async def test_what_a_loop_put_off_is_named_with_its_reason_and_tried_again_at_once(
    ledger: Ledger, operations: Operations
) -> None:
    code = await ledger.file()
    await PutOff(ledger.engine.database, "watch").put(code, code, IndexError("a name that no operator reads"))
    await ledger.rows("UPDATE dossiers SET watch_at = now() + interval '1 day' WHERE code = :code", code=code)
    [seen] = [one for one in (await operations.report(OPERATOR)).put_off if one.about == code]
    assert (seen.loop, seen.dossier, seen.why, seen.fails) == ("watch", code, "IndexError", 1)
    assert seen.next
    assert "name that" not in seen.model_dump_json()
    await operations.retry_put_off("watch", code, OPERATOR)
    [row] = await ledger.rows("SELECT watch_at <= now() AS due FROM dossiers WHERE code = :code", code=code)
    assert row["due"]
    [line] = await ledger.rows("SELECT act, operator FROM operator_acts WHERE about = :code", code=code)
    assert line == {"act": "retry", "operator": OPERATOR.id}
    await PutOff(ledger.engine.database, "watch").done(code)


async def test_the_engine_being_down_is_said_and_hides_nothing_else(ledger: Ledger, operations: Operations) -> None:
    await ledger.file()
    report = await operations.report(OPERATOR)
    assert (report.engine_answers, report.builds) == (False, [])
    assert report.counts.backlog["wake"].many


async def test_how_a_dossier_is_in_an_engine_that_is_down_is_not_known_and_nobody_else_is_told(
    ledger: Ledger, operations: Operations
) -> None:
    code = await ledger.file()
    found = await operations.in_engine(code, OPERATOR)
    assert found
    assert (found.state, found.waits_for) == ("unknown", [])
    assert await operations.in_engine("nobody-filed-this", OPERATOR) is None
    assert [await operations.in_engine(code, reader) for reader in (LEADER, DESK, MOTHER)] == [None] * 3


def test_the_engines_page_of_a_dossier_is_at_our_own_address_whatever_is_asked() -> None:
    home = "https://temporal.test/namespaces/default/workflows/"
    assert engine_page(SETTINGS, "000.01-0001") == f"{home}000.01-0001"
    assert engine_page(SETTINGS, "../x?y#z") == f"{home}..%2Fx%3Fy%23z"


@pytest.mark.parametrize("reader", [LEADER, DESK, MOTHER], ids=lambda who: who.id[:9])
async def test_nobody_else_reads_counts_pauses_or_has_anything_tried_again(
    ledger: Ledger, operations: Operations, reader: Actor
) -> None:
    code = await ledger.file()
    await PutOff(ledger.engine.database, "watch").put(code, code, IndexError())
    for refused in (
        operations.report(reader),
        operations.retry(code, reader),
        operations.retry_put_off("watch", code, reader),
        operations.agency("population", reader),
    ):
        with pytest.raises(Missing):
            await refused
    assert await operations.put_off(reader) == []
    await PutOff(ledger.engine.database, "watch").done(code)
