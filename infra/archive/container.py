"""The archive's file: a ZIP written in exactly one way, so that it can be read in exactly one way.

Nothing in it is compressed, dated or ordered by chance, and whatever another writer would have done otherwise is
refused: the parts that were read have to make the same file again. So there is no path out of the archive, no name
twice, nothing hidden between two parts, and nothing that grows.
"""

import io
import json
import struct
from hashlib import sha256
from pathlib import Path
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from pydantic import TypeAdapter, ValidationError

from domain.dossier.journal import canonical
from domain.transparency import archive
from domain.transparency.archive import MANIFEST, Manifest, Part

LARGEST = 512 * 1024 * 1024
"""Bytes of an archive."""
MOST = 2_000
"""Parts of one."""
END = struct.Struct("<4s4H2LH")
"""The record at a ZIP file's end; its sixth field is the directory's size."""
LONGEST_ENTRY = 46 + 160
LONGEST_MANIFEST = 2 * 1024 * 1024
DATED = (1980, 1, 1, 0, 0, 0)
WRONG = f"{MANIFEST} is not written as the format motcua-archive-1 says"
NAME: TypeAdapter[str] = TypeAdapter(archive.Path)


class NotAnArchive(ValueError):
    """The file is no archive of ours, or one that somebody bent; nothing of it was used."""


def pack(manifest: Manifest, parts: dict[str, bytes]) -> bytes:
    """Write an archive: the manifest, then its parts by name."""
    return _zip({MANIFEST: canonical(manifest.model_dump(mode="json")) + b"\n"} | parts)


def listed(parts: dict[str, bytes]) -> tuple[Part, ...]:
    """Say of each part what it is."""
    return tuple(Part(path=path, size=len(parts[path]), sha256=_digest(parts[path])) for path in sorted(parts))


def unpack(path: Path) -> tuple[Manifest, dict[str, bytes]]:
    """Read an archive: its manifest and its parts, each what the manifest says.

    Raises:
        NotAnArchive: says what is wrong with it.
    """
    if (size := path.stat().st_size) > LARGEST:
        raise NotAnArchive(f"it has {size:,} bytes, more than {LARGEST:,}")
    content = path.read_bytes()
    parts = _read(content)
    if _zip(parts) != content:
        raise NotAnArchive("something stands in it that belongs to no part")
    manifest = _manifest(parts.pop(MANIFEST, b""))
    _compare(manifest, parts)
    return manifest, parts


def _zip(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with ZipFile(made, "w", ZIP_STORED) as container:
        for path in sorted(parts, key=lambda path: (path != MANIFEST, path)):
            info = ZipInfo(path, DATED)
            info.create_system, info.external_attr = 3, 0o100644 << 16
            container.writestr(info, parts[path])
    return made.getvalue()


def _read(content: bytes) -> dict[str, bytes]:
    _see_end(content)
    try:
        with ZipFile(io.BytesIO(content)) as container:
            _admit(container.infolist(), len(content))
            return {info.filename: container.read(info) for info in container.infolist()}
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, UnicodeDecodeError) as error:
        raise NotAnArchive(f"it cannot be read: {error}") from error


def _see_end(content: bytes) -> None:
    """Look at the directory's size before it is loaded: millions of entries fit into a file of that size."""
    end, locator = content[-END.size :], content[-END.size - 20 : -END.size]
    if len(end) < END.size or end[:4] != b"PK\x05\x06" or locator[:4] == b"PK\x06\x07":
        raise NotAnArchive("it is no ZIP file, or one that ends otherwise than an archive does")
    if END.unpack(end)[5] > MOST * LONGEST_ENTRY:
        raise NotAnArchive(f"its directory is larger than that of {MOST} parts")


def _admit(entries: list[ZipInfo], size: int) -> None:
    """Look at the directory before anything is read."""
    if len(entries) > MOST:
        raise NotAnArchive(f"it has {len(entries)} parts, more than {MOST}")
    seen: set[str] = set()
    for entry in entries:
        try:
            NAME.validate_python(entry.filename)
        except ValidationError:
            raise NotAnArchive(f"no part is called {entry.filename[:80]!r}") from None
        if entry.filename.casefold() in seen:
            raise NotAnArchive(f"{entry.filename} is in it twice")
        seen.add(entry.filename.casefold())
        if entry.compress_type != ZIP_STORED or entry.file_size != entry.compress_size:
            raise NotAnArchive(f"{entry.filename} is compressed: an archive compresses nothing")
    if sum(entry.file_size for entry in entries) > size:
        raise NotAnArchive("its parts are said to be larger than the file")


def _manifest(content: bytes) -> Manifest:
    if not content:
        raise NotAnArchive(f"it has no {MANIFEST}")
    if len(content) > LONGEST_MANIFEST:
        raise NotAnArchive(f"{MANIFEST} has {len(content):,} bytes, more than {LONGEST_MANIFEST:,}")
    try:
        manifest = Manifest.model_validate_json(content)
        again = canonical(json.loads(content)) + b"\n"
    except (ValueError, RecursionError):
        raise NotAnArchive(WRONG) from None
    if again != content:
        raise NotAnArchive(WRONG)
    return manifest


def _compare(manifest: Manifest, parts: dict[str, bytes]) -> None:
    """See that the parts are those of the manifest."""
    said = {part.path: part for part in manifest.parts}
    if len(said) < len(manifest.parts):
        raise NotAnArchive(f"{MANIFEST} names a part twice")
    for path in sorted(said.keys() | parts.keys()):
        if path not in parts:
            raise NotAnArchive(f"{path} is missing")
        if path not in said:
            raise NotAnArchive(f"{path} is not in the manifest")
        if said[path].sha256 != _digest(parts[path]) or said[path].size != len(parts[path]):
            raise NotAnArchive(f"{path} is not what the manifest says")


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()
