"""tests/engine/test_refusals.py on PostgreSQL."""

from engine.test_refusals import *  # noqa: F403 (the same tests)
