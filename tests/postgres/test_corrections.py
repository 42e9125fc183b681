"""tests/engine/test_corrections.py on PostgreSQL."""

from engine.test_corrections import *  # noqa: F403 (the same tests)
