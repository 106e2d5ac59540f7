"""A year of a province as rows made by SQL: facts, and beside them the journals that the plain way counts in."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
from sqlalchemy.engine import make_url

from domain.province.facts import EDITION
from infra.crypto.keys import Keyring
from infra.db.database import Database
from infra.facts.loading import load_offices
from tests.support.keys import MASTERS
from tests.support.ledger import Urls, running_database
from workflows.catalogue import catalogue

# Arrivals by working hours; of a hundred nine are late, seven have a supplement, two still wait for somebody.
FACTS = """
INSERT INTO province_facts (dossier, seq, edition, procedure, version, receiving, competent, channel, parent, term_case,
    identity, status, ending, filed_at, accepted_at, first_due_at, due_at, appointed_at,
    issued_at, handed_over_at, ended_at, supplements, first_asked_at, stood_for_supplements, stood_for_fees,
    stands_since, took_in, took, took_working_days, papers, digitised, answers, reused, from_store, population_asked,
    has_fee, fee, paid, paid_online, given_back, sealed, recalled, apologies, stars, waits_for, step, step_role,
    step_since, course, steady_since)
SELECT 'D' || lpad(n::text, 8, '0'), 2, $5, ($2::text[])[1 + chance % cardinality($2::text[])], 'v', office, office,
    1 + (chance / 7 % 10 < 6)::int, CASE WHEN n % 20 = 0 THEN 'D' || lpad((n - 1)::text, 8, '0') ELSE '' END, '',
    CASE WHEN chance % 4 < 3 THEN 'account' ELSE '' END, CASE WHEN open THEN 4 ELSE 10 END,
    CASE WHEN open THEN '' ELSE 'handed_over' END, filed, filed + interval '1 hour', due, due, due,
    CASE WHEN open THEN NULL ELSE done END, CASE WHEN open THEN NULL ELSE done + interval '1 day' END,
    CASE WHEN open THEN NULL ELSE done + interval '1 day' END, (chance % 100 < 7)::int, NULL, 0, 0, NULL,
    CASE WHEN open THEN '' ELSE 'working_days' END, CASE WHEN open THEN NULL ELSE 125 * (2 + chance / 3 % 200) END,
    CASE WHEN open THEN NULL ELSE 125 * (2 + chance / 3 % 200) END,
    chance % 4, chance % 2, chance % 3, chance % 3 > 0, chance % 9 = 0, chance % 5 > 0, fee > 0, fee, fee,
    CASE WHEN chance % 3 = 0 THEN fee ELSE 0 END, 0, NOT open, false, 0,
    CASE WHEN chance % 6 = 0 THEN 1 + chance % 5 END, CASE WHEN open AND chance % 50 = 0 THEN 'population' ELSE '' END,
    CASE WHEN open THEN 'verify' ELSE '' END, CASE WHEN open THEN 'civil_status_officer' END,
    CASE WHEN open THEN filed + interval '2 hours' END,
    concat_ws(' ', format('s%1$s:1 s%2$s:2 d%2$s:%3$s a%2$s:%3$s s%4$s:4 k%4$s:verify', at, at + 3600,
        1000000 * (at + until_due), at + 7200),
        CASE WHEN fee > 0 THEN format('h%3$s:1 f%1$s:%2$s p%1$s:%2$s', at + 3600, fee, at) END,
        CASE WHEN chance % 9 = 0 THEN format('e%1$s:1', at) END,
        CASE WHEN NOT open
             THEN format('s%1$s:9 k%1$s: l%1$s:1 s%2$s:10', at + until_done, at + until_done + 86400) END),
    CASE WHEN open THEN filed + interval '2 hours' ELSE done + interval '1 day' END
FROM (SELECT n, chance, filed, ($3::text[])[1 + chance / 11 % cardinality($3::text[])] AS office,
        filed + make_interval(hours => 24 + chance % 240) AS due,
        filed + make_interval(hours => 3 + chance / 3 % 200) AS done, 8000 * (chance % 2) AS fee,
        filed > $4::timestamptz - interval '10 days' AND chance % 5 < 2 AS open,
        extract(epoch FROM filed)::bigint AS at, 3600 * (24 + chance % 240) AS until_due,
        3600 * (3 + chance / 3 % 200) AS until_done
      FROM (SELECT n, hashint4(n) & 2147483647 AS chance,
              $4::timestamptz - make_interval(secs => (n::float8 / $1) * 31536000) AS filed
            FROM generate_series(1, $1) AS n) AS drawn) AS made
"""
DOSSIERS = """
INSERT INTO dossiers (code, procedure, applicant, receiving, competent, status, due_at, seq, head, state, filed_at,
                      seen_by)
SELECT dossier, procedure, md5(dossier), receiving, competent, status, due_at, 2, md5(dossier) || md5(dossier), '',
    filed_at, ARRAY[competent] FROM province_facts
"""
EVENTS = """
INSERT INTO events (dossier, seq, at, key, actor, act, digest, hash)
SELECT dossier, n, CASE n WHEN 1 THEN accepted_at ELSE coalesce(issued_at, accepted_at + interval '1 minute') END,
    'k' || n, '{}',
    CASE n WHEN 1 THEN jsonb_build_object('type', 'accepted', 'due_at', due_at)
           ELSE jsonb_build_object('type', CASE WHEN issued_at IS NULL THEN 'moved' ELSE 'issued' END) END,
    '', md5(dossier) || md5(dossier) FROM province_facts, generate_series(1, 2) AS n
"""
MONTHS = """
INSERT INTO province_parts (month, changed)
SELECT DISTINCT date_trunc('month', filed_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, 1 FROM province_facts
"""
TABLES = ("province_facts", "dossiers", "events")


def offices() -> list[str]:
    """Every office that decides."""
    return [office.code for office in load_offices().offices]


async def fill(owner: asyncpg.Connection, many: int, *, journals: bool) -> None:
    """Make the rows of a year that ends now."""
    now = await owner.fetchval("SELECT now()")
    await owner.execute("SET session_replication_role = replica")
    await owner.execute(FACTS, many, sorted(catalogue()), offices(), now, EDITION, timeout=None)
    await owner.execute(MONTHS)
    if journals:
        await owner.execute(DOSSIERS, timeout=None)
        await owner.execute(EVENTS, timeout=None)
    for table in TABLES:
        await owner.execute(f"VACUUM (ANALYZE) {table}", timeout=None)


@dataclass(frozen=True)
class Made:
    """A year on a database of its own."""

    folder: Path
    urls: Urls
    engine: Database
    under_way: int


@asynccontextmanager
async def a_year(dossiers: int) -> AsyncIterator[Made]:
    """Make one with its journals, and take it off again."""
    with tempfile.TemporaryDirectory(prefix="motcua-") as name:
        async with running_database(folder := Path(name), {}) as urls:
            plain = make_url(urls.owner).set(drivername="postgresql").render_as_string(hide_password=False)
            owner = await asyncpg.connect(plain)
            await fill(owner, dossiers, journals=True)
            under_way = await owner.fetchval("SELECT count(*) FROM province_facts WHERE issued_at IS NULL")
            await owner.close()
            async with Database(urls.engine, Keyring(MASTERS)) as engine:
                yield Made(folder, urls, engine, under_way)
