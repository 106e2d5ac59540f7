"""Removal of a permanent residence (xóa đăng ký thường trú): Law on Residence 68/2020/QH14, Article 24."""

from datetime import date
from typing import Literal

from pydantic import Field

from domain.base.law import Role
from domain.base.words import Words
from domain.filing.filers import is_minor
from domain.statute.offices import OF_POLICE, police_of
from domain.vietnam.guide import POLICE, RELATIVE
from domain.vietnam.people.declared import Citizen
from domain.vietnam.queries.residence import HomeOf, Registration
from domain.vietnam.who_files import kin, themselves
from workflows.engine.forms import Filing, Guide
from workflows.engine.procedure import Procedure, procedure
from workflows.vietnam.personal import PersonForm, PersonResult
from workflows.vietnam.phrases import HOME

Reason = Literal["died", "settled_abroad", "home_lost"]
REASONS: dict[Reason, str] = {
    "died": "đã chết",
    "settled_abroad": "đã ra nước ngoài để định cư",
    "home_lost": "không còn chỗ ở hợp pháp tại nơi thường trú",
}


class RemovalForm(PersonForm):
    """Tờ khai thay đổi thông tin cư trú (CT01): xóa đăng ký thường trú."""

    choices = {
        "reason=died": Words(vi="Đã chết", en="The person died"),
        "reason=settled_abroad": Words(vi="Ra nước ngoài để định cư", en="Settled abroad"),
        "reason=home_lost": Words(vi="Không còn quyền đối với chỗ ở", en="No longer has a right to the dwelling"),
    }

    filed_by = (themselves(), kin("relation"))
    decided_at = OF_POLICE

    person: Citizen = Field(title="Người được xóa đăng ký", description="Who is removed")
    commune: str = Field(pattern=r"^\d{5}$", title="Xã, phường nơi thường trú", description="Commune of residence")
    reason: Reason = Field(title="Lý do xóa đăng ký thường trú", description="Why it is removed")
    paper: str = Field(min_length=2, max_length=120, title="Giấy tờ chứng minh", description="Paper that proves it")
    relation: str = Field(
        default="",
        max_length=60,
        title="Quan hệ của người nộp với người được xóa đăng ký, nếu nộp thay",
        description="How you are related to them, where you file for them",
    )

    @property
    def competent(self) -> str:
        """The police of the commune (Article 24)."""
        return police_of(self.commune)

    def agreeing(self, filed: Filing) -> dict[str, str]:
        """Whoever is alive and of age agrees to be taken off, where somebody else files it."""
        asked = self.reason != "died" and not is_minor(self.person.born, filed.day)
        return {self.person.number: "person"} if asked else {}


class RemovalNotice(PersonResult):
    """Thông báo kết quả xóa đăng ký thường trú."""

    template = "results/residence_removal.html"
    kind = "TBXTT"
    title = "Thông báo kết quả xóa đăng ký thường trú"

    person: Citizen
    address: str
    reason: str
    paper: str
    notice: str
    registered_on: date


@procedure
class ResidenceRemoval(Procedure[RemovalForm, RemovalNotice]):
    """Xóa đăng ký thường trú: who died, settled abroad or has no home there any more is no resident any more."""

    code = "1.003197"
    recorded_as = "workflows.residence.residence_removal.ResidenceRemoval"
    title = Words(vi="Xóa đăng ký thường trú", en="Removal of a permanent residence")
    decided_by = Role.AGENCY_LEADER
    by_hand = Role.SPECIALIST
    guide = Guide(who=RELATIVE, office=POLICE, said="xóa hộ khẩu cắt hộ khẩu người chết dead")
    steps = {**HOME, "removal": Words(vi="xóa đăng ký cư trú", en="the removal of the registration")}

    async def examine(self, form: RemovalForm) -> RemovalNotice:
        """Find the home that is left, verify, approve, and take the person off it."""
        none = "Không có đăng ký thường trú tại xã, phường này."
        home = await self.find("home", HomeOf.of(form.person), none, "registered_here")
        await self.require(home.commune == form.commune, none, "registered_here")
        await self.task("verify", Role.SPECIALIST)
        await self.approve()
        left = Registration.of(form.person, what="leaving", address=home.address, commune=home.commune)
        removed = await self.record("removal", left)
        return RemovalNotice.of(form, removed, address=home.address, reason=REASONS[form.reason])
