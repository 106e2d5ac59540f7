"""The slips that go with an application (Circular 03/2025): forms 01 to 06 and the notice of a refusal."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from api.services.views import FormNumber, ViewTools, handed_out
from domain.base.law import Channel
from domain.base.refusals import Missing
from domain.dossier import acts
from domain.dossier.act import Actor, Personal
from domain.dossier.journal import Event, Json, form_of
from domain.dossier.state import Dossier
from domain.dossier.view import ROLES
from domain.results.control_slip import hand_overs
from infra.documents.qr import address
from infra.identity.officers import Officers
from infra.printing.pool import RenderPool

MADE_BY: dict[str, type[acts.Act]] = {
    "01": acts.Accepted,
    "02": acts.SupplementRequested,
    "03": acts.NotAccepted,
    "04": acts.Apologised,
    "05": acts.Stopped,
    "refusal": acts.Refused,
}
OF_WHO_DECIDES = ("04", "05", "refusal")
"""What the deciding office says in its own name; the rest is the desk's."""
PORTAL = "Kho dữ liệu điện tử trên Cổng Dịch vụ công"
SCANNED = {Channel.ONLINE: "Bản điện tử", Channel.DIRECT: "Bản giấy đã số hóa"}


@dataclass(frozen=True)
class FormTools(ViewTools):
    """What it takes to print a form."""

    officers: Officers
    press: RenderPool


async def printed(
    form: FormNumber, dossier: Dossier, events: Sequence[Event], reader: Actor, tools: FormTools
) -> bytes:
    """Print a form, or ``Missing``."""
    return await tools.press.render(f"forms/{form}.html", await filled_in(form, dossier, events, reader, tools))


async def filled_in(
    form: FormNumber, dossier: Dossier, events: Sequence[Event], reader: Actor, tools: FormTools
) -> dict[str, Any]:
    """What a form says; ``Missing``, where the dossier has none."""
    made = [event for event in events if isinstance(event.act, MADE_BY.get(form, acts.Accepted))]
    if not made or form not in handed_out(dossier, reader):
        raise Missing("Hồ sơ chưa có phiếu này.", "The dossier has no such form.")
    if form == "06":
        now = {"issued_at": tools.journal.clock()}
        return _head(form, dossier, events, events[-1], tools) | await _control(dossier, events, reader, tools) | now
    return _head(form, dossier, events, made[-1], tools) | _body(form, dossier, events, made[-1], tools)


def _head(form: FormNumber, dossier: Dossier, events: Sequence[Event], made: Event, tools: FormTools) -> dict[str, Any]:
    decides = form in OF_WHO_DECIDES
    office = tools.offices.office(dossier.competent if decides else dossier.receiving)
    return {
        "code": dossier.code,
        "follow_at": address(tools.settings.public_url, "track", dossier.code),
        "superior": office.superior,
        "agency": office.body,
        "desk": "" if decides else office.desk,
        "place": office.place,
        "called": tools.offices.papers.slip(form, office.kind, dossier.procedure),
        "applicant": applicant_of(events[0].act.personal, form_of(event for event in events if event.seq < made.seq)),
        "procedure": tools.procedures[dossier.procedure].title.vi,
        "issued_at": made.at,
        "stand_in": tools.settings.environment != "production",
    }


async def _control(dossier: Dossier, events: Sequence[Event], reader: Actor, tools: FormTools) -> dict[str, Any]:
    """Say who had the dossier and when, in Vietnamese: the form is the law's."""
    had = hand_overs(dossier.code, events)
    names = await tools.officers.names(reader, {one for row in had for one in (row.giver, row.receiver)})
    others = dict.fromkeys(row.agency for row in had if row.agency not in (dossier.competent, dossier.receiving))
    rows = [
        row.model_dump()
        | {
            "agency": f"{tools.offices.office(row.agency).title}, {ROLES[row.role].vi}",
            "result": row.result.value,
            "giver": names[row.giver],
            "receiver": names[row.receiver],
            "note": tools.registry.waits_for(row.kind).vi.removeprefix("Chờ ").capitalize(),
        }
        for row in had
    ]
    return {
        "handling": tools.offices.office(dossier.competent).body,
        "coordinating": [tools.offices.office(code).body for code in others],
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


def _body(form: FormNumber, dossier: Dossier, events: Sequence[Event], made: Event, tools: FormTools) -> dict[str, Any]:
    name = made.act.personal.get("name", "")
    if form == "01":
        return _receipt(dossier, events, made, tools) | {"receiver": name}
    if form == "02":
        asked = cast("acts.SupplementRequested", made.act)
        return {"items": list(asked.items), "reason": asked.reason, "due_at": _last_day(dossier, made), "guide": name}
    if form == "04":
        said = cast("acts.Apologised", made.act)
        late = [event.act.due_at for event in events if isinstance(event.act, acts.Overdue) and event.seq < made.seq]
        dates = {"received_at": dossier.accepted_at, "was_due_at": late[-1], "due_at": said.due_at}
        return dates | {"reason": said.reason} | _signed(made, dossier, tools)
    if form in ("05", "refusal"):
        paid = sum(payment.paid for payment in dossier.payments.values())
        ended = cast("acts.Stopped | acts.Refused", made.act)
        told = {"reason": ended.reason, "received_at": dossier.accepted_at, "paid": paid}
        told["article"] = getattr(ended, "article", "")
        return told | _signed(made, dossier, tools)
    return {"reason": cast("acts.NotAccepted", made.act).reason, "receiver": name}


def _last_day(dossier: Dossier, made: Event) -> datetime:
    """Until when the applicant may bring what is missing; a day off that was decreed since puts it off."""
    asked = (task for task in dossier.tasks.values() if task.kind == "supply" and task.opened_at >= made.at)
    # The engine asks the applicant a moment after the desk has spoken.
    return next((task.lapses_at for task in asked if task.lapses_at), made.at + dossier.law.supplement_wait)


def _signed(made: Event, dossier: Dossier, tools: FormTools) -> dict[str, Any]:
    """Name the leader who signs; nobody does where the law's silence speaks."""
    if made.actor.kind != "officer":
        return {"signatory": None}
    title = tools.offices.office(dossier.competent).title_of(made.actor.id)
    return {"signatory": {"title": title, "name": made.act.personal.get("name", "")}}


def _receipt(dossier: Dossier, events: Sequence[Event], made: Event, tools: FormTools) -> dict[str, Any]:
    desk = tools.offices.office(dossier.receiving).desk
    day, serial = dossier.code.split("-")[-2:]
    return {
        "volume": f"20{day[:2]}",
        "serial": f"{day}-{serial}",
        "components": _components(dossier, [event for event in events if event.seq < made.seq], tools),
        "sets": 1,
        "term_text": re.sub(r"\b\d\b", r"0\g<0>", dossier.law.term_of(dossier.case).words().vi),
        "received_at": made.at,
        "due_at": cast("acts.Accepted", made.act).due_at,
        "place_of_return": desk if dossier.channel == Channel.DIRECT else f"{PORTAL}; {desk}",
    }


def _components(dossier: Dossier, events: Sequence[Event], tools: FormTools) -> list[dict[str, Any]]:
    titles = {paper.kind: paper.title.vi for paper in tools.procedures[dossier.procedure].papers}
    kinds = Counter(paper["kind"] for event in events for paper in event.act.personal.get("documents", []))
    form = SCANNED[dossier.channel]
    return [{"name": titles.get(kind, kind), "form": form, "quantity": n} for kind, n in kinds.items()]
