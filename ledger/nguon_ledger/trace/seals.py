"""Step 7: seals, which date the entries (docs/formats.md, 4)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nguon_ledger.encoding import members as m
from nguon_ledger.errors import NguonError
from nguon_ledger.keys.jwk import PublicKey
from nguon_ledger.statement import UnverifiedStatement, verify_signature
from nguon_ledger.trace.failure import StepError, at_entry


@dataclass(frozen=True)
class Seal:
    """Dates the entries ``first <= index < size``; time in microseconds."""

    index: int
    first: int
    size: int
    time: int


def read_seal(payload: m.Object, index: int) -> Seal:
    """Read a seal that stands at ``index``. Raises NguonError ``seal_malformed``."""
    with m.coded("seal_malformed"):
        return Seal(
            index=index,
            first=m.need(payload, "from", m.whole),
            size=m.need(payload, "size", m.whole),
            time=m.need(payload, "time", m.time),
        )


def check_place(seal: Seal, before: Seal | None) -> None:
    """Check that a seal closes the batch after the one before it, and not earlier.

    Raises NguonError ``seal_misplaced`` or ``time_reversed``.
    """
    if seal.size != seal.index or seal.first > seal.size:
        raise NguonError(
            "seal_misplaced", f"a seal of {seal.first} to {seal.size} stands at {seal.index}"
        )
    if before is not None and seal.first <= before.index:
        raise NguonError("seal_misplaced", "two seals date one entry")
    if before is not None and seal.time < before.time:
        raise NguonError("time_reversed", "earlier than the seal before it")


class Seals:
    """Verified seals, ascending."""

    def __init__(self, seals: Sequence[Seal]) -> None:
        self._seals = seals
        self._firsts = [seal.first for seal in seals]

    def recorded(self, index: int) -> int:
        """Return when entry ``index`` was recorded. Raises StepError ``seal_missing``."""
        position = bisect_right(self._firsts, index) - 1
        if position < 0 or index > self._seals[position].index:
            raise StepError("seal_missing", "no seal in the evidence dates this", index=index)
        return self._seals[position].time


def check_seals(
    statements: Iterable[tuple[int, UnverifiedStatement]], seal_key: PublicKey
) -> Seals:
    """Verify seals in index order.

    Raises StepError with the codes of step 7, ``seal_missing`` aside.
    """
    seals: list[Seal] = []
    for index, statement in statements:
        with at_entry(index):
            seals.append(_check_seal(index, statement, seal_key, seals[-1] if seals else None))
    return Seals(seals)


def _check_seal(
    index: int, statement: UnverifiedStatement, seal_key: PublicKey, before: Seal | None
) -> Seal:
    seal = read_seal(statement.payload, index)
    if statement.kid != seal_key.kid:
        raise NguonError("unknown_key", "not the seal key that Genesis names")
    verify_signature(statement, seal_key)
    check_place(seal, before)
    return seal
