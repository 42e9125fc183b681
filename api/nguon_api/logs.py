"""Structured logs: a line an event, as JSON, or for a person where stderr is a terminal.

The standard library's logging runs through the same processors, so that the engine, which knows
no logging library, writes the same lines. A line has ``time``, ``level``, ``logger``, ``event``,
and where they are known ``request_id``, ``ledger`` and ``code``.

Nobody forges a line through what they send: JSON escapes control characters, and what goes to a
terminal is escaped here, tracebacks too.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from typing import Any, TextIO

import structlog
from structlog.types import EventDict, Processor

LEVELS = ("debug", "info", "warning", "error")
_FIRST = ("time", "level", "logger", "event")
_FIELDS = ("ledger", "code")  # that logging's extra= may give


def configure_logging(level: str, stream: TextIO) -> None:
    """Send all logs of this process to ``stream``, from ``level`` (one of LEVELS) upwards."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(make_formatter(for_person=stream.isatty()))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_shared(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
    )


def make_formatter(*, for_person: bool) -> logging.Formatter:
    """Make what turns a log record into its line."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.ExtraAdder(_FIELDS), *_shared()],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            _for_person if for_person else _as_json,
        ],
    )


def _shared() -> Sequence[Processor]:
    return (
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
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
