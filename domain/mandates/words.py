"""A mandate that is taken back, in words: its events in a history."""

from domain.base.words import Words

TOLD = {
    "mandate_revoked": Words(vi="Chủ hồ sơ hủy bỏ ủy quyền", en="The owner revoked the mandate"),
}
"""By the type of an act, that it happened."""
