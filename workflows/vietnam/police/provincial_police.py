"""What the provincial police decide on (Công an tỉnh): somebody asks for a paper about themself."""

from pydantic import Field

from domain.base.words import Words
from domain.vietnam.people.declared import Resident
from workflows.engine.forms import Filing, Form

PROVINCIAL_POLICE = "33.CA"


class OwnPaperForm(Form):
    """Tờ khai: who asks the provincial police for a paper about themself."""

    person: Resident = Field(title="Người yêu cầu", description="Whom the paper is about")

    @property
    def competent(self) -> str:
        """The police of the province, wherever in it the person lives."""
        return PROVINCIAL_POLICE

    @property
    def parties(self) -> tuple[str, ...]:
        """The person themself."""
        return (self.person.number,)

    def faults(self, filed: Filing) -> list[Words]:
        """Name what cannot be true: a stranger who asks, somebody not yet born."""
        faults = []
        if filed.applicant != self.person.number:
            faults.append(
                Words(vi="Chỉ cấp cho chính người yêu cầu.", en="It is given only to the person it is about.")
            )
        if self.person.born > filed.day:
            faults.append(Words(vi="Ngày sinh ở tương lai.", en="The date of birth is in the future."))
        return faults
