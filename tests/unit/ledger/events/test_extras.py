"""Members that only the rules read: each in its right shape, and silence about every other."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from nguon_ledger.encoding.strict_json import parse_object
from nguon_ledger.events.extras import Result, read_extras

DAY = 86_400_000_000
WORK = {"type": "ObjectEvent", "action": "OBSERVE", "bizStep": "other"}


def read(**members: Any) -> dict[str, Any]:
    return read_extras(parse_object(json.dumps(members, ensure_ascii=False).encode()))


def own(**members: Any) -> dict[str, Any]:
    """Read members of the ledger's own prefix."""
    return read(**{f"nguon:{name}": value for name, value in members.items()})


def diary(**members: Any) -> str | None:
    named = {f"nguon:{name}": value for name, value in members.items()}
    text = read(**WORK, **named)["diary"]
    assert text is None or isinstance(text, str)
    return text


def test_an_event_without_them_says_nothing() -> None:
    assert read() == {}
    assert read(type="ObjectEvent", action="ADD", bizStep="commissioning") == {}


NOTHING: list[Any] = [None, True, 5, "", "x", {}, [], [None], [5], ["x"], [[]], [{}]]


@pytest.mark.parametrize("shape", NOTHING)
def test_receivers_of_other_shapes_are_none(shape: Any) -> None:
    assert read(destinationList=shape) == {"receivers": ()}


def test_receivers_are_the_possessing_parties_in_order() -> None:
    entries: list[Any] = [
        {"type": "owning_party", "destination": "a"},
        {"type": "possessing_party", "destination": "b"},
        {"type": "possessing_party", "destination": 5},
        {"type": "possessing_party"},
        {"type": ["possessing_party"], "destination": "c"},
        {"destination": "d"},
        "possessing_party",
        {"type": "possessing_party", "destination": "a"},
        {"type": "possessing_party", "destination": "b", "more": 1},
    ]
    assert read(destinationList=entries) == {"receivers": ("b", "a", "b")}
    assert read(destinationList=entries[1]) == {"receivers": ()}


@pytest.mark.parametrize(
    "shape",
    [
        *NOTHING,
        ["recalled"],
        {"set": ["recalled"]},
        {"unset": "recalled"},
        {"unset": {"recalled": 1}},
        {"unset": ["Recalled"]},
        {"unset": [["recalled"]]},
        {"unset": None},
    ],
)
def test_nothing_else_lifts_a_recall(shape: Any) -> None:
    assert read(persistentDisposition=shape) == {"lifts_recall": False}


@pytest.mark.parametrize("unset", [["recalled"], ["damaged", "recalled"], [5, "recalled"]])
def test_what_unsets_recalled_lifts_a_recall(unset: Any) -> None:
    assert read(persistentDisposition={"unset": unset}) == {"lifts_recall": True}


@pytest.mark.parametrize(
    ("shape", "named"),
    [
        ("a", ("a",)),
        (["a", "b", "a"], ("a", "b", "a")),
        ([5, "b", None, ["c"], {"id": "d"}], ("b",)),
        ([], ()),
        (5, ()),
        (None, ()),
        ({"id": "a"}, ()),
    ],
)
def test_certificates_are_texts(shape: Any, named: tuple[str, ...]) -> None:
    assert read(certificationInfo=shape) == {"certificates": named}


@pytest.mark.parametrize(
    ("days", "micros"),
    [
        (1, DAY),
        (0.5, DAY // 2),
        (3650, 3650 * DAY),
        (3650.0, 3650 * DAY),
        (1e-12, 0),  # less than a microsecond
        (1.2e-11, 1),
        (3650.000001, 0),
        (3651, 0),
        (0, 0),
        (-1, 0),
        (True, 0),
        (None, 0),
        ("7", 0),
        ([7], 0),
        ({"days": 7}, 0),
    ],
)
def test_isolation_is_a_number_of_days(days: Any, micros: int) -> None:
    assert own(isolationDays=days) == {"isolation": micros}


def test_a_result_is_outside_its_limit_on_one_side() -> None:
    def outside(value: str, limit: str, *, at_least: bool) -> bool:
        return Result("t", Decimal(value), Decimal(limit), at_least).is_outside

    assert outside("1.1", "1", at_least=False)
    assert not outside("1", "1.0", at_least=False)
    assert not outside("0.9", "1", at_least=False)
    assert outside("0.9", "1", at_least=True)
    assert not outside("1", "1.0", at_least=True)
    assert not outside("1.1", "1", at_least=True)


@pytest.mark.parametrize("kind", [None, "max", "MIN", "about", True, ["min"], {"min": 1}])
def test_every_kind_but_min_is_a_most(kind: Any) -> None:
    entry = {"test": "pH", "value": 4.5, "limit": -3, "kind": kind}
    expected = Result("pH", Decimal("4.5"), Decimal(-3), at_least=False)
    assert own(results=[entry]) == {"results": (expected,)}
    del entry["kind"]
    assert own(results=[entry]) == {"results": (expected,)}
    least = Result("pH", Decimal("4.5"), Decimal(-3), at_least=True)
    assert own(results=[entry | {"kind": "min"}]) == {"results": (least,)}


@pytest.mark.parametrize("shape", [*NOTHING, {"test": "a", "value": 2, "limit": 1}])
def test_results_of_other_shapes_are_none(shape: Any) -> None:
    assert own(results=shape) == {"results": ()}


@pytest.mark.parametrize("member", ["test", "value", "limit"])
@pytest.mark.parametrize("bad", [None, True, [1], {}, "1"])
def test_a_result_without_one_of_its_three_is_none(member: str, bad: Any) -> None:
    good = {"test": "a", "value": 2, "limit": 1}
    left = {name: value for name, value in good.items() if name != member}
    spoiled = good | {member: 1 if member == "test" and bad == "1" else bad}
    found = own(results=[left, spoiled, good])["results"]
    assert found == (Result("a", Decimal(2), Decimal(1), at_least=False),)


def test_a_diary_entry_is_work_with_two_words_of_its_own() -> None:
    assert diary(material="m", dose=1) == '{"nguon:step":null,"nguon:material":"m","nguon:dose":1}'
    for one in ({}, {"material": "m"}, {"step": "s", "material": "m"}):
        assert diary(**one) is None
    assert diary(step="s", material="m", dose=1) is not None
    assert diary(step=5, material="m", dose=1) == diary(material="m", dose=1)


@pytest.mark.parametrize("other", ["step", "attachments", "reason", "results"])
def test_what_is_no_word_of_a_diary(other: str) -> None:
    assert diary(**{other: "x"}, material="m") is None
    said = diary(material="m", dose=1)
    if other != "step":
        assert diary(**{other: "x"}, material="m", dose=1) == said
    assert "instructions" in (diary(instructions="x", material="m") or "")


def test_members_of_other_prefixes_are_no_words_of_a_diary() -> None:
    named = {"cbvmda:lotNumber": "L", "nguon": "x", "Nguon:dose": 1, "x:nguon:dose": 1}
    assert read(**WORK, **named, **{"nguon:dose": 1})["diary"] is None


@pytest.mark.parametrize(
    "change",
    [
        {"type": "TransformationEvent"},
        {"type": "AggregationEvent"},
        {"action": "ADD"},
        {"action": "DELETE"},
        {"bizStep": "inspecting"},
        {"bizStep": None},
    ],
)
def test_nothing_but_work_is_a_diary_entry(change: dict[str, Any]) -> None:
    words = {"nguon:material": "m", "nguon:dose": 1}
    assert "diary" not in read(**WORK | change, **words)


def test_the_text_of_a_diary_entry_is_the_same_for_the_same_words_and_numbers() -> None:
    def text(members: str) -> str:
        head = '"type":"ObjectEvent","action":"OBSERVE","bizStep":"other"'
        payload = parse_object(("{" + head + "," + members + "}").encode())
        return str(read_extras(payload)["diary"])

    one = text('"nguon:step":"s","nguon:a":[1.50,"é",{"b":null,"a":true}],"nguon:c":-0')
    assert one == '{"nguon:step":"s","nguon:a":[1.5,"é",{"b":null,"a":true}],"nguon:c":0}'
    spaced = ' "nguon:a" : [ 15e-1 , "\\u00e9" , { "b":null, "a":true } ], "x":1, '
    assert text(spaced + '"nguon:c": 0.000, "nguon:step":"s"') == one
    swapped = '"nguon:step":"s","nguon:c":0,"nguon:a":[1.5,"é",{"b":null,"a":true}]'
    assert text(swapped) != one
    inner = '"nguon:step":"s","nguon:a":[1.5,"é",{"a":true,"b":null}],"nguon:c":0'
    assert text(inner) != one


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a": "1", "b": 1}, {"a": 1, "b": 1}),
        ({"a": "null", "b": 1}, {"a": None, "b": 1}),
        ({"a": "true", "b": 1}, {"a": True, "b": 1}),
        ({"a": 'x","nguon:b":"y', "c": 1}, {"a": "x", "b": "y", "c": 1}),
        ({"a": [1, 2], "b": 1}, {"a": [[1, 2]], "b": 1}),
        ({"a": [], "b": 1}, {"a": {}, "b": 1}),
        ({"a": 1, "b": 1}, {"a": 1, "c": 1}),
        ({"a": 1e-18, "b": 1}, {"a": 0, "b": 1}),
    ],
)
def test_different_words_have_different_texts(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert diary(**one) != diary(**other)


def test_numbers_of_a_diary_entry_are_plain() -> None:
    said = diary(a=1e15, b=1e-7, c=-2.50)
    assert (
        said == '{"nguon:step":null,"nguon:a":1000000000000000,"nguon:b":0.0000001,"nguon:c":-2.5}'
    )
