"""Files that a command reads and writes for a person."""

from __future__ import annotations

import sys
from hashlib import file_digest
from pathlib import Path

from nguon_ledger.errors import NguonError

STDIN = Path("-")


def read_file(path: Path, *, max_bytes: int, field: str) -> bytes:
    """Read a file, or standard input for ``-``; at most one byte more than ``max_bytes``.

    Raises NguonError ``file_missing`` or ``file_unreadable``.
    """
    try:
        if path == STDIN:
            return sys.stdin.buffer.read(max_bytes + 1)
        with path.open("rb") as file:
            return file.read(max_bytes + 1)
    except FileNotFoundError:
        raise NguonError("file_missing", f"{path} is not there", field=field) from None
    except (OSError, ValueError) as e:
        raise NguonError("file_unreadable", f"{path}: {_reason(e)}", field=field) from None


def hash_file(path: Path, *, field: str) -> str:
    """Return the SHA-256 of a file in hexadecimal. Raises as read_file."""
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        raise NguonError("file_missing", f"{path} is not there", field=field) from None
    except (OSError, ValueError) as e:
        raise NguonError("file_unreadable", f"{path}: {_reason(e)}", field=field) from None


def write_file(path: Path, data: bytes, *, field: str) -> None:
    """Write a file whole. Raises NguonError ``file_unwritable``."""
    try:
        path.write_bytes(data)
    except (OSError, ValueError) as e:
        raise NguonError("file_unwritable", f"{path}: {_reason(e)}", field=field) from None


def _reason(error: OSError | ValueError) -> str:
    return getattr(error, "strerror", None) or str(error)
