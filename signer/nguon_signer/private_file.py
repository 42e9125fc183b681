"""Files that only their owner may read, replaced as a whole or not at all (POSIX)."""

from __future__ import annotations

import fcntl
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nguon_ledger.errors import NguonError

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def read_private(path: Path, *, max_bytes: int) -> bytes:
    """Read a file that nobody else can read.

    Raises NguonError ``file_missing``, ``file_unreadable``, ``file_not_private`` or
    ``file_too_large``.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except FileNotFoundError:
        raise NguonError("file_missing", f"{path} is not there") from None
    except OSError as e:
        raise _unreadable(path, e) from None
    with os.fdopen(descriptor, "rb") as file:
        # The open file is asked, not the path, which somebody may exchange in between.
        _check_private(path, os.fstat(file.fileno()))
        data = file.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise NguonError("file_too_large", f"{path} has more than {max_bytes} bytes")
    return data


def create_private(path: Path, data: bytes) -> None:
    """Create a file of mode 0600 that is complete or absent.

    Raises NguonError ``file_exists`` or ``file_unwritable``. A power cut leaves at most a
    temporary file beside it: the data is on disk before it gets its name, and the name before
    this returns.
    """
    with _temporary(path, data) as temporary:
        try:
            os.link(temporary, path)  # unlike a rename, refuses to replace
        except FileExistsError:
            raise NguonError("file_exists", f"{path} is there already") from None


def replace_private(path: Path, data: bytes) -> None:
    """Replace a file by one of mode 0600: readers see the old bytes or the new ones.

    Raises NguonError ``file_unwritable``.
    """
    with _temporary(path, data) as temporary:
        temporary.replace(path)


@contextmanager
def locked_folder(path: Path) -> Iterator[None]:
    """Keep other processes that ask for the same lock out of the folder of ``path``.

    Raises NguonError ``file_missing``.
    """
    try:
        descriptor = _open_folder(path)
    except OSError:
        raise NguonError("file_missing", f"{path.parent} is not there") from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _temporary(path: Path, data: bytes) -> Iterator[Path]:
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}.tmp")
    try:
        try:
            _write(temporary, data)
            yield temporary
            _sync_folder(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as e:
        raise NguonError("file_unwritable", f"{path}: {e.strerror}") from None


def _write(path: Path, data: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
        os.fchmod(file.fileno(), 0o600)  # an odd umask takes bits away from the mode asked for
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    descriptor = _open_folder(path)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _open_folder(path: Path) -> int:
    return os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)


def _check_private(path: Path, found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise NguonError("file_unreadable", f"{path} is not a plain file")
    if found.st_mode & _OTHERS or found.st_uid != os.geteuid():
        raise NguonError(
            "file_not_private", f"others can reach {path}: make it yours alone (chmod 600)"
        )


def _unreadable(path: Path, error: OSError) -> NguonError:
    return NguonError("file_unreadable", f"{path}: {error.strerror}")
