"""The code on a document (COSE Sign1): what anybody may hold before a camera."""

from infra.documents.qr import QrError, QrKeys, QrSigner, spelt, token_of
from infra.documents.qr_keys import new_key, publish
from tests.support.papers import PUBLIC_URL, claim
from tests.system.fuzz.target import NOW, Target


def code() -> Target:
    """A code's token: it says what its key signed, or nothing."""
    pem, said = new_key(), claim()
    keys = QrKeys(publish(pem, b"", NOW))

    def run(data: bytes) -> bool:
        try:
            found = keys.read(spelt(data))
        except QrError:
            return False
        assert found == said
        return True

    return Target((token_of(QrSigner(pem, PUBLIC_URL).link(said)),), run)
