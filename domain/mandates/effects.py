"""What a mandate that is taken back makes of a dossier."""

from domain.dossier.acts import MandateRevoked
from domain.dossier.effects import apply
from domain.dossier.journal import Event
from domain.dossier.state import Dossier


@apply.register
def _(_act: MandateRevoked, dossier: Dossier, event: Event) -> None:
    dossier.mandate_revoked_at = event.at
