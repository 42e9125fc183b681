"""Nguon's ledger: a pure core, then the engine that stores it.

Rooms, in the order in which they build on each other:

* ``encoding``  one strict parser for each primitive (docs/formats.md, 1)
* ``log``       the C2SP Merkle log, which knows nothing of food (2)
* ``keys``      public keys, thumbprints, signing (3)
* ``statement`` the signed log entry (3)
* ``registry``  who may sign what, read from the log itself (5)
* ``events``    EPCIS events: identifiers, reader, quantities (6, 7)
* ``trace``     bundles: make, and verify in eleven steps (9; docs/verification.md)
* ``engine``    one writer a ledger, on SQLite: the only room with I/O
"""
