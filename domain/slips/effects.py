"""What becomes of a slip."""

from domain.dossier import acts
from domain.dossier.act import Recorded
from domain.dossier.effects import apply
from domain.dossier.state import Dossier
from domain.slips.model import Slip


@apply.register
def _(act: acts.SlipSealed, dossier: Dossier, _event: Recorded) -> None:
    slip = dossier.slips.setdefault(act.step, Slip(form=act.form))
    slip.number, slip.sha256, slip.path, slip.stamped_until = act.number, act.sha256, act.path, act.stamped_until
