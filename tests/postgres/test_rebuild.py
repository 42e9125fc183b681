"""tests/engine/test_rebuild.py on PostgreSQL."""

from engine.test_rebuild import *  # noqa: F403 (the same tests)
