"""tests/engine/test_corrections_custody.py on PostgreSQL."""

from engine.test_corrections_custody import *  # noqa: F403 (the same tests)
