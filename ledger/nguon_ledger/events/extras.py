"""Members of an event that only the rules read (docs/rules.md, "Details").

They are read leniently: what has another shape says nothing, since logs of before these rules may
hold anything here. The door's schema refuses other shapes in new events.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from nguon_ledger.encoding.members import Object
from nguon_ledger.encoding.strict_json import Json
from nguon_ledger.events.quantities import plain

_DAY = 86_400_000_000  # microseconds
_MAX_ISOLATION = 3650  # days
_NO_DIARY = frozenset({"nguon:step", "nguon:attachments", "nguon:reason", "nguon:results"})
_LEAST_DIARY = 2  # one word alone is no entry that could be copied


@dataclass(frozen=True)
class Result:
    """A laboratory result and its limit; ``at_least``: the limit is a minimum."""

    test: str
    value: Decimal
    limit: Decimal
    at_least: bool

    @property
    def is_outside(self) -> bool:
        """Whether the value is on the wrong side of the limit."""
        return self.value < self.limit if self.at_least else self.value > self.limit


def read_extras(payload: Object) -> dict[str, Any]:
    """Return the members of Event of the same names; events without them pay almost nothing."""
    extras: dict[str, Any] = {}
    if "destinationList" in payload:
        extras["receivers"] = _receivers(payload["destinationList"])
    if "persistentDisposition" in payload:
        extras["lifts_recall"] = _lifts_recall(payload["persistentDisposition"])
    if "certificationInfo" in payload:
        extras["certificates"] = _certificates(payload["certificationInfo"])
    if "nguon:isolationDays" in payload:
        extras["isolation"] = _isolation(payload["nguon:isolationDays"])
    if "nguon:results" in payload:
        extras["results"] = _results(payload["nguon:results"])
    is_work = payload.get("bizStep") == "other" and payload.get("action") == "OBSERVE"
    if is_work and payload.get("type") == "ObjectEvent":
        extras["diary"] = _diary(payload)
    return extras


def _items(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _receivers(value: Json) -> tuple[str, ...]:
    named = [entry for entry in _items(value) if isinstance(entry, dict)]
    found = [entry.get("destination") for entry in named if entry.get("type") == "possessing_party"]
    return tuple(party for party in found if isinstance(party, str))


def _lifts_recall(value: Json) -> bool:
    return isinstance(value, dict) and "recalled" in _items(value.get("unset"))


def _certificates(value: Json) -> tuple[str, ...]:
    named = [value] if isinstance(value, str) else _items(value)
    return tuple(uri for uri in named if isinstance(uri, str))


def _isolation(value: Json) -> int:
    days = _number(value)
    if days is None or not 0 < days <= _MAX_ISOLATION:
        return 0
    return int(days * _DAY)


def _results(value: Json) -> tuple[Result, ...]:
    found = []
    for entry in _items(value):
        if isinstance(entry, dict) and isinstance(entry.get("test"), str):
            measured, limit = _number(entry.get("value")), _number(entry.get("limit"))
            if measured is not None and limit is not None:
                at_least = entry.get("kind") == "min"
                found.append(Result(str(entry["test"]), measured, limit, at_least))
    return tuple(found)


def _number(value: Json) -> Decimal | None:
    is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    return Decimal(value) if is_number else None  # type: ignore[arg-type] # narrowed above


def _diary(payload: Object) -> str | None:
    said = {
        name: value
        for name, value in payload.items()
        if name.startswith("nguon:") and name not in _NO_DIARY
    }
    if len(said) < _LEAST_DIARY:
        return None
    step = payload.get("nguon:step")
    return _text({"nguon:step": step if isinstance(step, str) else None, **said})


def _text(value: Json) -> str:
    """Write compact JSON in the order of the document, numbers as plain decimals."""
    if isinstance(value, dict):
        inner = (f"{json.dumps(k, ensure_ascii=False)}:{_text(v)}" for k, v in value.items())
        return "{" + ",".join(inner) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_text, value)) + "]"
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return plain(Decimal(value))
