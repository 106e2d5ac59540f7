"""Alarms of an operation centre, for programs; of people they tell only who said that they have seen one."""

from pydantic import Field

from api.schemas.base import Coded, Moment, Schema, Sent
from api.schemas.province.definitions import Defined
from domain.province.alarms import Rule


class Acknowledged(Schema):
    """That somebody has seen it."""

    at: Moment
    """When."""
    office: Coded
    """For which office they did."""
    by: str
    """What they are called; empty to who is not of their office."""
    said: str
    """What they said."""


class AlarmView(Schema):
    """An alarm from its beginning to its end."""

    id: str
    """By which it is acknowledged."""
    rule: Rule
    """What raised it."""
    title: str
    """The same in the reader's language."""
    unit: Coded
    """Whose it is."""
    subject: Coded | None
    """The register that it is about; null where it is about none."""
    began_at: Moment
    """Since when it is so."""
    seen_at: Moment
    """When it was so last."""
    ended_at: Moment | None
    """Until when; null while it goes on."""
    value: float
    """As it was seen last: dossiers, minutes or, of what is late, per cent."""
    usual: float | None
    """What is usual; null where the rule knows a limit alone."""
    allowed: float
    """The limit: how far from what is usual, or how much."""
    of: int | None
    """Of how many dossiers; null where the rule counts none."""
    acknowledged: Acknowledged | None
    """Who has seen it; null while nobody has."""


class AlarmList(Defined):
    """Alarms of a unit and of all that belongs to it."""

    at: Moment
    """When it was looked."""
    items: list[AlarmView]
    """Open ones first, of these those that nobody has seen; what ended more than 30 days ago is left out."""


class AcknowledgedIn(Sent):
    """What somebody says who has seen an alarm."""

    said: str = Field(min_length=1, max_length=500)
    """What is done about it; nobody is to be named."""
