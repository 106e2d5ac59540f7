"""A folder for the files that one process holds for itself; what killed processes left goes with the next one."""

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = "motcua-analysis-"
LEFT = 3600
"""Seconds after which a folder that nobody holds was left: a newer one may be about to be held."""


class Scratch:
    """A folder of this process's own, until it is given back."""

    def __init__(self, place: Path | None = None) -> None:
        place = place or Path(tempfile.gettempdir())
        for left in place.glob(f"{PREFIX}*"):
            _remove_if_left(left)
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place))
        # Held as long as the process lives: a lock ends with it, whatever ends it.
        self._held = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY)
        fcntl.flock(self._held, fcntl.LOCK_EX)

    def give_back(self) -> None:
        """Remove it with all that lies in it."""
        shutil.rmtree(self.path, ignore_errors=True)
        os.close(self._held)


def _remove_if_left(folder: Path) -> None:
    # Another process may remove it first; and others' links and folders are not ours to follow.
    with suppress(OSError), _opened(folder) as found:
        state = os.fstat(found)
        if state.st_uid == os.getuid() and state.st_mtime < time.time() - LEFT:
            fcntl.flock(found, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder)


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    found = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        yield found
    finally:
        os.close(found)
