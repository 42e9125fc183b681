"""What a command says, and where: results on stdout, everything else on stderr."""

from __future__ import annotations

import json
import os
import sys
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TextIO

import typer
from rich.console import Console

from nguon_cli.languages import own_language
from nguon_ledger.errors import NguonError

PIPE_WIDTH = 140  # columns for tables that go into a file or a pipe
_JOINERS = "\u200c\u200d"  # Bengali and Thai cannot be written without them
_HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Leave the exit code to main(); rich would choose 1."""
        raise BrokenPipeError


class Session:
    """One run of the command; ``console`` writes on stdout.

    ``language`` (vi, en, th, bn, or none) is what a ledger is asked to give its reasons in.
    """

    def __init__(self, out: TextIO, err: TextIO, language: str | None = None) -> None:
        self.json = False
        self.language = language
        self._err = err
        self.console = _Console(file=out, highlight=False, width=_width(out))

    def show(self, result: Mapping[str, Any], human: Callable[[], None]) -> None:
        """Print the result as JSON, or let ``human`` print it."""
        if self.json:
            self._write_json(result)
        else:
            human()

    def say(self, text: str = "") -> None:
        """Print a line for a person, as it is."""
        self.console.print(clean(text), markup=False, soft_wrap=True)

    def draw(self, thing: object) -> None:
        """Print a table or another thing that rich draws."""
        self.console.print(thing)

    def pass_on(self, data: bytes) -> None:
        """Write what a ledger made for programs on stdout, as it is."""
        self.console.file.write(data.decode("utf-8"))

    def flush(self) -> None:
        """Let a reader at the other end of a pipe see what was printed."""
        self.console.file.flush()

    def warn(self, text: str) -> None:
        """Print one line on stderr."""
        print(clean(text), file=self._err)

    def fail(self, code: str, detail: str, field: str | None = None) -> None:
        """Tell why the command failed: ``code: sentence (field)``, or an object in JSON."""
        if self.json:
            error = {"code": code, "detail": detail, "field": field}
            self._write_json({"error": {k: v for k, v in error.items() if v is not None}})
        else:
            self.warn(f"{code}: {detail}" + (f" ({field})" if field else ""))

    def fail_with(self, error: NguonError) -> None:
        """Tell of an expected failure."""
        self.fail(error.code, error.detail, error.field)

    def _write_json(self, value: Mapping[str, Any]) -> None:
        text = json.dumps(value, ensure_ascii=False, default=plain_number)
        self.console.file.write(text.encode("utf-8", "backslashreplace").decode() + "\n")


def session_of(context: typer.Context) -> Session:
    """Return the session of a command's context."""
    found = context.obj
    if not isinstance(found, Session):  # a command was called without main()
        raise TypeError("the context carries no session")
    return found


def start_session() -> Session:
    """Begin a run on this process's streams, which then never fail for a letter."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
    return Session(sys.stdout, sys.stderr, own_language(os.environ))


def clean(text: str) -> str:
    """Show control and direction marks as escapes: evidence must not steer a terminal."""
    return "".join(_escaped(c) if _is_hidden(c) else c for c in text)


def _is_hidden(character: str) -> bool:
    return character not in _JOINERS and unicodedata.category(character) in _HIDDEN


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode()


def plain_number(value: object) -> int | float:
    """Return a Decimal as json.dumps writes it: whole, or the shortest double (RFC 7493, 2.2)."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(f"{type(value).__name__} is no JSON value")


def _width(out: TextIO) -> int | None:
    return None if out.isatty() else PIPE_WIDTH
