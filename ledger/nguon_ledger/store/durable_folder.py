"""Files and folders that survive a power cut.

A file's bytes are safe after fsync of the file; its name is safe after fsync of the folder that
lists it, and that folder's own name after fsync of the one above (fsync(2), Notes).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

# "#" is in no name of a blob, and no tool takes such a file for what it is going to be.
_TEMPORARY = "#new-"


def is_temporary(name: str) -> bool:
    """Tell whether a file is one that a write has left behind, or has not finished."""
    return name.startswith(_TEMPORARY)


@contextmanager
def written_beside(path: Path, data: bytes) -> Iterator[Path]:
    """Write ``data`` durably into a new file in the folder of ``path``; give its path.

    Whatever the block does not rename is removed. After a power cut it may stay, under a name
    that nothing reads.
    """
    with NamedTemporaryFile(dir=path.parent, prefix=_TEMPORARY, delete=False) as file:
        temporary = Path(file.name)
        try:
            file.write(data)
            file.flush()
            temporary.chmod(0o644)  # a web server or another process has to read it
            os.fsync(file.fileno())
            yield temporary
        finally:
            temporary.unlink(missing_ok=True)


def make_folder(folder: Path) -> None:
    """Make a folder durably, with those above it, unless it is there."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for made in missing:
        sync(made.parent)


def sync(path: Path) -> None:
    """Make a file's bytes durable, or the names in a folder."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_up(folder: Path, root: Path) -> None:
    """Make the names in ``folder`` durable, and those of the folders that lead to it.

    All of them every time: another process may have made one and died before its fsync, and
    nothing shows that from here. A folder without changes costs little.
    """
    sync(folder)
    while folder != root:
        folder = folder.parent
        sync(folder)
