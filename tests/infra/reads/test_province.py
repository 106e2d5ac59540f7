"""What is counted in one pass is what a slow count over the same facts finds."""

import random
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.base.law import Channel, Status
from domain.dossier.acts import ENGINE
from domain.province.counts import Counts
from domain.province.facts import DossierFacts
from domain.province.periods import Period
from domain.province.punctual import in_time
from infra.db.province_tables import ProvinceFactsRow
from infra.reads.province import Asked, ProvinceCounts
from tests.support.ledger import Ledger, Urls, open_ledger, running_database

AUGUST = Period.read("2026-08")
NOW = AUGUST.ends + timedelta(days=40)
OFFICES = ("12019", "12020", "33.SNV")
BEFORE = AUGUST.begins - timedelta(days=1000)
STANDS = """INSERT INTO portal_syncs (destination, dossier, state, seq, confirmed_until, owed_since)
            VALUES ('portal', :code, 'confirmed', 9, :until, now())"""
PROCEDURES = ("1.001193", "1.001776", "2.000815")


@pytest.fixture(scope="module")
async def apart(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Urls]:
    async with running_database(tmp_path_factory.mktemp("counts")) as urls:
        yield urls


@pytest.fixture
async def ledger(apart: Urls) -> AsyncIterator[Ledger]:
    async with open_ledger(apart) as opened:
        await opened.rows("DELETE FROM province_facts")
        await opened.rows("DELETE FROM portal_syncs")
        yield opened


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
    paid, status = chance.choice((0, 8000)), Status.SUPPLEMENT_REQUESTED if waits else Status.IN_PROCESS
    return DossierFacts(
        dossier=f"000.00.00.H33-260800-{number:04}", seq=9, procedure=chance.choice(PROCEDURES), version="v",
        receiving="12019", competent=chance.choice(OFFICES), channel=chance.choice((*Channel,)),
        identity=chance.choice(("account", "chip", "")), status=status,
        filed_at=filed, accepted_at=accepted, due_at=due, issued_at=issued, handed_over_at=handed, ended_at=ended,
        supplements=asked, stands_since=later(filed) if waits else None, papers=chance.randrange(3),
        answers=chance.randrange(2), population_asked=chance.random() < 0.5, fee=chance.choice((0, 8000)), paid=paid,
        paid_online=chance.choice((0, paid)), sealed=bool(issued) and chance.random() < 0.9,
    )  # fmt: skip


def slowly(facts: list[DossierFacts], asked: Asked, there: dict[str, datetime]) -> Counts:
    """Count one after the other."""
    mine = [f for f in facts if f.competent in asked.offices and asked.procedure in ("", f.procedure)]
    begins, ends = asked.period.begins, asked.period.ends
    received = [f for f in mine if f.accepted_at and begins <= f.accepted_at < ends]
    handled = [
        f for f in mine if f.accepted_at and f.accepted_at < ends and (f.ended_at is None or f.ended_at >= begins)
    ]
    judged = [held for f in handled if (held := in_time(f, min(NOW, ends))) is not None]
    issued, fees = [f for f in received if f.issued_at], [f for f in received if f.fee]
    known = [f for f in received if f.identity or f.population_asked]
    online, paid = [f for f in received if f.channel == Channel.ONLINE], [f for f in fees if f.paid_online]

    synced = [f for f in received if f.accepted_at and there.get(f.dossier, BEFORE) >= f.accepted_at]
    pushed = [f for f in received if f.sealed and f.issued_at and there.get(f.dossier, BEFORE) >= f.issued_at]

    def kinds(of: list[DossierFacts]) -> int:
        return len({f.procedure for f in of})

    return Counts(
        received=len(received), handled=len(judged), in_time=sum(judged), online=len(online), with_fee=len(fees),
        paid_online=len(paid), issued=len(issued), sealed=sum(f.sealed for f in issued),
        digitised=sum(bool(f.papers) and (f.issued_at is None or f.sealed) for f in received),
        reused=sum(bool(f.answers) for f in received), known=len(known), procedures=kinds(received),
        procedures_online=kinds(online), procedures_with_fee=kinds(fees), procedures_paid_online=kinds(paid),
        procedures_known=kinds(known), synced=len(synced), pushed=len(pushed),
        online_electronic=sum(f.issued_at is None or f.sealed for f in online),
    )  # fmt: skip


@pytest.mark.parametrize(
    "asked", [Asked(OFFICES, AUGUST), Asked(OFFICES[:1], AUGUST), Asked(OFFICES, AUGUST, "1.001776")]
)
async def test_every_count_equals_a_slow_one(ledger: Ledger, asked: Asked) -> None:
    chance = random.Random(766)
    facts = [some(chance, number) for number in range(400)]
    async with ledger.engine.database.transaction(ENGINE) as tx:
        rows = [f.model_dump() | {"channel": int(f.channel), "status": int(f.status)} for f in facts]
        await tx.execute(ProvinceFactsRow.__table__.insert(), rows)  # type: ignore[attr-defined]
    there = {f.dossier: f.filed_at + timedelta(hours=chance.randrange(600)) for f in facts if chance.random() < 0.8}
    for code, until in there.items():
        await ledger.rows(STANDS, code=code, until=until)
    counts = await ProvinceCounts(ledger.engine.database).of(asked, NOW, ENGINE)
    assert counts == slowly(facts, asked, there)
    assert 0 < (counts.pushed or 0) < (counts.synced or 0) < counts.received
    assert 0 < counts.in_time < counts.handled


async def test_where_nothing_happened_every_count_is_none(ledger: Ledger) -> None:
    counts = await ProvinceCounts(ledger.engine.database).of(Asked(OFFICES, AUGUST), NOW, ENGINE)
    assert set(counts.model_dump(exclude={"synced", "pushed"}).values()) == {0}


async def test_what_the_portal_knows_is_not_known_where_it_was_never_told(ledger: Ledger) -> None:
    asked = Asked(OFFICES, AUGUST)
    counts = await ProvinceCounts(ledger.engine.database).of(asked, NOW, ENGINE)
    assert (counts.synced, counts.pushed) == (None, None)
    await ledger.rows(STANDS, code="000.00.00.H33-260800-9999", until=AUGUST.ends)
    counts = await ProvinceCounts(ledger.engine.database).of(asked, NOW, ENGINE)
    assert (counts.synced, counts.pushed) == (0, 0)
