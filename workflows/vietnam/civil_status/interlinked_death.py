"""Interlinked death (liên thông khai tử): Law on Civil Status 60/2014/QH13, Articles 32 to 34; Decree 63/2024."""

import asyncio
from datetime import date
from typing import Literal

from pydantic import Field

from domain.base.law import Role
from domain.base.words import Words
from domain.vietnam.guide import COMMUNE, RELATIVE
from domain.vietnam.people.citizen_number import Sex
from domain.vietnam.people.declared import Citizen, EntryInRegister, Resident
from domain.vietnam.queries.civil_status import DeathEntry
from domain.vietnam.queries.insurance import InsuredBy, MonthsPaidBy
from domain.vietnam.queries.payments import MoneyGoesTo
from domain.vietnam.queries.population import IdentityOf
from domain.vietnam.who_files import BURIES, kin
from workflows.engine.forms import Filing, Form, Guide, Paper, Result
from workflows.engine.procedure import Procedure, procedure
from workflows.vietnam.insurance.funeral_grant import INSURED, FuneralForm, FuneralGrants
from workflows.vietnam.personal import wrong
from workflows.vietnam.phrases import ENTRY, HOW_INSURED, HOW_LONG_PAID, PERSON
from workflows.vietnam.residence.residence_removal import RemovalForm, ResidenceRemoval

Proof = Literal["notice", "execution", "court", "police", "forensic"]
PROOFS: dict[Proof, Words] = {
    "notice": Words(vi="Giấy báo tử", en="Notice of death"),
    "execution": Words(vi="Giấy xác nhận việc thi hành án tử hình", en="Confirmation of an execution"),
    "court": Words(vi="Bản án, quyết định của Tòa án", en="Judgement by which somebody is declared dead"),
    "police": Words(vi="Văn bản xác nhận của cơ quan công an", en="Confirmation by the police"),
    "forensic": Words(vi="Kết quả giám định pháp y", en="Finding of the forensic examiner"),
}
"""What proves a death, or stands in for the notice of it (Decree 123/2015, Article 4)."""


UNNAMED = Words(
    vi="Giấy tờ thay Giấy báo tử chưa rõ: ông/bà ghi đủ số, ngày và cơ quan cấp giấy tờ đó.",
    en="What stands in for the notice of death is not named: give its number, its day and who issued it.",
)


class DeathForm(Form):
    """Tờ khai điện tử liên thông: the death, and who has arranged the funeral."""

    choices = {f"proof={proof}": words for proof, words in PROOFS.items()}

    filed_by = (BURIES, kin("declares"))

    dead: Resident = Field(title="Người chết", description="Who died")
    died: date = Field(title="Ngày chết", description="Day of death")
    place_of_death: str = Field(min_length=3, max_length=200, title="Nơi chết", description="Place of death")
    cause: str = Field(min_length=2, max_length=200, title="Nguyên nhân chết", description="Cause of death")
    receiver: Citizen = Field(title="Người lo mai táng", description="Who has arranged the funeral")
    relation: str = Field(min_length=2, max_length=60, title="Quan hệ với người chết", description="Relation")
    account: MoneyGoesTo = None
    hour: str = Field(
        default="", pattern=r"^(([01]\d|2[0-3]):[0-5]\d)?$", title="Giờ chết, nếu biết", description="Hour, as 09:05"
    )
    proof: Proof = Field(
        default="notice", title="Giấy báo tử hoặc giấy tờ thay Giấy báo tử", description="What proves the death"
    )
    notice_number: str = Field(default="", max_length=60, title="Số của giấy tờ đó", description="Number of that paper")
    notice_issuer: str = Field(
        default="", max_length=200, title="Cơ quan cấp giấy tờ đó", description="Who issued that paper"
    )
    notice_on: date | None = Field(default=None, title="Ngày cấp giấy tờ đó", description="Day of that paper")
    declares: str = Field(
        default="",
        max_length=60,
        title="Quan hệ của người nộp với người chết, nếu không phải người lo mai táng",
        description="How you are related to the dead, where you have not arranged the funeral",
    )

    @property
    def competent(self) -> str:
        """The commune where the dead lived last (Article 32)."""
        return self.dead.commune

    @property
    def parties(self) -> tuple[str, ...]:
        """Who has arranged the funeral."""
        return (self.receiver.number,)

    @property
    def linked(self) -> dict[str, Form]:
        """Nobody agrees to anything more: the dead are not asked, and nobody else stands in what follows."""
        return {}

    def faults(self, filed: Filing) -> list[Words]:
        """Name what cannot be true: a death to come or before the birth, the dead who receives or files."""
        died = Words(vi="Ngày chết không hợp lý.", en="The day of death cannot be true.")
        acts = Words(vi="Người chết không thể nộp, nhận.", en="The dead neither file nor receive.")
        unnamed = not (self.notice_number and self.notice_issuer and self.notice_on)
        return wrong(
            (self.proof != "notice" and unnamed, UNNAMED),
            (not self.dead.born <= self.died <= filed.day, died),
            (self.dead.number in (filed.applicant, self.receiver.number), acts),
        )


class DeathExtract(Result):
    """Trích lục khai tử."""

    template = "results/death_extract.html"
    kind = "TLKT"
    title = "Trích lục khai tử"

    dead: Resident
    sex: str = ""
    died: date
    hour: str = ""
    place_of_death: str
    cause: str
    proved_by: str = "Giấy báo tử"
    notice_number: str = ""
    notice_issuer: str = ""
    notice_on: date | None = None
    entry_in_register: EntryInRegister

    @property
    def shown(self) -> dict[str, str]:
        """Who died, and when."""
        return self.dead.shown() | {"Đã chết ngày": f"{self.died:%d/%m/%Y}"}


@procedure
class InterlinkedDeath(Procedure[DeathForm, DeathExtract]):
    """Khai tử, xóa đăng ký thường trú, mai táng phí: one filing, each office its own dossier and clock."""

    code = "2.002913"
    recorded_as = "workflows.civil_status.interlinked_death.InterlinkedDeath"
    title = Words(
        vi="Liên thông: đăng ký khai tử, xóa đăng ký thường trú, giải quyết mai táng phí",
        en="Interlinked: death, removal of residence and funeral grant",
    )
    papers = (
        Paper(
            kind="death_notice",
            title=Words(vi="Giấy báo tử hoặc giấy tờ thay Giấy báo tử", en="Notice of death, or what stands in for it"),
        ),
    )
    decided_by = Role.COMMUNE_LEADER
    guide = Guide(who=RELATIVE, office=COMMUNE, said="báo tử khai tử người mất chết qua đời xóa hộ khẩu dead die")
    steps = {**ENTRY, **HOW_INSURED, **HOW_LONG_PAID, **PERSON}

    async def examine(self, form: DeathForm) -> DeathExtract:
        """See that they are not dead already, let the family see the draft and the leader decide, enter the death."""
        known = await self.look_up("person", IdentityOf.of(form.dead))
        await self.compare(form, dead=known)
        if known and known.died:
            await self.refuse(f"Đã được ghi nhận là chết ngày {known.died:%d/%m/%Y}.", "registered_once")
        await self.verify(Role.CIVIL_STATUS_OFFICER)
        await self.approve()
        entry = await self.record("entry", DeathEntry.of(form.dead, form))
        stands = EntryInRegister(**entry.model_dump())
        sex, proof = "Nam" if form.dead.number.sex == Sex.MALE else "Nữ", PROOFS[form.proof].vi
        return DeathExtract.of(form, sex=sex, proved_by=proof, entry_in_register=stands)

    async def afterwards(self, form: DeathForm, result: DeathExtract) -> None:
        """Take the dead off their home, and have the funeral of an insured paid; what fails undoes nothing."""
        dead = Citizen(**form.dead.model_dump(include=set(Citizen.model_fields)))
        entry = result.entry_in_register
        proof = f"Trích lục khai tử, số {entry.entry} quyển {entry.volume}"
        removal = RemovalForm(person=dead, commune=form.competent, reason="died", paper=proof)
        await asyncio.gather(
            self.branch("residence", ResidenceRemoval, removal, case="interlinked"), self.funeral(form, dead)
        )

    async def funeral(self, form: DeathForm, dead: Citizen) -> None:
        """Ask the insurance to pay for the funeral, where it insured the dead: whether for long enough it decides."""
        known = await self.look_up("insured", InsuredBy.of(dead))
        paid = await self.look_up("months_paid", MonthsPaidBy.of(dead)) if self.filed.lasts else None
        if (known and known.insured_as in INSURED) or (paid and paid.total):
            more = {"receiver": form.receiver, "relation": form.relation, "account": form.account}
            await self.branch("funeral", FuneralGrants, FuneralForm.model_validate({"dead": dead} | more))
