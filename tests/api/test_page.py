"""The verifier page as a static folder of the server."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from api.client import Client
from api.conftest import WEB_ROOT
from api.world import World
from nguon_api.app import create_app
from nguon_api.site import load_site
from nguon_api.web_root import resolve_web_root

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}
FILES = [path for path in sorted(WEB_ROOT.rglob("*")) if path.is_file() and path.suffix in TYPES]


def test_every_file_is_served_as_it_is_in_git(quiet_client: Client) -> None:
    assert len(FILES) > 30
    for file in FILES:
        path = file.relative_to(WEB_ROOT).as_posix()
        if path == "pins.json":
            continue
        answer = quiet_client.get(f"/verify/{path}")
        assert answer.status_code == 200, path
        assert answer.content == file.read_bytes()
        assert answer.headers["Content-Type"] == TYPES[file.suffix]
        assert answer.headers["Cache-Control"] == "no-cache"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_everything_that_the_page_asks_for_is_there(quiet_client: Client) -> None:
    html = quiet_client.get("/01/08938501234568/10/A").text
    asked = re.findall(r'(?:src|href)="(/[^"]+)"', html)
    assert any(path.endswith(".js") for path in asked)
    for path in asked:
        assert quiet_client.get(path).status_code == 200, path


def test_the_folder_leads_to_its_index(quiet_client: Client) -> None:
    for path in ("/", "/verify"):
        answer = quiet_client.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (307, "/verify/")
    assert quiet_client.get("/verify/").content == (WEB_ROOT / "index.html").read_bytes()


def test_the_index_is_fenced_in_no_wider_than_it_says_itself(quiet_client: Client) -> None:
    answer = quiet_client.get("/verify/")
    sent = set(answer.headers["Content-Security-Policy"].split("; "))
    own = re.search(r'Content-Security-Policy" content="([^"]+)"', answer.text)
    assert own is not None
    assert sent == {*own[1].split("; "), "frame-ancestors 'none'"}


def test_the_pins_are_this_server_s_own_ledgers(quiet_client: Client, quiet_world: World) -> None:
    expected = {
        "name": "ca-mau",
        "origin": quiet_world.origin,
        "prefix": "/log/ca-mau",
        "vkey": quiet_world.ledger.log.vkey,
    }
    for path in ("/verify/pins.json", "/.well-known/nguon.json"):
        answer = quiet_client.get(path)
        assert answer.headers["Content-Type"] == "application/json"
        assert answer.json() == {"ledgers": [expected]}


def test_an_unchanged_file_is_not_sent_twice(quiet_client: Client) -> None:
    first = quiet_client.get("/verify/app.js", headers={"Accept-Encoding": "gzip"})
    assert first.headers["Content-Encoding"] == "gzip"
    again = quiet_client.get("/verify/app.js", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "path",
    [
        "nothing.js",
        "page",
        "page/",
        "../pyproject.toml",
        "%2e%2e/pyproject.toml",
        "..%2fpyproject.toml",
        "page/..%2fapp.js",
        "%2fetc/passwd",
        "/etc/passwd",
        "app.js%00",
        "APP.JS",
        "..\\pyproject.toml",
        "page%5capp.js",
    ],
)
def test_what_is_not_a_file_of_the_page_is_not_found(quiet_client: Client, path: str) -> None:
    answer = quiet_client.get(f"/verify/{path}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_hidden_files_and_ways_out_are_not_loaded(tmp_path: Path) -> None:
    root, outside = tmp_path / "web", tmp_path / "secret.json"
    (root / ".git").mkdir(parents=True)
    outside.write_text("{}")
    for name in ("scan.html", "index.html", ".env.json", ".git/config.json", "keys.pem"):
        (root / name).write_text("x")
    (root / "link.json").symlink_to(outside)
    assert set(load_site(root)) == {"scan.html", "index.html"}


def test_without_the_page_the_service_does_not_start(tmp_path: Path, quiet_world: World) -> None:
    with pytest.raises(FileNotFoundError, match=r"scan\.html"):
        create_app(quiet_world.host, web_root=tmp_path)


def test_a_checkout_finds_its_own_page() -> None:
    assert resolve_web_root() == WEB_ROOT.resolve()


def test_an_installed_package_finds_the_page_inside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site-packages" / "nguon_api"
    (package / "verifier_web").mkdir(parents=True)
    (package / "verifier_web" / "scan.html").write_text("x")
    monkeypatch.setattr("nguon_api.web_root.__file__", str(package / "web_root.py"))
    assert resolve_web_root() == package / "verifier_web"
    (package / "verifier_web" / "scan.html").unlink()
    with pytest.raises(FileNotFoundError, match="no scan"):
        resolve_web_root()
