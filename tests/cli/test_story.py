"""The whole way, by the command alone: from init to a label that a phone can read."""

from __future__ import annotations

import json
import stat
from hashlib import sha256
from pathlib import Path

import httpx

from cli.place import Place
from cli.running import nguon, well
from nguon_ledger.trace.bundle import MEDIA_TYPE
from unit.labels.reading import open_png, read_codes, render_pages

STORY = ["harvest", "stocking", "sorting", "salting", "mixing", "packing", "labelling"]


def test_the_journey_is_traced_and_verified_here(told: Place) -> None:
    found = well("trace", "/p/jar/21/0117", env=told.env())
    assert found["verdict"] == "verified"
    assert found["id"] == told.id("/p/jar/21/0117")
    assert [step["result"] for step in found["steps"]] == ["passed"] * 11
    assert [event["step"] for event in found["journey"]] == STORY
    salting = found["journey"][3]
    assert salting["inputs"] == [
        {"id": told.id("/p/sorted/10/S1"), "quantity": 110, "uom": "KGM"},
        {"id": told.id("/p/salt/10/M1"), "quantity": 30, "uom": "KGM"},
    ]
    assert salting["participant"] == told.id("/participants/dam-doi")
    assert found["checkpoint"]["origin"] == f"{told.host}/log/ca-mau"


def test_a_person_reads_verdict_steps_and_journey(told: Place) -> None:
    done = nguon("trace", f"{told.url}/p/jar/10/J1/21/0001", env=told.env())
    assert done.code == 0, done
    assert done.err == ""
    assert "VERIFIED" in done.out
    assert "not proven" in done.out  # what the steps cannot say is said
    assert done.out.count("passed") == 11
    for told_of in ("HTX Đầm Dơi", "Rừng Đầm Dơi", "232 pieces", "232 units from /p/jar/21/0001"):
        assert told_of in done.out


def test_evidence_that_was_saved_is_verified_without_a_network(told: Place, tmp_path: Path) -> None:
    bundle = tmp_path / "jar.nguon"
    well("trace", "/p/jar/21/0001", "--save", bundle, env=told.env())
    pin = json.loads((told.home / "pins.json").read_text())["ledgers"][0]["vkey"]
    nowhere = tmp_path / "nowhere"
    by_key = well("verify", bundle, "--vkey", pin, "--home", nowhere)
    by_file = well("verify", bundle, "--pins", told.home / "pins.json", "--home", nowhere)
    by_home = well("verify", bundle, env=told.env())
    assert by_key == by_file == by_home
    assert by_key["verdict"] == "verified"
    assert by_key["id"] == told.id("/p/jar/21/0001")


def test_a_label_is_read_by_others_and_leads_to_the_evidence(told: Place, tmp_path: Path) -> None:
    png = tmp_path / "unit.png"
    told_of = well("label", "/p/jar/21/0117", "--out", png, env=told.env())
    [code] = read_codes(open_png(png.read_bytes()))
    assert code.text == told_of["first"] == f"{told.url}/p/jar/21/0117"
    answer = httpx.get(code.text, headers={"Accept": MEDIA_TYPE})
    bundle = tmp_path / "scanned.nguon"
    bundle.write_bytes(answer.content)
    assert well("verify", bundle, "--id", code.text, env=told.env())["verdict"] == "verified"


def test_a_sheet_has_a_label_for_each_serial(told: Place, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.pdf"
    well(
        *("label", "/p/jar/10/J1", "--serials", "0001-0005", "--out", sheet),
        *("--name", "Ba khía muối", "--packed-on", "2026-03-14", "--cut-marks"),
        env=told.env(),
    )
    [page] = render_pages(sheet.read_bytes(), dpi=300)
    found = sorted(code.text for code in read_codes(page))
    assert found == [f"{told.url}/p/jar/21/{n:04}" for n in range(1, 6)]


def test_an_svg_is_written_for_a_url_as_it_is(told: Place, tmp_path: Path) -> None:
    out = tmp_path / "code.svg"
    url = "https://nguon.example/p/tra/10/L1"
    assert well("label", url, "--out", out, env=told.env())["first"] == url
    assert url in out.read_text()
    assert well("label", url, "--out", out, "--home", tmp_path)["first"] == url


def test_keys_and_homes_are_their_owners_alone(told: Place) -> None:
    for path in (
        told.data / "keys" / "server.keys",
        told.data / "keys" / "operator.keys",
        told.home / "keys",
        told.home / "profile.json",
        told.home / "outbox.db",
    ):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    assert stat.S_IMODE(told.operator.stat().st_mode) == 0o700


def test_a_photo_goes_with_its_step_and_is_served(told: Place, tmp_path: Path) -> None:
    photo = tmp_path / "catch.jpg"
    photo.write_bytes(b"jpeg of the catch")
    told.record("harvest", "--out", "/p/crab/10/WITHPHOTO=1kg", "--photo", photo)
    digest = sha256(b"jpeg of the catch").hexdigest()
    served = httpx.get(f"{told.url}/log/ca-mau/attachments/{digest}")
    assert served.content == b"jpeg of the catch"
    assert list((told.home / "photos").iterdir()) == []
