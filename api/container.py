"""What the front door holds while it is open, and how routes reach it and the person who calls."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Annotated

import httpx2
from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from temporalio.client import Client

from api.http.page_owner import WHOSE, refuse_others
from api.http.problems import Unauthenticated
from api.http.rates import Rates
from api.schemas.operations import OpenFactsView
from api.services.deciding import DecidingTools
from api.services.filing import FilingTools
from api.services.forms import FormTools
from api.services.open_facts import open_facts_view
from api.services.procedures import full_services
from api.services.province.open_figures import HELD_A_DAY
from api.services.province.tools import ProvinceTools
from api.services.province.warehouse import WarehouseTools
from api.services.province.watching import GLANCED
from api.services.streaming import Stay
from api.services.vietnam.clinic import ClinicTools, of_a_clinic
from api.services.vietnam.programme_tools import ProgrammeTools
from api.services.views import ViewTools
from domain.base.calendar import VIETNAM
from domain.base.law import Role
from domain.base.refusals import Forbidden, LevelTooLow, LoginTooOld, NotRepresentative, WrongRole
from domain.statute.offices import Offices
from domain.statute.reasons import Reasons
from domain.vietnam.index766 import offers
from infra.agencies.consumers import Consumers
from infra.analysis.analysis import Analysis
from infra.analysis.patterns import Patterns
from infra.analysis.promises import Promises
from infra.analysis.quality import QualityDays
from infra.batches.batches import Batches
from infra.crypto.blind_index import BlindIndex
from infra.db.database import Database
from infra.db.role import refuse_strong_role
from infra.documents.orders import RenderConfig
from infra.documents.qr import NO_KEYS, QrKeys
from infra.engine.temporal import connect
from infra.facts.alarm_limits import load_limits
from infra.facts.index import load_index
from infra.facts.loading import Facts
from infra.facts.office_codes import refuse_moved_offices
from infra.facts.open_facts import Unconfirmed
from infra.facts.units import load_units
from infra.facts.warehouse import load_sharing
from infra.files.clamd import Clamd
from infra.files.drafts import Drafts
from infra.files.storage import Store
from infra.files.uploads import Uploads
from infra.files.vault import Vault
from infra.foreign.reader import Reader
from infra.id_cards.card_proof import CardProofs
from infra.id_cards.card_trust import CardTrust
from infra.identity.login import Login
from infra.identity.officers import Officers
from infra.identity.oidc import FILING_LEVEL, PATIENCE, Identity, TokenRefused, Verifier
from infra.identity.one_time_codes import OneTimeCodes
from infra.identity.sessions import Sessions
from infra.journal.dispatcher import Deliverer, OutboxPusher
from infra.journal.journal import Journal, utc_now
from infra.journal.listener import JournalListener, JournalNotifier
from infra.payments.gateway import Gateway, open_gateway
from infra.printing.pool import RenderPool
from infra.province.alarms import Alarms
from infra.province.live import Live
from infra.reads.access_log import Looks
from infra.reads.operations import Operations
from infra.runtime.background import running
from infra.runtime.once import Once
from infra.runtime.packages import template_folders
from infra.runtime.settings import Settings
from infra.runtime.telemetry import TRACED
from infra.verification.examiner import Examiner
from infra.vietnam.cleaning import Corrections
from infra.vietnam.clinic import ClinicVisits
from infra.vietnam.documents import ProgrammeDocuments
from infra.vietnam.entries import ProvinceEntries
from infra.vietnam.index_days import IndexDays
from infra.vietnam.portal_catalogue import PublicationTasks
from infra.vietnam.portal_filings import PortalFilings
from infra.vietnam.portal_reads import PortalReads
from infra.vietnam.programme_facts import load_parameters
from infra.warehouse.fetching import open_result_files
from infra.warehouse.shelf import Shelf
from motcua.mistakes import refuse_mistakes
from workflows.catalogue import Catalogue, decided_at, every

NO_SEAL = Path()
LOGIN_RETURN = "/login/return"
SESSION = "__Host-session"
"""The cookie of who is logged in: this host's alone, never a script's."""


@dataclass(frozen=True)
class Container(DecidingTools, FilingTools, FormTools, ViewTools):
    """The tools of the front door: those of the services, and what routes use beside them."""

    listener: JournalListener
    one_time_codes: OneTimeCodes
    batches: Batches
    reasons: Reasons
    verifier: Verifier
    login: Login
    sessions: Sessions
    drafts: Drafts
    gateway: Gateway | None
    qr_keys: QrKeys
    examiner: Examiner
    card_trust: CardTrust | None
    engine: Client
    operations: Operations
    province: ProvinceTools
    programme: ProgrammeTools
    clinic: ClinicTools
    corrections: Corrections

    @property
    def open_facts(self) -> OpenFactsView:
        """How much of the law's data nobody has confirmed, and what is not filed because of that."""
        today, taken = self.journal.today(), self.takes_unconfirmed
        return open_facts_view(self.procedures, self.journal.laws, self.unconfirmed, today, taken=taken)


@asynccontextmanager
async def open_container(settings: Settings) -> AsyncIterator[Container]:
    """Open every tool, and the delivery of what this process appends."""
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(Database.of_api(settings))
        await refuse_strong_role(database, settings, "database_api_url")
        client = await stack.enter_async_context(httpx2.AsyncClient(timeout=PATIENCE, event_hooks=TRACED))
        index = BlindIndex(settings.blind_index_key.get_secret_value())
        engine = await connect(settings, database, lazy=True)
        pusher = OutboxPusher(database, Deliverer(engine, settings.task_queue, database, settings.sleeps_after))
        listener, notifier = JournalListener(database), JournalNotifier(database)
        await stack.enter_async_context(running(pusher.run(), listener.run(), notifier.run()))
        # It prints slips, and seals nothing: the seal's key is the worker's.
        press = RenderPool(RenderConfig(template_folders(), NO_SEAL, NO_SEAL), processes=1)
        stack.callback(press.close)
        reader = await stack.enter_async_context(Reader.opened())
        store, (keys, examiner) = Vault(Store.from_url(settings.storage_url), database), _examiner(settings)
        stack.push_async_callback(examiner.close)
        verifier, proofs = _verifier(settings, client, index), _proofs(settings, index)
        facts, known = Facts.load(settings.facts), Catalogue.installed()
        await refuse_moved_offices(database, facts.offices)
        refuse_mistakes(every(), facts.laws, utc_now().astimezone(VIETNAM).date())
        journal = _journal(database, facts, known, settings, pusher, notifier)
        province = await _opened_province(stack, store, journal, facts, settings, index, examiner)
        yield Container(
            **vars(known),
            settings=settings,
            journal=journal,
            listener=listener,
            one_time_codes=OneTimeCodes(database, index),
            batches=Batches(journal, facts.bulk),
            looks=Looks(database),
            officers=Officers(database),
            offices=facts.offices,
            reasons=facts.reasons,
            opinions=facts.opinions,
            verifier=verifier,
            drafts=Drafts(database),
            login=_login(client, verifier, settings),
            sessions=_sessions(database, settings, notifier),
            index=index,
            unconfirmed=Unconfirmed.load(settings.facts),
            takes_unconfirmed=settings.environment != "production",
            store=store,
            uploads=_uploads(settings, database, store, reader),
            reader=reader,
            press=press,
            qr_keys=keys,
            examiner=examiner,
            gateway=await stack.enter_async_context(open_gateway(settings, 5)),
            card_proofs=proofs,
            card_trust=_card_trust(settings),
            engine=engine,
            operations=Operations(database, engine, settings),
            shelf=Shelf(database),
            result_files=await stack.enter_async_context(open_result_files(settings, province.warehouse.sharing)),
            corrections=Corrections(database, index),
            clinic=_clinic(settings, database, proofs, verifier, index),
            province=province,
            programme=_programme(province, journal, settings, index, known, facts.offices),
        )


def _uploads(settings: Settings, database: Database, store: Store, reader: Reader) -> Uploads:
    scanner = Clamd(settings.clamd_address) if settings.clamd_address else None
    return Uploads(database, store, settings.upload_limit, reader=reader, scanner=scanner)


def _examiner(settings: Settings) -> tuple[QrKeys, Examiner]:
    keys = QrKeys.load(Path(settings.qr_keys_file)) if settings.qr_keys_file else QrKeys(NO_KEYS)
    return keys, Examiner([Path(settings.seal_trust_file)] if settings.seal_trust_file else [], keys)


def _verifier(settings: Settings, client: httpx2.AsyncClient, index: BlindIndex) -> Verifier:
    of_us, rules = (settings.oidc_issuer, settings.oidc_audience), (settings.token_lasts, settings.shortest_rsa)
    return Verifier(client, *of_us, index, *rules)


def _proofs(settings: Settings, index: BlindIndex) -> CardProofs:
    return CardProofs(index, settings.blind_index_key.get_secret_value())


async def _opened_province(
    stack: AsyncExitStack,
    store: Store,
    journal: Journal,
    facts: Facts,
    settings: Settings,
    people: BlindIndex,
    examiner: Examiner,
) -> ProvinceTools:
    analysis = await stack.enter_async_context(Analysis(store))
    province = _province(journal, analysis, facts, settings, people, examiner)
    stack.push_async_callback(province.glances.settled)
    stack.push_async_callback(province.days.settled)
    return province


def _province(
    journal: Journal, analysis: Analysis, facts: Facts, settings: Settings, people: BlindIndex, examiner: Examiner
) -> ProvinceTools:
    units, shelf = load_units(facts.offices, settings.facts), Shelf(journal.database)
    return ProvinceTools(
        units=units,
        index=load_index(settings.facts),
        analysis=analysis,
        patterns=Patterns(analysis),
        live=Live(journal.database),
        alarms=Alarms(journal.database),
        limits=load_limits(settings.facts),
        promises=Promises(analysis, journal.calendar_at),
        portal=PortalReads(journal.database),
        portal_filings=PortalFilings(journal.database),
        publication_tasks=PublicationTasks(journal.database),
        warehouse=WarehouseTools(
            load_sharing(settings.facts),
            Consumers.of(settings),
            shelf,
            units,
            people,
            examiner,
            QualityDays(journal.database),
        ),
        glances=Once(GLANCED),
        days=Once(HELD_A_DAY),
    )


def _programme(
    province: ProvinceTools, journal: Journal, settings: Settings, index: BlindIndex, known: Catalogue, offices: Offices
) -> ProgrammeTools:
    entries = ProvinceEntries(journal.database)
    documents, parameters = ProgrammeDocuments(journal.database), load_parameters(settings.facts)
    return ProgrammeTools(
        province,
        entries,
        documents,
        IndexDays(journal.database),
        parameters,
        journal.calendar_at,
        index,
        offers(offices, decided_at(known.procedures)),
        partial(full_services, known.procedures, journal.laws),
    )


def _journal(
    database: Database,
    facts: Facts,
    known: Catalogue,
    settings: Settings,
    pusher: OutboxPusher,
    notifier: JournalNotifier,
) -> Journal:
    return Journal(
        database,
        facts.calendars,
        facts.laws,
        known.registry,
        push=pusher.push,
        notify=notifier.notify,
        sweep_after=settings.sweep_after,
    )


def _sessions(database: Database, settings: Settings, notifier: JournalNotifier) -> Sessions:
    idle, lasts = timedelta(seconds=settings.session_idle), timedelta(seconds=settings.session_lasts)
    return Sessions(database, idle, lasts, notifier.notify)


def _login(client: httpx2.AsyncClient, verifier: Verifier, settings: Settings) -> Login:
    back, secret = f"{settings.public_url}{LOGIN_RETURN}", settings.oidc_client_secret.get_secret_value()
    return Login(client, verifier, settings.oidc_issuer, settings.oidc_client, secret, back)


def _clinic(
    settings: Settings, database: Database, proofs: CardProofs, verifier: Verifier, index: BlindIndex
) -> ClinicTools:
    entries = ProvinceEntries(database)
    return ClinicTools(ClinicVisits(database), proofs, verifier, index, entries, settings.clinic_waits)


def _card_trust(settings: Settings) -> CardTrust | None:
    if not settings.card_trust_file:
        return None
    production = settings.environment == "production"
    trust = CardTrust(Path(settings.card_trust_file), production=production)
    if production:
        trust.load()
    return trust


def container_of(request: Request) -> Container:
    """The tools to a route."""
    opened: Container = request.app.state.container
    return opened


Tools = Annotated[Container, Depends(container_of)]
Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(HTTPBearer(auto_error=False))]


async def anyone_known(tools: Tools, bearer: Bearer, request: Request) -> Identity:
    """Let in whoever has a valid token or is logged in, an officer with a role, as often as one person may come."""
    who = await (_by_token(bearer.credentials, tools) if bearer else _by_session(request, tools))
    request.state.person = who.person
    await tools.officers.note(who)
    if not who.represents:
        raise NotRepresentative(
            "Ông/bà không phải là người đại diện hợp pháp hiện nay của tổ chức này.",
            "You do not represent this organisation now: let whoever does log in, or come for yourself.",
        )
    if not who.citizen and not who.actor.roles:
        raise WrongRole("Tài khoản cán bộ chưa được giao vai trò.", "This officer's account has no role yet.")
    if whose := request.query_params.get(WHOSE):
        refuse_others(whose, who, tools.index)
    rates: Rates = request.app.state.rates
    rates.subject.take(who.person)
    rates.misses.check(who.person)
    return who


async def _by_token(token: str, tools: Container) -> Identity:
    try:
        return await tools.verifier.identity(token)
    except TokenRefused as error:
        raise Unauthenticated(
            "Phiên đăng nhập không hợp lệ hoặc đã hết hạn.", "The token is refused: {0}. Log in again.", error
        ) from error


async def _by_session(request: Request, tools: Container) -> Identity:
    secret = request.cookies.get(SESSION, "")
    session = await tools.sessions.find(secret)
    if session and session.who:
        request.state.stay = Stay.of_session(session, secret, tools.sessions)
        return session.who
    if secret:
        raise Unauthenticated("Phiên đăng nhập đã hết: hãy đăng nhập lại.", "Your session has ended: log in again.")
    raise Unauthenticated("Cần đăng nhập.", "Send a bearer token of the identity provider.")


async def perhaps_known(tools: Tools, bearer: Bearer, request: Request) -> Identity | None:
    """Say who comes, to a page that is for everybody."""
    try:
        return await anyone_known(tools, bearer, request)
    except Unauthenticated:
        return None


def stay_of(who: Annotated[Identity, Depends(anyone_known)], request: Request) -> Stay:
    """For how long whoever came may be told of what happens."""
    stay: Stay = getattr(request.state, "stay", None) or Stay.of_token(who)
    return stay


Known = Annotated[Identity, Depends(anyone_known)]
Staying = Annotated[Stay, Depends(stay_of)]
Perhaps = Annotated[Identity | None, Depends(perhaps_known)]


async def any_citizen(who: Known) -> Identity:
    """Let in citizens, to look."""
    if not who.citizen:
        raise Forbidden("Chức năng dành cho công dân.", "This is for applicants; you came as an officer.")
    return who


async def only_citizens(who: Annotated[Identity, Depends(any_citizen)], tools: Tools) -> Identity:
    """Let in citizens of the level that acts have."""
    return sufficient(who, tools)


async def only_officers(who: Known) -> Identity:
    """Let in officers."""
    if who.citizen:
        raise WrongRole("Chức năng dành cho cán bộ.", "This is for officers.")
    return who


async def only_desks(who: Annotated[Identity, Depends(only_officers)], tools: Tools) -> Identity:
    """Let in officers of the one-stop desk who still serve: they have the card before them."""
    await tools.officers.check(who.actor)
    if Role.RECEIVING_OFFICER not in who.actor.roles:
        raise WrongRole("Chỉ cán bộ tiếp nhận đọc thẻ căn cước.", "Only a receiving officer reads cards.")
    return who


async def only_clinics(who: Annotated[Identity, Depends(only_desks)], tools: Tools) -> Identity:
    """Let in who receives patients at a clinic."""
    of_a_clinic(who.actor, tools.offices)
    return who


async def only_deciding(who: Annotated[Identity, Depends(only_officers)], tools: Tools) -> Identity:
    """Let in officers who logged in not long ago: whoever finds a desk unlocked decides nothing."""
    lasts = tools.settings.officer_login_lasts
    if tools.journal.clock().timestamp() - who.logged_in > lasts:
        raise LoginTooOld(
            "Phiên đăng nhập đã lâu: hãy đăng nhập lại để quyết định.",
            "You logged in too long ago to decide: log in again.",
            max_age=str(lasts),
        )
    return who


def sufficient(who: Identity, tools: Container) -> Identity:
    """Refuse a citizen whose e-identity is too weak to act."""
    if who.citizen and who.level < FILING_LEVEL:
        raise LevelTooLow(
            "Cần đăng nhập bằng tài khoản định danh điện tử mức độ 2.",
            "Log in with an electronic identity of level 2 to act.",
            acr_values=tools.settings.oidc_acr_values,
        )
    return who


AnyCitizen = Annotated[Identity, Depends(any_citizen)]
Citizen = Annotated[Identity, Depends(only_citizens)]
Officer = Annotated[Identity, Depends(only_officers)]
DeskOfficer = Annotated[Identity, Depends(only_desks)]
ClinicOfficer = Annotated[Identity, Depends(only_clinics)]
Deciding = Annotated[Identity, Depends(only_deciding)]
