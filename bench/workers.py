"""Worker processes for measurements: ``python -m bench.workers real|plain sealed|unsealed``."""

import asyncio
import signal
import sys
from collections.abc import Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import structlog
import uvloop
from temporalio.worker import Worker

import worker as real
from activities.agencies import Agencies
from activities.records import Results
from bench.plain import PlainBirth, PlainJournal, Writer
from infra.crypto.blind_index import BlindIndex
from infra.db.database import Database
from infra.documents.orders import RenderConfig
from infra.engine.codec import make_system_key
from infra.engine.temporal import connect
from infra.facts.loading import Facts
from infra.files.storage import Store
from infra.files.vault import Vault
from infra.identity.one_time_codes import OneTimeCodes
from infra.journal.rounds import Rounds
from infra.notifications.notices import Mailer
from infra.notifications.notifier import Notifier
from infra.printing.pool import RenderPool
from infra.runtime.background import running
from infra.runtime.packages import template_folders
from infra.runtime.settings import Settings
from infra.runtime.telemetry import log_as_json
from workflows.catalogue import catalogue, registry


class BlankPool(RenderPool):
    """Prints nothing, so that the engine's own cost shows."""

    def __init__(self) -> None:
        """Need no processes."""

    async def issue(self, template: str, context: Mapping[str, object], **_: object) -> bytes:
        """An empty page."""
        return b"%PDF-1.4\n%%EOF\n"

    async def ready(self) -> None:
        """Be ready."""

    def close(self) -> None:
        """Nothing to let go."""


async def plain(settings: Settings, stop: asyncio.Event, press: RenderPool | None) -> None:
    """Serve the plain workflow, with Temporal's own values for everything."""
    log_as_json(settings.log_level)
    async with AsyncExitStack() as stack:
        database = Database.of_engine(settings, pool_size=20)
        stack.push_async_callback(database.close)
        await make_system_key(database)
        client = await connect(settings, database)
        facts = Facts.load(settings.facts)
        journal, offices = PlainJournal(database, facts.calendars, facts.laws, registry()), facts.offices
        press = press or RenderPool(
            RenderConfig(template_folders(), Path(settings.seal_key_file), Path(settings.seal_certificate_file))
        )
        stack.callback(press.close)
        registers = await real.open_registers(stack, settings, offices.province)
        index = BlindIndex(settings.blind_index_key.get_secret_value())
        grounds = real.grounds_of(settings, index)
        store = Vault(Store.from_url(settings.storage_url), database)
        results = Results(journal, press, store, offices, stand_in=True)
        activities: list[Any] = [
            Writer(journal).write,
            Agencies(journal, registers, grounds=grounds).ask,
            results.issue,
        ]
        titles = {code: procedure.title for code, procedure in catalogue().items()}
        codes = OneTimeCodes(database, index)
        notifier = Notifier(journal, Mailer(settings.smtp_url), offices, titles, settings, codes)
        async with Worker(client, task_queue=settings.task_queue, workflows=[PlainBirth], activities=activities):
            rounds = Rounds(database, settings.relay_interval)
            await stack.enter_async_context(running(rounds.run(), notifier.run(rounds)))
            structlog.get_logger().info("worker_ready")
            await stop.wait()


async def main(way: str, sealing: str) -> None:
    """Run one worker until told to stop."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    press = BlankPool() if sealing == "unsealed" else None
    await (plain if way == "plain" else real.work)(Settings(), stop, press)


if __name__ == "__main__":
    loop = None if sys.argv[1] == "plain" else uvloop.new_event_loop
    asyncio.run(main(*sys.argv[1:3]), loop_factory=loop)
