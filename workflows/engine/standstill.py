"""Says why a procedure's own code fails, so that whoever looks after it reads the line and the cause, and no data."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from pydantic import ValidationError
from temporalio.exceptions import FailureError
from temporalio.workflow import NondeterminismError

from domain.base.standstill import StandsStill, Standstill
from workflows.engine.agencies import NotDecided
from workflows.engine.walk import NotTaken, Over, Walk

ENGINE = "workflows.engine"
CALLED_WRONGLY = re.compile(
    r"[\w.]+\(\) (missing \d+ required .*|takes .* but \d+ (was|were) given|got an unexpected keyword argument '\w+')"
    r"|unsupported operand type\(s\) for .{1,4}: '\w+' and '\w+'"
    r"|'\w+' object (is not \w+|does not support .*|can't be .*)"
    r"|'.{1,2}' not supported between instances of '\w+' and '\w+'"
)
"""What the interpreter itself says of types: of anybody's own words nothing is known."""


@contextmanager
def told_why(walk: Walk, procedure: type) -> Iterator[None]:
    """Give what goes wrong in a procedure's code a text that anybody may read; what it was stays its cause.

    Raises:
        StandsStill
    """
    try:
        yield
    except (Over, FailureError, TimeoutError):
        raise
    except Exception as error:
        raise StandsStill(str(_of(error, walk.last, procedure.__module__))) from error


def _of(error: Exception, step: str, module: str) -> Standstill:
    frame, line = _where(error, module.partition(".")[0])
    code = frame.f_code
    cause, about = _why(error, {*code.co_consts, *code.co_names})
    return Standstill(f"{code.co_filename.rpartition('/')[2]}:{line}, {code.co_name}", step, cause, about)


def _where(error: Exception, package: str) -> tuple[FrameType, int]:
    """The innermost line of the procedure's own package; of anything, where none of it is among them."""
    frames, at = list[tuple[FrameType, int]](), error.__traceback__
    while at is not None:
        frames.append((at.tb_frame, at.tb_lineno))
        at = at.tb_next
    names = [str(frame.f_globals.get("__name__")) for frame, _ in frames]
    own = [one for one, name in zip(frames, names, strict=True) if name.partition(".")[0] == package]
    beside = [one for one in own if not str(one[0].f_globals["__name__"]).startswith(ENGINE)]
    return (beside or own or frames)[-1]


def _why(error: Exception, written: set[Any]) -> tuple[str, str]:
    """The cause, and what it is about: only what stands in the code itself."""
    match error:
        case NotDecided():
            return "too-early", str(error)
        case NotTaken():
            return "not-recorded", str(error)
        case NondeterminismError():
            # What the sandbox refuses has the name of what it is; the text that goes with it speaks of that alone.
            return "clock-or-chance", str(getattr(error, "qualified_name", type(error).__name__))
        case KeyError(args=[str() as name, *_]):
            return "missing-name", name if name in written else "…"
        case AttributeError(name=str() as name):
            return "missing-part", f"{type(error.obj).__name__}.{name}"
        case IndexError():
            return "nothing-there", ""
        case ValidationError():
            first = error.errors(include_url=False, include_context=False, include_input=False)[0]
            fields = ".".join(part for part in first["loc"] if isinstance(part, str) and part.isidentifier())
            return "unlike", f"{error.title}: {fields} ({first['type']})"
        case TypeError() if CALLED_WRONGLY.fullmatch(str(error)):
            return "wrong-call", str(error)
    return "other", type(error).__name__
