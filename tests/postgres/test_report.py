"""tests/engine/test_report.py on PostgreSQL."""

from engine.test_report import *  # noqa: F403 (the same tests)

# It puts a hundred thousand rows in first.
del test_a_report_looks_at_each_deed_once  # noqa: F821
