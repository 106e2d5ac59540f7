"""Who may do what in a province's programme: plan, give evidence, accept it, deliver figures, see them."""

from datetime import date

from domain.base.law import Role
from domain.base.refusals import Forbidden, FourEyes, WrongRole
from domain.dossier.acts import Actor
from domain.dossier.eligibility import LEADERS, SUPERIORS
from domain.province.reach import within_reach
from domain.province.units import Units
from domain.statute.offices import police_of
from domain.vietnam.programme.parameters import Parameters
from domain.vietnam.programme.roadmap import Evidence, Item


class NotTheirs(Forbidden):
    """It is another agency's to enter."""


def leads(actor: Actor) -> bool:
    """Whether they speak for their office; heads of its units and of its one-stop centre do not."""
    return bool(LEADERS & set(actor.roles))


def reads_figures(actor: Actor) -> bool:
    """Whether they see the figures of their office, as heads of its units do too."""
    return bool(SUPERIORS & set(actor.roles))


def is_head(actor: Actor, body: str) -> bool:
    """Whether they lead this very body: who leads the one above it is told of its figures, and of nobody in it."""
    return actor.agency == body and leads(actor)


def is_standing(actor: Actor, by: Parameters) -> bool:
    """Whether they lead in the standing body (cơ quan thường trực)."""
    return actor.agency == by.standing_body and leads(actor)


def oversees(actor: Actor, by: Parameters) -> bool:
    """Whether they see all of it: leaders of the province and of the standing body."""
    return leads(actor) and actor.agency in (by.province, by.standing_body)


def own(actor: Actor, by: Parameters) -> str:
    """The unit of which they read unless they name one: the province, to who oversees all; else their own."""
    return by.province if oversees(actor, by) else actor.agency


def not_operating(actor: Actor) -> None:
    """Refuse who runs the installation and does nothing else: they hold no office's figures, whichever they belong to.

    Raises:
        WrongRole: they are operator alone.
    """
    if set(actor.roles) == {Role.OPERATOR}:
        raise WrongRole(
            "Người vận hành hệ thống không xem chương trình: hãy đăng nhập bằng vai trò ông/bà có ở cơ quan.",
            "Who runs the system reads nothing of the programme: log in with a role that you hold in an office.",
        )


def seen_by(actor: Actor, units: Units, by: Parameters, day: date) -> frozenset[str] | None:
    """The agencies of whose items they are told; None: of all. Who leads nothing sees those of their own office.

    Raises:
        WrongRole: they are operator alone.
    """
    not_operating(actor)
    if oversees(actor, by):
        return None
    if reads_figures(actor):
        return frozenset(within_reach(units, actor, actor.agency, day))
    return frozenset((actor.agency,))


def is_seen(item: Item, seen: frozenset[str] | None) -> bool:
    """Whether an item is among those that somebody is told of."""
    return seen is None or not seen.isdisjoint((item.plan.lead, *item.plan.co))


def may_see(actor: Actor, unit: str, units: Units, by: Parameters, day: date, today: date | None = None) -> None:
    """Let in who oversees the programme, and of other leaders those whose unit it is, or became by today.

    Raises:
        WrongRole: they lead nothing.
        NoSuchUnit: nothing bears the code then.
        OutOfReach: it is another's.
    """
    if not oversees(actor, by):
        within_reach(units, actor, unit, day, today)


def may_plan(actor: Actor, by: Parameters) -> None:
    """Let in who changes the plan: leaders of the province and of the standing body.

    Raises:
        WrongRole: they are none.
    """
    if not oversees(actor, by):
        raise WrongRole(
            "Chỉ lãnh đạo tỉnh hoặc cơ quan thường trực thay đổi kế hoạch.",
            "The plan is changed by leaders of the province or of the standing body.",
        )


def may_give(actor: Actor, item: Item) -> None:
    """Let in the agency in charge of an item.

    Raises:
        NotTheirs: another one is.
    """
    if actor.agency != item.plan.lead:
        raise NotTheirs(
            "Cơ quan chủ trì ({}) nhập minh chứng và kết quả đo của nhiệm vụ này.",
            "Evidence and values are entered by the agency in charge: {}.",
            item.plan.lead,
        )


def may_judge(actor: Actor, evidence: Evidence, by: Parameters) -> None:
    """Let in who accepts or refuses evidence: the standing body, but not who gave it.

    Raises:
        WrongRole: they do not lead in the standing body.
        FourEyes: it is their own.
    """
    if not is_standing(actor, by):
        raise WrongRole(
            "Chỉ lãnh đạo cơ quan thường trực chấp nhận minh chứng.",
            "Evidence is accepted by leaders of the standing body ({0}).",
            by.standing_body,
        )
    if actor.id == evidence.by:
        raise FourEyes(
            "Ông/bà đã nhập minh chứng này nên người khác của cơ quan thường trực phải chấp nhận.",
            "You gave this evidence, so somebody else of the standing body must accept it.",
        )


def may_sign(actor: Actor, by: Parameters) -> None:
    """Let in who signs the programme's documents: leaders of the standing body.

    Raises:
        WrongRole: they do not lead there.
    """
    if not is_standing(actor, by):
        raise WrongRole(
            "Chỉ lãnh đạo cơ quan thường trực ký báo cáo và biên bản nghiệm thu.",
            "Reports and notes of acceptance are signed by leaders of the standing body ({0}).",
            by.standing_body,
        )


def may_withdraw(actor: Actor, item: Item, by: Parameters) -> None:
    """Let in who takes evidence back: the agency in charge and the standing body.

    Raises:
        NotTheirs: they are neither.
    """
    if not is_standing(actor, by):
        may_give(actor, item)


def may_deliver(actor: Actor, unit: str, by: Parameters) -> None:
    """Let in who delivers counts of accounts: the province's police for every unit, a unit's own for it.

    Raises:
        WrongRole: they are operator alone.
        NotTheirs: they are no police of it.
    """
    not_operating(actor)
    if actor.agency not in (by.standing_body, unit if unit.endswith(".CA") else police_of(unit)):
        raise NotTheirs(
            "Số liệu tài khoản định danh của đơn vị {} do công an nhập.",
            "Counts of accounts of {} are delivered by its police or the province's.",
            unit,
        )


def may_name_staff(actor: Actor, body: str, by: Parameters) -> None:
    """Let in who says who serves in a body: its head, and leaders of the province.

    Raises:
        NotTheirs: they are neither.
    """
    if not is_head(actor, body) and not oversees(actor, by):
        raise NotTheirs(
            "Danh sách cán bộ của {} do lãnh đạo cơ quan ấy nhập.", "Staff of {} is entered by its own head.", body
        )
