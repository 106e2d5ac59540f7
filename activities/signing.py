"""The officer's signature under a result or a slip: whoever answers for it is asked once, and signs in their own time.

Each step adopts what an earlier try left: the draft, the signature and the signed document lie in the store under the
step's name, written once; what was asked and what came of it stands in the journal. Asking comes before it is written
down: of an asking that got lost in between the service knows by its digest, or nobody ever uses it, and confirmed it
allows nothing but the signature that is wanted anyway.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Protocol

import structlog
from temporalio import activity
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from domain.base.words import Words
from domain.dossier import acts, keys
from domain.dossier.acts import ENGINE, Actor
from domain.dossier.journal import Entry, Event
from domain.dossier.state import Dossier
from domain.signing.model import UNCONFIRMED, Signature
from domain.signing.signing import DECLINED, INVALID, REPLACED, unfit
from domain.signing.trust_services import REVOCATION, SEAL, SERVICES, SIGNING, TIME_STAMPS
from infra.documents import orders
from infra.documents.orders import Draft, SealNotReady, Signatory, SignatureRefused, TrustServiceDown
from infra.files.storage import NotStored, Store
from infra.journal.journal import Rest
from infra.printing.pool import RenderPool
from infra.signing.csc import Credential, HandleGone, SignatureDenied, SignerUnusable, SigningDown, SigningService

log = structlog.get_logger()

SHOWN_FROM = 2
"""The failed attempt from which on readers are told that the dossier waits for a trust service."""
AT_ONCE, LOOKS = timedelta(seconds=10), 0.3
"""How long an officer who confirms at once is waited for, and the seconds between two looks."""
SOONEST, LATEST = timedelta(seconds=1), timedelta(seconds=45)
"""Between two looks afterwards."""
Order = Callable[[], Awaitable[dict[str, Any]]]
"""What the press is told to print."""
DOWN = {orders.TimeStampsDown: TIME_STAMPS, orders.RevocationDown: REVOCATION, orders.TokenDown: SEAL}
"""By what the press could not reach, the service that a dossier waits for."""


class Signable(Protocol):
    """What has signatures, a dossier among others."""

    @property
    def ended(self) -> bool:
        """Whether nothing of it goes on any more."""

    @property
    def waiting_agency(self) -> str | None:
        """The service for which its readers were told that it waits."""

    def signature(self, step: str) -> Signature | None:
        """The officer's signature under what a step makes."""


class Book(Protocol):
    """Where it is written down what was asked and what came of it; the journal is one."""

    @property
    def clock(self) -> Callable[[], datetime]:
        """The time."""

    async def dossier(self, code: str, reader: Actor) -> Signable:
        """What is signed, as it stands."""

    async def advance(
        self, code: str, entries: Sequence[Entry], since: int, rest: Rest | None = None
    ) -> Sequence[Event]:
        """Write down what happened."""


class Unconfirmed(ApplicationError):
    """The officer has not answered yet: the engine looks again, less and less often."""

    def __init__(self, waited: timedelta) -> None:
        super().__init__(
            "the officer has not answered yet",
            type=UNCONFIRMED,
            next_retry_delay=min(max(SOONEST, waited / 10), LATEST),
            category=ApplicationErrorCategory.BENIGN,
        )


@dataclass(frozen=True)
class ToSign:
    """What an officer signs, before the body seals it."""

    code: str
    step: str
    signer: str
    """Staff code of who answers for it: they, and nobody for them, sign."""
    template: str
    about: str
    """What the officer reads on their device."""
    since: int = 0
    """The last event that whoever waits for it knows."""
    waits: bool = True
    """Whether the dossier waits for it."""
    otherwise: tuple[Entry, ...] = ()
    """What is recorded with it that they do not sign: a process that died in between would leave it to nobody."""

    def at(self, what: str) -> str:
        """Where something of it lies."""
        step = keys.file_name(self.step)
        return f"slips/{self.code}/{step}.{what}" if keys.is_slip(self.step) else f"results/{self.code}/{step}.{what}"


async def once(store: Store, path: str, make: Callable[[], Awaitable[bytes]]) -> bytes:
    """What lies there; make it where nothing does. If another try was faster, its document is the document."""
    try:
        return await store.get(path)
    except NotStored:
        made = await make()
        return made if await store.put_new(path, made) else await store.get(path)


async def waits_for(journal: Book, paper: ToSign, phase: str, service: str) -> None:
    """Let the journal say, once in each phase, that the dossier waits for a trust service."""
    if paper.waits and activity.info().attempt >= SHOWN_FROM:
        act = acts.AgencyWaited(agency=service, step=paper.step)
        await journal.advance(paper.code, [Entry(key=keys.waited(paper.step, phase), act=act)], paper.since)


async def waited(journal: Book, paper: ToSign, phase: str, down: TrustServiceDown | SealNotReady) -> ApplicationError:
    """Do the same for what the press could not reach, and give the failure to raise: it names nobody."""
    # A seal that is not ready is an operator's to put right: they read by the log which setting is wrong.
    service, why = SEAL, str(down)
    if isinstance(down, TrustServiceDown):
        service, why = DOWN.get(type(down), SEAL), ""
    log.warning("trust_service_down", dossier=paper.code, step=paper.step, service=service, why=why)
    await waits_for(journal, paper, phase, service)
    return ApplicationError(f"{SERVICES[service].en} does not answer", type="TrustServiceDown")


class Signing:
    """Has what officers answer for signed by them."""

    def __init__(
        self, journal: Book, press: RenderPool, store: Store, service: SigningService, patience: timedelta = AT_ONCE
    ) -> None:
        self._journal = journal
        self._press = press
        self._store = store
        self._service = service
        self._patience = patience

    async def sign(self, paper: ToSign, order: Order) -> bool:
        """Say whether the officer's signature is there; False where there will be none of this step.

        ``order`` says what is printed; it is asked for once, over the draft.

        Raises:
            Unconfirmed: they have not answered yet.
            ApplicationError: a trust service is down; tried again.
        """
        dossier = await self._journal.dossier(paper.code, ENGINE)
        signature = dossier.signature(paper.step) or Signature(signer=paper.signer)
        if (paper.waits and dossier.ended) or signature.declined:
            return False
        if signature.signed_at:
            return True
        try:
            signed = await self._signed(paper, order, signature, dossier)
        except SignerUnusable as unusable:
            return await self._declined(paper, signature, unusable.words)
        except SignatureDenied:
            return await self._declined(paper, signature, DECLINED)
        except SignatureRefused:
            # Why is not told here: it names the officer.
            log.warning("signature_refused", dossier=paper.code, step=paper.step)
            return await self._declined(paper, signature, INVALID)
        except SigningDown as down:
            log.warning("signing_down", dossier=paper.code, step=paper.step, why=str(down))
            await waits_for(self._journal, paper, keys.asking(signature.asked), SIGNING)
            delay = timedelta(seconds=down.retry_after) if down.retry_after else None
            raise ApplicationError(str(down), type="SigningDown", next_retry_delay=delay) from down
        except TrustServiceDown as down:
            raise await waited(self._journal, paper, "stamp", down) from down
        act = acts.Signed(
            step=paper.step,
            signer=signature.signer,
            sha256=sha256(signed).hexdigest(),
            path=paper.at("signed.pdf"),
        )
        return await self._settled(paper, Entry(key=keys.signed(paper.step), act=act))

    async def _signed(self, paper: ToSign, order: Order, signature: Signature, dossier: Signable) -> bytes:
        drafted = await once(self._store, paper.at("draft"), lambda: self._draft(paper, order, signature.signer))
        draft = Draft.load(drafted)
        # The officer's word is used up by it: what a time-stamp authority that is down must not cost.
        value = await once(
            self._store,
            paper.at("signature"),
            lambda: self._value(paper, draft, sha256(drafted).hexdigest(), signature, dossier),
        )
        return await once(self._store, paper.at("signed.pdf"), lambda: self._press.signed(draft, value))

    async def _draft(self, paper: ToSign, order: Order, signer: str) -> bytes:
        credential = await self._service.credential(signer)
        printed = await order()
        if why := unfit(credential.holder, signer, printed["context"]["body"]):
            raise SignerUnusable(why)
        signatory = Signatory(credential.certificate, credential.chain)
        return (await self._press.draft(paper.template, signatory=signatory, **printed)).dump()

    async def _value(self, paper: ToSign, draft: Draft, digest: str, signature: Signature, dossier: Signable) -> bytes:
        """The signature's value, once the officer has confirmed."""
        leave = await self._known_leave(signature) if signature.handle else ""
        credential: Credential | None = None
        # After an outage that readers were told of, asking once more tells them that it is over.
        if not leave and (not signature.handle or dossier.waiting_agency == SIGNING):
            credential = await self._credential(signature.signer, draft)
            leave = await self._ask(paper, draft, digest, signature, credential)
        if not leave:
            leave = await self._confirmed(signature)
        credential = credential or await self._credential(signature.signer, draft)
        try:
            return await self._service.sign(credential, leave, draft.to_sign)
        except HandleGone as gone:
            raise ApplicationError(str(gone), type="LeaveGone") from gone

    async def _known_leave(self, signature: Signature) -> str:
        try:
            return await self._service.leave(signature.handle)
        except HandleGone:
            signature.handle = ""
            return ""

    async def _credential(self, signer: str, draft: Draft) -> Credential:
        credential = await self._service.credential(signer)
        if credential.certificate != draft.signatory.certificate:
            raise SignerUnusable(REPLACED)
        return credential

    async def _ask(self, paper: ToSign, draft: Draft, digest: str, signature: Signature, credential: Credential) -> str:
        """Ask the officer and write down by which handle; give the leave where they confirm whatever comes."""
        asked = await self._service.ask(credential, draft.to_sign, paper.about, keys.outside(paper.code, paper.step))
        if asked.leave:
            return asked.leave
        key = keys.signature(paper.step, signature.asked)
        act = acts.SignatureAsked(step=paper.step, signer=signature.signer, sha256=digest, handle=asked.handle)
        events = await self._journal.advance(paper.code, [Entry(key=key, act=act)], 0, self._rest(paper))
        recorded = next((event.act for event in events if event.key == key), act)
        signature.handle = recorded.handle if isinstance(recorded, acts.SignatureAsked) else asked.handle
        signature.asked_at = signature.asked_at or self._journal.clock()
        return ""

    async def _confirmed(self, signature: Signature) -> str:
        """Wait a moment for an officer who was asked just now; for any other look once."""
        waited, time = self._waited(signature), asyncio.get_running_loop().time
        until = time() + (self._patience - waited).total_seconds()
        try:
            while not (leave := await self._service.leave(signature.handle)):
                if time() >= until:
                    raise Unconfirmed(self._waited(signature))
                await asyncio.sleep(LOOKS)
        except HandleGone as gone:
            raise ApplicationError(str(gone), type="LeaveGone") from gone
        return leave

    def _waited(self, signature: Signature) -> timedelta:
        now = self._journal.clock()
        return now - (signature.asked_at or now)

    async def _declined(self, paper: ToSign, signature: Signature, why: Words) -> bool:
        declined = acts.SignatureDeclined(step=paper.step, signer=signature.signer, reason=why)
        return await self._settled(paper, Entry(key=keys.declined(paper.step), act=declined), *paper.otherwise)

    async def _settled(self, paper: ToSign, *how: Entry) -> bool:
        """Record how it ended, and say whether it is signed: another try may have been faster."""
        await self._journal.advance(paper.code, list(how), paper.since, self._rest(paper))
        signature = (await self._journal.dossier(paper.code, ENGINE)).signature(paper.step)
        return signature is not None and signature.signed_at is not None

    @staticmethod
    def _rest(paper: ToSign) -> Rest | None:
        return Rest() if paper.waits else None


def approver(dossier: Dossier) -> str:
    """The staff code of the officer whose approval is the newest: they, and nobody for them, sign."""
    if dossier.approval is None:
        raise ApplicationError("nobody has approved it", type="NotApproved", non_retryable=True)
    return dossier.approval.closed_by
