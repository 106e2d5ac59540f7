"""Seals of offices that seal apart from the others: a file of settings, read by the worker alone."""

from collections.abc import Collection
from pathlib import Path
from typing import Self

from pydantic import BaseModel, SecretStr, TypeAdapter, ValidationError, model_validator

from infra.documents.orders import OfficeSeal, SealNotReady, Token


class SealFiles(BaseModel, extra="forbid", hide_input_in_errors=True):
    """One office's seal: its certificate, and its key in a file or in a token; paths count from the settings' file."""

    certificate_file: Path
    key_file: Path | None = None
    pkcs11_module: Path | None = None
    pkcs11_token: str = ""
    pkcs11_key: str = ""
    pkcs11_pin: SecretStr = SecretStr("")

    @model_validator(mode="after")
    def _has_one_key(self) -> Self:
        in_token = bool(self.pkcs11_module and self.pkcs11_token and self.pkcs11_key)
        if in_token == bool(self.key_file):
            raise ValueError("name key_file, or pkcs11_module, pkcs11_token and pkcs11_key")
        return self

    def of(self, office: str, home: Path) -> OfficeSeal:
        """Give it as the press takes it."""
        pin, token = self.pkcs11_pin.get_secret_value(), None
        if self.pkcs11_module:
            token = Token(self.pkcs11_module, self.pkcs11_token, self.pkcs11_key, pin)
        return OfficeSeal(office, home / (self.key_file or ""), home / self.certificate_file, token)


SEALS = TypeAdapter(dict[str, SealFiles])


def office_seals(file: str, offices: Collection[str]) -> tuple[OfficeSeal, ...]:
    """Read which office has which seal; no file, no seals of their own.

    Raises:
        SealNotReady: the file is missing or none, or names an office that is none of ours.
    """
    if not file:
        return ()
    try:
        seals = SEALS.validate_json(Path(file).read_bytes())
    except ValidationError as fault:
        where = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in fault.errors())
        raise SealNotReady(f"MOTCUA_SEALS_FILE: {where}") from None
    except OSError as fault:
        raise SealNotReady(f"MOTCUA_SEALS_FILE: {fault}") from fault
    if unknown := sorted(seals.keys() - set(offices)):
        raise SealNotReady(f"MOTCUA_SEALS_FILE: no office has the code {', '.join(unknown)}")
    home = Path(file).parent
    return tuple(seal.of(office, home) for office, seal in seals.items())
