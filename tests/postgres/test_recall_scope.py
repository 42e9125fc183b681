"""tests/engine/test_recall_scope.py on PostgreSQL."""

from engine.test_recall_scope import *  # noqa: F403 (the same tests)
