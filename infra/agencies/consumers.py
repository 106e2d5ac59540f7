"""Those outside who ask this house: their tokens are read as registers read ours, and our answers go with a receipt."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from joserfc.jws import deserialize_compact, extract_compact, serialize_compact
from pydantic import BaseModel, Field, ValidationError

from domain.base.words import Words
from infra.agencies import basis, receipts
from infra.agencies.receipts import KeysUnknown, RegisterKeys, digest
from infra.runtime.settings import Settings

LEEWAY = 5
"""Seconds that a consumer's clock may be ahead of ours."""
BASIS, RECEIPT = "Legal-Basis", "Receipt"
"""The headers in which they travel."""


NONE = Words(vi="không có, hoặc nơi đây không cung cấp dữ liệu", en="there is none, or nobody is answered here")
NOBODY = Words(vi="cơ quan này chưa được đăng ký khai thác", en="nobody of that name may ask")
NO_KEYS = Words(
    vi="chưa đọc được khóa công khai của cơ quan khai thác", en="the asker's public keys are not to be had now"
)
UNREADABLE = Words(vi="không đọc được, hoặc sai loại", en="it cannot be read, or is of another kind")
ELSEWHERE = Words(vi="lập cho nơi khác", en="it was made for somebody else")
NOT_NOW = Words(vi="đã hết hạn hoặc chưa đến hạn", en="its time is over, or has not come")
TOO_LONG = Words(vi="có hiệu lực quá dài", en="it lives too long")
ANOTHER = Words(vi="lập cho yêu cầu khác", en="it was made for another request")


class Refused(Exception):
    """The token does not hold for this request."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


class Ground(BaseModel, frozen=True):
    """What a consumer asks on."""

    rests_on: Literal["law", "consent"]
    words: str = Field(min_length=2, max_length=300)


class Claims(BaseModel, frozen=True):
    """What a consumer's token says of one request."""

    iss: str = Field(max_length=60)
    aud: str
    jti: str = Field(min_length=1, max_length=120)
    iat: float
    exp: float
    purpose: str = Field(min_length=2, max_length=300)
    basis: Ground
    fields: frozenset[str] = Field(max_length=60)
    request: str
    about: str = Field(default="", pattern=r"^(\d{12})?$")
    """The citizen number of whoever it is about: here and not in an address, which is written down in many places."""


def digest_of(method: str, target: str, content: bytes) -> str:
    """The digest of a request: method, path with its query, and body."""
    return digest(f"{method} {target}\n".encode() + content)


@dataclass(frozen=True)
class Consumers:
    """Whose tokens are believed, and what signs the answers; the key is made for this alone."""

    keys: Mapping[str, RegisterKeys] = field(default_factory=dict)
    own: OKPKey | None = None
    clock: Callable[[], float] = time.time

    @classmethod
    def of(cls, settings: Settings) -> "Consumers":
        """Those of the settings.

        Raises:
            KeyUnusable: the file holds no key that signs receipts.
        """
        keys = {name: RegisterKeys(source) for name, source in settings.consumer_keys.items()}
        if not (file := settings.receipt_key_file):
            return cls(keys)
        return cls(keys, basis.load_key(Path(file), "MOTCUA_RECEIPT_KEY_FILE"))

    async def read(self, token: str, audience: str, request: str) -> Claims:
        """What the token says of this very request.

        Raises:
            Refused: names what does not hold.
        """
        claims = await self._signed(token)
        now = self.clock()
        for wrong, is_so in (
            (ELSEWHERE, claims.aud != audience),
            (NOT_NOW, not claims.iat - LEEWAY <= now <= claims.exp + LEEWAY),
            (TOO_LONG, claims.exp - claims.iat > basis.LIVES),
            (ANOTHER, claims.request != request),
        ):
            if is_so:
                raise Refused(wrong)
        return claims

    async def _signed(self, token: str) -> Claims:
        if not token or self.own is None:
            raise Refused(NONE)
        try:
            unproved = extract_compact(token.encode())
            consumer = str(json.loads(unproved.payload)["iss"])
            known = self.keys.get(consumer)
            if known is None:
                raise Refused(NOBODY)
            keys = await known.of(str(unproved.headers().get("kid", "")))
            signed = deserialize_compact(token, keys, registry=basis.REGISTRY)
            if signed.headers().get("typ") != basis.KIND:
                raise Refused(UNREADABLE)
            return Claims.model_validate_json(signed.payload)
        except KeysUnknown as error:
            raise Refused(NO_KEYS) from error
        except (JoseError, ValidationError, ValueError, TypeError, KeyError) as error:
            raise Refused(UNREADABLE) from error

    def receipt(self, message: str, request: str, answer: bytes, audience: str) -> str:
        """Sign which answer was given to which request."""
        if self.own is None:
            raise basis.KeyUnusable("MOTCUA_RECEIPT_KEY_FILE is not set")
        said = {"iss": audience, "jti": message, "request": request, "answer": digest(answer), "iat": int(self.clock())}
        header = {"alg": basis.ALGORITHM, "kid": self.own.kid, "typ": receipts.KIND}
        return serialize_compact(header, json.dumps(said).encode(), self.own, registry=basis.REGISTRY)

    @property
    def published(self) -> Mapping[str, Any]:
        """The public half, as consumers take it."""
        return basis.published(self.own) if self.own else {"keys": []}
