"""A rule's refusal: which rule, which thing, which numbers."""

from __future__ import annotations

from decimal import Decimal

from nguon_ledger.errors import NguonError
from nguon_ledger.events.quantities import plain
from nguon_ledger.rules.catalog import find_rule


class RuleBrokenError(NguonError):
    """An event that may not stand. ``values`` fill the catalogue's sentence in any language.

    ``field`` is the subject, or the member to mend where that says more.
    """

    def __init__(
        self,
        rule: str,
        subject: str | None,
        *,
        field: str | None = None,
        **values: str | int | Decimal,
    ) -> None:
        self.values = {name: _text(value) for name, value in values.items()}
        self.values["thing"] = subject or ""
        super().__init__(rule, find_rule(rule).sentence("en", self.values), field=field or subject)


def _text(value: str | int | Decimal) -> str:
    return plain(value) if isinstance(value, Decimal) else str(value)
