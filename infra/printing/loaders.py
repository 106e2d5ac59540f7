"""What a process of the press loads with its plates: seals of offices, the key of codes, the trust services."""

from typing import TYPE_CHECKING

from infra.documents.orders import CodeKey, OfficeSeal, PressError, RenderConfig, SealNotReady

if TYPE_CHECKING:
    from infra.documents.qr import QrSigner
    from infra.signing.seal import Sealer
    from infra.signing.services import Register, Stamper


def codes(code: CodeKey | None, *, production: bool) -> "QrSigner | None":
    """Load what signs the codes of documents, where there is a key."""
    if code is None:
        return None
    from infra.documents.qr import QrKeyUnusable, QrSigner

    try:
        return QrSigner.load(code.key, code.published, code.public_url, production=production)
    except QrKeyUnusable as fault:
        raise SealNotReady(str(fault)) from fault


def sealer_of(seal: OfficeSeal, production: bool) -> "Sealer | PressError":
    """Load an office's seal; one that cannot be used keeps no other office from its own."""
    from infra.signing.seal import Sealer

    try:
        return Sealer(seal.key, seal.certificate, production=production, token=seal.token)
    except PressError as fault:
        return type(fault)(f"MOTCUA_SEALS_FILE ({seal.office}): {fault}")


def services(plates: RenderConfig) -> "tuple[Stamper | None, Register | None]":
    """Who stamps the time and who knows what was withdrawn, where the plates name them."""
    if not plates.timestamp_url:
        return None, None
    import httpx2

    from infra.signing.seal_key import certificates_in
    from infra.signing.services import PATIENCE, Register, Stamper

    try:
        roots = [certificate for path in plates.trust for certificate in certificates_in(path)]
    except (OSError, ValueError) as fault:
        raise SealNotReady(f"MOTCUA_SEAL_TRUST_FILE: {fault}") from fault
    if not roots:
        raise SealNotReady("MOTCUA_SEAL_TRUST_FILE names no certificate, and MOTCUA_TIMESTAMP_URL needs one")
    client = httpx2.Client(timeout=PATIENCE)
    return Stamper(client, plates.timestamp_url), Register(client, roots)
