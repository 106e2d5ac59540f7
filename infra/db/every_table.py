"""Every table that the models know: whoever compares them with a database begins here."""

from infra.db import batch_tables, operation_tables, tables, task_tables
from infra.files import drafts
from infra.identity import officers, one_time_codes, sessions
from infra.reads import access_log, stamps
from infra.transparency import tree

__all__ = [
    "access_log", "batch_tables", "drafts", "officers", "one_time_codes", "operation_tables", "sessions",
    "stamps", "tables", "task_tables", "tree",
]  # fmt: skip
METADATA = tables.Base.metadata
