"""What registering a residence is (đăng ký cư trú): Law on Residence 68/2020/QH14, Articles 20 to 22, 27 and 28."""

from datetime import date
from typing import Any, ClassVar, Literal

from pydantic import Field

from domain.base.law import Role
from domain.base.words import Words
from domain.filing.filers import is_minor
from domain.statute.offices import police_of
from domain.vietnam.people.citizen_number import CitizenNumber
from domain.vietnam.people.declared import Citizen
from domain.vietnam.queries.population import PersonByNumber
from domain.vietnam.queries.residence import DwellingAt, Registration
from domain.vietnam.who_files import household_head, representative, themselves
from workflows.engine.forms import Filing, Paper
from workflows.engine.procedure import Procedure
from workflows.vietnam.personal import UNBORN, PersonForm, PersonResult, wrong
from workflows.vietnam.phrases import PERSON

NOBODY_STANDS = Words(
    vi="Người đăng ký chưa đủ 18 tuổi: ghi số định danh của cha, mẹ hoặc người giám hộ.",
    en="Who moves in is not 18 yet: give the number of a parent or guardian.",
)
WHAT = {"permanent": "thường trú", "temporary": "tạm trú"}


class ResidenceForm(PersonForm):
    """Tờ khai thay đổi thông tin cư trú (CT01)."""

    filed_by = (themselves(), household_head(), representative("parent", under_age="person.born"))

    person: Citizen = Field(title="Người đăng ký", description="Who moves in")
    address: str = Field(min_length=3, max_length=200, title="Nơi đề nghị đăng ký", description="Address")
    commune: str = Field(pattern=r"^\d{5}$", title="Xã, phường", description="Code of the commune")
    head: CitizenNumber = Field(title="Số định danh của chủ hộ", description="Head of the household")
    relation: str = Field(min_length=2, max_length=60, title="Quan hệ với chủ hộ", description="Relation to the head")
    owner: CitizenNumber | None = Field(
        default=None, title="Số định danh của chủ sở hữu", description="Owner of the dwelling, if another"
    )
    parent: CitizenNumber | None = Field(
        default=None,
        title="Số định danh của cha, mẹ hoặc người giám hộ, nếu người đăng ký chưa đủ 18 tuổi",
        description="Parent or guardian of who is not 18 yet",
    )
    exempt: bool = Field(
        default=False,
        title="Thuộc diện miễn lệ phí (hộ nghèo, người khuyết tật, người có công)",
        description="Whether no fee is paid: the poor, the disabled, people of merit",
    )

    @property
    def competent(self) -> str:
        """The police of the commune (Articles 22 and 28)."""
        return police_of(self.commune)

    @property
    def parties(self) -> tuple[str, ...]:
        """Who moves in, who heads the household, who owns the dwelling, who stands for a minor."""
        return tuple(number for number in (self.person.number, self.head, self.owner, self.parent) if number)

    @property
    def consents(self) -> dict[str, str]:
        """Household head and owner must agree (Articles 20 and 28)."""
        return {number: part for number, part in ((self.owner, "owner"), (self.head, "household head")) if number}

    def agreeing(self, filed: Filing) -> dict[str, str]:
        """Beside them whoever moves in, where somebody else files it; for a minor the parent or guardian."""
        if is_minor(self.person.born, filed.day):
            return self.consents | ({self.parent: "parent"} if self.parent else {})
        return self.consents | {self.person.number: "person"}

    def agreed_to(self, part: str) -> Any:  # noqa: ARG002 - all of them see the same
        """Who moves in where: but for what it costs, and the number, which a child gets only with its registration."""
        return self.model_dump(mode="json", exclude={"person": {"number"}, "exempt": True})

    @property
    def fee_class(self) -> str:
        """The poor, the disabled and people of merit pay nothing."""
        return "exempt" * self.exempt

    @property
    def payer_born(self) -> date:
        """Children and the old pay nothing."""
        return self.person.born

    def faults(self, filed: Filing) -> list[Words]:
        """Name what cannot be true: somebody not yet born moves in, or a minor for whom nobody stands."""
        alone = filed.edition > 0 and self.parent is None and is_minor(self.person.born, filed.day)
        return wrong((self.person.born > filed.day, UNBORN), (alone, NOBODY_STANDS))


class ResidenceNotice(PersonResult):
    """Thông báo kết quả giải quyết đăng ký cư trú."""

    template = "results/residence_notice.html"
    kind = "TBCT"
    title = "Thông báo kết quả đăng ký cư trú"

    person: Citizen
    address: str
    household: str
    notice: str
    registered_on: date
    what: str
    until: date | None = None


class ResidenceProcedure[F: ResidenceForm](Procedure[F, ResidenceNotice]):
    """Somebody at an address whose owner and household agree, permanently or for a time."""

    papers = (
        Paper(kind="dwelling", title=Words(vi="Giấy tờ về chỗ ở hợp pháp", en="Proof of the dwelling"), required=False),
        Paper(
            kind="exemption",
            title=Words(vi="Giấy tờ chứng minh thuộc diện miễn lệ phí", en="Proof that no fee is to be paid"),
            required=False,
        ),
    )
    decided_by: ClassVar[Role] = Role.AGENCY_LEADER
    by_hand: ClassVar[Role] = Role.SPECIALIST
    steps = {
        **PERSON,
        "dwelling": Words(vi="chỗ ở", en="the dwelling"),
        "registration": Words(vi="đăng ký cư trú", en="the registration of the home"),
    }

    async def checked(self, form: F) -> None:
        """See that registers know who moves in as declared, and that the dwelling's owner is asked (Article 20)."""
        person, dwelling = await self.look_up_all(
            ("person", PersonByNumber.of(form.person)), ("dwelling", DwellingAt.of(form))
        )
        await self.compare(form, person=person)
        if dwelling and self.filed.settles:
            asked = {form.head, form.owner, form.person.number, form.parent}
            unasked = "Chủ sở hữu chỗ ở theo cơ sở dữ liệu chưa được hỏi ý kiến: phải ghi số định danh của người đó."
            await self.require(not dwelling.owners or bool(asked & {*dwelling.owners}), unasked, "owner_agrees")

    async def enter(
        self, form: F, what: Literal["permanent", "temporary"], until: date | None = None
    ) -> ResidenceNotice:
        """Enter it into the residence database, and give notice of it."""
        entered = await self.record("registration", Registration.of(form.person, form, what=what, until=until))
        return ResidenceNotice.of(form, entered, what=WHAT[what], until=until)
