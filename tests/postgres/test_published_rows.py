"""tests/engine/test_published_rows.py on PostgreSQL."""

from engine.test_published_rows import *  # noqa: F403 (the same tests)
