"""The story of a dossier, from its events alone: when, who, what; when it waited and why; what came of it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from domain.base.calendar import in_vietnam
from domain.base.law import Frozen
from domain.base.words import Words, joined, plain
from domain.dossier import acts
from domain.dossier.apply import fold
from domain.dossier.journal import Event
from domain.dossier.state import Dossier
from domain.dossier.view import ROLES, STATUSES, SYSTEM, Waiting, describe, story
from domain.registers.registry import Registry

NOTICED = timedelta(seconds=1)
"""A shorter wait is none."""
UNTOLD = ("task_opened", "task_claimed", "task_released")
"""What is told by what follows it."""
MOTCUA = plain("Motcua")
APPLICANT = Words(vi="người dân", en="a citizen")
ORGANISATION = Words(vi="tổ chức", en="an organisation")
UNITS = {
    timedelta(days=1): Words(vi="{} ngày", en="{} d"),
    timedelta(hours=1): Words(vi="{} giờ", en="{} h"),
    timedelta(minutes=1): Words(vi="{} phút", en="{} min"),
}
SECONDS = Words(vi="{} giây", en="{} s")


class Told(Frozen):
    """A line of the story."""

    at: datetime
    who: Words
    what: Words


def tell(code: str, events: Sequence[Event], offices: Mapping[str, str], registry: Registry) -> Iterator[Told]:
    """Tell it all; people have names where their payloads could be read. ``offices`` gives each office's title."""
    dossier, names = Dossier(code=code), names_in(events)
    for event, after in zip(events, [*events[1:], None], strict=True):
        fold(dossier, event)
        if event.act.type not in UNTOLD:
            yield Told(at=event.at, who=who(event, names, offices, registry), what=what(event.act, registry, offices))
        if after and after.at - event.at >= NOTICED:
            waiting = describe(dossier, event.at, registry, offices=offices).waiting
            if waiting.why != SYSTEM and not dossier.ended:
                yield _waited(event.at, after.at - event.at, waiting)
    if events:
        yield Told(at=events[-1].at, who=MOTCUA, what=_came_to(dossier))


def names_in(events: Sequence[Event]) -> dict[str, str]:
    """The names of citizens by blind index, as far as the filing can be read."""
    if not events or not isinstance(filed := events[0].act, acts.Filed):
        return {}
    said = {filed.applicant: filed.personal.get("applicant"), filed.owner: filed.personal.get("owner")}
    return {index: str(person["name"]) for index, person in said.items() if index and person and person.get("name")}


def who(event: Event, names: Mapping[str, str], offices: Mapping[str, str], registry: Registry) -> Words:
    """Say who acted: by name where that is known, an officer by role and office."""
    actor = event.actor
    if actor.kind == "engine":
        return MOTCUA
    if actor.applies:
        named = names.get(actor.id)
        return plain(named) if named else {"organisation": ORGANISATION}.get(actor.kind, APPLICANT)
    if actor.kind == "agency":
        return registry.agency(actor.id)
    roles = [ROLES[role] for role in actor.roles]
    about = ", ".join(filter(None, (offices.get(actor.agency, actor.agency), event.act.personal.get("name"))))
    return Words(vi="{} {} ({})", en="{} {} ({})").format(joined("/", roles), actor.id, about)


def what(act: acts.Act, registry: Registry, offices: Mapping[str, str] = {}) -> Words:
    """Say what an act was, and what of it anybody may know."""
    try:
        words = story(act, registry)
    except KeyError:  # an agency of a package that is not installed here
        words = act.told
    said = {name: getattr(act, name, None) for name in DETAILS}
    said["office"] = offices.get(said["office"] or "", said["office"])
    told = [one for name, value in said.items() if (one := _detail(name, value))]
    if not told:
        return words
    return joined(": ", (words, joined("; ", told)))


def moment(at: datetime) -> str:
    """Write a time as people of Vietnam read it."""
    return f"{in_vietnam(at):%H:%M %d/%m/%Y}"


def length(time: timedelta) -> Words:
    """Write a length of time in its two largest units."""
    said = []
    for unit, words in UNITS.items():
        count, time = divmod(time, unit)
        if count:
            said.append(words.format(count))
    return joined(" ", said[:2] or [SECONDS.format(round(time.total_seconds()))])


DETAILS = {
    "procedure": Words(vi="thủ tục {}", en="procedure {}"),
    "case": Words(vi="trường hợp {}", en="case {}"),
    "due_at": Words(vi="hẹn trả kết quả {}", en="result due {}"),
    "items": Words(vi="cần {}", en="asked for {}"),
    "decision": Words(vi="{}", en="{}"),
    "found": Words(vi="{}", en="{}"),
    "reason": Words(vi="lý do: {}", en="reason: {}"),
    "branch": Words(vi="hồ sơ {}", en="dossier {}"),
    "number": Words(vi="số {}", en="number {}"),
    "amount": Words(vi="{} đồng", en="{} đồng"),
    "stars": Words(vi="{} sao", en="{} stars"),
    "to": Words(vi="cho {}", en="for {}"),
    "office": Words(vi="{}", en="{}"),
    "until": Words(vi="đến {}", en="until {}"),
    "basis": Words(vi="căn cứ {}", en="on the basis of {}"),
    "article": Words(vi="căn cứ {}", en="on the basis of {}"),
}
FOUND = {True: Words(vi="có dữ liệu", en="it knew"), False: Words(vi="không có dữ liệu", en="it knew nothing")}


def _detail(name: str, value: Any) -> Words | None:
    if isinstance(value, bool):
        return FOUND[value]
    if value in (None, "", (), 0) or isinstance(value, Words):  # the words of the act have it
        return None
    if isinstance(value, datetime):
        value = moment(value)
    elif isinstance(value, tuple):
        value = ", ".join(map(str, value))
    elif isinstance(value, int):
        value = f"{value:,}"
    return DETAILS[name].format(value)


def _waited(at: datetime, time: timedelta, waiting: Waiting) -> Told:
    lasted = length(time)
    return Told(at=at, who=waiting.holder, what=Words(vi="… {}, {}", en="… {}, {}").format(waiting.why, lasted))


def _came_to(dossier: Dossier) -> Words:
    status, result = STATUSES[dossier.status], dossier.result
    number = Words(vi="; kết quả số {}", en="; result {}").format(result.number) if result else ""
    reason = f" ({dossier.reason})" if dossier.reason else ""
    return Words(vi="Trạng thái: {}{}{}", en="Status: {}{}{}").format(status, reason, number)
