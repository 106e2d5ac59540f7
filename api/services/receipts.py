"""A result is handed over (trả kết quả) against a signature, on a screen or on a printed sheet, whoever records it.

The name and the signature are personal data of the dossier: sealed with its key, and gone with it.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.container import Container
from api.services.application import PaperIn
from api.services.filing import checked_papers
from domain.base.refusals import Unacceptable
from domain.dossier import acts
from infra.identity.oidc import Identity

SIGNATURE = "hand_over_signature"
"""The kind of paper that a signature on the screen is."""


class Receipt(BaseModel):
    """Who took a result, and how they signed for it."""

    model_config = ConfigDict(extra="forbid")

    receiver: str = Field(min_length=2, max_length=120)
    relation: Literal["applicant", "owner", "mandate"]
    signed: Literal["screen", "paper"]
    signature: str = Field(
        default="", max_length=64, description="The upload with the picture of it, where they signed on the screen."
    )


async def handed_over(task: str, receipt: Receipt | None, who: Identity, tools: Container) -> acts.HandedOver:
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
