"""The engine: one writer a ledger, on SQLite. The only room with I/O, threads and a clock.

The commit path is written in ``writer``; what may enter is decided in ``admission``; every table
but ``entry`` and ``head`` is a projection (``projections``) that ``rebuild`` reproduces.
"""
