"""How good a data set is (chất lượng dữ liệu): complete, valid, unique, in time, each as it was counted."""

from collections.abc import Collection
from datetime import timedelta
from typing import Literal, get_args

from domain.base.law import Frozen
from domain.base.words import Words
from domain.province.definitions import QUALITY
from domain.province.disclosure import LEAST
from domain.province.units import Unit, Units
from domain.province.warehouse import FACTS, OPEN, PAPERS, RESULTS, UNITS

DEFINITION = QUALITY.written
"""Of the measures and of their score."""
Measure = Literal["completeness", "validity", "uniqueness", "timeliness"]
MEASURES: tuple[Measure, ...] = get_args(Measure)
DAY = timedelta(days=1)


class Share(Frozen):
    """A share of something, as it was counted: none of nothing is not known."""

    numerator: int
    denominator: int

    @property
    def ratio(self) -> float | None:
        """The one by the other; None where there was nothing to count."""
        return self.numerator / self.denominator if self.denominator else None


class Quality(Frozen):
    """How good a data set is, each measure with what was counted; None where it has no meaning, or was not counted."""

    completeness: Share | None = None
    validity: Share | None = None
    uniqueness: Share | None = None
    timeliness: Share | None = None

    @property
    def known(self) -> list[float]:
        """The measures that are known."""
        shares: list[Share | None] = [getattr(self, name) for name in MEASURES]
        return [one.ratio for one in shares if one is not None and one.ratio is not None]

    @property
    def score(self) -> float | None:
        """The mean of those that are known, of 100; None where none is."""
        return round(sum(self.known) / len(self.known) * 100, 2) if self.known else None


HOW: dict[str, dict[Measure, Words]] = {
    RESULTS: {
        "completeness": Words(
            vi="Kết quả có chủ sở hữu, loại và cơ quan cấp, trên số kết quả chưa bị xóa.",
            en="Results with owner, kind and issuer, of all that were not erased.",
        ),
        "validity": Words(
            vi="Kết quả có mã SHA-256 đúng dạng, hạn dùng không trước ngày cấp, không thu hồi trước ngày cấp, có chữ ký"
            " hoặc được cơ quan cấp xác nhận đã ký, trên tổng số.",
            en="Results with a digest of the right form, no last day or recall before their issue, and a signature or"
            " its agency's word that there is one, of all.",
        ),
        "uniqueness": Words(vi="Số tệp khác nhau trên tổng số kết quả.", en="Different files, of all results."),
        "timeliness": Words(
            vi="Kết quả vào kho trong 24 giờ kể từ khi cấp, trên tổng số.",
            en="Results that were here within 24 hours of their issue, of all.",
        ),
    },
    PAPERS: {
        "completeness": Words(
            vi="Giấy tờ ghi rõ thành phần hồ sơ nào, trên tổng số.",
            en="Papers that say which component they are, of all.",
        ),
        "validity": Words(
            vi="Giấy tờ có mã SHA-256 đúng dạng và thời điểm thêm không ở tương lai, trên tổng số.",
            en="Papers with a digest of the right form that were not added in the future, of all.",
        ),
        "uniqueness": Words(
            vi="Số tệp khác nhau trong từng hồ sơ, trên tổng số: một tệp nộp cho hai thành phần là trùng.",
            en="Different files of each dossier, of all papers: one file for two components is there twice.",
        ),
        "timeliness": Words(
            vi="Giấy tờ vào kho trong 24 giờ kể từ khi thêm vào hồ sơ, trên tổng số.",
            en="Papers that were here within 24 hours of coming to their dossier, of all.",
        ),
    },
    FACTS: {
        "completeness": Words(
            vi="Dòng có thủ tục, phiên bản quy định, cơ quan tiếp nhận và cơ quan giải quyết, trên tổng số.",
            en="Rows with procedure, version of the law, receiving and competent office, of all.",
        ),
        "validity": Words(
            vi="Dòng có các mốc thời gian đúng thứ tự (nộp, tiếp nhận, cấp, trả), tiền không âm, không hoàn quá số đã"
            " nộp, đánh giá từ 1 đến 5 sao, trên tổng số.",
            en="Rows whose moments are in order (filed, accepted, issued, handed over), with no money below zero or"
            " given back beyond what was paid, and one to five stars, of all.",
        ),
        "uniqueness": Words(vi="Số hồ sơ khác nhau trên tổng số dòng.", en="Different dossiers, of all rows."),
        "timeliness": Words(
            vi="Hồ sơ không còn nợ số liệu quá 24 giờ hoặc do lỗi, trên tổng số.",
            en="Dossiers of which nothing is owed for more than 24 hours or for an error, of all.",
        ),
    },
    UNITS: {
        "completeness": Words(
            vi="Đơn vị có mã, loại, tên, đơn vị cấp trên (trừ tỉnh) và, nếu đã kết thúc, đơn vị kế thừa (trừ cấp"
            " huyện), trên tổng số.",
            en="Units with code, kind, name, the unit above (but for the province) and, once ended, what they became"
            " (but for districts), of all.",
        ),
        "validity": Words(
            vi="Đơn vị có ngày đầu không sau ngày cuối, đơn vị cấp trên còn tồn tại cùng ngày và đơn vị kế thừa tồn tại"
            " ngày hôm sau, trên tổng số.",
            en="Units that begin no later than they end, whose unit above was there on that day, and what they became"
            " on the day after, of all.",
        ),
        "uniqueness": Words(
            vi="Số dòng khác nhau theo mã, ngày đầu và đơn vị kế thừa, trên tổng số.",
            en="Different lines by code, first day and what it became, of all.",
        ),
    },
    OPEN: {
        "completeness": Words(
            vi="Số liệu tháng trước được công bố có số đếm, trên tổng số; ô dưới {} hồ sơ được ẩn theo quy định.",
            en="Figures of last month that are told with their counts, of all; what counts fewer than {} is hidden.",
        ).format(LEAST),
        "validity": Words(
            vi="Số liệu ẩn, hoặc làm tròn đến 5 và tử số không lớn hơn mẫu số, trên tổng số.",
            en="Figures that are hidden, or told to the nearest five with no more than all, of all.",
        ),
        "uniqueness": Words(
            vi="Số liệu khác nhau theo chỉ số và đơn vị, trên tổng số.", en="Different figures by unit, of all."
        ),
        "timeliness": Words(
            vi="Số liệu tính đến trong vòng 24 giờ trước lúc đếm, trên tổng số.",
            en="Figures counted up to within 24 hours before, of all.",
        ),
    },
}
"""What each measure counts of each data set that is kept here; the codes of units come with the house, so that none of
them is late."""


def quality_of_units(units: Units) -> Quality:
    """How good the list of units is."""
    listed, many = units.listed, len(units.listed)
    return Quality(
        completeness=Share(numerator=sum(map(_is_whole, listed)), denominator=many),
        validity=Share(numerator=sum(_holds(unit, units) for unit in listed), denominator=many),
        uniqueness=Share(numerator=len({unit.key for unit in listed}), denominator=many),
    )


def _is_whole(unit: Unit) -> bool:
    above, became = unit.parent or _is_top(unit), unit.into or unit.until is None or unit.tier == "district"
    return bool(unit.code and unit.kind and unit.name and above and became)


def _is_top(unit: Unit) -> bool:
    return unit.tier == "province" and not unit.body


def _holds(unit: Unit, units: Units) -> bool:
    """Whether its days, the unit above it and what it became go together."""
    if unit.since and unit.until and unit.until < unit.since:
        return False
    ends = {day for day in (unit.since, unit.until) if day}
    above = not unit.parent or all(units.has(unit.parent, day) for day in ends)
    return above and (unit.until is None or all(units.has(code, unit.until + DAY) for code in unit.into))


def quality_of_open(told: Collection[tuple[str, str, tuple[int, int] | None]], *, fresh: bool) -> Quality:
    """How good open figures are: each with its definition and unit, and what is told of it; None where it is hidden."""
    many = len(told)
    counted = [one for _, _, one in told if one is not None]
    odd = sum(part > whole or bool(part % LEAST or whole % LEAST) for part, whole in counted)
    return Quality(
        completeness=Share(numerator=len(counted), denominator=many),
        validity=Share(numerator=many - odd, denominator=many),
        uniqueness=Share(numerator=len({(definition, unit) for definition, unit, _ in told}), denominator=many),
        timeliness=Share(numerator=many if fresh else 0, denominator=many),
    )
