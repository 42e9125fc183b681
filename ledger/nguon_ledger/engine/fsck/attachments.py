"""Photos and papers beside the hashes that the recorded events name.

One that is not there is no fault: nobody has to send what an event names, the log holds its hash
only, and what was lost looks like what never came. So those are listed, and whoever reads decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import sha256

from sqlalchemy import Connection

from nguon_ledger.engine.fsck.fault import Fault
from nguon_ledger.engine.fsck.named import Named, is_kept, is_named, named_attachments
from nguon_ledger.engine.fsck.rows import stored_rows
from nguon_ledger.engine.reading.attachments import FOLDER, blob_name
from nguon_ledger.store import tables
from nguon_ledger.store.blobs.contract import Blobs

_ALTERED = "its bytes are not those of the hash in its name"
_MISPLACED = "it stands under another name than its hash"
_UNNAMED = "no recorded event names it"


@dataclass
class Attachments:
    """How many attachments the entries name, and those of them that are not kept."""

    named: int = 0
    missing: list[Named] = field(default_factory=list)


def check_rows(stored: Connection, ledger: str, admitted: Connection) -> Iterator[Fault]:
    """Check each attachment in the database against its name, and that an event names it.

    ``admitted``: where the entries were admitted again.
    """
    with closing(stored_rows(stored, tables.blob, ledger)) as rows:
        for _, name, data in rows:
            key = {"name": name}
            digest = str(name).rpartition("/")[2]
            if not isinstance(data, bytes) or not _is_of(digest, data):
                yield Fault("blob", _ALTERED, key)
            elif name != blob_name(digest):
                yield Fault("blob", _MISPLACED, key)
            elif not is_named(admitted, ledger, digest):
                yield Fault("blob", _UNNAMED, key)


def count_rows(stored: Connection, ledger: str, admitted: Connection) -> Attachments:
    """Count what is named, and list what the database does not keep."""
    found = Attachments()
    with closing(named_attachments(admitted, ledger)) as all_named:
        for named in all_named:
            found.named += 1
            if not is_kept(stored, ledger, named):
                found.missing.append(named)
    return found


def check_place(
    blobs: Blobs,
    ledger: str,
    admitted: Connection,
    found: Attachments,
    *,
    is_named_since: Callable[[str], bool],
) -> Iterator[Fault]:
    """Check each attachment that is kept outside of the database; count into ``found``.

    ``is_named_since`` is asked, with a digest, for what came while the check was running.
    """
    with closing(named_attachments(admitted, ledger)) as all_named:
        for named in all_named:
            found.named += 1
            data = blobs.get(named.blob)
            if data is None:
                found.missing.append(named)
            elif not _is_of(named.digest, data):
                yield _outside(named.blob, _ALTERED)
    for name in blobs.names(FOLDER):
        digest = name.rpartition("/")[2]
        if name != blob_name(digest):
            yield _outside(name, _MISPLACED)
        elif is_named(admitted, ledger, digest):
            continue
        elif not is_named_since(digest):
            yield _outside(name, _UNNAMED)
        elif not _is_of(digest, blobs.get(name) or b""):
            yield _outside(name, _ALTERED)


def _is_of(digest: str, data: bytes) -> bool:
    return sha256(data).hexdigest() == digest


def _outside(name: str, why: str) -> Fault:
    return Fault("", f"{name}, where attachments are kept: {why}", {"name": name})
