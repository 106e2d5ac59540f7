"""What is counted in one pass is what a slow count over the same facts finds."""

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import duckdb
import pytest

from domain.base.calendar import VIETNAM
from domain.base.law import Channel, Status
from domain.dossier.acts import ENGINE
from domain.province.counts import Counts, Share
from domain.province.facts import EDITION, DossierFacts
from domain.province.periods import Period
from domain.province.punctual import handled, in_time
from domain.province.units import Unit, Units
from infra.analysis.analysis import Analysis
from infra.analysis.counting import Asked, Complaints, OfUnit, ProvinceCounts
from infra.analysis.downloads import Format
from infra.analysis.publisher import FactsPublisher
from infra.files.storage import Store
from infra.province.feed import keep
from tests.support.ledger import Ledger, Urls, open_ledger

AUGUST = Period.read("2026-08")
NOW = AUGUST.ends + timedelta(days=40)
OFFICES = ("12019", "12020", "33.SNV")
BEFORE = AUGUST.begins - timedelta(days=1000)
STANDS = """INSERT INTO portal_syncs (destination, dossier, state, seq, confirmed_until, owed_since)
            VALUES ('portal', :code, 'confirmed', 9, :until, now())"""
EMPTIED = "TRUNCATE province_facts, province_parts, portal_syncs"
PROCEDURES = ("1.001193", "1.001776", "2.000815")


@pytest.fixture
async def ledger(apart: Urls) -> AsyncIterator[Ledger]:
    async with open_ledger(apart) as opened:
        await opened.rows(EMPTIED)
        yield opened


@asynccontextmanager
async def published(ledger: Ledger) -> AsyncIterator[ProvinceCounts]:
    """Of what is in the facts now."""
    store = Store.from_url("memory:///")
    await FactsPublisher(ledger.engine.database, store, every=1).publish()
    async with Analysis(store) as analysis:
        yield await ProvinceCounts.now(analysis)


def facts_of_one(code: str, filed: datetime, seq: int = 9, ending: str = "") -> DossierFacts:
    """A dossier of which little is known."""
    return DossierFacts(
        dossier=code, seq=seq, procedure=PROCEDURES[0], version="v", receiving="12019", competent="12019",
        channel=Channel.ONLINE, status=Status.IN_PROCESS, filed_at=filed, due_at=filed, appointed_at=filed,
        ending=ending,
    )  # fmt: skip


def some(chance: random.Random, number: int) -> DossierFacts:
    """A dossier of chance around August: any order of what the law and people can bring about."""

    def later(than: datetime, *, maybe: float = 1.0) -> Any:
        return than + timedelta(hours=chance.randrange(1, 300)) if chance.random() < maybe else None

    filed = AUGUST.begins + timedelta(hours=chance.randrange(-400, 1000))
    accepted = later(filed, maybe=0.9)
    due = accepted and later(accepted, maybe=0.95)
    issued = accepted and later(accepted, maybe=0.6)
    handed = issued and later(issued, maybe=0.7)
    ended = handed or (None if issued else later(filed, maybe=0.3))
    asked = chance.choice((0, 0, 1, 2))
    waits = bool(asked and not issued and not ended)
    fee_asked = bool(accepted and not issued and not ended) and not waits and chance.random() < 0.2
    corrected = issued and later(issued, maybe=0.2)
    ended, paid = None if corrected else ended, chance.choice((0, 8000))
    status = (
        Status.SUPPLEMENT_REQUESTED if waits
        else Status.PAYMENT_REQUESTED if fee_asked
        else Status.IN_PROCESS if corrected
        else Status.DELIVERED if ended and issued
        else Status.STOPPED if ended
        else Status.DONE if issued
        else Status.IN_PROCESS
    )  # fmt: skip
    return DossierFacts(
        dossier=f"000.00.00.H33-260800-{number:04}", seq=9, procedure=chance.choice(PROCEDURES), version="v",
        receiving="12019", competent=chance.choice(OFFICES), channel=chance.choice((*Channel,)),
        identity=chance.choice(("account", "chip", "")), status=status,
        filed_at=filed, accepted_at=accepted, due_at=corrected or (due and later(due, maybe=0.3)) or due,
        appointed_at=due, issued_at=issued, handed_over_at=handed, ended_at=ended, supplements=asked,
        stands_since=later(accepted or filed) if waits or fee_asked else None, papers=chance.randrange(3),
        answers=chance.randrange(2), reused=chance.random() < 0.4, population_asked=chance.random() < 0.5,
        has_fee=chance.random() < 0.7, fee=chance.choice((0, 8000)), paid=paid, from_store=chance.random() < 0.2,
        stars=chance.choice((None, None, 1, 2, 3, 5)),
        paid_online=chance.choice((0, paid)), sealed=bool(issued) and chance.random() < 0.9,
    )  # fmt: skip


def slowly(facts: list[DossierFacts], asked: Asked, there: dict[str, datetime]) -> Counts:
    """Count one after the other."""
    mine = [f for f in facts if f.competent in asked.offices and asked.procedure in ("", f.procedure)]
    begins, ends = asked.period.begins, asked.period.ends
    received = [f for f in mine if f.accepted_at and begins <= f.accepted_at < ends]
    judged = [held for f in mine if handled(f, begins, ends) and (held := in_time(f, min(NOW, ends))) is not None]
    fees = [f for f in received if f.has_fee]
    known = [f for f in received if f.identity or f.population_asked]
    online, paid = [f for f in received if f.channel == Channel.ONLINE], [f for f in fees if f.paid_online]

    synced = [f for f in received if f.accepted_at and there.get(f.dossier, BEFORE) >= f.accepted_at]
    told = [f for f in received if f.sealed and f.issued_at and there.get(f.dossier, BEFORE) >= f.issued_at]
    pushed = [f for f in received if f.from_store or f in told]

    def kinds(of: list[DossierFacts]) -> frozenset[str]:
        return frozenset(f.procedure for f in of)

    return Counts(
        received=len(received), handled=len(judged), in_time=sum(judged), online=len(online), with_fee=len(fees),
        paid_online=len(paid), sealed=sum(f.sealed for f in received),
        digitised=sum(bool(f.papers) and (f.issued_at is None or f.sealed) for f in received),
        reused=sum(f.reused for f in received), known=len(known), procedures=kinds(received),
        rated=sum(f.stars is not None for f in received), disliked=sum(f.stars in (1, 2) for f in received),
        procedures_online=kinds(online), procedures_with_fee=kinds(fees), procedures_paid_online=kinds(paid),
        procedures_known=kinds(known),
        procedures_fee_synced=kinds([f for f in synced if f.has_fee]), synced=len(synced), pushed=len(pushed),
        online_electronic=sum(f.issued_at is None or f.sealed for f in online),
    )  # fmt: skip


@dataclass(frozen=True)
class August:
    """Four hundred dossiers, up to when the portal knows four of five of them, and what is counted of them."""

    facts: list[DossierFacts]
    there: dict[str, datetime]
    counts: ProvinceCounts


@pytest.fixture(scope="module")
async def august(apart: Urls) -> AsyncIterator[August]:
    """Published once: nobody here changes what was."""
    chance, known = random.Random(766), random.Random(41)
    facts = [some(chance, number) for number in range(400)]
    there = {f.dossier: f.filed_at + timedelta(hours=known.randrange(600)) for f in facts if known.random() < 0.8}
    async with open_ledger(apart) as ledger:
        await ledger.rows(EMPTIED)
        async with ledger.engine.database.transaction(ENGINE) as tx:
            await keep(tx, facts)
        for code, until in there.items():
            await ledger.rows(STANDS, code=code, until=until)
        async with published(ledger) as counts:
            yield August(facts, there, counts)


@pytest.fixture
def facts(august: August) -> list[DossierFacts]:
    return august.facts


@pytest.fixture
def there(august: August) -> dict[str, datetime]:
    return august.there


@pytest.fixture
def counts(august: August) -> ProvinceCounts:
    return august.counts


@pytest.mark.parametrize(
    "asked", [Asked(OFFICES, AUGUST), Asked(OFFICES[:1], AUGUST), Asked(OFFICES, AUGUST, "1.001776")]
)
async def test_every_count_equals_a_slow_one(
    facts: list[DossierFacts], there: dict[str, datetime], counts: ProvinceCounts, asked: Asked
) -> None:
    counted = await counts.of(asked)
    assert counted == slowly(facts, asked, there)
    assert 0 < (counted.pushed or 0) < (counted.synced or 0) < counted.received
    assert 0 < counted.in_time < counted.handled


async def test_where_nothing_happened_every_count_is_none(ledger: Ledger) -> None:
    async with published(ledger) as counts:
        counted = await counts.of(Asked(OFFICES, AUGUST))
    assert set(counted.model_dump(exclude={"synced", "pushed"}).values()) == {0, frozenset()}
    assert (counted.synced, counted.pushed) == (None, None), "what was never told is not known, which is not none"


@pytest.mark.parametrize(("edition", "in_time"), [(2, 1), (EDITION, 0)])
async def test_facts_that_are_not_made_anew_yet_are_judged_by_the_date_that_they_have(
    ledger: Ledger, edition: int, in_time: int
) -> None:
    """An installation that begins with this edition tells no province without dates for as long as it takes."""
    missed = {"appointed_at": AUGUST.begins if edition == EDITION else None, "due_at": AUGUST.ends}
    one = facts_of_one("D-1", AUGUST.begins).model_copy(
        update={"edition": edition, "accepted_at": AUGUST.begins, "issued_at": AUGUST.begins + timedelta(days=9)}
        | missed
    )
    async with ledger.engine.database.transaction(ENGINE) as tx:
        await keep(tx, [one])
    async with published(ledger) as counts:
        counted = await counts.of(Asked(OFFICES, AUGUST))
    assert (counted.handled, counted.in_time) == (1, in_time)


@pytest.mark.parametrize(("edition", "reused"), [(3, 1), (EDITION, 0)])
async def test_facts_that_are_not_made_anew_yet_tell_by_their_look_ups_whether_anything_was_reused(
    ledger: Ledger, edition: int, reused: int
) -> None:
    one = facts_of_one("D-1", AUGUST.begins).model_copy(
        update={"edition": edition, "accepted_at": AUGUST.begins, "answers": 1}
    )
    async with ledger.engine.database.transaction(ENGINE) as tx:
        await keep(tx, [one])
    async with published(ledger) as counts:
        assert (await counts.of(Asked(OFFICES, AUGUST))).reused == reused
        behind = await counts.behind(Asked(OFFICES, AUGUST), "reused", datetime(1970, 1, 2, tzinfo=UTC), "", 7)
    assert len(behind) == 1 - reused


@pytest.mark.parametrize(("edition", "with_fee"), [(9, 1), (EDITION, 0)])
async def test_facts_that_are_not_made_anew_yet_have_a_fee_where_one_was_asked_for(
    ledger: Ledger, edition: int, with_fee: int
) -> None:
    one = facts_of_one("D-1", AUGUST.begins).model_copy(
        update={"edition": edition, "accepted_at": AUGUST.begins, "fee": 8000}
    )
    async with ledger.engine.database.transaction(ENGINE) as tx:
        await keep(tx, [one])
    async with published(ledger) as counts:
        assert (await counts.of(Asked(OFFICES, AUGUST))).with_fee == with_fee


async def test_each_office_by_itself_comes_to_the_same(
    facts: list[DossierFacts], there: dict[str, datetime], counts: ProvinceCounts
) -> None:
    each = await counts.each(Asked(OFFICES, AUGUST))
    assert each == {office: slowly(facts, Asked((office,), AUGUST), there) for office in OFFICES}
    assert Counts.added(each.values()) == await counts.of(Asked(OFFICES, AUGUST))


async def test_what_a_map_shows_is_the_same(facts: list[DossierFacts], counts: ProvinceCounts) -> None:
    each = await counts.each(Asked(OFFICES, AUGUST))
    told = {one.office: one for one in await counts.punctual(Asked(OFFICES, AUGUST))}
    assert told.keys() == each.keys()
    for office, one in told.items():
        of = each[office]
        assert (one.received, one.handled, one.in_time) == (of.received, of.handled, of.in_time)


async def behind(counts: ProvinceCounts, asked: Asked, share: Share, about: Complaints | None = None) -> list[str]:
    """All that a share lacks, page by page."""
    codes, at, code = list[str](), datetime(1970, 1, 2, tzinfo=UTC), ""
    while page := await counts.behind(asked, share, at, code, 7, about):
        codes += [one.dossier for one in page]
        at, code = page[-1].filed_at, page[-1].dossier
    return codes


async def test_what_is_not_on_line_has_no_sealed_result_or_is_not_on_the_portal_is_lacking_in_3_3(
    facts: list[DossierFacts], there: dict[str, datetime], counts: ProvinceCounts
) -> None:
    whole = {
        f.dossier
        for f in facts
        if f.accepted_at and f.channel == Channel.ONLINE and (f.sealed or not f.issued_at)
        if there.get(f.dossier, BEFORE) >= f.accepted_at
    }
    received = {f.dossier for f in facts if f.accepted_at and AUGUST.begins <= f.accepted_at < AUGUST.ends}
    assert {*await behind(counts, Asked(OFFICES, AUGUST), "online_electronic")} == received - whole
    assert received & whole


async def test_whom_a_late_dossier_a_petition_or_a_bad_rating_leaves_discontent_is_named_once(
    facts: list[DossierFacts], counts: ProvinceCounts
) -> None:
    asked, content = Asked(OFFICES, AUGUST), [f for f in facts if f.stars == 5 and f.accepted_at]
    received = [f for f in content if f.accepted_at and AUGUST.begins <= f.accepted_at < AUGUST.ends]
    about = next(f for f in received if in_time(f, AUGUST.ends))
    late = {*await behind(counts, asked, "in_time")}
    bad = {
        f.dossier for f in facts if f.stars in (1, 2) if f.accepted_at and AUGUST.begins <= f.accepted_at < AUGUST.ends
    }
    found = await behind(counts, asked, "content", Complaints(petitioned=[about.dossier]))
    assert len(found) == len({*found})
    assert {*found} == late | bad | {about.dossier}
    assert {*await behind(counts, asked, "content", Complaints(stars=1))} < late | bad


async def test_a_unit_that_belonged_to_others_in_between_is_counted_while_it_did(
    facts: list[DossierFacts], there: dict[str, datetime], counts: ProvinceCounts
) -> None:
    half, ends = datetime(2026, 8, 16, tzinfo=VIETNAM), AUGUST.ends
    moved = Unit(code="12019", kind="Xã", name="A", tier="commune", parent="33", until=half.date() - timedelta(days=1))
    units = Units(
        (
            Unit(code="33", kind="Tỉnh", name="H", tier="province"),
            Unit(code="34", kind="Tỉnh", name="K", tier="province"),
            moved,
            moved.model_copy(update={"until": None, "since": half.date(), "parent": "34"}),
        )
    )
    first, second = ([f for f in facts if f.accepted_at and since <= f.accepted_at < until]
                     for since, until in ((BEFORE, half), (half, ends)))  # fmt: skip
    for code, mine in (("33", first), ("34", second)):
        of = OfUnit.through(units, code, AUGUST, NOW.date())
        assert await counts.of_unit(of) == slowly(mine, Asked(("12019",), AUGUST), there)


async def test_a_figure_of_before_a_change_of_units_is_counted_again_to_the_end_of_its_period(
    facts: list[DossierFacts], there: dict[str, datetime], counts: ProvinceCounts
) -> None:
    cuts, day = (date(2026, 8, 6), date(2026, 8, 20)), date(2026, 8, 12)
    units = Units(
        (
            Unit(code="33", kind="Tỉnh", name="H", tier="province"),
            Unit(code="12019", kind="Xã", name="A", tier="commune", parent="33"),
            *(Unit(code=f"0{cut.day}", kind="Xã", name="B", tier="commune", parent="33", since=cut) for cut in cuts),
        )
    )
    for known in (cuts, cuts[1:]):
        of = OfUnit.through(Units(one for one in units.listed if one.since in (None, *known)), "33", AUGUST, day)
        assert await counts.of_unit(of) == slowly(facts, Asked(("12019",), AUGUST), there)


SHARES: dict[Share, tuple[str, str]] = {
    "in_time": ("in_time", "handled"),
    "paid_online": ("paid_online", "with_fee"),
    "sealed": ("sealed", "received"),
    "digitised": ("digitised", "received"),
    "reused": ("reused", "received"),
    "known": ("known", "received"),
    "synced": ("synced", "received"),
    "pushed": ("pushed", "received"),
}


@pytest.mark.parametrize("share", SHARES)
async def test_the_dossiers_that_a_share_lacks_are_those_that_make_it_whole(
    facts: list[DossierFacts], there: dict[str, datetime], counts: ProvinceCounts, share: Share
) -> None:
    asked = Asked(OFFICES, AUGUST)
    codes = await behind(counts, asked, share)
    counted = (await counts.of(asked)).model_dump()
    part, whole = SHARES[share]
    assert len(codes) == len({*codes}) == counted[whole] - counted[part] > 0
    by_code = {one.dossier: one for one in facts}
    assert codes == sorted(codes, key=lambda one: (by_code[one].filed_at, one))


@pytest.mark.parametrize("kind", ["csv", "parquet"])
async def test_facts_as_a_file_are_those_of_the_offices_that_were_filed_then(
    facts: list[DossierFacts], counts: ProvinceCounts, kind: Format
) -> None:
    file = await counts.facts(Asked(OFFICES[:1], AUGUST), kind)
    with duckdb.connect() as engine:
        told = (engine.read_csv if kind == "csv" else engine.read_parquet)(str(file)).select("dossier").fetchall()
    mine = [f for f in facts if f.competent == OFFICES[0] and AUGUST.begins <= f.filed_at < AUGUST.ends]
    assert [code for (code,) in told] == [f.dossier for f in sorted(mine, key=lambda f: (f.filed_at, f.dossier))]
    assert mine
