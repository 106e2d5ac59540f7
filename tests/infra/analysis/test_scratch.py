"""What a process holds for itself goes with it, and what a killed one left goes with the next."""

import os
from pathlib import Path

from infra.analysis.scratch import PREFIX, Scratch


def folder(place: Path, name: str, touched: float | None = None) -> Path:
    """A folder with a file in it, as a process makes it."""
    made = place / f"{PREFIX}{name}"
    made.mkdir()
    (made / "month.parquet").write_bytes(b"PAR1")
    if touched is not None:
        os.utime(made, (touched, touched))
    return made


def test_what_a_killed_process_left_goes_with_the_next(tmp_path: Path) -> None:
    left = folder(tmp_path, "left", touched=0)
    Scratch(tmp_path).give_back()
    assert not left.exists()


def test_what_a_living_process_holds_stays_however_old_it_is(tmp_path: Path) -> None:
    held = Scratch(tmp_path)
    os.utime(held.path, (0, 0))
    Scratch(tmp_path).give_back()
    assert held.path.exists()
    held.give_back()
    assert list(tmp_path.iterdir()) == []


def test_what_a_process_is_about_to_hold_stays(tmp_path: Path) -> None:
    begun = folder(tmp_path, "begun")
    Scratch(tmp_path).give_back()
    assert begun.exists()


def test_nobodys_link_is_followed(tmp_path: Path) -> None:
    elsewhere = folder(tmp_path, "x", touched=0).rename(tmp_path / "elsewhere")
    (tmp_path / f"{PREFIX}link").symlink_to(elsewhere)
    Scratch(tmp_path).give_back()
    assert (elsewhere / "month.parquet").exists()
