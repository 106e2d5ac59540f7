"""A clerk's view of an office: what waits for signature, number and seal, and the register of the numbers it gave."""

from datetime import timedelta
from itertools import count

import pytest

from domain.base.law import Role
from domain.base.refusals import Missing
from domain.base.words import Words
from domain.dossier import acts
from domain.dossier.acts import Actor
from domain.signing.sealing import Step
from domain.signing.signing import DECLINED
from domain.signing.trust_services import SEAL
from infra.reads import number_register as register
from infra.reads import seal_queue
from infra.reads.number_register import Series
from infra.reads.seal_queue import Waiting
from tests.support.examples import APPROVE, RECEIVE, STRANGER, officer
from tests.support.ledger import Ledger

HALF_A_YEAR = timedelta(days=180)
YEAR = 2026
OFFICES = count(1)
ALIKE = ("TBCT", "TBXTT")


@pytest.fixture
def office() -> str:
    """An office of this test's own."""
    return f"S{next(OFFICES):04d}"


@pytest.fixture
def clerk(office: str) -> Actor:
    """Who keeps its seal."""
    return officer("clerk", Role.CLERK, agency=office)


async def approved(ledger: Ledger, office: str) -> str:
    """A dossier whose result this office's leader has approved."""
    code = await ledger.file(receiving=office, competent=office)
    desk, leader = (officer(role, role, agency=office) for role in (Role.RECEIVING_OFFICER, Role.COMMUNE_LEADER))
    await ledger.through(code, RECEIVE.model_copy(update={"agency": office}), acts.Accepted(task=""), desk)
    ask = APPROVE.model_copy(update={"agency": office})
    await ledger.through(code, ask, acts.Approved(task="", personal={"name": "Đào Xuân Lộc"}), leader)
    return code


async def numbered(ledger: Ledger, code: str, kind: str = "GKS", symbol: str | None = None) -> str:
    """Give its result a number."""
    ask = acts.Numbered(kind=kind, symbol=symbol, alike=ALIKE if symbol else None)
    [event] = await ledger.advance(code, ("issue/number", ask))
    assert isinstance(event.act, acts.Numbered)
    return event.act.number


async def issued(ledger: Ledger, office: str, until: timedelta = timedelta(days=3650)) -> str:
    """A result with its number and its seal."""
    code = await approved(ledger, office)
    number, ends = await numbered(ledger, code), ledger.clock() + until
    act = acts.Issued(kind="GKS", number=number, sha256=number, path=number, stamped_until=ends)
    await ledger.advance(code, ("issue", act))
    return number


async def waits(ledger: Ledger, reader: Actor, office: str) -> list[Waiting]:
    async with ledger.api.database.transaction(reader) as tx:
        return await seal_queue.waiting(tx, office, ledger.clock(), HALF_A_YEAR)


async def test_each_result_waits_for_its_next_step_the_longest_first(ledger: Ledger, office: str, clerk: Actor) -> None:
    unsigned = await approved(ledger, office)
    ledger.clock.turn(timedelta(minutes=1))
    sealing_ = await approved(ledger, office)
    await numbered(ledger, sealing_)
    ledger.clock.turn(timedelta(minutes=1))
    await ledger.advance(sealing_, ("issue/seal/waited", acts.AgencyWaited(agency=SEAL, step="issue")))
    declined = acts.SignatureDeclined(step="issue", signer="leader", reason=DECLINED)
    await issued(ledger, office)

    first, second = await waits(ledger, clerk, office)
    assert (first.code, first.awaited.step) == (unsigned, Step.SIGNATURE)
    assert (second.code, second.awaited.step, second.awaited.service) == (sealing_, Step.SEAL, SEAL)

    await ledger.advance(unsigned, ("issue/declined", declined))
    assert DECLINED in [one.awaited.why for one in await waits(ledger, clerk, office)]


async def test_a_proof_that_ends_soon_waits_for_its_stamp(ledger: Ledger, office: str, clerk: Actor) -> None:
    number = await issued(ledger, office, until=timedelta(days=30))
    [one] = await waits(ledger, clerk, office)
    assert (one.awaited.step, one.awaited.number, one.awaited.why) == (Step.STAMP, number, seal_queue.ENDS_SOON)
    stamp = acts.Restamped(number=number, sha256="n", path="n", stamped_until=ledger.clock() + timedelta(days=3650))
    await ledger.advance(one.code, ("restamped", stamp))
    assert await waits(ledger, clerk, office) == []


async def test_nobody_elses_results_are_seen_or_taken_up(ledger: Ledger, office: str) -> None:
    code = await approved(ledger, office)
    number = await numbered(ledger, code)
    for other in (officer("clerk", Role.CLERK, agency="S-elsewhere"), STRANGER):
        assert await waits(ledger, other, office) == []
        async with ledger.api.database.transaction(other) as tx:
            assert await register.lines(ledger.api.database, tx, [number]) == [register.Line(number)]
            assert await register.numbers_of(tx, code) == []
            given = await tx.exec_driver_sql("SELECT 1 FROM numbers_given(ARRAY[$1])", (number,))
            assert given.all() == []
        with pytest.raises(Missing):
            await seal_queue.wake(ledger.api.database, other, code, office)


async def test_a_dossier_that_does_not_go_on_is_due_at_once(ledger: Ledger, office: str, clerk: Actor) -> None:
    code = await approved(ledger, office)
    await ledger.rows("UPDATE dossiers SET sweeps = 4, engine_due = now() + interval '9 hours' WHERE code = :c", c=code)
    await seal_queue.wake(ledger.api.database, clerk, code, office)
    [row] = await ledger.rows("SELECT sweeps, engine_due <= now() AS due FROM dossiers WHERE code = :c", c=code)
    assert row == {"sweeps": 0, "due": True}


async def test_the_register_says_of_each_number_what_was_given_under_it_and_who_signed(
    ledger: Ledger, office: str, clerk: Actor
) -> None:
    first, second = await issued(ledger, office), await issued(ledger, office)
    code = await approved(ledger, office)
    third = await numbered(ledger, code)
    why = Words(vi="Có sai sót về nội dung", en="Its content is wrong")
    leader = officer("leader", Role.COMMUNE_LEADER, agency=office)
    dossier = (await ledger.rows("SELECT dossier FROM results WHERE number = :n", n=first))[0]["dossier"]
    await ledger.act(dossier, acts.Recalled(number=first, reason=why, basis="15/QĐ", corrects=False), leader)
    series = Series(("GKS",), office, YEAR)
    database = ledger.api.database
    async with database.transaction(clerk) as tx:
        every = {"GKS": series, "CTBS": Series(("CTBS",), office, YEAR)}
        assert await register.given(tx, every) == {"GKS": 3}
        assert await register.listed(tx, series, 3, 4, "", 2) == [3, 2]
        assert await register.listed(tx, series, 3, 2, "", 2) == [1]
        assert await register.listed(tx, series, 3, 4, "recalled", 9) == [1]
        assert await register.listed(tx, series, 3, 4, "empty", 9) == [3]
        assert await register.numbers_of(tx, code) == [third]
        found = await register.lines_at(database, tx, series, [3, 2, 1, 9])
    assert [one.number for one in found[:3]] == [third, second, first]
    assert [one.signer for one in found] == ["Đào Xuân Lộc"] * 3 + [""]
    assert [bool(one.sha256) for one in found] == [False, True, True, False]
    assert (found[2].recalled_why, found[1].recalled_at) == (why.vi, None)
    assert (found[3].value, found[3].dossier) == (9, "")


async def test_what_bears_one_symbol_is_one_series_of_the_register_with_what_was_counted_by_kind_before(
    ledger: Ledger, office: str, clerk: Actor
) -> None:
    given = [
        await numbered(ledger, await approved(ledger, office), kind, symbol)
        for kind, symbol in (("TBCT", None), ("TBXTT", None), ("TBXTT", "TB-CAX"), ("TBCT", "TB-CAX"))
    ]
    series, database = Series(ALIKE, office, YEAR), ledger.api.database
    async with database.transaction(clerk) as tx:
        assert await register.given(tx, {"TB-CAX": series}) == {"TB-CAX": 3}
        assert await register.listed(tx, series, 3, 4, "", 9) == [3, 2, 1]
        assert await register.listed(tx, series, 3, 4, "empty", 9) == [3, 2, 1]
        found = await register.lines_at(database, tx, series, [3, 2, 1])
    assert [one.number for one in found] == [given[3], given[2], given[0], given[1]]


async def test_a_number_without_a_document_is_told_from_those_that_another_kind_bears(
    ledger: Ledger, office: str, clerk: Actor
) -> None:
    number = await numbered(ledger, code := await approved(ledger, office), "TBXTT", "TB-CAX")
    issue = acts.Issued(kind="TBXTT", number=number, sha256=number, path=number)
    await ledger.advance(code, ("issue", issue))
    await numbered(ledger, await approved(ledger, office), "TBCT", "TB-CAX")
    series = Series(ALIKE, office, YEAR)
    async with ledger.api.database.transaction(clerk) as tx:
        assert await register.listed(tx, series, 2, 3, "empty", 9) == [2]
