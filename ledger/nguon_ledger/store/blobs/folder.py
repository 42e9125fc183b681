"""Blobs in a local folder, which a plain web server can serve."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

from nguon_ledger.errors import NguonError
from nguon_ledger.store.blobs.contract import check_name, check_same, folder_of
from nguon_ledger.store.database import storage_errors
from nguon_ledger.store.durable_folder import (
    is_temporary,
    make_folder,
    sync,
    sync_up,
    written_beside,
)

_RACES = 10  # with a delete that removes an emptied folder under us


class FolderBlobs:
    """Blobs as files under a folder (contract.Blobs).

    The folder is made if it is not there; unless ``is_made`` is False, for who only reads.

    The crash argument of a put: the bytes are written and synced under a temporary name, then
    linked to their own, which fails where that is taken (link(2): EEXIST) and so never replaces
    anything; then the folders are synced. A power cut before the link leaves a temporary file that
    nobody reads; after it, the blob with all its bytes or no blob, and nobody was told.

    The file system must have hard links; names that differ only in case must stay two names.
    """

    def __init__(self, root: Path, *, is_made: bool = True) -> None:
        self._root = root
        if is_made:
            with storage_errors():
                make_folder(root)

    def put(self, name: str, data: bytes) -> bool:
        """Store a file."""
        path = self._path(name)
        with storage_errors():
            is_new = self._link(path, data)
            if not is_new:
                check_same(name, stored=self.get(name), data=data)
                sync(path)  # whoever put it there may not have come so far
            sync_up(path.parent, self._root)
            return is_new

    def get(self, name: str) -> bytes | None:
        """Return a file's bytes."""
        with storage_errors():
            try:
                return self._path(name).read_bytes()
            except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
                return None

    def names(self, prefix: str = "") -> Iterator[str]:
        """Yield the names of files, from the deepest folder that the prefix names."""
        with storage_errors():
            for folder, _, files in os.walk(self._root / folder_of(prefix), onerror=_not_gone):
                for file in files:
                    name = (Path(folder) / file).relative_to(self._root).as_posix()
                    if name.startswith(prefix) and not is_temporary(file):
                        yield name

    def delete(self, name: str) -> None:
        """Remove a file, and its folder if that is empty now.

        Not synced: what comes back after a power cut is the same bytes, and is deleted again.
        """
        path = self._path(name)
        with storage_errors():
            path.unlink(missing_ok=True)
            if path.parent != self._root:
                _remove_empty(path.parent)

    def _link(self, path: Path, data: bytes) -> bool:
        """Link the bytes to a name; return False if the name is taken."""
        for _ in range(_RACES):
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                with written_beside(path, data) as written:
                    path.hardlink_to(written)
            except FileNotFoundError:
                continue  # the folder was empty for a moment, and removed
            except FileExistsError:
                return False
            return True
        raise NguonError("storage_unavailable", f"{path.parent} is removed again and again")

    def _path(self, name: str) -> Path:
        return self._root / check_name(name)


def _not_gone(error: OSError) -> None:
    if error.errno not in {errno.ENOENT, errno.ENOTDIR}:
        raise error


def _remove_empty(folder: Path) -> None:
    try:
        folder.rmdir()
    except OSError as e:
        if e.errno not in {errno.ENOTEMPTY, errno.EEXIST, errno.ENOENT}:
            raise
