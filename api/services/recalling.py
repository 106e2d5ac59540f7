"""The recall of a result (thu hồi văn bản, Decree 30/2020), for programs and for people."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.container import Container
from api.services.corrections import checked
from domain.base.words import Words
from domain.dossier import acts, keys
from domain.dossier.journal import Entry, Event, canonical
from domain.dossier.state import Dossier
from domain.recall.model import REASONS
from infra.identity.oidc import Identity
from infra.reads.results import issued

INSTEAD = Words(
    vi="hãy thu hồi không kèm tờ khai và hướng dẫn nộp hồ sơ mới", en="recall it without a form and let them file anew"
)


class RecallIn(BaseModel):
    """Why a result is taken back, and the form as it should have been, where another result is to replace it."""

    model_config = ConfigDict(extra="forbid")

    reason: Literal["content", "layout", "authority", "ground", "decision"]
    """Whoever holds the document may read it."""
    basis: str = Field(max_length=300)
    """Decision or provision; shown to the applicant."""
    explanation: str = Field(default="", max_length=2000)
    """What is wrong, for those who see the dossier."""
    form: dict[str, Any] | None = None


async def recall(number: str, body: RecallIn, who: Identity, tools: Container) -> Dossier:
    """Recall a result, once: a right of the deciding office's leader. With a corrected form another replaces it.

    Raises:
        Refusal: it is not theirs to recall, was recalled for another reason, or the form cannot be so.
    """
    code, events = await dossier_of(number, who, tools)
    dossier = await tools.journal.dossier(code, who.actor)
    # Who missed our answer says the same again.
    before = [e for e in events if not (isinstance(e.act, acts.Recalled) and e.act.number == number)]
    form = {} if body.form is None else {"form": checked(dossier, body.form, before, tools, INSTEAD)[0]}
    act = acts.Recalled(
        number=number,
        reason=REASONS[body.reason],
        basis=body.basis,
        corrects=body.form is not None,
        personal={"name": who.name, "explanation": body.explanation, **form},
    )
    said = tools.index.of(canonical(act.model_dump(mode="json")).decode())
    return await tools.journal.act(code, Entry(key=keys.recalled(number, said), act=act), who.actor)


async def dossier_of(number: str, who: Identity, tools: Container) -> tuple[str, list[Event]]:
    """The dossier of a result, and its events.

    Raises:
        Missing: they see none of this number.
    """
    code = (await issued(tools.journal.database, who.actor, number)).dossier
    return code, await tools.journal.events(code, who.actor)
