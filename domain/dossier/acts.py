"""What can happen to a dossier, as typed acts, each declared by its thing; recorded, it is an event of the journal."""

from typing import Annotated

from pydantic import Field

from domain.agencies.acts import AgencyWaited as AgencyWaited
from domain.agencies.acts import Answered as Answered
from domain.agencies.acts import AnsweredLate as AnsweredLate
from domain.branches.acts import BranchEnded as BranchEnded
from domain.branches.acts import BranchOpened as BranchOpened
from domain.branches.acts import PassedOn as PassedOn
from domain.branches.model import Parent as Parent
from domain.consents.acts import Consented as Consented
from domain.consents.acts import ConsentWithdrawn as ConsentWithdrawn
from domain.consents.acts import Objected as Objected
from domain.consents.model import Consent as Consent
from domain.deadlines.acts import Apologised as Apologised
from domain.deadlines.acts import CaseChanged as CaseChanged
from domain.deadlines.acts import DueSoon as DueSoon
from domain.deadlines.acts import Overdue as Overdue
from domain.deadlines.acts import Redated as Redated
from domain.deadlines.acts import Reminded as Reminded
from domain.dossier.act import ENGINE as ENGINE
from domain.dossier.act import PAYMENTS as PAYMENTS
from domain.dossier.act import Act as Act
from domain.dossier.act import Actor as Actor
from domain.dossier.act import TaskAct as TaskAct
from domain.dossier.export_acts import Exported as Exported
from domain.erasure.acts import DataErased as DataErased
from domain.filing.acts import Accepted as Accepted
from domain.filing.acts import Confirmed as Confirmed
from domain.filing.acts import Corrected as Corrected
from domain.filing.acts import Filed as Filed
from domain.filing.acts import NotAccepted as NotAccepted
from domain.filing.acts import SupplementProposed as SupplementProposed
from domain.filing.acts import SupplementRequested as SupplementRequested
from domain.filing.acts import Supplied as Supplied
from domain.filing.acts import Withdrawn as Withdrawn
from domain.mandates.acts import MandateRevoked as MandateRevoked
from domain.money.acts import CallbackRefused as CallbackRefused
from domain.money.acts import MoneyBack as MoneyBack
from domain.money.acts import MoneyIn as MoneyIn
from domain.money.acts import PaymentBegun as PaymentBegun
from domain.money.acts import Receipted as Receipted
from domain.money.acts import ReturnOrdered as ReturnOrdered
from domain.opinions.acts import OpinionAsked as OpinionAsked
from domain.opinions.acts import OpinionGiven as OpinionGiven
from domain.people.identity import ChipRead as ChipRead
from domain.recall.acts import Recalled as Recalled
from domain.results.acts import Approved as Approved
from domain.results.acts import HandedOver as HandedOver
from domain.results.acts import Issued as Issued
from domain.results.acts import Numbered as Numbered
from domain.results.acts import Rated as Rated
from domain.results.acts import Refused as Refused
from domain.results.acts import Restamped as Restamped
from domain.results.acts import Stopped as Stopped
from domain.signing.acts import SignatureAsked as SignatureAsked
from domain.signing.acts import SignatureDeclined as SignatureDeclined
from domain.signing.acts import Signed as Signed
from domain.tasks.acts import Done as Done
from domain.tasks.acts import Lapsed as Lapsed
from domain.tasks.acts import TaskClaimed as TaskClaimed
from domain.tasks.acts import TaskDelegated as TaskDelegated
from domain.tasks.acts import TaskOpened as TaskOpened
from domain.tasks.acts import TaskReleased as TaskReleased
from domain.tasks.acts import TaskTakenOver as TaskTakenOver

AnyAct = Annotated[
    Filed
    | Accepted
    | SupplementRequested
    | Supplied
    | SupplementProposed
    | NotAccepted
    | TaskOpened
    | TaskClaimed
    | TaskReleased
    | TaskDelegated
    | TaskTakenOver
    | Done
    | Consented
    | Objected
    | Confirmed
    | Corrected
    | Lapsed
    | OpinionAsked
    | OpinionGiven
    | AgencyWaited
    | Answered
    | AnsweredLate
    | ConsentWithdrawn
    | MandateRevoked
    | Approved
    | Refused
    | SignatureAsked
    | Signed
    | SignatureDeclined
    | Numbered
    | Issued
    | Restamped
    | Recalled
    | HandedOver
    | PaymentBegun
    | MoneyIn
    | ReturnOrdered
    | MoneyBack
    | Receipted
    | CallbackRefused
    | Stopped
    | BranchOpened
    | BranchEnded
    | PassedOn
    | CaseChanged
    | Reminded
    | DueSoon
    | Overdue
    | Apologised
    | Redated
    | Rated
    | Exported
    | DataErased
    | Withdrawn,
    Field(discriminator="type"),
]
ENDINGS = (NotAccepted, Refused, Stopped, Withdrawn)
"""The acts that end a dossier without a result; a recall may too, and says so itself."""
