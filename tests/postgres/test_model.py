"""tests/engine/test_model.py on PostgreSQL."""

from engine.test_model import *  # noqa: F403 (the same tests)
