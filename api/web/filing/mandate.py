"""Whose matter it is, where somebody files with their mandate (giấy ủy quyền): as it is typed, and as it is kept."""

from datetime import date
from typing import Any

from pydantic import BaseModel, Field

from api.web.typed import typed
from domain.base.words import Words, capital
from domain.vietnam.people.citizen_number import CitizenNumber, IdentityNumberError

OWNER_NUMBER, OWNER_NAME, UNTIL = "owner_number", "owner_name", "until"
SHORTEST, LONGEST = 2, 120


class Mandate(BaseModel):
    """What was typed of a mandate; nothing, where somebody files for themselves."""

    owner_number: str = Field(default="", max_length=40)
    owner_name: str = Field(default="", max_length=400)
    until_day: str = Field(default="", max_length=4)
    until_month: str = Field(default="", max_length=4)
    until_year: str = Field(default="", max_length=6)

    @property
    def for_another(self) -> bool:
        """Whether they come with somebody's mandate."""
        return any((self.owner_number.strip(), self.owner_name.strip(), *self.until))

    @property
    def until(self) -> tuple[str, str, str]:
        """The mandate's last day, as typed."""
        return self.until_day.strip(), self.until_month.strip(), self.until_year.strip()


def owner_of(wishes: Mandate, errors: dict[str, Words]) -> dict[str, Any]:
    """The owner as a filing takes them; what is wrong is put among the errors, by field."""
    said: dict[str, Any] = {}
    try:
        said["number"] = CitizenNumber(wishes.owner_number.strip())
    except IdentityNumberError as impossible:
        errors[OWNER_NUMBER] = capital(impossible.words)
    said["name"] = " ".join(typed(wishes.owner_name, OWNER_NAME).split())
    if not SHORTEST <= len(said["name"]) <= LONGEST:
        errors[OWNER_NAME] = Words(vi="Nhập họ tên đầy đủ của người ủy quyền.", en="Enter the owner's full name.")
    if any(wishes.until):
        try:
            day, month, year = map(int, wishes.until)
            said["until"] = date(year, month, day).isoformat()
        except ValueError:
            errors[UNTIL] = Words(
                vi="Nhập ngày hết hạn ủy quyền, ví dụ 31 12 2026.",
                en="Enter the mandate's last day, such as 31 12 2026.",
            )
    return said
