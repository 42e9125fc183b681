"""What an honest server collects is enough: nothing that it leaves out would change a judgement."""

from __future__ import annotations

import random

import pytest

from nguon_ledger.trace.verify import examine_bundle
from support.attacks import everything
from support.dealer import Dealer


def compared(seed: int, rounds: int) -> int:
    """Judge random trade by the whole log and by its bundle; return how many logs were right."""
    chance, right = random.Random(seed), 0
    for _ in range(rounds):
        dealer = Dealer(chance)
        asked = dealer.asked
        whole = everything(dealer, asked).bundle
        judged = examine_bundle(whole, pins=dealer.pins, asked=asked)
        if judged.verdict == "verified":
            right += 1
            honest = examine_bundle(dealer.bundle(asked), pins=dealer.pins, asked=asked)
            assert honest.failure is None
            assert honest.flags == judged.flags
    return right


def test_a_bundle_is_judged_as_the_whole_log() -> None:
    assert compared(seed=20260301, rounds=200) > 60


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(20))
def test_thousands_of_bundles_are_judged_as_their_whole_log(seed: int) -> None:
    assert compared(seed, rounds=500) > 150
