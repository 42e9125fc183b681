"""``[ROLE:]LOT=QUANTITY`` arguments."""

from __future__ import annotations

import re

from nguon_cli.identifiers import complete
from nguon_cli.units import parse_quantity
from nguon_ledger.errors import NguonError
from nguon_signer.answers import Amount

# A role has its colon before a path or a URL; https: is no role.
_AMOUNT = re.compile(r"(?:(?!https?:)([a-z][a-z0-9_-]{0,39}):)?([^=]*[^=:])=(.*)")


def parse_amount(text: str, *, host: str, field: str) -> Amount:
    """Read ``/p/crab/10/L1=120kg``, or ``salt:/p/muoi/10/M1=30kg`` where the role is unclear.

    Raises NguonError ``pair_malformed`` or ``quantity_malformed``.
    """
    match = _AMOUNT.fullmatch(text)
    if not match:
        what = f"{text[:80]!r}: write it as LOT=QUANTITY, such as /p/crab/10/L1=120kg"
        raise NguonError("pair_malformed", what, field=field)
    role, lot, quantity = match.groups()
    amount, uom = parse_quantity(quantity, field=field)
    return Amount(lot=complete(lot, host=host), quantity=amount, uom=uom, role=role)
