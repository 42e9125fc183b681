"""Readers of members: a typed value, or the field at fault."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from nguon_ledger.encoding import members as m
from nguon_ledger.errors import NguonError
from unit.ledger.checks import refused

ED25519 = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}


@pytest.mark.parametrize(
    ("read", "good", "bad"),
    [
        (m.text, ["x", " "], ["", None, 1, True, [], {}]),
        (m.uri, ["urn:x", "a:b", "x:" + "!" * 198], ["", "x", "x:", ":x", "1x:y", "x:a b", "x:é"]),
        (m.uri, ["x+-.1:~"], ["x:" + "!" * 199, "x:y\n", "x\n:y", None, ["urn:x"]]),
        (m.https_uri, ["https://x"], ["http://x", "HTTPS://x", "https:x", "urn:x", "", 1]),
        (m.one_of("a", "b"), ["a", "b"], ["c", "", "A", None, ["a"], {}, 1]),
        (m.time, ["2026-01-01T00:00:00Z"], ["2026-01-01", "", 1767225600, None]),
        (m.whole, [0, 1, 2**53], [-1, Decimal("0.5"), True, False, "1", None, []]),
        (m.an_object, [{}, {"a": 1}], [[], None, "x", 1]),
        (m.language_map, [{"vi": "x"}], [{}, {"vi": ""}, {"vi": 1}, [], None, "x"]),
        (m.list_of(m.text), [[], ["a", "b"]], [{}, "ab", None, [1], ["a", ""]]),
        (m.list_of(m.text, least=1), [["a"]], [[], None]),
        (m.jwk, [ED25519], [{}, "x", None, ED25519 | {"kid": "x"}]),
        (m.matching("[0-9]+", "digits"), ["1", "42"], ["", "a", "1\n", "٣", 1, None]),
    ],
)
def test_a_reader_takes_the_right_and_refuses_the_wrong(
    read: Any, good: list[Any], bad: list[Any]
) -> None:
    for value in good:
        read(value)
    for value in bad:
        with refused("malformed"):
            read(value)


def test_a_missing_member_is_named() -> None:
    with refused("malformed", "name"):
        m.need({}, "name", m.text)


def test_null_is_not_absent() -> None:
    assert m.maybe({}, "name", m.text) is None
    with refused("malformed", "name"):
        m.maybe({"name": None}, "name", m.text)


def test_the_field_is_a_path_to_the_fault() -> None:
    def inner(value: Any) -> str:
        return m.need(m.an_object(value), "name", m.text)

    with refused("malformed", "steps/1/name"):
        m.need({"steps": [{"name": "a"}, {"name": 1}]}, "steps", m.list_of(inner))
    with refused("malformed", "steps/1"):
        m.need({"steps": [{"name": "a"}, 7]}, "steps", m.list_of(inner))


def test_a_document_gives_malformed_its_own_code_and_leaves_others() -> None:
    with refused("event_malformed", "name"), m.coded("event_malformed"):
        m.need({}, "name", m.text)
    with refused("check_digit"), m.coded("event_malformed"):
        raise NguonError("check_digit", "stays")
