"""Temporal's payloads, in the spelling of its remote codecs (protobuf's JSON)."""

from pydantic import ConfigDict

from api.schemas.base import Schema, if_any


class Payload(Schema):
    """One value of the engine's; what is empty is absent, and what a newer engine adds goes through."""

    model_config = ConfigDict(extra="allow")

    metadata: dict[str, str] = if_any({})
    """How the value is encoded; the values in base64."""
    data: str = if_any("")
    """In base64."""


class PayloadsView(Schema):
    """Values of the engine's, opened or sealed."""

    payloads: list[Payload] = if_any([])
