"""Certified electronic copy (chứng thực bản sao điện tử từ bản chính): Decree 23/2015, Articles 18 to 20."""

from datetime import date

from pydantic import Field

from domain.base.law import Role
from domain.base.words import Words
from domain.vietnam.guide import ANY_COMMUNE
from domain.vietnam.who_files import ANYBODY
from workflows.engine.forms import Filing, Form, Guide, Paper, Result
from workflows.engine.procedure import Procedure, procedure

NOT_COPIED = {
    "altered": "bị tẩy xóa, sửa chữa, thêm, bớt nội dung không hợp lệ (khoản 1)",
    "damaged": "bị hư hỏng, cũ nát, không xác định được nội dung (khoản 2)",
    "classified": "đóng dấu mật, hoặc ghi rõ không được sao chụp (khoản 3)",
    "unlawful": "có nội dung trái pháp luật, đạo đức xã hội (khoản 4)",
    "not_legalised": "do cơ quan nước ngoài cấp, chưa được hợp pháp hóa lãnh sự (khoản 5)",
    "private": "do cá nhân tự lập, không có xác nhận và đóng dấu của cơ quan có thẩm quyền (khoản 6)",
}
"""What may not be copied, each as Article 22 names it, by the officer's decision."""


class Original(Form):
    """The original that is shown: what it is, who issued it, and how many pages are copied."""

    filed_by = (ANYBODY,)

    commune: str = Field(pattern=r"^\d{5}$", title="Nơi chứng thực", description="Commune that certifies")
    title: str = Field(min_length=3, max_length=200, title="Tên giấy tờ, văn bản", description="Title of the original")
    issuer: str = Field(min_length=3, max_length=200, title="Cơ quan cấp", description="Who issued it")
    number: str = Field(default="", max_length=60, title="Số", description="Its number")
    issued_on: date = Field(title="Ngày cấp", description="Day of issue")
    pages: int = Field(ge=1, le=500, title="Số trang", description="Pages to be copied")

    @property
    def competent(self) -> str:
        """Any commune certifies, wherever the person lives (Article 5)."""
        return self.commune

    @property
    def units(self) -> int:
        """The fee counts pages."""
        return self.pages

    def faults(self, filed: Filing) -> list[Words]:
        """Name what cannot be true: an original that does not exist yet."""
        if self.issued_on > filed.day:
            return [Words(vi="Ngày cấp ở tương lai.", en="The day of issue is in the future.")]
        return []


class CertifiedCopy(Result):
    """Bản sao điện tử được chứng thực từ bản chính."""

    template = "results/certified_copy.html"
    kind = "CTBS"
    title = "Bản sao điện tử được chứng thực"

    original: Original
    scans: tuple[str, ...]
    """SHA-256 of what the officer compared with the original, in the order in which it is bound behind."""

    @property
    def encloses(self) -> tuple[str, ...]:
        """The scan: certificate and copy are one document, which officer and body sign."""
        return self.scans

    @property
    def shown(self) -> dict[str, str]:
        """The original that was copied."""
        return {"Tên giấy tờ": self.original.title, "Số": self.original.number or "—"}


@procedure
class CertifiedElectronicCopy(Procedure[Original, CertifiedCopy]):
    """Chứng thực bản sao từ bản chính (bản sao điện tử): somebody shows an original and gets a copy that counts."""

    code = "2.000815"
    recorded_as = "workflows.certification.certified_copy.CertifiedElectronicCopy"
    title = Words(vi="Chứng thực bản sao điện tử từ bản chính", en="Certified electronic copy of an original")
    papers = (Paper(kind="scan", title=Words(vi="Bản chụp của bản chính", en="Scan of the original"), bound=True),)
    decided_by = Role.COMMUNE_LEADER
    in_person = ("compare",)
    organisations = True
    guide = Guide(
        who=Words(vi="Người hoặc tổ chức có bản chính", en="Whoever has the original, a person or an organisation"),
        office=ANY_COMMUNE,
        said="sao y công chứng photo bản sao giấy tờ bằng cấp copy notary",
    )
    waits = {"compare": Words(vi="Chờ đối chiếu với bản chính", en="Waits to be compared with the original")}
    finished = {"compare": Words(vi="Đã đối chiếu với bản chính", en="It was compared with the original")}

    async def examine(self, form: Original) -> CertifiedCopy:
        """Compare the scan with the original that is shown, see that it may be copied, and certify it."""
        scans = self.paper("scan")
        bars = NOT_COPIED if self.filed.by_right else ()
        compared = await self.task("compare", Role.CIVIL_STATUS_OFFICER, ("confirm", *bars), papers=scans)
        barred = f"Bản chính {NOT_COPIED.get(compared.decision, '')}: không được chứng thực bản sao."
        await self.require(compared.decision not in NOT_COPIED, barred, "may_be_copied")
        await self.approve()
        return CertifiedCopy(original=form, scans=scans)
