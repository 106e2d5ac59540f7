"""The code on a document (COSE Sign1): what anybody may hold before a camera."""

from random import Random
from typing import Any

import cbor2

from infra.qr import QrError, QrKeys, QrSigner, spelt
from infra.qr_keys import new_key, publish
from tests.fuzz.mutations import ODD, bytewise
from tests.fuzz.target import NOW, Target
from tests.papers import PUBLIC_URL, claim

WRITABLE = tuple(odd for odd in ODD if odd != "\ud800")
"""No CBOR holds half a character."""


def code() -> Target:
    """A code's token: it says what its key signed, or nothing."""
    pem = new_key()
    keys, signer = QrKeys(publish(pem, b'{"keys": []}', NOW)), QrSigner(pem, PUBLIC_URL)

    def signed(said: Any) -> bytes:
        return bytes(signer._cose.encode(cbor2.dumps(said), signer._key))

    def layout(data: bytes, dice: Random) -> bytes:
        """Spoil the bytes, or what was signed, and sign that."""
        try:
            said = dict(cbor2.loads(cbor2.loads(data).value[2]))
        except (cbor2.CBORDecodeError, AttributeError, LookupError, TypeError, ValueError, RecursionError):
            return bytewise(data, dice)
        name = dice.choice(list(said))
        match dice.randrange(4):
            case 0:
                return bytewise(data, dice)
            case 1:
                del said[name]
            case 2:
                said[name] = dice.choice((*WRITABLE, b"\xff", {"x": 1}, 2**70, -1))
            case _:
                return signed(dice.choice((said, [*said], str(said), b"", None, 7)))
        return signed(said)

    def run(data: bytes) -> bool:
        try:
            found = keys.read(spelt(data))
        except QrError:
            return False
        found.model_dump_json()
        return True

    token = signed(cbor2.loads(cbor2.loads(signer._sign(claim())).value[2]))
    return Target((token,), run, layout)
