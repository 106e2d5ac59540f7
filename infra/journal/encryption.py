"""What is kept of a dossier under its key: its state, and what its events say of people. Here it is sealed and opened.

Rows come with their dossier's key beside them (``wrapped_keys.key_beside``), so that nothing is opened with a key that
has been destroyed meanwhile.
"""

import json
import secrets
import zlib
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from sqlalchemy import RowMapping

from domain.base.refusals import Erased, Refusal
from domain.dossier.acts import AnyAct
from domain.dossier.journal import Event, canonical, joined, parted
from domain.dossier.state import Dossier
from infra.crypto.keys import DataKey, KeyMissing, Keyring, SealBroken, Wrapped

SALT = 16
QUICK = 1
"""How hard a state is pressed: enough to stay in its row of the table."""


class Unkeepable(Refusal):
    """A character that neither a print nor a register takes: U+0000."""

    slug = "malformed"


async def key_of(keys: Keyring, row: Any) -> DataKey:
    """The key of a dossier's row.

    Raises:
        Erased: it was destroyed.
        KeyMissing: it has none.
    """
    if row.destroyed_at is not None:
        raise Erased(row.destroyed_at, row.basis)
    if row.wrapped is None:
        raise KeyMissing(f"dossier {row.code} has no key")
    return await keys.open(row.code, Wrapped(row.master, row.wrapped))


def seal_state(key: DataKey, dossier: Dossier) -> bytes:
    """Seal what a dossier has come to."""
    plain = dossier.model_dump_json(exclude_defaults=True).encode()
    return key.seal(zlib.compress(plain, QUICK), f"{dossier.code}/state")


def open_state(key: DataKey, code: str, sealed: bytes) -> Dossier:
    """A dossier as its row holds it.

    Raises:
        SealBroken: the state was altered.
    """
    return Dossier.model_validate_json(zlib.decompress(key.open(sealed, f"{code}/state")))


def seal_act(key: DataKey, code: str, seq: int, act: AnyAct) -> tuple[dict[str, Any], bytes | None, str]:
    """Part an act: what is public, what it says of people, sealed, and the digest that commits to that."""
    public, personal = parted(act)
    if not personal:
        return public, None, ""
    plain = secrets.token_bytes(SALT) + canonical(personal)
    if rb"\u0000" in plain and _holds_nul(personal):
        raise Unkeepable("Không đọc được nội dung gửi lên.", "The request holds a character that no text can hold.")
    committed = sha256(plain).hexdigest()
    return public, key.seal(plain, _about(code, seq, committed)), committed


def seal_plain(key: DataKey, code: str, seq: int, plain: bytes) -> bytes:
    """Seal salt and payload as they were committed to."""
    return key.seal(plain, _about(code, seq, sha256(plain).hexdigest()))


async def event_of(keys: Keyring, code: str, row: RowMapping) -> Event:
    """An event as it was recorded; of an erased one, what is public."""
    plain = await _plain(keys, code, row)
    return Event.model_validate(dict(row) | {"act": joined(row["act"], json.loads(plain[SALT:]) if plain else None)})


async def opened(keys: Keyring, rows: Iterable[RowMapping]) -> list[dict[str, Any]]:
    """Give stored events as ``check_chain`` reads them: with payload and salt, without where erased."""
    return [dict(row) | await _committed(keys, row) for row in rows]


async def _committed(keys: Keyring, row: RowMapping) -> dict[str, Any]:
    if row["wrapped"] is None or not (row["digest"] or row["sealed"]):
        return {"personal": None, "salt": None}
    try:
        plain = await _plain(keys, row["dossier"], row)
    except SealBroken:
        plain = None
    # What does not open, or is not there though nobody erased it, is nothing that was committed to.
    return {"personal": json.loads(plain[SALT:]), "salt": plain[:SALT]} if plain else {"personal": {}, "salt": b""}


def _holds_nul(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_holds_nul(part) for part in (*value, *value.values()))
    if isinstance(value, list | tuple):
        return any(map(_holds_nul, value))
    return isinstance(value, str) and "\0" in value


async def _plain(keys: Keyring, code: str, row: RowMapping) -> bytes | None:
    if row["sealed"] is None or row["wrapped"] is None:
        return None
    key = await keys.open(code, Wrapped(row["master"], row["wrapped"]))
    return key.open(row["sealed"], _about(code, row["seq"], row["digest"]))


def _about(code: str, seq: int, digest: str) -> str:
    return f"{code}/{seq}/{digest}"
