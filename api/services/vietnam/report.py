"""The monthly report of Project 06 (Báo cáo kết quả thực hiện Đề án 06), in the layout of Decree 30/2020."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from api.schemas.vietnam.programme import Figure
from api.services.vietnam.eid import Identities
from api.services.vietnam.online import Online
from api.services.vietnam.programme import Programme
from api.services.vietnam.programme_tools import ProgrammeTools, Reading
from api.services.vietnam.three_haves import ThreeHaves
from domain.base.calendar import in_vietnam
from domain.base.refusals import Unacceptable
from domain.dossier.acts import Actor
from domain.province.periods import Period
from domain.province.units import Tier
from domain.statute.offices import Offices
from domain.vietnam.programme.documents import FORMS
from domain.vietnam.programme.rights import may_plan
from infra.printing.pool import RenderPool

UNKNOWN = "chưa có số liệu"
TIERS: dict[Tier | None, str] = {"province": "cấp tỉnh", "district": "cấp huyện", "commune": "cấp xã"}
SERVICES = (
    "Hồ sơ nộp trực tuyến",
    "Hồ sơ trực tuyến theo chỉ số 3.3 của Bộ chỉ số 766",
    "Thủ tục có dịch vụ công toàn trình",
)


class NotAMonth(Unacceptable):
    """The report is made of a month that has begun."""


@dataclass(frozen=True)
class Report:
    """That of a month, as somebody has it made."""

    period: Period
    tools: ProgrammeTools
    offices: Offices
    who: Actor
    now: datetime
    stand_in: bool
    name: str = ""
    """Of whoever will sign it."""

    async def printed(self, press: RenderPool) -> bytes:
        """As a PDF, without number, signature and seal: a look at what would be signed."""
        office, symbol = self.offices.office(self.tools.parameters.standing_body), FORMS["report"].symbol
        frame = {"superior": office.superior, "body": office.body, "place": office.place, "stand_in": self.stand_in}
        numbered = {"kind_symbol": symbol, "symbol": office.symbol, "issued_at": self.now}
        return await press.render(FORMS["report"].template, await self.content() | frame | numbered)

    async def content(self) -> dict[str, Any]:
        """What it says.

        Raises:
            WrongRole: they oversee no programme.
            NotAMonth: the period is none, or has not begun.
        """
        by = self.tools.parameters
        may_plan(self.who, by)
        today = in_vietnam(self.now).date()
        if (self.period.next - self.period.first).days > 31 or self.period.first > today:
            raise NotAMonth(
                "Báo cáo lập cho một tháng đã bắt đầu: hãy ghi 2026-08.",
                "The report is made of a month that has begun: ask for 2026-08.",
            )
        reading = Reading(self.who, self.now, "vi", min(self.period.next - timedelta(days=1), today))
        office, programme = self.offices.office(by.standing_body), Programme(by.province, self.tools, reading)
        tasks = (await programme.items("tasks")).items
        unit, written = _lowered(programme.unit.title), f"tháng {self.period.first:%m/%Y}"
        addressee = f"Ủy ban nhân dân {unit}"
        return {
            "signatory": {"title": office.title_of(self.who.id), "name": self.name},
            "sent_to": [addressee],
            "addressee": addressee,
            "unit": unit,
            "shown": written,
            "first": self.period.first.isoformat(),
            "as_of": reading.at.isoformat(),
            "parts": await self._parts(programme, reading),
            "overdue": [_late(one.no, one.name, one.lead.words, one.due) for one in tasks if one.state == "overdue"],
            "imported": any(one.imported for one in tasks),
            "examples": any(one.example for one in tasks),
        }

    async def _parts(self, programme: Programme, reading: Reading) -> list[dict[str, Any]]:
        return [
            await self._roadmap(programme),
            await self._accounts(reading),
            await self._online(reading),
            await self._haves(reading),
        ]

    async def _roadmap(self, programme: Programme) -> dict[str, Any]:
        told = await programme.summary()
        rows = [
            _row("Nhiệm vụ hoàn thành", told.tasks),
            _row("Nhiệm vụ hoàn thành theo trọng số", told.weighted),
            _row("Mô hình có hiệu quả", told.models),
            _row("Chỉ tiêu đạt", told.targets),
        ]
        end = f"{told.finish:%d/%m/%Y}" if told.finish else "chưa xác định được"
        unknown = [
            f"Số {what} chưa có số liệu: {many}."
            for what, many in (("mô hình", told.models_unknown), ("chỉ tiêu", told.targets_unknown))
            if many
        ]
        ahead = f"Dự kiến hoàn thành theo xu thế ba tháng gần nhất: {end}."
        return _part("I. Nhiệm vụ, mô hình, chỉ tiêu", rows, ahead, *unknown)

    async def _accounts(self, reading: Reading) -> dict[str, Any]:
        told = await Identities(self.tools.parameters.province, self.tools, reading, reading.at).show()
        rows = [
            _row("Tài khoản đã kích hoạt trên chỉ tiêu", told.attainment),
            _row("Tài khoản đã kích hoạt trên số người đủ điều kiện", told.coverage),
            _row("Tài khoản đã kích hoạt trên số đã cấp", told.activation),
        ]
        missing = f"Số đơn vị chưa có số liệu: {len(told.missing)}."
        return _part("II. Tài khoản định danh điện tử", rows, *([missing] if told.missing else []))

    async def _online(self, reading: Reading) -> dict[str, Any]:
        online = Online(self.tools.parameters.province, self.period, False, self.tools, reading)
        work, service, saved = await online.work(None), await online.service(), await online.savings()
        rows = [
            *(_row(name, one.rate) for name, one in zip(SERVICES, service.rates, strict=True)),
            *(_row(f"Hồ sơ công việc trên môi trường mạng, {TIERS[one.tier]}", one.rate) for one in work.rates),
        ]
        total = UNKNOWN if saved.total is None else f"{_grouped(saved.total)} đồng"
        return _part(
            "III. Dịch vụ công trực tuyến, chi phí tiết kiệm", rows, f"Chi phí tiết kiệm: {total}. {saved.method}"
        )

    async def _haves(self, reading: Reading) -> dict[str, Any]:
        told = await ThreeHaves(self.tools, reading).show(self.tools.parameters.province)
        least = "ít nhất " if told.at_least else ""
        rows = [
            _row("Có thẻ căn cước gắn chíp", told.card, least),
            _row("Có tài khoản định danh điện tử", told.account, least),
            _row("Có tài khoản dịch vụ công", told.portal, least),
            _row("Có đủ cả ba", told.all_three, least),
        ]
        return _part("IV. Cán bộ “3 có”", rows, f"Số người chưa rà soát: {told.unchecked}.")


def _part(title: str, rows: list[dict[str, str]], *lines: str) -> dict[str, Any]:
    return {"title": title, "rows": rows, "lines": list(lines)}


def _row(name: str, figure: Figure, least: str = "") -> dict[str, str]:
    """A line, as Vietnamese writes numbers; what is not known says so, and what may be more that it is the least."""
    known = figure.numerator is not None and figure.denominator is not None
    counted = f"{least}{_grouped(figure.numerator or 0)}/{_grouped(figure.denominator or 0)}"
    return {
        "name": name,
        "counted": counted if known else UNKNOWN,
        "percent": "—" if figure.percent is None else f"{least}{figure.percent:.2f}%".replace(".", ","),
        "method": figure.method,
        "definition": figure.definition,
    }


def _grouped(number: float) -> str:
    """Points between thousands, a comma before decimals."""
    text = f"{number:,.0f}" if number == int(number) else f"{number:,.2f}"
    return text.translate(str.maketrans(",.", ".,"))


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def _late(no: str, name: str, lead: str, due: date | None) -> dict[str, Any]:
    return {"no": no, "name": name, "lead": lead, "due": f"{due:%d/%m/%Y}" if due else "—"}
