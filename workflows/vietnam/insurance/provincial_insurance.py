"""What the provincial insurance decides on (Bảo hiểm xã hội tỉnh)."""

from workflows.engine.forms import Form

PROVINCIAL_INSURANCE = "33.BHXH"


class InsuranceForm(Form):
    """Tờ khai: something is asked of the provincial insurance."""

    @property
    def competent(self) -> str:
        """The insurance of the province, wherever in it the person lives."""
        return PROVINCIAL_INSURANCE
