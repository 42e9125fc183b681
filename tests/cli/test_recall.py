"""``nguon recall``: what is signed, what it does to evidence, and what it asks the ledger."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cli.conftest import Call
from cli.place import Place
from cli.running import free_port, server


@pytest.fixture
def event(told: Place, call: Call) -> Any:
    """Return a way to see what a recall would sign."""

    def build(*arguments: object) -> Any:
        done = call("recall", *arguments, "--dry-run", "--json", home=told.home)
        assert done.code == 0, done
        return done.json

    return build


def test_a_recalled_lot_is_wrong_until_it_is_released(told: Place, call: Call) -> None:
    told.record("harvest", "--out", "/p/crab/10/BACK=12.5kg")
    lot = "/p/crab/10/BACK"
    assert call("trace", lot, home=told.home).code == 0
    done = call("recall", f"{lot}=12.5kg", "--reason", "Cua chết", "--json", home=told.home)
    assert (done.code, done.json["state"], done.json["step"]) == (0, "recorded", "recall")
    wrong = call("trace", lot, "--json", home=told.home)
    assert (wrong.code, wrong.json["failure"]["code"]) == (3, "recalled")
    done = call("recall", f"{lot}=12.5kg", "--release", "--reason", "Nhầm lô", home=told.home)
    assert done.code == 0, done
    found = call("trace", lot, "--json", home=told.home)
    assert [event["step"] for event in found.json["journey"]] == ["harvest", "recall", "release"]


def test_a_recall_says_why_and_what_to_do(told: Place, event: Any) -> None:
    found = event(
        *("/p/jar/10/J1=232", "/p/crab/10/C1=120 kg", "/p/jar/21/0007", "/00/089385012345678908"),
        *("--reason", "Nhiễm khuẩn", "--instructions", "Mang lại nơi mua."),
        *("--time", "2026-03-14T21:30:00+07:00"),
    )
    assert found["quantityList"] == [
        {"epcClass": told.id("/p/jar/10/J1"), "quantity": 232, "uom": "H87"},
        {"epcClass": told.id("/p/crab/10/C1"), "quantity": 120, "uom": "KGM"},
    ]
    carton = "https://id.gs1.org/00/089385012345678908"
    assert found["epcList"] == [told.id("/p/jar/21/0007"), carton]
    assert (found["disposition"], found["persistentDisposition"]) == (
        "recalled",
        {"set": ["recalled"]},
    )
    assert (found["nguon:reason"], found["nguon:instructions"]) == (
        "Nhiễm khuẩn",
        "Mang lại nơi mua.",
    )
    assert found["eventTime"] == "2026-03-14T21:30:00+07:00"
    assert "readPoint" not in found


@pytest.mark.parametrize("of", ["/p/jar", "/p/jar/10/J1"])
def test_a_range_of_serials_is_recalled_unit_by_unit(told: Place, event: Any, of: str) -> None:
    found = event(of, "--serials", "0098-0101", "--reason", "Nắp hở")
    assert found["epcList"] == [told.id(f"/p/jar/21/{n:04}") for n in range(98, 102)]
    assert "quantityList" not in found


def test_a_release_unsets_what_the_recall_set(event: Any) -> None:
    found = event("/p/jar/10/J1=232", "--release", "--reason", "Xét nghiệm lại đạt")
    assert found["persistentDisposition"] == {"unset": ["recalled"]}
    assert (found["disposition"], found["nguon:step"]) == ("active", "release")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("/p/jar/10/J1=many",), "quantity_malformed"),
        (("/p/jar=232",), "identifier_malformed"),
        (("/p/jar",), "lot_missing"),
        (("jar",), "identifier_malformed"),
        (("/01/08938501234567/10/1=1",), "check_digit"),
        (("/p/jar", "--serials", "9-1"), "serials_malformed"),
        (("/p/jar/21/0001", "--serials", "1-2"), "identifier_malformed"),
        (("/p/jar", "/p/crab", "--serials", "1-2"), "lot_missing"),
        (("/p/jar/10/J1=232", "--time", "yesterday"), "time_malformed"),
    ],
)
def test_what_cannot_be_recalled_is_refused_in_one_line(
    told: Place, call: Call, arguments: tuple[str, ...], code: str
) -> None:
    done = call("recall", *arguments, "--reason", "x", home=told.home)
    assert done.error(1) == code
    assert done.out == ""


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("/p/jar/10/J1=1",),
        ("/p/jar/10/J1=1", "--release", "--reason", "x", "--instructions", "y"),
        ("/p/jar/10/J1", "--drill", "--reason", "x"),
        ("/p/jar/10/J1", "--drill", "--release"),
        ("/p/jar", "--drill", "--serials", "1-2"),
        ("/p/jar/10/J1", "/p/jar/10/J2", "--drill"),
    ],
)
def test_what_does_not_go_together_is_wrong_usage(
    told: Place, call: Call, arguments: tuple[str, ...]
) -> None:
    assert call("recall", *arguments, home=told.home).error(2) == "usage"


def test_only_the_maker_and_the_operator_recall(told: Place, call: Call) -> None:
    told.record("harvest", "--out", "/p/crab/10/THEIRS=1kg")
    lot = "/p/crab/10/THEIRS=1kg"
    assert call("recall", lot, "--reason", "Kiểm tra", home=told.operator).code == 0
    done = call("recall", lot, "--release", "--reason", "Xong", home=told.home)
    assert done.error(1) == "release_foreign"  # what the operator recalled, it lets go
    assert call("recall", lot, "--release", "--reason", "Xong", home=told.operator).code == 0


def test_without_a_network_a_recall_is_kept_if_its_quantity_is_given(
    call: Call, tmp_path: Path
) -> None:
    place = Place(tmp_path, free_port())
    place.init()
    with server(place.data, place.port):
        place.join()
    asked = ("recall", "/p/jar/10/J1", "--reason", "Nắp hở")
    assert call(*asked, home=place.home).error(1) == "quantity_missing"
    kept = call("recall", "/p/jar/10/J1=232", "--reason", "Nắp hở", "--json", home=place.home)
    assert (kept.code, kept.json["state"]) == (4, "kept")
    assert call("recall", "/p/jar/10/J1", "--drill", home=place.home).error(4) == (
        "ledger_unreachable"
    )
