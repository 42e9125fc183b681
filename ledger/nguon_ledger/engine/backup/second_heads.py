"""The checkpoints that were signed last, in a second place that a restore does not roll back.

One note a ledger, ``LEDGER.checkpoint``, in a folder or an object store. The writer replaces it
(store.head); whoever checks or restores only reads.
"""

from __future__ import annotations

from nguon_ledger.store.blobs.contract import Blobs

ENDING = ".checkpoint"


class SecondHeads:
    """The second heads of all ledgers that one place remembers.

    ``kept`` is that place, read as blobs: of the two contracts it is the one that can list, and
    a replaced head is read whole in both. Every method raises NguonError ``storage_unavailable``.
    """

    def __init__(self, kept: Blobs) -> None:
        self._kept = kept

    def read(self, ledger: str) -> bytes | None:
        """Return a ledger's note, None if there is none."""
        return self._kept.get(f"{ledger}{ENDING}")

    def ledgers(self) -> list[str]:
        """Return the ledgers that have a second head here, by name."""
        names = (name for name in self._kept.names() if name.endswith(ENDING))
        return sorted(name.removesuffix(ENDING) for name in names)
