"""On what the State looks at somebody's data, and what stays of each look: which fields, about whom, and the proof.

Legal grounds marked as not confirmed are common knowledge that no source at hand confirms.
"""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from domain.base.law import Frozen
from domain.base.words import Words


class Basis(Frozen):
    """The ground of a look-up: the law, or the consent of whom it is about."""

    rests_on: Literal["law", "consent"]
    words: Words
    confirmed: bool = True


DUTY = Basis(
    rests_on="law",
    words=Words(
        vi="Nghị quyết 66.7/2025/NQ-CP và Nghị định 278/2025/NĐ-CP: dùng dữ liệu thay giấy tờ trong thủ tục hành chính",
        en="Resolution 66.7/2025/NQ-CP and Decree 278/2025/NĐ-CP: data take the place of papers in procedures",
    ),
)
"""An office asks for what the law gives it to decide; nobody's consent is needed for that."""
CONSENT = Basis(
    rests_on="consent",
    words=Words(
        vi="Sự đồng ý của người nộp hồ sơ (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15)",
        en="The applicant's consent (Law on Personal Data Protection 91/2025/QH15)",
    ),
    confirmed=False,
)
"""Given with the filing; taken back, nothing more is looked up on it."""


class Receipt(Frozen):
    """What an agency signed of its answer: to which request, which answer, when."""

    request: str = Field(description="Digest of the request, SHA-256 in base64url.")
    answer: str = Field(description="Digest of the answer as it came over the wire.")
    kid: str = Field(description="Which of the agency's keys signed it.")
    at: datetime
    signature: str = Field(description="The whole compact JWS, for whoever has the agency's keys.")


class LookUp(Frozen):
    """A look at somebody's data, or a telling of it, as everybody may know it who it is about."""

    query: str
    """Its kind."""
    fields: tuple[str, ...]
    why: str
    """As the agency was told: for which procedure, to what purpose."""
    rests_on: Literal["law", "consent"] = "law"
    consent: str = ""
    """The act by which the consent was given."""
    told: bool = False
    """Whether the agency was told something, and not only asked."""
    about: tuple[str, ...] = ()
    """The people, by blind index."""
    receipt: Receipt | None = None


class Heard(BaseModel):
    """What came with an answer: the look that it was, and the text that the agency signed."""

    look: LookUp | None = None
    said: str = ""
    """Empty where nothing was signed."""
    withheld: bool = False
    """Whether it was not asked at all, because the consent was taken back."""


def people_of(model: BaseModel | None, names: tuple[str, ...]) -> tuple[str, ...]:
    """The citizen numbers that stand in these fields."""
    values: list[Any] = [getattr(model, name, "") for name in names] if model else []
    several = [one for value in values for one in (value if isinstance(value, tuple) else (value,))]
    return tuple(dict.fromkeys(str(number) for number in several if number))
