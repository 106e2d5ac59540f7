"""An agency's files of results are given as they were kept, say whose they are not, and are spoilt on demand."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from sandbox.registers.files import BIG, create_app
from tests.sandbox.conftest import client_of

FILE = b"%PDF-1.7 a certificate"


@pytest.fixture
async def files(tmp_path: Path) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_of(create_app(tmp_path)) as client:
        (await client.put("/_files/XN-1.pdf", content=FILE)).raise_for_status()
        yield client


async def test_a_file_is_given_as_it_was_kept_and_outlives_the_process(
    files: httpx2.AsyncClient, tmp_path: Path
) -> None:
    for one in (files, client_of(create_app(tmp_path))):
        answer = await one.get("/v1/files/XN-1.pdf")
        assert (answer.content, answer.headers["x-stand-in"]) == (FILE, "motcua-sandbox")
    assert (await files.get("/v1/files/XN-2.pdf")).status_code == 404
    assert "giả lập" in (await files.get("/")).text


@pytest.mark.parametrize("name", ["a b.pdf", "a%2Fb.pdf", "x" * 81])
async def test_no_file_is_kept_under_a_name_that_no_address_has(files: httpx2.AsyncClient, name: str) -> None:
    assert (await files.put(f"/_files/{name}", content=FILE)).status_code in (400, 404)
    assert (await files.put("/_files/empty.pdf", content=b"")).status_code == 400


async def test_it_is_spoilt_as_often_as_it_was_told_to_be(files: httpx2.AsyncClient) -> None:
    async def told(does: str, calls: int = 1) -> httpx2.Response:
        (await files.put("/_quirks", json={"does": does, "calls": calls})).raise_for_status()
        return await files.get("/v1/files/XN-1.pdf")

    assert (await told("other")).content not in (b"", FILE)
    assert len((await told("big")).content) == BIG
    moved = await told("redirect", 2)
    assert moved.status_code == 302
    there = await files.get(str(moved.url.join(moved.headers["location"])))
    assert there.content == FILE
    await files.delete("/_quirks")
    assert (await files.get("/v1/files/XN-1.pdf")).content == FILE
