"""What time makes of a dossier, in words: its events in a history, and which of them get a notice."""

from domain.base.words import Words

TOLD = {
    "reminded": Words(vi="Nhắc người được yêu cầu", en="Whoever is asked was reminded"),
    "due_soon": Words(vi="Sắp đến hạn trả kết quả", en="The date of the result is near"),
    "overdue": Words(vi="Quá hạn trả kết quả", en="The date of the result has passed"),
    "apologised": Words(vi="Xin lỗi và hẹn lại ngày trả kết quả", en="Apology, and a new date of the result"),
    "redated": Words(vi="Tính lại ngày hẹn vì có thêm ngày nghỉ", en="Dates set anew because of a day off"),
    "case_changed": Words(vi="Chuyển trường hợp, thời hạn thay đổi", en="Another case, so another term"),
}
"""By the type of an act, that it happened."""
NOTICES = {
    "reminded": "reminded",
    "apologised": "apologised",
}
"""By the type of an act, the kind of notice that its people get of it."""
