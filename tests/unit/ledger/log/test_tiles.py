"""Tiles: grown batch by batch they are the tiles of the whole tree, and every node is in them."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from nguon_ledger.log.merkle import Span, audit_path, consistency_spans, root_of
from nguon_ledger.log.tiles import (
    TILE_WIDTH,
    TileReader,
    format_entries,
    format_number,
    grow_tiles,
    node_from_tiles,
    parse_entries,
    parse_number,
    parse_tile_path,
    tiles_of,
)
from nguon_ledger.statement import MAX_STATEMENT
from unit.ledger.checks import label, refused, vectors
from vectors import rfc6962

PATHS = vectors("notes.json")["tile_paths"]
EDGES = (1, 2, 254, 255, 256, 257, 511, 512, 513, 65_279, 65_535, 65_536, 65_537, 65_792, 66_000)
Tiles = dict[tuple[int, int], bytes]


@cache
def leaf(index: int) -> bytes:
    return rfc6962.leaf(b"%d" % index)


@cache
def level_hash(level: int, position: int) -> bytes:
    """Return the hash at a place of a level: the tree over 256 hashes of the level below."""
    if level == 0:
        return leaf(position)
    first = position * TILE_WIDTH
    return rfc6962.mth([level_hash(level - 1, first + i) for i in range(TILE_WIDTH)])


def tiles_from_scratch(size: int) -> Tiles:
    """Cut the levels of tlog-tiles out of the whole tree: level l has size // 256^l hashes."""
    tiles: Tiles = {}
    for level in range(8):
        for position in range(size // TILE_WIDTH**level):
            name = (level, position // TILE_WIDTH)
            tiles[name] = tiles.get(name, b"") + level_hash(level, position)
    return tiles


def grow(stored: Tiles, size: int, batch: int) -> int:
    leaves = [leaf(i) for i in range(size, size + batch)]
    stored.update(grow_tiles(size=size, leaves=leaves, read=reader(stored)))
    return size + batch


def reader(stored: Tiles) -> TileReader:
    return lambda level, number: stored[level, number]


def test_tiles_that_grow_batch_by_batch_are_those_of_the_whole_tree() -> None:
    stored: Tiles = {}
    size = 0
    for edge in EDGES:
        size = grow(stored, size, edge - size)
        assert stored == tiles_from_scratch(size)


@pytest.mark.parametrize("batch", [1, 2, 3, 100, 255, 256, 257, 1000])
def test_the_size_of_the_batches_does_not_matter(batch: int) -> None:
    stored: Tiles = {}
    size = 0
    while size < 1024:
        size = grow(stored, size, batch)
        assert stored == tiles_from_scratch(size)


def test_only_what_changes_is_written_and_only_edges_are_read() -> None:
    stored = tiles_from_scratch(65_535)
    read: list[tuple[int, int]] = []

    def recording(level: int, number: int) -> bytes:
        read.append((level, number))
        return stored[level, number]

    changed = grow_tiles(size=65_535, leaves=[leaf(65_535)], read=recording)
    assert read == [(0, 255), (1, 0)]
    assert list(changed) == [(0, 255), (1, 0), (2, 0)]


def test_an_empty_batch_changes_nothing() -> None:
    assert grow_tiles(size=300, leaves=[], read=reader({})) == {}


@pytest.mark.parametrize("size", [0, *EDGES])
def test_the_list_of_tiles_is_what_a_tree_has(size: int) -> None:
    listed = {(t.level, t.number): t.width * 32 for t in tiles_of(size)}
    assert listed == {name: len(tile) for name, tile in tiles_from_scratch(size).items()}
    assert all(1 <= t.width <= TILE_WIDTH for t in tiles_of(size)), "no empty tile is served"


@pytest.mark.parametrize("size", [1, 2, 3, 255, 256, 257, 511, 513, 777])
def test_every_node_that_a_proof_needs_comes_out_of_the_tiles(size: int) -> None:
    stored = tiles_from_scratch(size)
    for span in _needed(size):
        assert node_from_tiles(span, reader(stored)) == root_of([leaf(i) for i in range(*span)])


@pytest.mark.parametrize("size", [65_535, 65_536, 65_537, 66_000])
def test_every_node_of_larger_trees_comes_out_of_the_tiles(size: int) -> None:
    stored = tiles_from_scratch(size)
    spans = {(0, size)} | {s for i in (0, 255, 65_279, size - 1) for s in audit_path(i, size)}
    spans |= {s for old in (1, 256, 65_279, size - 1) for s in consistency_spans(old, size)}
    for span in spans:
        assert node_from_tiles(span, reader(stored)) == root_of([leaf(i) for i in range(*span)])


def _needed(size: int) -> set[Span]:
    inclusion = {span for index in range(size) for span in audit_path(index, size)}
    consistency = {span for old in range(1, size + 1) for span in consistency_spans(old, size)}
    return inclusion | consistency | {(0, size)}


def test_a_span_across_two_tiles_is_split_even_if_its_width_is_a_power_of_two() -> None:
    expected = rfc6962.node(leaf(255), leaf(256))
    assert node_from_tiles((255, 257), reader(tiles_from_scratch(257))) == expected


def test_a_tile_that_is_too_short_is_never_taken_for_a_node() -> None:
    stored = tiles_from_scratch(300)
    short = {name: tile[:-32] for name, tile in stored.items()}
    with pytest.raises(ValueError, match="tile 0/1 is shorter"):
        node_from_tiles((256, 300), reader(short))


@pytest.mark.parametrize("case", PATHS["good"], ids=lambda case: case["path"])
def test_a_path_names_a_tile(case: dict[str, Any]) -> None:
    number, partial, _ = case["path"].partition(".p/")
    assert parse_tile_path(case["path"]) == (case["number"], case["width"])
    assert parse_number(number) == case["number"]
    assert format_number(case["number"]) == number
    assert bool(partial) == (case["width"] < TILE_WIDTH)


@pytest.mark.parametrize("case", PATHS["bad"], ids=lambda case: label(case["path"]))
def test_any_other_path_is_refused(case: dict[str, Any]) -> None:
    with refused("tile_path_malformed"):
        parse_tile_path(case["path"])


def test_entries_are_a_run_of_lengths_and_bytes() -> None:
    entries = [b"a", b"", b"x" * MAX_STATEMENT, b"\x00\x00"]
    bundle = format_entries(entries)
    assert bundle[:5] == b"\x00\x01a\x00\x00"
    assert parse_entries(bundle) == entries
    assert parse_entries(b"") == []


def test_an_entry_that_is_cut_off_is_refused_wherever_the_cut_is() -> None:
    bundle = format_entries([b"abc", b"defgh"])
    for cut in set(range(1, len(bundle))) - {5}:
        with refused("entry_bundle_malformed"):
            parse_entries(bundle[:cut])
    assert parse_entries(bundle[:5]) == [b"abc"]
