"""The published JSON Schema of the data that a result carries in its PDF (`du-lieu.json`)."""

from typing import Any

from domain.results.printed import Printed, schema_name
from workflows.engine.procedure import Procedure

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def result_schema(procedure: type[Procedure[Any]]) -> dict[str, Any]:
    """Describe what a procedure's result says, its own content and what all results share."""
    own, shared = (model.model_json_schema(mode="serialization") for model in (procedure.result, Printed))
    return {
        "$schema": DIALECT,
        "$id": schema_name(procedure.result.template),
        "title": procedure.title.vi,
        "description": procedure.title.en,
        "type": "object",
        "properties": {
            "$schema": {"const": schema_name(procedure.result.template)},
            **shared["properties"],
            **own["properties"],
        },
        "required": [
            *own.get("required", []),
            *(name for name in Printed.model_fields if Printed.model_fields[name].is_required()),
        ],
        "$defs": {**shared.get("$defs", {}), **own.get("$defs", {})},
    }
