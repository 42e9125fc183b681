"""Photos over HTTP: only what a recorded event names, and never as a page of the server."""

from __future__ import annotations

from hashlib import sha256

import pytest

from api.client import Client
from api.world import World, harvest

PATH = "/log/ca-mau/attachments"
BYTES = {"Content-Type": "application/octet-stream"}
PHOTO = b"\xff\xd8\xff\xe0 a picture"
DIGEST = sha256(PHOTO).hexdigest()


def with_photo(photo: bytes, lot: str = "A") -> dict[str, object]:
    named = {"sha256": sha256(photo).hexdigest(), "mediaType": "image/jpeg"}
    return harvest(lot) | {"nguon:attachments": [named]}


def test_a_photo_that_an_event_names_is_kept_and_served(client: Client, world: World) -> None:
    world.record(world.sign(with_photo(PHOTO)))
    kept = client.post(PATH, content=PHOTO, headers=BYTES)
    assert (kept.status_code, kept.json()) == (201, {"sha256": DIGEST})
    again = client.post(PATH, content=PHOTO, headers=BYTES)
    assert (again.status_code, again.json()) == (200, {"sha256": DIGEST})
    assert kept.headers["Location"] == again.headers["Location"] == f"{PATH}/{DIGEST}"
    served = client.get(kept.headers["Location"])
    assert served.content == PHOTO
    assert served.headers["Content-Type"] == "application/octet-stream"
    assert served.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert served.headers["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in served.headers["Cache-Control"]
    assert served.headers["Access-Control-Allow-Origin"] == "*"


def test_a_photo_that_no_event_names_is_refused(client: Client, world: World) -> None:
    world.record(world.sign(with_photo(PHOTO)))
    answer = client.post(PATH, content=PHOTO + b"!", headers=BYTES)
    assert (answer.status_code, answer.json()["code"]) == (422, "attachment_unknown")
    assert client.get(f"{PATH}/{sha256(PHOTO + b'!').hexdigest()}").status_code == 404


@pytest.mark.parametrize(("size", "status"), [(2 * 2**20, 201), (2 * 2**20 + 1, 413)])
def test_a_photo_has_at_most_2_mib(client: Client, world: World, size: int, status: int) -> None:
    photo = b"x" * size
    world.record(world.sign(with_photo(photo)))
    answer = client.post(PATH, content=photo, headers=BYTES)
    assert answer.status_code == status
    assert answer.json().get("code") == (None if status == 201 else "attachment_too_large")


def test_only_bytes_are_taken(quiet_client: Client) -> None:
    for media_type in ("image/jpeg", "text/html", "multipart/form-data"):
        answer = quiet_client.post(PATH, content=b"x", headers={"Content-Type": media_type})
        assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize(
    ("digest", "status", "code"),
    [
        ("0" * 64, 404, "not_found"),
        ("0" * 63, 400, "parameter_malformed"),
        ("A" * 64, 400, "parameter_malformed"),
        ("0" * 64 + "%0A", 400, "parameter_malformed"),
        ("%2e%2e", 400, "parameter_malformed"),
    ],
)
def test_a_hash_is_written_in_one_way(
    quiet_client: Client, digest: str, status: int, code: str
) -> None:
    answer = quiet_client.get(f"{PATH}/{digest}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    if status == 400:
        assert answer.json()["field"] == "sha256"
