"""The officer's signature, in words: its events in a history."""

from domain.base.words import Words

TOLD = {
    "signature_asked": Words(vi="Trình lãnh đạo ký số", en="The leader was asked to sign"),
    "signed": Words(vi="Lãnh đạo ký số", en="Signed by the leader"),
    "signature_declined": Words(vi="Kết quả không được ký, chờ phê duyệt lại", en="Not signed, to be approved anew"),
}
"""By the type of an act, that it happened."""
