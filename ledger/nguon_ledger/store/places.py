"""Heads and blobs by the address that an operator writes: a folder, or an object store's URL."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from obstore.exceptions import BaseError
from obstore.store import ObjectStore, from_url

from nguon_ledger.errors import NguonError
from nguon_ledger.store.blobs.bucket import BucketBlobs
from nguon_ledger.store.blobs.contract import Blobs, check_name
from nguon_ledger.store.blobs.folder import FolderBlobs
from nguon_ledger.store.bucket import FOREVER, NEWEST, check_conditions
from nguon_ledger.store.database import storage_errors
from nguon_ledger.store.durable_folder import make_folder
from nguon_ledger.store.head.bucket import BucketHead
from nguon_ledger.store.head.contract import Head
from nguon_ledger.store.head.file import FileHead

_BUCKETS = {"s3", "gs", "az", "memory"}


def open_blobs(address: str, under: str, *, to_read: bool = False) -> Blobs:
    """Open the blobs in the folder ``under`` of an address.

    An address is a path, ``file:///path``, ``s3://bucket/path``, ``gs://bucket/path``,
    ``az://container/path``, or ``memory://`` for what need not last. Accounts, keys and regions
    come from the environment, by the names that each provider's own tools read.

    ``to_read``: nothing is written on opening, so whoever may only read can look; a folder that
    is not there holds nothing.

    Raises NguonError ``store_address_malformed``, ``storage_unavailable``, or
    ``storage_unsupported`` for an object store that ignores conditions.
    """
    place = _open(address, under, to_read=to_read)
    if isinstance(place, Path):
        return FolderBlobs(place, is_made=not to_read)
    return BucketBlobs(place, attributes=FOREVER)


def open_head(address: str, under: str, name: str) -> Head:
    """Open the head ``name`` in the folder ``under`` of an address. Raises as open_blobs."""
    place = _open(address, under)
    if not isinstance(place, Path):
        return BucketHead(place, check_name(name), attributes=NEWEST)
    with storage_errors():
        make_folder(place)
    return FileHead(place / check_name(name))


def folder_at(address: str) -> Path | None:
    """Return the folder that an address means, None for an object store.

    Raises NguonError ``store_address_malformed``.
    """
    url = _parse(address)
    return _folder(address, url) if url.scheme == "file" else None


def _open(address: str, under: str, *, to_read: bool = False) -> Path | ObjectStore:
    url = _parse(address)
    if url.scheme == "file":
        return _folder(address, url) / check_name(under)
    if url.scheme not in _BUCKETS or url.query or url.fragment:
        raise _malformed(address, "a path, or a URL with file, s3, gs, az or memory")
    path = "/".join(filter(None, [url.path.strip("/"), check_name(under)]))
    try:
        store = from_url(url._replace(path=f"/{path}").geturl())
    except (BaseError, ValueError) as e:
        raise _malformed(address, str(e).partition("\n")[0]) from None
    if not to_read:
        check_conditions(store)
    return store


def _parse(address: str) -> SplitResult:
    return urlsplit(address if "://" in address else Path(address).absolute().as_uri())


def _folder(address: str, url: SplitResult) -> Path:
    if (
        url.netloc not in {"", "localhost"}
        or url.query
        or url.fragment
        or "\0" in unquote(url.path)
    ):
        raise _malformed(address, "a file URL is file:///path")
    return Path(unquote(url.path))


def _malformed(address: str, why: str) -> NguonError:
    return NguonError("store_address_malformed", f"{address[:80]!r}: {why}")
