"""tests/engine/test_report.py on PostgreSQL."""

from engine.test_report import *  # noqa: F403 (the same tests)
