"""A file that is there as a whole or not at all, and never in place of another."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nguon_ledger.errors import NguonError
from nguon_ledger.store.durable_folder import sync

_PARTIAL = ".partial"


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """Give a path to write to; when the block ends without error it becomes ``path``, durably.

    The name is taken at once by an empty file, so that of two writers one fails. The crash
    argument: power off before the rename leaves that empty file and a ``.partial`` one, neither
    of which is read as a whole; behind it, all of it is there.

    Raises NguonError ``file_exists``, or ``file_unwritable``.
    """
    partial = path.with_name(f"{path.name}{_PARTIAL}")
    _take(path)
    try:
        partial.unlink(missing_ok=True)
        yield partial
        sync(partial)
        partial.replace(path)
        sync(path.parent)
    except BaseException as e:
        partial.unlink(missing_ok=True)
        path.unlink(missing_ok=True)
        if isinstance(e, OSError):
            raise _unwritable(path, e) from e
        raise


def _take(path: Path) -> None:
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        what = f"{path} is there already, and is not overwritten"
        raise NguonError("file_exists", what) from None
    except OSError as e:
        raise _unwritable(path, e) from e


def _unwritable(path: Path, error: OSError) -> NguonError:
    return NguonError("file_unwritable", f"{path}: {error.strerror or error}")
