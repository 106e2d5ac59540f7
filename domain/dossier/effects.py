"""The one place that the effects of events on a dossier are entered into (``domain.dossier.apply``)."""

from collections.abc import Collection
from datetime import datetime
from functools import singledispatch

from domain.base.law import Status
from domain.dossier.act import Act, Declares, Recorded
from domain.dossier.state import Dossier
from domain.filing.consenting import stands
from domain.filing.model import Consent
from domain.signing.trust_services import SERVICES
from domain.tasks.model import APPROVE, CONSENT


@singledispatch
def apply(act: Act, dossier: Dossier, event: Recorded) -> None:
    """Acts that leave no trace in the state beyond their place in the journal."""


def declare(act: Declares, dossier: Dossier) -> None:
    """Let the form that an act brings be the dossier's; who agreed to something else than it says is asked again."""
    if act.form and act.form != dossier.form:
        dossier.form = act.form
        ask_anew(dossier, act.consents, [one.person for one in dossier.consents if stands(one, act.consents)])


def ask_anew(dossier: Dossier, consents: tuple[Consent, ...], but: Collection[str] = ()) -> None:
    """Ask again all who agreed, ``but`` these; ``consents`` say what each of them agrees to now."""
    to = {consent.person: consent for consent in consents}
    dossier.consents = tuple(to.get(consent.person, consent) for consent in dossier.consents)
    for task in dossier.tasks.values():
        if task.kind == CONSENT and not task.open and task.person not in but:
            task.closed_at, task.closed_by, task.decision, task.anew = None, "", "", task.anew + 1


def void(dossier: Dossier) -> None:
    """An approval is void: who gave it may think again."""
    dossier.approved = ""
    dossier.acted_by = {officer: did for officer, did in dossier.acted_by.items() if did != APPROVE}


def fee_is_off(dossier: Dossier, at: datetime, due_at: datetime | None) -> None:
    """One fee is asked no more; while another is, the clock stands on, as it has since the first of them asked."""
    if dossier.fees_asked:
        dossier.pauses.pop()
        return
    dossier.pauses[-1].end, dossier.due_at = at, due_at or dossier.due_at
    dossier.status = Status.IN_PROCESS


def waits_no_more(dossier: Dossier) -> None:
    """The trust service that it waited for is there again."""
    if dossier.waiting_agency in SERVICES:
        dossier.waiting_agency, dossier.waiting_since = "", None
