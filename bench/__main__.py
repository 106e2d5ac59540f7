"""``make bench``: every measure, one after the other; prints the tables and writes ``RESULTS.md``."""

import argparse
import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from bench import encryption, heads, hostile, lines, live, procedures, queue, signing, simulated, waiting, ways
from bench.figures import promise, proof, province, shelf
from bench.tables import Table
from infra.local.house import LocalHouse
from tests.support.houses import PassingHouse

RESULTS = Path(__file__).parent / "RESULTS.md"
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"


@dataclass(frozen=True)
class Measure:
    """One table of the results, and how it comes about."""

    title: str
    take: Callable[[argparse.Namespace], Awaitable[Table]]


MEASURES = {
    "unsealed": Measure(
        ways.TITLES["unsealed"], lambda said: ways.measure("unsealed", said.births, said.paced, said.rounds)
    ),
    "sealed": Measure(ways.TITLES["sealed"], lambda said: ways.measure("sealed", said.births // 2, 0, said.rounds)),
    "procedures": Measure(procedures.TITLE, lambda said: procedures.measure(said.repeats, said.calm)),
    "simulated": Measure(simulated.TITLE, lambda said: simulated.measure(said.contributions, said.simulations)),
    "waiting": Measure(waiting.TITLE, lambda said: waiting.measure(said.waiting, said.cached, said.calm, said.house)),
    "heads": Measure(heads.TITLE, lambda said: heads.measure(said.leaves, said.journals, said.proofs)),
    "signing": Measure(signing.TITLE, lambda said: signing.measure(said.results_signed)),
    "queue": Measure(queue.TITLE, lambda said: queue.measure(said.queued, said.queue_pages)),
    "keys": Measure(encryption.TITLE, lambda said: encryption.measure(said.appends, said.turns, said.sealed)),
    "live": Measure(live.TITLE, lambda said: live.measure(said.streams, min(said.calm, live.CALM), said.house)),
    "hostile": Measure(hostile.TITLE, lambda said: hostile.measure(said.beside, said.fuzzed, said.kinds, said.house)),
    "province": Measure(province.TITLE, lambda said: province.measure(said.facts, said.looks, said.fed)),
    "promise": Measure(promise.TITLE, lambda said: promise.measure(said.made)),
    "statistics": Measure(proof.TITLE, lambda said: proof.measure(said.released)),
    "warehouse": Measure(shelf.TITLE, lambda said: shelf.measure(said.shared, said.owners)),
    "lines": Measure(lines.TITLE, lambda _: asyncio.to_thread(lines.measure)),
}


def asked() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--births", type=int, default=120, help="dossiers a round, beside the plain way")
    parser.add_argument("--paced", type=int, default=150, help="dossiers filed at 5 a second for the latencies")
    parser.add_argument("--rounds", type=int, default=ways.ROUNDS, help="rounds of each way")
    parser.add_argument("--repeats", type=int, default=procedures.REPEATS, help="dossiers of each procedure")
    parser.add_argument("--contributions", type=int, default=simulated.LONGEST, help="months the unemployed paid")
    parser.add_argument("--simulations", type=int, default=simulated.REPEATS, help="dossiers of each simulated wait")
    parser.add_argument("--waiting", type=int, default=waiting.DOSSIERS, help="dossiers that wait")
    parser.add_argument("--cached", type=int, default=waiting.CACHED, help="of them, kept in the worker's memory")
    parser.add_argument("--calm", type=float, default=waiting.CALM, help="seconds in which what rests is metered")
    parser.add_argument("--leaves", type=int, default=heads.LEAVES, help="leaves of the tree over all journals")
    parser.add_argument("--journals", type=int, default=heads.JOURNALS, help="journals that are verified")
    parser.add_argument("--proofs", type=int, default=heads.PROOFS, help="proofs of each kind")
    parser.add_argument("--results-signed", type=int, default=signing.RESULTS, help="results that are signed")
    parser.add_argument("--queued", type=int, default=queue.DOSSIERS, help="dossiers behind an officer's queue")
    parser.add_argument("--queue-pages", type=int, default=queue.PAGES, help="pages of it, of each kind")
    parser.add_argument("--appends", type=int, default=encryption.APPENDS, help="events appended a round")
    parser.add_argument("--turns", type=int, default=encryption.ROUNDS, help="rounds with keys, and without")
    parser.add_argument("--sealed", type=int, default=encryption.BIRTHS, help="births whose sealing is timed")
    parser.add_argument("--streams", type=int, default=live.STREAMS, help="pages that follow a dossier live")
    parser.add_argument("--facts", type=int, default=province.DOSSIERS, help="dossiers of a province's year")
    parser.add_argument("--made", type=int, default=promise.DOSSIERS, help="dossiers of a made year with promises")
    parser.add_argument("--released", type=int, default=proof.LEAVES, help="dossiers of a figure with its proof")
    parser.add_argument("--shared", type=int, default=shelf.RESULTS, help="results in the shared warehouse")
    parser.add_argument("--owners", type=int, default=shelf.ASKED, help="people whose results are asked for")
    parser.add_argument("--looks", type=int, default=province.LOOKS, help="looks at each screen of its figures")
    parser.add_argument("--fed", type=int, default=province.EVENTS, help="acts whose facts are waited for")
    parser.add_argument("--beside", type=float, default=hostile.SECONDS, help="seconds of uploads beside a file")
    parser.add_argument("--fuzzed", type=float, default=hostile.FUZZED, help="seconds of looking for files")
    parser.add_argument("--kinds", type=int, default=hostile.KINDS, help="known kinds of files made to keep us busy")
    parser.add_argument(
        "--small",
        dest="house",
        action="store_const",
        const=PassingHouse,
        default=LocalHouse,
        help="houses that start with the least they need, to see whether all is measured",
    )
    parser.add_argument("--only", nargs="+", choices=MEASURES, default=[*MEASURES], help="which measures")
    parser.add_argument("--results", type=Path, help="file to write; RESULTS.md when everything is measured")
    return parser.parse_args()


def keep(tables: list[str], results: Path) -> None:
    """Put the figures between the marks of the results; what people wrote around them stays."""
    text = results.read_text(encoding="utf-8") if results.exists() else f"{BEGIN}\n{END}\n"
    head, tail = text.split(BEGIN)[0], text.split(END)[1]
    results.write_text(f"{head}{BEGIN}\n" + "\n".join(tables) + f"\n{END}{tail}", encoding="utf-8")


async def main(said: argparse.Namespace) -> None:
    """Measure, print, and keep what a whole run measured."""
    tables: list[str] = []
    for name in said.only:
        began = time.monotonic()
        found = (await MEASURES[name].take(said)).lines()
        print("\n".join(found), flush=True)
        print(f"  {name}: {time.monotonic() - began:.0f} s", file=sys.stderr)
        tables += found
    if said.results or set(said.only) == {*MEASURES}:
        keep(tables, said.results or RESULTS)


if __name__ == "__main__":
    asyncio.run(main(asked()))
