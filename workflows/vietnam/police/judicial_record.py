"""Judicial record (cấp Phiếu lý lịch tư pháp): Law on Judicial Records 28/2009/QH12, Articles 41 to 49."""

import asyncio
from datetime import date, timedelta
from typing import Literal

from pydantic import BaseModel, Field, model_validator

from domain.base.calendar import months_after
from domain.base.law import Role
from domain.base.words import Words
from domain.filing.model import KIN_TOLD, TOLD_WHOLE
from domain.vietnam.guide import ONESELF, PROVINCIAL_POLICE
from domain.vietnam.people.declared import Declared, Resident
from domain.vietnam.queries.criminal_records import Ban, Conviction, CriminalRecordOf, PlaceVerification
from workflows.engine.forms import Filing, Guide, Paper
from workflows.engine.procedure import Procedure, procedure
from workflows.vietnam.personal import PersonResult, wrong
from workflows.vietnam.provincial import OwnPaperForm

DECLARED_FROM = 14
"""Years of age from which on every home is declared (Article 45)."""
DAY = timedelta(days=1)
GAP = Words(
    vi="Chưa khai nơi cư trú từ ngày {} đến ngày {}: đề nghị ông/bà khai đủ, hoặc ghi thời gian ở nước ngoài.",
    en="No home is named from {} to {}: name it, or say when you were abroad.",
)
UNNAMED = Words(
    vi="Phiếu số 2 ghi họ tên cha, mẹ: ông/bà ghi đủ; không biết tên cha hoặc mẹ thì ghi “không rõ”.",
    en="Form 2 names father and mother: name both, and write “không rõ” for whom you do not know.",
)
REDUCTION = Words(
    vi="Giấy tờ chứng minh thuộc diện miễn, giảm phí", en="Proof of the right to a reduced fee, or to none"
)


class Home(Declared):
    """A home of the person since they were fourteen."""

    province: str = Field(pattern=r"^\d{2}$", title="Tỉnh, thành phố", description="Code of the province")
    address: str = Field(min_length=3, max_length=200, title="Địa chỉ", description="Address")
    since: date = Field(title="Từ ngày", description="From")
    until: date | None = Field(default=None, title="Đến ngày", description="Until; empty for the present home")


class JudicialRecordForm(OwnPaperForm):
    """Tờ khai yêu cầu cấp Phiếu lý lịch tư pháp."""

    choices = {
        "number=1": Words(vi="Số 1: không ghi án tích đã được xóa", en="Form 1: without convictions that are expunged"),
        "number=2": Words(
            vi="Số 2: ghi đầy đủ án tích, cho chính người yêu cầu",
            en="Form 2: with every conviction, for the person it is about",
        ),
    }

    homes: list[Home] = Field(min_length=1, max_length=30, title="Nơi cư trú từ khi đủ 14 tuổi", description="Homes")
    elsewhere: str = Field(
        default="",
        max_length=500,
        title="Thời gian ở nước ngoài hoặc không có nơi cư trú, nếu có (từ ngày, đến ngày, ở đâu)",
        description="Time abroad or without a home, if any: from when, until when, where",
    )
    bans: bool = Field(
        default=False,
        title="Xác nhận việc bị cấm thành lập, quản lý doanh nghiệp, hợp tác xã (Phiếu số 2 luôn có)",
        description="Whether it says what the person may not found or manage; form 2 always does",
    )
    number: Literal[1, 2] = Field(title="Phiếu lý lịch tư pháp số", description="Form 1 or form 2")
    purpose: str = Field(min_length=5, max_length=300, title="Mục đích", description="Purpose")
    reduced: bool = Field(default=False, title="Thuộc diện giảm phí", description="Whether the fee is reduced")
    exempt: bool = Field(
        default=False,
        title="Thuộc diện miễn phí (người nghèo, người khuyết tật)",
        description="Whether no fee is paid: the poor, the disabled",
    )

    father: str = Field(default="", max_length=120, title="Họ tên cha (Phiếu số 2)", description="Father, for form 2")
    mother: str = Field(default="", max_length=120, title="Họ tên mẹ (Phiếu số 2)", description="Mother, for form 2")
    spouse: str = Field(
        default="", max_length=120, title="Họ tên vợ hoặc chồng, nếu có (Phiếu số 2)", description="Spouse, for form 2"
    )

    @model_validator(mode="after")
    def _in_order(self) -> "JudicialRecordForm":
        if any(home.until and home.since > home.until for home in self.homes):
            raise ValueError("a home ends before it begins")
        return self

    @property
    def provinces(self) -> tuple[str, ...]:
        """Wherever the person lived."""
        return tuple(dict.fromkeys(home.province for home in self.homes))

    @property
    def fee_class(self) -> str:
        """The poor and the disabled pay nothing; students and people of merit pay less."""
        return "exempt" if self.exempt else "reduced" * self.reduced

    @property
    def payers_born(self) -> tuple[date, ...]:
        """Children and the old pay nothing."""
        return (self.person.born,)

    def faults(self, filed: Filing) -> list[Words]:
        """Name what cannot be true: homes that begin too late, or are still to come; a form 2 that names no parents."""
        first = min(home.since for home in self.homes)
        late = Words(vi="Phải khai nơi cư trú từ khi đủ {} tuổi.", en="Name every home since the age of {}.")
        named = self.number == 1 or bool(self.father.strip() and self.mother.strip())
        return super().faults(filed) + wrong(
            (filed.edition >= KIN_TOLD and not named, UNNAMED),
            (first > months_after(self.person.born, 12 * DECLARED_FROM), late.format(DECLARED_FROM)),
            (
                any(home.since > filed.day for home in self.homes),
                Words(vi="Nơi cư trú ở tương lai.", en="A home lies in the future."),
            ),
            *((True, GAP.format(*days)) for days in self._gaps(filed)),
        )

    def _gaps(self, filed: Filing) -> list[tuple[str, str]]:
        """The first and the last day of each time between homes, up to now, of which nothing is said."""
        if self.elsewhere.strip() or filed.edition < TOLD_WHOLE:
            return []
        homes = sorted((home.since, home.until or filed.day) for home in self.homes if home.since <= filed.day)
        told, found = homes[0][0] if homes else filed.day, list[tuple[str, str]]()
        for since, until in [*homes, (filed.day + DAY, filed.day)]:
            if since > told + DAY:
                found.append((f"{told + DAY:%d/%m/%Y}", f"{since - DAY:%d/%m/%Y}"))
            told = max(told, until)
        return found


class Relative(BaseModel, frozen=True):
    """Cha, mẹ, vợ hoặc chồng: whom form 2 names beside the person."""

    who: str
    full_name: str


class JudicialRecordCertificate(PersonResult):
    """Phiếu lý lịch tư pháp."""

    template = "results/judicial_record.html"
    kind = "PLLTP"
    title = "Phiếu lý lịch tư pháp"

    person: Resident
    form: int
    purpose: str
    status: str
    convictions: tuple[Conviction, ...]
    bans: tuple[Ban, ...] | None = None
    """What the person may not found or manage; none where the record does not say."""
    kin: tuple[Relative, ...] = ()
    """Parents and spouse, as form 2 names them."""


@procedure
class JudicialRecord(Procedure[JudicialRecordForm, JudicialRecordCertificate]):
    """Cấp Phiếu lý lịch tư pháp: whether somebody has a conviction that stands, or, on form 2, ever had one."""

    code = "3.000333"
    recorded_as = "workflows.police.judicial_record.JudicialRecord"
    title = Words(vi="Cấp Phiếu lý lịch tư pháp", en="Judicial record")
    papers = (Paper(kind="reduction", title=REDUCTION, required=False),)
    decided_by = Role.AGENCY_LEADER
    by_hand = Role.SPECIALIST
    guide = Guide(
        who=ONESELF, office=PROVINCIAL_POLICE, said="xin việc xác nhận không tiền án tiền sự police clearance criminal"
    )
    steps = {
        "record": Words(vi="lý lịch tư pháp", en="the criminal record"),
        "verify_place": Words(vi="việc xác minh nơi cư trú trước", en="what an earlier home's police found"),
    }
    waits = {
        "verify_place": Words(
            vi="Chờ công an nơi cư trú trước xác minh", en="Waits for the police of an earlier home to verify"
        )
    }
    finished = {
        "verify_place": Words(vi="Công an nơi cư trú trước đã trả lời", en="The police of an earlier home answered")
    }

    async def examine(self, form: JudicialRecordForm) -> JudicialRecordCertificate:
        """Look up the records, have other places asked where they are unsure, approve, and say what they hold."""
        by_mandate = form.number == 2 and bool(self.filed.owner)
        await self.require(not by_mandate, "Phiếu lý lịch tư pháp số 2 không được ủy quyền yêu cầu.", "in_person")
        known = await self.look_up("record", CriminalRecordOf.of(form.person))
        convictions = known.convictions if known else ()
        if known is None or known.finding == "to_verify":
            convictions += await self.verified(known.places if known else form.provinces, form.person)
        await self.task("verify", Role.SPECIALIST)
        await self.approve()
        told = form.number == 2 or form.bans
        bans = known.bans if known else ()
        return certificate(form, convictions, bans if told and self.names_bans else None)

    @property
    def names_bans(self) -> bool:
        """Whether the facts of its reception say that it names bans: of a dossier of before nobody asked for them."""
        return "bans" in self.rules.articles

    async def verified(self, places: tuple[str, ...], who: Resident) -> tuple[Conviction, ...]:
        """Ask the police wherever the person lived, who answer in their own time: the term is longer (Article 48)."""
        self.change_case("verification", f"Phải xác minh tại {len(places)} nơi cư trú trước.")
        asked = (PlaceVerification.of(who, place=place) for place in places)
        found = await asyncio.gather(
            *(self.request("verify_place", one, Role.SPECIALIST, about=one.place) for one in asked)
        )
        return tuple(conviction for finding in found for conviction in finding.convictions)


def certificate(
    form: JudicialRecordForm, convictions: tuple[Conviction, ...], bans: tuple[Ban, ...] | None
) -> JudicialRecordCertificate:
    """Form 1 is silent about what is expunged, and of bans unless asked; form 2 names both (Articles 42 and 43)."""
    kin = {"cha": form.father, "mẹ": form.mother, "vợ (chồng)": form.spouse} if form.number == 2 else {}
    standing = tuple(conviction for conviction in convictions if not conviction.expunged)
    return JudicialRecordCertificate(
        person=form.person,
        form=form.number,
        purpose=form.purpose,
        status="có án tích" if standing else "không có án tích",
        convictions=convictions if form.number == 2 else standing,
        bans=bans,
        kin=tuple(Relative(who=who, full_name=name.strip()) for who, name in kin.items() if name.strip()),
    )
