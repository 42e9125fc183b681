"""Signing the head and showing it: the only place where a checkpoint comes into being.

Order is the argument. A checkpoint is signed when everything under it is durable; then it is
kept in the second place; only then it replaces the published one. So whatever anybody was ever
shown, the second place knows: a store that is restored from an older copy is found out before it
signs another history.
"""

from __future__ import annotations

from nguon_ledger.engine.commit.growth import check_root
from nguon_ledger.errors import NguonError
from nguon_ledger.keys.signing import Ed25519SigningKey
from nguon_ledger.log.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from nguon_ledger.log.note import ED25519, Verifier
from nguon_ledger.store.database import inconsistent
from nguon_ledger.store.head.contract import Head
from nguon_ledger.store.sequence.contract import NOTHING, Extent, Reach


class Publication:
    """The published head of one ledger, and the second memory of it."""

    def __init__(
        self, *, origin: str, key: Ed25519SigningKey, published: Head, second: Head | None = None
    ) -> None:
        self._origin = origin
        self._key = key
        self._log = Verifier(origin, ED25519, key.public.raw)
        self._places = [*([second] if second is not None else []), published]
        self._stored: list[bytes | None] = [None] * len(self._places)
        self._last = NOTHING  # that this process published

    def read(self) -> None:
        """Read what was published: before the sequence is looked at.

        The other way round, a sequence that another process extends in between would look as if
        it had lost entries.
        """
        self._stored = [place.read() for place in self._places]

    def check(self, reach: Reach) -> None:
        """Check that the sequence only grew from all that was published.

        Raises NguonError ``store_rolled_back`` if the sequence is older, ``store_inconsistent``
        if it is another one or what is stored is no checkpoint of ours.
        """
        extent = reach.extent()
        for known in [self._open(note) for note in self._stored if note is not None] + [self._last]:
            if known.size > extent.size:
                raise rolled_back(stored=extent.size, signed=known.size)
            check_root(reach, known)

    def publish(self, extent: Extent) -> None:
        """Sign a durable extent and show it; where it is shown already, nothing happens.

        Raises NguonError ``store_inconsistent`` if another writer has published meanwhile.
        """
        note = sign_checkpoint(Checkpoint(self._origin, *extent), self._key)
        for number, place in enumerate(self._places):
            if self._stored[number] != note:
                _swap(place, self._stored[number], note)
                self._stored[number] = note
        self._last = extent

    def _open(self, note: bytes) -> Extent:
        try:
            signed = open_checkpoint(note, self._log)
        except NguonError as e:
            raise inconsistent(f"the stored checkpoint is not ours: {e}") from e
        return Extent(signed.size, signed.root)


def _swap(place: Head, old: bytes | None, new: bytes) -> None:
    try:
        place.swap(old, new)
    except NguonError as e:
        if e.code != "head_moved":
            raise
        if place.read() == new:  # by a former leader that woke up: it has signed the same extent
            return
        raise inconsistent("another writer has moved the checkpoint") from e


def rolled_back(*, stored: int, signed: int) -> NguonError:
    """Return the refusal to sign on top of a store that has lost what was signed."""
    return NguonError(
        "store_rolled_back",
        f"the store ends at {stored} entries, but a checkpoint of {signed} was signed: it is an "
        "older copy; nothing is signed until the missing entries are back",
    )
