"""``nguon recall``: what is signed, what it does to evidence, and what it asks the ledger."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import Call
from cli.place import Place
from cli.running import environment, free_port, server, well
from nguon_ledger.keys.signing import Ed25519SigningKey
from nguon_signer.outbox import Outbox


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


SCOPE = "/p/crab/10/SCOPE"


@pytest.fixture(scope="module")
def shipped(told: Place) -> Place:
    """Make a lot out of another, and send it to a shop that does not answer."""
    key = told.folder / "shop.json"
    public = Ed25519SigningKey.from_seed(bytes(range(32))).public
    key.write_text(json.dumps(public.jwk()))
    well(
        *("register", "participant", "/participants/scope-shop", "--home", told.operator),
        *("--name", "Cửa hàng", "--kind", "retailer", "--role", "retailer", "--province", "P"),
        *("--contact", "tel:+84900000001", "--public-key", key),
        env=environment(),
    )
    told.record("harvest", "--out", f"{SCOPE}=10kg")
    told.record("sorting", "--in", f"{SCOPE}=10kg", "--out", "/p/sorted/10/SCOPE=9kg")
    shipping = ("shipping", "--in", "/p/sorted/10/SCOPE=9kg")
    told.record(*shipping, "--to", "/participants/scope-shop")
    return told


def test_a_drill_shows_what_a_recall_would_reach_and_signs_nothing(
    shipped: Place, call: Call
) -> None:
    with Outbox(shipped.home / "outbox.db") as outbox:
        before = len(outbox.entries())
    found = call("recall", SCOPE, "--drill", "--json", home=shipped.home).json
    coop = {"id": shipped.id("/participants/dam-doi"), "name": "HTX Đầm Dơi"}
    shop = {"id": shipped.id("/participants/scope-shop"), "name": "Cửa hàng"}
    crab = {"id": shipped.id(SCOPE), "maker": coop, "holder": coop, "dimension": "mass"}
    assert found["lots"] == [
        crab | {"made": 10, "left": 0, "units": 0},
        crab | {"id": shipped.id("/p/sorted/10/SCOPE"), "made": 9, "left": 9, "units": 0},
    ]
    assert (found["units"], found["logistic_units"]) == (0, 0)
    assert found["holders"] == [coop | {"lots": 2, "units": 0, "logistic_units": 0, "gone": 0}]
    assert found["under_way"] == [
        {"id": shipped.id("/p/sorted/10/SCOPE"), "holder": coop, "receiver": shop}
    ]
    assert found["waited_milliseconds"] >= found["milliseconds"] >= 0
    with Outbox(shipped.home / "outbox.db") as outbox:
        assert len(outbox.entries()) == before


def test_a_drill_is_told_in_tables(shipped: Place, call: Call) -> None:
    told = call("recall", SCOPE, "--drill", home=shipped.home).out
    assert "2 lot(s), 0 unit(s), 0 carton(s)" in told
    for words in ("Who has it now", "Under way", "10 kg", "HTX Đầm Dơi", "Cửa hàng"):
        assert words in told
    jars = call("recall", "/p/jar/10/J1", "--drill", home=shipped.home).out
    assert "232 unit(s)" in jars
    assert "Nothing of it is under way." in jars


def test_a_lot_is_recalled_with_as_much_as_was_made(shipped: Place, call: Call) -> None:
    asked = ("recall", SCOPE, "--reason", "Cua chết", "--dry-run", "--json")
    assert call(*asked, home=shipped.home).json["quantityList"] == [
        {"epcClass": shipped.id(SCOPE), "quantity": 10, "uom": "KGM"}
    ]
    missing = call("recall", "/p/crab/10/NEVER", "--reason", "x", home=shipped.home)
    assert missing.error(1) == "unknown_id"


def test_what_is_under_way_is_listed(shipped: Place, call: Call) -> None:
    lot = shipped.id("/p/sorted/10/SCOPE")
    found = call("shipments", "--json", home=shipped.home).json["shipments"]
    [mine] = [shipment for shipment in found if shipment["id"] == lot]
    assert (mine["shipped"], mine["dimension"]) == (9, "mass")
    assert mine["holder"]["name"] == "HTX Đầm Dơi"
    assert mine["receiver"]["id"] == shipped.id("/participants/scope-shop")
    told = call("shipments", "--participant", "/participants/scope-shop", home=shipped.home).out
    assert "9 kg" in told
    assert "Cửa hàng" in told


def test_what_was_sent_just_now_is_not_old(shipped: Place, call: Call) -> None:
    done = call("shipments", "--older-than", "1", home=shipped.home)
    assert (done.code, done.out) == (0, "Nothing is under way.\n")
    stranger = call("shipments", "--participant", "/participants/nobody", home=shipped.home)
    assert stranger.error(1) == "unknown_participant"
    assert call("shipments", "--older-than", "-1", home=shipped.home).error(2) == "usage"


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
