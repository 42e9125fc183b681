"""The one error of this package.

It has the shape of ``nguon_ledger.errors.NguonError``, which this package may not import:
schemas come before the ledger.
"""

from __future__ import annotations


class SchemaError(Exception):
    """A document does not fit its schema.

    ``code`` is stable, ``detail`` is one sentence for a person, and ``field`` is a JSON Pointer
    (RFC 6901) to the part at fault; ``""`` is the whole document.
    """

    def __init__(self, code: str, detail: str, *, field: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.field = field
