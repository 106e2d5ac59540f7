"""What runs in a cell (``confined.py``): one piece of work after the other, each within its limits.

Imports nothing of ours but the room that it is told to, so that it is small and starts in a moment.
"""

import importlib
import json
import os
import resource
import select
import signal
import struct
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO

FRAME = struct.Struct(">II")
"""Lengths of what is said, in JSON, and of the bytes that come with it."""
NICE = 10
FILES = 64
IDLE = 600
"""Seconds without work after which a cell ends: a house at rest holds none."""
Said = dict[str, Any]
Work = Callable[[Said, bytes], tuple[Said, bytes]]


def confine(memory: int) -> None:
    """Give up, for good, whatever reading a file does not need."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C goes to the whole terminal; the parent says when to stop
    for number in (signal.SIGPROF, signal.SIGXCPU):
        signal.signal(number, signal.SIG_DFL)  # ends the process, whatever it is in the middle of
    os.nice(NICE)
    for limit, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, FILES),
    ):
        resource.setrlimit(limit, (most, most))


def tried(work: Work, head: Said, data: bytes, seconds: float) -> tuple[Said, bytes]:
    """Do a piece of work within its seconds of a processor; a busy machine makes nobody's file suspicious."""
    began = time.process_time()
    # A second limit behind the first: it stands where a library took the timer.
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(began + seconds) + 2, hard))
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        said, more = work(head, data)
    except MemoryError:
        said, more = {"failed": "memory"}, b""
    except Exception as fault:  # whatever a library trips over in what somebody made to be read badly
        said, more = {"failed": type(fault).__name__}, b""
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return said | {"spent": time.process_time() - began}, more


def heard(pipe: BinaryIO) -> tuple[Said, bytes] | None:
    """What the parent says next; nothing where it is gone."""
    lengths = pipe.read(FRAME.size)
    if len(lengths) < FRAME.size:
        return None
    head, data = (pipe.read(length) for length in FRAME.unpack(lengths))
    return (json.loads(head), data) if head else None


def serve(works: Mapping[str, Work], pipe: BinaryIO, answers: BinaryIO, seconds: float) -> None:
    """Work until the parent is gone, or nothing comes for long."""
    # Asked and answered in turn, so nothing of the next question can lie in the reader's memory unseen by `select`.
    while select.select([pipe], [], [], IDLE)[0] and (asked := heard(pipe)):
        said, more = tried(works[asked[0].pop("work")], *asked, seconds)
        head = json.dumps(said).encode()
        answers.write(FRAME.pack(len(head), len(more)))
        answers.write(head)
        answers.write(more)
        answers.flush()


def main() -> None:
    """Load the room, shut the door, work."""
    name, given = sys.argv[1], json.loads(sys.argv[2])
    # Of what comes out only answers may be heard: libraries print, and what they print of a file is personal.
    answers, nowhere = os.fdopen(os.dup(1), "wb"), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    room = importlib.import_module(name)
    room.furnish(given["room"])
    os.dup2(nowhere, 2)
    confine(given["memory"])
    serve(room.WORKS, sys.stdin.buffer, answers, given["seconds"])
    os._exit(0)  # libraries complain about each other while the interpreter takes them down


if __name__ == "__main__":
    main()
