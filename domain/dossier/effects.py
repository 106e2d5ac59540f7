"""The one place that the effects of events on a dossier are entered into (``domain.dossier.apply``)."""

from functools import singledispatch

from domain.dossier.act import Act
from domain.dossier.journal import Event
from domain.dossier.state import Dossier


@singledispatch
def apply(act: Act, dossier: Dossier, event: Event) -> None:
    """Acts that leave no trace in the state beyond their place in the journal."""
