"""Takeovers are counted by what was lost, and all of their seconds are shown."""

from __future__ import annotations

from bench.table import takeover_table
from bench.takeover import Takeover, Takeovers

TAKEOVERS = Takeovers(
    [
        Takeover(2, "killed", 4.0),
        Takeover(2, "stopped", 9.0),
        Takeover(3, "killed", 1.0),
        Takeover(2, "killed", 2.0),
    ],
    acknowledged=1234,
    size=2345,
)


def test_seconds_are_those_of_one_loss_and_one_number_of_servers() -> None:
    assert TAKEOVERS.seconds("killed") == [4.0, 1.0, 2.0]
    assert TAKEOVERS.seconds("killed", servers=2) == [4.0, 2.0]
    assert TAKEOVERS.seconds("stopped", servers=2) == [9.0]
    assert TAKEOVERS.seconds("stopped", servers=3) == []


def test_the_table_shows_how_many_there_were_the_median_and_the_longest() -> None:
    lines = takeover_table(TAKEOVERS).splitlines()
    assert [line for line in lines if line.startswith("| ")][2:] == [
        "| killed, of 2 | 2 | 3.00 / 4.00 s |",
        "| stopped, of 2 | 1 | 9.00 / 9.00 s |",
        "| killed, of 3 | 1 | 1.00 / 1.00 s |",
    ]
    assert "1,234 acknowledged" in lines[-1]
    assert "2,345 entries" in lines[-1]
