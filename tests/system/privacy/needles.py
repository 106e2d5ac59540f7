"""Where something lies in the open, in whatever way it may be written."""

import json
import subprocess
import tempfile
import unicodedata
from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

URL_SAFE = bytes.maketrans(b"+/", b"-_")


def spellings(value: str) -> set[bytes]:
    """Give the ways in which a value may lie about: case, form of Unicode, escapes, hex, base64 at any alignment."""
    words = {value, value.lower(), value.upper(), unicodedata.normalize("NFD", value)}
    plain = {word.encode() for word in words | {json.dumps(word)[1:-1] for word in words}}
    coded = {spelt for word in plain for spelt in (word.hex().encode(), word.hex().upper().encode(), *_base64(word))}
    return plain | coded


def _base64(word: bytes) -> Iterable[bytes]:
    """Give what of a word's base64 does not depend on what stands around it, wherever it begins."""
    for before in range(3):
        whole = b64encode(bytes(before) + word)[-(-before * 8 // 6) : (before + len(word)) * 8 // 6]
        yield from (whole, whole.translate(URL_SAFE))


class Haystack:
    """Looks for many values at once; ``grep`` walks a house's files in seconds, where Python would take minutes."""

    def __init__(self, values: Iterable[str]) -> None:
        self._spelt = {spelling: value for value in values for spelling in spellings(value)}

    def found_in(self, data: bytes) -> set[str]:
        """Name the values that stand there."""
        return {value for values in self._grep("-", data).values() for value in values}

    def found_below(self, folder: Path) -> dict[str, set[str]]:
        """Name the values in each file of a folder, in its content or in its name."""
        found = self._grep(str(folder))
        for path in folder.rglob("*"):
            if values := {self._spelt[one] for one in self._spelt if one in path.name.encode()}:
                found[str(path)] |= values
        return {str(Path(name).relative_to(folder)): values for name, values in found.items()}

    def _grep(self, where: str, data: bytes = b"") -> defaultdict[str, set[str]]:
        with tempfile.NamedTemporaryFile() as patterns:
            patterns.write(b"\n".join(self._spelt))
            patterns.flush()
            command = ["grep", "-raoHZF", f"--file={patterns.name}", "--", where]
            done = subprocess.run(
                command, input=data, capture_output=True, env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"}
            )
        assert done.returncode in (0, 1), done.stderr
        found: defaultdict[str, set[str]] = defaultdict(set)
        for line in filter(None, done.stdout.split(b"\n")):
            name, _, match = line.partition(b"\0")
            found[name.decode()].add(self._spelt[match])
        return found
