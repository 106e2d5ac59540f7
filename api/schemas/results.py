"""Results of dossiers, and their recall."""

from api.schemas.base import Moment, Schema


class ResultView(Schema):
    """The result that a dossier came to."""

    number: str
    """By which the office knows the document."""
    sha256: str
    """Of the sealed PDF as it was issued, in hex."""
    href: str
    """Where the PDF is."""


class RecallView(Schema):
    """The recall of a result: since then it counts no longer, and its PDF stays where it was."""

    number: str
    """Of the result that was recalled."""
    at: Moment
    reason: str
    """In the reader's language."""
    basis: str
    """The decision or provision on which it was recalled."""
    corrects: bool
    """Whether another result is to take its place."""
    replaced_by: str | None
    """Number of the result that did."""
    href: str
    """Where the recalled PDF is."""


class ExplainedRecall(RecallView):
    """The recall of a result, with what whoever recalled it explained."""

    explanation: str
    """What is wrong, for those who see the dossier; empty where nothing was said."""
