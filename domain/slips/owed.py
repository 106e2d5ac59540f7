"""Which slips an act makes: the engine owes them from that moment, and nobody waits for them."""

from collections.abc import Iterator, Sequence

from domain.dossier import acts, keys
from domain.dossier.journal import Event
from domain.dossier.state import Dossier
from domain.slips.model import FormNumber
from domain.tasks.model import SIGN_SLIP

MADE_BY: dict[FormNumber, type[acts.Act]] = {
    "01": acts.Accepted,
    "02": acts.SupplementRequested,
    "03": acts.NotAccepted,
    "04": acts.Apologised,
    "05": acts.Stopped,
    "refusal": acts.Refused,
}
ENDS = (*acts.ENDINGS, acts.HandedOver, acts.DutiesDone, acts.PassedOn)
"""The acts by which a dossier may come to its end: its control slip is whole then."""


def makers(form: FormNumber, events: Sequence[Event]) -> list[Event]:
    """The acts by which slips of a form are made out, in order."""
    return [event for event in events if isinstance(event.act, MADE_BY.get(form, ENDS))]


def newest(form: FormNumber, dossier: Dossier, events: Sequence[Event]) -> Event | None:
    """The act that made the newest slip of a form: the control slip grows until the dossier ends."""
    made = makers(form, events) if form != "06" or dossier.ended else []
    return made[-1] if made else None


def made_out(dossier: Dossier, event: Event) -> Iterator[str]:
    """The steps by which slips are made out because of an event that was just recorded."""
    for form, kind in MADE_BY.items():
        if isinstance(event.act, kind):
            yield keys.slip(form, event.seq)
    if isinstance(event.act, ENDS) and dossier.ended and dossier.accepted_at:
        yield keys.slip("06", event.seq)
    if isinstance(event.act, acts.Done) and (task := dossier.tasks[event.act.task]).kind == SIGN_SLIP:
        yield keys.round_of(task.about, sum(keys.slip_itself(slip) == task.about for slip in dossier.slips))
