"""A head in an object store."""

from __future__ import annotations

import obstore
from obstore.exceptions import AlreadyExistsError, PreconditionError
from obstore.store import ObjectStore

from nguon_ledger.errors import NguonError
from nguon_ledger.store.bucket import Attributes, bucket_errors, get_object
from nguon_ledger.store.head.contract import moved


class BucketHead:
    """A head as one object (contract.Head).

    What the store must support: strongly consistent reads, ``If-None-Match: *`` for the first
    value and ``If-Match`` with the ETag for every later one, each decided together with the write.
    bucket.check_conditions tries it. obstore's LocalStore has no conditional replacement:
    NguonError ``storage_unsupported``; use file.FileHead.

    The comparison is of bytes: the value that the ETag belongs to is read first.
    """

    def __init__(
        self, store: ObjectStore, name: str, *, attributes: Attributes | None = None
    ) -> None:
        self._store = store
        self._name = name
        self._attributes = attributes

    def read(self) -> bytes | None:
        """Return the object's bytes."""
        found = get_object(self._store, self._name)
        return None if found is None else found["data"]

    def swap(self, old: bytes | None, new: bytes) -> None:
        """Replace the object if it holds ``old``."""
        found = get_object(self._store, self._name)
        if (None if found is None else found["data"]) != old:
            raise moved()
        with bucket_errors():
            try:
                obstore.put(
                    self._store,
                    self._name,
                    new,
                    mode="create" if found is None else {"e_tag": _etag(found["e_tag"])},
                    attributes=self._attributes,
                )
            except (AlreadyExistsError, PreconditionError) as e:
                raise self._refused(new) from e

    def _refused(self, new: bytes) -> NguonError:
        """Return what a failed condition means.

        obstore repeats a put whose answer was lost. If the first one took place, the condition of
        the second fails on our own value.
        """
        if self.read() == new:
            return NguonError("storage_unavailable", "it is unknown who stored this checkpoint")
        return moved()


def _etag(found: str | None) -> str:
    if found is None:
        raise NguonError("storage_unsupported", "the object store gives no ETags")
    return found
