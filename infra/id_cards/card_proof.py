"""A short-lived word of ours that a chip was read, from the reading to the filing; nothing personal is in it."""

import hmac
from datetime import UTC, datetime, timedelta

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from domain.dossier.act import Actor
from domain.people.identity import ChipRead
from domain.vietnam.people.cards import CardProofWrong
from infra.crypto.blind_index import BlindIndex

TYPE, ALGORITHM, PURPOSE = "card+jwt", "HS256", b"motcua/card-proof"
LIVES = timedelta(minutes=15)
"""What the holder may take at the counter between the reading and the filing."""


class CardProofs:
    """Signs what a reading proved, for one officer and one holder, and knows its own word again."""

    def __init__(self, index: BlindIndex, secret: str) -> None:
        """Take the secret that is there already; what signs here is made of it for this purpose alone."""
        self._index = index
        self._key = OctKey.import_key(hmac.digest(bytes.fromhex(secret), PURPOSE, "sha256"))

    def issue(self, number: str, name: str, sod: str, officer: Actor, at: datetime) -> str:
        """Say that this officer read the chip of who has this number and name."""
        claims = {"sub": self._person(number, name), "sod": sod, "by": officer.id, "iat": int(at.timestamp())}
        return jwt.encode({"typ": TYPE, "alg": ALGORITHM}, claims, self._key)

    def read(self, proof: str, number: str, name: str, officer: Actor, now: datetime) -> ChipRead:
        """What was read, if it was this person's chip, by this officer, a moment ago.

        Raises:
            CardProofWrong
        """
        try:
            token = jwt.decode(proof, self._key, algorithms=[ALGORITHM])
        except (JoseError, ValueError, TypeError, AttributeError) as error:
            raise CardProofWrong from error
        claims = token.claims
        # Signed with this key, it is of our own making: its claims are there.
        at = datetime.fromtimestamp(claims["iat"], UTC)
        mine = (claims["sub"], claims["by"]) == (self._person(number, name), officer.id)
        if not mine or now - at > LIVES:
            raise CardProofWrong
        return ChipRead(sod=claims["sod"], at=at)

    def _person(self, number: str, name: str) -> str:
        return self._index.of(f"{number}/{' '.join(name.casefold().split())}")
