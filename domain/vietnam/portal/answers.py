"""What the portal's answers mean: it says “thành công” in words and something in a code, and both have to agree."""

import re
from typing import Any
from unicodedata import normalize

from pydantic import Field

from domain.base.law import Frozen
from domain.vietnam.portal.exchange_codes import ExchangeCodes

SUCCESS, EXISTS = "thành công", "đã tồn tại"
ABSENT = ("không tồn tại", "chưa tồn tại", "không tìm thấy")
EXISTING = ("0", "3", "-3")
"""Codes beside which the portal says that it has the dossier already."""
NUMBERS = re.compile(r"\d{9,}")
KEPT = 200
"""So many characters of its words are kept."""


class PortalAnswer(Frozen):
    """An answer of any of its services."""

    error_code: str | int
    message: str = ""
    session: str = ""
    result: list[dict[str, Any]] = Field(default_factory=list)

    @property
    def code(self) -> str:
        """Its code, as text: some services send a number."""
        return str(self.error_code).strip()

    @property
    def words(self) -> str:
        """What it says, spelt in one way."""
        return normalize("NFC", self.message).casefold()

    @property
    def succeeded(self) -> bool:
        """Whether it was done: neither the code alone nor the words alone say so."""
        return self.code == "0" and SUCCESS in self.words and EXISTS not in self.words

    @property
    def exists(self) -> bool:
        """Whether it has the dossier already, and wants an update."""
        return self.code in EXISTING and EXISTS in self.words

    @property
    def absent(self) -> bool:
        """Whether it says that it has no such dossier, by whatever code."""
        return any(words in self.words for words in ABSENT)

    def session_over(self, codes: ExchangeCodes) -> bool:
        """Whether it wants another login first."""
        ended = (codes.of("phiên", name) for name in ("over", "over_too"))
        return self.code != "0" and any(words in self.words for words in ended)

    @property
    def kept(self) -> str:
        """What operators read of it: a number that may be somebody's is left out."""
        return NUMBERS.sub("…", f"{self.code}: {self.message}")[:KEPT]
