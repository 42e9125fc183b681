"""The log against published and independently computed answers (tests/vectors/README.md)."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from nguon_ledger.encoding.base64s import b64_decode, b64_encode
from nguon_ledger.keys.signing import Ed25519SigningKey
from nguon_ledger.log import merkle
from nguon_ledger.log.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from nguon_ledger.log.note import (
    COSIGNATURE,
    ED25519,
    NoteSignature,
    Verifier,
    cosigned_message,
    count_cosigners,
    format_note,
    parse_note,
    verified_by,
)
from nguon_ledger.log.tiles import TILE_WIDTH, grow_tiles, node_from_tiles, tiles_of
from unit.ledger.checks import label, vectors
from vectors import make_log, make_notes

CASES = vectors("log.json")
LOG, WITNESS = CASES["log"], CASES["witness"]
SIZE = LOG["size"]

# Roots that RFC 6962's own tests print for their leaves, and the roots of one-byte leaves.
KNOWN_ROOTS = {
    ("reference", 1): "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    ("reference", 8): "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ("one byte, counting", 1): "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    ("one byte, counting", 3): "3b6cccd7e3e023ff393006f030315ee7ad9eb111b022b41fba7e5b7a3973f688",
    ("one byte, counting", 8): "ef7f49b620f6c7ea9b963a214da34b5021c6ded8ed57734380a311ab726aa907",
}


@cache
def leaves() -> list[bytes]:
    texts = (json.dumps({"lot": i, "event": "harvest", "coop": i % 7}) for i in range(SIZE))
    return [merkle.leaf_hash(text.encode()) for text in texts]


@cache
def tiles() -> dict[tuple[int, int], bytes]:
    return grow_tiles(size=0, leaves=leaves(), read=nothing_yet)


def nothing_yet(level: int, number: int) -> bytes:
    raise AssertionError(f"a first batch has no tile {level}/{number} to read")


def node(span: merkle.Span) -> bytes:
    return node_from_tiles(span, lambda level, number: tiles()[level, number])


@pytest.mark.parametrize(
    ("name", "maker"),
    [("log.json", make_log.log_vectors), ("notes.json", make_notes.all_cases)],
)
def test_the_file_is_what_its_maker_writes(name: str, maker: Any) -> None:
    assert (make_log.HERE / name).read_text(encoding="utf-8") == make_log.render(maker())


@pytest.mark.parametrize("tree", CASES["trees"], ids=label)
def test_roots_of_small_trees(tree: dict[str, Any]) -> None:
    hashes = [merkle.leaf_hash(bytes.fromhex(leaf)) for leaf in tree["leaves"]]
    for size, root in enumerate(tree["roots"]):
        assert merkle.root_of(hashes[:size]).hex() == root
        assert KNOWN_ROOTS.get((tree["name"], size), root) == root


def test_the_roots_that_others_published_are_in_the_file() -> None:
    sizes = {tree["name"]: len(tree["roots"]) for tree in CASES["trees"]}
    assert all(size < sizes[name] for name, size in KNOWN_ROOTS)


def test_paths_of_the_example_in_rfc_6962() -> None:
    """2.1.3 draws a tree of seven leaves and names the nodes of its proofs."""
    size = CASES["paths"]["size"]
    for case in CASES["paths"]["inclusion"]:
        assert [list(s) for s in merkle.audit_path(case["index"], size)] == case["nodes"]
    for case in CASES["paths"]["consistency"]:
        assert [list(s) for s in merkle.consistency_spans(case["old"], size)] == case["nodes"]


def test_the_checkpoint_of_the_log_of_70_000_entries_byte_for_byte() -> None:
    key = Ed25519SigningKey.from_seed(bytes.fromhex(LOG["seed"]))
    checkpoint = Checkpoint(LOG["origin"], SIZE, merkle.root_of(leaves()))
    assert b64_encode(checkpoint.root) == LOG["root"]
    assert LOG["root"] == "YWewXnaTWwdOYsYXbckE45gxfBi151VkduX4ZHSlzl4="
    assert sign_checkpoint(checkpoint, key) == LOG["note"].encode()
    assert LOG["note"].endswith(
        " j1LgNs8F+GCxC2P5qSajl0QVwdzBWdGvj+AoCxZv94XgpmOyi+3BHrw0rJlRnUa++CO3oCcOW82S/+k5wUADBJa8"
        "/Q4=\n"
    )
    assert Verifier(LOG["origin"], ED25519, key.public.raw).vkey == LOG["vkey"]
    assert LOG["vkey"] == (
        "ledger.example/trace+8f52e036+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
    )
    assert open_checkpoint(LOG["note"].encode(), Verifier.from_vkey(LOG["vkey"])) == checkpoint


def test_the_witness_cosigns_byte_for_byte() -> None:
    key = Ed25519SigningKey.from_seed(bytes.fromhex(WITNESS["seed"]))
    witness = Verifier(WITNESS["name"], COSIGNATURE, key.public.raw)
    assert witness.vkey == WITNESS["vkey"]
    assert (
        witness.vkey == "witness.example/w1+20324abe+BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X"
    )
    note = parse_note(LOG["note"].encode())
    stamp = WITNESS["time"].to_bytes(8, "big")
    signed = key.sign(cosigned_message(note.text, stamp))
    line = NoteSignature(witness.name, witness.key_id, stamp + signed)
    cosigned = format_note(note.text, [*note.signatures, line])
    assert cosigned.decode() == LOG["note"] + WITNESS["line"]
    assert WITNESS["line"] == (
        "— witness.example/w1 IDJKvgAAAABpVbkAzB79Z7SI8Br54HCJZJrruQsrJ75FEuzWgtz7LH7Hp9p3DkzVVssm"
        "VeiIbUlFYJ/QXKbkJQOCV+85etYJWmKsDg==\n"
    )
    assert verified_by(parse_note(cosigned), witness)
    assert count_cosigners(parse_note(cosigned), [witness]) == 1


def test_the_tiles_of_70_000_entries() -> None:
    """273 full level-0 tiles and .p/112, one full level-1 tile and .p/17, level 2 .p/1."""
    listed = list(tiles_of(SIZE))
    expected = [(0, n, TILE_WIDTH) for n in range(273)] + [(0, 273, 112)]
    expected += [(1, 0, TILE_WIDTH), (1, 1, 17), (2, 0, 1)]
    assert listed == expected
    for level in LOG["tiles"]:
        widths = [width for at, _, width in listed if at == level["level"]]
        assert widths.count(TILE_WIDTH) == level["full"]
        assert sum(widths) == level["full"] * TILE_WIDTH + level["partial"]
    assert {(level, number): width * 32 for level, number, width in listed} == {
        name: len(tile) for name, tile in tiles().items()
    }


@pytest.mark.parametrize("case", LOG["inclusion"], ids=lambda case: str(case["index"]))
def test_inclusion_proofs_of_the_large_log(case: dict[str, Any]) -> None:
    hashes = list(map(b64_decode, case["hashes"]))
    index, leaf, root = case["index"], b64_decode(case["leaf"]), b64_decode(LOG["root"])
    assert leaf == leaves()[index]
    assert merkle.prove_inclusion(index=index, size=SIZE, read=node) == hashes
    merkle.verify_inclusion(index=index, size=SIZE, leaf=leaf, proof=hashes, root=root)


@pytest.mark.parametrize("case", LOG["consistency"], ids=lambda case: str(case["old"]))
def test_consistency_proofs_of_the_large_log(case: dict[str, Any]) -> None:
    hashes, old_root = list(map(b64_decode, case["hashes"])), b64_decode(case["root"])
    old, root = case["old"], b64_decode(LOG["root"])
    assert merkle.root_of(leaves()[:old]) == old_root
    assert merkle.prove_consistency(old=old, new=SIZE, read=node) == hashes
    merkle.verify_consistency(old=old, new=SIZE, old_root=old_root, new_root=root, proof=hashes)
