"""The slips that go with an application (Circular 03/2025) for those whom they concern: as data, and on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from api.services.views import ViewTools, handed_out
from domain.base.refusals import Missing
from domain.dossier import keys
from domain.dossier.act import Actor
from domain.dossier.journal import Event
from domain.dossier.state import Dossier
from domain.slips.content import House, named, said
from domain.slips.model import FormNumber, Slip
from domain.slips.owed import newest
from domain.slips.slip_data import PrintedSlip, slip_template
from infra.documents.qr import address
from infra.files.vault import Vault
from infra.identity.officers import Officers
from infra.printing.pool import RenderPool


@dataclass(frozen=True)
class FormTools(ViewTools):
    """What it takes to print a form."""

    officers: Officers
    press: RenderPool
    store: Vault

    @property
    def house(self) -> House:
        """What slips are told with."""
        follow_at = partial(address, self.settings.public_url, "track")
        stand_in = self.settings.environment != "production"
        return House(self.offices, self.procedures, self.registry, follow_at, stand_in)


async def on_paper(
    form: FormNumber, dossier: Dossier, events: Sequence[Event], reader: Actor, tools: FormTools
) -> bytes:
    """The form as it was sealed; until then as it is printed without a seal. ``Missing``, where there is none."""
    if (slip := sealed(form, dossier, events, reader)) is not None:
        return await tools.store.get(slip.path, reader)
    said = await filled_in(form, dossier, events, reader, tools)
    return await tools.press.render(slip_template(form), said.model_dump(exclude={"number"}))


def sealed(form: FormNumber, dossier: Dossier, events: Sequence[Event], reader: Actor) -> Slip | None:
    """The newest slip of a form, once it is sealed; what has happened since is in none."""
    if form not in handed_out(dossier, reader):
        return None
    made = newest(form, dossier, events)
    steps = [step for step in dossier.slips if made and keys.slip_parts(step) == (form, made.seq)]
    return next((dossier.slips[step] for step in reversed(steps) if dossier.slips[step].sha256), None)


async def filled_in(
    form: FormNumber, dossier: Dossier, events: Sequence[Event], reader: Actor, tools: FormTools
) -> PrintedSlip:
    """What a form says; ``Missing``, where the dossier has none."""
    made = events[-1] if form == "06" else newest(form, dossier, events)
    if made is None or form not in handed_out(dossier, reader):
        raise Missing("Hồ sơ chưa có phiếu này.", "The dossier has no such form.")
    names = await tools.officers.names(reader, named(dossier, events)) if form == "06" else {}
    slip = said(form, dossier, events, made, tools.house, names)
    return slip.model_copy(update={"issued_at": tools.journal.clock()}) if form == "06" else slip
