"""A seal's key signs the same whether it is held or lies in a token; what is wrong with it is said by its setting."""

import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from infra.documents.orders import RenderConfig, SealNotReady, Token
from infra.printing.pool import RenderPool
from infra.signing.validate import Validation
from tests.infra.printing.test_pdf import CERTIFICATE, TEMPLATES
from tests.support.signing_rig import Key, certified, judged

MODULE = Path("/usr/lib/softhsm/libsofthsm2.so")
LABEL, PIN = "motcua-test", "7391"
AT = datetime(2026, 11, 24, 2, 5, tzinfo=UTC)
KINDS: dict[str, Callable[[], Key]] = {
    "ec": lambda: ec.generate_private_key(ec.SECP256R1()),
    "rsa": lambda: rsa.generate_private_key(65537, 3072),
}

pytestmark = pytest.mark.skipif(not MODULE.exists(), reason="softhsm2 is not here")


@dataclass(frozen=True)
class Held:
    """A key in a token, and its certificate outside."""

    render_config: RenderConfig
    token: Token


@pytest.fixture(scope="module")
def tokens(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Held]:
    """One token with a key of each kind; its folder is told by the environment, as SoftHSM2 wants it."""
    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    settings = folder / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\n")
    os.environ["SOFTHSM2_CONF"] = str(settings)
    pins = ("--pin", PIN, "--so-pin", PIN)
    subprocess.run(
        ["softhsm2-util", "--init-token", "--free", "--label", LABEL, *pins], check=True, capture_output=True
    )
    return {kind: put_into_token(folder, kind, place) for place, kind in enumerate(KINDS)}


def put_into_token(folder: Path, kind: str, place: int) -> Held:
    key, own = KINDS[kind](), folder / f"{kind}.pem"
    plain = serialization.NoEncryption()
    file = folder / f"{kind}-key.pem"
    file.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    own.write_bytes(certified(key))
    what = ("--import", str(file), "--label", f"seal-{kind}", "--id", f"0{place + 1}")
    subprocess.run(["softhsm2-util", *what, "--token", LABEL, "--pin", PIN], check=True, capture_output=True)
    file.unlink()
    token = Token(MODULE, LABEL, f"seal-{kind}", PIN)
    return Held(RenderConfig(TEMPLATES, folder / "none.pem", own, token=token, trust=(own,)), token)


async def issued(render_config: RenderConfig) -> Validation:
    press = RenderPool(render_config, processes=1)
    try:
        sealed = await press.issue(
            "results/birth_certificate.html", CERTIFICATE, reason="Cấp", location="Phố Hiến", at=AT
        )
    finally:
        press.close()
    return judged(sealed, render_config.trust[0])


@pytest.mark.parametrize("kind", KINDS)
async def test_a_seal_whose_key_never_leaves_its_token_holds(tokens: dict[str, Held], kind: str) -> None:
    proof = await issued(tokens[kind].render_config)
    assert proof.problems == ()
    assert proof.signer == "Ủy ban nhân dân phường Phố Hiến"


@pytest.mark.parametrize(
    ("wrong", "setting"),
    [
        ({"pin": "0000"}, "MOTCUA_SEAL_PKCS11_PIN"),
        ({"key": "seal-none"}, "MOTCUA_SEAL_PKCS11_KEY"),
        ({"label": "none"}, "MOTCUA_SEAL_PKCS11_TOKEN"),
        ({"module": Path("/none.so")}, "MOTCUA_SEAL_PKCS11_MODULE"),
        ({"key": "seal-rsa"}, "MOTCUA_SEAL_CERTIFICATE_FILE is not the certificate of MOTCUA_SEAL_PKCS11_KEY"),
    ],
)
async def test_what_is_wrong_with_a_token_is_said_by_its_setting(
    tokens: dict[str, Held], wrong: dict[str, Any], setting: str
) -> None:
    held = tokens["ec"]
    press = RenderPool(replace(held.render_config, token=replace(held.token, **wrong)), processes=1)
    with pytest.raises(SealNotReady, match=setting):
        await press.ready()
    press.close()


def test_a_pin_is_not_shown(tokens: dict[str, Held]) -> None:
    assert PIN not in repr(tokens["ec"].render_config)
