"""Alarms as leaders read them, and that they have seen them."""

import re
from collections.abc import Mapping
from dataclasses import replace

from api.schemas.base import Coded
from api.schemas.province.alarms import Acknowledged, AlarmList, AlarmView
from api.services.province.centre import Looking
from api.services.province.defining import defined
from api.services.province.tools import ProvinceTools
from domain.base.refusals import AlreadyDone, Missing, Unacceptable
from domain.base.words import Words, capital
from domain.province.alarms import Rule
from domain.province.units import NoSuchUnit
from domain.registers.registry import Registry
from infra.identity.officers import Officers
from infra.province.alarms import Alarm

TITLES: dict[Rule, Words] = {
    "arrivals": Words(vi="Hồ sơ nộp đến nhiều hoặc ít bất thường", en="Unusually many or few applications"),
    "register": Words(vi="Cơ sở dữ liệu không trả lời", en="A register does not answer"),
    "late": Words(vi="Nhiều hồ sơ trễ hạn", en="Many dossiers are late"),
    "payments": Words(vi="Không có khoản thanh toán nào", en="No payment comes in"),
}
NUMBERED = re.compile(r"\d(?:[ .-]?\d){8,}")
"""Nine digits and more: a number of somebody, or their telephone."""


class NamesSomebody(Unacceptable):
    """What is said of an alarm holds a number by which somebody is known."""

    def __init__(self) -> None:
        super().__init__(
            "Không ghi số định danh, số điện thoại của ai vào đây.",
            "This holds a number of a person or a telephone: say it without.",
        )


async def alarms(look: Looking, tools: ProvinceTools, registry: Registry, officers: Officers) -> AlarmList:
    """Those of a unit and of all below it."""
    found = await tools.alarms.of(look.offices(tools), look.now, look.reader)
    names = await officers.names(look.reader, {one.acknowledged_by for one in found})
    items = [_view(one, look, tools, registry, names) for one in found]
    return AlarmList(at=look.now, items=items, definitions=defined("alarms", look.locale))


async def acknowledge(
    look: Looking, one: str, said: str, tools: ProvinceTools, registry: Registry, officers: Officers
) -> AlarmView:
    """Note that the reader has seen an alarm; said again in the same words it is the same.

    Raises:
        Missing: it is of no unit of theirs.
        AlreadyDone: it was seen before, and something else was said.
        NamesSomebody: the words hold a number of somebody.
    """
    own, words = replace(look, unit=look.reader.agency), said.strip()
    if NUMBERED.search(words):
        raise NamesSomebody
    found = await tools.alarms.acknowledge(one, own.offices(tools), words, look.reader)
    if found is None:
        raise Missing("Không có cảnh báo này.", "There is no such alarm of a unit of yours.")
    alarm, now = found
    if not now and (alarm.acknowledged_by, alarm.said) != (look.reader.id, words):
        raise AlreadyDone("Cảnh báo này đã được tiếp nhận.", "This alarm was acknowledged before: look at it.")
    return _view(alarm, look, tools, registry, await officers.names(look.reader, {alarm.acknowledged_by}))


def _view(one: Alarm, look: Looking, tools: ProvinceTools, registry: Registry, names: Mapping[str, str]) -> AlarmView:
    def unit(code: str) -> Coded:
        try:
            return Coded(code=code, words=tools.units.latest(code, look.day).title)
        except NoSuchUnit:
            return Coded(code=code, words=code)

    subject, seen = None, None
    if one.subject:
        subject = Coded(code=one.subject, words=capital(registry.agency(one.subject)).in_(look.locale))
    if one.acknowledged_at:
        # Who is of another office is not called by their code either.
        by = names.get(one.acknowledged_by, "")
        seen = Acknowledged(at=one.acknowledged_at, office=unit(one.acknowledged_for), by=by, said=one.said)
    told = one.model_dump(exclude={"unit", "subject", "said"})
    return AlarmView(
        **{name: told[name] for name in told if not name.startswith("acknowledged")},
        title=TITLES[one.rule].in_(look.locale),
        unit=unit(one.unit),
        subject=subject,
        acknowledged=seen,
    )
