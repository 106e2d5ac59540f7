"""What the law demands of every approval: that it is one of the form that was asked about, agreed to and compared."""

from collections.abc import Sequence

from domain.dossier import acts
from domain.dossier.apply import fold
from domain.dossier.digest import digest, resting_on
from domain.dossier.eligibility import unagreed
from domain.dossier.journal import Event, form_of
from domain.dossier.state import Dossier
from domain.tasks.model import AGREE, CORRECT_REGISTER, REVIEW
from domain.vietnam.queries.payments import PayOut
from tests.support.declared import QUERIES
from tests.workflows.walks.world import demand

CHECKED = ("verify", "compare", "sign_together")
"""What officers do with the whole of a form; that alone which was done with the very form counts."""


def approved_as_it_stands(events: Sequence[Event]) -> None:
    """Whoever approves, approves the form and the papers that were verified, to which all agreed, and nothing else."""
    dossier = Dossier(code="walked")
    for place, event in enumerate(events):
        if isinstance(event.act, acts.Approved):
            _is_of(dossier, events[:place])
        if isinstance(event.act, acts.Issued):
            sealed = digest(dossier.secret, form_of(events[:place]))
            demand(sealed == dossier.form, "what is sealed is the form that stands")
            demand(dossier.decided, "nothing is sealed that is not approved as it stands")
        if isinstance(event.act, acts.Answered) and event.act.look and event.act.look.told:
            _in_time(event.act, dossier)
        fold(dossier, event)


def _is_of(dossier: Dossier, events: Sequence[Event]) -> None:
    form, papers = form_of(events), list[str]()
    for event in events:
        if isinstance(event.act, acts.Filed | acts.Supplied):
            papers += event.act.documents
    voided = sum(isinstance(event.act, acts.ApprovalVoided | acts.FactsDisputed) for event in events)
    stands = resting_on(dossier.secret, digest(dossier.secret, form), tuple(papers), voided)
    if returned := sum(isinstance(event.act, acts.ReviewReturned) for event in events):
        stands = digest(dossier.secret, [stands, returned])
    done = {event.act.task for event in events if isinstance(event.act, acts.Done)}
    for task in dossier.tasks.values():
        if task.kind in CHECKED and task.id in done and not task.papers and task.step in _newest(dossier):
            demand(task.rests == stands, f"approved is what was done in {task.step}, and nothing else")
    _is_reviewed(dossier, events)
    demand(not unagreed(dossier), "all agree to the form that is approved")


def _is_reviewed(dossier: Dossier, events: Sequence[Event]) -> None:
    """Where the office has units, the head of one agreed to just this, after whatever was given back."""
    filed = events[0].act
    if isinstance(filed, acts.Filed) and filed.reviewed:
        agreed = [task for task in dossier.tasks.values() if (task.kind, task.decision) == (REVIEW, AGREE)]
        last = max(
            (task.closed_at for task in agreed if task.step in _newest(dossier) and task.closed_at), default=None
        )
        demand(last is not None, "nobody approves what the head of a unit has not reviewed")
        returns = [event.at for event in events if isinstance(event.act, acts.ReviewReturned)]
        demand(not last or all(at < last for at in returns), "what was given back is reviewed again")


def _newest(dossier: Dossier) -> set[str]:
    """The grounds that the leader was given."""
    asked = [task for task in dossier.tasks.values() if task.kind == "approve" and task.open]
    return set().union(*(task.grounds for task in asked))


def _in_time(act: acts.Answered, dossier: Dossier) -> None:
    query = QUERIES[act.personal["kind"]] if act.personal else None
    if query is not None and not hasattr(query, "later"):
        demand(dossier.decided, f"nothing takes effect outside before the approval: {act.step}")
        demand(query is not PayOut or dossier.result is not None, "no money moves before the result is sealed")


def taken_back(dossier: Dossier) -> None:
    """Registers that were told of what came to nothing have somebody who takes it back there."""
    if dossier.result is None:
        undone = {task.about for task in dossier.tasks.values() if task.kind == CORRECT_REGISTER}
        demand(set(dossier.told.values()) <= undone, f"register and result never differ silently: {dossier.told}")
