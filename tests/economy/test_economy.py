"""Whole economies against a plain model of them, after every statement."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from economy.browser import Browser
from economy.market import FAIRS
from economy.place import found
from economy.play import Play
from engine.workbench import Workbench

SEED = int(os.environ.get("NGUON_ECONOMY_SEED", "0"))
ROUNDS = int(os.environ.get("NGUON_ECONOMY_ROUNDS", "40"))
LENGTH = 60  # statements or batches of a long economy


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    return found(tmp_path_factory.mktemp("economy") / "nguon.db")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Browser() as opened:
        yield opened


class Machine(RuleBasedStateMachine):
    """Hypothesis draws what happens, and makes a failure short."""

    template: Workbench
    browser: Browser

    play: Play

    @initialize(fair=st.sampled_from(list(FAIRS)))
    def open(self, fair: str) -> None:
        self.play = Play(self.template, self.browser, fair)

    @rule(data=st.data())
    def trade(self, data: st.DataObject) -> None:
        self.play.trade(lambda options: data.draw(st.sampled_from(options)))

    @rule(data=st.data())
    def administer(self, data: st.DataObject) -> None:
        self.play.administer(lambda options: data.draw(st.sampled_from(options)))

    @rule(data=st.data())
    def market_day(self, data: st.DataObject) -> None:
        self.play.market_day(lambda options: data.draw(st.sampled_from(options)))

    def teardown(self) -> None:
        if hasattr(self, "play"):
            self.play.finish()


def test_an_economy_is_what_the_model_says(template: Workbench, browser: Browser) -> None:
    members: dict[str, Any] = {"template": template, "browser": browser}
    run_state_machine_as_test(
        type("FromTemplate", (Machine,), members),
        settings=settings(
            max_examples=8,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def live(template: Workbench, browser: Browser, *, seed: int, length: int) -> Play:
    """Tell an economy that is drawn by chance."""
    chance = random.Random(seed)
    play = Play(template, browser, chance.choice(list(FAIRS)))
    is_restless = chance.choice([False, False, True])  # firms come and go
    acts = [play.trade] * 7 + [play.administer] * (9 if is_restless else 2) + [play.market_day]
    try:
        for _ in range(length):
            chance.choice(acts)(chance.choice)
    except BaseException:
        play.close()
        raise
    play.finish()
    return play


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(SEED, SEED + ROUNDS))
def test_long_economies_are_what_the_model_says(
    template: Workbench, browser: Browser, seed: int
) -> None:
    live(template, browser, seed=seed, length=LENGTH)
