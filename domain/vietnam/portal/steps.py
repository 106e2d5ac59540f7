"""The steps of a dossier as the portal lists them (tiến độ): one whenever its status changes, each status as it is.

The portal knows no other answer than a step, and no step without a status: what came from there and was not taken is
told as a step of the status that the dossier has, so that it moves nothing. Nothing here makes another status of one:
what waits for papers, for money, or was stopped is told as that (5, 6, 8), and never as done (9). A supplement that
came before reception leaves a dossier's own status as it is; there it is told as what it is, waiting again (1).
"""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from domain.base.law import Frozen, Status
from domain.dossier import acts
from domain.dossier.acts import Actor
from domain.dossier.apply import fold
from domain.dossier.journal import Event
from domain.dossier.state import Dossier
from domain.dossier.view import ROLES
from domain.slips.words import told
from domain.vietnam.portal.exchange_codes import moment

AT_ONCE = 10
"""So many steps the portal takes in one call."""
APPLICANT, HOUSE = "Người nộp hồ sơ", "Hệ thống"
Named = Callable[[str], str]
"""What an office is called, by its code."""


class Step(Frozen):
    """A step: the event that made it, when, and what the dossier then was."""

    seq: int
    at: datetime
    status: Status
    by: str
    post: str
    office: str
    told: str
    until: datetime | None = None
    """When it has to be over."""

    @property
    def key(self) -> tuple[str, int]:
        """By what the portal knows it in its dossier: the same moment and status twice are one step."""
        return moment(self.at), int(self.status)

    def wire(self, code: str) -> dict[str, Any]:
        """The same as the portal takes it; an officer by their staff code, anybody else by what they are here."""
        return {
            "MaHoSo": code,
            "NguoiXuLy": self.by,
            "ChucDanh": self.post,
            "ThoiDiemXuLy": moment(self.at),
            "PhongBanXuLy": self.office,
            "NoiDungXuLy": self.told,
            "TrangThai": str(int(self.status)),
            "NgayBatDau": moment(self.at),
            "NgayKetThucTheoQuyDinh": moment(self.until),
        }


def standing(dossier: Dossier) -> Status:
    """As what it stands there: what was supplied before reception waits for that again, and for no more papers."""
    came = dossier.status == Status.SUPPLEMENT_REQUESTED and dossier.pauses[-1].end is not None
    return Status.FILED if came else dossier.status


def steps_of(code: str, events: Iterable[Event], named: Named) -> list[Step]:
    """The steps of a dossier, each once, in their order."""
    dossier, before, steps = Dossier(code=code), None, dict[tuple[str, int], Step]()
    for event in events:
        fold(dossier, event)
        if standing(dossier) != before:
            step = _step(event, dossier, named)
            steps.setdefault(step.key, step)
        elif isinstance(event.act, acts.NotTaken):
            answer = _apart(_step(event, dossier, named), steps)
            steps[answer.key] = answer
        before = standing(dossier)
    return list(steps.values())


def _step(event: Event, dossier: Dossier, named: Named) -> Step:
    act = event.act
    lapses = act.lapses_at if isinstance(act, acts.TaskOpened) else None
    return Step(
        seq=event.seq,
        at=event.at,
        status=standing(dossier),
        by=_called(event.actor),
        post=ROLES[event.actor.roles[0]].vi if event.actor.kind == "officer" and event.actor.roles else "",
        office=named(event.actor.agency or dossier.competent),
        told=(act.reason if isinstance(act, acts.NotTaken) else told(act)).vi,
        until=lapses or dossier.due_at,
    )


def _apart(step: Step, steps: Collection[tuple[str, int]]) -> Step:
    """An answer some seconds later, where a step of its status stands at its moment: that one would swallow it."""
    while step.key in steps:
        step = step.model_copy(update={"at": step.at + timedelta(seconds=1)})
    return step


def _called(actor: Actor) -> str:
    return actor.id if actor.kind == "officer" else APPLICANT if actor.applies else HOUSE


def in_calls(steps: list[Step]) -> list[list[Step]]:
    """As many at a time as the portal takes, in their order."""
    return [steps[first : first + AT_ONCE] for first in range(0, len(steps), AT_ONCE)]
