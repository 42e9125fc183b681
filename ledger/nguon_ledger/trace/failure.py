"""A step of the narrative that failed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from nguon_ledger.errors import NguonError


class StepError(NguonError):
    """A failed check: which step, which entry, which thing (docs/verification.md)."""

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        index: int | None = None,
        subject: str | None = None,
    ) -> None:
        super().__init__(code, detail)
        self.step = 0
        self.index = index
        self.subject = subject


@contextmanager
def at_entry(index: int | None, subject: str | None = None) -> Iterator[None]:
    """Turn a refusal inside the block into a failure of the entry at ``index``."""
    try:
        yield
    except StepError:
        raise
    except NguonError as e:
        raise StepError(e.code, e.detail, index=index, subject=subject) from None
