"""tests/engine/test_shipments.py on PostgreSQL."""

from engine.test_shipments import *  # noqa: F403 (the same tests)
