"""Secrets in files: made once, for their owner alone; a throw-away one says what it is."""

import os
from pathlib import Path

DEVELOPMENT_MARK = "DEVELOPMENT ONLY"
"""Stands in whatever production must refuse."""


def write_new(path: Path, secret: bytes) -> None:
    """Write a secret where nothing lies yet.

    Raises:
        FileExistsError: something does.
    """
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secret)
