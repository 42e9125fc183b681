"""tests/engine/test_custody.py on PostgreSQL."""

from engine.test_custody import *  # noqa: F403 (the same tests)
