"""The benchmark runs, the plain way with it, and says everything it promises; how fast it was is not asked."""

import asyncio
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bench.__main__ import BEGIN, END, MEASURES, RESULTS
from bench.courses import FILINGS
from bench.signing import PARTS as PARTS_OF_SIGNING
from bench.signing import STEPS
from tests.system.nothing_lost.crowd import STORM
from workflows.catalogue import PROCEDURES

ROOT = Path(__file__).parents[2]
ALONE = "heads queue keys province promise statistics warehouse lines"
LONG = "procedures simulated signing unsealed waiting live hostile"
"""They start houses and workers to measure: as the storm's they take their time when there is some."""
RUNS = (
    (
        f"--only {ALONE}"
        " --facts 3000 --looks 2 --fed 10 --made 200 --released 2000 --shared 4000 --owners 20"
        " --queued 8000 --queue-pages 2 --leaves 2000 --journals 50 --proofs 20 --appends 96 --turns 1 --sealed 1"
    ),
    (
        f"--only {LONG} --births 2 --paced 2 --rounds 1 --waiting 4 --cached 1 --calm 0.1 --streams 3 --repeats 1"
        " --contributions 12 --simulations 1 --results-signed 1 --beside 0.1 --fuzzed 0 --kinds 1 --small"
    ),
)[: 2 if STORM else 1]
"""Every measure in its smallest size, in runs that share the machine. The table with seals is the same code as the one
without, on two more houses."""
MEASURED = [*ALONE.split(), *(LONG.split() if STORM else [])]
PARTS = ("temporal", "postgres", "worker", "api", "sandbox")
EACH = tuple(f"{procedure.code} {procedure.__name__}" for procedure in PROCEDURES)
SCREENS = (
    *("overview |", "map of the", "due and late", "what comes in", "registers", "payments |", "interlinked"),
    *("overview of a day", "map of then", "due and late then", "payments of then"),
)
ROWS = {
    "unsealed": (
        "dossiers/s",
        *(f"{part} CPU" for part in PARTS),
        "CPU of all processes",
        "history events",
        *(f"{store} bytes" for store in ("temporal", "postgres", "documents")),
        "filing answered and visible",
        "officer's act answered and visible",
    ),
    "procedures": EACH,
    "simulated": ("unemployment benefit", "certified copy", "monthly allowance"),
    "waiting": (
        "dossiers that wait",
        "of them at their verification",
        "workflows open",
        "filed and answered, dossiers/s",
        "postgres bytes",
        "temporal bytes",
        "worker memory",
        "temporal memory",
        *(f"{part} CPU while all wait" for part in PARTS),
        *(f"{what}, {share}" for what in ("an act, answered", "the next task, there") for share in ("p50", "p95")),
    ),
    "heads": (
        *(
            f"events {done}, events/s{way}"
            for done in ("held against a head", "verified")
            for way in ("", " by its CPU")
        ),
        "leaves of the tree",
        "bytes a leaf",
        *(f"{kind} proof, {place}, ms" for kind in ("inclusion", "consistency") for place in ("p50", "p99")),
        "publishing those",
        "publishing when none grew",
    ),
    "signing": (
        *(f"{step}, ms" for step in STEPS),
        "altogether: a B-LTA result, ms",
        "B-LTA results/s, 2 processes",
        *(f"{part} for one, ms" for part in PARTS_OF_SIGNING),
        "B-LTA results/s that 2 cores can spend",
        "event loop's longest block meanwhile, ms",
    ),
    "queue": (
        *(
            f"page: {which}"
            for which in (
                "the office's, first",
                "the office's, anywhere",
                "of one procedure",
                "mine",
                "late",
                "waiting for others",
            )
        ),
        "of it the rows",
        "of it the five counts",
        "plain: rows by LIMIT/OFFSET",
        "plain: three counts",
    ),
    "keys": (
        "appended, events/s",
        "the same unsealed, events/s",
        "CPU of an event, ms",
        "CPU of PostgreSQL an event, ms",
        "events/s that 2 cores can spend",
        "sealed and opened a birth",
        "CPU of that a birth, ms",
        "CPU of journal and worker a birth, ms",
        "part of it, %",
    ),
    "live": (
        "pages open",
        "connections that listen",
        "seconds until all were open",
        "front door's memory a page, KB",
        "transactions/s of a house at rest, no page open",
        "the same, all pages open",
        "front door's CPU at rest, no page open, ms/s",
        "the same, all pages open, ms/s",
        "seconds from an act until half of the pages show it",
        "until all do",
        "front door's CPU for it a page, ms",
    ),
    "province": (
        "a year published as files",
        "a year's files taken in",
        *(
            f"index of {of}, {how}"
            for of in ("the province and a year", "each commune and body")
            for how in ("cold", "kept")
        ),
        "plain: two of its counts",
        *(f"screen: {which}" for which in SCREENS),
        "facts behind acts",
        "memory of a front door",
    ),
    "promise": ("all",),
    "statistics": ("leaves", "made, s", "counted again, s", "the file for everybody", "the file for inspectors"),
    "warehouse": ("results", "found for a person", "results of a person, p50", "results of a person, p95"),
    "hostile": ("nothing of the kind", "streams repeated", "all of these"),
    "lines": EACH,
}
"""How the rows of each measure begin."""
OLD = f"before\n{BEGIN}\nold figures\n{END}\nafter\n"


@dataclass(frozen=True)
class Ran:
    """What a run printed, and what it kept."""

    printed: str
    kept: str

    def table(self, measure: str) -> list[str]:
        """The rows of one measure."""
        sections = f"\n{self.printed}".split("\n## ")
        mine = [section for section in sections if section.startswith(f"{MEASURES[measure].title}\n")]
        return [line for section in mine for line in section.splitlines() if line.startswith("| ")]


async def run(options: str, results: Path) -> str:
    """Run it as ``make bench`` does, to its end; give what it printed."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench", "--results", str(results), *options.split()),
        cwd=ROOT,
        env=os.environ,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        out, err = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode == 0, err.decode()
    return out.decode()


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Path]]:
    """Files for the results of each run, with earlier ones in them; the committed file stays as it is."""
    committed, folder = RESULTS.read_bytes(), tmp_path_factory.mktemp("bench")
    files = [folder / f"{place}.md" for place in range(len(RUNS))]
    for file in files:
        file.write_text(OLD)
    yield files
    assert RESULTS.read_bytes() == committed


@pytest.fixture(scope="module")
async def runs(kept: list[Path]) -> list[Ran]:
    """All that was measured."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(run(options, results)) for options, results in zip(RUNS, kept, strict=True)]
    return [Ran(task.result(), results.read_text()) for task, results in zip(tasks, kept, strict=True)]


@pytest.mark.parametrize("measure", MEASURED)
async def test_a_measure_prints_all_its_rows_and_keeps_them(measure: str, runs: list[Ran]) -> None:
    [ran] = [ran for ran in runs if ran.table(measure)]
    table = ran.table(measure)
    assert [row for row in ROWS[measure] if not any(line.startswith(f"| {row}") for line in table)] == []
    assert [line for line in table if line not in ran.kept] == []


async def test_what_people_wrote_around_the_figures_stays(runs: list[Ran]) -> None:
    assert [(ran.kept[:7], ran.kept[-6:], "old figures" in ran.kept) for ran in runs] == [
        ("before\n", "after\n", False)
    ] * len(runs)


def test_every_measure_is_run_and_every_procedure_measured() -> None:
    assert {*ROWS, "sealed"} == {*ALONE.split(), *LONG.split(), "sealed"} == set(MEASURES)
    assert set(FILINGS) == set(PROCEDURES)
