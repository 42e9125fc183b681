"""JSON Pointers (RFC 6901)."""

from __future__ import annotations

from collections.abc import Iterable


def pointer(path: Iterable[str | int]) -> str:
    """Write a path of names and list positions; the empty path is ``""``."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)
