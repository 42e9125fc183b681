"""How much is tried: the same few examples in every run, and many fresh ones in a soak."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings

_BASE = settings(
    deadline=None,
    database=None,
    # What is drawn is large on purpose, and some mutations change nothing.
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
QUICK = settings(_BASE, max_examples=120, derandomize=True)
SOAK = settings(_BASE, max_examples=5_000, phases=[Phase.generate])
# Of the CPU, for one input, where nobody can count the steps of a regular expression: far more than
# the slowest takes on a machine that is slow, far less than what never ends.
SECONDS = 20.0
