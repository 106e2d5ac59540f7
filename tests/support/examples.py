"""The people and papers that tests tell of, and a journal in memory that the law is tried on."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from activities.warrants import Grounds
from domain.base.calendar import VIETNAM
from domain.base.calendars import Calendars
from domain.base.law import Channel, Role
from domain.base.refusals import Refusal
from domain.base.words import Words
from domain.dossier import acts
from domain.dossier.acts import ENGINE, Act, Actor
from domain.dossier.admit import admit
from domain.dossier.apply import fold
from domain.dossier.journal import Entry, Event, task_id
from domain.dossier.rules import Moment
from domain.dossier.state import Dossier
from domain.statute.fees import Fee, Rate, When
from domain.statute.versions import Laws
from domain.tasks.model import APPROVE as APPROVAL
from domain.tasks.model import PAY
from infra.crypto.blind_index import BlindIndex
from infra.facts.loading import load_calendar, load_laws
from workflows.catalogue import registry

CALENDAR = load_calendar()
CALENDARS = Calendars(CALENDAR)
COMMUNE, NEIGHBOUR = "11953", "11983"
TUESDAY = datetime(2026, 11, 17, 9, 0, tzinfo=VIETNAM)
CODE = "000.01.00.H31-261117-0001"

INDEX = BlindIndex("ab" * 32)
GROUNDS = Grounds(INDEX)
"""An engine that signs nothing and checks no receipts."""
MOTHER_NUMBER, FATHER_NUMBER = "033196000017", "033094000028"
MOTHER = Actor(kind="citizen", id="m" * 32)
FATHER = Actor(kind="citizen", id="f" * 32)
STRANGER = Actor(kind="citizen", id="x" * 32)


def officer(name: str, *roles: Role, agency: str = COMMUNE, person: str = "") -> Actor:
    """An officer of the commune, or of another."""
    return Actor(kind="officer", id=name, agency=agency, roles=roles, person=person)


DESK = officer("desk", Role.RECEIVING_OFFICER)
REGISTRAR = officer("registrar", Role.CIVIL_STATUS_OFFICER)
LEADER = officer("leader", Role.COMMUNE_LEADER)
FACTOTUM = officer("factotum", Role.RECEIVING_OFFICER, Role.CIVIL_STATUS_OFFICER, Role.COMMUNE_LEADER)
"""A small commune's one officer for everything."""

LAWS = load_laws()
REGISTRY = registry()
RULES = LAWS.in_force("1.001193", TUESDAY.date())
FEE = Fee(
    title=Words(vi="Lệ phí thử", en="Test fee"),
    when=When.INTAKE,
    rates=(Rate(channel=Channel.ONLINE, amount=10_000), Rate(amount=20_000)),
    refunded_on=("refused", "withdrawn"),
)
FORM: dict[str, Any] = {
    "child": {
        "family_name": "Trịnh",
        "middle_name": "Hoàng",
        "given_name": "Vỹ",
        "born": "2026-11-10",
        "sex": "female",
        "place_of_birth": "Trung tâm Y tế khu vực Phố Hiến, tỉnh Hưng Yên",
        "place_of_origin": "tỉnh Hưng Yên",
    },
    "mother": {
        "number": MOTHER_NUMBER,
        "full_name": "Tạ Kiều Oanh",
        "born": "1996-04-02",
        "residence": "tỉnh Hưng Yên",
        "commune": COMMUNE,
    },
    "father": {
        "number": FATHER_NUMBER,
        "full_name": "Trịnh Quốc Bảo",
        "born": "1994-09-30",
        "residence": "tỉnh Hưng Yên",
        "commune": COMMUNE,
    },
}


def personal(**changes: Any) -> dict[str, Any]:
    """What a filing says about people."""
    return {
        "form": FORM,
        "documents": [],
        "contact": {"email": "oanh@example.vn", "locale": "vi"},
        "applicant": {"number": MOTHER_NUMBER, "name": "Tạ Kiều Oanh"},
    } | changes


def filed(**changes: Any) -> acts.Filed:
    """The mother files from home."""
    stated = {
        "procedure": "1.001193",
        "channel": Channel.ONLINE,
        "receiving": COMMUNE,
        "competent": COMMUNE,
        "applicant": MOTHER.id,
        "parties": (MOTHER.id, FATHER.id),
        "documents": ("d" * 64,),
        "rules": RULES,
        "personal": personal(),
    }
    return acts.Filed(**stated | changes)


def opened(kind: str, role: Role, *decisions: str, agency: str = COMMUNE, **more: Any) -> acts.TaskOpened:
    """A task of this dossier, of the step that is called like its kind."""
    return acts.TaskOpened(task=task_id(CODE, kind), kind=kind, role=role, agency=agency, decisions=decisions, **more)


RECEIVE = opened("receive", Role.RECEIVING_OFFICER, "accept", "request_supplement", "not_accept")
SUPPLY = opened("supply", Role.APPLICANT, "supply", agency="")
VERIFY = opened("verify", Role.CIVIL_STATUS_OFFICER, "confirm")
CONFIRM = opened("confirm", Role.APPLICANT, "confirm", "correct", agency="", lapses_after=86400.0)
ASK_FEE = opened(PAY, Role.RECEIVING_OFFICER, "pay", amount=10_000, lapses_after=2592000.0)
APPROVE = opened("approve", Role.COMMUNE_LEADER, "approve", "refuse", needs_fresh_eyes=True)
ASK_MORE = acts.SupplementRequested(task=RECEIVE.task, items=("Giấy chứng sinh",), reason="Bản chụp không rõ")
HAND_OVER = opened("hand_over", Role.RECEIVING_OFFICER, "hand_over")
NUMBERED = acts.Numbered(kind="GKS", number="GKS-11953-2026-000001")
ISSUED = acts.Issued(kind="GKS", number="GKS-11953-2026-000001", sha256="e" * 64, path="results/1.pdf")


def as_it_stands(act: acts.AnyAct, dossier: Dossier) -> acts.AnyAct:
    """The same; an approval is asked for as the engine does it: of the form and the papers as they stand."""
    if isinstance(act, acts.TaskOpened) and act.kind == APPROVAL and act.rests is None:
        return act.model_copy(update={"rests": dossier.basis})
    return act


Step = acts.AnyAct | tuple[acts.AnyAct, Actor]
"""An act of the engine, or of whom it names."""


class Book:
    """A dossier and its events, judged and applied as under the lock, without a database."""

    def __init__(self, at: datetime = TUESDAY, laws: Laws = LAWS) -> None:
        self.dossier = Dossier(code=CODE)
        self.events: list[Event] = []
        self.at = at
        self.laws = laws
        self.calendar = CALENDAR

    def judge(self, act: Act, actor: Actor = ENGINE) -> Act:
        """Say what the rules make of it, and write nothing."""
        return admit(self.dossier, act, actor, Moment(self.at, self.calendar, self.laws, REGISTRY))

    def write(self, act: acts.AnyAct, actor: Actor = ENGINE, key: str = "", after: timedelta = timedelta()) -> Event:
        """Append what is admitted."""
        self.at += after
        act = as_it_stands(act, self.dossier)
        admitted = self.judge(act, actor)
        seq = self.dossier.seq + 1
        step = act.kind if isinstance(act, acts.TaskOpened) else f"{act.type}#{seq}"
        entry = Entry.model_validate({"key": key or step, "act": admitted})
        event = Event(seq=seq, at=self.at, key=entry.key, actor=actor, act=entry.act)
        fold(self.dossier, event)
        self.events.append(event)
        return event

    def go_on(self, steps: Sequence[Step]) -> None:
        """Let one after the other happen."""
        for step in steps:
            self.write(*(step if isinstance(step, tuple) else (step, ENGINE)))


def verdict(book: Book, act: Act, actor: Actor = ENGINE) -> type[Refusal] | None:
    """Say how an act is refused; None where it is admitted."""
    try:
        book.judge(act, actor)
    except Refusal as refusal:
        return type(refusal)
    return None


def written(*steps: Step) -> Book:
    """A dossier to which this happened after its filing."""
    book = Book()
    book.write(filed(), MOTHER)
    book.go_on(steps)
    return book


ACCEPTED: tuple[Step, ...] = (RECEIVE, (acts.Accepted(task=RECEIVE.task), DESK))
VERIFIED: tuple[Step, ...] = (*ACCEPTED, VERIFY, (acts.Done(task=VERIFY.task, decision="confirm"), REGISTRAR))
CONFIRMED: tuple[Step, ...] = (*VERIFIED, CONFIRM, (acts.Confirmed(task=CONFIRM.task), MOTHER))
TO_APPROVE: tuple[Step, ...] = (*CONFIRMED, APPROVE)
APPROVED: tuple[Step, ...] = (*TO_APPROVE, (acts.Approved(task=APPROVE.task), LEADER))
TO_HAND_OVER: tuple[Step, ...] = (*APPROVED, NUMBERED, ISSUED, HAND_OVER)
DELIVERED: tuple[Step, ...] = (*TO_HAND_OVER, (acts.HandedOver(task=HAND_OVER.task), DESK))
