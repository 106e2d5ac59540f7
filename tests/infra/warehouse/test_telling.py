"""Whoever was given a shared result hears that it is recalled: signed, in order, once, however often it is tried."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from domain.base.law import Role
from infra.agencies.basis import Mint, development_key, load_key
from infra.agencies.consumers import BASIS, Consumers, digest_of
from infra.agencies.receipts import RegisterKeys
from infra.engine.temporal import connect
from infra.facts.warehouse import load_sharing
from infra.reads.operations import Operations
from infra.runtime.settings import Settings
from infra.warehouse.telling import RecallTelling
from tests.support.examples import officer
from tests.support.ledger import Ledger, Urls, open_ledger

OPERATOR = officer("operator", Role.OPERATOR, agency="33")
US = "https://motcua.example"
ADDRESS = "https://residence.example/recalls"
PUT = """
    INSERT INTO warehouse_results (number, kind, issuer, owners, issued_on, issued_at, path, sha256, signature)
    VALUES (:number, 'GKS', '11953', '{}', '2026-11-17', '2026-11-17', '', repeat('a', 64), 'sealed')
"""
USE = """
    INSERT INTO exchanges (consumer, message, request, act, dataset, purpose, basis, fields, about, results, refused)
    VALUES (:consumer, '1', '', 'asked', 'results', '', '', '{}', '{}', ARRAY[:number], :refused)
"""
RECALL = (
    "UPDATE warehouse_results SET recalled_at = now(), replaced_by = :by, changed_at = now() WHERE number = :number"
)


class Agency:
    """An agency that takes what it is told, or does not."""

    def __init__(self) -> None:
        self.answers = 204
        self.heard: list[tuple[dict[str, Any], bytes, str]] = []

    def way(self, _: str) -> httpx2.AsyncClient:
        """The connection to it."""
        return httpx2.AsyncClient(transport=httpx2.MockTransport(self._asked))

    def _asked(self, request: httpx2.Request) -> httpx2.Response:
        self.heard.append((json.loads(request.content), request.content, request.headers.get(BASIS, "")))
        return httpx2.Response(self.answers)

    @property
    def numbers(self) -> list[str]:
        """Of which results it heard, in order."""
        return [said["number"] for said, _, _ in self.heard]


class Telling:
    """The warehouse, and who is told."""

    def __init__(self, ledger: Ledger, folder: Path) -> None:
        development_key(folder / "key.pem", folder / "key.json")
        self.ledger, self.agency, self.keys = ledger, Agency(), RegisterKeys(str(folder / "key.json"))
        self.key = load_key(folder / "key.pem")
        self.telling = self.to(ADDRESS)

    def to(self, address: str) -> RecallTelling:
        """What tells residence, where it has an address."""
        addresses = {"residence": address} if address else {}
        database = self.ledger.engine.database
        return RecallTelling(
            database, addresses, self.agency.way, Mint(self.key, US), load_sharing(), settles=timedelta()
        )

    async def given(self, number: str, consumer: str = "residence", refused: str = "") -> None:
        """Let an agency be given a result."""
        await self.ledger.rows(PUT + "ON CONFLICT DO NOTHING", number=number)
        await self.ledger.rows(USE, number=number, consumer=consumer, refused=refused)

    async def recalled(self, number: str, by: str = "") -> None:
        """Recall it."""
        await self.ledger.rows(RECALL, number=number, by=by)

    async def at_once(self) -> None:
        """Let what was put off be due."""
        await self.ledger.rows("UPDATE recall_tellings SET due_at = now()")


@pytest.fixture
async def told(apart: Urls, tmp_path: Path) -> AsyncIterator[Telling]:
    async with open_ledger(apart) as ledger:
        await ledger.rows("TRUNCATE warehouse_results, exchanges, recall_tellings, put_off")
        await ledger.rows("DELETE FROM counters WHERE name = 'warehouse/recalls'")
        yield Telling(ledger, tmp_path)


async def test_whoever_was_given_a_result_hears_once_that_it_is_recalled_and_nobody_else(told: Telling) -> None:
    await told.given("GKS-1")
    await told.given("GKS-1", "insurance")
    await told.given("GKS-2", refused="not-agreed")
    await told.given("GKS-3")
    for number in ("GKS-1", "GKS-2"):
        await told.recalled(number)
    assert await told.telling.round() == 1
    assert await told.telling.round() == 0
    [(said, _, _)] = told.agency.heard
    assert (said["number"], said["replaced_by"], sorted(said)) == (
        "GKS-1", "", ["message", "number", "recalled_at", "replaced_by"],
    )  # fmt: skip


async def test_the_warehouse_that_fetched_a_file_for_a_filing_owes_itself_nothing(told: Telling) -> None:
    await told.given("XN-1", "warehouse")
    await told.given("XN-1")
    await told.recalled("XN-1")
    await told.telling.owe()
    rows = await told.ledger.rows("SELECT consumer FROM recall_tellings")
    assert [row["consumer"] for row in rows] == ["residence"]


async def test_a_message_is_signed_for_this_agency_and_over_its_very_content(told: Telling, tmp_path: Path) -> None:
    await told.given("GKS-1")
    await told.recalled("GKS-1")
    await told.telling.round()
    [(said, content, token)] = told.agency.heard
    theirs = Consumers({US: told.keys}, told.key)
    claims = await theirs.read(token, "residence", digest_of("POST", "/recalls", content))
    assert (claims.jti, claims.basis.words) == (said["message"], "Nghị định 278/2025/NĐ-CP")


async def test_what_is_not_taken_is_told_again_under_the_same_name_and_before_what_comes_after_it(
    told: Telling,
) -> None:
    for number in ("GKS-1", "GKS-2"):
        await told.given(number)
        await told.recalled(number)
        await told.telling.owe()
    told.agency.answers = 503
    assert await told.telling.round() == 0
    assert await told.telling.round() == 0  # put off: it is not asked again at once
    assert told.agency.numbers == ["GKS-1"]
    told.agency.answers = 204
    await told.at_once()
    assert await told.telling.round() == 2
    assert told.agency.numbers == ["GKS-1", "GKS-1", "GKS-2"]
    assert told.agency.heard[0][0] == told.agency.heard[1][0]


async def test_a_result_that_is_replaced_later_is_told_of_again_and_one_that_is_stamped_again_is_not(
    told: Telling,
) -> None:
    await told.given("GKS-1")
    await told.recalled("GKS-1")
    await told.telling.round()
    await told.ledger.rows("UPDATE warehouse_results SET sha256 = repeat('b', 64), changed_at = now()")
    await told.telling.round()
    assert len(told.agency.heard) == 1
    await told.recalled("GKS-1", by="GKS-9")
    await told.telling.round()
    assert [said["replaced_by"] for said, _, _ in told.agency.heard] == ["", "GKS-9"]


async def test_what_an_agency_without_an_address_is_owed_is_told_once_it_names_one(told: Telling) -> None:
    await told.given("GKS-1")
    await told.recalled("GKS-1")
    assert await told.to("").round() == 0
    assert await told.telling.round() == 1


async def test_an_operator_sees_which_agency_does_not_take_it_and_has_it_told_at_once(told: Telling) -> None:
    await told.given("GKS-1")
    await told.recalled("GKS-1")
    told.agency.answers = 500
    await told.telling.round()
    database, nowhere = told.ledger.api.database, Settings(temporal_address="127.0.0.1:9")
    operations = Operations(database, await connect(nowhere, database, lazy=True), nowhere)
    [one] = await operations.put_off(OPERATOR)
    assert (one.loop, one.about, one.why) == ("recall", "residence", "NotTaken")
    told.agency.answers = 204
    await operations.retry_put_off("recall", "residence", OPERATOR)
    assert await told.telling.round() == 1
    assert await operations.put_off(OPERATOR) == []
