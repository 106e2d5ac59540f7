"""A question carries its legal basis, signed; an answer counts only with a receipt that holds."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import httpx2
import pytest
from joserfc.jwk import KeySet, OKPKey
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.agencies import Agencies
from activities.connectors import CONNECTORS
from activities.contracts import Ask, Question, Reply, Tell
from domain.dossier.acts import ConsentWithdrawn
from domain.dossier.journal import Entry
from domain.registers.lookups import Receipt
from domain.registers.query import Query
from domain.vietnam.queries.population import GrantNumber, IdentityOf, KinOf, PersonByNumber
from domain.vietnam.queries.traffic import HealthCheckOf, LicenceOf
from infra.agencies.receipts import digest
from infra.journal.audit import verify_journal
from sandbox.__main__ import create_app as create_sandbox
from sandbox.registers.agreements import Agreements
from sandbox.registers.guard import Guard
from tests.support.declared import QUERIES
from tests.support.examples import COMMUNE, INDEX, MOTHER
from tests.support.ledger import Ledger
from tests.support.registers import Registers, instead, payload, signed_anew

LAN_ANH, VAN_MINH = "033195000101", "033092000102"
WHO = PersonByNumber(number=LAN_ANH)
IDENTITY = IdentityOf(number=LAN_ANH)


@pytest.fixture
def registers(tmp_path: Path) -> Registers:
    """The population and traffic registers, guarded."""
    return Registers(tmp_path)


def question(query: Query[Any], step: str = "mother") -> Question:
    return Question(step=step, kind=query.kind, query=query.model_dump(mode="json"), reason="Đăng ký: Xác minh")


def environment() -> ActivityEnvironment:
    made = ActivityEnvironment()
    made.info = replace(made.info, workflow_type="1.001193")
    return made


async def ask(ledger: Ledger, registers: Registers, code: str, *questions: Question, **grounds: Any) -> Reply:
    """Put questions as the worker does."""
    agencies = Agencies(
        ledger.engine,
        registers.connectors(),
        grounds=replace(registers.grounds, **grounds) if grounds else registers.grounds,
    )
    reply: Reply = await environment().run(
        agencies.ask, Ask(code=code, office=COMMUNE, questions=list(questions) or [question(WHO)])
    )
    return reply


async def test_a_token_says_who_asks_whom_for_what_and_which_fields_alone(ledger: Ledger, registers: Registers) -> None:
    code = await ledger.file()
    reply = await ask(ledger, registers, code, question(IDENTITY))
    assert reply.answers[0] is not None
    said = json.loads(payload(registers.lines["population"].tokens[0]))
    assert said["exp"] - said["iat"] == 300
    told = {name: said[name] for name in ("iss", "aud", "jti", "dossier", "office", "procedure", "purpose", "fields")}
    assert told == {
        "iss": "https://motcua.example",
        "aud": "population",
        "jti": f"{code}/mother",
        "dossier": code,
        "office": COMMUNE,
        "procedure": "1.001193",
        "purpose": "Đăng ký: Xác minh",
        "fields": ["SoDinhDanh", "HoVaTen", "NgayThangNamSinh", "GioiTinh", "NgayMat"],
    }
    assert said["basis"]["rests_on"] == "law"
    assert LAN_ANH not in registers.lines["population"].tokens[0]
    assert LAN_ANH not in json.dumps(said)


async def test_what_a_query_does_not_ask_never_comes(ledger: Ledger, registers: Registers) -> None:
    reply = await ask(ledger, registers, await ledger.file(), question(IDENTITY))
    told = json.loads(reply.heard[0].said)["KetQua"][0]
    assert set(told) == {"SoDinhDanh", "HoVaTen", "NgayThangNamSinh", "GioiTinh", "NgayMat"}
    assert reply.answers[0] is not None
    assert set(reply.answers[0]) == {"number", "full_name", "born", "sex", "died"}


async def test_whose_child_and_spouse_somebody_is_is_told_and_is_about_each_of_them(
    ledger: Ledger, registers: Registers
) -> None:
    reply = await ask(ledger, registers, await ledger.file(), question(KinOf(number=LAN_ANH)))
    assert reply.answers == [{"father": "", "mother": "", "spouse": VAN_MINH}]
    assert reply.heard[0].look
    assert set(reply.heard[0].look.about) == {INDEX.of(LAN_ANH), INDEX.of(VAN_MINH)}


async def test_of_a_look_stays_whose_data_why_on_what_ground_and_the_agencys_receipt(
    ledger: Ledger, registers: Registers
) -> None:
    code = await ledger.file()
    reply = await ask(ledger, registers, code)
    look, said = reply.heard[0].look, reply.heard[0].said
    assert look is not None
    assert look.receipt is not None
    assert (look.query, look.why, look.rests_on, look.told) == ("person_by_number", "Đăng ký: Xác minh", "law", False)
    assert look.about == (INDEX.of(LAN_ANH),)
    assert look.receipt.answer == digest(said.encode())
    assert look.receipt.kid == registers.lines["population"].guard.key.kid


async def test_an_engine_without_the_key_is_answered_by_no_guarded_register(
    ledger: Ledger, registers: Registers
) -> None:
    with pytest.raises(ApplicationError, match=r"HTTP 401 \(basis-missing\)") as failed:
        await ask(ledger, registers, await ledger.file(), mint=None)
    assert failed.value.non_retryable


def without(answer: httpx2.Response, _: Guard) -> httpx2.Response:
    return instead(answer, receipt="")


def altered(answer: httpx2.Response, _: Guard) -> httpx2.Response:
    content = answer.content.replace("Nguyễn".encode(), "Nguyển".encode())
    assert content != answer.content
    return instead(answer, content)


def bent(answer: httpx2.Response, _: Guard) -> httpx2.Response:
    head, said, signature = answer.headers["Receipt"].split(".")
    return instead(answer, receipt=f"{head}.{said}.{signature[::-1]}")


def of_the_traffic_police(answer: httpx2.Response, guard: Guard) -> httpx2.Response:
    other = replace(guard, key=OKPKey.generate_key("Ed25519", {"alg": "Ed25519"}, auto_kid=True))
    return signed_anew(answer, other)


def under_our_name(answer: httpx2.Response, guard: Guard) -> httpx2.Response:
    return signed_anew(answer, replace(guard, register="traffic"))


def long_ago(answer: httpx2.Response, guard: Guard) -> httpx2.Response:
    return signed_anew(answer, replace(guard, clock=lambda: guard.clock() - 3600))


def talkative(answer: httpx2.Response, guard: Guard) -> httpx2.Response:
    told = json.loads(answer.content)
    told["KetQua"][0]["TonGiao"] = "Không"
    return signed_anew(instead(answer, json.dumps(told, ensure_ascii=False).encode()), guard)


def nobody_known(answer: httpx2.Response, _: Guard) -> httpx2.Response:
    return httpx2.Response(404, headers={"Receipt": answer.headers["Receipt"]})


FORGED: list[tuple[Callable[[httpx2.Response, Guard], httpx2.Response], str]] = [
    (without, "an answer without a receipt"),
    (altered, "a receipt for another answer"),
    (bent, r"a receipt that does not hold \(BadSignatureError\)"),
    (of_the_traffic_police, "a receipt signed by another register"),
    (under_our_name, "a receipt signed in another register's name"),
    (lambda answer, guard: signed_anew(answer, guard, jti="x/mother"), "a receipt for another message"),
    (lambda answer, guard: signed_anew(answer, guard, request=digest(b"x")), "a receipt for another request"),
    (long_ago, "a receipt of another time"),
    (nobody_known, "a receipt for another answer"),
    (talkative, "fields that were not asked for: TonGiao"),
]


@pytest.mark.parametrize(("forge", "why"), FORGED, ids=[why for _, why in FORGED])
async def test_an_answer_that_is_not_proved_is_not_taken(
    ledger: Ledger, registers: Registers, forge: Callable[[httpx2.Response, Guard], httpx2.Response], why: str
) -> None:
    code = await ledger.file()
    registers.lines["population"].forge = forge
    with pytest.raises(ApplicationError, match=why) as failed:
        await ask(ledger, registers, code)
    assert (failed.value.type, failed.value.non_retryable) == ("AgencyUnavailable", False)
    assert [row["key"] for row in await ledger.whole(code)] == ["filed", "receive"]


async def test_what_a_register_without_keys_says_too_much_is_dropped_unread(
    ledger: Ledger, registers: Registers
) -> None:
    registers.lines["population"].forge = talkative
    reply = await ask(ledger, registers, await ledger.file(), keys={})
    assert (reply.heard[0].said, reply.heard[0].look and reply.heard[0].look.receipt) == ("", None)
    assert "TonGiao" not in reply.model_dump_json()


async def test_a_new_key_of_a_register_is_fetched_when_it_signs_with_it(ledger: Ledger, registers: Registers) -> None:
    keys = registers.grounds.keys["population"]
    registers.publish("population", OKPKey.generate_key("Ed25519", {"alg": "Ed25519"}, auto_kid=True))
    with pytest.raises(ApplicationError, match="signed by another register"):
        await ask(ledger, registers, await ledger.file())
    registers.publish("population")
    keys._asked -= 11
    assert (await ask(ledger, registers, await ledger.file())).answers[0]


async def told(ledger: Ledger, registers: Registers) -> str:
    """A dossier for which a number was granted, with its receipt in the journal."""
    code = await ledger.approved()
    query = GrantNumber(
        name="Trần Nguyễn Bảo Ấn",
        born=date(2026, 11, 10),
        sex="female",
        mother=LAN_ANH,
        father=VAN_MINH,
        entry=1,
        volume="1",
    )
    tell = Tell(office=COMMUNE, code=code, since=4, **dict(question(query, "number")))
    await environment().run(Agencies(ledger.engine, registers.connectors(), grounds=registers.grounds).tell, tell)
    return code


async def test_what_an_agency_was_told_is_journaled_with_its_receipt_and_whom_it_was_about(
    ledger: Ledger, registers: Registers
) -> None:
    code = await told(ledger, registers)
    row = (await ledger.whole(code))[-1]
    look = row["act"]["look"]
    assert (look["query"], look["told"], look["fields"]) == ("grant_number", True, ["number"])
    assert set(look["about"][:2]) == {INDEX.of(LAN_ANH), INDEX.of(VAN_MINH)}
    assert look["about"][2] == INDEX.of(row["personal"]["answer"]["number"])
    assert Receipt.model_validate(look["receipt"]).answer == digest(row["personal"]["said"].encode())
    assert not any(
        number in json.dumps(row["act"]) for number in (LAN_ANH, VAN_MINH, row["personal"]["answer"]["number"])
    )


async def test_receipts_are_verified_anew_where_the_keys_are_at_hand(ledger: Ledger, registers: Registers) -> None:
    code = await told(ledger, registers)
    keys = {name: KeySet([line.guard.key]) for name, line in registers.lines.items()}
    assert (await verify_journal(ledger.engine.database, code, keys)).holds
    assert (await verify_journal(ledger.engine.database, code)).holds
    swapped = keys | {"population": keys["traffic"]}
    found = await verify_journal(ledger.engine.database, code, swapped)
    assert found.problem == "event 5 (answered, population): a receipt signed by another register"


async def test_a_look_up_on_consent_names_the_consent_and_ends_with_it(ledger: Ledger, registers: Registers) -> None:
    code = await ledger.file()
    driver = {"number": VAN_MINH, "full_name": "Trần Văn Minh"}
    both = question(LicenceOf(**driver), "licence"), question(HealthCheckOf(**driver), "health_check")
    await ask(ledger, registers, code, *both)
    bases = [json.loads(payload(token))["basis"] for token in registers.lines["traffic"].tokens]
    assert sorted((basis["rests_on"], basis["consent"]) for basis in bases) == [
        ("consent", f"{code}/filed"),
        ("law", ""),
    ]

    withdrawn = ConsentWithdrawn(query=HealthCheckOf.kind)
    await ledger.api.act(code, Entry(key="withdrawn", act=withdrawn), MOTHER)
    registers.lines["traffic"].tokens.clear()
    reply = await ask(ledger, registers, code, *both)
    assert [heard.withheld for heard in reply.heard] == [False, True]
    assert reply.answers[1] is None
    [token] = registers.lines["traffic"].tokens
    assert json.loads(payload(token))["jti"] == f"{code}/licence"


@pytest.fixture(scope="module")
def agreements(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Agreements]:
    """What each register of the sandbox agreed to."""
    _, services = create_sandbox(tmp_path_factory.mktemp("registers"), "http://127.0.0.1")
    return {prefix.strip("/").replace("-", "_"): app.state.agreements for prefix, app in services.items()}


@pytest.mark.parametrize(
    "query", [query for query in QUERIES.values() if query.agency in CONNECTORS], ids=lambda q: q.kind
)
def test_every_query_names_its_fields_as_the_register_does_and_is_covered_there(
    query: type[Query[Any]], agreements: dict[str, Agreements]
) -> None:
    names = CONNECTORS[query.agency].reads[query.answer]
    assert names
    assert any(set(names) <= agreement.fields for agreement in agreements[query.agency].values())
