"""How each metric of the index is counted here, and why one is not known: told beside its points."""

from collections.abc import Mapping

from domain.base.words import Words
from domain.province.scoring import Source

SCORE = Words(vi="Điểm Bộ chỉ số theo Quyết định 766", en="Points of the index of Decision 766")
SCORED = Words(
    vi="Tổng điểm của các chỉ số đã biết; mỗi chỉ số được điểm tối đa nhân tỷ lệ đạt chia cho mức đủ điểm, không quá"
    " điểm tối đa. Chỉ số chưa biết không tính là không điểm.",
    en="The points of all metrics that are known; each brings its most, times its share by the share that is full, and"
    " no more than its most. What is not known is not counted as none.",
)
HOW: dict[str, Words] = {
    "1.1": Words(
        vi="Thủ tục có quyết định công bố ban hành trước ngày quy định làm căn cứ có hiệu lực đủ số ngày làm việc, chia"
        " cho thủ tục được công bố trong kỳ; mỗi thủ tục tính một lần.",
        en="Procedures that were decided on enough working days before their rules took effect, of those decided on in"
        " the period; each counts once.",
    ),
    "1.2": Words(
        vi="Thủ tục công khai trên Cơ sở dữ liệu quốc gia đủ sớm sau quyết định công bố, chia cho thủ tục phải công"
        " khai trong kỳ.",
        en="Procedures that stood on the national database soon enough after their decision, of those to be published"
        " in the period.",
    ),
    "1.3": Words(
        vi="Thủ tục công khai đủ bảy bộ phận, chia cho thủ tục đang công khai, tính đến nay.",
        en="Procedures published with all seven parts, of those that are published now.",
    ),
    "1.4": Words(
        vi="Hồ sơ đã có trên Cổng Dịch vụ công quốc gia, chia cho hồ sơ tiếp nhận trong kỳ theo số lớn hơn giữa báo cáo"
        " quốc gia và Cổng Dịch vụ công quốc gia; kỳ chưa có số thì theo năm trước.",
        en="Dossiers that the national portal knows, of those received in the period, by the larger of the national"
        " reports and the national portal; where neither tells of the period, by last year.",
    ),
    "2.1": Words(
        vi="Hồ sơ có kết quả đúng hạn hoặc đang giải quyết còn trong hạn, chia cho hồ sơ có hẹn trả được giải quyết"
        " hoặc đang giải quyết trong kỳ. Hồ sơ chờ bổ sung hoặc chờ thực hiện nghĩa vụ tài chính tính đến ngày yêu cầu;"
        " ngày hẹn lại sau khi đã quá hạn không được tính; hồ sơ không có ngày hẹn tính theo thời hạn của thủ tục;"
        " hồ sơ phải bổ sung lần thứ hai tính là trễ.",
        en="Dossiers settled in time or still within their date, of those with a date that were settled or under way in"
        " the period. What waits for a supplement or a fee is judged by the day on which that was asked; a date that is"
        " set once the one before has passed does not count; without a date it is judged by its term; whoever asks for"
        " a supplement twice is late.",
    ),
    "3.1": Words(
        vi="Thủ tục cung cấp dịch vụ công trực tuyến, chia cho thủ tục thuộc thẩm quyền.",
        en="Procedures that can be filed on-line, of all in the unit's competence.",
    ),
    "3.2": Words(
        vi="Dịch vụ công trực tuyến có hồ sơ nộp trực tuyến trong kỳ, chia cho dịch vụ công mà đơn vị giải quyết trên"
        " hệ thống này.",
        en="Services with a dossier filed on-line in the period, of those that the unit decides on in this system.",
    ),
    "3.3": Words(
        vi="Hồ sơ nộp trực tuyến có kết quả điện tử (nếu đã có kết quả), nhân tỷ lệ hồ sơ đã đồng bộ, chia cho hồ sơ"
        " tiếp nhận trong kỳ.",
        en="Dossiers filed on-line, with an electronic result where they have one, times the share that the national"
        " portal knows, of those received in the period.",
    ),
    "3.5": Words(
        vi="Thủ tục có hồ sơ đồng bộ với phí, lệ phí khác không, chia cho thủ tục có phí, lệ phí trên Cơ sở dữ liệu"
        " quốc gia về thủ tục hành chính.",
        en="Procedures of which a fee that is not zero reached the national portal, of those with a fee on the national"
        " database of procedures.",
    ),
    "3.5b": Words(
        vi="Thủ tục có giao dịch thanh toán trực tuyến, chia cho thủ tục có hồ sơ tiếp nhận trong kỳ mà quy định thu"
        " phí, lệ phí khác không, kể cả khi chưa yêu cầu nộp.",
        en="Procedures with a payment on-line, of those with dossiers received in the period that cost something by the"
        " law, whether it was asked for already or not.",
    ),
    "3.6": Words(
        vi="Hồ sơ thanh toán trực tuyến, chia cho hồ sơ tiếp nhận trong kỳ mà quy định thu phí, lệ phí khác không, kể"
        " cả khi chưa yêu cầu nộp.",
        en="Dossiers paid on-line, of those received in the period that cost something by the law, whether it was asked"
        " for already or not.",
    ),
    "4.1": Words(
        vi="Hồ sơ có kết quả điện tử còn hiệu lực, chia cho hồ sơ tiếp nhận trong kỳ của thủ tục có trả kết quả bằng"
        " văn bản (mọi thủ tục trên hệ thống này), kể cả hồ sơ chưa có kết quả hoặc kết thúc không có kết quả.",
        en="Dossiers whose electronic result stands, of those received in the period of procedures that return a"
        " document, as every one here does; also of those without a result yet, or that ended without one.",
    ),
    "4.2": Words(
        vi="Hồ sơ có thành phần hồ sơ điện tử và kết quả điện tử (nếu đã có kết quả), chia cho hồ sơ tiếp nhận"
        " trong kỳ.",
        en="Dossiers with electronic papers, and with an electronic result where they have one, of those received in"
        " the period.",
    ),
    "4.3": Words(
        vi="Hồ sơ có ít nhất một giấy tờ được sử dụng lại, hoặc được thay bằng dữ liệu tra cứu, chia cho hồ sơ tiếp"
        " nhận trong kỳ.",
        en="Dossiers of which a paper was taken over instead of brought anew, or a register answered in place of one,"
        " of those received in the period.",
    ),
    "4.4": Words(
        vi="Hồ sơ có giấy tờ lấy từ kho dữ liệu điện tử của chủ hồ sơ trên Cổng Dịch vụ công quốc gia, hoặc có kết quả"
        " đã gửi lên Cổng, chia cho hồ sơ tiếp nhận trong kỳ.",
        en="Dossiers of which a paper lay in its owner's store on the national portal, or whose result reached the"
        " portal, of those received in the period.",
    ),
    "4.5a": Words(
        vi="Thủ tục có hồ sơ xác thực bằng VNeID, thẻ căn cước hoặc đã tra cứu dữ liệu dân cư, chia cho thủ tục của cá"
        " nhân có hồ sơ trong kỳ; thủ tục của tổ chức, hộ kinh doanh không tính.",
        en="Procedures with a dossier whose applicant was known by e-identity or card, or by the population register,"
        " of those for persons with dossiers in the period; those for organisations and household businesses do not"
        " count.",
    ),
    "4.5b": Words(
        vi="Hồ sơ xác thực bằng VNeID, thẻ căn cước hoặc đã tra cứu dữ liệu dân cư, chia cho hồ sơ tiếp nhận trong kỳ.",
        en="Dossiers whose applicant was known by e-identity or card, or by the population register, of those received"
        " in the period.",
    ),
    "4.6": Words(
        vi="Đơn vị có cấp bản sao chứng thực điện tử từ hồ sơ tiếp nhận trong kỳ, chia cho số đơn vị được cấp.",
        en="Units that gave a certified electronic copy of what they received in the period, of those that may.",
    ),
    "5.2": Words(
        vi="Phản ánh, kiến nghị được từ chối, yêu cầu bổ sung, trả lời và công khai đúng hạn, chia cho phản ánh, kiến"
        " nghị được xử lý.",
        en="Petitions that were refused, asked about, answered and published in time, of those handled.",
    ),
    "5.3": Words(
        vi="Phản ánh, kiến nghị không bị gửi lại, không trễ hạn và không bị đánh giá không hài lòng, chia cho phản ánh,"
        " kiến nghị tiếp nhận lần đầu trong kỳ.",
        en="Petitions that were not sent again, not late and not disliked, of those first received in the period.",
    ),
    "5.4": Words(
        vi="100 % trừ tỷ lệ hồ sơ trễ hạn và tỷ lệ hồ sơ có phản ánh, kiến nghị hoặc bị đánh giá không hài lòng.",
        en="All, less the share of late dossiers and of those with a petition or a bad rating.",
    ),
}
"""By the metric's number; of a province's own metric nothing is said here."""
BY_DECISION = Words(vi="Theo Quyết định 766/QĐ-TTg.", en="By Decision 766/QĐ-TTg.")

SOURCES: Mapping[Source, Words] = {
    "reported": Words(
        vi="Mẫu số theo sổ tổng hợp (số lớn hơn giữa báo cáo quốc gia và Cổng Dịch vụ công quốc gia).",
        en="Of how many: by the register of totals, the larger of the national reports and the national portal.",
    ),
    "last_year": Words(
        vi="Mẫu số theo sổ tổng hợp của năm trước, chia cho số kỳ trong năm.",
        en="Of how many: by the register of totals of last year, divided by how many such periods a year has.",
    ),
    "own": Words(
        vi="Mẫu số theo hồ sơ của hệ thống này, vì sổ tổng hợp không có số của kỳ này và của năm trước.",
        en="Of how many: by our own dossiers, as the register of totals knows neither this period nor last year.",
    ),
}
"""Whose books say how many dossiers were received."""

_PUBLICATIONS = Words(
    vi="Chưa biết: chỉ tính cho cấp tỉnh, khi sổ công bố, công khai thủ tục của kỳ này đã nhập hoặc được xác nhận là"
    " đủ và đã có lịch làm việc.",
    en="Not known: it is counted for the province alone, once the register of publications was entered or said to be"
    " whole for this period, and a calendar says which days are worked.",
)
_PORTAL = Words(
    vi="Chưa biết: chưa có hồ sơ nào được gửi lên Cổng Dịch vụ công quốc gia.",
    en="Not known: the national portal has not been told of any dossier.",
)
_PETITIONS = Words(
    vi="Chưa biết: chỉ tính cho mọi thủ tục cùng lúc, khi sổ phản ánh, kiến nghị của kỳ này đã nhập hoặc được xác nhận"
    " là đủ và đã có lịch làm việc.",
    en="Not known: it is counted of all procedures together, once the register of petitions was entered or said to be"
    " whole for this period, and a calendar says which days are worked.",
)
UNKNOWN: dict[str, Words] = {
    "1.1": _PUBLICATIONS,
    "1.2": _PUBLICATIONS,
    "1.3": _PUBLICATIONS,
    "1.4": _PORTAL,
    "3.1": Words(
        vi="Chưa biết: chỉ tính cho mọi thủ tục cùng lúc, khi đã nhập số thủ tục thuộc thẩm quyền của đơn vị theo mức"
        " độ dịch vụ.",
        en="Not known: it is counted of all procedures together, once it was entered how many are in the unit's"
        " competence, by level of service.",
    ),
    "3.3": _PORTAL,
    "3.5": Words(
        vi="Chưa biết: chỉ tính cho mọi thủ tục cùng lúc, khi đã nhập số thủ tục có phí, lệ phí của đơn vị trên Cơ sở"
        " dữ liệu quốc gia về thủ tục hành chính và biết số thủ tục đã đồng bộ phí, lệ phí.",
        en="Not known: it is counted of all procedures together, once it was entered how many of the unit have a fee on"
        " the national database of procedures, and it is known of how many a fee was synchronised.",
    ),
    "4.4": _PORTAL,
    "4.5a": Words(
        vi="Chưa biết: chỉ tính cho mọi thủ tục cùng lúc.", en="Not known: it is counted of all procedures together."
    ),
    "4.6": Words(
        vi="Chưa biết: chỉ tính cho đơn vị được cấp bản sao chứng thực điện tử.",
        en="Not known: it is counted of units that may give certified electronic copies.",
    ),
    "5.2": _PETITIONS,
    "5.3": _PETITIONS,
    "5.4": _PETITIONS,
}
NOTHING_TO_COUNT = Words(vi="Chưa biết: kỳ này không có gì để đếm.", en="Not known: there was nothing to count.")


def why_unknown(metric: str) -> Words:
    """Why a metric that is not known is not."""
    return UNKNOWN.get(metric, NOTHING_TO_COUNT)
