"""What clients send: lots that are harvested and salted, corrections, registrations."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from nguon_ledger.encoding.rfc3339 import format_time
from support.forge import ORIGIN, START
from support.story import COOP, CRAB, SALTED, WORKSHOP, Story, lot, product

SEEDS = range(1_000_000)  # six digits: so many have room in an event's id and in a lot's name


class Author(Story):
    """Writes statements of the story's people, and sends none. Events have ids of their own.

    Works in turns: one thread at a time within ``writing``. ``seed``: one of ``SEEDS``.
    """

    def __init__(self, seed: int, *, origin: str = ORIGIN, begun: int = START) -> None:
        if seed not in SEEDS:
            raise ValueError(f"{seed} is not among {SEEDS}")
        super().__init__(origin)
        self.time = begun
        self._count = seed * 1_000_000
        self._seed = seed
        self._names = 0
        self._random = random.Random(seed)
        self._written: list[bytes] = []
        self._turn = threading.Lock()
        self._events: list[dict[str, Any]] = []

    def raw(self, data: bytes) -> int:
        self._written.append(data)
        return -1

    def event(self, payload: dict[str, Any], by: str) -> int:
        self._events.append(payload)
        return super().event(payload, by)

    @contextmanager
    def _writing(self) -> Iterator[list[bytes]]:
        with self._turn:
            self._written = []
            yield self._written

    def founding(self) -> list[bytes]:
        """Write the registry; Genesis first."""
        with self._writing() as written:
            self.found()
            return written

    def seal(self, by: str = "seal", after: int = 0, changes: dict[str, Any] | None = None) -> int:
        """Leave sealing to the ledger."""
        del by, after, changes
        return -1

    def _name(self) -> str:
        self._names += 1
        return f"{self._seed}-{self._names}"

    def one(self) -> bytes:
        """Write a harvest."""
        with self._writing() as written:
            self.harvest(f"{CRAB}/10/{self._name()}", 100)
            return written[0]

    def many(self) -> list[bytes]:
        """Write harvests, each salted at once (that rests on it), one of them taken back again.

        And now and then a product that is registered and then harvested.
        """
        with self._writing() as written:
            for _ in range(self._random.randint(1, 8)):
                name = self._name()
                self.harvest(f"{CRAB}/10/{name}", 100)
                self.salting(
                    inputQuantityList=[lot(f"{CRAB}/10/{name}", 60)],
                    outputQuantityList=[lot(f"{SALTED}/10/{name}", 40)],
                )
            if self._random.random() < 0.5:
                self._take_back(self._events[-1])
            if self._random.random() < 0.3:
                new = f"{CRAB}-{self._name()}"
                self.registry(product(new, COOP, "Mới"), "coop")
                self.harvest(f"{new}/10/1", 7, readPoint={"id": WORKSHOP})
            return written

    def _take_back(self, event: dict[str, Any]) -> None:
        reason = {"declarationTime": format_time(self.time), "reason": "incorrect_data"}
        self.event(event | {"errorDeclaration": reason}, "coop")
