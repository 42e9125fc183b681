"""A batch: one statement a line, in order."""

from __future__ import annotations

from nguon_ledger.errors import NguonError


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
