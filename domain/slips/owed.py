"""Which slip an act makes."""

from collections.abc import Sequence

from domain.dossier import acts
from domain.dossier.journal import Event
from domain.slips.model import FormNumber

MADE_BY: dict[FormNumber, type[acts.Act]] = {
    "01": acts.Accepted,
    "02": acts.SupplementRequested,
    "03": acts.NotAccepted,
    "04": acts.Apologised,
    "05": acts.Stopped,
    "refusal": acts.Refused,
}


def newest(form: FormNumber, events: Sequence[Event]) -> Event | None:
    """The act that made the newest slip of a form; none of the control slip, which grows until the end."""
    made = [event for event in events if form in MADE_BY and isinstance(event.act, MADE_BY[form])]
    return made[-1] if made else None
