"""A batch as its rows hold it, and the statements that read and write them."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel
from sqlalchemy import text

from domain.base.words import Words
from domain.dossier.acts import Actor
from domain.tasks.batch import Choice
from infra.crypto.keys import DataKey, Keyring, Wrapped

TASKS = text("""
SELECT id, dossier, kind, procedure FROM tasks WHERE id = ANY(:ids) AND agency = :agency
""")
THEIRS = "tasks.agency = :agency AND role = ANY(:roles) AND closed_at IS NULL AND claimed_by IN ('', :me)"
GROUPS = text(f"""
SELECT procedure, kind, count(*) AS many FROM tasks
WHERE {THEIRS} AND kind = ANY(:kinds) GROUP BY procedure, kind ORDER BY procedure, kind
""")  # noqa: S608 - our own words
CANDIDATES = text(f"""
SELECT id, tasks.dossier, filed_at, tasks.due_at FROM tasks JOIN dossiers ON code = tasks.dossier
WHERE {THEIRS} AND kind = :kind AND tasks.procedure = :procedure ORDER BY tasks.due_at, id LIMIT :most
""")  # noqa: S608 - our own words
BEGIN = text("""
INSERT INTO batches (id, agency, officer, procedure, kind, decision, state, needs_second, master, wrapped, sealed)
VALUES (:id, :agency, :officer, :procedure, :kind, :decision, 'drafted', :needs_second, :master, :wrapped, :sealed)
""")
ADD = text("""
INSERT INTO batch_items (batch, task, position, agency, dossier, state, slug, vi, en)
VALUES (:batch, :task, :position, :agency, :dossier, :state, :slug, :vi, :en)
""")
COLUMNS = "id, officer, state, needs_second, second, began_at, due_at, master, wrapped, sealed"
FIND = text(f"SELECT {COLUMNS} FROM batches WHERE id = :id")  # noqa: S608 - our own words
LOCK = text(f"SELECT {COLUMNS} FROM batches WHERE id = :id FOR UPDATE")  # noqa: S608 - our own words
ITEMS = text("""
SELECT task, dossier, state, slug, vi, en, settled_at FROM batch_items WHERE batch = :id ORDER BY position
""")
LIST = text("""
SELECT id, procedure, kind, decision, officer, officer = :me AS mine, began_at, due_at,
       CASE WHEN state = 'confirmed' AND waiting = 0 THEN 'done' ELSE state END AS state, chosen, decided, waiting
FROM batches, LATERAL (
    SELECT count(*) AS chosen, count(*) FILTER (WHERE state = 'decided') AS decided,
           count(*) FILTER (WHERE state = 'waiting') AS waiting FROM batch_items WHERE batch = id
) AS counts
WHERE state <> 'drafted' ORDER BY began_at DESC LIMIT :page
""")
RUNNING = text("""
SELECT count(*) FROM batches JOIN batch_items ON batch = id AND batch_items.state = 'waiting'
WHERE officer = :officer AND kind = :kind AND decision = :decision AND batches.state = 'confirmed' AND second = ''
""")
MOVE = text("""
UPDATE batches SET state = :state, needs_second = :needs_second, second = :second, due_at = :due_at WHERE id = :id
""")
SIGN = text("UPDATE batches SET sealed = :sealed WHERE id = :id")
DUE = text("UPDATE batch_items SET due_at = :due_at WHERE batch = :id AND state = 'waiting'")
LEAVE_OUT = text("""
UPDATE batch_items SET state = 'left_out', slug = :slug, vi = :vi, en = :en WHERE batch = :id AND task = :task
""")
TAKE_BACK = text("""
UPDATE batch_items SET state = 'withdrawn', settled_at = clock_timestamp()
WHERE batch = :id AND state = 'waiting' AND (:whole OR task = ANY(:tasks)) RETURNING task
""")


class Content(BaseModel):
    """What lies sealed."""

    choice: Choice
    actor: Actor
    """As they were when they confirmed it."""


class Item(BaseModel):
    """One task of a batch."""

    task: str
    dossier: str
    state: str
    slug: str
    words: Words
    """What it would become, or why it was left out or refused."""
    settled_at: datetime | None


class Batch(BaseModel):
    """What an officer wants decided in one go, and how far that is."""

    id: str
    officer: str
    choice: Choice
    state: str
    needs_second: bool
    second: str
    began_at: datetime
    due_at: datetime | None
    items: list[Item]

    def count(self, state: str) -> int:
        """Say how many of its tasks stand so."""
        return sum(item.state == state for item in self.items)

    @property
    def done(self) -> bool:
        """Whether nothing more becomes of it."""
        return self.state == "withdrawn" or (self.state == "confirmed" and not self.count("waiting"))


async def content_of(keys: Keyring, row: Any) -> Content:
    """Open what a batch's row seals."""
    key = await key_of(keys, row)
    return Content.model_validate_json(key.open(row.sealed, row.id))


async def key_of(keys: Keyring, row: Any) -> DataKey:
    """Open the key that lies in a batch's row."""
    return await keys.open(named(row.id), Wrapped(row.master, row.wrapped))


def named(batch: str) -> str:
    """Give the name of a batch's key."""
    return f"batch/{batch}"
