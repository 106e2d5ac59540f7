"""What comes of a dossier, in words: its events in a history, and which of them get a notice."""

from domain.base.words import Words

TOLD = {
    "approved": Words(vi="Phê duyệt", en="Approved"),
    "refused": Words(vi="Từ chối giải quyết", en="Refused"),
    "numbered": Words(vi="Cấp số kết quả", en="Result numbered"),
    "issued": Words(vi="Ban hành kết quả", en="Result sealed and issued"),
    "restamped": Words(vi="Gia hạn dấu thời gian lưu trữ", en="Archive time stamp renewed"),
    "handed_over": Words(vi="Trả kết quả", en="Result handed over"),
    "stopped": Words(vi="Dừng giải quyết", en="Stopped"),
    "rated": Words(vi="Đánh giá", en="Rated"),
}
"""By the type of an act, that it happened."""
NOTICES = {
    "refused": "refused",
    "issued": "issued",
    "handed_over": "delivered",
    "stopped": "stopped",
}
"""By the type of an act, the kind of notice that its people get of it."""
