"""The residence database (cơ sở dữ liệu về cư trú)."""

from datetime import date
from typing import Literal

from domain.base.words import Words
from domain.registers.query import Agency, Answer, Query

RESIDENCE = "residence"


class Home(Answer):
    """Where somebody lives permanently (nơi thường trú)."""

    about = ("head",)

    commune: str
    address: str
    household: str
    head: str
    """Citizen number of the head of the household (chủ hộ)."""
    since: date


class Dwelling(Answer):
    """A dwelling: whose it is, and how many live in it (chỗ ở hợp pháp)."""

    about = ("owners",)

    owners: tuple[str, ...]
    """Citizen numbers."""
    area: int | None = None
    """Square metres."""
    residents: int = 0


class Registered(Answer):
    """A registration that stands: its notice and household (thông báo kết quả đăng ký cư trú)."""

    notice: str
    household: str
    registered_on: date


class HomeOf(Query[Home]):
    """Where does this person live?"""

    agency = RESIDENCE
    kind = "home_of"
    purpose = "Xác minh nơi thường trú"

    number: str


class DwellingAt(Query[Dwelling]):
    """Whose is the dwelling at this address?"""

    agency = RESIDENCE
    kind = "dwelling_at"
    purpose = "Xác minh chỗ ở hợp pháp"
    about = ()

    address: str
    commune: str


class Registration(Query[Registered]):
    """Register a residence (cập nhật cơ sở dữ liệu về cư trú)."""

    agency = RESIDENCE
    kind = "residence_registration"
    purpose = "Cập nhật thông tin cư trú"
    about = ("number", "head")

    what: Literal["permanent", "temporary", "leaving"]
    number: str
    full_name: str
    address: str = ""
    commune: str = ""
    head: str = ""
    relation: str = ""
    until: date | None = None


AGENCY = Agency(
    RESIDENCE, Words(vi="Cơ sở dữ liệu về cư trú", en="the residence database"), (HomeOf, DwellingAt, Registration)
)
