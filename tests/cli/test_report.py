"""``nguon report``: the union's report on the screen, as a file, and for scripts."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import Call
from cli.place import Place
from nguon_cli.reporting import read_report, tell_report
from nguon_cli.session import Session
from nguon_cli.times import parse_period
from nguon_ledger.errors import NguonError
from nguon_signer.transport import TryLater

TODAY = datetime.now(UTC).date()
PERIOD = ("--from", TODAY - timedelta(days=1), "--to", TODAY + timedelta(days=1))


def test_a_report_counts_what_was_recorded(told: Place, call: Call) -> None:
    done = call("report", *PERIOD, "--json", home=told.home)
    assert done.code == 0, done
    coop = told.id("/participants/dam-doi")
    [mine] = [row for row in done.json["cooperatives"] if row["id"] == coop]
    assert mine["events"] >= 7
    assert mine["silent"] is False
    jars = [row for row in done.json["products"] if row["id"] == told.id("/p/jar")]
    assert jars[0]["units"] >= 232


def test_a_person_reads_who_recorded_what(told: Place, call: Call) -> None:
    done = call("report", *PERIOD, home=told.home)
    assert done.code == 0, done
    assert "Recorded from" in done.out
    assert "HTX Đầm Dơi" in done.out


@pytest.mark.parametrize("option", [("--csv",), ()])
def test_a_table_is_written_as_csv(
    told: Place, call: Call, tmp_path: Path, option: tuple[str, ...]
) -> None:
    out = tmp_path / "products.csv"
    asked = ("report", *PERIOD, *option, "--table", "products", "-o", out)
    done = call(*asked, "--json", home=told.home)
    assert done.json == {
        "out": str(out),
        "bytes": out.stat().st_size,
        "from": done.json["from"],
        "to": done.json["to"],
    }
    rows = list(csv.DictReader(io.StringIO(out.read_text("utf-8-sig"))))
    assert told.id("/p/jar") in {row["id"] for row in rows}


def test_csv_goes_to_stdout_where_no_file_is_named(told: Place, call: Call) -> None:
    done = call("report", *PERIOD, "--csv", home=told.home)
    rows = list(csv.DictReader(io.StringIO(done.out.removeprefix("\ufeff"))))
    assert told.id("/participants/dam-doi") in {row["id"] for row in rows}


@pytest.mark.parametrize("option", [("--xlsx",), ()])
def test_a_spreadsheet_is_written(
    told: Place, call: Call, tmp_path: Path, option: tuple[str, ...]
) -> None:
    out = tmp_path / "quarter.xlsx"
    done = call("report", *PERIOD, *option, "-o", out, home=told.home)
    assert (done.code, done.out) == (0, f"The report is in {out}.\n")
    with zipfile.ZipFile(out) as book:
        assert book.testzip() is None
        assert "xl/workbook.xml" in book.namelist()


def test_the_report_is_written_as_the_ledger_gave_it(
    told: Place, call: Call, tmp_path: Path
) -> None:
    out = tmp_path / "quarter.json"
    assert call("report", *PERIOD, "-o", out, home=told.home).code == 0
    assert {"cooperatives", "products", "flags"} <= json.loads(out.read_bytes()).keys()


@pytest.mark.parametrize(
    ("arguments", "code", "name"),
    [
        ((*PERIOD, "--csv", "--xlsx"), 2, "usage"),
        ((*PERIOD, "--xlsx"), 2, "usage"),
        ((*PERIOD, "--csv", "--table", "crabs"), 2, "usage"),
        (PERIOD[:2], 2, "usage"),
        ((*PERIOD, "-o", "report.pdf"), 1, "format_unknown"),
        ((*PERIOD, "-o", "report"), 1, "format_unknown"),
        ((*PERIOD, "-o", "/no/such/folder/x.csv"), 1, "file_unwritable"),
        (("--from", "2026-02-30", "--to", "2026-03-01"), 1, "time_malformed"),
        (("--from", "March", "--to", "2026-03-01"), 1, "time_malformed"),
        (("--from", "2026-03-02", "--to", "2026-03-01"), 1, "period_empty"),
    ],
)
def test_what_cannot_be_reported_is_refused_in_one_line(
    told: Place, call: Call, arguments: tuple[object, ...], code: int, name: str
) -> None:
    assert call("report", *arguments, home=told.home).error(code) == name


def test_a_last_day_belongs_to_the_period() -> None:
    assert parse_period("2026-01-01", "2026-03-31")[1].startswith("2026-04-01T00:00:00")
    assert parse_period("2026-01-01", "2026-03-31")[0].startswith("2026-01-01T00:00:00")
    exact = ("2026-01-01T06:00:00+07:00", "2026-01-01T18:00:00+07:00")
    assert parse_period(*exact) == exact
    for bad in ("9999-12-31", "2026-02-29"):
        with pytest.raises(NguonError, match="is not a day"):
            parse_period("2026-01-01", bad)


ROW: dict[str, Any] = {
    "name": "HTX A",
    "commune": None,
    "status": "active",
    "events": 0,
    "late": 0,
    "flags": 0,
    "last_recorded": None,
    "silent": True,
}
FLAG = {"rule": "late", "sentence": "Written down … hours late.", "events": 3, "participants": 2}
CERTIFICATE: dict[str, Any] = {
    "subject_name": {"vi": "Hũ ba khía", "en": "Jar"},
    "scheme": "OCOP",
    "number": None,
    "valid_until": "2026-06-30T17:00:00Z",
    "expired": True,
}
DOCUMENT = {
    "from": "2026-01-01T00:00:00Z",
    "to": "2026-04-01T00:00:00Z",
    "cooperatives": [ROW],
    "flags": [FLAG],
    "certificates": [CERTIFICATE],
}


def _told(document: dict[str, Any], language: str | None = None) -> str:
    out = io.StringIO()
    tell_report(Session(out, io.StringIO(), language), read_report(json.dumps(document).encode()))
    return out.getvalue()


def test_silence_flags_and_ends_stand_out() -> None:
    text = _told(DOCUMENT)
    for words in ("HTX A", "SILENT", "late", "hours late", "Hũ ba khía", "OCOP", "EXPIRED"):
        assert words in text
    assert "Jar" in _told(DOCUMENT, "en")
    assert "SILENT" not in _told(DOCUMENT | {"cooperatives": [ROW | {"silent": False}]})
    assert "Flags\n" not in _told(DOCUMENT | {"flags": []})


@pytest.mark.parametrize(
    "broken",
    [
        *({n: v for n, v in DOCUMENT.items() if n != name} for name in DOCUMENT),
        DOCUMENT | {"from": "yesterday"},
        DOCUMENT | {"cooperatives": {}},
        DOCUMENT | {"cooperatives": [ROW | {"events": "many"}]},
        DOCUMENT | {"flags": [FLAG | {"sentence": ""}]},
        DOCUMENT | {"certificates": [CERTIFICATE | {"subject_name": {}}]},
    ],
)
def test_a_report_that_lacks_something_is_not_shown(broken: dict[str, Any]) -> None:
    with pytest.raises(TryLater) as caught:
        _told(broken)
    assert caught.value.code == "answer_unreadable"
