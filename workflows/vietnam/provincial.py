"""What the province's own bodies decide on: its police, its social insurance, its department of home affairs."""

from pydantic import Field

from domain.base.words import Words
from domain.vietnam.people.declared import Resident
from domain.vietnam.who_files import themselves
from workflows.engine.forms import Filing, Form
from workflows.vietnam.personal import UNBORN, PersonForm, wrong

PROVINCE = "33"
HOME_AFFAIRS, INSURANCE, POLICE = (f"{PROVINCE}.{body}" for body in ("SNV", "BHXH", "CA"))


class InsuranceForm(Form):
    """Tờ khai: something is asked of the provincial insurance (Bảo hiểm xã hội tỉnh)."""

    decided_at = INSURANCE

    @property
    def competent(self) -> str:
        """The insurance of the province, wherever in it the person lives."""
        return self.decided_at


class OwnPaperForm(PersonForm):
    """Tờ khai: who asks the provincial police (Công an tỉnh) for a paper about themself."""

    filed_by = (themselves(),)
    decided_at = POLICE

    person: Resident = Field(title="Người yêu cầu", description="Whom the paper is about")

    @property
    def competent(self) -> str:
        """The police of the province, wherever in it the person lives."""
        return self.decided_at

    def faults(self, filed: Filing) -> list[Words]:
        """Name what cannot be true: somebody not yet born."""
        return wrong((self.person.born > filed.day, UNBORN))
