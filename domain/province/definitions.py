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
TOOK = Definition(
    id="took",
    version=1,
    title=Words(vi="Thời gian giải quyết", en="Time to settle"),
    how=Words(
        vi="Hồ sơ có kết quả, hoặc kết thúc không có kết quả, trong kỳ: từ khi tiếp nhận đến kết quả đầu tiên hoặc khi"
        " kết thúc, tính bằng ngày làm việc của cơ quan giải quyết, trừ thời gian chờ bổ sung hồ sơ hoặc chờ thực hiện"
        " nghĩa vụ tài chính; ngày nghỉ đột xuất tính theo quyết định đã ban hành đến khi có kết quả. Trung bình là"
        " tổng thời gian chia cho số hồ sơ; trung vị là thời gian mà một nửa số hồ sơ không vượt quá.",
        en="Dossiers that had their result in the period, or ended without one: from acceptance to the first result or"
        " the end, in working days of the office that decides, less what they waited for a supplement or a fee; a day"
        " off counts as it was decreed by then. The mean is the sum of times by the number of dossiers; half of them"
        " took no longer than the median.",
    ),
    mark="D",
)
AVERAGE = Definition(
    id="average_time",
    version=1,
    title=Words(vi="Thời gian giải quyết trung bình", en="Average time to settle"),
    how=Words(
        vi="Tổng thời gian giải quyết chia cho số hồ sơ có kết quả, hoặc kết thúc không có kết quả, trong kỳ, theo đơn"
        " vị của thời hạn giải quyết (ngày làm việc, ngày hoặc giờ làm việc); thời hạn trong ngày tính bằng giờ làm"
        " việc. Trừ thời gian chờ bổ sung hồ sơ hoặc chờ thực hiện nghĩa vụ tài chính. Chỉ tính khi chọn một thủ tục,"
        " không tính điểm (chỉ số 2.2, Quyết định 766/QĐ-TTg; riêng nghĩa vụ tài chính là cách tính của hệ thống này).",
        en="The sum of times by the number of dossiers that had their result in the period, or ended without one, in"
        " what their term is counted in (working days, days or working hours); what is due the same day is told in"
        " working hours. Less what they waited for a supplement or a fee. Told of one procedure alone, and worth no"
        " points (metric 2.2 of Decision 766; of fees it is our own reading).",
    ),
    mark="K",
)
