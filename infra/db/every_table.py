"""Every table that the models know: whoever compares them with a database begins here."""

from infra.db import (
    agency_tables,
    batch_tables,
    cleaning_tables,
    clinic_tables,
    document_tables,
    portal_tables,
    province_tables,
    register_tables,
    tables,
    task_tables,
    warehouse_tables,
)

__all__ = [
    "agency_tables",
    "batch_tables",
    "cleaning_tables",
    "clinic_tables",
    "document_tables",
    "portal_tables",
    "province_tables",
    "register_tables",
    "tables",
    "task_tables",
    "warehouse_tables",
]
METADATA = tables.Base.metadata
