"""A bare machine gets exactly what the lock file names, by a Python that really runs."""

import hashlib
import os
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

import bootstrap

ROOT = Path(__file__).parents[1]


def locked_wheels() -> list[dict[str, str]]:
    wheels: list[dict[str, str]] = bootstrap.locked_uv((ROOT / "uv.lock").read_text())["wheels"]
    return wheels


@pytest.mark.parametrize(
    ("system", "machine", "libc", "chosen"),
    [
        ("linux", "x86_64", "glibc", "manylinux_2_17_x86_64"),
        ("linux", "aarch64", "glibc", "manylinux_2_17_aarch64"),
        ("linux", "x86_64", "", "musllinux_1_1_x86_64"),
        ("linux", "aarch64", "", "musllinux_1_1_aarch64"),
        ("darwin", "arm64", "", "macosx_11_0_arm64"),
        ("darwin", "x86_64", "", "macosx_10_12_x86_64"),
    ],
)
def test_the_wheel_of_uv_fits_the_platform(system: str, machine: str, libc: str, chosen: str) -> None:
    wheel = bootstrap.choose_wheel(locked_wheels(), bootstrap.wheel_tags(system, machine, libc))

    assert chosen in wheel["url"]


def test_an_unknown_platform_is_named() -> None:
    with pytest.raises(SystemExit, match=r"names no uv for this platform .*sparc"):
        bootstrap.choose_wheel(locked_wheels(), bootstrap.wheel_tags("linux", "sparc", "glibc"))


def test_a_download_with_another_hash_is_refused() -> None:
    expected = f"sha256:{hashlib.sha256(b'what was locked').hexdigest()}"

    assert bootstrap.verified(b"what was locked", expected) == b"what was locked"
    with pytest.raises(SystemExit, match="not the locked one"):
        bootstrap.verified(b"what came", expected)


def test_the_binary_is_taken_out_of_its_wheel() -> None:
    wheel = BytesIO()
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("uv/__init__.py", "")
        archive.writestr("uv-1.2.3.data/scripts/uv", b"the binary")

    assert bootstrap.unpack_uv(wheel.getvalue()) == b"the binary"


def test_a_download_that_fails_ends_in_a_sentence() -> None:
    with pytest.raises(SystemExit, match="could not download"):
        bootstrap.download("http://127.0.0.1:9/uv.whl")


def test_a_uv_that_does_not_run_is_no_uv(tmp_path: Path) -> None:
    assert bootstrap.uv_version(str(tmp_path / "absent")) == ()
    assert bootstrap.uv_version(str(program(tmp_path, "uv", "echo uv 0.9.1; exit 0"))) == (0, 9, 1)
    assert bootstrap.uv_version(str(program(tmp_path, "uv", "echo shim: no such version >&2; exit 127"))) == ()


def program(folder: Path, name: str, does: str) -> Path:
    """An executable of one line of shell."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{does}\n")
    path.chmod(0o755)
    return path


def find_python(checkout: Path, *path: Path) -> subprocess.CompletedProcess[str]:
    """Run the finder from a checkout without an environment, with this PATH before the shell's own tools."""
    script = program(checkout / ".ci", "find-python", "")
    script.write_text((ROOT / ".ci/find-python").read_text())
    return subprocess.run(
        ["/bin/sh", script],
        env=os.environ | {"PATH": ":".join([*map(str, path), "/usr/bin", "/bin"])},
        capture_output=True,
        text=True,
    )


def test_a_python_that_is_too_old_or_only_a_shim_is_passed_over(tmp_path: Path) -> None:
    shims = tmp_path / "shims"
    program(shims, "python3.13", "echo 'not installed' >&2; exit 127")
    program(shims, "python3", f'exec "{sys.executable}" -c "import sys; sys.exit(1)"')
    real = program(tmp_path / "real", "python3.13", f'exec "{sys.executable}" "$@"')

    assert find_python(tmp_path / "checkout", shims, real.parent).stdout.strip() == str(real)


def test_the_projects_own_environment_comes_first(tmp_path: Path) -> None:
    own = program(tmp_path / "checkout/.venv/bin", "python", f'exec "{sys.executable}" "$@"')
    program(tmp_path / "other", "python3.13", f'exec "{sys.executable}" "$@"')

    found = find_python(tmp_path / "checkout", tmp_path / "other").stdout.strip()

    assert Path(found).samefile(own)


def test_a_broken_environment_is_passed_over(tmp_path: Path) -> None:
    program(tmp_path / "checkout/.venv/bin", "python", "exit 1")
    other = program(tmp_path / "other", "python3.13", f'exec "{sys.executable}" "$@"')

    assert find_python(tmp_path / "checkout", other.parent).stdout.strip() == str(other)


def test_no_file_of_ours_names_a_package_host() -> None:
    ours = [ROOT / name for name in ("bootstrap.py", "Makefile", ".ci/run", ".ci/find-python", "Dockerfile")]

    assert not [path.name for path in ours if "pypi" in path.read_text() or "pythonhosted" in path.read_text()]


def test_a_warm_start_asks_nothing_of_the_network(tmp_path: Path) -> None:
    for name in ("bootstrap.py", "uv.lock", "pyproject.toml"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    stamp = subprocess.run(
        [sys.executable, "-c", "import bootstrap; print(bootstrap.fingerprint(), end='')"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv/.installed").write_text(stamp.stdout)

    warm = subprocess.run(
        [sys.executable, "-c", "import bootstrap; bootstrap.install_environment()"],
        cwd=tmp_path,
        env=os.environ | {"HTTPS_PROXY": "http://127.0.0.1:9", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
    )

    assert (warm.returncode, warm.stderr) == (0, "")
    assert not (tmp_path / ".uv").exists()
