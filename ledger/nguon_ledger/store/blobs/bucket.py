"""Blobs in an object store."""

from __future__ import annotations

from collections.abc import Iterator

import obstore
from obstore.exceptions import AlreadyExistsError
from obstore.store import ObjectStore

from nguon_ledger.store.blobs.contract import check_name, check_same, folder_of
from nguon_ledger.store.bucket import Attributes, bucket_errors, get_object


class BucketBlobs:
    """Blobs as objects (contract.Blobs).

    What the store must support: strongly consistent reads and ``If-None-Match: *`` (see
    head.bucket). A put that obstore repeated because the first answer was lost finds its own bytes
    there, which is success.
    """

    def __init__(self, store: ObjectStore, *, attributes: Attributes | None = None) -> None:
        self._store = store
        self._attributes = attributes

    def put(self, name: str, data: bytes) -> bool:
        """Store an object in one request, whatever its size."""
        check_name(name)
        with bucket_errors():
            try:
                obstore.put(self._store, name, data, mode="create", attributes=self._attributes)
            except AlreadyExistsError:
                check_same(name, stored=self.get(name), data=data)
                return False
            return True

    def get(self, name: str) -> bytes | None:
        """Return an object's bytes."""
        found = get_object(self._store, check_name(name))
        return None if found is None else found["data"]

    def names(self, prefix: str = "") -> Iterator[str]:
        """Yield the names of objects; the store lists by whole parts of a name."""
        folder = folder_of(prefix) or None
        with bucket_errors():
            for page in obstore.list(self._store, folder):
                yield from (o["path"] for o in page if o["path"].startswith(prefix))

    def delete(self, name: str) -> None:
        """Delete an object."""
        check_name(name)
        with bucket_errors():
            try:
                obstore.delete(self._store, name)
            except FileNotFoundError:
                return
