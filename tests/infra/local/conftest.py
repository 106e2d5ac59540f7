"""Folders and ports of a house that lives for one test."""

from pathlib import Path

import pytest

from infra.local.folder import free_port


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def closed_folder(tmp_path: Path) -> Path:
    """Nobody but its owner may even pass through the folder above it."""
    tmp_path.chmod(0o700)
    return tmp_path / "house"
