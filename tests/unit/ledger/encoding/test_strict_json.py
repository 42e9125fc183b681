"""Strict JSON: what two parsers could read in two ways is refused."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from nguon_ledger.encoding import strict_json
from nguon_ledger.encoding.strict_json import parse_json, parse_object, same_json
from nguon_ledger.errors import NguonError
from unit.ledger.checks import label, refused, vectors

CASES = vectors("json.json")


def data_of(case: dict[str, Any]) -> bytes:
    return bytes.fromhex(case["hex"]) if "hex" in case else str(case["text"]).encode()


@pytest.mark.parametrize("case", CASES["good"], ids=label)
def test_a_document_has_its_value(case: dict[str, Any]) -> None:
    value = parse_json(data_of(case))
    assert value == case["value"]
    assert type(value) is type(case["value"])


@pytest.mark.parametrize("case", CASES["bad"], ids=label)
def test_a_document_is_refused_for_its_reason(case: dict[str, Any]) -> None:
    with refused(case["code"]):
        parse_json(data_of(case))


def test_numbers_are_exact_and_whole_ones_are_int() -> None:
    assert parse_json(b"0.1") == Decimal("0.1")
    for text in (b"1", b"1.0", b"10e-1", b"0.1e1"):
        value = parse_json(text)
        assert value == 1
        assert type(value) is int


@pytest.mark.parametrize("data", [b"[]", b'"x"', b"1", b"null", b"true"])
def test_an_object_is_not_anything_else(data: bytes) -> None:
    with refused("json_not_object"):
        parse_object(data)
    assert parse_object(b' {"a":1}') == {"a": 1}


class Name(str):
    """A name that counts how often names are compared."""

    __slots__ = ()
    compared = 0

    def __eq__(self, other: object) -> bool:
        Name.compared += 1
        return str.__eq__(self, other)

    __hash__ = str.__hash__


def test_a_name_that_stands_twice_is_found_in_linear_time() -> None:
    """Comparing every name with every other one would take hours for a bundle of 8 MiB."""
    names = [Name(f"{i:x}") for i in range(2000)] + [Name("7cf")]
    with refused("json_duplicate_name", "7cf"):
        strict_json._object([(name, 0) for name in names])
    assert Name.compared < len(names)


def test_the_name_that_stands_twice_can_be_sent_to_whoever_wrote_it() -> None:
    """Half a surrogate pair in an answer would be an error of the server."""
    for name in ("\\ud800", "x" * 5000, "\\u0000"):
        with pytest.raises(NguonError) as caught:
            parse_json(f'{{"{name}":1,"{name}":2}}'.encode())
        assert caught.value.code == "json_duplicate_name"
        answer = json.dumps([caught.value.detail, caught.value.field], ensure_ascii=False)
        assert len(answer.encode()) < 200


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'[{"a":'])
@pytest.mark.parametrize("levels", [33, 500, 5_000, 1_000_000])
def test_depth_is_refused_and_never_a_recursion_error(opening: bytes, levels: int) -> None:
    with pytest.raises(NguonError) as caught:
        parse_json(opening * levels)
    assert caught.value.code in {"json_too_deep", "json_syntax"}


def test_width_is_not_depth() -> None:
    assert parse_json(b"[" + b"[]," * 10_000 + b"[]]") == [[]] * 10_001


def test_a_number_shows_no_more_than_40_characters_of_itself() -> None:
    with pytest.raises(NguonError) as caught:
        parse_json(b"1" * 5000)
    assert caught.value.field == "1" * 40


DISTINCT = [
    *(
        b"null",
        b"true",
        b"false",
        b"0",
        b"1",
        b"0.5",
        b'""',
        b'"1"',
        b'"a"',
        b"[]",
        b"[0]",
        b"[[]]",
    ),
    *(b"[false]", b"[1,2]", b"[2,1]", b"[1]", b"{}", b'{"a":1}', b'{"a":true}', b'{"a":2}'),
    *(b'{"b":1}', b'{"a":1,"b":1}', b'{"a":[1]}', b'{"a":[true]}', b'{"a":{"b":0}}', b'{"a":null}'),
]


def test_two_documents_are_the_same_only_if_json_says_so() -> None:
    """Python has True == 1 and False == 0; a correction must repeat what it corrects."""
    for one in DISTINCT:
        for other in DISTINCT:
            same = same_json(parse_json(one), parse_json(other))
            assert same == (one == other), (one, other)


def test_the_order_of_names_and_the_spelling_of_a_number_do_not_matter() -> None:
    for one, other in ((b'{"a":1,"b":[2]}', b'{"b":[2.0],"a":1e0}'), (b"0.50", b"5e-1")):
        assert same_json(parse_json(one), parse_json(other))
