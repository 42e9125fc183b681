"""tests/engine/test_ledgers.py on PostgreSQL."""

from engine.test_ledgers import *  # noqa: F403 (the same tests)
