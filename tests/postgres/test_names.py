"""tests/engine/test_names.py on PostgreSQL."""

from engine.test_names import *  # noqa: F403 (the same tests)
