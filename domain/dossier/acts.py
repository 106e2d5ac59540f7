"""What can happen to a dossier, as typed acts, each declared by its thing; recorded, it is an event of the journal.

An act of a thing that is here already is named in the union of that thing alone; a new thing has two lines here.
"""
# ruff: noqa: F403, F405 - every act is known here by the name that its thing gives it

from typing import Annotated, get_args

from pydantic import Field

from domain.agencies.acts import *
from domain.branches.acts import *
from domain.consents import *
from domain.deadlines.acts import *
from domain.dossier.act import *
from domain.dossier.export_acts import *
from domain.erasure import *
from domain.filing.acts import *
from domain.mandates import *
from domain.money.acts import *
from domain.opinions.acts import *
from domain.recall.acts import *
from domain.results.acts import *
from domain.signing.acts import *
from domain.slips.acts import *
from domain.tasks.acts import *

AnyAct = Annotated[
    AnyAgencyAct
    | AnyBranchAct
    | AnyConsentAct
    | AnyDeadlineAct
    | AnyFilingAct
    | AnyMoneyAct
    | AnyOpinionAct
    | AnyRecallAct
    | AnyResultAct
    | AnySigningAct
    | AnyTaskAct
    | DataErased
    | Exported
    | MandateRevoked
    | SlipSealed,
    Field(discriminator="type"),
]
ACTS: tuple[type[Act], ...] = get_args(get_args(AnyAct)[0])
"""All of them; what an applicant is offered stands in this order."""
ENDINGS = (NotAccepted, Refused, Stopped, Withdrawn)
"""The acts that end a dossier without a result; a recall may too, and says so itself."""
