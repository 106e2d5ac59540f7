"""A stand-in for the department's register of employers. Every employer is made up; nothing here is the real register.

By hand, beside ``motcua up``: ``uvicorn --app-dir tests stand_in:app --port 9001``.
"""

from typing import Any

from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

MILL, STALL = "0900000001", "0900000002"
REGISTER = {
    MILL: {"TenDoanhNghiep": "Công ty TNHH May Phố Hiến", "SoLaoDong": 120},
    STALL: {"TenDoanhNghiep": "Công ty TNHH Nhãn lồng Văn Giang", "SoLaoDong": 9},
}


class Asked(BaseModel):
    """Which employer; and who asks, for which dossier, why: without it the register refuses."""

    MaSoDoanhNghiep: str
    MaHoSo: str
    CoQuan: str
    CanBo: str
    LyDo: str


app = FastAPI(title="Sổ quản lý lao động (hệ thống giả lập, stand-in)")


@app.post("/v1/employers/search")
async def search(asked: Asked) -> dict[str, Any]:
    """What is known of an employer."""
    if asked.MaSoDoanhNghiep not in REGISTER:
        raise HTTPException(404, "Không có doanh nghiệp này.")
    return {"KetQua": [REGISTER[asked.MaSoDoanhNghiep]]}
