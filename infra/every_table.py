"""Every table that the models know: whoever compares them with a database begins here."""

from infra import (
    batch_tables,
    drafts,
    looks,
    officers,
    one_time_codes,
    operation_tables,
    queues,
    sessions,
    stamps,
    tables,
    tree,
)

__all__ = [
    "batch_tables", "drafts", "looks", "officers", "one_time_codes", "operation_tables", "queues",
    "sessions", "stamps", "tables", "tree",
]  # fmt: skip
METADATA = tables.Base.metadata
