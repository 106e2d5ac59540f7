"""A room whose works do to their cell what files might."""

import os
import signal
from pathlib import Path
from typing import Any

from infra.runtime.cell import Said, Work


def furnish(_: dict[str, Any]) -> None:
    """Need nothing."""


def echo(said: Said, data: bytes) -> tuple[Said, bytes]:
    """Answer with what was asked, and whose process this is."""
    return {"echo": said, "pid": os.getpid(), "environment": sorted(os.environ)}, data[::-1]


def spin(_: Said, _data: bytes) -> tuple[Said, bytes]:
    """Never come to an end."""
    while True:
        pass


def grow(_: Said, _data: bytes) -> tuple[Said, bytes]:
    """Take more memory than there is."""
    return {}, bytes(1 << 40)


def talk(said: Said, _data: bytes) -> tuple[Said, bytes]:
    """Answer with as many bytes as are wanted."""
    return {}, bytes(said["many"])


def die(said: Said, _data: bytes) -> tuple[Said, bytes]:
    """Die of a signal."""
    os.kill(os.getpid(), said["signal"])
    return {}, b""


def sleep(_: Said, _data: bytes) -> tuple[Said, bytes]:
    """Use nothing, and do not answer."""
    while True:
        signal.pause()


def stumble(_: Said, _data: bytes) -> tuple[Said, bytes]:
    """Trip over the file."""
    raise ValueError("what stands in the file")


def write(said: Said, data: bytes) -> tuple[Said, bytes]:
    """Try to leave something behind."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        Path(said["path"]).write_bytes(data)
    except OSError as no:
        return {"error": type(no).__name__}, b""
    return {"error": ""}, b""


WORKS: dict[str, Work] = {work.__name__: work for work in (echo, spin, grow, talk, die, sleep, stumble, write)}
