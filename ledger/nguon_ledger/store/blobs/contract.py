"""What a store of blobs promises: bytes by name, never replaced."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

from nguon_ledger.errors import NguonError

MAX_NAME = 512
# Parts between slashes; none of them only dots, so that no name leads out of a folder.
_PART = r"(?!\.+(?:/|\Z))[A-Za-z0-9._-]+"
_NAME = re.compile(rf"{_PART}(?:/{_PART})*")
_PREFIX = re.compile(rf"(?:({_PART}(?:/{_PART})*)/)?[A-Za-z0-9._-]*")


class Blobs(Protocol):
    """Where immutable bytes are kept by their names.

    A name is a relative path of ``A-Z a-z 0-9 . _ -`` and slashes, at most 512 characters long; no
    part of it is empty or only dots: NguonError ``blob_name_malformed``. No name may lead through
    another (``a`` and ``a/b``): a folder cannot keep both.

    *Durable when*: ``put`` has returned, also where it found the same bytes there.

    *Two writers*: of two that put different bytes under one name, one succeeds and the other gets
    ``blob_differs``; what is stored is never replaced. Two that put the same bytes both succeed. A
    reader sees all bytes of a blob or no blob.

    *What an error leaves unknown*: after ``storage_unavailable`` the blob is there, whole, or not
    there. To put the same bytes again is always right.
    """

    def put(self, name: str, data: bytes) -> bool:
        """Store a blob; return whether it is new.

        After a failure that was repeated on the way it may say False of what it stored itself.
        Raises NguonError ``blob_differs`` if other bytes have this name, or
        ``storage_unavailable``.
        """
        ...

    def get(self, name: str) -> bytes | None:
        """Return a blob, None if there is none. Raises NguonError ``storage_unavailable``."""
        ...

    def names(self, prefix: str = "") -> Iterator[str]:
        """Yield the names that begin with ``prefix``, in any order.

        What is put or deleted meanwhile may be among them. Raises NguonError
        ``storage_unavailable``, or ``blob_name_malformed`` if no name can begin so.
        """
        ...

    def delete(self, name: str) -> None:
        """Remove a blob, if there is one: only for what another blob says as well.

        Raises NguonError ``storage_unavailable``.
        """
        ...


def check_name(name: str) -> str:
    """Return a name that every store can keep. Raises NguonError ``blob_name_malformed``."""
    if len(name) > MAX_NAME or not _NAME.fullmatch(name):
        raise NguonError("blob_name_malformed", f"{name[:80]!r} is not the name of a blob")
    return name


def folder_of(prefix: str) -> str:
    """Return what stands before the last slash of a prefix, "" without one.

    Raises NguonError ``blob_name_malformed`` if no name can begin so.
    """
    match = _PREFIX.fullmatch(prefix)
    if len(prefix) > MAX_NAME or match is None:
        raise NguonError("blob_name_malformed", f"no name of a blob begins with {prefix[:80]!r}")
    return match[1] or ""


def check_same(name: str, *, stored: bytes | None, data: bytes) -> None:
    """Compare what is stored under a name that is taken with what was to be put there.

    Raises NguonError ``blob_differs``, or ``storage_unavailable`` if it was deleted meanwhile.
    """
    if stored is None:
        raise NguonError("storage_unavailable", f"{name} was there, and is not any more")
    if stored != data:
        raise NguonError("blob_differs", f"{name} is stored already, with other bytes")
