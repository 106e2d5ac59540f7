"""What the front door asks the worker to make of a scan."""

from pydantic import BaseModel

DIGITISING = "digitising"
"""Name of the workflow."""
UNREADABLE = "Unreadable"
"""Type of the failure that means: a page cannot be read."""


class Digitise(BaseModel):
    """Pages in the document store that become one sealed file; nothing of the paper itself."""

    id: str
    pages: list[str]
    office: str
