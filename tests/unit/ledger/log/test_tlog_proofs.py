"""Many proofs at once are byte for byte those written one by one."""

from __future__ import annotations

import random

import pytest

from nguon_ledger.log.merkle import Span, prove_inclusion
from nguon_ledger.log.tile_nodes import TileNodes
from nguon_ledger.log.tlog_proof import format_proof, parse_proof
from nguon_ledger.log.tlog_proofs import format_proofs
from unit.ledger.log.test_tiles import leaf, reader, tiles_from_scratch
from vectors import rfc6962

NOTE = b"log.example/test\n3\n...\n\n- signature\n"


def nodes(size: int) -> TileNodes:
    return TileNodes(reader(tiles_from_scratch(size)))


def one_by_one(indices: list[int], size: int) -> list[tuple[int, bytes]]:
    read = nodes(size).node
    return [
        (
            index,
            format_proof(
                index=index,
                hashes=prove_inclusion(index=index, size=size, read=read),
                checkpoint_note=NOTE,
            ),
        )
        for index in indices
    ]


def at_once(indices: list[int], size: int) -> list[tuple[int, bytes]]:
    return list(format_proofs(indices, size=size, read=nodes(size).node, checkpoint_note=NOTE))


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 7, 8, 9, 31, 33])
def test_every_choice_of_neighbours_in_small_trees(size: int) -> None:
    for start in range(size):
        for end in range(start, size + 1):
            indices = list(range(start, end))
            assert at_once(indices, size) == one_by_one(indices, size)


@pytest.mark.parametrize("size", [255, 256, 257, 513, 65_536, 65_537])
def test_choices_across_tiles(size: int) -> None:
    chosen = random.Random(size)
    for count in (1, 2, 17, 60):
        indices = sorted(chosen.sample(range(size), min(count, size)))
        assert at_once(indices, size) == one_by_one(indices, size)
    edges = sorted({0, 254, size - 1})
    assert at_once(edges, size) == one_by_one(edges, size)


def test_the_hashes_are_the_path_of_the_rfc() -> None:
    leaves = [leaf(i) for i in range(11)]
    for index, proof in at_once(list(range(11)), 11):
        assert list(parse_proof(proof).hashes) == rfc6962.path(index, leaves)


def test_neighbours_share_what_they_read() -> None:
    asked = list[Span]()
    tree = nodes(256)

    def reading(span: Span) -> bytes:
        asked.append(span)
        return tree.node(span)

    list(format_proofs(list(range(256)), size=256, read=reading, checkpoint_note=NOTE))
    assert len(asked) == len(set(asked)) == 2 * 256 - 2


def test_no_index_no_proof() -> None:
    assert at_once([], 5) == []
    assert at_once([], 0) == []


@pytest.mark.parametrize("indices", [[-1], [5], [0, 5], [-1, 2], [0]])
def test_an_index_outside_the_tree_is_an_error(indices: list[int]) -> None:
    size = 0 if indices == [0] else 5
    with pytest.raises(ValueError, match="outside"):
        list(format_proofs(indices, size=size, read=lambda _: b"", checkpoint_note=NOTE))


@pytest.mark.parametrize("indices", [[1, 1], [2, 1], [0, 3, 2, 4]])
def test_indices_that_do_not_ascend_are_an_error(indices: list[int]) -> None:
    with pytest.raises(ValueError, match="ascend"):
        list(format_proofs(indices, size=5, read=nodes(5).node, checkpoint_note=NOTE))
