"""The union's report over HTTP: JSON, CSV, a spreadsheet; and recorded flags."""

from __future__ import annotations

import csv
import io
import time
from typing import Any

import pytest

from api.client import Client
from api.spreadsheet import Sheet, read_sheets
from api.world import (
    CARRIER,
    COOP,
    CRAB,
    OPERATOR,
    SALT,
    World,
    event,
    harvest,
    key,
    lot,
    now,
    participant,
)
from nguon_api.report_csv import write_csv
from nguon_api.report_tables import Table
from nguon_ledger.encoding.rfc3339 import format_time, parse_time
from nguon_ledger.rules.catalog import LANGUAGES, find_rule

REPORT, FLAGS = "/log/ca-mau/report", "/log/ca-mau/flags"
HOUR = 3_600_000_000
TODAY = time.time_ns() // 1000
PERIOD = {"from": format_time(TODAY - 24 * HOUR), "to": format_time(TODAY + 24 * HOUR)}
EVIL = '=HYPERLINK("http://evil.example";"x")'
FORMULAS = (EVIL, "+1+1", "-2+3", "@SUM(A1)", "\uff1d1")
CERTIFICATE = "https://union.example/credentials/ocop"


@pytest.fixture
def busy(world: World) -> World:
    """Record a few things: one of them late, one taken from a lot before it was made."""
    world.record(world.registry({"type": "RulesRaised", "version": 2}))
    long_ago = now(minutes=-80 * 60)
    world.record(
        world.sign(harvest("A", 120.25)),
        world.sign(harvest("B", 0.5, eventTime=long_ago)),
        world.sign(harvest("S", 3, product=SALT)),
    )
    salted = event(
        "TransformationEvent",
        inputQuantityList=[lot(CRAB, "A", 100)],
        outputQuantityList=[lot(SALT, "M", 40, "H87")],
        eventTime=long_ago,
    )
    world.record(world.sign(salted))
    paper = {
        "type": "CredentialIssued",
        "credential": CERTIFICATE,
        "issuer": OPERATOR,
        "subject": CRAB,
        "scheme": "OCOP",
        "number": "=1+1",
        "validFrom": "2024-01-01T00:00:00Z",
        "validUntil": format_time(TODAY + 30 * 24 * HOUR),
    }
    world.record(world.registry(paper))
    return world


def rows(client: Client, table: str, **asked: str) -> list[dict[str, str]]:
    answer = client.get(f"{REPORT}.csv", params=PERIOD | {"table": table} | asked)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"), newline="")))


def sheets(client: Client, language: str = "en") -> dict[str, Sheet]:
    answer = client.get(f"{REPORT}.xlsx", params=PERIOD, headers={"Accept-Language": language})
    assert answer.status_code == 200
    return {sheet.name: sheet for sheet in read_sheets(answer.content)}


def test_the_report_counts_what_was_recorded(client: Client, busy: World) -> None:
    assert busy.ledger.origin
    answer = client.get(REPORT, params=PERIOD)
    assert answer.status_code == 200
    assert (answer.headers["Cache-Control"], answer.headers["Content-Type"]) == (
        "no-cache",
        "application/json",
    )
    report = answer.json()
    assert (report["from"], report["to"]) == (PERIOD["from"], PERIOD["to"])
    rows = {row["id"]: row for row in report["cooperatives"]}
    coop = rows[COOP]
    assert parse_time(coop.pop("last_recorded")) > TODAY
    assert coop == {
        "id": COOP,
        "name": "Hợp tác xã",
        "kind": "cooperative",
        "commune": None,
        "province": "Cà Mau",
        "status": "active",
        "events": 4,
        "late": 2,
        "flags": 4,
        "volumes": [
            {"product": CRAB, "dimension": "mass", "made": "120.75"},
            {"product": SALT, "dimension": "mass", "made": "3"},
            {"product": SALT, "dimension": "pieces", "made": "40"},
        ],
        "silent": False,
    }
    assert rows[CARRIER]["silent"] is True
    assert rows[CARRIER]["last_recorded"] is None
    assert [(p["id"], p["events"], p["lots"]) for p in report["products"]] == [
        (CRAB, 2, 2),
        (SALT, 2, 2),
    ]
    [commune] = report["communes"]
    assert (commune["commune"], commune["cooperatives"], commune["silent"]) == (None, 2, 1)
    assert [(f["rule"], f["flags"]) for f in report["flags"]] == [
        ("late", 2),
        ("out_of_order", 1),
        ("yield_unknown", 1),
    ]
    [certificate] = report["certificates"]
    assert (certificate["id"], certificate["subject_name"]) == (CERTIFICATE, {"vi": "Ba khía"})
    assert (certificate["expired"], certificate["renewed"]) == (False, False)
    assert [(day["events"], day["late"]) for day in report["days"]] == [(4, 2)]


def test_days_are_those_of_the_offset_that_the_period_begins_in(
    client: Client, busy: World
) -> None:
    assert busy.ledger.origin
    days = set()
    for offset in ("+14:00", "-12:00"):
        since = f"{PERIOD['from'][:19]}{offset}".replace("Z", "")
        answer = client.get(REPORT, params={"from": since, "to": "2999-01-01T00:00:00Z"})
        days |= {day["day"] for day in answer.json()["days"]}
    assert len(days) == 2  # 26 hours lie between these places


def test_sentences_are_in_the_language_that_is_asked_for(client: Client, busy: World) -> None:
    assert busy.ledger.origin
    for language in LANGUAGES:
        headers = {"Accept-Language": language}
        answer = client.get(REPORT, params=PERIOD, headers=headers)
        assert "Accept-Language" in answer.headers["Vary"]
        said = {row["rule"]: row["sentence"] for row in answer.json()["flags"]}
        assert said["late"] == find_rule("late").sentences[language].replace("{hours}", "…")
        found = client.get(FLAGS, headers=headers).json()["flags"]
        late = next(flag for flag in found if flag["rule"] == "late")
        assert late["sentence"] == find_rule("late").sentence(language, {"hours": "80"})


def test_an_unchanged_report_is_not_sent_twice(client: Client, busy: World) -> None:
    for path, more in ((REPORT, {}), (f"{REPORT}.xlsx", {}), (f"{REPORT}.csv", {"table": "flags"})):
        asked = PERIOD | more
        first = client.get(path, params=asked)
        again = client.get(path, params=asked, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
    before = client.get(REPORT, params=PERIOD).headers["ETag"]
    busy.record(busy.sign(harvest("MORE")))
    assert client.get(REPORT, params=PERIOD).headers["ETag"] != before


# CSV


def test_every_table_is_there_as_csv(client: Client, busy: World) -> None:
    assert busy.ledger.origin
    coop = next(row for row in rows(client, "cooperatives") if row["id"] == COOP)
    assert (coop["name"], coop["events"], coop["late"], coop["flags"]) == (
        "Hợp tác xã",
        "4",
        "2",
        "4",
    )
    assert (coop["mass_kg"], coop["volume_l"], coop["pieces"]) == ("123.75", "", "40")
    assert (coop["commune"], coop["silent"]) == ("", "false")
    assert {(r["product_name"], r["dimension"], r["made"]) for r in rows(client, "volumes")} == {
        ("Ba khía", "mass", "120.75"),
        ("Muối", "mass", "3"),
        ("Muối", "pieces", "40"),
    }
    product = next(row for row in rows(client, "products") if row["id"] == CRAB)
    assert (product["lots"], product["units"], product["owner_name"]) == ("2", "0", "Hợp tác xã")
    assert [row["cooperatives"] for row in rows(client, "communes")] == ["2"]
    assert {row["rule"]: row["flags"] for row in rows(client, "flags")}["late"] == "2"
    assert rows(client, "certificates")[0]["valid_from"] == "2024-01-01T00:00:00Z"


def test_a_csv_is_a_file_named_after_its_period(client: Client, busy: World) -> None:
    assert busy.ledger.origin
    asked = {"from": "2026-03-01T00:00:00+07:00", "to": "2026-04-01T00:00:00Z"}
    csv_answer = client.get(f"{REPORT}.csv", params=asked | {"table": "flags"})
    name = 'attachment; filename="nguon-report-2026-02-28-2026-04-01'
    assert csv_answer.headers["Content-Disposition"] == f'{name}-flags.csv"'
    xlsx = client.get(f"{REPORT}.xlsx", params=asked)
    assert xlsx.headers["Content-Disposition"] == f'{name}.xlsx"'
    assert csv_answer.text.endswith("\r\n")


def test_a_products_name_is_in_the_readers_language_where_it_has_one(
    client: Client, busy: World
) -> None:
    names = {"en": "Salt", "vi": "Muối", "th": "เกลือ"}
    said = {"type": "ProductRegistered", "product": SALT, "owner": COOP, "name": names}
    busy.record(busy.registry(said, busy.coop))
    asked = PERIOD | {"table": "products"}
    for language, name in (("th", "เกลือ"), ("bn", "Muối")):
        headers = {"Accept-Language": language}
        assert f"{SALT},{name}," in client.get(f"{REPORT}.csv", params=asked, headers=headers).text


@pytest.fixture
def tricked(busy: World) -> World:
    """Register participants whose names spreadsheets would run."""
    for number, name in enumerate(FORMULAS):
        said = participant(f"https://evil.example/{number}", "producer", key(20 + number))
        busy.record(busy.registry(said | {"name": name, "commune": name, "province": 'a"b, c'}))
    return busy


def test_text_does_not_become_a_formula_in_csv(client: Client, tricked: World) -> None:
    assert tricked.ledger.origin
    named = {row["id"]: row for row in rows(client, "cooperatives")}
    for number, name in enumerate(FORMULAS):
        row = named[f"https://evil.example/{number}"]
        assert (row["name"], row["commune"]) == (f"'{name}", f"'{name}")
        assert row["province"] == 'a"b, c'  # commas and quotes are quoted
    assert rows(client, "certificates")[0]["number"] == "'=1+1"
    for table in ("cooperatives", "communes", "certificates"):
        for row in rows(client, table):
            assert not any(cell.startswith(tuple("=+-@\t")) for cell in row.values())


@pytest.mark.parametrize(
    "begin", ["=", "+", "-", "@", "\t", "\r", "\n", *"\uff1d\uff0b\uff0d\uff20"]
)
def test_no_beginning_of_a_formula_is_forgotten(begin: str) -> None:
    """The door refuses some of these in a name; tables of old logs may hold them."""
    table = Table("t", ("a", "b"), ((f"{begin}1", "x"),))
    text = write_csv(table).decode().removeprefix("\ufeff")
    [row] = csv.DictReader(io.StringIO(text, newline=""))
    assert row == {"a": f"'{begin}1", "b": "x"}


def test_text_does_not_become_a_formula_in_a_spreadsheet(client: Client, tricked: World) -> None:
    assert tricked.ledger.origin
    found = sheets(client)
    assert sum(sheet.formulas for sheet in found.values()) == 0
    cells = found["Cooperatives"].cells
    texts = {value: place for place, (kind, value) in cells.items() if kind == "s"}
    for name in FORMULAS:
        assert texts[name] in found["Cooperatives"].quoted
    assert texts["Hợp tác xã"] not in found["Cooperatives"].quoted


# The spreadsheet


def test_a_sheet_a_table_with_numbers_that_are_numbers(client: Client, busy: World) -> None:
    assert busy.ledger.origin
    found = sheets(client)
    assert list(found) == [
        "Cooperatives",
        "Volumes",
        "Products",
        "Communes",
        "Flags",
        "Certificates",
    ]
    assert {sheet.frozen_rows for sheet in found.values()} == {1}
    cells = found["Cooperatives"].cells
    headings = {value: place[0] for place, (_, value) in cells.items() if place[1:] == "1"}
    row = next(place[1:] for place, (_, value) in cells.items() if value == COOP)
    expected = {
        "Events": ("n", "4"),
        "Late": ("n", "2"),
        "Mass (kg)": ("n", "123.75"),
        "Pieces": ("n", "40"),
        "Silent": ("b", "0"),
        "Name": ("s", "Hợp tác xã"),
    }
    for heading, cell in expected.items():
        assert cells[headings[heading] + row] == cell
    assert headings["Volume (l)"] + row not in cells  # nothing is not zero


@pytest.mark.parametrize(
    ("language", "sheet"),
    [("vi", "Hợp tác xã"), ("th", "สหกรณ์"), ("bn", "সমবায়"), ("fr", "Cooperatives")],
)
def test_headings_are_in_the_readers_language(
    client: Client, busy: World, language: str, sheet: str
) -> None:
    assert busy.ledger.origin
    found = sheets(client, language)
    assert sheet in found
    assert len(found) == 6


def test_the_report_of_an_empty_period_is_empty(quiet_client: Client) -> None:
    asked = {"from": "1999-01-01T00:00:00Z", "to": "2000-01-01T00:00:00Z"}
    report = quiet_client.get(REPORT, params=asked).json()
    lists = {name: value for name, value in report.items() if isinstance(value, list)}
    names = ("cooperatives", "products", "communes", "flags", "certificates", "days")
    assert lists == {name: [] for name in names}
    for table in ("cooperatives", "certificates"):
        answer = quiet_client.get(f"{REPORT}.csv", params=asked | {"table": table})
        assert len(answer.text.splitlines()) == 1
    assert quiet_client.get(f"{REPORT}.xlsx", params=asked).status_code == 200


_GOOD = "from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z"


@pytest.mark.parametrize("path", [REPORT, f"{REPORT}.csv", f"{REPORT}.xlsx"])
@pytest.mark.parametrize(
    ("query", "code", "field"),
    [
        ("", "parameter_missing", "from"),
        ("from=2026-01-01T00:00:00Z", "parameter_missing", "to"),
        ("to=2026-01-01T00:00:00Z", "parameter_missing", "from"),
        (f"{_GOOD}&cooperative=x", "unknown_parameter", "cooperative"),
        (f"{_GOOD}&to=2027-01-01T00:00:00Z", "repeated_parameter", "to"),
        ("from=2026-01-01&to=2026-02-01", "parameter_malformed", "from"),
        ("from=2026-01-01T00:00:00Z&to=tomorrow", "parameter_malformed", "to"),
        ("from=2026-02-30T00:00:00Z&to=2026-03-01T00:00:00Z", "parameter_malformed", "from"),
        ("from=&to=", "parameter_malformed", "from"),
        ("from=%00&to=%ff", "parameter_malformed", "from"),
        ("from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z", "period_empty", "to"),
        ("from=2026-02-01T00:00:00Z&to=2026-02-01T07:00:00%2B07:00", "period_empty", "to"),
    ],
)
def test_a_bad_period_is_a_problem(
    quiet_client: Client, path: str, query: str, code: str, field: str
) -> None:
    table = "&table=flags" if path.endswith("csv") else ""
    answer = quiet_client.get(f"{path}?{query}{table}".replace("?&", "?"))
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["field"]) == (400, code, field)


def test_a_plus_that_was_read_as_a_space_is_explained(quiet_client: Client) -> None:
    answer = quiet_client.get(f"{REPORT}?from=2026-01-01T00:00:00+07:00&to=2026-02-01T00:00:00Z")
    assert answer.json()["code"] == "parameter_malformed"
    assert "%2B" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "parameter_missing"),
        ("&table=", "parameter_malformed"),
        ("&table=deeds", "parameter_malformed"),
        ("&table=flags&table=flags", "repeated_parameter"),
        ("&table=flags%0a", "parameter_malformed"),
    ],
)
def test_a_bad_table_is_a_problem(quiet_client: Client, query: str, code: str) -> None:
    answer = quiet_client.get(f"{REPORT}.csv?{_GOOD}{query}")
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["field"]) == (400, code, "table")


# Flags


def test_recorded_flags_are_named_with_their_event(client: Client, busy: World) -> None:
    assert busy.ledger.origin
    answer = client.get(FLAGS).json()
    assert answer["next"] is None
    assert [flag["rule"] for flag in answer["flags"]] == [
        "late",
        "late",
        "out_of_order",
        "yield_unknown",
    ]
    first = answer["flags"][0]
    assert parse_time(first.pop("recorded")) - parse_time(first.pop("happened")) > 80 * HOUR
    assert first == {
        "rule": "late",
        "index": first["index"],
        "subject": None,
        "values": {"hours": "80"},
        "sentence": "Written down 80 hours after it happened, later than 72 hours.",
        "participant": {"id": COOP, "name": "Hợp tác xã"},
        "step": "commissioning",
    }
    third = answer["flags"][2]
    assert third["subject"] == f"{CRAB}/10/A"
    assert third["subject"] in third["sentence"]


def test_flags_are_asked_for_and_read_on(client: Client, busy: World) -> None:
    assert busy.ledger.origin

    def rules_of(**asked: str) -> list[str]:
        return [flag["rule"] for flag in client.get(FLAGS, params=asked).json()["flags"]]

    whole = rules_of()
    assert rules_of(rule="late") == ["late", "late"]
    assert rules_of(rule="too_fast") == []
    assert rules_of(participant=COOP) == whole
    assert rules_of(participant=CARRIER) == []
    assert rules_of(**PERIOD) == whole
    assert rules_of(to=PERIOD["from"]) == []
    read: list[str] = []
    after: dict[str, Any] = {}
    while True:
        page = client.get(FLAGS, params={"limit": "1", **after}).json()
        assert len(page["flags"]) == 1
        read.append(page["flags"][0]["rule"])
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert read == whole


@pytest.mark.parametrize(
    ("query", "status", "code", "field"),
    [
        ("?rules=late", 400, "unknown_parameter", "rules"),
        ("?rule=overdrawn", 400, "parameter_malformed", "rule"),
        ("?rule=", 400, "parameter_malformed", "rule"),
        ("?rule=%00", 400, "parameter_malformed", "rule"),
        ("?limit=0", 400, "parameter_malformed", "limit"),
        ("?limit=1001", 400, "parameter_malformed", "limit"),
        ("?limit=-1", 400, "parameter_malformed", "limit"),
        ("?limit=ten", 400, "parameter_malformed", "limit"),
        ("?after=17", 400, "parameter_malformed", "after"),
        ("?after=17-", 400, "parameter_malformed", "after"),
        ("?after=9999999999999999-0", 400, "parameter_malformed", "after"),
        ("?after=01-0", 400, "parameter_malformed", "after"),
        ("?from=x", 400, "parameter_malformed", "from"),
        ("?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", 400, "period_empty", "to"),
        ("?participant=https://nobody.example/x", 422, "unknown_participant", "participant"),
    ],
)
def test_a_bad_question_about_flags_is_a_problem(
    quiet_client: Client, query: str, status: int, code: str, field: str
) -> None:
    answer = quiet_client.get(FLAGS + query)
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["field"]) == (status, code, field)


def test_a_quiet_ledger_has_no_flags(quiet_client: Client) -> None:
    assert quiet_client.get(f"{FLAGS}?limit=1000").json() == {"flags": [], "next": None}
    assert quiet_client.get(f"{FLAGS}?after=999999999999999-0").json()["flags"] == []
