"""The organisations that the business register knows, and who represents each: made up, as everybody here."""

from dataclasses import dataclass
from typing import Any

from sandbox.people.residents import DIVORCED_FATHER, PLAIN_FATHER, PLAIN_MOTHER, TWO_COMMUNES_FATHER

MILL, COOPERATIVE = "0900000001", "0900000005"


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation by its code, which is its tax code too; whoever represented it stays known."""

    code: str
    name: str
    representatives: tuple[str, ...]
    former: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()


ORGANISATIONS = {
    one.code: one
    for one in (
        Organisation(
            MILL, "Công ty TNHH May Phố Hiến", (PLAIN_MOTHER, PLAIN_FATHER), (DIVORCED_FATHER,), (TWO_COMMUNES_FATHER,)
        ),
        Organisation(COOPERATIVE, "Hợp tác xã Nhãn lồng Hồng Nam", (TWO_COMMUNES_FATHER,)),
    )
}


def acting(code: str, number: str) -> dict[str, Any] | None:
    """What a login says of who acts for an organisation; None for who has nothing to do with it."""
    known = ORGANISATIONS.get(code)
    if known is None or number not in (*known.representatives, *known.former, *known.staff):
        return None
    told = {"organisation_code": code, "organisation_name": known.name}
    return told | {"represents": number in known.representatives}


def represented(sent: dict[str, Any]) -> list[dict[str, Any]]:
    """The legal representatives of an organisation, those of today and those who were."""
    known = ORGANISATIONS.get(str(sent["MaSo"]))
    if known is None:
        return []
    people = [(number, True) for number in known.representatives] + [(number, False) for number in known.former]
    return [{"MaSo": known.code, "TenToChuc": known.name, "SoDinhDanh": n, "DangDaiDien": now} for n, now in people]
