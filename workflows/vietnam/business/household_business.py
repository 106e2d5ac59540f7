"""Household-business registration (đăng ký hộ kinh doanh): Decree 168/2025/NĐ-CP."""

from datetime import date

from pydantic import Field

from domain.base.law import Role
from domain.base.words import Words
from domain.filing.filers import Filer
from domain.vietnam.people.declared import Declared, Resident
from domain.vietnam.queries.business import BusinessesOf, NamesLike, TaxRegistration
from workflows.engine.forms import Filing, Form, Guide, Result
from workflows.engine.procedure import Procedure, procedure
from workflows.vietnam.personal import wrong

PREFIX = "hộ kinh doanh "
OWNER = Filer(role="owner", words=Words(vi="chủ hộ kinh doanh", en="the owner of the business"), at=("owner.number",))


class Trade(Declared):
    """A trade (ngành, nghề), by its code in the system of economic branches."""

    code: str = Field(pattern=r"^\d{4,5}$", title="Mã ngành", description="Code of the trade")
    name: str = Field(min_length=2, max_length=200, title="Tên ngành", description="Name of the trade")


class HouseholdBusinessForm(Form):
    """Giấy đề nghị đăng ký hộ kinh doanh."""

    filed_by = (OWNER,)

    owner: Resident = Field(title="Chủ hộ kinh doanh", description="Owner")
    name: str = Field(min_length=15, max_length=150, title="Tên hộ kinh doanh", description="Name of the business")
    address: str = Field(min_length=3, max_length=200, title="Trụ sở hộ kinh doanh", description="Seat")
    commune: str = Field(pattern=r"^\d{5}$", title="Xã, phường đặt trụ sở", description="Commune of the seat")
    trades: list[Trade] = Field(min_length=1, max_length=20, title="Ngành, nghề kinh doanh", description="Trades")
    capital: int = Field(gt=0, title="Vốn kinh doanh (đồng)", description="Capital in đồng")

    @property
    def competent(self) -> str:
        """The commune of the seat, whose economy unit registers."""
        return self.commune

    @property
    def parties(self) -> tuple[str, ...]:
        """The owner."""
        return (self.owner.number,)

    def faults(self, filed: Filing) -> list[Words]:  # noqa: ARG002 - the name is right or wrong on any day
        """Name what cannot be true: a name that does not say what it names."""
        unnamed = Words(vi="Tên phải bắt đầu bằng “Hộ kinh doanh”.", en="The name must begin with “Hộ kinh doanh”.")
        return wrong((not self.name.casefold().startswith(PREFIX), unnamed))


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
    decided_by = Role.COMMUNE_LEADER
    by_hand = Role.SPECIALIST
    guide = Guide(
        who=Words(vi="Chủ hộ kinh doanh", en="The owner of the business"),
        office=Words(
            vi="Ủy ban nhân dân xã, phường nơi đặt địa điểm kinh doanh",
            en="The People's Committee of the commune where the business is",
        ),
        said="mở cửa hàng quán buôn bán giấy phép kinh doanh shop open",
    )
    steps = {
        "owned": Words(vi="hộ kinh doanh đã có", en="businesses that they have"),
        "clashes": Words(vi="tên hộ kinh doanh trùng hoặc gây nhầm lẫn", en="business names that are alike"),
        "tax_code": Words(vi="mã số thuế", en="the tax code"),
    }

    async def examine(self, form: HouseholdBusinessForm) -> HouseholdBusinessCertificate:
        """One business an owner, one owner a name; the economy unit verifies, the leader signs, tax gives the code."""
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
