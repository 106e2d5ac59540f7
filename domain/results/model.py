"""The result of a dossier, as its state holds it."""

from datetime import datetime

from pydantic import BaseModel


class Issue(BaseModel):
    """The result of a dossier."""

    kind: str
    number: str
    sha256: str = ""
    path: str = ""
    stamped_until: datetime | None = None
