"""The one place that the effects of events on a dossier are entered into (``domain.dossier.apply``)."""

from functools import singledispatch

from domain.dossier.act import Act, Recorded
from domain.dossier.state import Dossier
from domain.signing.trust_services import SERVICES


@singledispatch
def apply(act: Act, dossier: Dossier, event: Recorded) -> None:
    """Acts that leave no trace in the state beyond their place in the journal."""


def waits_no_more(dossier: Dossier) -> None:
    """The trust service that it waited for is there again."""
    if dossier.waiting_agency in SERVICES:
        dossier.waiting_agency, dossier.waiting_since = "", None
