"""What stands in headers, paths and queries: never anything but a value or a refusal, and soon."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers

from api.client import Client
from api.world import CRAB, GTIN, OPERATOR
from fuzz.budget import QUICK, SECONDS
from fuzz.mutations import byte_mutants
from fuzz.outcomes import accepted, outcome
from nguon_api.batch import split_lines
from nguon_api.negotiate import (
    accepts_gzip,
    media_type_of,
    preferred_language,
    prefers,
    weights,
)
from nguon_api.problems import PROBLEMS
from nguon_ledger.encoding.rfc3339 import parse_time
from nguon_ledger.events.gs1 import check_location, parse_item, parse_product, scanned
from nguon_ledger.rules.catalog import LANGUAGES

ACCEPTS = [
    "vi-VN, vi;q=0.9, en;q=0.8, *;q=0.1",
    "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8",
    "application/vnd.nguon.trace+json;q=1.000, text/html;level=1;q=0.5",
    "gzip;q=0, identity;q=1, *;q=0",
    'W/"0123456789abcdef", "0123456789abcdef", *',
]


@QUICK
@given(data=st.data())
def test_what_a_client_accepts(data: st.DataObject) -> None:
    seed = data.draw(st.sampled_from(ACCEPTS))
    value = data.draw(byte_mutants(seed.encode()) | st.binary(max_size=60))
    for name in ("accept", "accept-language", "accept-encoding", "content-type", "if-none-match"):
        headers = Headers(raw=[(name.encode(), value)])
        assert all(0 <= weight <= 2 for weight in weights(headers, name).values())
        assert preferred_language(headers) in LANGUAGES
        assert isinstance(prefers(headers, "text/html", over="application/json"), bool)
        assert isinstance(accepts_gzip(headers), bool)
        assert ";" not in media_type_of(headers)


@pytest.mark.parametrize(
    "piece", [",", ";", ";q=", " ;q=1", ";q=0.", "a,", "; q = 1 x", "\t", "-", '"', "*;q=1,"]
)
def test_a_header_as_large_as_the_server_lets_in_takes_no_time(piece: str) -> None:
    value = (piece * 65_536)[:65_536].encode()
    headers = Headers(raw=[(b"accept", value), (b"accept-language", value)])
    started = time.thread_time()
    preferred_language(headers)
    prefers(headers, "text/html", over="application/json")
    assert time.thread_time() - started < SECONDS


IDENTIFIERS = [
    f"{CRAB}/10/A",
    f"https://id.gs1.org/01/{GTIN}/10/L%2F1/21/0001",
    "https://id.gs1.org/00/089385012345678908",
    "https://testserver/p/muoi/10/M1",
    "https://id.gs1.org/414/8938501234568",
    "geo:8.95,105.19",
]
READERS: list[Callable[[str], object]] = [parse_item, parse_product, check_location]


@QUICK
@given(data=st.data())
def test_identifiers_have_one_spelling(data: st.DataObject) -> None:
    seed = data.draw(st.sampled_from(IDENTIFIERS))
    text = data.draw(byte_mutants(seed.encode())).decode("utf-8", "surrogateescape")
    for read in READERS:
        outcome(read, text)
    item = accepted(parse_item, text)
    assert item is None or item.id == text


@QUICK
@given(data=st.data())
def test_what_is_scanned_is_an_identifier_or_nothing(data: st.DataObject) -> None:
    paths = [f"/01/{GTIN}/10/A/21/7", f"/01/{GTIN}/10/A", "/00/089385012345678908", "/p/muoi/10/S"]
    seed = data.draw(st.sampled_from(paths))
    text = data.draw(byte_mutants(seed.encode())).decode("utf-8", "surrogateescape")
    found = accepted(lambda t: scanned(t, host="testserver"), text)
    if found is not None:
        assert parse_item(found.asked).id == found.asked
        assert found.lot is None or parse_item(found.lot).id == found.lot


@pytest.mark.parametrize("piece", ["/10/", "0", "%", "%2F", "a", "/", ".", "-", "https://"])
def test_a_path_as_long_as_the_server_lets_in_takes_no_time(piece: str) -> None:
    for start in ("", f"https://id.gs1.org/01/{GTIN}/10/", "/01/", "/p/", "geo:"):
        text = start + piece * (65_536 // len(piece))
        for read in (*READERS, lambda t: scanned(t, host="x"), parse_time):
            outcome(read, text)


@QUICK
@given(
    body=st.binary(max_size=200) | st.lists(st.sampled_from([b"\n", b"a", b"\r\n"])).map(b"".join)
)
def test_a_batch_is_split_at_its_line_feeds_alone(body: bytes) -> None:
    lines = accepted(lambda b: split_lines(b, limit=20), body)
    if lines is not None:
        assert 0 < len(lines) <= 20
        assert b"\n".join(lines) in {body, body.removesuffix(b"\n")}
        assert not any(b"\n" in line for line in lines)


QUESTIONS = [
    "/log/ca-mau/flags?after=3-0&limit=10&from=2026-01-01T00:00:00Z&to=2027-01-01T00:00:00Z",
    "/log/ca-mau/flags?rule=late&participant=" + OPERATOR,
    "/log/ca-mau/report?from=2026-01-01T00:00:00%2B07:00&to=2026-02-01T00:00:00%2B07:00",
    f"/log/ca-mau/trace?id={CRAB}/10/BEFORE",
    f"/log/ca-mau/downstream?id={CRAB}/10/BEFORE",
    f"/log/ca-mau/recall-scope?id={CRAB}/10/BEFORE",
    "/log/ca-mau/shipments?older-than-hours=5",
    "/log/ca-mau/entries/0/proof",
    "/log/ca-mau/tile/0/000.p/8",
    f"/01/{GTIN}/10/BEFORE?linkType=all",
    "/00/089385012345678908",
    "/problems/overdrawn",
]


@QUICK
@given(data=st.data())
def test_addresses_that_are_nearly_right(quiet_client: Client, data: st.DataObject) -> None:
    seed = data.draw(st.sampled_from(QUESTIONS))
    changed = data.draw(byte_mutants(seed[1:].encode(), most=2))
    path = "/" + "".join(chr(b) if chr(b) in _SAFE else f"%{b:02X}" for b in changed)
    answer = quiet_client.get(path)
    assert answer.status_code < 500
    if answer.status_code >= 400:
        assert answer.json()["code"] in PROBLEMS


_SAFE = set("/?&=:%.-_~abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+")
