"""``make fuzz``: every target, one after the other, for some minutes in all; what breaks it is kept as a file."""

import argparse
import hashlib
import os
import subprocess
import sys
from pathlib import Path

from tests.system.fuzz.target import KEYS
from tests.system.fuzz.targets import TARGETS

ROOT = Path(__file__).parents[3]
KEPT = ROOT / ".fuzz"
"""What led to new code, from one run to the next, and what broke something."""
LONGEST, PATIENCE, MEMORY = 40_000, 20, 2048
HASTY = {"paper": 1}
"""Seconds of targets that must take few steps a byte, whatever comes."""


def main() -> None:
    """Fuzz, or try again what was found."""
    parser = argparse.ArgumentParser(prog="make fuzz ARGS=…", description="Fuzz what reads foreign bytes.")
    parser.add_argument("targets", nargs="*", choices=[*TARGETS, []], help="all unless named")
    minutes = float(os.environ.get("MOTCUA_FUZZ_MINUTES") or 10)
    parser.add_argument("--minutes", type=float, default=minutes, help="in all; MOTCUA_FUZZ_MINUTES or 10")
    parser.add_argument("--again", type=Path, metavar="FILE", help="run one target on what broke it")
    options = parser.parse_args()
    os.environ[KEYS] = str(KEPT / "keys")
    names = options.targets or list(TARGETS)
    if options.again:
        for name in names:
            TARGETS[name]().run(options.again.read_bytes())
        return
    broken = [name for name in names if not fuzzed(name, options.minutes * 60 / len(names))]
    print(f"broken: {', '.join(broken)}" if broken else f"{len(names)} targets, nothing broke")
    sys.exit(bool(broken))


def fuzzed(name: str, seconds: float) -> bool:
    """Fuzz one target in a process of its own; whether nothing broke."""
    corpus = KEPT / name
    corpus.mkdir(parents=True, exist_ok=True)
    for seed in TARGETS[name]().seeds:
        (corpus / hashlib.sha256(seed).hexdigest()).write_bytes(seed)
    print(f"== {name}: {seconds:.0f} s", flush=True)
    limits = [f"-max_total_time={max(seconds, 1):.0f}", f"-max_len={LONGEST}", f"-timeout={HASTY.get(name, PATIENCE)}"]
    limits += [f"-rss_limit_mb={MEMORY}", f"-artifact_prefix={KEPT}/{name}-", "-verbosity=0", "-print_final_stats=1"]
    command = [sys.executable, "-m", "tests.system.fuzz.guided", name, *limits, str(corpus)]
    ended = subprocess.run(command, cwd=ROOT, check=False)
    if ended.returncode:
        print(f"== {name} broke: make fuzz ARGS='{name} --again FILE' with the file named above", flush=True)
    return not ended.returncode


if __name__ == "__main__":
    main()
