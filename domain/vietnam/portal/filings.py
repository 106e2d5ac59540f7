"""What people do on the national portal itself, as it hands that over: they file, supply and withdraw.

No published client shows how: names of services and fields are our own, and marked so in ``portal-vn.json``.
"""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import ConfigDict, Field

from domain.base.law import Frozen
from domain.vietnam.portal.exchange_codes import ExchangeCodes

FILED_THERE = "hồ sơ nộp trên Cổng"
"""Under what the exchange codes hold the services that hand over filings, and what a message may ask."""

MOST_PAPERS = 20
"""As many as an application may bring."""


class _FromThere(Frozen):
    """What the portal writes by its own names; what else it says is nothing to us."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)


class PaperThere(_FromThere):
    """A file that came with it, which lies there until it is fetched."""

    id: str = Field(alias="TepDinhKemId", min_length=1, max_length=200)
    name: str = Field(default="", alias="TenTepDinhKem", max_length=200)
    kind: str = Field(alias="MaThanhPhanHoSo", min_length=1, max_length=60)
    reused: str = Field(default="", alias="DuocTaiSuDung", max_length=10)
    result: str = Field(default="", alias="MaKetQuaThayThe", max_length=80)
    """Of the result that stands in its place."""
    national: str = Field(default="", alias="DuocLayTuKhoDMQG", max_length=10)


class FilerThere(_FromThere):
    """The person who filed for an organisation."""

    name: str = Field(default="", alias="HoTen", max_length=120)
    number: str = Field(default="", alias="SoDinhDanh", max_length=12)


class SaidThere(_FromThere):
    """Who said something of which dossier, by the portal's code."""

    code: str = Field(alias="MaHoSo", min_length=1, max_length=60)
    name: str = Field(alias="ChuHoSo", min_length=1, max_length=200)
    number: str = Field(alias="SoGiayToChuHoSo", min_length=1, max_length=20)
    known_as: str = Field(default="", alias="MaDoiTuong", max_length=100)
    """By what the portal itself knows whose it is (TechID)."""
    kind: str = Field(default="", alias="LoaiDoiTuong")
    filer: FilerThere = Field(default=FilerThere(), alias="NguoiNop")
    verified: str = Field(default="0", alias="TaiKhoanDuocXacThucVoiVNeID")
    papers: tuple[PaperThere, ...] = Field(default=(), alias="TaiLieuNop", max_length=MOST_PAPERS)

    @property
    def is_verified(self) -> bool:
        """Whether the portal knew them by VNeID: to file takes an e-identity of level 2."""
        return self.verified == "1"


class FilingThere(SaidThere):
    """An application (nộp hồ sơ)."""

    procedure: str = Field(alias="MaTTHC", min_length=1, max_length=40)
    email: str = Field(default="", alias="Email", max_length=200)
    phone: str = Field(default="", alias="SoDienThoai", max_length=20)
    form: dict[str, Any] = Field(alias="ToKhai")
    paid: str = Field(default="", alias="DuocThanhToanTrucTuyen", max_length=10)
    fees: Any = Field(default=None, alias="DanhSachLePhi")
    """What was paid for; a list that cannot be read keeps nobody's filing from being one."""


class SupplementThere(SaidThere):
    """What was asked for (bổ sung hồ sơ): papers, the form as it should be, or both."""

    form: dict[str, Any] | None = Field(default=None, alias="ToKhai")


class WithdrawalThere(SaidThere):
    """The dossier is taken back (rút hồ sơ)."""

    reason: str = Field(default="", alias="LyDo", max_length=500)


Asks = Literal["file", "supply", "withdraw"]
MESSAGES: dict[Asks, type[SaidThere]] = {
    "file": FilingThere,
    "supply": SupplementThere,
    "withdraw": WithdrawalThere,
}
"""What each message says."""


def asks_of(told: Mapping[str, Any], codes: ExchangeCodes) -> Asks:
    """What a message asks for; one that does not say files something."""
    said = str(told.get(codes.of(FILED_THERE, "what")) or "")
    return next((one for one in MESSAGES if said and said == codes.of(FILED_THERE, one)), "file")
