"""A chain of 30 events in a log of 100,000 entries, as the buyer's phone gets it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from nguon_ledger.log.checkpoint import Checkpoint, sign_checkpoint
from nguon_ledger.log.merkle import Span, leaf_hash, node_hash, split_point
from support.story import CRAB_LOT, JAR_LOT, SALT_LOT, SALTED, Story, lot

EVENTS = 30
ENTRIES = 100_000


class LongStory(Story):
    """A story with much of other people's business between its steps.

    That business is bytes and no statements: of an entry that is not in the evidence a verifier
    sees nothing but its hash, or that of a tree it stands in.
    """

    def __init__(self) -> None:
        super().__init__()
        self._nodes: dict[Span, bytes] = {}

    def tell(self) -> None:
        """Tell 30 events, each in a batch with its share of the other entries."""
        self.found()
        steps: list[Callable[[], object]] = [
            partial(self.harvest, kilos=1000),
            partial(self.harvest, SALT_LOT, 30),
            *(partial(self._rework, number) for number in range(1, EVENTS - 3)),
            self._pack,
            self.labelling,
        ]
        assert len(steps) == EVENTS
        for number, step in enumerate(steps, start=1):
            step()
            self._others((ENTRIES - 1) * number // EVENTS - 1)
            self.seal()
        self._others(ENTRIES - 1)
        self.seal()
        assert self.size == ENTRIES

    @property
    def checkpoint_note(self) -> bytes:
        """Sign the whole tree."""
        root = self.node((0, self.size))
        return sign_checkpoint(Checkpoint(self.origin, self.size, root), self.log_key)

    def node(self, span: Span) -> bytes:
        """Return a node, remembered: the story is told, so no node changes any more."""
        if span not in self._nodes:
            middle = split_point(span) if span[1] - span[0] > 1 else None
            self._nodes[span] = (
                leaf_hash(self.entries[span[0]])
                if middle is None
                else node_hash(self.node((span[0], middle)), self.node((middle, span[1])))
            )
        return self._nodes[span]

    def _rework(self, number: int) -> None:
        source = CRAB_LOT if number == 1 else f"{SALTED}/10/S{number - 1}"
        extra = [lot(SALT_LOT, 30)] if number == 1 else []
        event = self.head(
            "TransformationEvent",
            "salting",
            inputQuantityList=[lot(source, 1000 - number), *extra],
            outputQuantityList=[lot(f"{SALTED}/10/S{number}", 1000 - number)],
        )
        self.event(event, "coop")

    def _pack(self) -> None:
        event = self.head(
            "TransformationEvent",
            "packing",
            inputQuantityList=[lot(f"{SALTED}/10/S{EVENTS - 4}", 93)],
            outputQuantityList=[lot(JAR_LOT, 232, "H87")],
        )
        self.event(event, "coop")

    def _others(self, until: int) -> None:
        self.entries += [b"somebody else's entry %d" % at for at in range(self.size, until)]
