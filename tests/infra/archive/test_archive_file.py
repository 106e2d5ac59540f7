"""Who opens an archive opens a stranger's file: what no archive looks like is refused before it is used."""

import io
import struct
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from domain.transparency.archive import EVENTS, MANIFEST, Manifest
from infra.archive import container
from infra.archive.container import LARGEST, MOST, NotAnArchive, listed, pack, unpack

PARTS = {EVENTS: b"{}\n", "facts/calendar-vn.json": b"{}"}


def manifest(parts: dict[str, bytes]) -> Manifest:
    return Manifest(
        dossier="000.01.00.H31-261117-0001",
        procedure="1.001193",
        exported_at="2026-11-17T02:00:00.000000+00:00",
        events=1,
        head="ab" * 32,
        covered=0,
        recipients=(),
        parent="",
        branches=(),
        absent=(),
        parts=listed(parts),
    )


HONEST = pack(manifest(PARTS), PARTS)


def written(*entries: tuple[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    """The archive with more in it, as any other writer would have it."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as other:
        with zipfile.ZipFile(io.BytesIO(HONEST)) as honest:
            for info in honest.infolist():
                other.writestr(info, honest.read(info))
        with warnings.catch_warnings(action="ignore", category=UserWarning):  # of a name that is there already
            for name, content in entries:
                other.writestr(name, content)
    return made.getvalue()


def manifested(change: Callable[[bytes], bytes]) -> bytes:
    """The archive with another manifest."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as other, zipfile.ZipFile(io.BytesIO(HONEST)) as honest:
        for info in honest.infolist():
            content = honest.read(info)
            other.writestr(info, change(content) if info.filename == MANIFEST else content)
    return made.getvalue()


def lying_about_sizes() -> bytes:
    """A directory that says that a part is larger than the file."""
    entry = HONEST.index(b"PK\x01\x02")
    return HONEST[: entry + 20] + struct.pack("<LL", 2**31, 2**31) + HONEST[entry + 28 :]


def with_a_large_directory() -> bytes:
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65535, 65535, 2**31, 0, 0)
    return b"\0" * 100 + end


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "it is no ZIP file"),
        (b"PK\x05\x06", "it is no ZIP file"),
        (HONEST[:-1], "it is no ZIP file"),
        (HONEST + b"more", "it is no ZIP file"),
        (b"more" + HONEST, "something stands in it that belongs to no part"),
        (written(("../../etc/passwd", b"x")), "no part is called '../../etc/passwd'"),
        (written(("/etc/passwd", b"x")), "no part is called '/etc/passwd'"),
        (written(("facts/..", b"x")), "no part is called 'facts/..'"),
        (written(("facts\\x.json", b"x")), "no part is called"),
        (written(("facts/a/b.json", b"x")), "no part is called"),
        (written((".hidden", b"x")), "no part is called"),
        (written((f"{'x' * 200}.json", b"x")), "no part is called"),
        (written(("facts/", b"")), "no part is called"),
        (written((EVENTS, b"x")), f"{EVENTS} is in it twice"),
        (written((EVENTS.upper(), b"x")), "EVENTS.JSONL is in it twice"),
        (written(("facts/x.json", b"\0" * 10_000_000), compression=zipfile.ZIP_DEFLATED), "is compressed"),
        (written(("facts/x.json", b"{}")), "something stands in it that belongs to no part"),
        (lying_about_sizes(), "its parts are said to be larger than the file"),
        (with_a_large_directory(), "its directory is larger than that of"),
        (pack(manifest(PARTS), PARTS | {"facts/x.json": b"{}"}), "facts/x.json is not in the manifest"),
        (pack(manifest(PARTS), {EVENTS: b"{}\n"}), "facts/calendar-vn.json is missing"),
        (pack(manifest(PARTS), PARTS | {EVENTS: b"{}\n\n"}), f"{EVENTS} is not what the manifest says"),
        (manifested(lambda said: said.replace(b'"parent":""', b'"parent": ""')), "is not written as the format"),
        (manifested(lambda said: said.replace(b'"parent":""', b'"more":"","parent":""')), "is not written as"),
        (manifested(lambda said: b'{"type":' * 100_000), "is not written as the format"),
        (manifested(lambda said: b" " * 3_000_000), f"{MANIFEST} has 3,000,000 bytes"),
        (manifested(lambda said: b""), "it has no manifest.json"),
    ],
)
def test_what_no_archive_looks_like_is_refused(tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "archive.zip"
    path.write_bytes(content)
    with pytest.raises(NotAnArchive) as refused:
        unpack(path)
    assert why in str(refused.value)


def test_an_honest_archive_is_read(tmp_path: Path) -> None:
    path = tmp_path / "archive.zip"
    path.write_bytes(HONEST)
    assert unpack(path) == (manifest(PARTS), PARTS)


def test_too_many_parts_are_refused(tmp_path: Path) -> None:
    parts = {f"facts/{number}.json": b"" for number in range(MOST + 1)}
    path = tmp_path / "archive.zip"
    path.write_bytes(pack(manifest(parts), parts))
    with pytest.raises(NotAnArchive, match="parts, more than"):
        unpack(path)


def test_a_file_of_absurd_size_is_not_even_opened(tmp_path: Path) -> None:
    path = tmp_path / "archive.zip"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(NotAnArchive, match="bytes, more than"):
        unpack(path)


def test_a_part_is_written_the_same_whatever_order_it_came_in() -> None:
    assert pack(manifest(PARTS), dict(reversed(PARTS.items()))) == HONEST
    assert container.listed(dict(reversed(PARTS.items()))) == listed(PARTS)
