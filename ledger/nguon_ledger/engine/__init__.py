"""The engine: one writer a ledger, on SQLite. The only room with I/O, threads and a clock.

The commit path is written in ``writer``; what may enter is decided in ``admission``; the tables in
``tables.PROJECTIONS`` follow from the entries, and ``rebuild`` reproduces them.
"""
