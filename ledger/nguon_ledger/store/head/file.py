"""A head in a local file."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nguon_ledger.store.database import storage_errors
from nguon_ledger.store.durable_folder import sync, written_beside
from nguon_ledger.store.head.contract import moved

LOCK_SECONDS = 2.0  # that another writer may take for a comparison and a rename
LOOK = 0.002  # seconds between looks at a lock that another writer holds


class FileHead:
    """A head in a file of its own (contract.Head), for the processes of one machine.

    The crash argument of a swap: a power cut before the rename leaves the old file and a
    temporary one that nobody reads; between the rename and the fsync of the folder, the old file
    or the new one, and nobody was told that it is the new one.

    Writers take turns by a lock on a file beside it (flock(2); a lock on the file itself would be
    lost with the rename). The lock ends with its holder, however that ends; one that is stopped
    keeps it, so it is held for the comparison and the rename alone, and not waited for without
    end. The folder must be on a file system where flock holds for all writers, which a network's
    may not.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> bytes | None:
        """Return the file's bytes, and see to it that they are durable.

        They may be those of a writer that was killed between its rename and its fsync.
        """
        with storage_errors():
            stored = self._stored()
            if stored is not None:
                sync(self._path.parent)
            elif not self._path.parent.is_dir():
                raise FileNotFoundError(f"there is no folder {self._path.parent}")
            return stored

    def swap(self, old: bytes | None, new: bytes) -> None:
        """Replace the file if it holds ``old``."""
        with storage_errors():
            with written_beside(self._path, new) as written, self._locked():
                if self._stored() != old:
                    raise moved()
                written.replace(self._path)
            sync(self._path.parent)

    def _stored(self) -> bytes | None:
        try:
            return self._path.read_bytes()
        except FileNotFoundError:
            return None

    @contextmanager
    def _locked(self) -> Iterator[None]:
        # Open anew each time: flock belongs to the open file, so threads exclude each other too.
        path = self._path.with_name(f"{self._path.name}.lock")
        lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            _lock(lock, time.monotonic() + LOCK_SECONDS)
            yield
        finally:
            os.close(lock)


def _lock(lock: int, deadline: float) -> None:
    """Take a lock. Raises TimeoutError after a deadline."""
    while True:
        try:
            return fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise TimeoutError("another process keeps the head's lock") from None
        time.sleep(LOOK)
