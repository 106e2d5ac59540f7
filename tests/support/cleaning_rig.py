"""Data cleaning as the worker does it: both registers behind their guards, births that officers looked at."""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
from joserfc.jwk import OKPKey

from activities.connector import Connector, Envelope
from activities.vietnam.cleaning import CleaningDesk
from activities.vietnam.registers import CivilStatus, Population
from activities.warrants import Grounds
from api.schemas.vietnam.cleaning import OutcomeIn
from api.services.vietnam import cleaning
from domain.base.law import Role
from domain.dossier import acts
from domain.dossier.acts import Actor
from domain.registers.lookups import Heard, LookUp
from domain.registers.query import CIVIL_STATUS, POPULATION, Query, answered
from domain.vietnam.queries.civil_status import MarriageOf
from domain.vietnam.queries.population import PersonByNumber
from infra.agencies.basis import Mint, published
from infra.agencies.receipts import RegisterKeys
from infra.facts.loading import Facts
from infra.local.people import birth_form
from infra.vietnam.cleaning import Corrections
from sandbox.people.families import Couple
from sandbox.people.residents import named
from sandbox.registers.guard import Askers, Guard, own_key
from sandbox.vietnam import civil_status, population
from tests.activities.test_agencies import HUNG_YEN
from tests.support.examples import DESK, INDEX, MOTHER, RECEIVE, REGISTRAR, VERIFY, officer, personal
from tests.support.ledger import Ledger, Urls, of, open_ledger

POLICE = officer("police", Role.SPECIALIST, agency="11953.CA")
COUPLES = {couple.kind: couple for couple in named()}
SHOWN = {"paper": "Giấy khai sinh số 12/1997", "basis": "Luật Hộ tịch, Điều 28"}


@dataclass
class Books:
    """The two registers behind their guards, as the worker asks them."""

    connectors: Mapping[str, Connector]
    grounds: Grounds

    async def ask(self, query: Query[Any]) -> Any:
        """What one says now, as any look-up hears it; behind the guard's back."""
        connector = self.connectors[query.agency]
        connector._client._transport.app.guarding = False  # type: ignore[attr-defined]
        said = await connector.answer(query, Envelope("d-1", "step", "11953", query.purpose))
        connector._client._transport.app.guarding = True  # type: ignore[attr-defined]
        return said


class Door:
    """A guard that may stand aside, for those who look on."""

    def __init__(self, guard: Guard) -> None:
        self.guard, self.guarding = guard, True

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Let somebody in."""
        await (self.guard if self.guarding else self.guard.app)(scope, receive, send)


@pytest.fixture
async def ledger(apart: Urls) -> AsyncIterator[Ledger]:
    """A database without dossiers and corrections of others."""
    async with open_ledger(apart) as opened:
        await opened.rows(
            "TRUNCATE dossiers, outbox, corrections, compared_people, old_numbers, exchanges, cleaning_owed,"
            " cleaning_nights CASCADE"
        )
        yield opened


@pytest.fixture
def books(tmp_path: Path) -> Books:
    """The registers, filled with the sample people."""
    ours = OKPKey.generate_key("Ed25519", auto_kid=True)
    (tmp_path / "askers.json").write_text(json.dumps(published(ours)))
    connectors: dict[str, Connector] = {}
    keys = {}
    for name, kind, app in (
        (POPULATION, Population, population.create_app(tmp_path)),
        (CIVIL_STATUS, CivilStatus, civil_status.create_app(tmp_path)),
    ):
        own = own_key(tmp_path, name)
        (tmp_path / f"{name}.json").write_text(json.dumps({"keys": [own.as_dict(private=False)]}))
        keys[name] = RegisterKeys(str(tmp_path / f"{name}.json"))
        door = Door(Guard(app, name, Askers(tmp_path / "askers.json"), own))
        http = httpx2.AsyncClient(transport=httpx2.ASGITransport(door), base_url="http://sandbox")
        connectors[name] = kind(http, HUNG_YEN)
    return Books(connectors, Grounds(INDEX, Mint(ours, "motcua"), keys))


@pytest.fixture
def desk(ledger: Ledger, books: Books) -> CleaningDesk:
    """What the worker does."""
    found, offices = Corrections(ledger.engine.database, INDEX), Facts.load("").offices
    return CleaningDesk(ledger.engine, found, books.connectors, books.grounds, offices)


@pytest.fixture
def corrections(ledger: Ledger) -> Corrections:
    """Corrections as the front door has them."""
    return Corrections(ledger.api.database, INDEX)


async def examined(
    ledger: Ledger,
    books: Books,
    couple: Couple,
    father: str = "",
    married: bool | None = None,
    declared: str = "",
    **look: Any,
) -> str:
    """A birth that registers were asked about, and an officer looked at."""
    told = population.couple_of(couple)
    told["father"]["number"] = father or told["father"]["number"]
    told["mother"]["name"] = declared or told["mother"]["name"]
    form = birth_form(told)
    code = await ledger.file(personal=personal(form=form))
    await ledger.act(code, acts.Accepted(task=of(code, RECEIVE).task), DESK)
    mother, other = told["mother"]["number"], told["father"]["number"]
    asked: dict[str, Query[Any]] = {
        "mother": PersonByNumber(number=mother),
        "father": PersonByNumber(number=other),
        "marriage": MarriageOf(wife=mother, husband=other),
    }
    steps = []
    for step, query in asked.items():
        said = await books.ask(query)
        seen = LookUp.model_validate(
            {"query": query.kind, "fields": query.fields(), "why": "x", "about": (MOTHER.id,)} | look
        )
        answer = said.model_dump(mode="json") if said else None
        steps.append((step, answered(query, step, answer, Heard(look=seen))))
    await ledger.advance(code, *steps)
    finding = {"answer": {"married": married, "evidence": "Bản chính"}} if married is not None else {}
    await ledger.through(code, VERIFY, acts.Done(task="", decision="confirm", personal=finding), REGISTRAR)
    return code


def sent(outcome: str, **other: str) -> OutcomeIn:
    """What an officer found out."""
    return OutcomeIn.model_validate(SHOWN | {"outcome": outcome} | other)


async def only(corrections: Corrections, by: Actor) -> str:
    """The only correction at an office."""
    [one] = (await cleaning.queue(by, "", "", corrections, "vi")).items
    return one.id
