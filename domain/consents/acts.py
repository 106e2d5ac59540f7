"""What people who are asked to agree say, and who takes back their agreement, as typed acts."""

from typing import Literal

from domain.base.words import Words
from domain.dossier.act import Act, TaskAct


class Consented(TaskAct):
    """Đồng ý: somebody whose consent the law asks for agreed."""

    type: Literal["consented"] = "consented"
    told = Words(vi="Đồng ý", en="Agreed")
    verb = "consent"
    wakes = False


class Objected(TaskAct):
    """Không đồng ý: somebody whose consent the law asks for did not agree; they can still agree later."""

    type: Literal["objected"] = "objected"
    told = Words(vi="Không đồng ý", en="Did not agree")
    verb = "object"
    reason: str = ""
    wakes = False
    ends_task = False


class ConsentWithdrawn(Act):
    """Rút lại sự đồng ý: the applicant lets nothing more be looked up that rests on their consent."""

    type: Literal["consent_withdrawn"] = "consent_withdrawn"
    told = Words(vi="Rút lại sự đồng ý cho tra cứu", en="Consent to a look-up taken back")
    query: str
    """The kind of look-up."""
    wakes = False
