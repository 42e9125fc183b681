"""The page of the union's report, as the server hands it out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from api.client import Client, open_client
from api.conftest import WEB_ROOT
from api.world import World
from nguon_api.app import create_app
from nguon_api.page_headers import SCAN_HEADERS

ADDRESSES = ("/report.html", "/verify/report.html")


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_is_served_as_it_is_in_git_and_fenced_in(quiet_client: Client, address: str) -> None:
    answer = quiet_client.get(address)
    assert answer.status_code == 200
    assert answer.content == (WEB_ROOT / "report.html").read_bytes()
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    for name, value in SCAN_HEADERS.items():
        assert answer.headers[name] == value
    assert "connect-src 'self';" in answer.headers["Content-Security-Policy"]


def test_a_choice_in_its_address_is_the_page_s_own_business(quiet_client: Client) -> None:
    answer = quiet_client.get("/report.html?ledger=ca-mau&from=2026-03-01&to=2026-03-31&lang=th")
    assert answer.content == (WEB_ROOT / "report.html").read_bytes()


def test_everything_that_it_names_is_there(quiet_client: Client) -> None:
    html = quiet_client.get("/report.html").text
    asked = re.findall(r'(?:src|href)="(/[^"]+)"', html)
    assert {"/verify/report/app.js", "/verify/report/report.css"} <= set(asked)
    for path in asked:
        assert quiet_client.get(path).status_code == 200, path


def test_a_page_that_did_not_come_along_is_not_found(tmp_path: Path, quiet_world: World) -> None:
    for name in ("scan.html", "index.html"):
        (tmp_path / name).write_text("x")
    with open_client(create_app(quiet_world.host, web_root=tmp_path)) as client:
        answer = client.get("/report.html")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
