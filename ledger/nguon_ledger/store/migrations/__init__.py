"""The schema's revisions, each from the one before, for both databases (docs/adr/0017).

A new revision: a file in versions/, NEWEST in version.py, and tests/migrations says what is
missing between it and the tables. A revision names its tables itself: store.tables goes on
changing, and what a revision does must not.
"""
