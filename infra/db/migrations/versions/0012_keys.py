"""A key for each dossier, and under it what its state and its events say of people.

What is there already is sealed here. Dead rows hold it in the open until ``VACUUM FULL events, dossiers``.
"""

import json
import secrets
import zlib
from hashlib import sha256

from alembic import context, op
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, LargeBinary, Text, text
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.util import await_only

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

OF_OWN_DOSSIER = "EXISTS (SELECT 1 FROM dossiers d WHERE d.code = dossier)"
OPERATOR = "current_setting('motcua.operator', true) = 'yes'"
BATCH = 200


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    _keys()
    op.add_column("events", Column("sealed", LargeBinary))
    op.add_column("dossiers", Column("sealed_state", LargeBinary, nullable=False, server_default=""))
    _seal_dossiers()
    op.drop_column("events", "personal")
    op.drop_column("events", "salt")
    op.drop_column("dossiers", "state")
    op.alter_column("dossiers", "sealed_state", new_column_name="state", server_default=None)
    # A right to a column goes with the column.
    op.execute("GRANT UPDATE (state) ON dossiers TO motcua_api")
    _uploads()


def downgrade() -> None:
    """Only where nothing is kept: what is sealed cannot be laid open again by a migration."""
    if op.get_bind().execute(text("SELECT 1 FROM dossiers LIMIT 1")).first():
        op.execute("DELETE FROM dossier_keys")
    op.execute("ALTER POLICY people ON uploads TO motcua_api USING (owner = current_setting('motcua.actor', true))")
    op.drop_table("papers")
    op.drop_table("dossier_keys")
    for name in ("name", "master", "wrapped"):
        op.drop_column("uploads", name)
    op.drop_index("ix_uploads_sha256", "uploads")
    op.add_column("uploads", Column("name", Text, nullable=False, server_default=""))
    op.drop_column("events", "sealed")
    op.add_column("events", Column("personal", JSONB))
    op.add_column("events", Column("salt", LargeBinary))
    op.drop_column("dossiers", "state")
    op.add_column("dossiers", Column("state", JSONB, nullable=False, server_default="{}"))


def _keys() -> None:
    op.create_table(
        "dossier_keys",
        Column("dossier", Text, primary_key=True),
        Column("purpose", Text, primary_key=True),
        Column("master", Text, nullable=False),
        Column("wrapped", LargeBinary),
        Column("destroyed_at", TIMESTAMP(timezone=True)),
        Column("basis", Text, nullable=False, server_default=""),
        CheckConstraint("purpose IN ('dossier', 'result', 'system')", name="ck_dossier_keys_purpose"),
        CheckConstraint("(wrapped IS NULL) = (destroyed_at IS NOT NULL)", name="ck_dossier_keys_destroyed"),
        Index("ix_dossier_keys_master", "master"),
    )
    op.execute("ALTER TABLE dossier_keys ENABLE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY engine ON dossier_keys TO motcua_engine USING (true)")
    # The system's key opens nothing of a person's; an operator's look at Temporal is logged.
    op.execute(
        f"CREATE POLICY people ON dossier_keys TO motcua_api USING ({OF_OWN_DOSSIER} OR purpose = 'system' OR {OPERATOR})"
        f" WITH CHECK ({OF_OWN_DOSSIER})"
    )
    op.execute("GRANT SELECT, INSERT ON dossier_keys TO motcua_engine, motcua_api")
    op.execute("GRANT UPDATE (master, wrapped, destroyed_at, basis) ON dossier_keys TO motcua_engine")


def _seal_dossiers() -> None:
    bind, after = op.get_bind(), ""
    while codes := list(bind.scalars(text("SELECT code FROM dossiers WHERE code > :after ORDER BY code LIMIT :batch"),
                                     {"after": after, "batch": BATCH})):
        for code in codes:
            _seal(bind, code)
        after = codes[-1]


def _seal(bind, code) -> None:
    key = secrets.token_bytes(32)
    masters = context.config.attributes.get("masters")
    if masters is None:
        raise RuntimeError("set MOTCUA_MASTER_KEYS_FILE: there are dossiers, and this migration seals them")
    wrapped = await_only(masters.wrap(key, code))
    cipher = AESGCM(key)

    def sealed(plain: bytes, about: str) -> bytes:
        nonce = secrets.token_bytes(12)
        return nonce + cipher.encrypt(nonce, plain, about.encode())

    bind.execute(
        text("INSERT INTO dossier_keys (dossier, purpose, master, wrapped) VALUES (:code, 'dossier', :master, :key)"),
        {"code": code, "master": wrapped.master, "key": wrapped.key},
    )
    state = bind.execute(text("SELECT CAST(state AS text) FROM dossiers WHERE code = :code"), {"code": code}).scalar()
    bind.execute(
        text("UPDATE dossiers SET sealed_state = :state WHERE code = :code"),
        {"code": code, "state": sealed(zlib.compress(state.encode(), 1), f"{code}/state")},
    )
    rows = bind.execute(
        text("SELECT seq, personal, salt, digest FROM events WHERE dossier = :code AND salt IS NOT NULL"),
        {"code": code},
    )
    for seq, personal, salt, digest in rows.all():
        said = json.dumps(personal, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        if sha256(salt + said).hexdigest() != digest:
            raise RuntimeError(f"event {seq} of {code} does not hold: see motcua journal verify of the release before")
        bind.execute(
            text("UPDATE events SET sealed = :sealed WHERE dossier = :code AND seq = :seq"),
            {"code": code, "seq": seq, "sealed": sealed(salt + said, f"{code}/{seq}/{digest}")},
        )


def _uploads() -> None:
    """Files that are there already lie in the open, and stay found; their names are in the journals too."""
    op.drop_column("uploads", "name")
    op.add_column("uploads", Column("name", LargeBinary))
    op.add_column("uploads", Column("master", Text, nullable=False, server_default=""))
    op.add_column("uploads", Column("wrapped", LargeBinary))
    op.create_index("ix_uploads_sha256", "uploads", ["sha256"])
    op.create_table(
        "papers",
        Column("dossier", Text, ForeignKey("dossiers.code", name="fk_papers_dossier_dossiers"), primary_key=True),
        Column("upload", Text, ForeignKey("uploads.id", name="fk_papers_upload_uploads"), primary_key=True),
        Index("ix_papers_upload", "upload"),
    )
    op.execute(
        "INSERT INTO papers SELECT DISTINCT dossier, uploads.id FROM events"
        " CROSS JOIN jsonb_array_elements_text(act -> 'documents') AS named JOIN uploads ON sha256 = named"
        " WHERE act ? 'documents'"
    )
    op.execute("ALTER TABLE papers ENABLE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY engine ON papers TO motcua_engine USING (true)")
    op.execute(f"CREATE POLICY people ON papers TO motcua_api USING ({OF_OWN_DOSSIER})")
    op.execute("GRANT SELECT, INSERT ON papers TO motcua_engine, motcua_api")
    op.execute("GRANT UPDATE (master, wrapped, name) ON uploads TO motcua_engine")
    named = "EXISTS (SELECT 1 FROM papers p WHERE p.upload = id)"
    op.execute(
        f"ALTER POLICY people ON uploads TO motcua_api USING (owner = current_setting('motcua.actor', true) OR {named})"
        " WITH CHECK (owner = current_setting('motcua.actor', true))"
    )
