"""What can happen between interlinked dossiers (thủ tục liên thông), as typed acts."""

from typing import Literal

from domain.base.law import Status
from domain.base.words import Words
from domain.dossier.act import Act


class BranchOpened(Act):
    """Chuyển liên thông: another procedure began as a dossier of its own, with its own code, office and clock."""

    type: Literal["branch_opened"] = "branch_opened"
    told = Words(vi="Chuyển thủ tục liên thông", en="An interlinked procedure began")
    step: str
    branch: str
    procedure: str
    wakes = False


class BranchEnded(Act):
    """Kết quả liên thông: a branch came to its end, well or not; what stands is never undone by it."""

    type: Literal["branch_ended"] = "branch_ended"
    told = Words(vi="Thủ tục liên thông có kết quả", en="The interlinked procedure came to its end")
    notice = "branch_ended"
    step: str
    branch: str
    status: Status
    reason: str = ""
    number: str = ""
    """Of its result."""

    @property
    def succeeded(self) -> bool:
        """Whether it has its result."""
        return self.status in (Status.DONE, Status.DELIVERED)


class PassedOn(Act):
    """Trả kết quả liên thông: the branch's result goes to the office where everything was filed."""

    type: Literal["passed_on"] = "passed_on"
    told = Words(vi="Chuyển kết quả về nơi nộp hồ sơ", en="The result went to the office of filing")
    wakes = False


AnyBranchAct = BranchOpened | BranchEnded | PassedOn
