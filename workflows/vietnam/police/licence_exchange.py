"""Driving-licence exchange (đổi giấy phép lái xe): Law on Road Traffic Order and Safety 36/2024/QH15, Article 62."""

import asyncio
from collections.abc import Mapping
from datetime import date
from typing import Literal

from pydantic import Field

from domain.base.law import Role
from domain.base.words import Words
from domain.filing.model import SWAPPED
from domain.vietnam.guide import ONESELF, PROVINCIAL_POLICE
from domain.vietnam.people.declared import Resident
from domain.vietnam.queries.traffic import (
    TRAFFIC,
    HealthCheck,
    HealthCheckOf,
    Licence,
    LicenceExchange,
    LicenceOf,
    ViolationsOf,
)
from workflows.engine.forms import Guide, Paper
from workflows.engine.procedure import Procedure, procedure
from workflows.vietnam.personal import PersonResult
from workflows.vietnam.provincial import OwnPaperForm

UNFIT = (
    "Không đủ điều kiện sức khỏe để lái xe. Nếu sức khỏe đã đủ điều kiện, đề nghị ông/bà khám lại rồi nộp lại hồ sơ."
)
HEALTH_CHECK = Words(vi="Giấy khám sức khỏe của người lái xe", en="Driver's health check")


class ExchangeForm(OwnPaperForm):
    """Đơn đề nghị đổi giấy phép lái xe."""

    choices = {
        "reason=expires_soon": Words(vi="Sắp hết hạn (trước ngày hết hạn)", en="It expires soon (before its last day)"),
        "reason=damaged": Words(vi="Bị hỏng", en="It is damaged"),
        "reason=details_changed": Words(vi="Thông tin trên giấy phép đã thay đổi", en="Details on it have changed"),
        "reason=old_pattern": Words(vi="Giấy phép theo mẫu cũ", en="It is of an old pattern"),
    }

    reason: Literal["expires_soon", "damaged", "details_changed", "old_pattern"] = Field(
        title="Lý do đổi", description="Why it is exchanged"
    )


class LicenceNotice(PersonResult):
    """Thông báo kết quả đổi giấy phép lái xe."""

    template = "results/licence_notice.html"
    kind = "TBGPLX"
    title = "Thông báo kết quả đổi giấy phép lái xe"

    person: Resident
    old: str
    """Number of the licence that is no longer valid."""
    licence: str
    """Number of the new one."""
    classes: tuple[str, ...]
    issued_on: date
    expires_on: date | None

    @property
    def shown(self) -> dict[str, str]:
        """Who drives, and with which licence."""
        return super().shown | {"Giấy phép lái xe mới": self.licence}


@procedure
class DrivingLicenceExchange(Procedure[ExchangeForm, LicenceNotice]):
    """Đổi giấy phép lái xe: who is fit to drive and owes nothing for a violation gets a new licence for the old one."""

    code = "3.000347"
    recorded_as = "workflows.police.licence_exchange.DrivingLicenceExchange"
    title = Words(vi="Đổi giấy phép lái xe", en="Exchange of a driving licence")
    papers = (Paper(kind="health_check", title=HEALTH_CHECK, known_by=TRAFFIC),)
    decided_by = Role.AGENCY_LEADER
    by_hand = Role.SPECIALIST
    guide = Guide(
        who=ONESELF, office=PROVINCIAL_POLICE, said="gia hạn đổi bằng lái xe máy ô tô gplx hết hạn renew license driver"
    )
    steps = {
        "licence": Words(vi="giấy phép lái xe", en="the driving licence"),
        "violations": Words(vi="vi phạm giao thông", en="traffic violations"),
        "health_check": Words(vi="giấy khám sức khỏe", en="the health check"),
        "new_licence": Words(vi="giấy phép lái xe mới", en="the new driving licence"),
    }
    waits = {
        "health_paper": Words(
            vi="Chờ giấy khám sức khỏe của người lái xe", en="Waits for the driver's health check to be shown"
        ),
        "make_licence": Words(vi="Chờ in giấy phép lái xe mới", en="Waits for the new licence to be made"),
        "swap_licence": Words(
            vi="Chờ người lái xe nộp lại giấy phép cũ, nhận giấy phép mới",
            en="Waits for the driver to hand in the old licence and take the new one",
        ),
    }
    finished = {
        "health_paper": Words(vi="Đã xem giấy khám sức khỏe", en="The health check was shown"),
        "make_licence": Words(vi="Đã in giấy phép lái xe mới", en="The new licence was made"),
        "swap_licence": Words(vi="Đã trả giấy phép lái xe mới", en="The new licence was handed over"),
    }
    in_person = ("swap_licence",)
    later_since = SWAPPED

    @property
    def by_class(self) -> bool:
        """Whether the facts say which classes have a term; of dossiers from before everybody's health is asked."""
        return "term_years_B" in self.rules.figures

    async def examine(self, form: ExchangeForm) -> LicenceNotice:
        """Look up licence, violations and, where it is needed, health; verify, collect the fee, approve, enter."""
        who, none = form.person, "Không có giấy phép lái xe trong cơ sở dữ liệu."
        licence, violations, health = await asyncio.gather(
            self.find("licence", LicenceOf.of(who), none, "licence"),
            self.look_up("violations", ViolationsOf.of(who)),
            self.health(form, asked=not self.by_class),
        )
        expired = "Giấy phép lái xe đã hết hạn: phải sát hạch lại, không được đổi."
        await self.require(licence.in_force, expired, "in_force")
        if violations and violations.unsettled:
            reports = ", ".join(violations.unsettled)
            await self.refuse(f"Còn vi phạm giao thông chưa xử lý: biên bản số {reports}.", "violations_settled")
        if has_term(licence, self.rules.figures):
            await self.fit(health or await self.health(form, asked=self.by_class))
        await self.task("verify", Role.SPECIALIST)
        await self.collect()
        await self.approve()
        held = {"old": licence.number, "classes": licence.classes}
        new = await self.record("new_licence", LicenceExchange.of(who, **held))
        return LicenceNotice.of(form, new, **held)

    async def later(self, form: ExchangeForm, result: LicenceNotice) -> None:
        """Make the licence, and give it for the old one, which is handed in; without it on the driver's word."""
        of = {"driver": form.person.number, "licence": result.licence}
        await self.task("make_licence", Role.SPECIALIST, ("made",), of=of)
        await self.task("swap_licence", Role.RECEIVING_OFFICER, ("swapped", "declared_lost"), of=of)

    async def health(self, form: ExchangeForm, *, asked: bool) -> HealthCheck | None:
        """What the register knows of their health, where it is asked."""
        if not asked:
            return None
        return await self.look_up("health_check", HealthCheckOf.of(form.person), instead_of="health_check")

    async def fit(self, health: HealthCheck | None) -> None:
        """See by the register, or by the paper that is shown, that they are fit to drive (Article 59)."""
        if health is None:
            shown = await self.task("health_paper", Role.SPECIALIST, ("answer",), HealthCheck)
            health = HealthCheck.model_validate(shown.personal["answer"])
        await self.require(health.fit, UNFIT, "fit")


def has_term(licence: Licence, figures: Mapping[str, int]) -> bool:
    """Whether any class of it runs out: who holds none that does needs no health check."""
    return licence.expires_on is not None or any(figures.get(f"term_years_{one}", 1) for one in licence.classes)
