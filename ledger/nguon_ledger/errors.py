"""The one error that leaves this package."""

from __future__ import annotations


class NguonError(Exception):
    """Something was refused.

    ``code`` is stable and meant for programs (docs/errors.md lists them), ``detail`` is one
    sentence for a person, ``field`` points at the part at fault where there is one.
    """

    def __init__(self, code: str, detail: str, *, field: str | None = None) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.field = field
