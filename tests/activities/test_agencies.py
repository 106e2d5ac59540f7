"""An agency that fails is asked again, one that refuses is not, and the dossier says which it waits for."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.agencies import Agencies
from activities.connector import AgencyRefused, AgencyUnavailable, Connector, Envelope
from activities.contracts import Ask, Question, Tell
from activities.vietnam.registers import CivilStatus, Population
from domain.base.refusals import TooEarly
from domain.dossier.acts import ENGINE
from domain.registers.query import Query
from domain.statute.offices import Province
from domain.vietnam.queries.civil_status import BirthEntry, Marriage, MarriageOf, RegisterEntry
from domain.vietnam.queries.population import GrantNumber, Person, PersonalNumber, PersonByNumber
from tests.support.examples import FATHER_NUMBER, GROUNDS, MOTHER_NUMBER
from tests.support.ledger import Ledger

ENVELOPE = Envelope(code="000.01.00.H31-261117-0001", step="mother", office="11953", purpose="Xác minh")
WHO = PersonByNumber(number=MOTHER_NUMBER)
HUNG_YEN = Province(code="33", kind="Tỉnh", name="Hưng Yên")
Respond = Callable[[httpx2.Request], httpx2.Response]


def register(kind: type[Connector], respond: Respond) -> Connector:
    """A register whose wire ends in the test."""
    client = httpx2.AsyncClient(base_url="http://register.test/", transport=httpx2.MockTransport(respond))
    return kind(client, HUNG_YEN)


def says(status: int, body: Any = None, **headers: str) -> Respond:
    """It answers this, whatever it is asked."""
    return lambda request: httpx2.Response(status, json=body, headers=headers)


def breaks(request: httpx2.Request) -> httpx2.Response:
    """The line is dead."""
    raise httpx2.ConnectError("refused", request=request)


RECORD = {
    "SoDinhDanh": MOTHER_NUMBER,
    "HoVaTen": {"Ho": "Tạ", "ChuDem": "Kiều", "Ten": "Oanh"},
    "GioiTinh": "Nữ",
    "DanToc": "Kinh",
    "QuocTich": "Việt Nam",
    "NgayThangNamSinh": "19960402",
    "QueQuan": {"ChiTiet": "Phố Hiến, tỉnh Hưng Yên"},
    "ThuongTru": {"ChiTiet": "tổ 3, Phố Hiến", "MaPhuongXa": "11953"},
    "NgayMat": None,
}


async def test_a_person_is_read_in_the_registers_own_words() -> None:
    found = await register(Population, says(200, {"KetQua": [RECORD]})).answer(WHO, ENVELOPE)
    assert isinstance(found, Person)
    assert (found.full_name, found.born.isoformat(), found.sex, found.commune, found.died) == (
        "Tạ Kiều Oanh",
        "1996-04-02",
        "female",
        "11953",
        None,
    )


async def test_every_question_says_which_dossier_asks_for_which_office_and_why() -> None:
    heard: list[httpx2.Request] = []

    def listen(request: httpx2.Request) -> httpx2.Response:
        heard.append(request)
        return httpx2.Response(404)

    await register(Population, listen).answer(WHO, ENVELOPE)
    body = httpx2.Response(200, content=heard[0].content).json()
    assert heard[0].headers["Message-Id"] == f"{ENVELOPE.code}/mother"
    assert (body["MaHoSo"], body["CoQuan"], body["LyDo"]) == (ENVELOPE.code, "11953", "Xác minh")
    assert MOTHER_NUMBER not in str(heard[0].url)


@pytest.mark.parametrize("respond", [says(404), says(200, {"KetQua": []})])
async def test_who_is_not_known_is_not_found(respond: Respond) -> None:
    assert await register(Population, respond).answer(WHO, ENVELOPE) is None


UNREADABLE = [{}, {"KetQua": [{}]}, {"KetQua": [RECORD | {"NgayThangNamSinh": "hôm qua"}]}, [], {"KetQua": 3}]


@pytest.mark.parametrize(
    "respond", [*(says(200, body) for body in UNREADABLE), says(500), says(503), says(429), breaks]
)
async def test_no_answer_and_none_that_can_be_read_are_tried_again(respond: Respond) -> None:
    with pytest.raises(AgencyUnavailable):
        await register(Population, respond).answer(WHO, ENVELOPE)


async def test_an_unreadable_answer_is_not_quoted() -> None:
    with pytest.raises(AgencyUnavailable) as unreadable:
        await register(Population, says(200, {"KetQua": [RECORD | {"SoDinhDanh": None}]})).answer(WHO, ENVELOPE)
    assert "Oanh" not in str(unreadable.value)


@pytest.mark.parametrize("status", [400, 401, 403, 409, 422])
async def test_a_no_is_final(status: int) -> None:
    with pytest.raises(AgencyRefused):
        await register(Population, says(status)).answer(WHO, ENVELOPE)


@pytest.mark.parametrize(("header", "seconds"), [("120", 120.0), ("Wed, 21 Oct 2026 07:28:00 GMT", None)])
async def test_an_agency_says_when_it_wants_to_be_asked_again(header: str, seconds: float | None) -> None:
    with pytest.raises(AgencyUnavailable) as away:
        await register(Population, says(503, **{"Retry-After": header})).answer(WHO, ENVELOPE)
    assert away.value.retry_after == seconds


BIRTH = BirthEntry(
    commune="11953",
    child_name="Trịnh Hoàng Vỹ",
    born=datetime(2026, 11, 10, tzinfo=UTC).date(),
    sex="female",
    place_of_birth="Phố Hiến",
    mother="Tạ Kiều Oanh",
    father="Trịnh Quốc Bảo",
)
GRANT = GrantNumber(
    name="Trịnh Hoàng Vỹ",
    born=BIRTH.born,
    sex="female",
    mother=MOTHER_NUMBER,
    father=FATHER_NUMBER,
    entry=7,
    volume="01/2026",
)
ENTERED = {"So": 7, "QuyenSo": "01/2026", "NgayDangKy": "20261117"}
MARRIED = {"SoGiayChungNhan": "12", "NgayDangKy": "2020-05-01", "ConHieuLuc": True}


@pytest.mark.parametrize(
    ("kind", "query", "body", "answer"),
    [
        (CivilStatus, BIRTH, ENTERED, RegisterEntry),
        (Population, GRANT, {"SoDinhDanh": "033326000011"}, PersonalNumber),
        (
            CivilStatus,
            MarriageOf(wife=MOTHER_NUMBER, husband=FATHER_NUMBER),
            {"KetQua": [MARRIED | {"NoiDangKy": {"TenPhuongXa": "Phố Hiến"}}]},
            Marriage,
        ),
    ],
)
async def test_every_question_has_its_answers_type(
    kind: type[Connector], query: Query[Any], body: Any, answer: type
) -> None:
    assert isinstance(await register(kind, says(200, body)).answer(query, ENVELOPE), answer)


async def test_a_message_that_nobody_there_knows_is_sent_again() -> None:
    with pytest.raises(AgencyUnavailable):
        await register(CivilStatus, says(404)).answer(BIRTH, ENVELOPE)


def asking(code: str) -> Ask:
    """Who is the mother?"""
    question = Question(step="mother", kind=WHO.kind, query=WHO.model_dump(mode="json"))
    return Ask(code=code, office="11953", questions=[question])


async def ask(ledger: Ledger, code: str, respond: Respond, attempt: int = 1) -> Any:
    """Run the activity as Temporal does at this attempt."""
    environment = ActivityEnvironment()
    environment.info = replace(environment.info, attempt=attempt)
    connectors = {WHO.agency: register(Population, respond)}
    return await environment.run(Agencies(ledger.engine, connectors, grounds=GROUNDS).ask, asking(code))


async def test_the_answer_is_given_and_recorded_by_the_workflow_alone(ledger: Ledger) -> None:
    code = await ledger.file()
    reply = await ask(ledger, code, says(200, {"KetQua": [RECORD]}))
    assert reply.answers[0]["full_name"] == "Tạ Kiều Oanh"
    assert [row["key"] for row in await ledger.whole(code)] == ["filed", "receive"]


@pytest.mark.parametrize(("attempt", "events"), [(1, 2), (2, 3), (9, 3)])
async def test_the_applicant_is_told_of_a_wait_from_the_second_try(ledger: Ledger, attempt: int, events: int) -> None:
    code = await ledger.file()
    for _ in range(2):
        with pytest.raises(ApplicationError, match="HTTP 503") as failed:
            await ask(ledger, code, says(503, **{"Retry-After": "60"}), attempt)
    assert (failed.value.type, failed.value.non_retryable) == ("AgencyUnavailable", False)
    assert failed.value.next_retry_delay == timedelta(minutes=1)
    assert len(await ledger.whole(code)) == events
    waits = (await ledger.engine.dossier(code, ENGINE)).waiting_agency
    assert waits == ("population" if attempt > 1 else "")


async def test_what_an_operator_gave_to_officers_is_not_asked_any_more(ledger: Ledger) -> None:
    code = await ledger.file()
    await ledger.rows("INSERT INTO operator_acts (act, about, operator) VALUES ('give', :code, 'o')", code=code)
    with pytest.raises(ApplicationError) as failed:
        await ask(ledger, code, says(200, {"KetQua": [RECORD]}), attempt=2)
    assert (failed.value.type, failed.value.non_retryable) == ("GivenToOfficers", True)


def entering_births(ledger: Ledger) -> tuple[Agencies, list[httpx2.Request]]:
    """Agencies of which the civil-status register enters whatever it is told, and what that was."""
    told: list[httpx2.Request] = []

    def register_it(request: httpx2.Request) -> httpx2.Response:
        told.append(request)
        return httpx2.Response(201, json=ENTERED)

    return Agencies(ledger.engine, {BIRTH.agency: register(CivilStatus, register_it)}, grounds=GROUNDS), told


async def test_what_an_earlier_try_told_and_recorded_is_not_told_again(ledger: Ledger) -> None:
    code = await ledger.approved()
    agencies, told = entering_births(ledger)
    request, replies = entering(code), []
    for attempt in (1, 2, 3):
        environment = ActivityEnvironment()
        environment.info = replace(environment.info, attempt=attempt)
        replies.append(await environment.run(agencies.tell, request))
    assert len(told) == 1
    assert replies[0].events == replies[1].events == replies[2].events
    assert [event.key for event in replies[0].events] == ["entry"]


def entering(code: str) -> Tell:
    """The birth of this dossier, for the register."""
    return Tell(code=code, step="entry", kind=BIRTH.kind, query=BIRTH.model_dump(mode="json"), office="11953", since=4)


async def test_what_is_not_approved_never_leaves_for_the_register(ledger: Ledger) -> None:
    code = await ledger.file()
    agencies, told = entering_births(ledger)
    with pytest.raises(ApplicationError) as failed:
        await ActivityEnvironment().run(agencies.tell, entering(code))
    assert (failed.value.type, failed.value.non_retryable, told) == (TooEarly.slug, True, [])


async def test_what_the_register_s_books_say_otherwise_is_told_from_a_register_that_will_not_answer(
    ledger: Ledger,
) -> None:
    code, refused = await ledger.approved(), httpx2.Response(409, json={"MaLoi": "TRUNG"})
    agencies = Agencies(ledger.engine, {BIRTH.agency: register(CivilStatus, lambda _: refused)}, grounds=GROUNDS)
    with pytest.raises(ApplicationError) as failed:
        await ActivityEnvironment().run(agencies.tell, entering(code))
    assert (failed.value.type, failed.value.non_retryable) == ("EntryRefused", True)


async def test_a_refusal_is_not_tried_again(ledger: Ledger) -> None:
    code = await ledger.file()
    with pytest.raises(ApplicationError) as failed:
        await ask(ledger, code, says(403))
    assert (failed.value.type, failed.value.non_retryable) == ("AgencyRefused", True)
