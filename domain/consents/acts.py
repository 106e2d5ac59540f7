"""What people who are asked to agree say, and who takes back their agreement, as typed acts."""

from typing import ClassVar, Literal

from domain.dossier.act import Act, TaskAct


class Consented(TaskAct):
    """Đồng ý: somebody whose consent the law asks for agreed."""

    type: Literal["consented"] = "consented"
    verb: ClassVar[str] = "consent"
    wakes: ClassVar[bool] = False


class Objected(TaskAct):
    """Không đồng ý: somebody whose consent the law asks for did not agree; they can still agree later."""

    type: Literal["objected"] = "objected"
    verb: ClassVar[str] = "object"
    reason: str = ""
    wakes: ClassVar[bool] = False
    ends_task: ClassVar[bool] = False


class ConsentWithdrawn(Act):
    """Rút lại sự đồng ý: the applicant lets nothing more be looked up that rests on their consent."""

    type: Literal["consent_withdrawn"] = "consent_withdrawn"
    query: str
    """The kind of look-up."""
    wakes: ClassVar[bool] = False
