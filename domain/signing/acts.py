"""How the officer who approved a result signs it, as typed acts."""

from typing import ClassVar, Literal

from domain.base.words import Words
from domain.dossier.act import Act


class SignatureAsked(Act):
    """Trình ký số: whoever approved was asked to sign the draft, and has not answered yet."""

    type: Literal["signature_asked"] = "signature_asked"
    step: str
    signer: str
    """Staff code."""
    sha256: str
    """Of the draft."""
    handle: str
    """By which the signing service knows what was asked."""
    wakes: ClassVar[bool] = False


class Signed(Act):
    """Ký số: the officer's signature stands in the document."""

    type: Literal["signed"] = "signed"
    step: str
    signer: str
    sha256: str
    path: str
    wakes: ClassVar[bool] = False


class SignatureDeclined(Act):
    """Không ký: there will be no signature, so the approval is void."""

    type: Literal["signature_declined"] = "signature_declined"
    step: str
    signer: str
    reason: Words
    """In our own words, of ``domain.signing.signing``."""
    wakes: ClassVar[bool] = False
    said: ClassVar[tuple[str, ...]] = ()
