"""Documents are written once and found again."""

import asyncio
from pathlib import Path

import pytest

from infra.files.storage import NotStored, StorageRefused, StorageUnavailable, Store


@pytest.fixture(params=["memory", "file"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return Store.from_url("memory:///" if request.param == "memory" else (tmp_path / "new" / "folder").as_uri())


async def test_what_was_written_is_read(store: Store) -> None:
    assert await store.put_new("results/2026/1.pdf", b"first")
    assert await store.get("results/2026/1.pdf") == b"first"


async def test_nothing_is_written_over(store: Store) -> None:
    await store.put_new("results/1.pdf", b"first")
    assert not await store.put_new("results/1.pdf", b"second")
    assert await store.get("results/1.pdf") == b"first"


async def test_only_what_is_said_to_be_replaced_is_written_over(store: Store) -> None:
    await store.put_new("heads/latest.json", b"first")
    for content in (b"second", b"third"):
        await store.replace("heads/latest.json", content)
        assert await store.get("heads/latest.json") == content
    await store.replace("heads/newer.json", b"new")
    assert await store.get("heads/newer.json") == b"new"


async def test_of_many_writers_exactly_one_wins(store: Store) -> None:
    won = await asyncio.gather(*(store.put_new("results/1.pdf", bytes([writer])) for writer in range(20)))
    assert won.count(True) == 1
    assert await store.get("results/1.pdf") == bytes([won.index(True)])


async def test_what_was_never_written_is_not_stored(store: Store) -> None:
    with pytest.raises(NotStored, match=r"results/none\.pdf"):
        await store.get("results/none.pdf")


@pytest.mark.parametrize("path", ["../outside.pdf", "results/../../outside.pdf", "", "/"])
async def test_no_path_leaves_the_store(store: Store, path: str) -> None:
    with pytest.raises(StorageRefused):
        await store.put_new(path, b"")


async def test_a_folder_keeps_documents_for_the_next_process(tmp_path: Path) -> None:
    await Store.from_url(tmp_path.as_uri()).put_new("a", b"kept")
    assert await Store.from_url(tmp_path.as_uri()).get("a") == b"kept"


async def test_a_store_that_does_not_answer_may_be_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"ENDPOINT_URL": "http://127.0.0.1:9", "ALLOW_HTTP": "true", "REGION": "x"}.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "x")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
    with pytest.raises(StorageUnavailable):
        await Store.from_url("s3://bucket/prefix").get("results/1.pdf")


@pytest.mark.parametrize("url", ["", "http://host/path", "file://host/path", "s3://", "gs://bucket"])
def test_an_address_of_no_store_is_refused(url: str) -> None:
    with pytest.raises(StorageRefused, match="MOTCUA_STORAGE_URL"):
        Store.from_url(url)
