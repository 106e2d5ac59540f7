"""What an office keeps: its register of dossiers."""

from api.schemas.base import Listing, Moment, Schema


class RegisterLine(Schema):
    """A line of the register of dossiers (form 07), in Vietnamese as on paper."""

    code: str
    """The dossier's."""
    procedure: str
    """Its title."""
    sets: int
    """How many sets of papers were filed."""
    applicant: str
    """Who filed it; empty once its data are erased."""
    address: str
    phone: str
    agency: str
    """The body that decides."""
    received_at: Moment | None
    due_at: Moment | None
    returned_at: Moment | None
    """When the result was handed over."""
    way: str
    """How it was received: on-line, or at the counter."""
    note: str


class RegisterPage(Listing[RegisterLine]):
    """What an office received in a period, the first received first."""
