"""Every implementation of the storage contracts, opened empty, and opened again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TypeAlias

from obstore.store import LocalStore, MemoryStore
from sqlalchemy import Engine

from nguon_ledger.store.blobs.bucket import BucketBlobs
from nguon_ledger.store.blobs.contract import Blobs
from nguon_ledger.store.blobs.folder import FolderBlobs
from nguon_ledger.store.blobs.memory import MemoryBlobs
from nguon_ledger.store.blobs.table import TableBlobs
from nguon_ledger.store.bucket import FOREVER, NEWEST
from nguon_ledger.store.database import open_database
from nguon_ledger.store.head.bucket import BucketHead
from nguon_ledger.store.head.contract import Head
from nguon_ledger.store.head.file import FileHead
from nguon_ledger.store.head.memory import MemoryHead
from nguon_ledger.store.head.table import TableHead
from store.bucket_server import open_bucket, serving_bucket

HEADS = ("memory", "sqlite", "postgres", "file", "bucket_memory", "bucket_s3")
BLOBS = ("memory", "sqlite", "postgres", "folder", "bucket_memory", "bucket_local", "bucket_s3")
CHECKPOINT = "log/checkpoint"

OpenHead: TypeAlias = Callable[[], Head]
OpenBlobs: TypeAlias = Callable[[], Blobs]


@contextmanager
def one_head(kind: str, path: Path, postgres: Callable[[], str]) -> Iterator[OpenHead]:
    """Give what opens one and the same head, as often as it is called."""
    match kind:
        case "memory":
            head = MemoryHead()
            yield lambda: head
        case "sqlite" | "postgres":
            with database(path if kind == "sqlite" else postgres()) as engine:
                yield partial(TableHead, engine, "test")
        case "file":
            yield partial(FileHead, path / "head")
        case "bucket_memory":
            yield partial(BucketHead, MemoryStore(), CHECKPOINT, attributes=NEWEST)
        case _:
            with serving_bucket() as bucket:
                yield lambda: BucketHead(open_bucket(bucket), CHECKPOINT, attributes=NEWEST)


@contextmanager
def one_store(kind: str, path: Path, postgres: Callable[[], str]) -> Iterator[OpenBlobs]:
    """Give what opens one and the same store of blobs, as often as it is called."""
    match kind:
        case "memory":
            blobs = MemoryBlobs()
            yield lambda: blobs
        case "sqlite" | "postgres":
            with database(path if kind == "sqlite" else postgres()) as engine:
                yield partial(TableBlobs, engine, "test")
        case "folder":
            yield partial(FolderBlobs, path / "some" / "folder")
        case "bucket_memory":
            yield partial(BucketBlobs, MemoryStore(), attributes=FOREVER)
        case "bucket_local":
            yield partial(BucketBlobs, LocalStore(path / "local", mkdir=True))
        case _:
            with serving_bucket() as bucket:
                yield lambda: BucketBlobs(open_bucket(bucket), attributes=FOREVER)


@contextmanager
def database(where: Path | str) -> Iterator[Engine]:
    engine = open_database(where / "nguon.db" if isinstance(where, Path) else where)
    yield engine
    engine.dispose()
