"""What each option of ``nguon record`` becomes in the event."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import Call
from cli.place import Place, step_arguments
from nguon_cli.times import parse_moment
from nguon_ledger.encoding.rfc3339 import parse_time

CARTON = "/00/089385012345678908"


@pytest.fixture
def event(told: Place, call: Call) -> Any:
    """Return a way to build an event without recording it."""

    def build(step: str, *arguments: object) -> Any:
        done = call(*step_arguments(step, *arguments), "--dry-run", "--json", home=told.home)
        assert done.code == 0, done
        return done.json

    return build


def test_time_and_place(told: Place, event: Any) -> None:
    found = event(
        *("harvest", "--out", "/p/crab/10/X=1kg", "--time", "2026-03-14T21:30:00+07:00"),
        *("--then-at", "/places/workshop"),
    )
    assert found["eventTime"] == "2026-03-14T21:30:00+07:00"
    assert found["eventTimeZoneOffset"] == "+07:00"
    assert found["readPoint"] == {"id": told.id("/places/dam-doi")}
    assert found["bizLocation"] == {"id": told.id("/places/workshop")}
    assert found["nguon:step"] == "harvest"


def test_shipping_a_carton_and_a_unit(told: Place, event: Any) -> None:
    found = event(
        *("shipping", "--unit", CARTON, "--unit", "/p/jar/21/0007", "--in", "/p/jar/10/J1=24"),
        *("--to", "/participants/shop", "--to-place", "/places/shop"),
    )
    assert found["epcList"] == [f"https://id.gs1.org{CARTON}", told.id("/p/jar/21/0007")]
    assert found["quantityList"][0]["quantity"] == 24
    assert found["destinationList"] == [
        {"type": "possessing_party", "destination": told.id("/participants/shop")},
        {"type": "location", "destination": told.id("/places/shop")},
    ]


def test_receiving_names_the_sender(told: Place, event: Any) -> None:
    found = event("receiving", "--unit", CARTON, "--from", "/participants/shop")
    assert found["sourceList"] == [
        {"type": "possessing_party", "source": told.id("/participants/shop")}
    ]


def test_cartoning_packs_units(told: Place, event: Any) -> None:
    found = event("cartoning", "--container", CARTON, "--unit", "/p/jar/21/0001")
    assert (found["type"], found["parentID"]) == ("AggregationEvent", f"https://id.gs1.org{CARTON}")
    assert found["childEPCs"] == [told.id("/p/jar/21/0001")]


def test_labelling_gives_serials_of_a_lot(told: Place, event: Any) -> None:
    found = event(
        "labelling", "--lot", "/p/jar/10/J9", "--serials", "08-10", "--unit", "EXTRA", "--unit", "7"
    )
    assert found["epcList"] == [told.id(f"/p/jar/21/{s}") for s in ("EXTRA", "7", "08", "09", "10")]
    assert found["ilmd"]["cbvmda:lotNumber"] == "J9"


def test_a_recall_has_its_reason(event: Any) -> None:
    found = event("recall", "--in", "/p/jar/10/J1=232", "--reason", "Nhiễm khuẩn")
    assert found["disposition"] == "recalled"
    assert "Nhiễm khuẩn" in found.values()


def test_a_recall_tells_buyers_what_to_do_and_a_release_takes_it_away(event: Any) -> None:
    found = event(
        *("recall", "--in", "/p/jar/10/J1=232", "--reason", "Nhiễm khuẩn"),
        *("--field", "instructions=Mang lại nơi mua."),
    )
    assert found["nguon:instructions"] == "Mang lại nơi mua."
    found = event("release", "--in", "/p/jar/10/J1=232", "--reason", "Xét nghiệm lại đạt")
    assert found["persistentDisposition"] == {"unset": ["recalled"]}


def test_a_laboratorys_results_have_limits(event: Any) -> None:
    found = event(
        *("sampling", "--unit", "/p/jar/21/0007", "--field", "laboratory=Lab 1"),
        *("--result", "histamin, mg/kg=38.5 max 100", "--result", "NaCl, %=22 min 18"),
    )
    assert found["nguon:results"] == [
        {"test": "histamin, mg/kg", "value": 38.5, "limit": 100},
        {"test": "NaCl, %", "value": 22, "limit": 18, "kind": "min"},
    ]


def test_a_step_without_a_laboratory_takes_no_results(told: Place, call: Call) -> None:
    step = step_arguments("washing", "--in", "/p/sorted/10/S1=1kg", "--result", "pH=6 max 7")
    assert call(*step, "--dry-run", home=told.home).error(1) == "field_unknown"


def test_days_of_isolation_are_a_number(told: Place, call: Call) -> None:
    done = call(
        *("record", "treating", "--template", "pepper", "--place", "geo:16.7,107.0"),
        *("--in", "/p/garden/10/V7=400", "--field", "material=Nano đồng", "--field", "amount=12"),
        *("--field", "isolation_days=14", "--dry-run", "--json"),
        home=told.home,
    )
    assert done.code == 0, done
    assert done.json["nguon:isolationDays"] == 14


def test_adding_to_a_lot_in_a_process_under_a_certificate(told: Place, event: Any) -> None:
    found = event(
        *("salting", "--in", "/p/sorted/10/S1=1kg", "--out", "/p/salted/10/A1=1kg", "--add"),
        *("--process", "/processes/7", "--certificate", "/certificates/ocop-17"),
    )
    assert found["bizStep"] == "creating_class_instance"
    assert found["transformationID"] == told.id("/processes/7")
    assert found["certificationInfo"] == [told.id("/certificates/ocop-17")]


def test_photos_are_named_by_their_hash(event: Any, tmp_path: Path) -> None:
    photo = tmp_path / "catch.JPG"
    photo.write_bytes(b"jpeg")
    found = event("harvest", "--out", "/p/crab/10/X=1kg", "--photo", photo)
    assert found["nguon:attachments"] == [
        {"sha256": sha256(b"jpeg").hexdigest(), "mediaType": "image/jpeg"}
    ]


def test_a_harvest_of_a_pond_names_the_pond(told: Place, call: Call) -> None:
    done = call(
        *("record", "harvest", "--template", "rice-shrimp", "--place", "geo:9.1,105.2"),
        *("--out", "/p/shrimp/10/H1=30kg", "--grown-from", "/p/pond/10/P1", "--dry-run", "--json"),
        home=told.home,
    )
    assert done.code == 0, done
    assert done.json["nguon:grownFrom"] == [told.id("/p/pond/10/P1")]
    assert done.json["readPoint"] == {"id": "geo:9.1,105.2"}


def test_now_is_this_moment_with_an_offset() -> None:
    first, second = parse_moment("now", field="x"), parse_moment("now", field="x")
    assert 0 <= parse_time(second) - parse_time(first) <= 60_000_000
    assert first[-6] in "+-"


def test_templates_tell_what_a_step_asks(call: Call) -> None:
    names = [t["name"] for t in call("templates", "--json").json["templates"]]
    assert names == ["ba-khia", "chicken", "pepper", "rice-shrimp", "shan-tea"]
    assert all(name in call("templates").out for name in names)
    for name in names:
        steps = call("templates", name, "--json").json["steps"]
        told = call("templates", name).out
        for step in steps:
            assert f"{step['name']}: " in told
            for field in step["fields"]:
                option = f"--field {field['name']}="
                assert ("--result TEST=" if field["kind"] == "results" else option) in told
    assert "--field best_before=DATE*" in call("templates", "ba-khia").out
    assert "--field isolation_days=NUMBER DAY (0 to 365)*" in call("templates", "pepper").out
