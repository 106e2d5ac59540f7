"""How each event changes a dossier: the state is the journal folded."""

import domain.agencies.effects
import domain.branches.effects
import domain.deadlines.effects
import domain.filing.effects
import domain.money.effects
import domain.recall.effects
import domain.results.effects
import domain.signing.effects
import domain.slips.effects
import domain.tasks.effects  # noqa: F401 - they enter their effects
from domain.dossier import acts
from domain.dossier.effects import apply
from domain.dossier.journal import Event
from domain.dossier.state import Dossier
from domain.tasks.model import NO_HAND_IN_IT, REVIEW


def fold(dossier: Dossier, event: Event) -> None:
    """Let a recorded event have its effect. Never refuses: what is recorded has happened."""
    act, was_ended = event.act, dossier.ended
    if isinstance(act, acts.TaskAct) and act.closes:
        _close(dossier, act, event)
    apply(act, dossier, event)
    if event.actor.kind == "organisation" and event.actor.person not in dossier.parties:
        # Whoever acts for the organisation decides on nothing here, whatever office they hold. After the effect:
        # that of the filing sets the parties anew.
        dossier.parties += (event.actor.person,)
    dossier.seq, dossier.last_at = event.seq, event.at
    dossier.keys[event.key] = event.seq
    dossier.woke = event.seq if event.wakes else dossier.woke
    # The act that ended it, not those that come after: money back, a comparison. A correction lets it end once more.
    if dossier.ended and not was_ended:
        dossier.ending = act.type
        for task in dossier.open_tasks:
            if not dossier.outlives(task.kind):
                task.closed_at, task.decision = event.at, act.type


def _close(dossier: Dossier, act: acts.TaskAct, event: Event) -> None:
    closed = dossier.tasks[act.task]
    closed.closed_at, closed.closed_by, closed.decision = event.at, event.actor.id, act.decided
    # Whoever must have fresh eyes keeps them when they ask somebody else first.
    only_asks = isinstance(act, acts.OpinionAsked) and closed.needs_fresh_eyes
    # Who reviewed may review again, unless they have done anything else meanwhile.
    first = dossier.acted_by.get(event.actor.id, REVIEW) == REVIEW
    if event.actor.kind == "officer" and first and closed.kind not in NO_HAND_IN_IT and not only_asks:
        dossier.acted_by[event.actor.id] = closed.kind
