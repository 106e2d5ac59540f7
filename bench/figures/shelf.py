"""What a look at somebody's results takes with a million in the warehouse: ``python -m bench --only warehouse``."""

import random
import tempfile
import time
from pathlib import Path

import asyncpg
from sqlalchemy.engine import make_url

from bench.tables import Figure, Table, alone, rows_of
from domain.dossier.acts import Actor
from infra.crypto.keys import Keyring
from infra.db.database import Database
from infra.facts.warehouse import load_sharing
from infra.warehouse.shelf import Shelf
from tests.support.keys import MASTERS
from tests.support.ledger import running_database

RESULTS, ASKED = 1_000_000, 500
TITLE = "Results in the shared warehouse"
ABOUT = """{results:,} results of {people:,} people, rows made by SQL, every third of two; an agency asks for all of one
of them, another each time, under row-level security and without the token, the receipt and the network. Promised are
30 ms for 95 of 100."""
FILL = """
INSERT INTO warehouse_results (number, kind, issuer, owners, issued_on, issued_at, sha256, path, signature)
SELECT 'N-' || n, ($2::text[])[1 + n % cardinality($2::text[])], '11953',
       CASE WHEN n % 3 = 0 THEN ARRAY[md5((n / 4)::text), md5((n % ($1 / 4))::text)] ELSE ARRAY[md5((n / 4)::text)] END,
       day::date, day, md5(n::text) || md5(n::text), 'results/' || n, 'stamped'
FROM (SELECT n, now() - make_interval(mins => n % 500000) AS day FROM generate_series(1, $1) AS n) AS made
"""


async def measure(results: int = RESULTS, asked: int = ASKED) -> Table:
    """Make the rows, and ask for the results of people by chance."""
    kinds, by = [*load_sharing().by_kind], Actor(kind="agency", id="residence")
    with tempfile.TemporaryDirectory(prefix="motcua-") as name:
        async with running_database(Path(name), {}) as urls:
            plain = make_url(urls.owner).set(drivername="postgresql").render_as_string(hide_password=False)
            owner = await asyncpg.connect(plain)
            await owner.execute(FILL, results, kinds, timeout=None)
            await owner.execute("VACUUM (ANALYZE) warehouse_results", timeout=None)
            drawn = random.Random(766)
            people = [await owner.fetchval("SELECT md5($1)", str(drawn.randrange(results // 4))) for _ in range(asked)]
            await owner.close()
            async with Database(urls.api, Keyring(MASTERS)) as database:
                shelf, took, found = Shelf(database), list[float](), 0
                for person in people:
                    began = time.perf_counter()
                    found += len(await shelf.of_owner(by, person, kinds))
                    took.append((time.perf_counter() - began) * 1000)
    if not found:
        raise AssertionError("nobody has a result: the rows are not those that are asked for")
    took.sort()
    figures: list[Figure] = [
        ("results", results, 0),
        ("found for a person", found / asked, 1),
        ("results of a person, p50, ms", took[len(took) // 2], 2),
        ("results of a person, p95, ms", took[int(len(took) * 0.95)], 2),
    ]
    about = ABOUT.format(results=results, people=results // 4)
    return Table(title=TITLE, about=about, columns=("what", ""), rows=rows_of(figures))


if __name__ == "__main__":
    alone(measure, __doc__, results=(RESULTS, "results in the warehouse"), asked=(ASKED, "people asked about"))
