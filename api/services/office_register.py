"""Sổ theo dõi hồ sơ (form 07): what an office received in a period, line by line, as JSON and on paper."""

from datetime import date, datetime, time, timedelta
from typing import Any

from api.schemas.offices import RegisterLine
from api.services.forms import FormTools
from domain.base.calendar import VIETNAM
from domain.base.law import Channel, Role
from domain.base.refusals import Missing, Unacceptable, WrongRole
from domain.dossier.eligibility import SUPERIORS
from domain.dossier.journal import Event, form_of
from domain.dossier.state import Dossier
from domain.dossier.view import STATUSES
from domain.slips.content import applicant_of
from domain.slips.control import Punctual, punctual
from domain.tasks.model import HAND_OVER
from infra.identity.oidc import Identity
from infra.reads.office_register import Page, received

READERS = {Role.RECEIVING_OFFICER, *SUPERIORS}
LONGEST = timedelta(days=31)
"""Of a period on paper."""
MOST = 5000
"""Lines on paper."""
WAYS = {Channel.ONLINE: "Trực tuyến", Channel.DIRECT: "Trực tiếp"}
BEGINNING = datetime(1, 1, 2, tzinfo=VIETNAM)


def may_read(office: str, who: Identity) -> None:
    """Let in the office's desk and its leaders.

    Raises:
        Missing: it is another office's.
        WrongRole: they neither receive nor lead.
    """
    if who.actor.agency != office:
        raise Missing("Không có sổ của cơ quan này.", "There is no such office's register that you may see.")
    if not READERS & set(who.actor.roles):
        raise WrongRole(
            "Chỉ bộ phận tiếp nhận và lãnh đạo xem sổ theo dõi hồ sơ.", "The register is for the desk and for leaders."
        )


def period(first: date, last: date) -> tuple[datetime, datetime]:
    """The moments between which a period lies, its last day included; ``Unacceptable``, if it ends before it begins."""
    if last < first:
        raise Unacceptable("Ngày cuối phải sau ngày đầu.", "The period ends before it begins: send from ≤ to.")
    return datetime.combine(first, time(), VIETNAM), datetime.combine(last, time(), VIETNAM) + timedelta(days=1)


async def printed(office: str, first: date, last: date, tools: FormTools, who: Identity) -> bytes:
    """Print the register of a period of at most a month."""
    return await tools.press.render("forms/07.html", await filled_in(office, first, last, tools, who))


async def filled_in(office: str, first: date, last: date, tools: FormTools, who: Identity) -> dict[str, Any]:
    """What the register of a period says; ``Unacceptable``, where that is too long for paper."""
    since, until = period(first, last)
    if until - since > LONGEST:
        raise Unacceptable("Chỉ in sổ tối đa 31 ngày.", "The register is printed for 31 days at most: shorten it.")
    found = await received(tools.journal.database, who.actor, Page(office, since, until, BEGINNING, "", MOST + 1))
    if len(found) > MOST:
        raise Unacceptable("Sổ quá dài: hãy chọn ít ngày hơn.", "Too many lines for one print: choose fewer days.")
    house = tools.offices.office(office)
    return {
        "superior": house.superior,
        "agency": house.body,
        "desk": house.desk,
        "place": house.place,
        "first": first,
        "last": last,
        "issued_at": tools.journal.clock(),
        "entries": [entry(dossier, filed, tools).model_dump() for dossier, filed in found],
        "stand_in": tools.settings.environment != "production",
    }


def entry(dossier: Dossier, filed: Event, tools: FormTools) -> RegisterLine:
    """A line."""
    said = filed.act.personal
    applicant = applicant_of(said, form_of([filed])) if said else {"full_name": "", "address": "", "phone": ""}
    return RegisterLine(
        code=dossier.code,
        procedure=tools.procedures[dossier.procedure].title.vi,
        sets=1,
        applicant=applicant["full_name"],
        address=applicant["address"],
        phone=applicant["phone"],
        agency=tools.offices.office(dossier.competent).body,
        received_at=dossier.accepted_at,
        due_at=dossier.due_at,
        returned_at=_returned(dossier),
        way=WAYS[dossier.channel],
        note=note_of(dossier),
    )


def _returned(dossier: Dossier) -> datetime | None:
    given = [task for task in dossier.tasks.values() if task.kind == HAND_OVER and task.decision == HAND_OVER]
    return max((task.closed_at for task in given if task.closed_at), default=None)


def _ready(dossier: Dossier) -> datetime | None:
    """When the first result lay there to be fetched: who comes for it later makes no office late."""
    return min((task.opened_at for task in dossier.tasks.values() if task.kind == HAND_OVER), default=None)


def note_of(dossier: Dossier) -> str:
    """What stands beside a line: whether the office was late, how the dossier stands, or why it ended."""
    ready = _ready(dossier)
    late = ready is not None and punctual(ready, dossier.due_at) == Punctual.LATE
    said = [Punctual.LATE.value] if late else []
    if _returned(dossier) is None or dossier.reason:
        said.append(STATUSES[dossier.status].vi)
    if dossier.recalls:
        said.append("có kết quả bị thu hồi")
    return "; ".join(said)
