"""What each figure of an operation centre means: told beside it, and by a version that changes with it."""

from domain.base.law import Frozen
from domain.base.words import Words


class Definition(Frozen):
    """How a figure is computed."""

    id: str
    version: int
    title: Words
    how: Words
    mark: str
    """F: found in a source; K: known, not confirmed; D: derived by us."""

    @property
    def written(self) -> str:
        """As figures bear it."""
        return f"{self.id}@{self.version}"


ON_TIME = Definition(
    id="on_time",
    version=2,
    title=Words(vi="Giải quyết đúng hạn", en="Settled in time"),
    how=Words(
        vi="Hồ sơ có kết quả đúng hạn hoặc đang giải quyết còn trong hạn, chia cho hồ sơ có hẹn trả được giải quyết"
        " hoặc đang giải quyết trong kỳ. Hồ sơ chờ bổ sung hoặc chờ thực hiện nghĩa vụ tài chính tính đến ngày yêu cầu;"
        " ngày hẹn lại sau khi đã quá hạn không được tính; hồ sơ phải bổ sung lần thứ hai tính là trễ (chỉ số 2.1,"
        " Quyết định 766/QĐ-TTg; riêng nghĩa vụ tài chính là cách tính của hệ thống này).",
        en="Dossiers with their result in time, or still within their date, of those with a date that were settled or"
        " under way in the period. What waits for a supplement or a fee is judged by the day on which that was asked; a"
        " date that is set once the one before has passed does not count; whoever asks for a supplement twice is late"
        " (metric 2.1 of Decision 766; of fees it is our own reading).",
    ),
    mark="K",
)
ONLINE = Definition(
    id="online",
    version=1,
    title=Words(vi="Nộp trực tuyến", en="Filed on-line"),
    how=Words(
        vi="Hồ sơ nộp trực tuyến chia cho hồ sơ tiếp nhận trong kỳ; hồ sơ cán bộ nhập thay tại quầy tính là trực tiếp.",
        en="Dossiers filed on-line, of those received in the period; what an officer types for somebody is not.",
    ),
    mark="F",
)
PAID_ONLINE = Definition(
    id="paid_online",
    version=1,
    title=Words(vi="Thanh toán trực tuyến", en="Paid on-line"),
    how=Words(
        vi="Hồ sơ có giao dịch thanh toán trực tuyến chia cho hồ sơ có phí, lệ phí tiếp nhận trong kỳ.",
        en="Dossiers with a payment on-line, of those with a fee that were received in the period.",
    ),
    mark="K",
)
SATISFIED = Definition(
    id="satisfied",
    version=1,
    title=Words(vi="Người nộp hài lòng", en="Satisfied applicants"),
    how=Words(
        vi="Hồ sơ được đánh giá từ ba sao trở lên chia cho hồ sơ có đánh giá, trong số hồ sơ tiếp nhận trong kỳ.",
        en="Dossiers rated with three stars and more, of those that were rated, received in the period.",
    ),
    mark="D",
)
