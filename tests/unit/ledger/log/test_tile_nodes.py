"""Nodes out of tiles that are folded once: the same as RFC 6962 computes from the leaves."""

from __future__ import annotations

import pytest

from nguon_ledger.log.merkle import audit_path, consistency_spans
from nguon_ledger.log.tile_nodes import TileNodes, fold
from nguon_ledger.log.tiles import node_from_tiles
from unit.ledger.log.test_tiles import leaf, reader, tiles_from_scratch
from vectors import rfc6962


def hashes(count: int) -> bytes:
    return b"".join(leaf(i) for i in range(count))


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 5, 255, 256])
def test_a_fold_has_every_whole_node_at_its_height(count: int) -> None:
    heights = fold(hashes(count))
    assert heights[0] == hashes(count)
    for height, nodes in enumerate(heights):
        width = 1 << height
        expected = [
            rfc6962.mth([leaf(i) for i in range(start, start + width)])
            for start in range(0, count - width + 1, width)
        ]
        assert nodes == b"".join(expected)
    assert len(heights) == max(1, count.bit_length())


@pytest.mark.parametrize("size", [1, 2, 3, 255, 256, 257, 300, 511, 513])
def test_every_node_that_proofs_need_is_that_of_the_rfc(size: int) -> None:
    nodes = TileNodes(reader(tiles_from_scratch(size)))
    spans = {span for index in range(0, size, 7) for span in audit_path(index, size)}
    spans |= {span for old in range(1, size + 1, 11) for span in consistency_spans(old, size)}
    for start, end in {*spans, (0, size)}:
        assert nodes.node((start, end)) == rfc6962.mth([leaf(i) for i in range(start, end)])


@pytest.mark.parametrize("size", [65_535, 65_536, 65_537, 66_000])
def test_larger_trees_agree_with_nodes_read_one_by_one(size: int) -> None:
    read = reader(tiles_from_scratch(size))
    nodes = TileNodes(read)
    for index in (0, 255, 256, 65_279, size - 1):
        for span in audit_path(index, size):
            assert nodes.node(span) == node_from_tiles(span, read)


def test_each_tile_is_read_once() -> None:
    stored, read = tiles_from_scratch(600), list[tuple[int, int]]()

    def recording(level: int, number: int) -> bytes:
        read.append((level, number))
        return stored[level, number]

    nodes = TileNodes(recording)
    for index in range(600):
        for span in audit_path(index, 600):
            nodes.node(span)
    assert sorted(read) == sorted(set(read))
    assert set(read) == set(stored)


def test_a_tile_is_folded_once_for_all_trees() -> None:
    assert fold(hashes(256)) is fold(hashes(256))


@pytest.mark.parametrize("at", [0, 31, 4096, 8191])
def test_what_was_folded_of_a_tile_is_not_taken_for_one_that_was_altered(at: int) -> None:
    """Whoever alters a stored tile gets a proof that leads to no root, as without any cache."""
    stored, halves = tiles_from_scratch(256), [(0, 128), (128, 256)]
    before = [TileNodes(reader(stored)).node(half) for half in halves]
    tile = stored[0, 0]
    stored[0, 0] = tile[:at] + bytes([tile[at] ^ 1]) + tile[at + 1 :]
    altered = [TileNodes(reader(stored)).node(half) for half in halves]
    leaves = [stored[0, 0][i : i + 32] for i in range(0, len(tile), 32)]
    assert altered == [rfc6962.mth(leaves[start:end]) for start, end in halves]
    assert altered != before


@pytest.mark.parametrize("cut", [1, 32, 64, 32 * 44])
def test_a_tile_that_is_cut_off_is_never_taken_for_a_node(cut: int) -> None:
    stored = tiles_from_scratch(300)
    stored[0, 1] = stored[0, 1][:-cut]
    with pytest.raises(ValueError, match="tile 0/1 is shorter"):
        TileNodes(reader(stored)).node((0, 300))


def test_a_node_beyond_the_tiles_is_an_error() -> None:
    nodes = TileNodes(lambda level, number: tiles_from_scratch(300).get((level, number), b""))
    for span in ((300, 301), (512, 768), (0, 65_536)):
        with pytest.raises(ValueError, match="is shorter"):
            nodes.node(span)


def test_a_tile_that_has_grown_on_does_not_change_nodes_of_the_smaller_tree() -> None:
    """A reader's tree is smaller than what a writer has stored meanwhile."""
    small, grown = 300, reader(tiles_from_scratch(400))
    nodes = TileNodes(grown)
    expected = rfc6962.mth([leaf(i) for i in range(small)])
    assert nodes.node((0, small)) == expected
