"""Logs: one JSON object a line, with the dossier's code and the trace, and no personal data.

Ours are structlog's. Those of libraries come through ``logging``; of an exception they keep type and place, because its
words may repeat what somebody declared. Only why a dossier stands still is told whole: nobody is in it.
"""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

import structlog
from opentelemetry import trace

from domain.base.standstill import StandsStill

BREAKS = {ord(sign): f"\\u{ord(sign):04x}" for sign in "\x7f\x85\u2028\u2029\u202a\u202b\u202c\u202d\u202e"}
"""What JSON leaves as it is, and a reader takes for the end of a line or the beginning of another direction."""


def _one_line(line: Any, **more: Any) -> str:
    return json.dumps(line, ensure_ascii=False, **more).translate(BREAKS)


class JsonLines(logging.Formatter):
    """Writes a library's record as one line."""

    def format(self, record: logging.LogRecord) -> str:
        """The record without what an exception said."""
        line: dict[str, Any] = {
            "event": record.getMessage().partition("\n")[0],
            "logger": record.name,
            "level": record.levelname.lower(),
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat().replace("+00:00", "Z"),
        }
        if record.exc_info and record.exc_info[0]:
            line |= {"error": record.exc_info[0].__name__, "at": _places(record.exc_info[2])}
            if isinstance(record.exc_info[1], StandsStill):
                line["why"] = str(record.exc_info[1])
        return _one_line(_with_trace(None, "", line))


def _places(trace_back: TracebackType | None) -> list[str]:
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace_back)[-8:]]


def log_as_json(level: str) -> None:
    """Write one JSON object a line, with the trace it belongs to."""
    structlog.configure(
        processors=PROCESSORS,
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    _libraries()


def _libraries() -> None:
    """Take over what libraries log, also where they brought handlers of their own."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    logging.getLogger("uvicorn.access").setLevel(logging.WARNING)  # its lines hold whole paths, and those a person


def _with_trace(_logger: Any, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    span = trace.get_current_span().get_span_context()
    if span.is_valid:
        event["trace_id"] = format(span.trace_id, "032x")
    return event


# One list for the process: a logger that was used once keeps it, whoever configures another time.
PROCESSORS: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    _with_trace,
    structlog.processors.JSONRenderer(_one_line),
]
