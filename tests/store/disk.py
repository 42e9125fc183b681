"""A disk that forgets in a power cut what was not synced: a model beside the real folder.

POSIX promises a file's bytes after fsync of the file, and the names in a folder after fsync of
the folder. What was not synced may survive or not, each folder for itself; bytes that were not
synced come back torn.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

_CHANGES = ("replace", "rename", "link", "unlink", "mkdir", "rmdir")
TORN = b"torn"

Listing = dict[str, int]  # name -> inode
Folders = dict[int, Listing]


class Moment(NamedTuple):
    """What the programs see, and of that what is safe."""

    seen: Folders
    safe: Folders
    bytes: dict[int, bytes]


class Disk:
    """Watches the folder ``root``, which is safe as it is when the watching begins."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._open: dict[int, int] = {}  # inodes are held, so that none gets a second meaning
        self._safe: Folders = {}
        self._bytes: dict[int, bytes] = {}
        self.moments: list[Moment] = []

    @property
    def now(self) -> int:
        return len(self.moments) - 1

    @contextmanager
    def watched(self) -> Iterator[Disk]:
        self._begin()
        with ExitStack() as stack:
            stack.callback(self._close)
            for name in _CHANGES:
                changing = self._changing(getattr(os, name))
                stack.enter_context(patch.object(os, name, changing))
            stack.enter_context(patch.object(os, "fsync", self._syncing(os.fsync)))
            yield self

    def after_cut(self, moment: int) -> Iterator[dict[str, bytes]]:
        """Yield each state in which the power may come back: path -> bytes."""
        seen, safe, kept = self.moments[moment]
        folders = [inode for inode in seen if seen[inode] != safe.get(inode, {})]
        for choice in product((False, True), repeat=len(folders)):
            lucky = {inode for inode, is_lucky in zip(folders, choice, strict=True) if is_lucky}
            chosen = {i: seen[i] if i in lucky else safe.get(i, {}) for i in seen}
            yield dict(self._walk(self._root.stat().st_ino, "", chosen, kept))

    def _walk(
        self, inode: int, path: str, chosen: Folders, kept: dict[int, bytes]
    ) -> Iterator[tuple[str, bytes]]:
        for name, child in chosen.get(inode, {}).items():
            if child in chosen:
                yield from self._walk(child, f"{path}{name}/", chosen, kept)
            else:
                yield f"{path}{name}", kept.get(child, TORN)

    def _begin(self) -> None:
        self._safe = self._look()
        for folder, _, files in os.walk(self._root):
            for name in files:
                path = Path(folder, name)
                self._bytes[path.stat().st_ino] = path.read_bytes()
        self._note()

    def _close(self) -> None:
        for descriptor in self._open.values():
            os.close(descriptor)

    def _look(self) -> Folders:
        found: Folders = {}
        for folder, folders, files in os.walk(self._root):
            names = {name: self._hold(Path(folder, name)) for name in (*folders, *files)}
            found[self._hold(Path(folder))] = names
        return found

    def _hold(self, path: Path) -> int:
        inode = path.stat().st_ino
        if inode not in self._open:
            self._open[inode] = os.open(path, os.O_RDONLY)
        return inode

    def _note(self) -> None:
        safe = {inode: dict(names) for inode, names in self._safe.items()}
        self.moments.append(Moment(self._look(), safe, dict(self._bytes)))

    def _changing(self, change: Callable[..., Any]) -> Callable[..., Any]:
        def changed(*arguments: Any, **options: Any) -> Any:
            done = change(*arguments, **options)
            self._note()
            return done

        return changed

    def _syncing(self, sync: Callable[[int], None]) -> Callable[[int], None]:
        def synced(descriptor: int) -> None:
            self._note()
            sync(descriptor)
            found = os.fstat(descriptor)
            if stat.S_ISDIR(found.st_mode):
                self._safe[found.st_ino] = self._look().get(found.st_ino, {})
            else:
                path = Path(f"/proc/self/fd/{descriptor}")
                self._bytes[found.st_ino] = path.read_bytes()
            self._note()

        return synced
