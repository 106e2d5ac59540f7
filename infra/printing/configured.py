"""What an installation prints and seals with, by its settings."""

from pathlib import Path

from domain.statute.offices import Offices
from infra.documents.orders import CodeKey, RenderConfig, Token
from infra.runtime.packages import template_folders
from infra.runtime.settings import Settings
from infra.signing.office_seals import office_seals


def render_config(settings: Settings, offices: Offices) -> RenderConfig:
    """What results are printed and sealed with."""
    token = None
    if settings.seal_pkcs11_module:
        pin = settings.seal_pkcs11_pin.get_secret_value()
        token = Token(Path(settings.seal_pkcs11_module), settings.seal_pkcs11_token, settings.seal_pkcs11_key, pin)
    code = None
    if settings.qr_key_file:
        code = CodeKey(Path(settings.qr_key_file), Path(settings.qr_keys_file), settings.public_url)
    return RenderConfig(
        template_folders(),
        Path(settings.seal_key_file),
        Path(settings.seal_certificate_file),
        settings.environment == "production",
        token,
        settings.timestamp_url,
        (Path(settings.seal_trust_file),) if settings.seal_trust_file else (),
        code,
        office_seals(settings.seals_file, [office.code for office in offices.offices]),
    )
