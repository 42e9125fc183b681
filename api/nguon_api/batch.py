"""A batch: one statement a line, in order."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, wait
from typing import TypeAlias

from nguon_ledger.engine.ledger import Ledger, Recorded
from nguon_ledger.errors import NguonError

Submitted: TypeAlias = "Future[Recorded] | NguonError"

# The engine refuses these at once, by the registry as it is; an earlier line may change it.
_MAY_BE_CURED = {"unknown_key", "participant_inactive"}


def split_lines(body: bytes, *, limit: int) -> list[bytes]:
    """Split at line feeds; the last line may end with one.

    Raises NguonError ``batch_empty`` or ``batch_too_large``.
    """
    text = body.removesuffix(b"\n")
    if not text:
        raise NguonError("batch_empty", "there is no line")
    if text.count(b"\n") >= limit:
        raise NguonError("batch_too_large", f"more than {limit} lines")
    return text.split(b"\n")


def submit_lines(ledger: Ledger, lines: Sequence[bytes]) -> list[Submitted]:
    """Queue every line in order. Blocks only where a line rests on an earlier one's outcome."""
    submitted: list[Submitted] = []
    for line in lines:
        submitted.append(_submit(ledger, line, submitted))
    return submitted


def _submit(ledger: Ledger, line: bytes, earlier: Sequence[Submitted]) -> Submitted:
    try:
        return ledger.submit(line)
    except NguonError as error:
        pending = [one for one in earlier if isinstance(one, Future) and not one.done()]
        if error.code not in _MAY_BE_CURED or not pending:
            return error
    wait(pending)
    try:
        return ledger.submit(line)
    except NguonError as error:
        return error
