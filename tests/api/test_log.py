"""The log over HTTP, read as an independent C2SP client would."""

from __future__ import annotations

import pytest

from api.client import Client
from api.world import World, harvest
from nguon_ledger.log.checkpoint import Checkpoint, open_checkpoint
from nguon_ledger.log.merkle import leaf_hash, root_of
from nguon_ledger.log.tiles import parse_entries
from nguon_ledger.log.tlog_proof import parse_proof
from nguon_ledger.receipt import verify_receipt

LOG = "/log/ca-mau"
FOREVER = "public, max-age=31536000, immutable"


def published(client: Client, world: World) -> Checkpoint:
    answer = client.get(f"{LOG}/checkpoint")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    return open_checkpoint(answer.content, world.ledger.log)


def grow(world: World, entries: int) -> None:
    futures = [world.ledger.submit(world.sign(harvest(f"L{n}"))) for n in range(entries)]
    for future in futures:
        future.result(timeout=60)


def test_the_root_follows_from_the_served_entries(client: Client, world: World) -> None:
    grow(world, 300)
    checkpoint = published(client, world)
    assert checkpoint.size > 256
    full = client.get(f"{LOG}/tile/entries/000")
    rest = client.get(f"{LOG}/tile/entries/001.p/{checkpoint.size - 256}")
    entries = parse_entries(full.content) + parse_entries(rest.content)
    assert root_of([leaf_hash(entry) for entry in entries]) == checkpoint.root
    for answer in (full, rest):
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert answer.headers["Cache-Control"] == FOREVER


def test_the_tiles_hold_the_hashes_of_the_entries(client: Client, world: World) -> None:
    grow(world, 300)
    size = published(client, world).size
    tile = client.get(f"{LOG}/tile/0/000")
    entries = parse_entries(client.get(f"{LOG}/tile/entries/000").content)
    assert tile.content == b"".join(map(leaf_hash, entries))
    assert len(tile.content) == 8192
    assert tile.headers["Cache-Control"] == FOREVER
    above = client.get(f"{LOG}/tile/1/000.p/1")
    assert above.content == root_of(list(map(leaf_hash, entries)))
    edge = client.get(f"{LOG}/tile/0/001.p/{size - 256}")
    assert len(edge.content) == 32 * (size - 256)


def test_every_published_width_of_a_partial_tile_is_served(
    quiet_client: Client, quiet_world: World
) -> None:
    size = published(quiet_client, quiet_world).size
    hashes = quiet_client.get(f"{LOG}/tile/0/000.p/{size}").content
    for width in range(1, size):
        assert quiet_client.get(f"{LOG}/tile/0/000.p/{width}").content == hashes[: 32 * width]


def test_an_entry_and_its_proof(quiet_client: Client, quiet_world: World) -> None:
    size = published(quiet_client, quiet_world).size
    for index in range(size):
        entry = quiet_client.get(f"{LOG}/entries/{index}")
        assert entry.headers["Content-Type"] == "application/jose"
        assert entry.headers["Cache-Control"] == FOREVER
        proof = quiet_client.get(f"{LOG}/entries/{index}/proof")
        assert proof.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert proof.headers["Cache-Control"] == "no-store"
        assert parse_proof(proof.content).index == index
        verify_receipt(
            statement=entry.content, proof=proof.content, log_verifier=quiet_world.ledger.log
        )


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/0",
        "tile/0/1234",
        "tile/0/x000/001",
        "tile/0/001/",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/007",
        "tile/0/000.p/1.p/1",
        "tile/0/-01",
        "tile/0/٠٠٠",  # noqa: RUF001 (digits, but not ASCII ones)
        "tile/0/%2e%2e/%2e%2e/etc/passwd",
        "tile/0/" + "x999/" * 40 + "999",
        "tile/0/" + "9" * 5000,
        "tile/64/000",
        "tile/-1/000",
        "tile/00/000",
        "tile/1e3/000",
        "tile/a/000",
        "tile/18446744073709551616/000",
        "tile/entries/0",
        "tile/entries/000.p/256",
        "tile/entries/",
        "tile/0/",
    ],
)
def test_an_absurd_tile_path_is_malformed(quiet_client: Client, path: str) -> None:
    answer = quiet_client.get(f"{LOG}/{path}")
    assert (answer.status_code, answer.json()["code"]) == (400, "tile_path_malformed")


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/000",
        "tile/0/000.p/255",
        "tile/0/001.p/1",
        "tile/1/000.p/1",
        "tile/7/000",
        "tile/63/000.p/1",
        "tile/63/x001/x234/067",
        "tile/entries/000",
        "tile/entries/x999/x999/x999/999.p/255",
        "entries/9007199254740991",
        "entries/9007199254740991/proof",
    ],
)
def test_what_lies_beyond_the_tree_is_not_found_and_not_cached(
    quiet_client: Client, path: str
) -> None:
    answer = quiet_client.get(f"{LOG}/{path}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "index", ["-1", "01", "1.0", "1e3", "٣", "1_0", "%201", "0x1", "one", "1" * 17, "1\n"]
)
def test_an_index_is_written_in_one_way(quiet_client: Client, index: str) -> None:
    for path in (f"{LOG}/entries/{index}", f"{LOG}/entries/{index}/proof"):
        answer = quiet_client.get(path.replace("\n", "%0A"))
        assert (answer.status_code, answer.json()["code"]) == (400, "parameter_malformed")
        assert answer.json()["field"] == "index"
