"""A slip as the dossier's state holds it, and which there are."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from domain.signing.model import Signature

FormNumber = Literal["01", "02", "03", "04", "05", "06", "refusal"]
OF_WHO_DECIDES: tuple[FormNumber, ...] = ("04", "05", "refusal")
"""What the deciding office says in its own name; the rest is the desk's."""
OF_THE_LEADER: FormNumber = "refusal"
"""What is said by whoever decides on the result, in the name of the body that would issue it."""
SIGNED: tuple[FormNumber, ...] = ("03", *OF_WHO_DECIDES)
"""What its author signs before the body seals it; the rest is sealed alone."""
SERIES: dict[str, str] = {
    "01": "TNHS",
    "02": "HDHS",
    "03": "TCHS",
    "04": "PXL",
    "05": "DGQ",
    "06": "KSGQ",
    "refusal": "TCGQ",
}
"""By form, what stands behind the dossier's code in its number (ký hiệu)."""

TITLES: dict[str, str] = {
    "01": "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
    "02": "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
    "03": "Phiếu từ chối tiếp nhận giải quyết hồ sơ",
    "04": "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết",
    "05": "Thông báo dừng giải quyết hồ sơ",
    "06": "Phiếu kiểm soát quá trình giải quyết hồ sơ",
    "refusal": "Thông báo từ chối giải quyết hồ sơ",
}
"""What each is called, where its office has no form of its own."""


class Slip(BaseModel):
    """A slip that is made out: sealed once it has a number."""

    form: FormNumber
    number: str = ""
    sha256: str = ""
    path: str = ""
    stamped_until: datetime | None = None
    signature: Signature | None = None
    """Of who made it out, where the form wants one."""

    @property
    def settled(self) -> bool:
        """Whether nothing more comes of this try: it is sealed, or was not signed."""
        return bool(self.sha256 or (self.signature and self.signature.declined))


SLIP = "slip"
"""Name of the workflow that has one sealed."""


class SealSlip(BaseModel):
    """What that workflow is told: which slip of which dossier; nothing of what it says."""

    code: str
    step: str
