"""Object stores through obstore: what their failures mean, and what we ask them to serve.

https://developmentseed.org/obstore/ wraps the Rust crate object_store. A put with mode "create"
is the HTTP precondition ``If-None-Match: *``, a put with an ETag is ``If-Match`` (RFC 9110, 13.1).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal, TypedDict

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError, PreconditionError
from obstore.store import ObjectStore

from nguon_ledger.errors import NguonError

if TYPE_CHECKING:
    from obstore import UpdateVersion  # not there at run time

_PROBE = ".conditions"
_CONDITIONS: Mapping[str, Literal["create"] | UpdateVersion] = {
    "If-None-Match": "create",
    "If-Match": {"e_tag": '"no such value"'},
}
Attributes = dict[str, str]
# tlog-tiles: checkpoints are not to be cached beyond a few seconds, everything else for long.
NEWEST: Attributes = {
    "Content-Type": "text/plain; charset=utf-8",
    "Cache-Control": "public, max-age=1",
}
FOREVER: Attributes = {
    "Content-Type": "application/octet-stream",
    "Cache-Control": "public, max-age=31536000, immutable",
}


class Object(TypedDict):
    """An object's bytes, and the ETag that a conditional put of its successor names."""

    data: bytes
    e_tag: str | None


def get_object(store: ObjectStore, name: str) -> Object | None:
    """Return an object. Raises as bucket_errors."""
    with bucket_errors():
        try:
            found = obstore.get(store, name)
            return {"data": found.bytes().to_bytes(), "e_tag": found.meta["e_tag"]}
        except FileNotFoundError:
            return None


def check_conditions(store: ObjectStore) -> None:
    """Try whether a store refuses a put whose condition does not hold.

    Not every store that speaks a protocol knows its conditions; one that ignores them would let
    two writers overwrite each other in silence. Leaves an empty object. Raises NguonError
    ``storage_unsupported`` or ``storage_unavailable``.
    """
    with bucket_errors():
        _is_refused(store, "create")  # unless an earlier try has left it
        for header, mode in _CONDITIONS.items():
            if not _is_refused(store, mode):
                raise NguonError("storage_unsupported", f"the object store ignores {header}")


def _is_refused(store: ObjectStore, mode: Literal["create"] | UpdateVersion) -> bool:
    try:
        obstore.put(store, _PROBE, b"", mode=mode)
    except (AlreadyExistsError, PreconditionError):
        return True
    return False


@contextmanager
def bucket_errors() -> Iterator[None]:
    """Turn an object store's failures into ``storage_unavailable``.

    Raises NguonError ``storage_unsupported`` where it has no conditional put at all: to go on
    without the condition would overwrite what another writer has stored.
    """
    try:
        yield
    except NotImplementedError as e:
        what = f"the object store cannot put on a condition: {_first_line(e)}"
        raise NguonError("storage_unsupported", what) from e
    except (BaseError, OSError) as e:
        what = f"the object store does not answer: {_first_line(e)}"
        raise NguonError("storage_unavailable", what) from e


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
