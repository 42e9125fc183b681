"""Photos and papers that are kept outside of the database, carried beside a backup and back.

They are immutable and named by their hash, so one folder serves all backups that lie beside it:
only what is not there yet is copied, and nothing in it is ever replaced. Their bytes are compared
with their hash on the way, in both directions.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, inspect, select

from nguon_ledger.engine.backup.backup import opened_backup
from nguon_ledger.engine.fsck.named import Named, is_kept, named_attachments
from nguon_ledger.store import tables
from nguon_ledger.store.blobs.contract import Blobs


class Way(NamedTuple):
    """Where attachments come from, and where they go to; each asked with a ledger's name."""

    source: Callable[[str], Blobs]
    target: Callable[[str], Blobs]


@dataclass
class Carried:
    """What became of the attachments that the entries of a ledger name.

    ``there``: at the target before. ``missing``: not in the database, and not at the source.
    ``altered``: digests of those whose bytes at the source are others, which were not copied.
    """

    named: int = 0
    in_database: int = 0
    copied: int = 0
    there: int = 0
    missing: int = 0
    altered: list[str] = field(default_factory=list)


def carry_attachments(file: Path, way: Way | None) -> dict[str, Carried]:
    """Copy what the ledgers of a backup name and its file does not keep; return it by ledger.

    Without a way nothing is copied, and all of that is missing. Raises NguonError
    ``backup_malformed`` or ``storage_unavailable``; what was copied before stays, and need not be
    copied again.
    """
    with opened_backup(file) as connection:
        ledgers = connection.scalars(select(tables.ledger.c.ledger)).all()
        if not inspect(connection).has_table(tables.blob.name):
            return {}  # of a program that kept all of them in the database
        return {name: _carry(connection, name, way) for name in sorted(ledgers)}


def _carry(connection: Connection, ledger: str, way: Way | None) -> Carried:
    found = Carried()
    source, target = (way.source(ledger), way.target(ledger)) if way else (None, None)
    with closing(named_attachments(connection, ledger)) as all_named:
        # By folders of the target, so that no more than the names of one are held.
        for folder, some in groupby(all_named, key=lambda named: named.blob.rpartition("/")[0]):
            there = set(target.names(f"{folder}/")) if target is not None else set()
            for named in some:
                found.named += 1
                if is_kept(connection, ledger, named):
                    found.in_database += 1
                elif named.blob in there:
                    found.there += 1
                elif source is None or target is None:
                    found.missing += 1
                else:
                    _copy(named, source, target, found)
    return found


def _copy(named: Named, source: Blobs, target: Blobs, found: Carried) -> None:
    data = source.get(named.blob)
    if data is None:
        found.missing += 1
    elif sha256(data).hexdigest() != named.digest:
        found.altered.append(named.digest)
    else:
        target.put(named.blob, data)
        found.copied += 1
