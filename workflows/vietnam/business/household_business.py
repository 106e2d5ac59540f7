"""Household-business registration (đăng ký hộ kinh doanh): Decree 168/2025/NĐ-CP."""

from datetime import date
from typing import Any, Literal

from pydantic import Field

from domain.base.law import Role
from domain.base.words import Words
from domain.filing.filers import Filer, is_minor
from domain.filing.model import TOLD_WHOLE
from domain.vietnam.people.declared import Citizen, Declared, Resident
from domain.vietnam.queries.business import BusinessesOf, NamesLike, TaxRegistration
from workflows.engine.forms import Filing, Form, Guide, Paper, Result
from workflows.engine.procedure import Procedure, procedure
from workflows.vietnam.personal import wrong

PREFIX = "hộ kinh doanh "
UNNAMED = Words(vi="Tên phải bắt đầu bằng “Hộ kinh doanh”.", en="The name must begin with “Hộ kinh doanh”.")
MINOR = Words(
    vi="Chủ hộ kinh doanh phải đủ 18 tuổi: đề nghị chọn thành viên khác làm chủ hộ.",
    en="The owner must be of age: choose another member as the owner.",
)
ENTERPRISE = Words(
    vi="Chủ doanh nghiệp tư nhân, thành viên hợp danh không đồng thời là chủ hộ kinh doanh: đề nghị ông/bà chấm dứt tư"
    " cách đó trước; thành viên hợp danh có thể nộp văn bản đồng ý của các thành viên hợp danh còn lại.",
    en="Who owns a private enterprise, or is a general partner, is no owner of a household business: end that first;"
    " a partner may bring the consent of the other partners instead.",
)
NO_PHONE = Words(
    vi="Ông/bà ghi số điện thoại của hộ kinh doanh để cơ quan đăng ký kinh doanh, cơ quan thuế liên hệ.",
    en="Give the telephone number of the business, by which the registrar and the tax office reach it.",
)
TWICE = Words(
    vi="Chủ hộ kinh doanh không ghi lại trong danh sách thành viên, mỗi thành viên ghi một lần.",
    en="Name the owner not among the members, and each member once.",
)
PARTNERS = Words(
    vi="Văn bản đồng ý của các thành viên hợp danh còn lại (nếu chủ hộ là thành viên hợp danh)",
    en="Consent of the other general partners, where the owner is one",
)
OWNER = Filer(role="owner", words=Words(vi="chủ hộ kinh doanh", en="the owner of the business"), at=("owner.number",))


class Trade(Declared):
    """A trade (ngành, nghề), by its code in the system of economic branches."""

    code: str = Field(pattern=r"^\d{4,5}$", title="Mã ngành", description="Code of the trade")
    name: str = Field(min_length=2, max_length=200, title="Tên ngành", description="Name of the trade")


class HouseholdBusinessForm(Form):
    """Giấy đề nghị đăng ký hộ kinh doanh."""

    choices = {
        "enterprise=none": Words(vi="Không", en="No"),
        "enterprise=private": Words(vi="Đang là chủ doanh nghiệp tư nhân", en="Owns a private enterprise"),
        "enterprise=partner": Words(vi="Đang là thành viên hợp danh", en="Is a general partner"),
        "enterprise=partner_agreed": Words(
            vi="Đang là thành viên hợp danh, các thành viên hợp danh còn lại đồng ý",
            en="Is a general partner, and the other partners agree",
        ),
    }
    filed_by = (OWNER,)

    owner: Resident = Field(title="Chủ hộ kinh doanh", description="Owner")
    name: str = Field(min_length=15, max_length=150, title="Tên hộ kinh doanh", description="Name of the business")
    address: str = Field(min_length=3, max_length=200, title="Trụ sở hộ kinh doanh", description="Seat")
    commune: str = Field(pattern=r"^\d{5}$", title="Xã, phường đặt trụ sở", description="Commune of the seat")
    trades: list[Trade] = Field(min_length=1, max_length=20, title="Ngành, nghề kinh doanh", description="Trades")
    capital: int = Field(gt=0, title="Vốn kinh doanh (đồng)", description="Capital in đồng")
    members: list[Citizen] = Field(
        default=[],
        max_length=20,
        title="Thành viên hộ gia đình cùng đăng ký, ủy quyền cho chủ hộ (không ghi chủ hộ)",
        description="Other members of the family who register it together, and mandate the owner",
    )
    enterprise: Literal["none", "private", "partner", "partner_agreed"] = Field(
        default="none",
        title="Chủ hộ đang là chủ doanh nghiệp tư nhân hoặc thành viên hợp danh",
        description="Whether the owner owns a private enterprise or is a general partner",
    )
    workers: int = Field(default=0, ge=0, le=10_000, title="Số lao động (dự kiến)", description="Workers, as planned")
    phone: str = Field(default="", pattern=r"^(\+?\d{9,15})?$", title="Điện thoại", description="Telephone")
    starts_on: date | None = Field(
        default=None,
        title="Ngày bắt đầu hoạt động (để trống nếu từ ngày được cấp giấy chứng nhận)",
        description="First day of business; empty for the day of the certificate",
    )

    @property
    def competent(self) -> str:
        """The commune of the seat, whose economy unit registers."""
        return self.commune

    @property
    def parties(self) -> tuple[str, ...]:
        """The owner, and the members who register it with them."""
        return (self.owner.number, *(member.number for member in self.members))

    @property
    def consents(self) -> dict[str, str]:
        """Each member, who mandates the owner by agreeing."""
        return {member.number: "member" for member in self.members}

    def agreed_to(self, part: str) -> Any:
        """Who owns it, which business, and with whom; not how much it has or who works there."""
        if part != "member":
            return super().agreed_to(part)
        who = {"owner": self.owner.model_dump(mode="json", include={"number", "full_name"})}
        return who | self.model_dump(mode="json", include={"name", "address", "commune", "members"})

    def faults(self, filed: Filing) -> list[Words]:
        """Name what cannot be true: a name that does not say what it names, an owner who may not be one."""
        numbers = [self.owner.number, *(member.number for member in self.members)]
        now = filed.edition >= TOLD_WHOLE
        return wrong(
            (not self.name.casefold().startswith(PREFIX), UNNAMED),
            (now and is_minor(self.owner.born, filed.day), MINOR),
            (self.enterprise in ("private", "partner"), ENTERPRISE),
            (now and not self.phone, NO_PHONE),
            (len(set(numbers)) < len(numbers), TWICE),
        )


class HouseholdBusinessCertificate(Result):
    """Giấy chứng nhận đăng ký hộ kinh doanh."""

    template = "results/household_business.html"
    kind = "GCNHKD"
    title = "Giấy chứng nhận đăng ký hộ kinh doanh"

    owner: Resident
    name: str
    address: str
    trades: list[Trade]
    capital: int
    code: str
    granted_on: date
    office: str
    """Which tax office looks after it."""
    members: list[Citizen] = []
    phone: str = ""
    starts_on: date | None = None

    @property
    def shown(self) -> dict[str, str]:
        """The business, its code and its owner."""
        return {"Tên hộ kinh doanh": self.name, "Mã số": self.code, "Chủ hộ": self.owner.full_name}


@procedure
class HouseholdBusiness(Procedure[HouseholdBusinessForm, HouseholdBusinessCertificate]):
    """Đăng ký hộ kinh doanh: who owns none yet gets a business under a name that is free, with its tax code."""

    code = "1.001612"
    recorded_as = "workflows.business.household_business.HouseholdBusiness"
    title = Words(vi="Đăng ký thành lập hộ kinh doanh", en="Household-business registration")
    papers = (Paper(kind="partners", title=PARTNERS, required=False),)
    decided_by = Role.COMMUNE_LEADER
    by_hand = Role.SPECIALIST
    guide = Guide(
        who=Words(vi="Chủ hộ kinh doanh", en="The owner of the business"),
        office=Words(
            vi="Cơ quan đăng ký kinh doanh cấp xã (Phòng Kinh tế; ở phường là Phòng Kinh tế, Hạ tầng và Đô thị) thuộc"
            " Ủy ban nhân dân xã, phường nơi đặt địa điểm kinh doanh",
            en="The business registrar: the economy unit of the commune where the business is",
        ),
        said="mở cửa hàng quán buôn bán giấy phép kinh doanh shop open",
    )
    steps = {
        "owned": Words(vi="hộ kinh doanh đã có", en="businesses that they have"),
        "clashes": Words(vi="tên hộ kinh doanh trùng hoặc gây nhầm lẫn", en="business names that are alike"),
        "tax_code": Words(vi="mã số thuế", en="the tax code"),
    }

    async def examine(self, form: HouseholdBusinessForm) -> HouseholdBusinessCertificate:
        """One business an owner, one owner a name; the economy unit verifies, its head signs, tax gives the code."""
        owned, clashes = await self.look_up_all(("owned", BusinessesOf.of(form.owner)), ("clashes", NamesLike.of(form)))
        if owned:
            await self.refuse(f"Đã là chủ hộ kinh doanh khác: {', '.join(owned.names)}.", "one_business")
        if clashes:
            names = ", ".join(clashes.names)
            await self.refuse(f"Tên trùng với tên đã đăng ký trong xã, phường: {names}.", "own_name", doubt=True)
        await self.verify(Role.SPECIALIST)
        await self.approve()
        owner, trades = form.owner, {trade.code: trade.name for trade in form.trades}
        told = TaxRegistration.of(form, owner=owner.number, owner_name=owner.full_name, trades=trades)
        return HouseholdBusinessCertificate.of(form, await self.record("tax_code", told))
