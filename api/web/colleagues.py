"""To whom work is handed: a colleague who was chosen by name, or whose staff code was typed."""

from dataclasses import dataclass
from typing import Self

from api.container import Container
from domain.base.law import Role
from domain.base.refusals import Refusal, Unacceptable
from domain.dossier.eligibility import role_of
from domain.tasks.model import Task
from infra.identity.officers import Colleague
from infra.identity.oidc import Identity


class NoSuchColleague(Unacceptable):
    """Nobody whom this could mean can do the task."""

    slug = Unacceptable.slug


class Unheard(NoSuchColleague):
    """Nobody has logged in with the code that was typed; it may be right all the same."""

    slug = Unacceptable.slug


def field_of(refusal: Refusal, name: str) -> str:
    """Say which field of a colleague's, called so, is to blame for a refusal; empty, if none is."""
    if not isinstance(refusal, NoSuchColleague):
        return ""
    return f"{name}-code" if isinstance(refusal, Unheard) else name


@dataclass(frozen=True)
class Meant:
    """Whom somebody means."""

    chosen: str = ""
    """Staff code of whom they chose by name."""
    typed: str = ""
    """Staff code that they typed."""
    sure: bool = False
    """Whether they say that the code is right though nobody has logged in with it."""

    @classmethod
    def of(cls, chosen: str, typed: str, sure: str) -> Self:
        """Say it as a form does, where ``sure`` is the code of which they say that it is right."""
        return cls(chosen, typed, bool(typed) and sure == typed)

    @property
    def code(self) -> str:
        """Whom they mean; empty for nobody."""
        return self.typed or self.chosen


async def offered(task: Task, who: Identity, tools: Container) -> list[Colleague]:
    """Those of the officer's office who have the role that a task needs, whoever asks among them."""
    return await tools.officers.colleagues(who.actor, role_of(task))


async def found(meant: Meant, task: Task, who: Identity, tools: Container, *, lends: bool) -> str:
    """The staff code of whom somebody means; empty, where they mean nobody. A task is lent to any colleague.

    Raises:
        NoSuchColleague: two were named, or one whom nobody knows, who is out, went elsewhere or lacks the role.
    """
    if meant.typed and meant.chosen and meant.typed != meant.chosen:
        raise NoSuchColleague(
            "Ông/bà vừa chọn tên vừa nhập mã của người khác: hãy để lại một trong hai.",
            "You chose one colleague and typed the code of another: leave one of the two.",
        )
    if not meant.code or meant.code == who.actor.id:
        return meant.code
    one = await tools.officers.find(who.actor, meant.code)
    if one is None:
        if meant.sure:
            return meant.code
        raise Unheard(
            "Chưa có ai của cơ quan ông/bà đăng nhập bằng mã cán bộ này. Hãy kiểm tra lại mã; nếu mã đúng, hãy xác nhận"
            " ở ô bên dưới.",
            "Nobody of your office has logged in with this staff code yet. Check it; if it is right, say so below.",
        )
    _able(one, role_of(task), who, lends=lends)
    return one.id


def _able(one: Colleague, role: Role, who: Identity, *, lends: bool) -> None:
    if one.agency != who.actor.agency:
        raise NoSuchColleague(
            "{} không còn làm việc ở cơ quan ông/bà: hãy chọn người khác.",
            "{} no longer works at your office: choose somebody else.",
            one.called,
        )
    if one.out:
        raise NoSuchColleague(
            "{} đã nghỉ việc hoặc đang vắng mặt: hãy chọn người khác.",
            "{} has left or is away: choose somebody else.",
            one.called,
        )
    if not lends and role not in one.roles:
        raise NoSuchColleague(
            "{} không có vai trò mà việc này cần: hãy chọn người khác.",
            "{} does not have the role that this task needs: choose somebody else.",
            one.called,
        )
