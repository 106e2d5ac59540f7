"""What the national portal itself says of the index: read from its own JSON, which is kept as it came."""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from pydantic import TypeAdapter

from domain.base.law import Frozen
from domain.base.refusals import Unacceptable
from domain.province.scoring import Index

NAMES = ("code", "indexCode", "metricCode", "id", "name")
"""Under which of them an object of the portal names its metric."""
SCORES = ("score", "point", "points", "value")
"""Under which of them it tells the points."""
PROCEDURE = ("formalityId", "formalityID")
"""Of which procedure it speaks; the portal writes it otherwise for digitised dossiers."""


class NothingOfficial(Unacceptable):
    """A file holds no figure of the index."""

    def __init__(self) -> None:
        super().__init__(
            "Không tìm thấy điểm của chỉ số nào trong tệp: hãy gửi đúng dữ liệu của Cổng Dịch vụ công quốc gia.",
            "No points of any metric are in it: send the JSON that the national portal answers.",
        )


class OfficialFigures(Frozen):
    """What the portal said of a unit in a period."""

    period: str
    raw: str
    """As it came, byte for byte."""
    points: dict[str, Decimal]
    """By metric."""


OFFICIAL: TypeAdapter[OfficialFigures] = TypeAdapter(OfficialFigures)


def points_in(payload: Any, index: Index) -> dict[str, Decimal]:
    """The points that a JSON of the portal tells, by metric; what speaks of one procedure alone is left out.

    Raises:
        NothingOfficial: there are none, or more than a metric can bring.
    """
    known = {metric.code: metric.id for metric in index.metrics.values()} | {one: one for one in index.metrics}
    found: dict[str, Decimal] = {}
    for one in _objects(payload):
        metric = next((known[name] for key in NAMES if isinstance(name := one.get(key), str) and name in known), None)
        points = next((read for key in SCORES if (read := _number(one.get(key))) is not None), None)
        if metric is None or points is None or any(one.get(key) for key in PROCEDURE):
            continue
        if not 0 <= points <= index.metrics[metric].most or found.get(metric, points) != points:
            raise NothingOfficial
        found[metric] = points
    if not found:
        raise NothingOfficial
    return found


def _objects(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _objects(inner)


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
