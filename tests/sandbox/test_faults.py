"""Stand-ins say what they are, fail as they are told, and remember what they were asked."""

from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from sandbox.people.residents import PLAIN_MOTHER
from tests.sandbox.conftest import Sandbox

Message = Callable[..., dict[str, Any]]
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


async def told_to(client: httpx2.AsyncClient, kind: str, **more: Any) -> None:
    answer = await client.put("/_faults", json={"kind": kind} | more)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("service", ["", "/identity", "/population", "/civil-status", "/payments", "/trust", "/mail"])
async def test_every_service_says_it_is_a_stand_in(running: Sandbox, service: str) -> None:
    async with running.client() as client:
        answer = await client.get(f"{service}/")
    assert answer.headers["x-stand-in"] == "motcua-sandbox"
    assert "giả lập" in answer.text


async def test_refusals_are_marked_too(persons: httpx2.AsyncClient) -> None:
    assert (await persons.post("/v1/newborns", json={})).headers["x-stand-in"] == "motcua-sandbox"
    assert (await persons.get("/nowhere")).headers["x-stand-in"] == "motcua-sandbox"


async def test_a_body_that_is_no_object_is_refused(persons: httpx2.AsyncClient) -> None:
    for content in (b"[]", b"{", b""):
        answer = await persons.post("/v1/newborns", content=content, headers={"content-type": "application/json"})
        assert answer.status_code == 400


async def test_an_unavailable_service_recovers_after_that_many_calls(persons: httpx2.AsyncClient) -> None:
    await told_to(persons, "unavailable", calls=2, retry_after=7)
    answers = [await persons.get("/v1/newborns/count") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [503, 503, 200]
    assert answers[0].headers["retry-after"] == "7"
    assert (await persons.get("/_faults")).json() == []


async def test_a_fault_without_end_lasts_until_cleared(persons: httpx2.AsyncClient) -> None:
    await told_to(persons, "unavailable", calls=-1)
    assert [(await persons.get("/v1/newborns/count")).status_code for _ in range(5)] == [503] * 5
    await persons.delete("/_faults")
    assert (await persons.get("/v1/newborns/count")).status_code == 200


async def test_a_fault_hits_only_its_operation(
    persons: httpx2.AsyncClient, newborn: Message, grounds: dict[str, str]
) -> None:
    await told_to(persons, "unavailable", operation="newborns")
    found = await persons.post("/v1/persons/search", json={"SoDinhDanh": PLAIN_MOTHER} | grounds)
    assert found.status_code == 200
    assert (await persons.post("/v1/newborns", json=newborn())).status_code == 503


async def test_a_service_may_find_nothing_or_answer_nonsense(books: httpx2.AsyncClient, birth: Message) -> None:
    await told_to(books, "not_found")
    assert (await books.post("/v1/births", json=birth())).status_code == 404
    await told_to(books, "wrong_answer")
    answer = await books.post("/v1/births", json=birth())
    assert answer.status_code == 200
    assert "So" not in answer.json()


async def test_a_slow_service_answers_late_but_right(persons: httpx2.AsyncClient) -> None:
    await told_to(persons, "delay", ms=30)
    answer = await persons.get("/v1/newborns/count")
    assert answer.json() == {"count": 0}
    assert answer.elapsed.total_seconds() >= 0.03


async def test_a_dropped_answer_breaks_the_connection_after_the_work_was_done(
    running: Sandbox, birth: Message, newborn: Message
) -> None:
    for service, path, message in (
        ("/civil-status", "births", birth("dropped")),
        ("/population", "newborns", newborn("dropped")),
    ):
        async with running.client() as client:
            await client.put(f"{service}/_faults", json={"kind": "drop_answer", "operation": path})
            with pytest.raises((httpx2.ReadError, httpx2.RemoteProtocolError)):
                await client.post(f"{service}/v1/{path}", json=message)
            kept = (await client.get(f"{service}/v1/{path}/dropped")).json()
            again = await client.post(f"{service}/v1/{path}", json=message)
            assert again.status_code == 200
            assert again.json().items() <= kept.items()


async def test_nonsense_faults_are_refused(persons: httpx2.AsyncClient) -> None:
    assert (await persons.put("/_faults", json={"kind": "explode"})).status_code == 422
    assert (await persons.put("/_faults", json={"kind": "delay", "often": 2})).status_code == 422


async def test_calls_are_counted_by_operation_and_by_message(persons: httpx2.AsyncClient, newborn: Message) -> None:
    for _ in range(2):
        await persons.post("/v1/newborns", json=newborn())
    await persons.get("/v1/newborns/m-1")
    await persons.get("/v1/newborns/m-2")
    told = (await persons.get("/_calls")).json()
    assert told == {
        "total": 4,
        "operations": {"POST /v1/newborns": 2, "GET /v1/newborns/{MaThongDiep}": 2},
        "messages": {"m-1": 2},
    }
    await persons.delete("/_calls")
    assert (await persons.get("/_calls")).json()["total"] == 0


async def test_calls_are_told_with_trace_and_dossier(persons: httpx2.AsyncClient, grounds: dict[str, str]) -> None:
    await told_to(persons, "unavailable")
    headers = {"traceparent": TRACE, "Message-Id": "q-1"}
    await persons.post("/v1/persons/search", json={"SoDinhDanh": PLAIN_MOTHER} | grounds, headers=headers)
    [call] = (await persons.get("/_calls", params={"detail": 1})).json()["calls"]
    assert call.pop("at")
    assert call == {
        "operation": "POST /v1/persons/search", "MaHoSo": grounds["MaHoSo"], "message_id": "q-1", "traceparent": TRACE,
        "fault": "unavailable", "status": 503,
    }  # fmt: skip
