"""The figures of a run are what their names say."""

from __future__ import annotations

import pytest
from bench.arithmetic import drift, mean, quantile


def test_a_quantile_is_one_of_the_values_and_enough_lie_at_or_below_it() -> None:
    values = [float(n) for n in range(100, 0, -1)]
    assert quantile(values, 0.5) == 50
    assert quantile(values, 0.99) == 99
    assert quantile(values, 1) == 100
    assert quantile([7.0], 0.01) == 7


def test_of_few_values_the_highest_quantile_is_the_worst_one() -> None:
    assert quantile([1.0, 2.0, 30.0], 0.99) == 30


@pytest.mark.parametrize(("values", "share"), [([], 0.5), ([1.0], 0.0), ([1.0], 1.1)])
def test_a_quantile_of_nothing_is_refused(values: list[float], share: float) -> None:
    with pytest.raises(ValueError, match="no quantile"):
        quantile(values, share)


def test_drift_is_a_share_of_the_mean_and_has_a_sign() -> None:
    assert mean((90.0, 110.0)) == 100
    assert drift(90.0, 110.0) == pytest.approx(0.2)
    assert drift(110.0, 90.0) == pytest.approx(-0.2)
