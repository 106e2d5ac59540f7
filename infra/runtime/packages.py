"""Where what is no Python lies: in the house, and in agencies' packages beside the module of their entry point."""

from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

TEMPLATES = Path(__file__).parents[2] / "templates"
"""Our own."""


def homes() -> tuple[Path, ...]:
    """The folder of every module that an entry point ``motcua.procedures`` names."""
    modules = {point.module for point in entry_points(group="motcua.procedures")}
    return tuple(sorted({Path(str(spec.origin)).parent for module in modules if (spec := find_spec(module))}))


def template_folders() -> tuple[Path, ...]:
    """Where a template is looked for, one after the other: the engine's own, Vietnam's, those of agencies' packages."""
    return (TEMPLATES, TEMPLATES / "vietnam", *(home / "templates" for home in homes()))
