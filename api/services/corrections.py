"""A form that is corrected: what was written may be put right, what the filing fixed for good may not."""

from collections.abc import Sequence
from typing import Any

from api.services.filing import checked_form
from domain.base.calendar import in_vietnam
from domain.base.refusals import Missing, Unacceptable
from domain.base.words import Words, joined
from domain.dossier.journal import Event, form_of
from domain.dossier.state import Dossier
from domain.tasks.model import Task
from infra.identity.oidc import Identity
from infra.journal.journal import Journal
from workflows.catalogue import Procedures
from workflows.engine.forms import Filing, Form
from workflows.engine.procedure import Procedure

FIXED = {
    "competent": Words(vi="cơ quan giải quyết", en="the deciding office"),
    "parties": Words(vi="những người có liên quan", en="the people whom it concerns"),
    "consents": Words(vi="những người phải đồng ý", en="those who must agree"),
    "case": Words(vi="trường hợp giải quyết, thời hạn và phí", en="its case, with term and fee"),
    "units": Words(vi="số trang, số bản tính phí", en="the pages or copies that the fee counts"),
}
"""By property of a form, what is fixed with the filing."""


WITHDRAW = Words(vi="hãy rút hồ sơ này và nộp hồ sơ mới", en="withdraw this one and file anew")


def changed(before: Form, after: Form) -> list[Words]:
    """Say what another form would change of what the filing fixed."""
    return [words for name, words in FIXED.items() if getattr(before, name) != getattr(after, name)]


async def corrected(
    dossier: Dossier, task: Task, form: dict[str, Any], who: Identity, journal: Journal, procedures: Procedures
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Check a corrected form as a filing is checked; give it, and which of its fields differ from those before.

    Raises:
        FormInvalid: a field is missing, impossible, or contradicts another.
        Unacceptable: it changes what the filing fixed; names what, and what to do.
    """
    events = await journal.events(dossier.code, who.actor)
    # Who missed our answer says it again, and it must be the same: what this task brought is not before it.
    return checked(
        procedures[dossier.procedure], form, [event for event in events if getattr(event.act, "task", "") != task.id]
    )


def checked(
    procedure: type[Procedure[Any]], form: dict[str, Any], events: Sequence[Event], instead: Words = WITHDRAW
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Do the same by the events before it; ``instead`` says what to do where it changes what the filing fixed."""
    filed = events[0]
    if not (said := filed.act.personal):
        raise Missing
    people = said.get("owner") or said["applicant"]
    filing = Filing(
        applicant=people["number"], organisation=people.get("organisation", ""), day=in_vietnam(filed.at).date()
    )
    after = checked_form(procedure, form, filing)
    if others := changed(procedure.form.model_validate(said["form"]), after):
        raise Unacceptable(
            "Tờ khai sửa lại thay đổi {}: {}.", "The form as corrected changes {}: {}.", joined(", ", others), instead
        )
    before = form_of(events)
    written = after.model_dump(mode="json")
    return written, tuple(name for name, value in written.items() if before.get(name) != value)
