"""Structured logs: a line an event, as JSON, or for a person where stderr is a terminal.

Everything is logged by the standard library's logging, which the engine, the HTTP server and other
libraries use too, and turned into lines by structlog's processors. A line has ``time``, ``level``,
``logger``, ``event``, and where they are known ``request_id``, ``ledger`` and ``code``.

Nobody forges a line through what they send: JSON escapes control characters, and what goes to a
terminal is escaped here, tracebacks too.
"""

from __future__ import annotations

import json
import logging
from typing import Any, TextIO

import structlog
from structlog.types import EventDict

LEVELS = ("debug", "info", "warning", "error")
_FIRST = ("time", "level", "logger", "event")
# That logging's extra= may give.
_FIELDS = ("method", "route", "status", "milliseconds", "ledger", "code")


def configure_logging(level: str, stream: TextIO) -> None:
    """Send all logs of this process to ``stream``, from ``level`` (one of LEVELS) upwards."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(make_formatter(for_person=stream.isatty()))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())


def make_formatter(*, for_person: bool) -> logging.Formatter:
    """Make what turns a log record into its line."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.ExtraAdder(_FIELDS),
            structlog.stdlib.add_logger_name,
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            _for_person if for_person else _as_json,
        ],
    )


def _as_json(_logger: object, _method: str, event: EventDict) -> str:
    # ASCII only: some readers take U+2028 or U+0085 for the end of a line too.
    return json.dumps(_ordered(event), default=repr)


def _for_person(_logger: object, _method: str, event: EventDict) -> str:
    fields = _ordered(event)
    traceback = str(fields.pop("exception", ""))
    begin = [_printable(str(fields.pop(name, ""))) for name in _FIRST]
    rest = [f"{name}={_printable(str(value))}" for name, value in fields.items()]
    below = [f"    | {_printable(line)}" for line in traceback.splitlines()]
    return "\n".join([" ".join([*begin, *rest]), *below])


def _ordered(event: EventDict) -> dict[str, Any]:
    first = {name: event[name] for name in _FIRST if name in event}
    return {**first, **event}


def _printable(text: str) -> str:
    """Escape whatever could move a terminal's cursor or end its line."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
