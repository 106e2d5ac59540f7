"""What registering a residence is (đăng ký cư trú): Law on Residence 68/2020/QH14, Articles 20 to 22, 27 and 28."""

import asyncio
from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, Field

from domain.base.gathered import gathered
from domain.base.law import Role
from domain.base.words import Words
from domain.filing.filers import is_minor
from domain.filing.model import BY_RIGHT
from domain.statute.offices import OF_POLICE, police_of
from domain.vietnam.people.citizen_number import CitizenNumber
from domain.vietnam.people.declared import Citizen
from domain.vietnam.queries.population import KinOf, PersonByNumber
from domain.vietnam.queries.residence import Dwelling, DwellingAt, Registered, Registration
from domain.vietnam.who_files import household_head, representative, themselves
from workflows.engine.forms import Filing, Paper
from workflows.vietnam.kinship import KIN, STANDS, STOOD, ForChild
from workflows.vietnam.personal import UNBORN, PersonForm, PersonResult, wrong
from workflows.vietnam.phrases import PERSON
from workflows.vietnam.residence.by_right import (
    ANOTHERS,
    BASES,
    FINISHED,
    FORBIDDEN,
    NOBODY_LETS,
    OF_OTHERS,
    PAPERS,
    PARTS,
    STEPS,
    UNSAID,
    WAITS,
    Basis,
    DwellingFinding,
)

NOBODY_STANDS = Words(
    vi="Người đăng ký chưa đủ 18 tuổi: ghi số định danh của cha, mẹ hoặc người giám hộ.",
    en="Who moves in is not 18 yet: give the number of a parent or guardian.",
)
NOBODY_STANDS_FOR = Words(
    vi="{} chưa đủ 18 tuổi: ghi số định danh của cha, mẹ hoặc người giám hộ.",
    en="{} is not 18 yet: give the number of a parent or guardian.",
)
NAMED_TWICE = Words(
    vi="Có người được ghi hai lần: mỗi người chỉ ghi một lần.", en="Somebody is named twice: name each of them once."
)
WHAT = {"permanent": "thường trú", "temporary": "tạm trú"}


class Mover(Citizen):
    """Somebody who moves with them (thành viên cùng thay đổi)."""

    relation: str = Field(min_length=2, max_length=60, title="Quan hệ với chủ hộ", description="Relation to the head")
    parent: CitizenNumber | None = Field(
        default=None,
        title="Số định danh của cha, mẹ hoặc người giám hộ, nếu chưa đủ 18 tuổi",
        description="Parent or guardian, of who is not 18 yet",
    )


class ResidenceForm(PersonForm):
    """Tờ khai thay đổi thông tin cư trú (CT01)."""

    choices = BASES

    filed_by = (themselves(), household_head(), representative("parent", under_age="person.born"))
    decided_at = OF_POLICE

    person: Citizen = Field(title="Người đăng ký", description="Who moves in")
    address: str = Field(min_length=3, max_length=200, title="Nơi đề nghị đăng ký", description="Address")
    commune: str = Field(pattern=r"^\d{5}$", title="Xã, phường", description="Code of the commune")
    basis: Basis | None = Field(
        default=None, title="Căn cứ đăng ký, theo chỗ ở", description="By what right they live there"
    )
    head: CitizenNumber = Field(title="Số định danh của chủ hộ", description="Head of the household")
    relation: str = Field(min_length=2, max_length=60, title="Quan hệ với chủ hộ", description="Relation to the head")
    owner: CitizenNumber | None = Field(
        default=None,
        title="Số định danh của chủ sở hữu chỗ ở, phương tiện, hoặc người đại diện cơ sở",
        description="Owner of the dwelling or vehicle, or who is in charge of the place, if another",
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
    others: list[Mover] = Field(default=[], max_length=20, title="Người cùng chuyển đến", description="Who moves along")

    @property
    def competent(self) -> str:
        """The police of the commune (Articles 22 and 28)."""
        return police_of(self.commune)

    @property
    def parties(self) -> tuple[str, ...]:
        """Who moves in, who heads the household, who owns the dwelling, who stands for a minor."""
        named = (self.person.number, self.head, self.owner, self.parent, *(one.number for one in self.others))
        return tuple(dict.fromkeys(filter(None, (*named, *(one.parent for one in self.others)))))

    @property
    def movers(self) -> list[tuple[Citizen, CitizenNumber | None]]:
        """All who move in, and who stands for each of them who is not of age."""
        return [(self.person, self.parent), *((one, one.parent) for one in self.others)]

    @property
    def consents(self) -> dict[str, str]:
        """Household head and owner must agree (Articles 20 and 28)."""
        owner = PARTS.get(self.basis, "owner")
        return {number: part for number, part in ((self.owner, owner), (self.head, "household head")) if number}

    def agreeing(self, filed: Filing) -> dict[str, str]:
        """Beside them all who move in, but for who files it; for a minor the parent or guardian."""
        asked = self.consents
        for one, parent in self.movers:
            minor = is_minor(one.born, filed.day)
            asked |= ({parent: "parent"} if parent else {}) if minor else {one.number: "person"}
        return asked

    def agreed_to(self, part: str) -> Any:  # noqa: ARG002 - all of them see the same
        """Who moves in where: but for what it costs, and the number, which a child gets only with its registration."""
        said = self.model_dump(mode="json", exclude={"person": {"number"}, "exempt": True})
        # Who moves alone, or to kin, agrees to what was agreed to before others, and a right, could be named.
        unsaid = {"others": [], "by_list": False, "basis": self.basis if self.basis == "kin" else None}
        return {name: value for name, value in said.items() if name not in unsaid or value != unsaid[name]}

    @property
    def fee_class(self) -> str:
        """The poor, the disabled and people of merit pay nothing."""
        return "exempt" * self.exempt

    @property
    def payers_born(self) -> tuple[date, ...]:
        """Children and the old pay nothing."""
        return tuple(one.born for one, _ in self.movers)

    def faults(self, filed: Filing) -> list[Words]:
        """Name what cannot be true: somebody not yet born, a minor for whom nobody stands, the same person twice."""
        unborn = any(one.born > filed.day for one, _ in self.movers)
        alone = filed.edition > 0 and self.parent is None and is_minor(self.person.born, filed.day)
        left = (one for one in self.others if one.parent is None and is_minor(one.born, filed.day))
        numbers = [one.number for one, _ in self.movers]
        twice = (len({*numbers}) < len(numbers), NAMED_TWICE)
        faults = wrong((unborn, UNBORN), (alone, NOBODY_STANDS), twice, *self._rightless(filed, {*numbers}))
        return faults + [NOBODY_STANDS_FOR.format(one.full_name) for one in left]

    def _rightless(self, filed: Filing, movers: set[CitizenNumber]) -> list[tuple[bool, Words]]:
        """What cannot be true of the right by which they live there; nobody said it before it was asked."""
        alone = self.head in movers and (self.basis == "kin" or self.owner in (None, *movers))
        return [
            (filed.edition >= BY_RIGHT and self.basis is None, UNSAID),
            (self.basis in OF_OTHERS and alone, NOBODY_LETS),
            (self.basis == "own" and self.owner not in (None, *movers), ANOTHERS),
        ]


class Moved(BaseModel):
    """Somebody who moved along, and the notice of it."""

    number: str
    full_name: str
    born: date
    relation: str
    notice: str


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
    others: tuple[Moved, ...] = ()


class ResidenceProcedure[F: ResidenceForm](ForChild[F, ResidenceNotice]):
    """Somebody at an address whose owner and household agree, permanently or for a time."""

    papers = (
        Paper(kind="dwelling", title=Words(vi="Giấy tờ về chỗ ở hợp pháp", en="Proof of the dwelling"), required=False),
        Paper(
            kind="exemption",
            title=Words(vi="Giấy tờ chứng minh thuộc diện miễn lệ phí", en="Proof that no fee is to be paid"),
            required=False,
        ),
        *PAPERS,
    )
    decided_by: ClassVar[Role] = Role.AGENCY_LEADER
    by_hand: ClassVar[Role] = Role.SPECIALIST
    answers = (DwellingFinding,)
    steps = {
        **PERSON,
        **KIN,
        **STEPS,
        "along": Words(vi="người cùng chuyển đến", en="who moves along"),
        "dwelling": Words(vi="chỗ ở", en="the dwelling"),
        "registration": Words(vi="đăng ký cư trú", en="the registration of the home"),
    }
    waits = {**STANDS, **WAITS}
    finished = {**STOOD, **FINISHED}

    async def checked(self, form: F) -> Dwelling | None:
        """See that registers know who moves in as declared, and that the dwelling's owner is asked (Article 20)."""
        person, dwelling = await self.look_up_all(
            ("person", PersonByNumber.of(form.person)), ("dwelling", DwellingAt.of(form))
        )
        others = await asyncio.gather(*(self.look_up("along", PersonByNumber.of(one)) for one in form.others))
        await self.compare(form, person=person, others=others)
        for place, (one, parent) in enumerate(form.movers):
            if parent and is_minor(one.born, self.filed_on):
                await self.represented(one, parent, f"{place}" * (place > 0))
        if dwelling and self.filed.settles:
            asked = {form.head, form.owner, *(number for one, parent in form.movers for number in (one.number, parent))}
            unasked = "Chủ sở hữu chỗ ở theo cơ sở dữ liệu chưa được hỏi ý kiến: phải ghi số định danh của người đó."
            await self.require(not dwelling.owners or bool(asked & {*dwelling.owners}), unasked, "owner_agrees")
        if form.basis == "kin" and self.filed.by_right:
            await self.related(form)
        return dwelling

    async def related(self, form: F) -> None:
        """See that adults who join a household are its head's kin by the register, or by what an officer looks at."""
        joining = [one for one, _ in form.movers if not is_minor(one.born, self.filed_on) and one.number != form.head]
        head, *kin = await asyncio.gather(
            self.look_up("head", KinOf(number=form.head), instead_of="kinship"),
            *(self.look_up("relation", KinOf.of(one), instead_of="kinship") for one in joining),
        )
        for one, known in zip(joining, kin, strict=True):
            of_head = {head.father, head.mother, head.spouse} if head else set[str]()
            if one.number not in of_head and not (known and form.head in (known.father, known.mother, known.spouse)):
                await self.task("verify_relation", self.by_hand, about=one.full_name)

    async def dwelling_seen(self, form: F) -> DwellingFinding:
        """Ask the commune whether the dwelling may be lived in, else have it looked at (Articles 21 and 23)."""
        of = [form.address, form.commune, form.basis, len(form.movers)]
        if self.filed.case == "interlinked":
            self.change_case("interlinked_verified", "Phải xác minh chỗ ở.")
        found = await self.ask_office("verify_dwelling", form.commune, DwellingFinding, of)
        if found is None:
            seen = await self.task("inspect_dwelling", self.by_hand, ("answer",), DwellingFinding, of=of)
            found = DwellingFinding.model_validate(seen.personal["answer"])
        nowhere = f"Chỗ ở {FORBIDDEN.get(found.place, '')}: không được đăng ký cư trú mới."
        await self.require(found.place == "allowed", nowhere, "forbidden_place")
        return found

    async def verified(self, form: F) -> None:
        """Let an officer verify; who doubts that anybody may be registered there has the dwelling looked at."""
        asks = ("confirm", "look_at_dwelling") if self.filed.by_right else ("confirm",)
        if (await self.task("verify", Role.SPECIALIST, asks)).decision != "confirm":
            await self.dwelling_seen(form)

    async def enter(
        self, form: F, what: Literal["permanent", "temporary"], until: date | None = None
    ) -> ResidenceNotice:
        """Enter all of them into the residence database, who heads the household first, and give notice of it."""
        entered: dict[str, Registered] = {}
        for one, _ in sorted(form.movers, key=lambda mover: mover[0].number != form.head):
            told = Registration.of(one, form, what=what, until=until)
            entered[one.number] = await self.record("registration", told)
        others = tuple(Moved.model_validate(gathered(Moved, (one, entered[one.number]), {})) for one in form.others)
        return ResidenceNotice.of(form, entered[form.person.number], what=WHAT[what], until=until, others=others)

    @classmethod
    def preview(cls, form: F, applicant: Mapping[str, str]) -> dict[str, Any]:
        """Everybody who moves in."""
        return super().preview(form, applicant) | {"others": form.model_dump(mode="json")["others"]}
