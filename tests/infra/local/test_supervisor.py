"""Every part is started in its turn, started again when it dies, stopped in reverse, and never orphaned."""

import asyncio
import os
import select
import signal
import socket
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from infra.local.folder import until
from infra.local.postgres import LocalPostgres
from infra.local.processes import Child, Service, ServiceFailed, holds, listens, says
from infra.local.supervisor import Job, Stack

ROOT = Path(__file__).parents[3]
STEADY = "import signal, sys; print('ready', flush=True); signal.pause()"
POLITE = (
    "import signal, sys, pathlib\n"
    "def bye(*_):\n"
    "    with pathlib.Path(sys.argv[1]).open('a') as log: log.write(sys.argv[2] + '\\n')\n"
    "    sys.exit()\n"
    "signal.signal(signal.SIGTERM, bye); print('ready', flush=True); signal.pause()"
)
STUBBORN = (
    "import signal\n"
    "signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True)\n"
    "while True: signal.pause()"
)


def part(name: str, program: str = STEADY, *arguments: str, after: tuple[str, ...] = (), within: float = 60) -> Service:
    command = [sys.executable, "-c", program, *arguments]
    # Whoever stops when asked may take its time on a busy machine; the others are killed soon.
    stops = 60 if program is POLITE else 0.3
    return Service(name, command, says("ready"), after=after, start_within=within, stop_within=stops)


def ends_within(pid: int, seconds: float) -> bool:
    """Whether a process that isn't our child has ended; waits for it without asking again and again."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([descriptor], [], [], seconds)[0])
    finally:
        os.close(descriptor)


async def test_parts_start_after_what_they_need_and_stop_in_reverse(tmp_path: Path) -> None:
    order: list[str] = []
    stopped = tmp_path / "stopped"

    async def migrate() -> None:
        order.append(f"migrated beside {stack.pid('database')}")

    stack = Stack(
        tmp_path,
        [
            part("database", POLITE, str(stopped), "database"),
            Job("migrations", migrate, after=("database",)),
            part("worker", POLITE, str(stopped), "worker", after=("migrations",)),
        ],
    )
    async with stack:
        assert order == [f"migrated beside {stack.pid('database')}"]
    assert stopped.read_text().split() == ["worker", "database"]


async def test_a_killed_part_is_back_within_a_moment(tmp_path: Path) -> None:
    async with Stack(tmp_path, [part("worker")]) as stack:
        for expected in (1, 2):
            await stack.restarted("worker", beyond=stack.kill("worker"))
            assert (stack.restarts("worker"), stack.paused("worker")) == (expected, 0)


async def test_a_part_is_looked_after_though_it_cannot_be_told_whether_it_answers(tmp_path: Path) -> None:
    worker = part("worker")
    asked = list[Child]()

    async def answers(child: Child) -> bool:
        asked.append(child)
        if len({id(one) for one in asked}) == 2:
            raise RuntimeError("a question that nobody has foreseen")
        return await worker.ready(child)

    async with Stack(tmp_path, [replace(worker, ready=answers)]) as stack:
        stack.kill("worker")
        await until(lambda: stack.restarts("worker") == 2)
        await until(lambda: len({id(one) for one in asked}) == 3)


async def test_a_halted_part_stays_down_until_it_is_resumed(tmp_path: Path) -> None:
    async with Stack(tmp_path, [part("engine")]) as stack:
        first = stack.pid("engine")

        await stack.halt("engine", signal.SIGKILL)
        assert ends_within(first, 0)

        await stack.resume("engine")
        assert stack.pid("engine") != first
        await stack.restart("engine")
        assert stack.restarts("engine") == 0


async def test_a_part_that_does_not_come_up_stops_the_whole_start(tmp_path: Path) -> None:
    stack = Stack(tmp_path, [part("database"), part("worker", "print('no such table'); raise SystemExit(3)")])

    with pytest.raises(ServiceFailed, match=r"worker ended at once with 3(.|\n)*no such table"):
        await stack.start()

    assert ends_within(stack.pid("database"), 0)


async def test_what_a_job_finds_wrong_stops_the_whole_start_and_is_told_as_it_is(tmp_path: Path) -> None:
    async def looks() -> None:
        raise LookupError("an office has moved")

    stack = Stack(tmp_path, [part("database"), Job("migrations", looks, after=("database",))])
    with pytest.raises(LookupError, match="an office has moved"):
        await stack.start()
    assert ends_within(stack.pid("database"), 0)


async def test_a_part_that_never_answers_is_given_up(tmp_path: Path) -> None:
    stack = Stack(tmp_path, [part("silent", "import signal; signal.pause()", within=0.2)])

    with pytest.raises(ServiceFailed, match="not ready within"):
        await stack.start()


async def test_a_program_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(ServiceFailed, match="gone could not be started"):
        await Stack(tmp_path, [Service("gone", ["/no/such/program"], says("ready"))]).start()


async def test_a_part_that_will_not_stop_is_killed(tmp_path: Path) -> None:
    async with Stack(tmp_path, [part("stubborn", STUBBORN)]) as stack:
        pid = stack.pid("stubborn")
        began = time.monotonic()
    assert ends_within(pid, 0)
    assert time.monotonic() - began < 5


async def test_each_part_gets_its_environment_and_its_own_log(tmp_path: Path) -> None:
    tell = "import os, signal; print(os.environ['MOTCUA_TASK_QUEUE'], 'ready', flush=True); signal.pause()"
    service = Service("worker", [sys.executable, "-c", tell], says("ready"), env={"MOTCUA_TASK_QUEUE": "province"})

    async with Stack(tmp_path, [service]):
        assert (tmp_path / "logs/worker.log").read_text() == "province ready\n"


async def test_a_part_is_ready_when_its_port_answers(tmp_path: Path, port: int) -> None:
    server = [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", str(port)]

    async with Stack(tmp_path, [Service("server", server, listens(port))]):
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.close()


async def test_a_part_is_not_ready_because_another_process_has_its_port(tmp_path: Path, port: int) -> None:
    mute = part("mute", STEADY, within=0.5)
    server = Service("server", [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", str(port)], listens(port))
    with socket.create_server(("127.0.0.1", port)):
        for late in (replace(mute, ready=listens(port)), server):
            with pytest.raises(ServiceFailed):
                async with Stack(tmp_path, [late]):
                    pass
        assert holds(os.getpid(), port)
    assert not holds(os.getpid(), port)


ORPHANAGE = """
import asyncio, sys
from pathlib import Path
from infra.local.folder import until
from infra.local.processes import Child, Service, says
from infra.local.supervisor import Stack

async def main() -> None:
    steady = "import signal; print('ready', flush=True); signal.pause()"
    parts = [Service(name, [sys.executable, "-c", steady], says("ready")) for name in ("database", "worker")]
    async with Stack(Path(sys.argv[1]), parts) as stack:
        print(stack.pid("database"), stack.pid("worker"), flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's promise is Linux's")
def test_nothing_outlives_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ORPHANAGE, tmp_path], cwd=ROOT, stdout=subprocess.PIPE) as supervisor:
        assert supervisor.stdout is not None
        children = [int(pid) for pid in supervisor.stdout.readline().split()]
        assert len(children) == 2
        supervisor.kill()

    assert all(ends_within(pid, 60) for pid in children)


HOUSE = """
import asyncio, sys
from pathlib import Path
from infra.local.folder import DataFolder
from infra.local.postgres import LocalPostgres
from infra.local.supervisor import Stack, stopped_by_signals

async def main() -> None:
    with stopped_by_signals(), DataFolder(Path(sys.argv[1])) as folder:
        postgres = LocalPostgres(folder.path, await folder.port("postgres"))
        async with Stack(folder.path, [postgres.service()]) as stack:
            print(stack.pid("postgres"), postgres.port, flush=True)
            await asyncio.Event().wait()

asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's promise is Linux's")
def test_a_house_that_was_killed_starts_again_at_once_on_the_same_data_and_ports(tmp_path: Path) -> None:
    seen = []
    for _ in range(2):
        with subprocess.Popen([sys.executable, "-c", HOUSE, tmp_path], cwd=ROOT, stdout=subprocess.PIPE) as house:
            assert house.stdout is not None
            seen.append([int(number) for number in house.stdout.readline().split()])
            house.kill()

    (first_pid, first_port), (second_pid, second_port) = seen
    assert first_port == second_port
    assert first_pid != second_pid
    assert ends_within(second_pid, 60)


async def test_a_killed_database_is_back_under_the_supervisor(tmp_path: Path, port: int) -> None:
    postgres = LocalPostgres(tmp_path, port)
    async with Stack(tmp_path, [postgres.service()]) as stack:
        await stack.restarted("postgres", beyond=stack.kill("postgres"))
        assert (stack.restarts("postgres"), stack.paused("postgres")) == (1, 0)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_house_that_is_told_to_stop_does_so_cleanly(number: signal.Signals, tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOUSE, tmp_path], cwd=ROOT, stdout=subprocess.PIPE) as house:
        assert house.stdout is not None
        pid = int(house.stdout.readline().split()[0])
        house.send_signal(number)
        assert house.wait(60) == 0

    assert ends_within(pid, 0)
    assert "database system is shut down" in (tmp_path / "logs/postgres.log").read_text()
