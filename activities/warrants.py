"""What a question carries and what its answer must bring: the token of its ground, and the agency's receipt."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.registers.lookups import Heard, LookUp, Receipt
from domain.registers.query import Answer, Query
from infra.agencies.basis import Mint
from infra.agencies.receipts import Exchange, RegisterKeys, Unproved, digest, request_digest
from infra.crypto.blind_index import BlindIndex

BASIS, RECEIPT = "Legal-Basis", "Receipt"
"""The headers in which they travel."""
FOUND = "KetQua"
"""What registers call the list of what they found."""


@dataclass(frozen=True)
class Grounds:
    """By what the worker asks: who signs its tokens, whose receipts it checks, how it knows people again."""

    index: BlindIndex
    mint: Mint | None = None
    keys: Mapping[str, RegisterKeys] = field(default_factory=dict)


@dataclass
class Warrant:
    """The ground of one question to one agency, and the proof of what it answered."""

    grounds: Grounds
    query: Query[Any]
    dossier: str
    message: str
    office: str
    procedure: str
    why: str
    told: bool = False
    receipt: Receipt | None = None
    said: str = ""

    @property
    def consent(self) -> str:
        """The act by which the consent was given: the filing; empty where the law is the ground."""
        return f"{self.dossier}/filed" if self.query.basis.rests_on == "consent" else ""

    def carried(self, path: str, content: bytes, fields: tuple[str, ...]) -> dict[str, str]:
        """The header with the token for this very request; ``fields`` are named as the agency names them."""
        if self.grounds.mint is None:
            return {}
        basis = self.query.basis
        claims = {
            "dossier": self.dossier,
            "office": self.office,
            "procedure": self.procedure,
            "purpose": self.why,
            "basis": {"rests_on": basis.rests_on, "words": basis.words.vi, "consent": self.consent},
            "fields": fields,
            "request": request_digest(path, content),
        }
        return {BASIS: self.grounds.mint.token(self.query.agency, self.message, claims)}

    async def prove(
        self, path: str, content: bytes, answer: bytes, receipt: str, fields: tuple[str, ...], *, found: bool
    ) -> None:
        """Keep the agency's receipt, where its keys are known; an answer without one that holds counts for nothing.

        An agency that signs has read the token: what it says beyond the fields named there is not taken either.

        Raises:
            Unproved, KeysUnknown
        """
        if (keys := self.grounds.keys.get(self.query.agency)) is None:
            return
        exchange = Exchange(self.query.agency, self.message, request_digest(path, content), digest(answer))
        proof = await keys.prove(receipt, exchange)
        if found and (surplus := sorted(named_in(answer) - set(fields))):
            raise Unproved(f"fields that were not asked for: {', '.join(surplus)}")
        self.receipt, self.said = proof, answer.decode()

    def heard(self, answer: Answer | None) -> Heard:
        """What stays of it beside the answer."""
        query = self.query
        look = LookUp(
            query=query.kind,
            fields=query.fields(),
            why=self.why,
            rests_on=query.basis.rests_on,
            consent=self.consent,
            told=self.told,
            about=tuple(self.grounds.index.of(number) for number in query.people(answer)),
            receipt=self.receipt,
        )
        return Heard(look=look, said=self.said)


def named_in(answer: bytes) -> set[str]:
    """Name the fields of an answer: beside the list of what was found, and in each of its entries."""
    try:
        told = json.loads(answer)
        entries = told.get(FOUND) or []
        return {name for part in (told, *entries) for name in part} - {FOUND}
    except (ValueError, TypeError, AttributeError) as error:
        raise Unproved("an answer that cannot be read") from error
