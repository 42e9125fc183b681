"""JSON that two parsers cannot read in two ways (RFC 8259, RFC 7493; docs/formats.md, 1)."""

from __future__ import annotations

import json
import re
from collections import Counter
from decimal import Decimal
from typing import TypeAlias

from nguon_ledger.errors import NguonError

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | Decimal | bool | None"

MAX_DEPTH = 32
MAX_DIGITS = 15  # what a double keeps for certain
MAX_MAGNITUDE = 2**53
MIN_MAGNITUDE = Decimal("1e-18")
_MAX_NUMBER_TEXT = 40
_MAX_SHOWN = 40
_LONG_EXPONENT = re.compile(r"[eE][+-]?[0-9]{4}")  # Decimal and double part ways out there
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")
_HALF = re.compile(r"[\ud800-\udfff]")
_CONTAINERS = (dict, list)


def parse_json(data: bytes) -> Json:
    """Read UTF-8 JSON; whole numbers as int, others as Decimal.

    Raises NguonError ``utf8_malformed``, ``json_syntax``, ``json_duplicate_name``,
    ``json_number``, ``json_surrogate`` or ``json_too_deep``.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise NguonError("utf8_malformed", "the text is not valid UTF-8") from None
    try:
        value: Json = _decoder.decode(text)
    except json.JSONDecodeError as e:
        raise NguonError("json_syntax", f"not JSON: {e.msg} at character {e.pos}") from None
    except RecursionError:
        raise _too_deep() from None
    if text.count("[") + text.count("{") > MAX_DEPTH:
        _check_depth(value, MAX_DEPTH)
    if _SURROGATE_ESCAPE.search(text):
        _check_surrogates(value)
    return value


def parse_object(data: bytes) -> dict[str, Json]:
    """Read JSON that must be an object. Raises as parse_json, and ``json_not_object``."""
    value = parse_json(data)
    if not isinstance(value, dict):
        raise NguonError("json_not_object", "a JSON object is expected")
    return value


def same_json(a: Json, b: Json) -> bool:
    """Compare values as JSON does: ``true`` is not ``1``, as it is in Python."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same_json(a[name], b[name]) for name in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same_json, a, b))
    return isinstance(a, bool) == isinstance(b, bool) and a == b


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise _twice(pairs)
    return value


def _twice(pairs: list[tuple[str, Json]]) -> NguonError:
    counts = Counter(name for name, _ in pairs)
    twice = next(name for name, count in counts.items() if count > 1)
    # The name is not checked for surrogates yet, and an answer has to be written as UTF-8.
    shown = twice[:_MAX_SHOWN].encode(errors="backslashreplace").decode()
    return NguonError("json_duplicate_name", f"the name {shown} stands twice", field=shown)


def _whole(text: str) -> int | Decimal:
    return int(text) if len(text) <= MAX_DIGITS else _number(text)


def _number(text: str) -> int | Decimal:
    # Short and without an exponent is within every bound.
    is_small = len(text) <= MAX_DIGITS and "e" not in text and "E" not in text
    value = Decimal(text) if is_small else _bounded(text)
    return int(value) if value == value.to_integral_value() else value


def _bounded(text: str) -> Decimal:
    if len(text) > _MAX_NUMBER_TEXT or _LONG_EXPONENT.search(text):
        raise NguonError("json_number", "a number is written too long", field=text[:40])
    value = Decimal(text)
    digits = "".join(map(str, value.as_tuple().digits)).strip("0")
    size = abs(value)
    if len(digits) > MAX_DIGITS or size > MAX_MAGNITUDE or (size and size < MIN_MAGNITUDE):
        raise NguonError("json_number", f"{text} does not survive a double", field=text)
    return value


def _constant(text: str) -> Json:
    raise NguonError("json_number", f"{text} is not a JSON number", field=text)


_decoder = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_whole, parse_float=_number, parse_constant=_constant
)


def _check_depth(value: Json, left: int) -> None:
    if isinstance(value, _CONTAINERS):
        if left == 0:
            raise _too_deep()
        for child in value.values() if isinstance(value, dict) else value:
            _check_depth(child, left - 1)


def _check_surrogates(value: Json) -> None:
    if isinstance(value, str):
        if _HALF.search(value):
            raise NguonError("json_surrogate", "a string holds half a surrogate pair")
    elif isinstance(value, list):
        for child in value:
            _check_surrogates(child)
    elif isinstance(value, dict):
        for name, child in value.items():
            _check_surrogates(name)
            _check_surrogates(child)


def _too_deep() -> NguonError:
    return NguonError("json_too_deep", f"nested more than {MAX_DEPTH} levels deep")
