"""Flags about place: somebody else's premises, or outside one's own area."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from nguon_ledger.events.event import ADD, TRANSFORMATION, Event
from nguon_ledger.registry.statements import Area, LocationRegistered
from nguon_ledger.rules.case import Case
from nguon_ledger.rules.finding import Finding

_GEO = re.compile(r"geo:(-?[0-9]{1,2}(?:\.[0-9]{1,8})?),(-?[0-9]{1,3}(?:\.[0-9]{1,8})?)")
_AROUND = Decimal("0.05")  # degrees, about five kilometres: public coordinates are coarse


def judge_place(case: Case) -> Iterator[Finding]:
    """Yield ``place_foreign`` or ``place_outside``."""
    place = case.event.read_point
    if place is None:
        return
    if place.startswith("geo:"):
        if not _is_inside(place, case.registry.places_of(case.signer, case.index)):
            yield Finding("place_outside", case.index, place)
    elif _makes(case.event):
        owner = case.registry.location_at(place, case.index).owner
        if not case.acts_for(owner):
            yield Finding("place_foreign", case.index, place)


def _makes(event: Event) -> bool:
    return event.type == TRANSFORMATION or (event.action == ADD and bool(event.created))


def _is_inside(point: str, places: list[LocationRegistered]) -> bool:
    found = _point(point)
    areas = (_area(place) for place in places)
    return found is not None and any(area is not None and area.holds(*found) for area in areas)


def _point(geo: str) -> tuple[Decimal, Decimal] | None:
    match = _GEO.fullmatch(geo)
    return (Decimal(match[1]), Decimal(match[2])) if match else None


def _area(place: LocationRegistered) -> Area | None:
    if place.area is not None or place.geo is None:
        return place.area
    around = _point(place.geo)
    if around is None:
        return None
    latitude, longitude = around
    return Area(latitude - _AROUND, longitude - _AROUND, latitude + _AROUND, longitude + _AROUND)
