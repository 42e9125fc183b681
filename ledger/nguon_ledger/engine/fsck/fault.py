"""What a check found wrong: where it stands, what is there, and what should be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nguon_ledger.errors import NguonError
from nguon_ledger.store.database import inconsistent

_SHOWN = 80  # characters of a value


@dataclass(frozen=True)
class Fault:
    """One thing that differs; the file itself where ``table`` is empty.

    ``key`` names the row (without its ledger). ``stored`` and ``expected`` are the values of
    ``column`` as text, None where a whole row is at fault. ``more``: how many other rows of the
    table differ too.
    """

    table: str
    why: str
    key: Mapping[str, Any] = field(default_factory=dict)
    column: str | None = None
    stored: str | None = None
    expected: str | None = None
    more: int = 0

    @property
    def sentence(self) -> str:
        """The fault for a person, on one line."""
        key = ", ".join(f"{name} {shown(value)}" for name, value in self.key.items())
        row = f" ({key})" if key else ""
        where = f"table {self.table}{row}: " if self.table else ""
        values = f": {self.stored} is stored, {self.expected} should be" if self.column else ""
        column = f"{self.column}: " if self.column else ""
        more = f" (and {self.more} more rows of it)" if self.more else ""
        return f"{where}{column}{self.why}{values}{more}"

    def plain(self) -> dict[str, Any]:
        """Return the fault as JSON members; bytes are hexadecimal."""
        return {
            "table": self.table,
            "key": {name: _plain(value) for name, value in self.key.items()},
            "column": self.column,
            "stored": self.stored,
            "expected": self.expected,
            "why": self.why,
            "more": self.more,
        }


def entry_fault(index: int, why: str) -> NguonError:
    """Return the error that names an entry which cannot stand."""
    return inconsistent(f"entry {index}: {why}", field=str(index))


def fault_of(error: NguonError) -> Fault:
    """Return what an error of a check says, as a fault of the entry that it names."""
    if error.field is None or not error.field.isdecimal():
        return Fault("", error.detail)
    why = error.detail.removeprefix(f"entry {error.field}: ")
    return Fault("entry", why, {"idx": int(error.field)})


def shown(value: object) -> str:
    """Show a stored value: text in quotes, bytes in hexadecimal, both cut to a readable length."""
    if isinstance(value, bytes):
        text = value.hex()
    elif isinstance(value, str):
        text = repr(value)
    else:
        return "nothing" if value is None else str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}… ({len(value)} long)"


def _plain(value: object) -> object:
    return value if isinstance(value, str | int | None) else shown(value)
