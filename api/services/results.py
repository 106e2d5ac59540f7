"""Results: the sealed document for those whom it concerns, its hand-over at the counter, its recall.

Who took it and how they signed are personal data of the dossier: sealed with its key, and gone with it.
"""

from typing import Any, Literal

from pydantic import Field

from api.schemas.base import Sent
from api.services.application import PaperIn
from api.services.corrections import checked
from api.services.filing import ActingTools, checked_papers
from domain.base.refusals import Unacceptable
from domain.base.words import Words
from domain.dossier import acts, keys
from domain.dossier.access_log import RESULT
from domain.dossier.journal import Entry, Event, canonical
from domain.dossier.state import Dossier
from domain.recall.model import REASONS
from infra.crypto.blind_index import BlindIndex
from infra.files.vault import Vault
from infra.identity.oidc import Identity
from infra.journal.journal import Journal
from infra.reads.access_log import Looks
from infra.reads.results import Issued, issued
from workflows.catalogue import Procedures

SIGNATURE = "hand_over_signature"
"""The kind of paper that a signature on the screen is."""
INSTEAD = Words(
    vi="hãy thu hồi không kèm tờ khai và hướng dẫn nộp hồ sơ mới", en="recall it without a form and let them file anew"
)


async def sealed_result(
    number: str, who: Identity, journal: Journal, store: Vault, looks: Looks
) -> tuple[Issued, bytes]:
    """A result and its PDF as it was stamped last, or ``Missing``; that an officer opens it is noted."""
    found = await issued(journal.database, who.actor, number)
    pdf = await store.get(found.path, who.actor)
    await looks.note(found.dossier, who.actor, RESULT)
    return found, pdf


class Receipt(Sent):
    """Who took a result, and how they signed for it."""

    receiver: str = Field(min_length=2, max_length=120)
    relation: Literal["applicant", "owner", "mandate"]
    signed: Literal["screen", "paper"]
    signature: str = Field(
        default="", max_length=64, description="The upload with the picture of it, where they signed on the screen."
    )


async def handed_over(task: str, receipt: Receipt | None, who: Identity, tools: ActingTools) -> acts.HandedOver:
    """Make the act by which a result is handed over.

    Raises:
        Unacceptable: nobody has signed for it.
        UploadMissing: the signature is not this officer's upload.
    """
    if receipt is None:
        raise Unacceptable(
            "Phải ghi người nhận kết quả và cách ký nhận. Chưa có gì thay đổi.",
            "Say in `receipt` who took the result and how they signed for it; nothing has changed.",
        )
    papers: list[dict[str, Any]] = []
    if receipt.signed == "screen":
        papers = await checked_papers([PaperIn(kind=SIGNATURE, upload=receipt.signature)], who, tools)
        if not papers[0]["media_type"].startswith("image/"):
            raise Unacceptable("Chữ ký phải là hình ảnh.", "Upload the signature as a picture.")
    said = {"receiver": receipt.receiver, "relation": receipt.relation, "signed": receipt.signed, "documents": papers}
    return acts.HandedOver(task=task, documents=tuple(paper["sha256"] for paper in papers), personal=said)


class RecallIn(Sent):
    """Why a result is taken back, and the form as it should have been, where another result is to replace it."""

    reason: Literal["content", "layout", "authority", "ground", "decision"]
    """Whoever holds the document may read it."""
    basis: str = Field(max_length=300)
    """Decision or provision; shown to the applicant."""
    explanation: str = Field(default="", max_length=2000)
    """What is wrong, for those who see the dossier."""
    form: dict[str, Any] | None = None


async def recall(
    number: str, body: RecallIn, who: Identity, journal: Journal, index: BlindIndex, procedures: Procedures
) -> Dossier:
    """Recall a result, once: a right of the deciding office's leader. With a corrected form another replaces it.

    Raises:
        Refusal: it is not theirs to recall, was recalled for another reason, or the form cannot be so.
    """
    code, events = await dossier_of(number, who, journal)
    procedure = procedures[(await journal.dossier(code, who.actor)).procedure]
    # Who missed our answer says the same again.
    before = [e for e in events if not (isinstance(e.act, acts.Recalled) and e.act.number == number)]
    put_right = None if body.form is None else checked(procedure, body.form, before, INSTEAD)
    act = acts.Recalled(
        number=number,
        reason=REASONS[body.reason],
        basis=body.basis,
        corrects=put_right is not None,
        consents=put_right.consents(index.of) if put_right else (),
        personal={"name": who.name, "explanation": body.explanation} | ({"form": put_right.form} if put_right else {}),
    )
    said = index.of(canonical(act.model_dump(mode="json")).decode())
    return await journal.act(code, Entry(key=keys.recalled(number, said), act=act), who.actor)


async def dossier_of(number: str, who: Identity, journal: Journal) -> tuple[str, list[Event]]:
    """The dossier of a result, and its events, or ``Missing``."""
    code = (await issued(journal.database, who.actor, number)).dossier
    return code, await journal.events(code, who.actor)
