"""The commit path: what makes entries durable, signed and published, in this order.

1. One transaction: entries, tiles, what else the work writes, the new extent. Power off before
   its commit: nothing happened. After it: the extent is durable but not signed; ``recover`` signs
   it at the next start.
2. Sign the checkpoint of the durable extent (Ed25519 is deterministic: twice gives the same
   bytes), keep it in the second place, and replace the published one, comparing with the old one.
   Two writers cannot both win.
3. Only then may the caller answer. Nothing is acknowledged before a published checkpoint covers it.

Recovery is the same code: after any error nothing goes on before ``recover`` has read the store
again and checked it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeAlias, TypeVar

from nguon_ledger.engine.commit.growth import check_root, check_whole, grow
from nguon_ledger.engine.commit.publication import Publication
from nguon_ledger.store.database import inconsistent
from nguon_ledger.store.sequence.contract import NOTHING, DurableSequence, Extension, Reach

R = TypeVar("R", bound=Reach)
E = TypeVar("E", bound=Extension)

Entries: TypeAlias = Sequence[tuple[bytes, bytes]]
"""Entries to append: leaf hash and bytes of each."""


class CommitPath(Generic[R, E]):
    """Extends one ledger's sequence. ``extent`` is the last one published; one thread at a time."""

    def __init__(self, sequence: DurableSequence[R, E], publication: Publication) -> None:
        self.extent = NOTHING
        self._sequence = sequence
        self._publication = publication

    def recover(self, load: Callable[[R], None]) -> None:
        """Read how far the sequence reaches, check it, and publish what a crash left unsigned.

        ``load`` reads in the same view what else the caller keeps in memory. Raises what it
        raises, NguonError ``store_inconsistent`` or ``store_rolled_back``; then nothing is signed.
        """
        self._publication.read()
        with self._sequence.looking() as reach:
            extent = reach.extent()
            check_whole(reach, extent)
            load(reach)
            self._publication.check(reach)
        if extent != NOTHING:
            self._publication.publish(extent)
        self.extent = extent

    def extend(self, work: Callable[[E], Entries]) -> None:
        """Run ``work`` in a transaction, append the entries that it returns, and publish.

        Without entries nothing is published, but what the work wrote is durable. After any error
        it is unknown what is durable: call ``recover`` before anything else.
        """
        with self._sequence.extending() as extension:
            self._check_unmoved(extension)
            entries = work(extension)
            after = grow(extension, self.extent, entries) if entries else self.extent
        if after != self.extent:
            self._publication.publish(after)
            self.extent = after

    def _check_unmoved(self, extension: E) -> None:
        """Check that the extent in memory is the store's, and that the edge leads to it.

        A tile altered behind our back would otherwise make us sign another history.
        """
        if extension.extent() != self.extent:
            raise inconsistent("the head is not where this writer left it")
        check_root(extension, self.extent)
