"""What a head promises: a signed checkpoint, replaced by compare-and-swap."""

from __future__ import annotations

from typing import Protocol

from nguon_ledger.errors import NguonError


class Head(Protocol):
    """Where the newest signed checkpoint of one ledger is kept: a note, or nothing yet.

    *Durable when*: ``swap`` has returned. What ``read`` has returned is durable too: no power cut
    brings back the value before it.

    *Two writers*: the comparison and the replacement are one step. Of two that swap the same old
    value at most one succeeds; the other gets ``head_moved`` and nothing of it is stored. A
    reader sees the old value or the new one, whole, and never none where there was one.

    *What an error leaves unknown*: ``head_moved`` says that this swap did not take place.
    ``storage_unavailable`` says nothing: the stored value is the old one, or this one, or what
    another writer has stored since. Whoever gets it must read before it swaps again.
    """

    def read(self) -> bytes | None:
        """Return the stored value, None before the first swap.

        Raises NguonError ``storage_unavailable``.
        """
        ...

    def swap(self, old: bytes | None, new: bytes) -> None:
        """Replace ``old`` (None: nothing is stored yet) by ``new``.

        Raises NguonError ``head_moved`` if something else than ``old`` is stored, and
        ``storage_unavailable`` if it is unknown whether the swap took place.
        """
        ...


def moved() -> NguonError:
    """Return the error for a swap of what is not stored any more."""
    return NguonError("head_moved", "another writer has replaced the checkpoint")
