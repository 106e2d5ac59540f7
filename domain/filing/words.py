"""Filing, reception, supplements and withdrawal, in words: their events in a history, and which get a notice."""

from domain.base.words import Words

TOLD = {
    "filed": Words(vi="Nộp hồ sơ", en="Filed"),
    "accepted": Words(vi="Tiếp nhận, hẹn trả kết quả", en="Accepted, date of the result fixed"),
    "supplement_requested": Words(vi="Yêu cầu bổ sung", en="Supplement requested"),
    "supplied": Words(vi="Đã bổ sung", en="Supplied"),
    "supplement_proposed": Words(vi="Đề nghị yêu cầu bổ sung", en="Supplement proposed by the specialist"),
    "not_accepted": Words(vi="Từ chối tiếp nhận", en="Not accepted"),
    "confirmed": Words(vi="Người nộp xác nhận bản nháp", en="Draft confirmed"),
    "corrected": Words(vi="Người nộp đề nghị chỉnh sửa", en="Draft corrected"),
    "withdrawn": Words(vi="Rút hồ sơ", en="Withdrawn"),
}
"""By the type of an act, that it happened."""
NOTICES = {
    "filed": "filed",
    "accepted": "accepted",
    "supplement_requested": "supplement_requested",
    "not_accepted": "not_accepted",
    "withdrawn": "withdrawn",
}
"""By the type of an act, the kind of notice that its people get of it."""
