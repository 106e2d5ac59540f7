"""What the front door asks the worker to make of a scan."""

from datetime import timedelta

from pydantic import BaseModel

DIGITISING = "digitising"
"""Name of the workflow."""
GONE = "PageGone"
"""Type of the failure that says that a page was deleted meanwhile."""
UNREADABLE = "Unreadable"
"""Type of the failure that means: a page cannot be read."""
PATIENCE = timedelta(seconds=60)
"""How long a desk waits; what does not come out by then is scanned again."""


class Digitise(BaseModel):
    """Uploads of an officer that become one sealed file, and are deleted then; nothing of the paper itself."""

    name: str
    pages: list[str]
    owner: str
    office: str
    turns: list[int] = []
    """By how many degrees each of them is turned right; none, where nothing is said."""
