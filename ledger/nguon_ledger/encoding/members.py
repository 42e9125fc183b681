"""Readers for the members of JSON objects: each returns a typed value or names the field.

All raise NguonError ``malformed`` with the field at fault; the reader of a whole document turns
that into its own code (``coded``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeAlias, TypeVar

from nguon_ledger.encoding.rfc3339 import parse_time
from nguon_ledger.encoding.strict_json import Json
from nguon_ledger.errors import NguonError
from nguon_ledger.keys.jwk import PublicKey, parse_jwk

T = TypeVar("T")
Reader: TypeAlias = Callable[[Json], T]
Object: TypeAlias = dict[str, Json]

MAX_URI = 200
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!-~]+")


def need(value: Object, name: str, read: Reader[T]) -> T:
    """Read a member that must be there."""
    if name not in value:
        raise NguonError("malformed", f"{name} is missing", field=name)
    try:
        return read(value[name])
    except NguonError as e:
        field = f"{name}/{e.field}" if e.field else name
        raise NguonError("malformed", f"{name}: {e.detail}", field=field) from None


def maybe(value: Object, name: str, read: Reader[T]) -> T | None:
    """Read a member that may be absent; null is not absent."""
    return need(value, name, read) if name in value else None


def coded(code: str) -> _Coded:
    """Give ``malformed`` errors from inside the block the document's own code."""
    return _Coded(code)


class _Coded:
    # Not a generator: that costs more than reading a member, and each event passes here.
    def __init__(self, code: str) -> None:
        self._code = code

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if isinstance(error, NguonError) and error.code == "malformed":
            raise NguonError(self._code, error.detail, field=error.field) from None


def string(value: Json) -> str:
    """Read a string."""
    if isinstance(value, str):
        return value
    raise _wrong("a string")


def text(value: Json) -> str:
    """Read a string that is not empty."""
    if found := string(value):
        return found
    raise _wrong("a string that is not empty")


def uri(value: Json) -> str:
    """Read a URI of printable ASCII, at most 200 characters."""
    found = text(value)
    if len(found) <= MAX_URI and _URI.fullmatch(found):
        return found
    raise _wrong(f"a URI of at most {MAX_URI} printable ASCII characters")


def https_uri(value: Json) -> str:
    """Read an ``https://`` URI."""
    found = uri(value)
    if found.startswith("https://"):
        return found
    raise _wrong("an https:// URI")


def one_of(*allowed: str) -> Reader[str]:
    """Read one of a few words."""

    def read(value: Json) -> str:
        if isinstance(value, str) and value in allowed:
            return value
        raise _wrong("one of " + ", ".join(allowed))

    return read


def time(value: Json) -> int:
    """Read an RFC 3339 time as microseconds."""
    try:
        return parse_time(text(value))
    except NguonError:
        raise _wrong("an RFC 3339 time with an offset") from None


def whole(value: Json) -> int:
    """Read a whole number that is not negative."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    raise _wrong("a whole number that is not negative")


def an_object(value: Json) -> Object:
    """Read an object."""
    if isinstance(value, dict):
        return value
    raise _wrong("an object")


def language_map(value: Json) -> dict[str, str]:
    """Read a non-empty object from language tag to string."""
    found = an_object(value)
    if not found:
        raise _wrong("at least one language")
    return {language: text(name) for language, name in found.items()}


def list_of(read: Reader[T], *, least: int = 0) -> Reader[tuple[T, ...]]:
    """Read an array whose elements ``read`` takes."""

    def read_list(value: Json) -> tuple[T, ...]:
        if not isinstance(value, list) or len(value) < least:
            raise _wrong(f"an array of at least {least}")
        return each(read, value)

    return read_list


def each(read: Reader[T], values: Sequence[Json]) -> tuple[T, ...]:
    """Read the elements of an array. An error keeps its code and names the position."""
    found: list[T] = []
    try:
        for value in values:
            found.append(read(value))  # noqa: PERF401 (the position is known from what was read)
    except NguonError as e:
        position = len(found)
        field = f"{position}/{e.field}" if e.field else str(position)
        raise NguonError(e.code, e.detail, field=field) from None
    return tuple(found)


def jwk(value: Json) -> PublicKey:
    """Read a public key."""
    try:
        return parse_jwk(value)
    except NguonError as e:
        raise NguonError("malformed", e.detail) from None


def matching(pattern: str, what: str) -> Reader[str]:
    """Read a string that matches as a whole."""
    compiled = re.compile(pattern, re.ASCII)

    def read(value: Json) -> str:
        if isinstance(value, str) and compiled.fullmatch(value):
            return value
        raise _wrong(what)

    return read


def _wrong(expected: str) -> NguonError:
    return NguonError("malformed", f"{expected} is expected")
