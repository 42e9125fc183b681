"""``SOUTH,WEST,NORTH,EAST`` arguments, in decimal degrees."""

from __future__ import annotations

import re
from decimal import Decimal

from nguon_ledger.errors import NguonError
from nguon_ledger.registry.statements import Area

_DEGREES = r"(-?[0-9]{1,3}(?:\.[0-9]{1,8})?)"
_AREA = re.compile(",".join([_DEGREES] * 4))
_POLE, _DATE_LINE = 90, 180


def parse_area(text: str, *, field: str) -> Area:
    """Read ``8.90,105.10,9.05,105.30``. Raises NguonError ``area_malformed``."""
    match = _AREA.fullmatch(text)
    if not match:
        what = f"{text[:80]!r}: write SOUTH,WEST,NORTH,EAST like 8.90,105.10,9.05,105.30"
        raise NguonError("area_malformed", what, field=field)
    area = Area(*map(Decimal, match.groups()))
    if not -_POLE <= area.south <= area.north <= _POLE:
        what = f"{area.south} to {area.north}: latitudes go from south to north, -90 to 90"
        raise NguonError("area_malformed", what, field=field)
    if not -_DATE_LINE <= area.west <= area.east <= _DATE_LINE:
        what = f"{area.west} to {area.east}: longitudes go from west to east, -180 to 180"
        raise NguonError("area_malformed", what, field=field)
    return area
