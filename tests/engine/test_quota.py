"""A key's quota against a plain token bucket in fractions; bounded memory; exact waiting times."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nguon_ledger.engine.intake.quota import QuotaExceededError, Quotas, Rate
from property.budget import QUICK


class PlainBucket:
    """What a token bucket is, in fractions: fill, then take one if there is one."""

    def __init__(self, per_second: int, burst: int) -> None:
        self.per_second, self.burst = per_second, burst
        self.tokens, self.time = Fraction(burst), Fraction(0)

    def take(self, now: Fraction) -> bool:
        filled = self.tokens + (now - self.time) * self.per_second
        self.tokens, self.time = min(filled, Fraction(self.burst)), now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


def passes(quotas: Quotas, key: str, now: float) -> bool:
    try:
        quotas.charge(key, now=now)
    except QuotaExceededError:
        return False
    return True


@QUICK
@given(
    per_second=st.sampled_from([1, 2, 4, 64]),
    burst=st.integers(1, 6),
    steps=st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 40)), max_size=60),
)
def test_each_key_has_the_bucket_of_the_book(
    per_second: int, burst: int, steps: list[tuple[str, int]]
) -> None:
    """Times are in 64ths of a second, which floating point adds exactly."""
    quotas = Quotas(Rate(per_second, burst))
    plain = {key: PlainBucket(per_second, burst) for key in "ab"}
    now = Fraction(0)
    for key, pause in steps:
        now += Fraction(pause, 64)
        assert passes(quotas, key, float(now)) == plain[key].take(now)


@pytest.mark.parametrize("rate", [Rate(3, 1), Rate(0.1, 7), Rate(1000 / 3, 50)])
def test_whoever_comes_back_after_the_time_that_was_named_gets_in(rate: Rate) -> None:
    quotas, now = Quotas(rate), 1e6
    for _ in range(rate.burst):
        quotas.charge("k", now=now)
    for _ in range(1000):
        with pytest.raises(QuotaExceededError) as refused:
            quotas.charge("k", now=now)
        assert refused.value.code == "quota_exceeded"
        assert not passes(quotas, "k", now + refused.value.retry_after * 0.99)
        now += refused.value.retry_after
        quotas.charge("k", now=now)


def test_a_refusal_costs_nothing() -> None:
    quotas = Quotas(Rate(1, 1))
    quotas.charge("k", now=0.0)
    assert not any(passes(quotas, "k", 0.5) for _ in range(100))
    assert passes(quotas, "k", 1.0)


def test_what_is_full_again_is_forgotten_and_the_rest_is_bounded() -> None:
    quotas = Quotas(Rate(1, 2), max_keys=10)
    for number in range(1000):
        quotas.charge(f"k{number}", now=number * 0.001)
        assert len(quotas) <= 10
    quotas.charge("last", now=100.0)
    assert len(quotas) == 1


def test_a_flood_of_one_key_does_not_push_its_own_debt_out() -> None:
    quotas = Quotas(Rate(1, 2), max_keys=10)
    assert [passes(quotas, "k", 0.0) for _ in range(4)] == [True, True, False, False]
    for number in range(9):
        quotas.charge(f"other{number}", now=0.0)
    assert not passes(quotas, "k", 0.0)


@pytest.mark.parametrize(("per_second", "burst"), [(0, 1), (-1, 1), (1, 0), (float("nan"), 1)])
def test_a_quota_that_lets_nothing_pass_is_a_mistake(per_second: float, burst: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        Rate(per_second, burst)
