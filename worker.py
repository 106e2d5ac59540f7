"""The engine's process: workflows, activities, the dispatcher, the notices."""

import asyncio
import signal
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from datetime import timedelta
from functools import partial
from typing import Any

import httpx2
import structlog
import uvloop

from activities.agencies import Agencies
from activities.branches import Branches
from activities.connector import Connector
from activities.connectors import CONNECTORS
from activities.digitising import Digitising
from activities.moving import Scout, Upgrader
from activities.records import Records, Results
from activities.restamping import Restamping
from activities.signing import Signing
from activities.slips import Slips
from activities.vietnam.cleaning import CleaningDesk
from activities.vietnam.cleaning_night import CleaningNight
from activities.vietnam.clinic import ClinicDesk
from activities.vietnam.clinic_wishes import WishDesk
from activities.vietnam.documents import DocumentDesk
from activities.vietnam.payments import PaymentPlatform
from activities.warrants import Grounds
from domain.base.calendar import VIETNAM
from domain.base.words import Words
from domain.province.warehouse import PAPERS
from domain.slips.content import House
from domain.statute.offices import Offices, Province
from domain.vietnam.index766 import offers
from domain.vietnam.portal.hoso import OnPortal
from domain.vietnam.queries.insurance import INSURANCE
from domain.vietnam.queries.payments import PAY_OUTS
from infra.agencies.basis import open_mint
from infra.agencies.receipts import RegisterKeys
from infra.analysis.publisher import FactsPublisher
from infra.analysis.quality import QualityKeeper
from infra.batches.batch_clerk import BatchClerk
from infra.crypto.blind_index import BlindIndex
from infra.db.database import Database
from infra.db.role import refuse_strong_role
from infra.documents.qr import address
from infra.engine.build_registry import Announcer
from infra.engine.codec import make_system_key
from infra.engine.outlooks import Outlooks
from infra.engine.schedules import Schedules
from infra.engine.temporal import connect, serving
from infra.facts.alarm_limits import load_limits
from infra.facts.index import load_index
from infra.facts.loading import Facts
from infra.facts.office_codes import note_offices, refuse_moved_offices
from infra.facts.units import load_units
from infra.facts.warehouse import load_sharing
from infra.files.storage import Store
from infra.files.uploads import Uploads
from infra.files.vault import Vault
from infra.foreign.reader import BINDING, Reader
from infra.identity.officers import Officers
from infra.identity.one_time_codes import OneTimeCodes
from infra.journal.deadlines import DeadlineMonitor
from infra.journal.dispatcher import Deliverer, OutboxDispatcher
from infra.journal.journal import Journal, utc_now
from infra.journal.listener import JournalNotifier
from infra.journal.rounds import Rounds
from infra.notifications.messenger import open_messenger
from infra.notifications.notices import Mailer
from infra.notifications.notifier import Notifier
from infra.payments.gateway import open_gateway
from infra.payments.reconciler import PaymentReconciler
from infra.printing.configured import render_config
from infra.printing.pool import RenderPool
from infra.province.alarms import AlarmWatch
from infra.province.feed import FactsFeed
from infra.runtime.background import running
from infra.runtime.settings import NOT_THE_WORKERS, Settings
from infra.runtime.telemetry import TRACED, Telemetry
from infra.signing.csc import SigningService, open_signing
from infra.transparency.heads import Heads, Publisher
from infra.upkeep.sweeper import Sweeper
from infra.vietnam.cleaning import Corrections
from infra.vietnam.clinic import ClinicVisits
from infra.vietnam.documents import ProgrammeDocuments
from infra.vietnam.entries import ProvinceEntries
from infra.vietnam.exchange import load_codes
from infra.vietnam.index_days import IndexKeeper
from infra.vietnam.kept_counts import KeptCounts
from infra.vietnam.nights import Nights
from infra.vietnam.portal_catalogue import PortalCatalogue
from infra.vietnam.portal_client import open_portal
from infra.vietnam.portal_declining import PortalDeclining
from infra.vietnam.portal_inbox import PortalInbox
from infra.vietnam.portal_sync import NoPortal, PortalSync
from infra.vietnam.programme_facts import load_parameters
from infra.warehouse.entering import WarehouseFeed
from infra.warehouse.telling import RecallTelling
from motcua.code_version import carried
from motcua.mistakes import refuse_mistakes
from workflows.catalogue import Procedures, catalogue, decided_at, every, registry
from workflows.engine.digitising import Digitising as Scans
from workflows.engine.restamping import Restamping as Renewal
from workflows.engine.slips import Slips as Sealing

PATIENCE = httpx2.Timeout(8, connect=3)
"""Seconds in which an agency answers or counts as down."""
log = structlog.get_logger()


type Part = Coroutine[Any, Any, None]
"""What a worker does beside its tasks, until it is cancelled."""


async def _law(settings: Settings, database: Database) -> Facts:
    """The law's data, unless procedures do not go with it or dossiers lie under its codes as another office's."""
    facts = Facts.load(settings.facts)
    refuse_mistakes(every(), facts.laws, utc_now().astimezone(VIETNAM).date())
    await refuse_moved_offices(database, facts.offices)
    await note_offices(database, facts.offices)
    return facts


async def work(settings: Settings, stop: asyncio.Event, press: RenderPool | None = None) -> None:
    """Serve the task queue until told to stop."""
    async with AsyncExitStack() as stack:
        telemetry = Telemetry(settings, service="motcua-worker")
        stack.callback(telemetry.close)
        database = await stack.enter_async_context(Database.of_engine(settings, pool_size=20))
        telemetry.watch_database(database.engine)
        await refuse_strong_role(database, settings, "database_engine_url")
        await make_system_key(database)
        client = await connect(settings, database)
        facts, procedures = await _law(settings, database), catalogue()
        index, news = BlindIndex(settings.blind_index_key.get_secret_value()), JournalNotifier(database)
        journal = Journal(
            database, facts.calendars, facts.laws, registry(), notify=news.notify, sweep_after=settings.sweep_after
        )
        press = press or await _press(stack, settings, facts.offices)
        stack.callback(press.close)
        registers = await open_registers(stack, settings, facts.offices.province)
        if gateway := await stack.enter_async_context(open_gateway(settings, PATIENCE)):
            registers[PAY_OUTS] = PaymentPlatform(gateway)
        store = Vault(Store.from_url(settings.storage_url), database)
        service = await stack.enter_async_context(open_signing(settings, PATIENCE))
        signing = Signing(journal, press, store, service) if service else None
        stand_in, rounds = settings.environment != "production", Rounds(database, settings.relay_interval)
        results = Results(journal, press, store, facts.offices, stand_in=stand_in, signing=signing)
        grounds = grounds_of(settings, index)
        agencies = Agencies(journal, registers, grounds=grounds, answers_go_to=settings.answers_go_to)
        branches = Branches(journal, facts.offices, index)
        uploads = Uploads(database, store, 0)
        digitising = Digitising(press, uploads, facts.offices, utc_now, stand_in=stand_in)
        archive = Restamping(journal, press, store, timedelta(days=settings.restamp_before))
        slips = Slips(journal, press, store, _house(settings, facts.offices, journal), Officers(database), signing)
        activities = [
            Records(journal).advance, results.issue, branches.open, archive.stale, archive.restamp,
            digitising.digitise, digitising.forget, slips.seal,
        ]  # fmt: skip
        outside = [agencies.ask, agencies.tell]
        deliverer = Deliverer(client, settings.task_queue, database, settings.sleeps_after)
        dispatcher, titles = OutboxDispatcher(journal, deliverer), _titles(procedures)
        notifier = await _notifier(stack, settings, journal, facts.offices, titles, index)
        announcer, outlooks = await entered(database, settings.build_id)
        async with serving(client, settings, [*procedures.values(), Renewal, Scans, Sealing], activities, outside):
            scout = Scout(journal, client, list(procedures.values()), settings.build_id)
            parts = await _synchronising(stack, settings, journal, titles, facts.offices, index, rounds)
            parts += [
                *(rounds.run(), dispatcher.run(rounds), notifier.run(rounds), news.run(), announcer.run()),
                *(Sweeper(database, uploads, settings).run(), DeadlineMonitor(journal).run(rounds)),
                Publisher(database, Heads(store), press.sign, every=settings.publish_heads_every).run(),
                BatchClerk(journal, per_second=settings.bulk_per_second).run(rounds),
                Upgrader(journal, client, deliverer, scout, outlooks).run(),
                _documents(settings, journal, press, store, facts.offices, service).run(rounds),
                *_figures(settings, journal, store, facts.offices),
                *_feeds(settings, journal, facts.offices.province, rounds),
                *_desks(settings, journal, registers, grounds, index, facts.offices, rounds),
            ]
            parts += [Schedules(client, settings.task_queue).run()] if settings.timestamp_url else []
            parts += [PaymentReconciler(journal, gateway).run(rounds)] if gateway else []
            await stack.enter_async_context(running(press.ready(), *parts))
            log.info("worker_ready", procedures=sorted(procedures))
            await stop.wait()


async def _press(stack: AsyncExitStack, settings: Settings, offices: Offices) -> RenderPool:
    reader = await stack.enter_async_context(Reader.opened(allowance=BINDING))
    return RenderPool(render_config(settings, offices), reader=reader)


def _titles(procedures: Procedures) -> dict[str, Words]:
    return {code: procedure.title for code, procedure in procedures.items()}


async def _notifier(
    stack: AsyncExitStack,
    settings: Settings,
    journal: Journal,
    offices: Offices,
    titles: dict[str, Words],
    index: BlindIndex,
) -> Notifier:
    messenger = await stack.enter_async_context(open_messenger(settings))
    codes = OneTimeCodes(journal.database, index)
    return Notifier(journal, Mailer(settings.smtp_url), offices, titles, settings, codes, messenger)


def _figures(settings: Settings, journal: Journal, store: Store, offices: Offices) -> list[Part]:
    """What publishes the facts, and keeps each day what the index counted of them and how good shared data are."""
    database, units = journal.database, load_units(offices, settings.facts)
    entries = ProvinceEntries(database)
    decides = offers(offices, decided_at())
    kept = KeptCounts(entries, load_parameters(settings.facts), units, journal.calendar_at, decides)
    index, province = load_index(settings.facts), offices.province.code
    keeper = IndexKeeper(store, database, kept, index, units, province, sorted(catalogue()))
    shared = [one.id for one in load_sharing(settings.facts).datasets]
    quality = QualityKeeper(store, database, units, province, shared, journal.clock)
    return [FactsPublisher(database, store, every=settings.publish_facts_every).run(), keeper.run(), quality.run()]


def _feeds(settings: Settings, journal: Journal, province: Province, rounds: Rounds) -> list[Part]:
    """What takes over from the journal what is counted and shared of it, and looks at what was counted and recalled."""
    sharing, database = load_sharing(settings.facts), journal.database
    watch = AlarmWatch(database, load_limits(settings.facts), province.code, journal.calendar_at)
    telling = RecallTelling(database, settings.consumer_recalls, register, open_mint(settings), sharing)
    results = WarehouseFeed(journal, sharing.by_kind, components=sharing.shares(PAPERS))
    return [FactsFeed(database, journal.facts).run(rounds), results.run(rounds), telling.run(), watch.run()]


def _desks(
    settings: Settings,
    journal: Journal,
    registers: dict[str, Connector],
    grounds: Grounds,
    index: BlindIndex,
    offices: Offices,
    rounds: Rounds,
) -> list[Part]:
    """What asks registers for clinics, and has corrected what they say otherwise."""
    visits, found = ClinicVisits(journal.database), Corrections(journal.database, index)
    nights = Nights(journal.database) if settings.compare_by_night else None
    clinic = ClinicDesk(visits, registers.get(INSURANCE), grounds)
    cleaning = CleaningDesk(journal, found, registers, grounds, offices, nights=nights)
    wishes = WishDesk(visits, found, registers.get(INSURANCE), grounds, offices)
    parts = [clinic.run(rounds), cleaning.run(rounds), wishes.run(rounds)]
    if nights is None:
        return parts
    units, sharing = load_units(offices, settings.facts), load_sharing(settings.facts)
    night = CleaningNight(journal, found, nights, sharing, offices, units)
    return [*parts, night.run()]


def _documents(
    settings: Settings,
    journal: Journal,
    press: RenderPool,
    store: Store,
    offices: Offices,
    service: SigningService | None,
) -> DocumentDesk:
    """What makes the programme's documents, and proves them for longer."""
    stand_in, before = settings.environment != "production", timedelta(days=settings.restamp_before)
    documents = ProgrammeDocuments(journal.database)
    return DocumentDesk(documents, press, store, offices, service, journal.clock, stand_in=stand_in, before=before)


async def _synchronising(
    stack: AsyncExitStack,
    settings: Settings,
    journal: Journal,
    titles: dict[str, Words],
    offices: Offices,
    index: BlindIndex,
    rounds: Rounds,
) -> list[Part]:
    """What tells the national portal, takes in or declines what is filed there, and compares catalogues."""
    codes = load_codes(settings.facts)
    if (portal := await stack.enter_async_context(open_portal(settings, codes))) is None:
        return [NoPortal(journal).run(rounds)]
    told = OnPortal(titles, offices, codes, f"{settings.public_url}/api/v1/results/")
    inbox = PortalInbox(
        journal.database, portal, told, index, settings.upload_limit, interval=settings.portal_looks_every
    )
    declining = PortalDeclining(journal, portal, told, interval=settings.portal_looks_every)
    sync, catalogue_nights = PortalSync(journal, portal, told), PortalCatalogue(journal, portal, told)
    return [sync.run(rounds), inbox.run(), declining.run(), catalogue_nights.run()]


def _house(settings: Settings, offices: Offices, journal: Journal) -> House:
    """What slips are told with."""
    follow_at = partial(address, settings.public_url, "track")
    return House(offices, catalogue(), journal.registry, follow_at, settings.environment != "production")


async def entered(database: Database, build: str) -> tuple[Announcer, Outlooks]:
    """Say which code this process carries, and enter all that it has to look at.

    Before it takes anything up: a dossier that sleeps is begun with this code only once it was looked at.
    """
    code = carried()
    announcer, outlooks = Announcer(database, build, code), Outlooks(database, code)
    await announcer.announce()
    await outlooks.enter()
    return announcer, outlooks


async def open_registers(stack: AsyncExitStack, settings: Settings, province: Province) -> dict[str, Connector]:
    """Open the way to every register of the settings."""
    return {
        name: CONNECTORS[name](await stack.enter_async_context(register(url)), province)
        for name, url in settings.registers.items()
    }


def grounds_of(settings: Settings, index: BlindIndex) -> Grounds:
    """Open the mint of tokens, and the keys of the agencies that sign what they answer."""
    keys = {agency: RegisterKeys(source) for agency, source in settings.register_keys.items()}
    return Grounds(index, open_mint(settings), keys)


def register(url: str) -> httpx2.AsyncClient:
    """Open the connections to one agency; it answers within seconds or counts as down."""
    return httpx2.AsyncClient(base_url=url, timeout=PATIENCE, event_hooks=TRACED)


async def main() -> None:
    """Run until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await work(Settings().refuse_others(*NOT_THE_WORKERS), stop)


if __name__ == "__main__":
    asyncio.run(main(), loop_factory=uvloop.new_event_loop)
