"""Valid things, changed a little: mutants get behind the first check, where noise never comes."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

# Values that readers of JSON stumble over, each for a reason of its own.
_VALUES: list[Any] = [
    *(None, True, False, 0, -1, 1, 0.5, 2**53, 2**53 - 1, -(2**63), 1e300, 1e-7, 123456.1234567),
    *("", " ", "\x00", "x" * 300, "\u202e", "\ufeff", "e\u0301", "\u00e9", "\U0010ffff", "null"),
    *("0", "-0", "01", "1e3", "\u0663", "2026-02-30T00:00:00Z", "2026-01-01T00:00:00+14:01"),
    *(
        "urn:uuid:",
        "https://",
        "http://[::1",
        "https://id.gs1.org/01/0/10/",
        "a/../b",
        "%00",
        "geo:",
    ),
    *([], {}, [[]], [{}], [None], {"": ""}, {"type": []}, [[[[[[[[1]]]]]]]]),
]
# Copies: a mutant is changed again, and what it was given must not change with it.
values = st.sampled_from(_VALUES).map(copy.deepcopy) | st.integers() | st.text(max_size=12)
# Pieces of bytes that line readers, number readers and UTF-8 readers stumble over.
_PIECES = [
    *(b"", b"\n", b"\r\n", b"\n\n", b"\x00", b" ", b"\t", b"\xff", b"\xc0\x80", b"\xed\xa0\x80"),
    *(
        "\u2014 ".encode(),
        "\u2028".encode(),
        "\ufeff".encode(),
        "\u0660".encode(),
        b"=",
        b"==",
        b"+",
    ),
    *(
        b".",
        b"..",
        b"/",
        b"-1",
        b"00",
        b"1e9",
        b"9" * 40,
        b"{}",
        b"[",
        b'"',
        b"\\u0000",
        b"\\ud800",
    ),
]
pieces = st.sampled_from(_PIECES) | st.binary(max_size=4)


@st.composite
def json_mutants(draw: st.DrawFn, document: Any, *, most: int = 3) -> Any:
    """Draw a document with a few of its places dropped, doubled, moved, renamed or replaced."""
    mutant = copy.deepcopy(document)
    for _ in range(draw(st.integers(1, most))):
        holders = list(_holders(mutant))
        if not holders:
            return draw(values)
        holder = holders[draw(st.integers(0, len(holders) - 1))]
        places = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        place = draw(st.sampled_from(places))
        _change(draw, holder, place, mutant)
    return mutant


def _change(draw: st.DrawFn, holder: Any, place: Any, whole: Any) -> None:
    match draw(st.sampled_from(["drop", "replace", "double", "graft", "wrap", "rename"])):
        case "drop":
            del holder[place]
        case "replace":
            holder[place] = draw(values)
        case "double" if isinstance(holder, list):
            holder.insert(place, copy.deepcopy(holder[place]))
        case "graft":
            holder[place] = copy.deepcopy(draw(st.sampled_from(list(_holders(whole)))))
        case "wrap":
            holder[place] = [holder[place]]
        case "rename" if isinstance(holder, dict):
            name = draw(st.text(max_size=8) | st.sampled_from(list(holder)))
            holder[name] = holder.pop(place)


def _holders(value: Any) -> Iterator[Any]:
    """Yield every object and array that is not empty."""
    if isinstance(value, dict | list) and value:
        yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in inner:
        yield from _holders(one)


@st.composite
def line_mutants(draw: st.DrawFn, data: bytes, *, most: int = 3) -> bytes:
    """Draw a text with lines dropped, doubled, swapped, or changed inside."""
    lines = data.split(b"\n")
    for _ in range(draw(st.integers(1, most))):
        at, other = (draw(st.integers(0, len(lines) - 1)) for _ in range(2))
        match draw(st.sampled_from(["drop", "double", "swap", "bytes"])):
            case "drop" if len(lines) > 1:
                del lines[at]
            case "double":
                lines.insert(other, lines[at])
            case "swap":
                lines[at], lines[other] = lines[other], lines[at]
            case "bytes":
                lines[at] = draw(byte_mutants(lines[at], most=1))
    return b"\n".join(lines)


@st.composite
def byte_mutants(draw: st.DrawFn, data: bytes, *, most: int = 3) -> bytes:
    """Draw bytes with a few pieces cut out, put in or replaced."""
    for _ in range(draw(st.integers(1, most))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.sampled_from([0, 1, 2, 16, 200])))
        data = data[:start] + draw(pieces) + data[end:]
    return data


def dump(value: Any) -> bytes:
    """Write JSON as carelessly as Python allows: half surrogate pairs go out escaped."""
    return json.dumps(value, allow_nan=True).encode()
