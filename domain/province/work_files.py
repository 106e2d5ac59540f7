"""How a dossier's own work file (hồ sơ công việc) was handled, as its journal says in the open.

Every step is acted in the system here; what is left to see is what came or went on paper, and what bears a signature.
"""

from dataclasses import dataclass
from typing import Literal

from domain.dossier import acts, keys
from domain.dossier.journal import Event
from domain.dossier.state import Dossier
from domain.slips.model import FormNumber
from domain.slips.owed import MADE_BY

Handled = Literal["", "online", "on_paper", "unsigned"]
"""Not closed; on-line from opening to closing; a step of it on paper; without a signature of whoever decided."""
CLOSING: tuple[FormNumber, ...] = ("03", "05", "refusal")
"""Slips that say in the place of a result how it ended, each signed by its author."""


@dataclass
class Handling:
    """What is seen of it as its events are gone through."""

    on_paper: bool = False
    unsigned: bool = False
    signed: bool = False
    """Whether a leader signed what was not issued yet."""

    def see(self, event: Event, dossier: Dossier) -> None:
        """Note an event that was folded into the dossier just now."""
        match event.act:
            case acts.HandedOver() as act:
                # Whoever took it signed in the book of the desk, unless their signature on the screen is here.
                self.on_paper |= not act.documents
            case acts.Done() as act:
                # What an agency was asked for by message, and an officer entered, came on paper.
                self.on_paper |= event.actor.kind == "officer" and bool(dossier.tasks[act.task].asks)
            case acts.Signed() as act:
                self.signed |= not keys.is_slip(act.step)
            case acts.Issued():
                self.unsigned |= not self.signed
                self.signed = False
            case _:
                pass

    def of(self, dossier: Dossier) -> Handled:
        """How it was handled; nothing while it is under way."""
        if not dossier.ended:
            return ""
        if self.on_paper:
            return "on_paper"
        return "unsigned" if self.unsigned or not _said(dossier) else "online"


def _said(dossier: Dossier) -> bool:
    """Whether its author signed what says how it ended; of one that was taken back, or has a result, none is due."""
    forms = [form for form in CLOSING if MADE_BY[form].model_fields["type"].default == dossier.ending]
    slips = [slip for slip in dossier.slips.values() if slip.form in forms and slip.sha256]
    return not forms or any(slip.signature is not None and slip.signature.signed_at is not None for slip in slips)
