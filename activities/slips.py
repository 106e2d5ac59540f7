"""Slips are results too (Circular 03/2025, Decree 30/2020): signed by whoever made them out, sealed by their office."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, cast

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.agencies import LATEST, beating
from activities.contracts import SEAL_SLIP
from activities.signing import Signing, ToSign, once, waited
from domain.base.calendar import VIETNAM
from domain.dossier import acts, keys
from domain.dossier.acts import ENGINE
from domain.dossier.journal import Entry, Event, task_id
from domain.dossier.state import Dossier
from domain.slips.content import House, named, said
from domain.slips.model import OF_WHO_DECIDES, SERIES, SIGNED, TITLES, FormNumber, SealSlip
from domain.slips.owed import makers
from domain.slips.slip_data import slip_template
from domain.tasks.model import SIGN_SLIP
from infra.documents.orders import Coded, SealNotReady, TrustServiceDown
from infra.files.storage import Store
from infra.identity.officers import Officers
from infra.journal.journal import Journal
from infra.printing.pool import RenderPool

REASON = "Lập phiếu theo quy định về cơ chế một cửa"


class Slips:
    """Makes slips out: one number, one document, whatever is retried."""

    def __init__(
        self,
        journal: Journal,
        press: RenderPool,
        store: Store,
        house: House,
        officers: Officers,
        signing: Signing | None = None,
    ) -> None:
        self._journal = journal
        self._press = press
        self._store = store
        self._house = house
        self._officers = officers
        self._signing = signing

    @activity.defn(name=SEAL_SLIP)
    async def seal(self, slip: SealSlip) -> None:
        """Have it signed, where its form wants that, sealed, stored and journaled; each step adopts an earlier try's.

        Where its officer does not sign, a colleague of the same office and role has to: that is a task, in the journal
        from the moment that they declined.

        Raises:
            ApplicationError: the officer has not answered yet, or a trust service is down; tried again.
        """
        async with beating():
            dossier = await self._journal.dossier(slip.code, ENGINE)
            if slip.step in dossier.slips and dossier.slips[slip.step].sha256:
                return
            events = await self._journal.events(slip.code, ENGINE)
            made = _Made(slip.step, dossier, events)
            signs = self._signing if made.signer and made.form in SIGNED else None
            if signs and not await signs.sign(made.paper, lambda: self._order(made, self._journal.clock())):
                return  # A colleague has to: that task came with it.
            try:
                document = await once(self._store, made.paper.at("pdf"), lambda: self._sealed(made, signed=bool(signs)))
            except (TrustServiceDown, SealNotReady) as down:
                raise await waited(self._journal, made.paper, "seal", down) from down
            act = acts.SlipSealed(
                step=slip.step,
                form=made.form,
                number=made.number,
                sha256=sha256(document).hexdigest(),
                path=made.paper.at("pdf"),
                stamped_until=await self._press.proved_until(document),
            )
            await self._journal.advance(slip.code, [Entry(key=slip.step, act=act)], LATEST)

    async def _sealed(self, made: "_Made", *, signed: bool) -> bytes:
        at = self._journal.clock().astimezone(VIETNAM)
        order = await self._order(made, at)
        given: dict[str, Any] = {"number": made.number, "issued_at": made.event.at.astimezone(VIETNAM)}
        if signed:
            document = await self._store.get(made.paper.at("signed.pdf"))
            return await self._press.seal(document, office=made.office, **given, **order)
        order["context"] |= given
        return await self._press.issue(made.paper.template, office=made.office, **order)

    async def _order(self, made: "_Made", at: datetime) -> dict[str, Any]:
        names: Mapping[str, str] = {}
        if made.form == "06":
            names = await self._officers.names(ENGINE, named(made.dossier, made.events))
        slip = said(made.form, made.dossier, made.events, made.event, self._house, names)
        shown = {"Mã hồ sơ": made.dossier.code, "Người nộp hồ sơ": slip.applicant.full_name}
        return {
            # What is signed first has no date yet, as it has no number.
            "context": slip.model_dump(exclude={"number", "issued_at"}),
            "reason": REASON,
            "location": slip.place,
            "at": at.astimezone(VIETNAM),
            "code": Coded(slip.title, shown),
        }


class _Made:
    """A slip that is to be made out: the act that it tells of, and all until then."""

    def __init__(self, step: str, dossier: Dossier, events: Sequence[Event]) -> None:
        form, seq = keys.slip_parts(step)
        self.form, self.dossier = cast("FormNumber", form), dossier
        self.events = [event for event in events if event.seq <= seq]
        if not self.events or self.events[-1].seq != seq:
            raise ApplicationError("the dossier holds no such act", type="NoSuchSlip", non_retryable=True)
        self.event = self.events[-1]
        self.office = dossier.competent if form in OF_WHO_DECIDES else dossier.receiving
        self.signer = _signer(step, self.event, dossier)
        about = f"Ký {TITLES[form]}, hồ sơ {dossier.code}"
        self.paper = ToSign(
            dossier.code,
            step,
            self.signer,
            slip_template(self.form),
            about,
            waits=False,
            otherwise=(self._somebody_else(step),) if self.signer else (),
        )

    def _somebody_else(self, step: str) -> Entry:
        """Lay it before the officer's colleagues of the same office and role: once for each that did not sign."""
        key, actor = keys.sign(step), self.event.actor
        opened = acts.TaskOpened(
            task=task_id(self.dossier.code, key),
            kind=SIGN_SLIP,
            role=actor.roles[0],
            agency=actor.agency,
            decisions=("sign",),
            about=keys.slip_itself(step),
        )
        return Entry(key=key, act=opened)

    @property
    def number(self) -> str:
        """Số: the dossier's code with the form's symbol; one made out again says so behind it."""
        # By the acts, whichever is sealed first.
        earlier = len(makers(self.form, self.events)) - 1
        return f"{self.dossier.code}/{SERIES[self.form]}" + (f"-{earlier + 1}" if earlier else "")


def _signer(step: str, made: Event, dossier: Dossier) -> str:
    """Who signs: the officer who made it out; once they did not, who undertook it last. Nobody, where none did."""
    about = keys.slip_itself(step)
    if step == about:
        return made.actor.id if made.actor.kind == "officer" else ""
    of_slip = [task for task in dossier.tasks.values() if task.kind == SIGN_SLIP and task.about == about]
    return max((task for task in of_slip if not task.open), key=lambda task: task.opened_at).closed_by
