"""What is read quickly is what a slow, plain statement of each rule says."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from string import ascii_lowercase, ascii_uppercase, digits
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nguon_ledger.encoding.base64s import b64url_decode, b64url_encode
from nguon_ledger.encoding.rfc3339 import parse_time
from nguon_ledger.encoding.strict_json import parse_json
from nguon_ledger.errors import NguonError
from nguon_ledger.events.gs1 import check_digit
from nguon_schemas.errors import SchemaError
from nguon_schemas.pointer import pointer
from nguon_schemas.prefixes import check_prefixes
from property.budget import QUICK

LETTERS = ascii_uppercase + ascii_lowercase + digits + "-_"


def outcome(read: Callable[[Any], object], value: object) -> object:
    try:
        return read(value)
    except NguonError:
        return None


def bytes_of(text: str) -> bytes | None:
    """RFC 4648: six bits a letter; what is left beyond whole bytes is fewer than six zeros."""
    if not set(text) <= set(LETTERS) or len(text) % 4 == 1:
        return None
    bits = "".join(f"{LETTERS.index(letter):06b}" for letter in text)
    whole = len(bits) // 8 * 8
    data = bytes(int(bits[i : i + 8], 2) for i in range(0, whole, 8))
    return data if "1" not in bits[whole:] else None


@QUICK
@given(
    text=st.text(alphabet=LETTERS, max_size=20)
    | st.text(alphabet=[*"AQg-_+/=. \n\0", "é", "\ud800"], max_size=9)
    | st.binary(max_size=40).map(b64url_encode)
)
def test_base64url_is_six_bits_a_letter_and_no_other_spelling(text: str) -> None:
    assert outcome(b64url_decode, text) == bytes_of(text)


_WRITTEN = r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,4})?"
_NUMBER = re.compile(r"(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?")


def number_of(text: str) -> Fraction | None:
    """docs/formats.md, 1: 15 digits, at most 2^53, not below 10^-18."""
    match = _NUMBER.fullmatch(text)
    if not match or len(text) > 40 or len((match[4] or "").lstrip("+-")) > 3:
        return None
    figures = match[2] + (match[3] or "")
    value = Fraction(int(figures)) * Fraction(10) ** (int(match[4] or 0) - len(match[3] or ""))
    is_bounded = value == 0 or Fraction(1, 10**18) <= value <= 2**53
    is_short = len(figures.strip("0")) <= 15
    return (-value if match[1] else value) if is_bounded and is_short else None


@QUICK
@given(
    text=st.from_regex(_WRITTEN, fullmatch=True)
    | st.text(alphabet="0123456789eE+-.", min_size=1, max_size=20)
    | st.integers(-(2**54), 2**54).map(str)
    | st.sampled_from(["1e15", "1E+2", "9e15", "10e15", "1e-18", "9e-19", "-0", "0.0", "1.50"])
)
def test_a_number_is_read_exactly_or_refused(text: str) -> None:
    said = number_of(text)
    for read in (outcome(parse_json, text.encode()), outcome(_read_inside, text)):
        if said is None:
            assert read is None
        else:
            assert isinstance(read, int | Decimal)
            assert Fraction(read) == said
            assert type(read) is (int if said.denominator == 1 else Decimal)


def _read_inside(text: str) -> object:
    value: Any = parse_json(f'{{"a":[{text}]}}'.encode())
    return value["a"][0]


_TIME = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?(?:Z|([+-])(\d\d):(\d\d))", re.ASCII
)
_EPOCH = date(1970, 1, 1).toordinal()


def micros_of(text: str) -> int | None:
    """RFC 3339, 5.6 and 5.7, without leap seconds; offsets to 14 hours; from 1970 to 9999."""
    match = _TIME.fullmatch(text)
    if not match:
        return None
    year, month, day, hour, minute, second = (int(match[i]) for i in range(1, 7))
    east, west_minutes = int(match[9] or 0) * 60 + int(match[10] or 0), int(match[10] or 0)
    is_date = year >= 1 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]
    if not is_date or hour > 23 or minute > 59 or second > 59 or east > 840 or west_minutes > 59:
        return None
    minutes = (date(year, month, day).toordinal() - _EPOCH) * 1440 + hour * 60 + minute
    minutes -= -east if match[8] == "-" else east
    micros = (minutes * 60 + second) * 10**6 + int((match[7] or "").ljust(6, "0"))
    return micros if 0 <= micros < 253_402_300_800 * 10**6 else None


def two(most: int) -> st.SearchStrategy[str]:
    return st.integers(0, most).map(lambda n: f"{n:02}")


fractions = st.sampled_from(["", ".", ".0", ".5", ".123456", ".1234567", ",5"])
zones = st.builds("{}{}:{}".format, st.sampled_from("+-"), two(15), two(61)) | st.sampled_from(
    ["Z", "z", "", "+00", "+0000", "+00:00:00", "-00:00", " +07:00", "+\u0667:00"]
)
times = st.builds(
    "{}-{}-{}{}{}:{}:{}{}{}".format,
    st.sampled_from(["0000", "0001", "1969", "1970", "2024", "2026", "9999", "02026", "٢٠٢٦"]),
    two(13),
    two(32),
    st.sampled_from("TTTTt "),
    two(25),
    two(61),
    two(61),
    fractions,
    zones,
)


@QUICK
@given(text=times | st.text(alphabet="0123456789-:TZ+.", max_size=30))
def test_a_time_is_counted_from_the_calendar_or_refused(text: str) -> None:
    assert outcome(parse_time, text) == micros_of(text)


@QUICK
@given(year=st.integers(1970, 9999), month=st.integers(1, 12), hour=st.integers(0, 25))
def test_the_last_days_of_every_month(year: int, month: int, hour: int) -> None:
    for day in range(28, 33):
        text = f"{year}-{month:02}-{day}T{hour:02}:59:59.9+05:30"
        assert outcome(parse_time, text) == micros_of(text)


@QUICK
@given(number=st.text(alphabet=digits, max_size=20))
def test_a_check_digit_weighs_three_and_one_in_turn_from_the_right(number: str) -> None:
    total, weight = 0, 3
    for digit in reversed(number):
        total, weight = total + weight * int(digit), 4 - weight
    assert (total + check_digit(number)) % 10 == 0
    assert 0 <= check_digit(number) <= 9


names = st.sampled_from(["a", "b", "nguon:x", "gdst:y", "z:z:z", ":", "@context", "a/b:c~"])
documents = st.recursive(
    st.none() | st.integers() | st.sampled_from(["gdst:y", "text"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4),
    max_leaves=12,
)


def prefixed(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every path that ends in a name with a prefix, in the order of writing."""
    pairs: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        pairs = list(value.items())
    elif isinstance(value, list):
        pairs = list(enumerate(value))
    for step, child in pairs:
        if isinstance(step, str) and ":" in step:
            yield (*path, step)
        if step != "@context":
            yield from prefixed(child, (*path, step))


@QUICK
@given(
    event=st.dictionaries(names, documents, max_size=6),
    declared=st.sets(st.sampled_from(["nguon", "gdst", "z", ""])),
)
def test_the_first_prefix_that_is_not_declared_is_named(
    event: dict[str, Any], declared: set[str]
) -> None:
    event["@context"] = ["https://x.example/", dict.fromkeys(declared, "urn:x:")]
    wrong = [path for path in prefixed(event) if str(path[-1]).split(":")[0] not in declared]
    if not wrong:
        check_prefixes(event)
        return
    with pytest.raises(SchemaError, match=re.escape(f'"{wrong[0][-1]}" needs')) as caught:
        check_prefixes(event)
    assert (caught.value.code, caught.value.field) == ("undeclared_prefix", pointer(wrong[0]))
