"""Money that comes and goes, in words: its events in a history, and which of them get a notice."""

from domain.base.words import Words

TOLD = {
    "payment_begun": Words(vi="Chuyển sang thanh toán trực tuyến", en="Went to pay on-line"),
    "money_in": Words(vi="Đã nhận tiền", en="Money came in"),
    "return_ordered": Words(vi="Quyết định hoàn tiền", en="Money is to go back"),
    "money_back": Words(vi="Đã hoàn tiền", en="Money went back"),
    "receipted": Words(vi="Lập biên lai điện tử", en="E-receipt made out"),
    "callback_refused": Words(vi="Từ chối thông báo giả mạo", en="A forged call-back was refused"),
}
"""By the type of an act, that it happened."""
NOTICES = {
    "money_back": "money_back",
    "receipted": "receipted",
}
"""By the type of an act, the kind of notice that its people get of it."""
