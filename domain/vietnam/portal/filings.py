"""A filing that somebody made on the national portal itself, as the portal hands it over (hồ sơ nộp trên Cổng).

No published client shows how: names of services and fields are our own, and marked so in ``portal-vn.json``.
"""

from typing import Any

from pydantic import ConfigDict, Field

from domain.base.law import Frozen

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


class FilerThere(_FromThere):
    """The person who filed for an organisation."""

    name: str = Field(default="", alias="HoTen", max_length=120)
    number: str = Field(default="", alias="SoDinhDanh", max_length=12)


class FilingThere(_FromThere):
    """Who filed what, by the portal's code."""

    code: str = Field(alias="MaHoSo", min_length=1, max_length=60)
    procedure: str = Field(alias="MaTTHC", min_length=1, max_length=40)
    name: str = Field(alias="ChuHoSo", min_length=1, max_length=200)
    number: str = Field(alias="SoGiayToChuHoSo", min_length=1, max_length=20)
    kind: str = Field(default="", alias="LoaiDoiTuong")
    filer: FilerThere = Field(default=FilerThere(), alias="NguoiNop")
    verified: str = Field(default="0", alias="TaiKhoanDuocXacThucVoiVNeID")
    email: str = Field(default="", alias="Email", max_length=200)
    phone: str = Field(default="", alias="SoDienThoai", max_length=20)
    form: dict[str, Any] = Field(alias="ToKhai")
    papers: tuple[PaperThere, ...] = Field(default=(), alias="TaiLieuNop", max_length=MOST_PAPERS)

    @property
    def is_verified(self) -> bool:
        """Whether the portal knew them by VNeID: to file takes an e-identity of level 2."""
        return self.verified == "1"
