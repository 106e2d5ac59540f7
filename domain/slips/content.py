"""What a slip says, told from the journal: in Vietnamese and in the decree's words, whoever prints it."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, cast

from domain.base.law import Channel
from domain.base.words import Words
from domain.dossier import acts
from domain.dossier.act import Personal
from domain.dossier.journal import Event, Json, form_of
from domain.dossier.state import Dossier
from domain.dossier.view import ROLES
from domain.registers.registry import Registry
from domain.slips.control import hand_overs
from domain.slips.model import OF_THE_LEADER, OF_WHO_DECIDES, SERIES, TITLES, FormNumber
from domain.slips.slip_data import SAYS, PrintedSlip
from domain.statute.offices import Offices

PORTAL = "Kho dữ liệu điện tử trên Cổng Dịch vụ công"
SCANNED = {Channel.ONLINE: "Bản điện tử", Channel.DIRECT: "Bản giấy đã số hóa"}


class KnownPaper(Protocol):
    """A kind of paper, as a procedure declares it."""

    @property
    def kind(self) -> str:
        """Its name in filings."""
        ...

    @property
    def title(self) -> Words:
        """What it is called."""
        ...


class Declared(Protocol):
    """What a slip says of a procedure."""

    @property
    def title(self) -> Words:
        """What it is called."""
        ...

    @property
    def papers(self) -> Sequence[KnownPaper]:
        """What it asks for."""
        ...


@dataclass(frozen=True)
class House:
    """What slips are told with, beside the journal."""

    offices: Offices
    procedures: Mapping[str, Declared]
    registry: Registry
    follow_at: Callable[[str], str]
    """The address at which a dossier is followed, by its code."""
    stand_in: bool


def said(
    form: FormNumber, dossier: Dossier, events: Sequence[Event], made: Event, house: House, names: Mapping[str, str]
) -> PrintedSlip:
    """What the slip says that was ``made`` by an act; ``names`` are those of officers, by staff code."""
    own = _control(dossier, events, house, names) if form == "06" else _body(form, dossier, events, made, house)
    return SAYS[form].model_validate(_head(form, dossier, events, made, house) | own)


def named(dossier: Dossier, events: Sequence[Event]) -> set[str]:
    """The staff codes of those whom a control slip names."""
    return {one for row in hand_overs(dossier.code, events) for one in (row.giver, row.receiver)}


def _head(form: FormNumber, dossier: Dossier, events: Sequence[Event], made: Event, house: House) -> dict[str, Any]:
    decides = form in OF_WHO_DECIDES
    office = house.offices.office(dossier.competent if decides else dossier.receiving)
    office = office.acting(dossier.organ) if form == OF_THE_LEADER else office
    called = house.offices.papers.slip(form, office.kind, dossier.procedure)
    return {
        "title": called.title if called else TITLES[form],
        "code": dossier.code,
        "series": SERIES[form],
        "follow_at": house.follow_at(dossier.code),
        "superior": office.superior,
        "agency": office.body,
        "body": office.body,
        "desk": "" if decides else office.desk,
        "place": office.place,
        "called": called and called.model_dump(include={"code", "title"}),
        "applicant": applicant_of(events[0].act.personal, form_of(event for event in events if event.seq < made.seq)),
        "procedure": house.procedures[dossier.procedure].title.vi,
        "issued_at": made.at,
        "stand_in": house.stand_in,
    }


def _control(dossier: Dossier, events: Sequence[Event], house: House, names: Mapping[str, str]) -> dict[str, Any]:
    """Say who had the dossier and when."""
    had = hand_overs(dossier.code, events)
    others = dict.fromkeys(row.agency for row in had if row.agency not in (dossier.competent, dossier.receiving))
    rows = [
        row.model_dump()
        | {
            "agency": f"{house.offices.office(row.agency).title}, {ROLES[row.role].vi}",
            "result": row.result.value,
            "giver": names[row.giver],
            "receiver": names[row.receiver],
            "note": house.registry.waits_for(row.kind).vi.removeprefix("Chờ ").capitalize(),
        }
        for row in had
    ]
    return {
        "handling": house.offices.office(dossier.competent).body,
        "coordinating": [house.offices.office(code).body for code in others],
        "due_at": dossier.due_at,
        "rows": rows,
    }


def applicant_of(filed: Personal, form: Json) -> dict[str, str]:
    """Who filed, where they live as far as the form says so, and how they are reached."""
    number, contact = filed["applicant"]["number"], filed["contact"]
    people = [part for part in form.values() if isinstance(part, dict) and part.get("number") == number]
    address = people[0].get("residence", "") if people else ""
    return {"full_name": filed["applicant"]["name"], "address": address} | {
        way: contact.get(way, "") for way in ("phone", "email")
    }


def _body(form: FormNumber, dossier: Dossier, events: Sequence[Event], made: Event, house: House) -> dict[str, Any]:
    name = made.act.personal.get("name", "")
    if form == "01":
        return _receipt(dossier, events, made, house) | {"receiver": name}
    if form == "02":
        asked = cast("acts.SupplementRequested", made.act)
        return {"items": list(asked.items), "reason": asked.reason, "due_at": _last_day(dossier, made), "guide": name}
    if form == "04":
        told = cast("acts.Apologised", made.act)
        late = [event.act.due_at for event in events if isinstance(event.act, acts.Overdue) and event.seq < made.seq]
        dates = {"received_at": dossier.accepted_at, "was_due_at": late[-1], "due_at": told.due_at}
        return dates | {"reason": told.reason} | _signed(made, dossier, house)
    if form in ("05", "refusal"):
        paid = sum(payment.paid for payment in dossier.payments.values())
        ended = cast("acts.Stopped | acts.Refused", made.act)
        why = {"reason": ended.reason, "received_at": dossier.accepted_at, "paid": paid}
        why["article"] = getattr(ended, "article", "")
        return why | _signed(made, dossier, house)
    return {"reason": cast("acts.NotAccepted", made.act).reason, "receiver": name}


def _last_day(dossier: Dossier, made: Event) -> datetime:
    """Until when the applicant may bring what is missing; a day off that was decreed since puts it off."""
    asked = (task for task in dossier.tasks.values() if task.kind == "supply" and task.opened_at >= made.at)
    # The engine asks the applicant a moment after the desk has spoken.
    return next((task.lapses_at for task in asked if task.lapses_at), made.at + dossier.law.supplement_wait)


def _signed(made: Event, dossier: Dossier, house: House) -> dict[str, Any]:
    """Name the leader who signs; nobody does where the law's silence speaks."""
    if made.actor.kind != "officer":
        return {"signatory": None}
    office = house.offices.office(dossier.competent)
    office = office.acting(dossier.organ) if isinstance(made.act, acts.Refused) else office
    title = office.title_of(made.actor.id)
    return {"signatory": {"title": title, "name": made.act.personal.get("name", "")}}


def _receipt(dossier: Dossier, events: Sequence[Event], made: Event, house: House) -> dict[str, Any]:
    desk = house.offices.office(dossier.receiving).desk
    day, serial = dossier.code.split("-")[-2:]
    return {
        "volume": f"20{day[:2]}",
        "serial": f"{day}-{serial}",
        "components": _components(dossier, [event for event in events if event.seq < made.seq], house),
        "sets": 1,
        "term_text": re.sub(r"\b\d\b", r"0\g<0>", dossier.law.term_of(dossier.case).words().vi),
        "received_at": made.at,
        "due_at": cast("acts.Accepted", made.act).due_at,
        "place_of_return": desk if dossier.channel == Channel.DIRECT else f"{PORTAL}; {desk}",
    }


def _components(dossier: Dossier, events: Sequence[Event], house: House) -> list[dict[str, Any]]:
    titles = {paper.kind: paper.title.vi for paper in house.procedures[dossier.procedure].papers}
    kinds = Counter(paper["kind"] for event in events for paper in event.act.personal.get("documents", []))
    form = SCANNED[dossier.channel]
    return [{"name": titles.get(kind, kind), "form": form, "quantity": n} for kind, n in kinds.items()]
