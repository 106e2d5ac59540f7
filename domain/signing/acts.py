"""How the officer who approved a result signs it, as typed acts."""

from typing import Literal

from domain.base.words import Words
from domain.dossier.act import Act


class SignatureAsked(Act):
    """Trình ký số: whoever approved was asked to sign the draft, and has not answered yet."""

    type: Literal["signature_asked"] = "signature_asked"
    told = Words(vi="Trình lãnh đạo ký số", en="The leader was asked to sign")
    step: str
    signer: str
    """Staff code."""
    sha256: str
    """Of the draft."""
    handle: str
    """By which the signing service knows what was asked."""
    wakes = False


class Signed(Act):
    """Ký số: the officer's signature stands in the document."""

    type: Literal["signed"] = "signed"
    told = Words(vi="Lãnh đạo ký số", en="Signed by the leader")
    step: str
    signer: str
    sha256: str
    path: str
    wakes = False


class SignatureDeclined(Act):
    """Không ký: there will be no signature, so the approval is void."""

    type: Literal["signature_declined"] = "signature_declined"
    told = Words(vi="Kết quả không được ký, chờ phê duyệt lại", en="Not signed, to be approved anew")
    step: str
    signer: str
    reason: Words
    """In our own words, of ``domain.signing.signing``."""
    wakes = False
    said = ()


AnySigningAct = SignatureAsked | Signed | SignatureDeclined
