"""What a durable sequence promises. One sequence holds the entries of one ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol, TypeVar

from nguon_ledger.log.merkle import EMPTY_ROOT

Tiles = Mapping[tuple[int, int], bytes]


class Extent(NamedTuple):
    """How far a sequence reaches: the number of its entries, and their Merkle root."""

    size: int
    root: bytes


NOTHING = Extent(0, EMPTY_ROOT)


class Reach(Protocol):
    """One consistent view of a sequence."""

    def extent(self) -> Extent:
        """Return the stored extent; NOTHING for a sequence that was never extended."""
        ...

    def length(self) -> int:
        """Return the number of the last stored entry plus one, whatever the extent says."""
        ...

    def tile(self, level: int, number: int) -> bytes:
        """Return the hashes of a tile, as many as are stored; empty if there is none."""
        ...


class Extension(Reach, Protocol):
    """One transaction that makes the sequence longer. It sees its own writes."""

    def append(self, start: int, entries: Sequence[tuple[bytes, bytes]]) -> None:
        """Store entries from index ``start`` on, each with its leaf hash before it.

        An index that is taken is an error: no entry is ever replaced.
        """
        ...

    def entries(self, start: int) -> list[bytes]:
        """Return the bytes from ``start`` on as the store gives them back."""
        ...

    def put_tiles(self, tiles: Tiles) -> None:
        """Store tiles, in place of what is stored of the same ones."""
        ...

    def reach(self, extent: Extent) -> None:
        """Store the new extent."""
        ...


_R_co = TypeVar("_R_co", bound=Reach, covariant=True)
_E_co = TypeVar("_E_co", bound=Extension, covariant=True)


class DurableSequence(Protocol[_R_co, _E_co]):
    """Where the entries of one ledger are kept, in their order.

    *Durable when*: the block of ``extending`` has ended without an error. Then everything done in
    it survives a power cut, all of it; an error inside the block leaves nothing of it.

    *Two writers*: each block sees the sequence as it was committed before. Of two that extend the
    same extent at most one ends without error; the other gets NguonError. Readers see the
    sequence before a block or after it.

    *What an error leaves unknown*: an error at the end of the block (its commit) may come before
    or after the commit took place. Whoever gets NguonError ``storage_unavailable`` knows nothing
    and must read the sequence again before it does anything else with it.
    """

    def extending(self) -> AbstractContextManager[_E_co]:
        """Open a transaction."""
        ...

    def looking(self) -> AbstractContextManager[_R_co]:
        """Open a view for reading."""
        ...
