"""Payloads in Temporal: sealed under the key of the dossier whose workflow they belong to.

Which dossier that is the SDK says when it encodes (the workflow's id is the dossier's code); an encoded payload names
its key, so that whoever may have the key can decode it anywhere. What belongs to no dossier is under the system's key.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Self

from temporalio.api.common.v1 import Payload
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import (
    ActivitySerializationContext,
    DataConverter,
    DefaultFailureConverterWithEncodedAttributes,
    PayloadCodec,
    SerializationContext,
    WithSerializationContext,
    WorkflowSerializationContext,
)
from temporalio.exceptions import ApplicationError

from domain.base.refusals import Erased
from domain.dossier.acts import ENGINE, Actor
from infra.crypto.keys import DataKey, KeyMissing, Wrapped
from infra.db.database import Database
from infra.db.wrapped_keys import KEEP_KEY, KEY_OF, kept

ENCODING = b"binary/encrypted"
KEY_ID = "encryption-key-id"
SYSTEM = "system"
DOSSIER = re.compile(r"(?:.*/)?([^/]+-\d{6}-\d{4,})")
"""A dossier's code, alone or behind the name of the queue on which it is rehearsed."""


class Codec(PayloadCodec, WithSerializationContext):
    """Seals and opens payloads; ``reader`` is who asks for keys that this process has not just used."""

    def __init__(self, database: Database, name: str = SYSTEM, reader: Actor = ENGINE) -> None:
        self._database = database
        self._name = name
        self._reader = reader

    def with_context(self, context: SerializationContext) -> Self:
        """The codec of a dossier's payloads."""
        workflow = ""
        if isinstance(context, WorkflowSerializationContext | ActivitySerializationContext):
            workflow = context.workflow_id or ""
        return type(self)(self._database, name_of(workflow), self._reader)

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Seal.

        Raises:
            ApplicationError: the dossier's key was destroyed; final.
            KeysError: it cannot be had.
        """
        key, metadata = await self._key(self._name), {"encoding": ENCODING, KEY_ID: self._name.encode()}
        return [
            Payload(metadata=metadata, data=key.seal(payload.SerializeToString(), _about(self._name)))
            for payload in payloads
        ]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Open; what was never sealed stays as it is.

        Raises:
            ApplicationError: the dossier's key was destroyed; final.
            KeysError: it cannot be had, or the payload was altered.
        """
        return [await self._decoded(payload) for payload in payloads]

    async def _decoded(self, payload: Payload) -> Payload:
        if payload.metadata.get("encoding") != ENCODING:
            return payload
        name = payload.metadata[KEY_ID].decode()
        return Payload.FromString((await self._key(name)).open(payload.data, _about(name)))

    async def _key(self, name: str) -> DataKey:
        return self._database.keys.known(name) or await self._found(name)

    async def _found(self, name: str) -> DataKey:
        async with self._database.transaction(self._reader) as tx:
            asked = {"dossier": name, "purpose": SYSTEM if name == SYSTEM else "dossier"}
            row = (await tx.execute(KEY_OF, asked)).one_or_none()
        if row is None:
            raise KeyMissing(f"there is no key of {name} that may be had here")
        if row.destroyed_at is not None:
            gone = Erased(row.destroyed_at, row.basis)
            raise ApplicationError(gone.en, type=gone.slug, non_retryable=True) from gone
        return await self._database.keys.open(name, Wrapped(row.master, row.wrapped))


def converter(database: Database) -> DataConverter:
    """The one way payloads are written: Pydantic's JSON, the words of failures with it, and all of it sealed."""
    return replace(
        pydantic_data_converter,
        payload_codec=Codec(database),
        failure_converter_class=DefaultFailureConverterWithEncodedAttributes,
    )


async def make_system_key(database: Database) -> None:
    """Make the key of what belongs to no dossier, unless it is there."""
    _, wrapped = await database.keys.make(SYSTEM)
    await database.execute(ENGINE, KEEP_KEY, kept(SYSTEM, SYSTEM, wrapped))
    await Codec(database)._found(SYSTEM)


def name_of(workflow: str) -> str:
    """Name the key of a workflow's payloads."""
    return found[1] if (found := DOSSIER.fullmatch(workflow)) else SYSTEM


def _about(name: str) -> str:
    return f"{name}/payload"
