"""What a person reads, in both languages of the house."""

from pydantic import BaseModel


class Words(BaseModel, frozen=True):
    """One thing said in both languages of the house."""

    vi: str
    en: str

    def in_(self, locale: str) -> str:
        """Give the text in ``locale`` ("vi" unless it is "en")."""
        return self.en if locale == "en" else self.vi
