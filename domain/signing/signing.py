"""Who may sign a result: the officer who approved it, with a certificate that names them and their office."""

from domain.base.law import Frozen
from domain.base.text import plain_name
from domain.base.words import Words

DECLINED = Words(
    vi="Người được trình ký đã từ chối ký; cần phê duyệt lại.",
    en="Whoever was asked to sign declined: it must be approved anew.",
)
NO_CERTIFICATE = Words(
    vi="Người phê duyệt không có chứng thư số tại dịch vụ ký số; cần lãnh đạo khác phê duyệt, hoặc cấp chứng thư số.",
    en="Whoever approved has no certificate at the signing service: another leader must approve, or they get one.",
)
REVOKED = Words(
    vi="Chứng thư số của người phê duyệt đã bị thu hồi hoặc tạm dừng; cần lãnh đạo khác phê duyệt.",
    en="The certificate of whoever approved was withdrawn: another leader must approve.",
)
EXPIRED = Words(
    vi="Chứng thư số của người phê duyệt chưa hoặc không còn hiệu lực; cần gia hạn, hoặc lãnh đạo khác phê duyệt.",
    en="The certificate of whoever approved is not in force: it must be renewed, or another leader must approve.",
)
TOO_SHORT = Words(
    vi="Khóa trong chứng thư số của người phê duyệt quá ngắn; cần cấp chứng thư số mới, hoặc lãnh đạo khác phê duyệt.",
    en="The key in the certificate of whoever approved is too short: a new one is needed, or another leader approves.",
)
REPLACED = Words(
    vi="Chứng thư số của người phê duyệt đã được thay trong khi văn bản chờ ký; cần phê duyệt lại.",
    en="The certificate of whoever approved was replaced while the document waited: it must be approved anew.",
)
ANOTHERS = Words(
    vi="Chứng thư số không phải của người phê duyệt; cần lãnh đạo khác phê duyệt, hoặc sửa đăng ký chứng thư số.",
    en="The certificate is not of whoever approved: another leader must approve, or the enrolment be put right.",
)
ELSEWHERE = Words(
    vi="Chứng thư số của người phê duyệt thuộc cơ quan khác, không phải {body}; cần lãnh đạo khác phê duyệt.",
    en="The certificate of whoever approved is of another body than {body}: another leader must approve.",
)
INVALID = Words(
    vi="Chữ ký số của người phê duyệt không hợp lệ; cần phê duyệt lại.",
    en="The signature of whoever approved does not hold: it must be approved anew.",
)


class Holder(Frozen):
    """Whom a certificate names."""

    staff: str
    """Staff code: the subject's serialNumber."""
    name: str = ""
    title: str = ""
    organisation: str = ""


def unfit(holder: Holder, staff: str, body: str) -> Words | None:
    """Say why this certificate may not sign for an officer of a body; None where it may."""
    if holder.staff != staff:
        return ANOTHERS
    if plain_name(holder.organisation) != plain_name(body):
        return ELSEWHERE.format(body=body)
    return None
