"""Tiếp nhận: every dossier begins at its desk, and the desk's task is opened with the filing itself.

So the desk works while the engine is down, and the engine owes a new dossier nothing until somebody acts. Those whose
consent the law asks for are asked at the same moment; the desk accepts nothing before they have agreed.
"""

from domain.base.law import Role
from domain.base.words import Words, plain
from domain.dossier import keys
from domain.dossier.acts import Consented, Filed, TaskOpened
from domain.dossier.journal import Entry, task_id
from domain.tasks.model import CONSENT

PARTS = {
    "wife": Words(vi="bên nữ", en="the wife"),
    "husband": Words(vi="bên nam", en="the husband"),
    "owner": Words(vi="chủ sở hữu chỗ ở", en="the owner of the dwelling"),
    "owner of the vehicle": Words(vi="chủ phương tiện", en="the owner of the vehicle"),
    "in charge of the place": Words(vi="người đại diện cơ sở", en="who is in charge of the place"),
    "household head": Words(vi="chủ hộ", en="the household head"),
    "person": Words(vi="người được đăng ký", en="the person it is about"),
    "member": Words(vi="thành viên hộ gia đình", en="the member of the family"),
    "mother": Words(vi="mẹ của trẻ", en="the child's mother"),
    "father": Words(vi="cha của trẻ", en="the child's father"),
    "parent": Words(vi="cha, mẹ hoặc người giám hộ", en="the parent or guardian"),
}
"""As what people must agree, in words."""
RECEIVE = "receive"
DECISIONS = ("accept", "request_supplement", "not_accept")


def reception(code: str, desk: str, step: str = RECEIVE) -> Entry:
    """The task of the receiving office; ``step`` names the round, after a supplement."""
    task = task_id(code, step)
    opened = TaskOpened(task=task, kind=RECEIVE, role=Role.RECEIVING_OFFICER, agency=desk, decisions=DECISIONS)
    return Entry(key=step, act=opened)


def begun(code: str, filed: Filed) -> list[Entry]:
    """What is opened with a filing: the desk's task, and one for everybody who must agree.

    Who agreed to it in the dossier that opened this branch has said so; corrected, it is put to them like to the rest.
    """
    asked = [entry for place in range(len(filed.consents)) for entry in _asked(code, place, filed)]
    return [reception(code, filed.receiving), *asked]


def _asked(code: str, place: int, filed: Filed) -> list[Entry]:
    consent, step = filed.consents[place], keys.consent(place + 1)
    opened = TaskOpened(
        task=task_id(code, step),
        kind=CONSENT,
        role=Role.APPLICANT,
        agency=filed.receiving,
        person=consent.person,
        decisions=("consent", "object"),
        about=consent.part,
    )
    given = Consented(task=opened.task, given_in=consent.given_in)
    carried = [Entry(key=keys.carried(step), act=given)] if consent.given_in else []
    return [Entry(key=step, act=opened), *carried]


def part_of(part: str) -> Words:
    """Say as what somebody must agree; an agency's own form may name a part that only it knows."""
    return PARTS.get(part, plain(part))
