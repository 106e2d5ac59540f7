"""What a route of the door takes."""

from typing import Any


def parameters(route: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields in its path, and what may be asked there, each by its name."""
    parts = [one] if (one := getattr(route.route, "dependant", None)) else []  # the schema has none
    for part in parts:  # which grows meanwhile
        parts += part.dependencies
    inside = {field.alias: field.field_info for part in parts for field in part.path_params}
    return inside, {field.alias: field.field_info for part in parts for field in part.query_params}
