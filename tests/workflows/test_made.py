"""What a made year leaves under way stands where its workflow would have it: whoever acts goes on with it."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import WorkflowEnvironment

from activities.rehearsal import rehearsing
from domain.base.calendar import VIETNAM
from domain.dossier.acts import ENGINE
from infra.facts.loading import Facts
from infra.journal.journal import Journal
from infra.vietnam.made.courses import COURSES
from infra.vietnam.made.households import Neighbours
from infra.vietnam.made.making import Maker, Year
from sandbox.people.residents import world
from sandbox.vietnam.population import couple_of
from tests.support.examples import INDEX, REGISTRY
from tests.support.ledger import open_ledger, running_database
from workflows.catalogue import PROCEDURES

BEGIN, END = datetime(2026, 9, 1, tzinfo=VIETNAM), datetime(2026, 12, 1, tzinfo=VIETNAM)
MANY, EACH = 300, 2
EXACT = {course.procedure for course in COURSES if course.exact}
UNDER_WAY = """
SELECT code, procedure FROM dossiers WHERE status NOT IN (3, 7, 8, 10) OR code IN (
    SELECT dossier FROM events WHERE act ->> 'type' = 'duties_begun'
) ORDER BY procedure, code
"""


async def told(journal: Journal, code: str) -> Sequence[str]:
    """What happened to it, in short."""
    return [event.act.type for event in await journal.events(code, ENGINE)]


async def test_its_workflow_asks_for_all_that_the_journal_holds(env: WorkflowEnvironment, tmp_path: Path) -> None:
    facts = Facts.load()
    neighbours = Neighbours.of([couple_of(couple) for couple in world().couples], facts.offices)
    async with running_database(tmp_path) as urls, open_ledger(urls) as ledger:
        maker = Maker(facts, REGISTRY, INDEX, neighbours, Year(MANY, 5, BEGIN, END))
        await maker.make(ledger.engine.database, sorted(maker.plan))
        rows, seen = await ledger.rows(UNDER_WAY), dict[str, int]()
        # The engine's own client seals payloads by keys that lie in another database.
        where = env.client.service_client.config.target_host
        client = await Client.connect(where, data_converter=pydantic_data_converter)
        async with rehearsing(client, PROCEDURES) as rehearsal:
            for row in rows:
                code, procedure = row["code"], row["procedure"]
                seen[procedure] = seen.get(procedure, 0) + 1
                if procedure in EXACT and seen[procedure] <= EACH:
                    walk = await rehearsal.walk(code, procedure, await ledger.engine.events(code, ENGINE))
                    assert walk.holds, (procedure, walk.why, walk.place, await told(ledger.engine, code))
    assert {"1.014748", "3.000722"} <= seen.keys(), "those that go on for months, and those that others follow"
