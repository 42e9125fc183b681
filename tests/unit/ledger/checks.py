"""Assertions and vector files that many tests share."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from nguon_ledger.errors import NguonError

VECTORS = Path(__file__).parents[2] / "vectors"


@contextmanager
def refused(code: str, field: str | None = None) -> Iterator[None]:
    """Demand that the block raises NguonError ``code``, with ``field`` where given."""
    with pytest.raises(NguonError) as caught:
        yield
    assert caught.value.code == code, caught.value
    if field is not None:
        assert caught.value.field == field, caught.value
    assert caught.value.detail, "an error says something to a person"


def vectors(name: str) -> Any:
    """Return a vector file; decimals as Decimal."""
    return json.loads((VECTORS / name).read_text(encoding="utf-8"), parse_float=Decimal)


def label(case: Any) -> str | None:
    """Name a case for pytest."""
    text = case.get("name") if isinstance(case, dict) else case
    return ascii(text[:40])[1:-1] if isinstance(text, str) else None
