"""What each figure of an operation centre means: told beside it, and by a version that changes with it."""

from collections.abc import Mapping
from typing import Literal

from domain.base.law import Frozen
from domain.base.words import Words


class Definition(Frozen):
    """How a figure is computed."""

    id: str
    version: int
    title: Words
    how: Words
    mark: Literal["F", "K", "D"]
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
        " ngày hẹn lại sau khi đã quá hạn không được tính; hồ sơ không có ngày hẹn tính theo thời hạn của thủ tục (chưa"
        " có lịch làm việc thì không tính); hồ sơ phải bổ sung lần thứ hai tính là trễ (chỉ số 2.1,"
        " Quyết định 766/QĐ-TTg; riêng nghĩa vụ tài chính là cách tính của hệ thống này).",
        en="Dossiers with their result in time, or still within their date, of those with a date that were settled or"
        " under way in the period. What waits for a supplement or a fee is judged by the day on which that was asked; a"
        " date that is set once the one before has passed does not count; without a date it is judged by its term, and"
        " not counted where no calendar says when that is over; whoever asks for a supplement twice is late"
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
    version=2,
    title=Words(vi="Thanh toán trực tuyến", en="Paid on-line"),
    how=Words(
        vi="Hồ sơ có giao dịch thanh toán trực tuyến chia cho hồ sơ tiếp nhận trong kỳ mà quy định thu phí, lệ phí khác"
        " không, kể cả khi chưa yêu cầu nộp.",
        en="Dossiers with a payment on-line, of those received in the period that cost something by the law, whether it"
        " was asked for already or not.",
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
RECEIVED = Definition(
    id="received_today",
    version=1,
    title=Words(vi="Tiếp nhận trong ngày", en="Received in the day"),
    how=Words(
        vi="Hồ sơ được tiếp nhận trong ngày của thời điểm tính, đến thời điểm đó; số so sánh là của cùng ngày trong"
        " tuần trước, đến cùng giờ.",
        en="Dossiers accepted on the day of the count, up to its moment; beside it those of the same weekday a week"
        " before, up to the same time.",
    ),
    mark="D",
)
SETTLED = Definition(
    id="settled_today",
    version=1,
    title=Words(vi="Giải quyết trong ngày", en="Settled in the day"),
    how=Words(
        vi="Hồ sơ có kết quả, hoặc kết thúc không có kết quả, trong ngày của thời điểm tính, đến thời điểm đó; số so"
        " sánh là của cùng ngày trong tuần trước, đến cùng giờ.",
        en="Dossiers that had their result, or ended without one, on the day of the count, up to its moment; beside"
        " it those of the same weekday a week before, up to the same time.",
    ),
    mark="D",
)
UNDER_WAY = Definition(
    id="under_way",
    version=1,
    title=Words(vi="Đang giải quyết", en="Under way"),
    how=Words(
        vi="Hồ sơ đã tiếp nhận còn phải trả kết quả tại thời điểm tính, kể cả kết quả đang được sửa lại.",
        en="Dossiers that were accepted and are owed a result at the moment of the count; a result that is being"
        " corrected too.",
    ),
    mark="D",
)
STANDING = Definition(
    id="standing",
    version=1,
    title=Words(vi="Chờ người nộp", en="Waiting for their applicants"),
    how=Words(
        vi="Hồ sơ đang giải quyết mà thời hạn tạm dừng vì chờ người nộp bổ sung hồ sơ hoặc thực hiện nghĩa vụ tài"
        " chính.",
        en="Dossiers under way whose clock stands, because their applicant owes a supplement or a fee.",
    ),
    mark="D",
)
WAITING = Definition(
    id="waiting",
    version=1,
    title=Words(vi="Chờ cơ sở dữ liệu", en="Waiting for a register"),
    how=Words(
        vi="Hồ sơ đang giải quyết phải chờ vì cơ quan được hỏi chưa trả lời.",
        en="Dossiers under way that wait because the agency that was asked does not answer.",
    ),
    mark="D",
)
DUE_TODAY = Definition(
    id="due_today",
    version=1,
    title=Words(vi="Đến hạn trong ngày", en="Due today"),
    how=Words(
        vi="Hồ sơ đang giải quyết có hẹn trả từ thời điểm tính đến hết ngày; không tính hồ sơ có thời hạn đang tạm"
        " dừng.",
        en="Dossiers under way whose date lies between the moment of the count and midnight; none whose clock stands.",
    ),
    mark="D",
)
DUE_IN_A_DAY = Definition(
    id="due_in_a_day",
    version=1,
    title=Words(vi="Đến hạn trong 24 giờ", en="Due within 24 hours"),
    how=Words(
        vi="Hồ sơ đang giải quyết có hẹn trả trong 24 giờ kể từ thời điểm tính; không tính hồ sơ có thời hạn đang"
        " tạm dừng.",
        en="Dossiers under way whose date lies within 24 hours of the moment of the count; none whose clock stands.",
    ),
    mark="D",
)
LATE = Definition(
    id="late",
    version=1,
    title=Words(vi="Trễ hạn", en="Late"),
    how=Words(
        vi="Hồ sơ đang giải quyết đã quá hẹn trả lần đầu, dù sau đó có hẹn lại; hồ sơ có thời hạn đang tạm dừng tính"
        " đến lúc tạm dừng; kết quả đang được sửa lại tính theo hẹn của lần sửa.",
        en="Dossiers under way past the date of their first result, whatever was set later; one whose clock stands"
        " is judged by when it stopped, a correction by its own date.",
    ),
    mark="D",
)
AT_RISK = Definition(
    id="at_risk",
    version=1,
    title=Words(vi="Có nguy cơ trễ hạn", en="At risk"),
    how=Words(
        vi="Hồ sơ còn trong hạn mà thời gian còn lại ít hơn thời gian một nửa số hồ sơ cùng thủ tục, tiếp nhận trong"
        " một năm qua và đã có kết quả, cần từ bước này đến khi xong.",
        en="Dossiers in time yet, with less time left than half of those of the procedure still took from this step"
        " on, that were received in the last year and have their result.",
    ),
    mark="D",
)
HOURS_LEFT = Definition(
    id="hours_left",
    version=1,
    title=Words(vi="Số giờ còn lại", en="Hours left"),
    how=Words(
        vi="Số giờ theo đồng hồ, kể cả ngoài giờ làm việc, từ thời điểm thống kê đến hạn sớm nhất của các hồ sơ đang"
        " tính thời hạn; số âm là đã quá hạn.",
        en="Hours by the clock, also outside working hours, from the moment of the count to the earliest date of the"
        " dossiers whose clock runs; below zero it is past.",
    ),
    mark="D",
)
ALARMS = Definition(
    id="open_alarms",
    version=1,
    title=Words(vi="Cảnh báo chưa ai tiếp nhận", en="Alarms that nobody acknowledged"),
    how=Words(
        vi="Cảnh báo đang mở của đơn vị và các đơn vị thuộc đơn vị đó mà chưa ai tiếp nhận; của mọi thủ tục và hình"
        " thức nộp.",
        en="Open alarms of the unit and all that belongs to it that nobody has acknowledged; of all procedures and"
        " channels.",
    ),
    mark="D",
)
ALARM = Definition(
    id="alarm",
    version=1,
    title=Words(vi="Cảnh báo", en="Alarm"),
    how=Words(
        vi="Số đo được lần cuối, mức bình thường và giới hạn: hồ sơ đến trong 5 phút so với trung bình của tám ngày"
        " cùng thứ; số phút cơ quan không trả lời; tỷ lệ trễ hạn của hồ sơ đang giải quyết; hồ sơ có phí, lệ phí"
        " mà không có hồ sơ nào được thanh toán. Giới hạn do tỉnh đặt.",
        en="What was seen last, what is usual, and the limit: arrivals in five minutes beside the mean of eight such"
        " weekdays; minutes that an agency is silent; the late among dossiers under way; dossiers with a fee of"
        " which none was paid for. The province sets the limits.",
    ),
    mark="D",
)
INDEX = Definition(
    id="index_766",
    version=1,
    title=Words(vi="Chỉ số Quyết định 766", en="Index of Decision 766"),
    how=Words(
        vi="Tổng điểm của tháng theo các chỉ số thành phần đã biết, trên tổng điểm tối đa của các chỉ số đó; cách"
        " tính từng chỉ số có ở trang Chỉ số 766. Không tính cho riêng một hình thức nộp hoặc một thời điểm đã"
        " qua.",
        en="Points of the month by the metrics that are known, of the most that these give; the page of the index"
        " says how each is computed. None of one channel alone, or of a past moment.",
    ),
    mark="K",
)
COLOURS = Definition(
    id="map_colours",
    version=1,
    title=Words(vi="Màu trên bản đồ", en="Colours of the map"),
    how=Words(
        vi="Từ tỷ lệ đúng hạn thứ nhất đơn vị có màu xanh, từ tỷ lệ thứ hai màu vàng, thấp hơn là màu đỏ; do tỉnh đặt.",
        en="From the first share in time on a unit is green, from the second on yellow, below it red; a province"
        " sets both.",
    ),
    mark="D",
)
RECEIVED_IN_PERIOD = Definition(
    id="received",
    version=1,
    title=Words(vi="Tiếp nhận trong kỳ", en="Received in the period"),
    how=Words(
        vi="Hồ sơ được tiếp nhận trong kỳ, theo đơn vị giải quyết.",
        en="Dossiers accepted in the period, by the unit that decides.",
    ),
    mark="D",
)
ARRIVALS = Definition(
    id="arrivals",
    version=1,
    title=Words(vi="Hồ sơ nộp", en="Applications"),
    how=Words(
        vi="Hồ sơ nộp trong từng 5 phút đã qua của ngày, theo thời điểm nộp.",
        en="Applications in each five minutes of the day that are over, by when they were filed.",
    ),
    mark="D",
)
USUAL = Definition(
    id="usual_arrivals",
    version=1,
    title=Words(vi="Mức bình thường", en="Usual"),
    how=Words(
        vi="Trung bình và độ lệch chuẩn của cùng 5 phút ở tám ngày cùng thứ trước đó; bất thường là lệch khỏi trung"
        " bình quá số lần độ lệch chuẩn mà tỉnh đặt (mặc định 3).",
        en="Mean and standard deviation of the same five minutes on the eight weekdays before; unusual is what lies"
        " further from the mean than the deviations that a province sets (three, unless it says so).",
    ),
    mark="F",
)
LAST_ANSWER = Definition(
    id="last_answer",
    version=1,
    title=Words(vi="Lần trả lời gần nhất", en="Last answer"),
    how=Words(
        vi="Thời gian của lần trả lời gần nhất; từ 2 giây trở lên là chậm.",
        en="How long the last answer took; from two seconds on it is slow.",
    ),
    mark="D",
)
ANSWERS = Definition(
    id="answers",
    version=2,
    title=Words(vi="Câu hỏi và thời gian trả lời", en="Questions and how long answers took"),
    how=Words(
        vi="Câu hỏi của mọi cơ quan trong giờ này và 24 giờ trước đó; của thời điểm đã qua, trong 24 giờ trọn trước"
        " đó, hoặc trong ngày trọn trước đó khi số liệu theo giờ không còn được lưu; tỷ lệ không được trả lời là trên"
        " tổng số câu hỏi; thời gian mà 50 % và 95 % câu trả lời không vượt quá, làm tròn lên đến 20 %.",
        en="Questions of all offices in this hour and the 24 before it; of a past moment, in the 24 whole hours before"
        " it, or the whole day before where hours are no longer kept; the share without an answer is of all questions;"
        " the time within which 50 and 95 % of the answers came, rounded up by a fifth at most.",
    ),
    mark="D",
)
ANSWERS_OF_DAYS = Definition(
    id="answers_of_days",
    version=1,
    title=Words(vi="Câu hỏi và thời gian trả lời theo ngày", en="Questions and how long answers took, day by day"),
    how=Words(
        vi="Câu hỏi của mọi cơ quan trong từng ngày trọn theo giờ Việt Nam, cộng từ số liệu theo giờ: số câu trả lời"
        " theo khoảng thời gian; tỷ lệ và thời gian tính như của một thời điểm.",
        en="Questions of all offices on each whole day in Vietnam's time, added up from its hours: answers by class of"
        " time; shares and times are computed as those of a moment.",
    ),
    mark="D",
)
SETTLED_ON_DAY = Definition(
    id="settled_on_day",
    version=1,
    title=Words(vi="Giải quyết trong ngày đã qua", en="Settled on the last day"),
    how=Words(
        vi="Hồ sơ có kết quả, hoặc kết thúc không có kết quả, trong ngày gần nhất đã kết thúc.",
        en="Dossiers that had their result, or ended without one, on the last day that is over.",
    ),
    mark="D",
)
COARSE = Definition(
    id="coarse",
    version=1,
    title=Words(vi="Số liệu cho mọi người", en="Figures for everybody"),
    how=Words(
        vi="Số đếm được làm tròn đến 5; số đếm dưới 5 được ẩn; điểm được làm tròn đến đơn vị. Hiện trạng chỉ tính một"
        " lần khi hết ngày, để không ai suy ra một hồ sơ từ hai lần xem.",
        en="Counts are told to the nearest five, none of fewer than five; points to the whole. How things stand is"
        " counted once a day, at its end, so that nobody finds one dossier between two looks.",
    ),
    mark="D",
)
PETITIONS = Definition(
    id="petitions",
    version=1,
    title=Words(vi="Phản ánh, kiến nghị tiếp nhận", en="Petitions received"),
    how=Words(
        vi="Phản ánh, kiến nghị tiếp nhận trong kỳ theo sổ được gửi đến, mỗi phản ánh một lần, theo nội dung; gửi lại"
        " là gửi tiếp sau khi đã được trả lời (chỉ số 5.1, Quyết định 766/QĐ-TTg, không tính điểm).",
        en="Petitions received in the period as their register was delivered, each once, by what they are about; sent"
        " again are those that came anew after their answer (metric 5.1 of Decision 766, worth no points).",
    ),
    mark="K",
)
PETITION_SHARES = Definition(
    id="petition_shares",
    version=1,
    title=Words(vi="Xử lý đúng hạn, hài lòng", en="Handled in time, and to satisfaction"),
    how=Words(
        vi="Chỉ số 5.2 và 5.3, Quyết định 766/QĐ-TTg; cách tính từng chỉ số có ở trang Chỉ số 766.",
        en="Metrics 5.2 and 5.3 of Decision 766; the page of the index says how each is computed.",
    ),
    mark="K",
)
OPEN_PETITIONS = Definition(
    id="open_petitions",
    version=1,
    title=Words(vi="Phản ánh, kiến nghị đang mở", en="Open petitions"),
    how=Words(
        vi="Phản ánh, kiến nghị còn phải xử lý tại thời điểm tính, tiếp nhận ở bất kỳ kỳ nào, theo số ngày kể từ khi"
        " tiếp nhận.",
        en="Petitions to which something is owed at the moment of the count, whenever they were received, by days since"
        " then.",
    ),
    mark="D",
)
WITH_FEE = Definition(
    id="with_fee",
    version=1,
    title=Words(vi="Hồ sơ có phí, lệ phí", en="Dossiers with a fee"),
    how=Words(
        vi="Hồ sơ tiếp nhận trong kỳ có phí, lệ phí lớn hơn 0.",
        en="Dossiers received in the period with a fee above zero.",
    ),
    mark="D",
)
TAKINGS = Definition(
    id="takings",
    version=1,
    title=Words(vi="Phải thu, đã thu, hoàn lại", en="Asked for, paid, given back"),
    how=Words(
        vi="Tổng số tiền, bằng đồng, của các hồ sơ đó đến thời điểm tính: phải thu; đã thu; trong đó thu trực tuyến;"
        " đã hoàn lại.",
        en="Sums in đồng of these dossiers up to the moment of the count: asked for; paid; of it on-line; given back.",
    ),
    mark="D",
)
UNRECONCILED = Definition(
    id="unreconciled",
    version=1,
    title=Words(vi="Chênh lệch chưa làm rõ", en="Unreconciled"),
    how=Words(
        vi="Khoản thanh toán và số tiền mà sổ của nền tảng thanh toán ghi khác và kế toán chưa xử lý; chưa ai đối"
        " soát thì chưa biết.",
        en="Payments, and what came by them, that the payment platform's books tell otherwise and the accountant has"
        " not cleared; not known where nobody reconciles.",
    ),
    mark="D",
)
WHOLES = Definition(
    id="linked_wholes",
    version=1,
    title=Words(vi="Liên thông, tính cả thủ tục", en="Interlinked procedures as a whole"),
    how=Words(
        vi="Hồ sơ liên thông tiếp nhận trong kỳ đã mở ít nhất một phần; giải quyết xong khi hồ sơ và mọi phần đều"
        " xong; trung vị thời gian từ tiếp nhận đến kết quả cuối cùng, tính bằng giờ.",
        en="Interlinked dossiers received in the period that opened a part; settled once they and all parts are; the"
        " median from acceptance to the last result, in hours.",
    ),
    mark="D",
)
PARTS = Definition(
    id="linked_parts",
    version=1,
    title=Words(vi="Liên thông, từng phần", en="Interlinked procedures part by part"),
    how=Words(
        vi="Hồ sơ do hồ sơ liên thông mở ra, tiếp nhận trong kỳ; đã có kết quả hoặc kết thúc; trung vị thời gian từ"
        " tiếp nhận đến kết quả, tính bằng giờ.",
        en="Dossiers that an interlinked one opened, received in the period; with a result, or ended; the median"
        " from acceptance to the result, in hours.",
    ),
    mark="D",
)
LINKED_IN_TIME = Definition(
    id="linked_in_time",
    version=1,
    title=Words(vi="Liên thông đúng hạn", en="Interlinked procedures in time"),
    how=Words(
        vi="Từng hồ sơ xét như chỉ số 2.1, Quyết định 766/QĐ-TTg: có kết quả đúng hạn hoặc còn trong hạn; tính cả"
        " thủ tục thì hồ sơ và mọi phần đều phải đúng hạn.",
        en="Each dossier as metric 2.1 of Decision 766 judges it: its result in time, or within its date yet; of a"
        " whole, it and all of its parts.",
    ),
    mark="K",
)
RECEIVED_DAY = Definition(
    id="received_24h",
    version=1,
    title=Words(vi="Tiếp nhận trong 24 giờ", en="Received in 24 hours"),
    how=Words(
        vi="Hồ sơ được tiếp nhận trong 24 giờ trước thời điểm tính; số so sánh là của 24 giờ trước nữa.",
        en="Dossiers accepted in the 24 hours before the moment of the count; beside them those of the 24 hours"
        " before these.",
    ),
    mark="D",
)
SETTLED_DAY = Definition(
    id="settled_24h",
    version=1,
    title=Words(vi="Giải quyết trong 24 giờ", en="Settled in 24 hours"),
    how=Words(
        vi="Hồ sơ có kết quả, hoặc kết thúc không có kết quả, trong 24 giờ trước thời điểm tính; số so sánh là của"
        " 24 giờ trước nữa.",
        en="Dossiers that had their result, or ended without one, in the 24 hours before the moment of the count;"
        " beside them those of the 24 hours before these.",
    ),
    mark="D",
)
NEWLY_LATE = Definition(
    id="newly_late",
    version=1,
    title=Words(vi="Mới trễ hạn", en="Newly late"),
    how=Words(
        vi="Hồ sơ đang giải quyết trễ hạn tại thời điểm tính mà 24 giờ trước còn trong hạn.",
        en="Dossiers under way that are late at the moment of the count and were not 24 hours before.",
    ),
    mark="D",
)
LATE_SETTLED = Definition(
    id="late_settled",
    version=1,
    title=Words(vi="Trễ hạn đã giải quyết", en="Late ones that were settled"),
    how=Words(
        vi="Hồ sơ được giải quyết trong 24 giờ trước thời điểm tính, sau hẹn trả lần đầu.",
        en="Dossiers that were settled in the 24 hours before the moment of the count, past the date of their first"
        " result.",
    ),
    mark="D",
)
WORST = Definition(
    id="worst_offices",
    version=1,
    title=Words(vi="Nơi trễ hạn nhiều nhất", en="Where it is worst"),
    how=Words(
        vi="Ba cơ quan có nhiều hồ sơ trễ hạn nhất: số trễ hạn, số đang giải quyết, tỷ lệ giữa hai số đó; số trễ hạn"
        " của nhóm lớn nhất cùng thủ tục và bước.",
        en="The three offices with most late dossiers: the late, those under way, and the share of the one in the"
        " other; the late of the largest group of one procedure in one step.",
    ),
    mark="D",
)
OWN = Definition(
    id="own_tasks",
    version=1,
    title=Words(vi="Việc đang chờ ông/bà", en="What waits for you"),
    how=Words(
        vi="Việc đang mở theo vai trò của người xem tại cơ quan của họ: tổng số, đến hạn trong ngày, trễ hạn; 1000"
        " nghĩa là nhiều hơn.",
        en="Open tasks of the reader's role at their office: all, due today, and late; 1000 stands for more.",
    ),
    mark="D",
)
FORESEEN = Definition(
    id="foreseen_on_time",
    version=1,
    title=Words(vi="Dự báo đúng hạn", en="Share in time that is foreseen"),
    how=Words(
        vi="Đường xu hướng tuyến tính của tỷ lệ đúng hạn (chỉ số 2.1) sáu tháng trước, kéo dài đến tháng này; khoảng"
        " 80 %. Ít hơn ba tháng có số liệu thì chưa biết.",
        en="The straight line of the shares in time (metric 2.1) of the last six months, drawn on to this month; a"
        " band of 80 %. Not known by fewer than three months.",
    ),
    mark="D",
)
CLINIC = Definition(
    id="clinic-receptions",
    version=2,
    title=Words(vi="Tiếp đón khám bệnh bằng căn cước, VNeID", en="Medical examination by citizen number"),
    how=Words(
        vi="Lượt tiếp đón bằng số định danh trong kỳ, theo cơ sở: được trả lời; trong đó đúng họ tên, ngày sinh; trả"
        " lời sau hơn 24 giờ. Tỷ lệ thành công là số đúng trên số lượt hỏi; trung vị số giây từ khi hỏi đến khi"
        " có trả lời.",
        en="Receptions by citizen number in the period, by facility: answered; of these known under name and"
        " birthday; answered after more than 24 hours. Success is those by all that were asked; the median of the"
        " seconds from the question to its answer.",
    ),
    mark="D",
)
BY_NUMBER = Definition(
    id="clinic-by-number",
    version=1,
    title=Words(vi="Tỷ lệ tiếp đón bằng căn cước", en="Share of receptions by citizen number"),
    how=Words(
        vi="Lượt tiếp đón người có bảo hiểm y tế bằng số định danh trên tổng lượt tiếp đón có bảo hiểm y tế, của các"
        " tháng mà cơ sở đã báo cáo tổng số; cơ sở chưa báo cáo thì chưa biết.",
        en="Insured receptions by citizen number, of all insured receptions, of the months of which a facility"
        " reported all; not known where it reported none.",
    ),
    mark="D",
)
RECEIVING = Definition(
    id="clinic-receiving",
    version=1,
    title=Words(vi="Cơ sở tiếp đón bằng căn cước, VNeID", en="Clinics that receive by citizen number"),
    how=Words(
        vi="Cơ sở khám bệnh, chữa bệnh có ít nhất một lượt tiếp đón bằng số định danh trong kỳ, chia cho số cơ sở trong"
        " danh sách của tỉnh; mục tiêu 100 %. Danh sách chưa được Bảo hiểm xã hội tỉnh xác nhận.",
        en="Clinics with at least one reception by citizen number in the period, of all on the province's list; the"
        " goal is 100 %. The province's social insurance has not confirmed the list.",
    ),
    mark="K",
)
FOUND = Definition(
    id="cleaning",
    version=1,
    title=Words(vi="Sai lệch dữ liệu", en="Differences in data"),
    how=Words(
        vi="Sai lệch tìm thấy, mỗi sai lệch một lần: đã xong; xác nhận có sai; sai ở chính cơ sở dữ liệu này; còn"
        " mở, theo thời gian. Tỷ lệ làm sạch là đã xong trên tìm thấy; độ chính xác là xác nhận trên tìm thấy; tỷ"
        " lệ lỗi là lỗi của cơ sở dữ liệu trên số người được đối chiếu, kèm khoảng tin cậy 95 % (Wilson).",
        en="Differences that were found, each once: closed; confirmed; an error of the register itself; open, by"
        " age. Cleaned are the closed, precise the confirmed, of those found; the rate of errors is of the people"
        " compared, within a band of 95 % (Wilson).",
    ),
    mark="D",
)
NIGHT = Definition(
    id="cleaning-night",
    version=1,
    title=Words(vi="Đối chiếu ban đêm", en="Comparing by night"),
    how=Words(
        vi="Hồ sơ được đối chiếu trong đêm gần nhất và sai lệch mới tìm thấy.",
        en="Dossiers that were compared in the last night, and the differences that were new.",
    ),
    mark="D",
)
CONNECTED = Definition(
    id="warehouse-connected",
    version=1,
    title=Words(vi="Cơ sở dữ liệu dùng chung đã kết nối", en="Shared data sets that are connected"),
    how=Words(
        vi="Bộ dữ liệu trong danh mục đã được quyết định có ít nhất một lần trao đổi thành công trong 30 ngày qua,"
        " chia cho số bộ dữ liệu trong danh mục.",
        en="Data sets of the decided list with a successful exchange in the last 30 days, of all on the list.",
    ),
    mark="D",
)
QUALITY = Definition(
    id="warehouse-quality",
    version=2,
    title=Words(vi="Chất lượng dữ liệu dùng chung", en="Quality of shared data"),
    how=Words(
        vi="Đầy đủ, hợp lệ, không trùng lặp, kịp thời trong 24 giờ: mỗi chỉ số là số đạt trên tổng số. Điểm là trung"
        " bình cộng các chỉ số đã biết, nhân 100; chỉ số không áp dụng hoặc chưa có gì để đếm thì không tính vào (cách"
        " tính của hệ thống này).",
        en="Complete, valid, without duplicates, within 24 hours: each measure is what fulfils it, of all. The score is"
        " the mean of the measures that are known, times 100; one that has no meaning here, or had nothing to count, is"
        " left out of it (our own reading).",
    ),
    mark="D",
)

Screen = Literal[
    "overview", "minute", "map", "due", "flow", "registers", "register-days", "payments", "linked", "alarms", "clinic",
    "cleaning", "datasets", "quality", "open", "petitions",
]  # fmt: skip
"""An answer with figures."""
SCREENS: Mapping[Screen, Mapping[Definition, tuple[str, ...]]] = {
    "overview": {
        RECEIVED: ("received",),
        SETTLED: ("settled",),
        UNDER_WAY: ("under_way",),
        DUE_TODAY: ("due_today",),
        DUE_IN_A_DAY: ("due_in_a_day",),
        LATE: ("late",),
        STANDING: ("standing",),
        WAITING: ("waiting",),
        ALARMS: ("alarms",),
        INDEX: ("index", "index_known"),
    },
    "minute": {
        RECEIVED_DAY: ("received",),
        SETTLED_DAY: ("settled",),
        NEWLY_LATE: ("newly_late",),
        LATE_SETTLED: ("late_settled",),
        LATE: ("worst.late",),
        WORST: ("worst.under_way", "worst.percent", "worst.standing"),
        OWN: ("own",),
        ALARM: ("alarms",),
        DUE_IN_A_DAY: ("outlook.due_in_a_day",),
        AT_RISK: ("outlook.at_risk",),
        FORESEEN: ("outlook.percent", "outlook.low", "outlook.high"),
    },
    "map": {COLOURS: ("green_from", "yellow_from"), RECEIVED_IN_PERIOD: ("places.received", "others.received")},
    "due": {
        UNDER_WAY: ("rows.under_way",),
        LATE: ("rows.late",),
        DUE_IN_A_DAY: ("rows.due_in_a_day",),
        AT_RISK: ("rows.at_risk",),
        HOURS_LEFT: ("rows.hours_left",),
    },
    "flow": {ARRIVALS: ("intervals.filed",), USUAL: ("intervals.usual", "intervals.deviation")},
    "registers": {
        LAST_ANSWER: ("agencies.took_ms",),
        ANSWERS: ("agencies.asked", "agencies.failed_percent", "agencies.p50_ms", "agencies.p95_ms"),
        WAITING: ("agencies.waiting",),
    },
    "register-days": {
        ANSWERS_OF_DAYS: ("days.asked", "days.failed_percent", "days.p50_ms", "days.p95_ms"),
    },
    "payments": {
        WITH_FEE: ("channels.dossiers",),
        TAKINGS: ("channels.asked", "channels.paid", "channels.online", "channels.given_back"),
        UNRECONCILED: ("channels.unreconciled", "channels.unreconciled_sum"),
    },
    "linked": {
        WHOLES: ("wholes.dossiers", "wholes.settled", "wholes.median_hours"),
        PARTS: ("parts.dossiers", "parts.settled", "parts.median_hours"),
        LINKED_IN_TIME: ("wholes.in_time", "parts.in_time"),
    },
    "alarms": {ALARM: ("items",)},
    "clinic": {
        CLINIC: tuple(
            f"facilities.{name}" for name in ("asked", "settled", "matched", "late", "success", "median_seconds")
        ),
        BY_NUMBER: tuple(f"facilities.{name}" for name in ("by_number", "insured", "insured_by_number", "months")),
    },
    "cleaning": {FOUND: ("registers",), NIGHT: ("night",)},
    "datasets": {CONNECTED: ("connected",)},
    "quality": {QUALITY: ("items", "days", "completeness", "validity", "uniqueness", "timeliness", "score")},
    "petitions": {
        PETITIONS: ("received", "classes", "repeated"),
        PETITION_SHARES: ("shares",),
        OPEN_PETITIONS: ("open",),
    },
    "open": {
        RECEIVED_IN_PERIOD: ("received",),
        UNDER_WAY: ("stands.under_way",),
        DUE_TODAY: ("stands.due_today",),
        LATE: ("stands.late",),
        SETTLED_ON_DAY: ("stands.settled",),
        INDEX: ("stands.index", "stands.index_known"),
        COARSE: ("least",),
    },
}
"""By which definition each number of an answer is counted: a field by its path, with all that is below it."""
