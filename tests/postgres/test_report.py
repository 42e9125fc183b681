"""tests/engine/test_report.py on PostgreSQL."""

from engine.test_report import *  # noqa: F403 (the same tests)

# It puts a hundred thousand rows in first.
del test_a_hundred_thousand_deeds_take_less_than_two_seconds  # noqa: F821
