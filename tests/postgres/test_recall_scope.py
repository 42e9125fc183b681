"""tests/engine/test_recall_scope.py on PostgreSQL."""

from engine.test_recall_scope import *  # noqa: F403 (the same tests)

# These count the steps of SQLite's machine, and read its planner's words.
del test_a_process_of_many_days_is_walked_once  # noqa: F821
del test_the_planner_goes_by_subject_then_by_entry_and_scans_no_table  # noqa: F821
