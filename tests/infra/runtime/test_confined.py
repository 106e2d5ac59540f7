"""What is done in a cell costs the cell at most: what a file does to it, and what others do to it, are told apart."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from infra.runtime.cell import FRAME
from infra.runtime.confined import Allowance, CellsBusy, CellsDown, Confined, Exceeded

ROOM = "tests.support.odd_room"
AN = "an"


@pytest.fixture
async def cells() -> AsyncIterator[Confined]:
    opened = Confined(ROOM, processes=2, allowance=Allowance(seconds=0.2, answer=10_000))
    yield opened
    await opened.close()


async def test_a_cell_does_one_work_after_the_other_and_knows_nothing_of_the_house(
    cells: Confined, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTCUA_DATABASE_URL", "a secret")
    first, second = [await cells.run(AN, "echo", b"abc", to=place) for place in (1, 2)]
    assert (first.said["echo"], first.data) == ({"to": 1}, b"cba")
    assert first.said["pid"] == second.said["pid"] != os.getpid()
    assert {name for name in first.said["environment"] if not name.startswith("LC_")} == {
        "PATH", "PYTHONPATH", "PYTHONUTF8"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("work", "said"),
    [
        ("spin", {}),
        ("grow", {}),
        ("talk", {"many": 10_001}),
        ("stumble", {}),
        ("die", {"signal": signal.SIGSEGV}),
        ("die", {"signal": signal.SIGABRT}),
        ("die", {"signal": signal.SIGXCPU}),
    ],
)
async def test_what_a_file_does_to_a_cell_is_the_files_fault_and_the_next_is_read(
    cells: Confined, work: str, said: dict[str, int]
) -> None:
    with pytest.raises(Exceeded) as refused:
        await cells.run(AN, work, b"x", **said)
    assert "what stands in the file" not in str(refused.value)
    assert (await cells.run(AN, "echo", b"ab")).data == b"ba"


async def test_what_others_do_to_a_cell_is_not_the_files_fault(cells: Confined) -> None:
    with pytest.raises(CellsDown):
        await cells.run(AN, "die", b"x", signal=signal.SIGKILL)
    pid = (await cells.run(AN, "echo", b"")).said["pid"]
    os.kill(pid, signal.SIGKILL)
    assert (await cells.run(AN, "echo", b"ab")).data == b"ba"


async def test_a_cell_that_does_not_answer_is_ended_and_the_file_is_not_blamed() -> None:
    silent = Confined(ROOM, processes=1, allowance=Allowance(clock=0.5))
    with pytest.raises(CellsDown):
        await silent.run(AN, "sleep", b"x")
    await silent.close()


async def test_a_room_that_cannot_be_loaded_is_down() -> None:
    with pytest.raises(CellsDown):
        await Confined("tests.support.no_such_room", processes=1).run(AN, "echo", b"x")


async def test_who_gives_up_leaves_no_answer_to_the_next(cells: Confined) -> None:
    await cells.run(AN, "echo", b"warm")
    asked = asyncio.create_task(cells.run(AN, "talk", b"", many=9_000))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    asked.cancel()
    await asyncio.gather(asked, return_exceptions=True)
    assert (await cells.run(AN, "echo", b"ab")).data == b"ba"


async def test_more_than_can_be_held_are_turned_away() -> None:
    cells = Confined(ROOM, processes=1, most=2)
    asked = await asyncio.gather(*(cells.run(str(one), "echo", b"") for one in range(5)), return_exceptions=True)
    assert sum(isinstance(answer, CellsBusy) for answer in asked) == 2
    await cells.close()


async def test_nothing_is_left_behind_on_disk(cells: Confined, tmp_path: Path) -> None:
    left = tmp_path / "left"
    assert (await cells.run(AN, "write", b"x", path=str(left))).said["error"]
    assert left.read_bytes() == b""


def test_a_cell_ends_with_whoever_asks_it() -> None:
    told = json.dumps({"memory": 1 << 30, "seconds": 1, "room": {}})
    command = [sys.executable, "-m", "infra.runtime.cell", ROOM, told]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as cell:
        asked = json.dumps({"work": "echo"}).encode()
        answer, _ = cell.communicate(FRAME.pack(len(asked), 0) + asked, timeout=60)
        assert FRAME.unpack(answer[: FRAME.size])[0] > 0
        assert cell.returncode == 0
