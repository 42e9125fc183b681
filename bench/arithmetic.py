"""The harness's own arithmetic."""

from __future__ import annotations

import math
from collections.abc import Sequence


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value below or at which ``share`` of all lie (nearest rank, no interpolation).

    Raises ValueError for no values or a share outside (0, 1].
    """
    if not values or not 0 < share <= 1:
        raise ValueError(f"no quantile {share} of {len(values)} values")
    return sorted(values)[math.ceil(share * len(values)) - 1]


def mean(values: Sequence[float]) -> float:
    """Return the arithmetic mean."""
    return sum(values) / len(values)


def drift(before: float, after: float) -> float:
    """Return how far two measurements of one thing are apart, as a share of their mean."""
    return (after - before) / mean((before, after))


def milliseconds(seconds: float) -> float:
    """Return milliseconds, to the microsecond."""
    return round(seconds * 1000, 3)
