"""The HTTP service over the ledger engine (FastAPI): ``app.create_app(host)``.

* ``routes``    one file of routes a noun
* ``problems``  what can be refused, in one closed table (RFC 9457; docs/errors.md)

Everything in between is thin: it reads a request within its limits, asks a Ledger in a worker
thread, and writes what it answered.
"""
