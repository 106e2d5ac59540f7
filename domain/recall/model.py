"""Why a result is recalled (thu hồi văn bản): reasons that name nobody, for whoever holds the document reads them."""

from datetime import datetime

from pydantic import BaseModel

from domain.base.words import Words

REASONS = {
    "content": Words(vi="Nội dung có sai sót", en="Its content is wrong"),
    "layout": Words(vi="Sai thể thức, kỹ thuật trình bày", en="It is not drawn up as the law asks"),
    "authority": Words(vi="Ban hành không đúng thẩm quyền", en="The body that issued it was not competent"),
    "ground": Words(vi="Căn cứ để cấp không đúng", en="What it rests on is not so"),
    "decision": Words(
        vi="Theo bản án, quyết định của cơ quan có thẩm quyền", en="A court or a competent authority decided so"
    ),
}


class WrongData(BaseModel):
    """Something wrong in the data that a result rests on, as the office that keeps them decided."""

    id: str
    """Of the decision, at that office."""
    agency: str
    """Whose register it is."""
    person: str
    """Citizen number."""
    what: Words
    field: Words
    said: Words
    """By the register."""
    other: Words
    """By what stood against it."""
    right: Words
    paper: str
    """What shows it."""
    basis: str
    """The provision or decision by which it was put right."""


class Recall(BaseModel):
    """A result that was recalled."""

    number: str
    at: datetime
    reason: Words
    basis: str
    corrects: bool
    replaced_by: str = ""
    """Number of the one that stands in its place."""
