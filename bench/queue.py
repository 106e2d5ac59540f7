"""What a page of an officer's queue takes with a million dossiers in the database: ``python -m bench.queue``."""

import random
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import asyncpg
from fastapi import Request
from sqlalchemy import text
from sqlalchemy.engine import make_url

from api.container import Container
from api.http.cursors import PAGE
from api.web.work import work
from bench.meter import cpu_ms, postmaster
from bench.tables import Table, alone, number
from domain.base.law import Role
from domain.dossier.acts import Actor
from infra.crypto.keys import Keyring
from infra.db.database import Database
from infra.facts.loading import load_offices
from infra.identity.oidc import Identity
from infra.journal.journal import Journal
from infra.reads import queues
from infra.reads.queues import Asked, Box
from infra.runtime.languages import LANGUAGES
from tests.support.examples import CALENDARS, LAWS, REGISTRY
from tests.support.keys import MASTERS
from tests.support.ledger import running_database
from workflows.catalogue import catalogue

DOSSIERS, PAGES = 1_000_000, 200
TITLE = "An officer's queue"
ABOUT = """A database with {dossiers:,} dossiers and {tasks:,} tasks, {open:,} of them open, {ours:,} at the one office
whose officer asks, which has every eighth dossier; rows made by SQL, each dossier's sealed state cut to 200 bytes,
since no list reads it. A page is the function behind `GET /work`: its three questions to PostgreSQL under row-level
security and the filled template, without the session's look-up and the network. {pages} pages of each kind, in random
places where it says so. Below stand the plain ways over the same tables and indexes: pages by `OFFSET`, and counts that
count to the end."""
FILL = """
INSERT INTO dossiers (code, procedure, applicant, receiving, competent, status, due_at, seq, head, state, filed_at,
                      seen_by)
SELECT 'D' || lpad(n::text, 8, '0'), ($2::text[])[1 + chance / 50 % cardinality($2::text[])], person, office, office,
       CASE WHEN chance % 10 < 3 THEN 4 ELSE 10 END, due, 9, md5(n::text), decode(repeat(md5(n::text), 13), 'hex'),
       due - interval '5 days', ARRAY[person, office]
FROM (SELECT n, chance, md5((n % 300000)::text) AS person,
             CASE WHEN chance % 8 = 0 THEN 'O0' ELSE 'O' || chance / 8 % 104 END AS office,
             now() + make_interval(mins => chance % 30000 - 500) AS due
      FROM (SELECT n, hashint4(n) & 2147483647 AS chance FROM generate_series(1, $1) AS n) AS drawn) AS made
"""
TASKS = """
INSERT INTO tasks (id, dossier, kind, role, agency, claimed_by, opened_at, due_at, closed_at, procedure, competent,
                   dated)
SELECT md5(code || step), code, (ARRAY['receive', 'verify', 'approve', 'hand_over'])[1 + (chance / 90 + step) % 4],
       role,
       CASE WHEN role = 'applicant' THEN '' ELSE competent END,
       CASE WHEN chance / 30 % 3 = 0 OR step < 4 THEN competent || '-' || chance / 90 % 20 ELSE '' END,
       filed_at, due_at, CASE WHEN status = 4 AND step = 4 THEN NULL ELSE due_at END, procedure, competent,
       status = 4 AND step = 4 AND role <> 'applicant'
FROM (SELECT *, (ARRAY['receiving_officer', 'civil_status_officer', 'commune_leader', 'clerk', 'applicant'])
                [1 + chance / 16 % 5] AS role
      FROM (SELECT *, hashint4(substr(code, 2)::int) & 2147483647 AS chance FROM dossiers) AS numbered) AS given,
     generate_series(CASE WHEN status = 4 THEN 3 ELSE 4 END, 4) AS step
"""
INDEXES = """
SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ('dossiers', 'tasks') AND indexname NOT LIKE 'pk_%'
"""
HAS = """
SELECT count(*) AS tasks, count(*) FILTER (WHERE closed_at IS NULL) AS open,
       count(*) FILTER (WHERE closed_at IS NULL AND agency = 'O0') AS ours FROM tasks
"""
PLAIN = text("""
SELECT * FROM tasks WHERE agency = :agency AND role = ANY(:roles) AND closed_at IS NULL
ORDER BY due_at, id LIMIT 50 OFFSET :offset
""")
ALL_COUNTED = text("""
SELECT count(*) FILTER (WHERE role = ANY(:roles)), count(*) FILTER (WHERE claimed_by = :me),
       count(*) FILTER (WHERE role = ANY(:roles) AND dated AND due_at < :now)
FROM tasks WHERE (agency = :agency OR competent = :agency) AND closed_at IS NULL
""")


async def fill(owner: asyncpg.Connection, dossiers: int) -> dict[str, int]:
    """Make the rows, their indexes after them, and say how many there are."""
    indexes = await owner.fetch(INDEXES)
    # Rows of one statement refer to each other rightly: nobody looks each of them up.
    await owner.execute("SET session_replication_role = replica")
    for index in indexes:
        await owner.execute(f"DROP INDEX {index['indexname']}")
    await owner.execute(FILL, dossiers, sorted(catalogue()), timeout=None)
    await owner.execute(TASKS)
    for index in indexes:
        await owner.execute(index["indexdef"])
    await owner.execute("VACUUM (ANALYZE) dossiers")
    await owner.execute("VACUUM (ANALYZE) tasks")
    return dict(await owner.fetchrow(HAS))


@dataclass
class Desk:
    """An officer of the big office, before the tools of the front door that a queue needs."""

    tools: Container
    who: Identity
    pages: int
    postgres: int
    """The database's process."""
    places: list[tuple[datetime, str]]
    """Somewhere in the office's queue."""

    def request(self) -> Request:
        """Somebody asks for a page."""
        state = SimpleNamespace(state=SimpleNamespace(container=self.tools, languages=LANGUAGES))
        return Request(
            {"type": "http", "method": "GET", "path": "/work", "query_string": b"", "headers": [], "app": state}
        )

    async def page(self, **what: Any) -> None:
        """Show one."""
        answer = await work(self.request(), self.who, self.tools, **what)
        assert b"mc-queue__row" in answer.body

    async def asked(self, ask: Callable[[Any, Asked], Awaitable[Any]]) -> None:
        """Ask the database alone, as the page does."""
        async with self.tools.journal.database.transaction(self.who.actor) as tx:
            await ask(tx, Asked.by(self.who, self.tools.journal.clock()))

    async def timed(self, name: str, once: Callable[[], Awaitable[Any]]) -> tuple[str, ...]:
        """Do something many times and give the row that says how long it took, and how much of it was work."""
        for _ in range(10):
            await once()
        took, ours, theirs = [], time.process_time(), cpu_ms(self.postgres)
        for _ in range(self.pages):
            began = time.perf_counter()
            await once()
            took.append(1000 * (time.perf_counter() - began))
        own, database = 1000 * (time.process_time() - ours), cpu_ms(self.postgres) - theirs
        took.sort()
        figures = (took[len(took) // 2], took[int(len(took) * 0.95)], own / len(took), database / len(took))
        return name, *map(number, figures)

    def deep(self) -> str:
        """The cursor of a random place."""
        from api.http.cursors import following

        at, name = random.choice(self.places)
        return following(PAGE, at, name) or ""


async def sat_down(database: Database, postgres: int, pages: int) -> Desk:
    """Open what a page needs, and remember places in the queue."""
    journal = Journal(database, CALENDARS, LAWS, REGISTRY, clock=lambda: datetime.now(UTC))
    tools = SimpleNamespace(
        journal=journal,
        procedures=catalogue(),
        registry=REGISTRY,
        offices=load_offices(),
        settings=SimpleNamespace(environment="test"),
    )
    roles = frozenset({Role.RECEIVING_OFFICER, Role.CIVIL_STATUS_OFFICER, Role.CLERK})
    who = Identity(Actor(kind="officer", id="O0-3", agency="O0", roles=roles), "Cán bộ")
    desk = Desk(cast("Container", tools), who, pages, postgres, [])
    where = text("SELECT due_at, id FROM tasks WHERE agency = 'O0' AND closed_at IS NULL AND role = 'clerk'")
    async with database.transaction(who.actor) as tx:
        places = [(row.due_at, row.id) for row in (await tx.execute(where)).all()]
    # Something is to come after each.
    desk.places = sorted(places)[: len(places) // 2 + 1]
    return desk


async def pages_of(desk: Desk) -> list[tuple[str, ...]]:
    """Time what people look at, and beside it the plain ways."""
    rare = min(catalogue())
    offsets = len(desk.places)
    plain = {"agency": "O0", "roles": [role.value for role in desk.who.actor.roles], "me": desk.who.actor.id}

    async def by_offset(tx: Any, _: Asked) -> None:
        # Three roles: three times as many tasks as there are places of one.
        (await tx.execute(PLAIN, plain | {"offset": random.randrange(3 * offsets)})).all()

    async def counted(tx: Any, asked: Asked) -> None:
        (await tx.execute(ALL_COUNTED, plain | {"now": asked.now})).all()

    async def keyset(tx: Any, asked: Asked) -> None:
        await queues.page(tx, asked, PAGE, *random.choice(desk.places))

    return [
        await desk.timed("page: the office's, first", lambda: desk.page(box=Box.UNIT)),
        await desk.timed("page: the office's, anywhere", lambda: desk.page(box=Box.UNIT, cursor=desk.deep())),
        await desk.timed("page: of one procedure, free", lambda: desk.page(procedure=[rare], holder="free")),
        await desk.timed("page: mine", lambda: desk.page(box=Box.MINE)),
        await desk.timed("page: late", lambda: desk.page(box=Box.LATE)),
        await desk.timed("page: waiting for others", lambda: desk.page(box=Box.OTHERS)),
        await desk.timed("of it the rows, anywhere", lambda: desk.asked(keyset)),
        await desk.timed("of it the five counts", lambda: desk.asked(queues.counts)),
        await desk.timed("plain: rows by LIMIT/OFFSET, anywhere", lambda: desk.asked(by_offset)),
        await desk.timed("plain: three counts to the end", lambda: desk.asked(counted)),
    ]


async def measure(dossiers: int = DOSSIERS, pages: int = PAGES) -> Table:
    """Make the rows, and time the pages."""
    with tempfile.TemporaryDirectory(prefix="motcua-") as folder:
        async with running_database(Path(folder), {}) as urls:
            plain = make_url(urls.owner).set(drivername="postgresql").render_as_string(hide_password=False)
            owner = await asyncpg.connect(plain)
            has = await fill(owner, dossiers)
            await owner.close()
            async with Database(urls.api, Keyring(MASTERS)) as database:
                rows = await pages_of(await sat_down(database, postmaster(Path(folder)), pages))
    about = ABOUT.format(dossiers=dossiers, pages=pages, **has)
    return Table(
        title=TITLE,
        about=about,
        columns=("what", "p50, ms", "p95, ms", "CPU of ours, ms", "CPU of PostgreSQL, ms"),
        rows=rows,
    )


if __name__ == "__main__":
    alone(measure, __doc__, queued=(DOSSIERS, "dossiers in the database"), queue_pages=(PAGES, "pages of each kind"))
