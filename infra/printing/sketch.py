"""A result before it is decided: what is not known yet stays blank, and every page says that it is a sketch."""

from collections.abc import Callable
from typing import Any

from jinja2 import ChainableUndefined, Environment

SKETCH = "sketch"
"""What the context of a sketch says."""
DOTS = "…………"


class Blank(ChainableUndefined):
    """A place that is filled in later."""

    def __str__(self) -> str:
        return DOTS

    def _still(self, *_: object) -> "Blank":
        """Whatever is counted with it is blank too."""
        return self

    __add__ = __radd__ = __sub__ = __rsub__ = _still  # type: ignore[assignment] # elsewhere these always fail
    __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _still  # type: ignore[assignment]


def sketching(pages: Environment) -> Environment:
    """The same templates, which leave blank what they are not given."""
    sketches = pages.overlay(undefined=Blank)
    sketches.filters = {name: _leaving_blank(name, filter_) for name, filter_ in pages.filters.items()}
    return sketches


def _leaving_blank(name: str, filter_: Callable[..., Any]) -> Callable[..., Any]:
    if hasattr(filter_, "jinja_pass_arg") or name in ("default", "d"):
        return filter_

    def fill(*values: Any, **named: Any) -> Any:
        return DOTS if any(isinstance(value, Blank) for value in values) else filter_(*values, **named)

    return fill
