"""A form that is corrected: what was written may be put right, what the filing fixed for good may not."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, cast

from api.services.filing import checked_form, may_file
from domain.base.calendar import in_vietnam
from domain.base.refusals import Missing, Unacceptable
from domain.base.words import Words, joined
from domain.dossier.act import Personal
from domain.dossier.acts import Filed
from domain.dossier.journal import Event, form_of
from domain.dossier.state import Dossier
from domain.filing.consenting import consents_of
from domain.filing.model import Agreement, Consent
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


def changed(before: Form, after: Form, filing: Filing) -> list[Words]:
    """Say what another form would change of what the filing fixed."""
    was, now = _fixed(before, filing), _fixed(after, filing)
    return [words for name, words in FIXED.items() if was[name] != now[name]]


def _fixed(form: Form, filing: Filing) -> dict[str, Any]:
    return {name: getattr(form, name) for name in FIXED} | {"consents": form.must_agree(filing)}


class Correction(NamedTuple):
    """A form as it should be."""

    form: dict[str, Any]
    fields: tuple[str, ...]
    """Those that differ from the form before."""
    agreements: list[Agreement]
    """Who must agree, and to what now."""
    filed: Personal

    def consents(self, person: Callable[[str], str]) -> tuple[Consent, ...]:
        """The same as a journal holds it; nothing in what was filed before consents said to what."""
        numbers = [self.filed[one]["number"] for one in ("applicant", "owner") if one in self.filed]
        secret = self.filed.get("secret", "")
        return consents_of(self.agreements, person, secret, numbers) if secret else ()


async def corrected(
    dossier: Dossier, task: Task, form: dict[str, Any], who: Identity, journal: Journal, procedures: Procedures
) -> Correction:
    """Check a corrected form as a filing is checked.

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
) -> Correction:
    """Do the same by the events before it; ``instead`` says what to do where it changes what the filing fixed."""
    filed, act = events[0], cast("Filed", events[0].act)
    if not (said := act.personal):
        raise Missing
    people = said.get("owner") or said["applicant"]
    filing = Filing(
        applicant=people["number"],
        organisation=people.get("organisation", ""),
        day=in_vietnam(filed.at).date(),
        edition=act.edition or 0,
    )
    after = checked_form(procedure, form, filing)
    if others := changed(procedure.form.model_validate(said["form"]), after, filing):
        raise Unacceptable(
            "Tờ khai sửa lại thay đổi {}: {}.", "The form as corrected changes {}: {}.", joined(", ", others), instead
        )
    if filing.edition and act.parent is None:  # a branch is filed by the engine
        may_file(after, filing)
    before = form_of(events)
    written = after.model_dump(mode="json")
    fields = tuple(name for name, value in written.items() if before.get(name) != value)
    return Correction(written, fields, after.agreements(filing), said)
