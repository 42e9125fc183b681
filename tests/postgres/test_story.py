"""tests/engine/test_story.py on PostgreSQL."""

from engine.test_story import *  # noqa: F403 (the same tests)
