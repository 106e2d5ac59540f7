"""The two files of a release: the one for everybody, and the one that only inspectors are given.

Both are JSON lines, gzipped. For everybody: the header with its signature, the combinations, then a line a leaf with
its hash and the number of its combination. For inspectors: the root and the secret, then a line a dossier, in the
same order.
"""

import gzip
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from pydantic import BaseModel, ValidationError

from domain.statistics.release import Combination, Counted, Header


class NotARelease(Exception):
    """The file is no release, or was cut short."""


class Signed(BaseModel, frozen=True, extra="forbid"):
    """The first line for everybody."""

    header: Header
    signature: str
    """CMS, DER, in base64."""


class Full(BaseModel, frozen=True, extra="forbid"):
    """The first line for inspectors."""

    root: str
    secret: str
    """In hex: with it the hashes in the open can be guessed at."""


@dataclass(frozen=True)
class Leaf:
    """What everybody sees of a dossier."""

    committed: bytes
    combination: Combination


def write(
    path: Path, first: BaseModel, combinations: list[Combination], leaves: Iterable[tuple[bytes, Combination]]
) -> None:
    """Write the file for everybody: each leaf with its hash and what is told of it."""
    numbers = {one: number for number, one in enumerate(combinations)}
    with gzip.open(path, "wt", encoding="ascii", compresslevel=1) as file:
        file.write(first.model_dump_json() + "\n" + json.dumps(combinations) + "\n")
        file.writelines(f"{committed.hex()} {numbers[told]}\n" for committed, told in leaves)


def write_full(path: Path, first: Full, contents: Iterable[bytes]) -> None:
    """Write the file for inspectors: what was hashed of each dossier."""
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(first.model_dump_json().encode() + b"\n")
        file.writelines(content + b"\n" for content in contents)


@contextmanager
def opened(path: Path) -> Iterator[tuple[Signed, Iterator[Leaf]]]:
    """Read the file for everybody, leaf by leaf.

    Raises:
        NotARelease: it is none.
    """
    with _reading(path) as file:
        first = Signed.model_validate_json(file.readline())
        combinations: list[Combination] = [(a, b, c, d) for a, b, c, d in json.loads(file.readline())]
        yield first, (Leaf(bytes.fromhex(told), combinations[int(number)]) for told, number in map(str.split, file))


@contextmanager
def opened_full(path: Path) -> Iterator[tuple[Full, Iterator[Counted]]]:
    """Read the file for inspectors, dossier by dossier.

    Raises:
        NotARelease: it is none.
    """
    with _reading(path) as file:
        yield Full.model_validate_json(file.readline()), map(Counted.model_validate_json, file)


@contextmanager
def _reading(path: Path) -> Iterator[TextIO]:
    try:
        with gzip.open(path, "rt", encoding="ascii") as file:
            yield file
    except (OSError, EOFError, ValueError, IndexError, TypeError, ValidationError) as error:
        raise NotARelease(f"{path} is no release of statistics, or was cut short") from error
