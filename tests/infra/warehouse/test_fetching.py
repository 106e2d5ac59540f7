"""The file of another agency's result comes from its place in the settings, whole and unchanged, or not at all."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx2
import pytest

from domain.base.calendar import VIETNAM
from domain.province.warehouse import HOUSE, REUSE, Agreement, SharedResult, Sharing
from infra.agencies.basis import Mint, development_key, load_key
from infra.agencies.consumers import BASIS, Consumers, digest_of
from infra.agencies.receipts import RegisterKeys
from infra.runtime.settings import Settings
from infra.warehouse.fetching import (
    RESTS,
    AgencyDown,
    AgencySlow,
    LeftAlone,
    NoPlace,
    NotFetched,
    NotGiven,
    OtherFile,
    ResultFiles,
    TooBig,
    open_result_files,
)

US = "https://motcua.example"
PLACE = "https://files.civil.example/v1/files/"
FILE = b"%PDF-1.7 of the civil status office"
DAY = date(2026, 11, 17)
AGREED = Agreement(
    provider="civil_status", consumer=HOUSE, dataset="results", kinds=frozenset({"XNHN"}),
    fields=frozenset({"sha256", "address"}), purpose=REUSE, decision="Quyết định 1/QĐ-UBND", since=date(2026, 1, 1),
)  # fmt: skip
SHARING = Sharing(datasets=(), papers=(), agreements=(AGREED,))
Does = Callable[[httpx2.Request], Any]


def result(name: str = "a.pdf", **changes: Any) -> SharedResult:
    said = {
        "number": "XN-1", "provider": "civil_status", "kind": "XNHN", "issuer": "11953", "owners": ("somebody",),
        "issued_on": DAY, "issued_at": datetime(2026, 11, 17, 9, tzinfo=VIETNAM), "path": f"{PLACE}{name}",
        "sha256": sha256(FILE).hexdigest(), "signature": "declared",
    }  # fmt: skip
    return SharedResult(**said | changes)


class Parts(httpx2.AsyncByteStream):
    """An answer without end, which counts what was taken of it."""

    def __init__(self) -> None:
        self.taken = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            self.taken += 1000
            yield bytes(1000)


class Once(httpx2.AsyncByteStream):
    """An answer in one part."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._content


class Agency:
    """What an agency does, each time that it is asked; the last of it from then on."""

    def __init__(self, *does: Does) -> None:
        self._does: Iterator[Does] = iter(does)
        self._last: Does = gives
        self.asked: list[httpx2.Request] = []
        self.now = 0.0
        client = httpx2.AsyncClient(transport=httpx2.MockTransport(self._answer))
        self.client = client

    def files(self, mint: Mint | None = None, patience: float = 5.0, limit: int = 10_000, **places: str) -> ResultFiles:
        """The way to it."""
        known = {"civil_status": PLACE} | places
        return ResultFiles(self.client, SHARING, known, limit, mint, patience=patience, clock=lambda: self.now)

    async def _answer(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        self._last = next(self._does, self._last)
        answer = self._last(request)
        response: httpx2.Response = await answer if asyncio.iscoroutine(answer) else answer
        return response


def status(code: int, content: bytes = FILE, **headers: str) -> Does:
    return lambda _: httpx2.Response(code, stream=Once(content), headers=headers)


def gives(request: httpx2.Request) -> Any:
    return status(200)(request)


def fails(error: type[httpx2.TransportError]) -> Does:
    def broken(request: httpx2.Request) -> httpx2.Response:
        raise error("broken", request=request)

    return broken


async def never(_: httpx2.Request) -> httpx2.Response:
    await asyncio.Event().wait()
    raise AssertionError


async def why(files: ResultFiles, of: SharedResult | None = None) -> type[NotFetched] | None:
    """What kept it; None where it came."""
    try:
        assert await files.of(of or result(), AGREED, "m-1") == FILE
    except NotFetched as error:
        return type(error)
    return None


async def test_the_very_file_comes_and_its_agency_reads_who_asks_and_on_what_ground(tmp_path: Path) -> None:
    development_key(tmp_path / "key.pem", tmp_path / "key.json")
    key, agency = load_key(tmp_path / "key.pem"), Agency()
    assert await why(agency.files(Mint(key, US))) is None
    [request] = agency.asked
    theirs = Consumers({US: RegisterKeys(str(tmp_path / "key.json"))}, key)
    claims = await theirs.read(request.headers[BASIS], "civil_status", digest_of("GET", "/v1/files/a.pdf", b""))
    assert (claims.jti, claims.purpose, claims.basis.words) == ("m-1", REUSE, "Quyết định 1/QĐ-UBND")
    # Of nobody it says anything: the agency knows by the address whose it is.
    assert (claims.about, request.url.query, request.content) == ("", b"", b"")
    assert (request.method, str(request.url)) == ("GET", f"{PLACE}a.pdf")


@pytest.mark.parametrize(
    "address",
    [
        "", "https://files.civil.example.evil.example/v1/files/a.pdf", "http://files.civil.example/v1/files/a.pdf",
        "https://files.civil.example:8443/v1/files/a.pdf", "https://files.civil.example@10.0.0.1/v1/files/a.pdf",
        "https://127.0.0.1/v1/files/a.pdf", "https://[::1/v1/files/a.pdf", "https://files.civil.example/v1/filesystem/a.pdf",
        f"{PLACE}../secrets/a.pdf", f"{PLACE}%2e%2e/secrets/a.pdf", f"{PLACE}..%2fsecrets", f"{PLACE}..%5csecrets",
        f"{PLACE}a.pdf?of=somebody", f"{PLACE}a.pdf#there", "file:///v1/files/a.pdf",
    ],
)  # fmt: skip
async def test_no_address_is_asked_that_lies_outside_its_agencys_place(address: str) -> None:
    agency = Agency()
    assert await why(agency.files(), result(path=address)) is NoPlace
    assert agency.asked == []


@pytest.mark.parametrize("places", [{"civil_status": ""}, {"civil_status": "nowhere"}, {"civil_status": "https://"}])
async def test_an_agency_without_a_place_is_not_asked(places: dict[str, str]) -> None:
    agency = Agency()
    named = ResultFiles(agency.client, SHARING, places, 10_000)
    assert await why(named) is NoPlace
    assert await why(agency.files(), result(provider="business")) is NoPlace
    assert agency.asked == []


@pytest.mark.parametrize(
    ("does", "kept"),
    [
        (status(302, location=f"{PLACE}b.pdf"), NotGiven), (status(404), NotGiven), (status(403), NotGiven),
        (status(204), NotGiven), (status(200, FILE + b"\n"), OtherFile),
        (status(200, b""), OtherFile),
        (status(200, bytes(10_001)), TooBig),
        (status(503), AgencyDown), (status(429), AgencyDown), (fails(httpx2.ConnectError), AgencyDown),
        (fails(httpx2.ReadTimeout), AgencySlow),
    ],
)  # fmt: skip
async def test_whatever_else_it_does_says_what_kept_the_file(does: Does, kept: type[NotFetched]) -> None:
    agency = Agency(does)
    assert await why(agency.files()) is kept
    assert len(agency.asked) == 1


async def test_of_an_answer_without_end_no_more_is_taken_than_a_file_may_have() -> None:
    parts = Parts()
    assert await why(Agency(lambda _: httpx2.Response(200, stream=parts)).files()) is TooBig
    assert parts.taken == 11_000


async def test_what_comes_packed_is_not_unpacked() -> None:
    packed = Agency(lambda _: httpx2.Response(200, headers={"content-encoding": "gzip"}, stream=Once(FILE)))
    assert await why(packed.files()) is None
    assert packed.asked[0].headers["accept-encoding"] == "identity"


async def test_an_agency_that_was_down_is_left_alone_for_a_while_and_then_asked_by_one_alone() -> None:
    began, waits = asyncio.Event(), asyncio.Event()

    async def held(request: httpx2.Request) -> Any:
        began.set()
        await waits.wait()
        return gives(request)

    agency = Agency(status(503), held, gives)
    files = agency.files(business="https://files.business.example/")
    assert await why(files) is AgencyDown
    assert [await why(files), await why(files, result("b.pdf"))] == [LeftAlone, LeftAlone]
    assert len(agency.asked) == 1
    agency.now += RESTS + 1
    tries = asyncio.create_task(why(files))
    await began.wait()
    assert await why(files) is LeftAlone
    waits.set()
    assert await tries is None
    assert await why(files) is None


async def test_one_that_hangs_is_given_up_and_costs_the_next_one_nothing() -> None:
    agency = Agency(never)
    files = agency.files(patience=0.01)
    assert [await why(files), await why(files)] == [AgencySlow, LeftAlone]
    assert len(agency.asked) == 1


async def test_another_agency_is_asked_while_one_is_down() -> None:
    agency = Agency(status(503), gives)
    files = agency.files(business="https://files.business.example/")
    assert await why(files) is AgencyDown
    theirs = result(provider="business", path="https://files.business.example/a.pdf")
    assert await why(files, theirs) is None


async def test_of_an_agency_whose_file_was_not_right_another_file_is_asked_for_and_that_one_not_at_once() -> None:
    agency = Agency(status(200, b"another"), gives)
    files = agency.files()
    assert await why(files) is OtherFile
    assert [await why(files), await why(files, result("b.pdf"))] == [LeftAlone, None]
    agency.now += RESTS + 1
    assert await why(files) is None


async def test_a_connection_that_was_closed_meanwhile_is_no_outage() -> None:
    assert await why(Agency(fails(httpx2.RemoteProtocolError), gives).files()) is None
    assert await why(Agency(fails(httpx2.ReadError), fails(httpx2.ReadError)).files()) is AgencyDown


async def test_only_an_agreement_in_force_to_this_end_gives_a_file() -> None:
    files = Agency().files()
    assert files.agreed(result(), DAY) == AGREED
    assert files.agreed(result(), date(2025, 12, 31)) is None
    for other in ({"provider": "business"}, {"provider": ""}, {"kind": "GKS"}):
        assert files.agreed(result(**other), DAY) is None
    for changes in (
        {"purpose": "Cấp thẻ bảo hiểm y tế"}, {"consumer": "insurance"}, {"fields": frozenset({"sha256"})},
        {"until": date(2026, 11, 16)}, {"dataset": "papers"},
    ):  # fmt: skip
        sharing = Sharing(datasets=(), papers=(), agreements=(AGREED.model_copy(update=changes),))
        assert sharing.reuse("civil_status", "XNHN", DAY) is None


async def test_no_proxy_of_the_environment_hears_which_paper_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%s" % (len(FILE), FILE))
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        place = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/files/"
        settings = Settings(result_files={"civil_status": place})
        async with open_result_files(settings, SHARING) as files:
            assert await why(files, result(path=f"{place}a.pdf")) is None
