"""The forward closure of a thing: one recursive query over the touches (docs/adr/0015).

A row of the recursion is a subject of the index with the entries that are followed from it:

* a thing, through every entry that takes it, harvests from it, gives serials to its pieces or
  packs it: to what the same entry makes, and to the container that it fills
* a process over days (transformationID), from one of its entries: to what that entry makes, and
  to the next entry of the process. So what came out before the input came in is left out, and
  each entry is visited once.

A touch does not say whether a container is packed, looked at or unpacked. Its first entry always
packs it, since the door asks of every other that it is there. Through a later one a container is
only a candidate: with a mark before it, so that nothing follows from it here. Whoever asks reads
the entries of candidates that nothing else led to.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    bindparam,
)

from nguon_ledger.trace.touches import Role

CANDIDATE = "?"  # no subject begins with it: things and URIs do not
_LEDGER: ColumnElement[str] = bindparam("ledger")
_SIZE: ColumnElement[int] = bindparam("size")
_TAKEN_WHOLE = (Role.TAKEN, Role.GROWN)


@dataclass(frozen=True)
class Candidate:
    """A container that something affected may have been packed in, by the entry at ``index``."""

    container: str
    index: int
