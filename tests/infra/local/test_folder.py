"""One house on one data folder, on the same ports every time."""

import socket
from pathlib import Path

import pytest

from infra.local.folder import DataFolder, FolderBusy, free_port, is_free
from infra.local.house import LocalHouse


def test_a_second_house_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    with (
        DataFolder(tmp_path / "house"),
        pytest.raises(FolderBusy, match="already runs on"),
        DataFolder(tmp_path / "house"),
    ):
        pass


def test_the_folder_is_free_again_afterwards(tmp_path: Path) -> None:
    for _ in range(2):
        with DataFolder(tmp_path):
            pass


async def test_ports_are_remembered(tmp_path: Path) -> None:
    with DataFolder(tmp_path) as folder:
        first = [await folder.port(name) for name in ("api", "temporal")]
    with DataFolder(tmp_path) as folder:
        assert [await folder.port(name) for name in ("api", "temporal")] == first
    assert len(set(first)) == 2


async def test_a_port_that_others_took_is_replaced(tmp_path: Path) -> None:
    with DataFolder(tmp_path, patience=0.05) as folder:
        port = await folder.port("api")
        with socket.create_server(("127.0.0.1", port)):
            assert await folder.port("api") != port


async def test_a_wanted_port_that_is_taken_is_said_so(tmp_path: Path) -> None:
    with (
        DataFolder(tmp_path, patience=0.05) as folder,
        socket.create_server(("127.0.0.1", free_port())) as server,
        pytest.raises(OSError, match="wanted for api, is taken"),
    ):
        await folder.port("api", wanted=server.getsockname()[1])


async def test_a_damaged_memory_of_ports_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "ports.json").write_text("{half")
    with DataFolder(tmp_path) as folder:
        assert is_free(await folder.port("api"))


async def test_any_free_port_may_be_wanted_and_is_none_that_another_part_has(tmp_path: Path) -> None:
    with DataFolder(tmp_path, patience=0.05) as folder:
        known = [await folder.port(name) for name in ("postgres", "temporal")]
        port = await folder.port("api", wanted=0)
        assert port not in (0, *known)
        assert is_free(port)
        assert await folder.port("api") == port


async def test_a_house_is_given_any_free_port_where_the_usual_one_is_not_wanted(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        usual = server.getsockname()[1]
    with DataFolder(tmp_path, patience=0.05) as folder:
        house = await LocalHouse.on(folder, 0, {"api": usual})
        assert house.ports.api not in (0, usual)
        assert house.addresses()["api"] == f"http://127.0.0.1:{house.ports.api}"
