"""Wrapped keys as they lie in the database, one for each purpose of a dossier."""

from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import InstrumentedAttribute

from infra.crypto.keys import Wrapped
from infra.db.tables import KeyRow, constant

KEY_OF = select(KeyRow.master, KeyRow.wrapped, KeyRow.destroyed_at, KeyRow.basis).where(
    KeyRow.dossier == bindparam("dossier"), KeyRow.purpose == bindparam("purpose")
)
KEEP_KEY = insert(KeyRow).on_conflict_do_nothing()


def kept(dossier: str, purpose: str, key: Wrapped) -> dict[str, Any]:
    """What ``KEEP_KEY`` takes."""
    return {"dossier": dossier, "purpose": purpose, "master": key.master, "wrapped": key.key}


def key_beside(dossier: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """What joins a sealed row with its dossier's key: one that was destroyed a moment ago opens nothing more."""
    return and_(KeyRow.dossier == dossier, KeyRow.purpose == constant("dossier"))
