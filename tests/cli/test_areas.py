from __future__ import annotations

from decimal import Decimal

import pytest

from nguon_cli.areas import parse_area
from nguon_ledger.errors import NguonError
from nguon_ledger.registry.statements import Area


@pytest.mark.parametrize(
    ("text", "area"),
    [
        (
            "8.90,105.10,9.05,105.30",
            Area(Decimal("8.90"), Decimal("105.10"), Decimal("9.05"), Decimal("105.30")),
        ),
        ("-90,-180,90,180", Area(Decimal(-90), Decimal(-180), Decimal(90), Decimal(180))),
        ("9,105,9,105", Area(Decimal(9), Decimal(105), Decimal(9), Decimal(105))),
    ],
)
def test_an_area_is_read_from_its_south_west_to_its_north_east(text: str, area: Area) -> None:
    assert parse_area(text, field="--area") == area


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "write SOUTH,WEST,NORTH,EAST"),
        ("8.9,105.1,9.05", "write SOUTH,WEST,NORTH,EAST"),
        ("8.9, 105.1, 9.05, 105.3", "write SOUTH,WEST,NORTH,EAST"),
        ("8.9,105.1,9.05,105.3,1", "write SOUTH,WEST,NORTH,EAST"),
        ("geo:8.9,105.1,9.05,105.3", "write SOUTH,WEST,NORTH,EAST"),
        ("8.9,105.1,9.05,1e2", "write SOUTH,WEST,NORTH,EAST"),
        ("9.05,105.1,8.9,105.3", "latitudes go from south to north"),
        ("-91,105.1,8.9,105.3", "latitudes"),
        ("8.9,105.1,91,105.3", "latitudes"),
        ("8.9,105.3,9.05,105.1", "longitudes go from west to east"),
        ("8.9,-181,9.05,105.1", "longitudes"),
        ("8.9,105.1,9.05,181", "longitudes"),
    ],
)
def test_anything_else_is_refused_with_what_is_wrong(text: str, words: str) -> None:
    with pytest.raises(NguonError, match=words) as caught:
        parse_area(text, field="--area")
    assert (caught.value.code, caught.value.field) == ("area_malformed", "--area")
