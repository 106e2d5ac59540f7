"""What a dossier filed on-line saves people, by the parts of a procedure's compliance cost (chi phí tuân thủ)."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Literal

from pydantic import Field

from domain.base.law import Frozen
from domain.base.words import Words

Name = Literal["trips", "travel", "hours", "wage", "copies", "postage", "fee"]
NAMES: Mapping[Name, Words] = {
    "trips": Words(vi="Số lượt đi lại không phải đi", en="Trips that nobody makes"),
    "travel": Words(vi="Chi phí đi lại một lượt (đồng)", en="Cost of a trip (đồng)"),
    "hours": Words(vi="Thời gian một lượt (giờ)", en="Time of a trip (hours)"),
    "wage": Words(vi="Thu nhập bình quân một giờ (đồng)", en="Mean income of an hour (đồng)"),
    "copies": Words(vi="Chi phí sao chụp (đồng)", en="Copies (đồng)"),
    "postage": Words(vi="Chi phí bưu chính (đồng)", en="Postage (đồng)"),
    "fee": Words(vi="Chênh lệch phí, lệ phí (đồng)", en="Lower fee (đồng)"),
}


class Part(Frozen):
    """A part, for all dossiers, those of a procedure or those of a unit; with what says so."""

    part: Name
    value: Decimal = Field(ge=0)
    procedure: str = ""
    unit: str = ""
    basis: str
    mark: Literal["F", "K", "D"]


def parts_of(parts: Iterable[Part], unit: str, procedure: str) -> Mapping[Name, Part]:
    """The parts for a unit's dossiers of a procedure; what is said of both goes before what is said of one."""
    fitting = [one for one in parts if one.unit in ("", unit) and one.procedure in ("", procedure)]
    # What is said of a procedure goes before what is said of a unit.
    ordered = sorted(fitting, key=lambda one: (bool(one.procedure), bool(one.unit)))
    return {one.part: one for one in ordered}


def each(parts: Mapping[Name, Part]) -> Decimal | None:
    """Đồng that a dossier saves; None where a part is not known: it is not zero."""
    if set(parts) != set(NAMES):
        return None
    value = {name: one.value for name, one in parts.items()}
    trip = value["travel"] + value["hours"] * value["wage"]
    return value["trips"] * trip + value["copies"] + value["postage"] + value["fee"]
