"""Keys for the codes on documents: made, published, ended, never taken back."""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from joserfc.jwk import ECKey

from infra.crypto.secret_files import DEVELOPMENT_MARK, write_new
from infra.documents.qr import QrKeys, key_id, private_key

TAKING_UP = timedelta(days=1)
"""How long a key is still good after the next was published: until then every worker has taken up the new one."""


def key_id_of(pem: bytes) -> str:
    """Name a secret key by its public part."""
    return key_id(private_key(pem).public_key())


def publish(pem: bytes, published: bytes, at: datetime) -> bytes:
    """Add a key to the published ones and end those before it: what they signed by then stays good.

    Raises:
        ValueError: the key is no EC P-256 key, or what was published no JWK Set.
    """
    former = json.loads(QrKeys(published).file)["keys"] if published else []
    end, public = int((at + TAKING_UP).timestamp()), private_key(pem).public_key()
    form = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    mine = ECKey.import_key(form).as_dict(private=False)
    known = {"kty": mine["kty"], "crv": mine["crv"], "x": mine["x"], "y": mine["y"]}
    known |= {"kid": key_id(public), "alg": "ES256", "use": "sig"}
    keys = [{"exp": end, **jwk} for jwk in former if jwk["kid"] != known["kid"]]
    return (json.dumps({"keys": [known, *keys]}, indent=1) + "\n").encode()


def development_key(folder: Path) -> None:
    """Make a throw-away key and publish it, both in this folder, unless they are there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    pem = new_key()
    with suppress(FileExistsError):
        write_new(folder / "key.pem", f"{DEVELOPMENT_MARK}\n".encode() + pem)
        (folder / "keys.json").write_bytes(publish(pem, b"", datetime.now(UTC)))


def new_key() -> bytes:
    """Make a key for codes, PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
