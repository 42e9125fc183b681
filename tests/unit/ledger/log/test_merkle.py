"""All trees of 0 to 300 leaves against RFC 6962 as written, and against pymerkle."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, reduce

import pymerkle
import pytest

from nguon_ledger.log import merkle
from unit.ledger.checks import refused
from vectors import rfc6962

LARGEST = 300
ENTRIES = [b"entry %d" % i for i in range(LARGEST)]
LEAVES = [rfc6962.leaf(entry) for entry in ENTRIES]


@cache
def naive(span: merkle.Span) -> bytes:
    """MTH(D[start:end]) by the transcription, remembering subtrees so that all fit in seconds."""
    start, end = span
    if end - start < 2:
        return rfc6962.mth(LEAVES[start:end])
    k = rfc6962.largest_power_of_two_below(end - start)
    return rfc6962.node(naive((start, start + k)), naive((start + k, end)))


@cache
def opinion() -> pymerkle.InmemoryTree:
    """Return pymerkle's tree over the same entries (sha256, prefixes 00 and 01, on by default)."""
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    tree.append_entries(ENTRIES)
    return tree


def olds(new: int) -> list[int]:
    """Every older size up to 64; above, those around powers of two and a sample of the rest."""
    if new <= 64:
        return list(range(1, new + 1))
    edges = {2**k + d for k in range(9) for d in (-1, 0, 1)} | {new - 1, new, new // 2, new // 3}
    return sorted(old for old in edges | set(range(1, new, 37)) if 0 < old <= new)


def test_the_remembering_oracle_is_the_transcription() -> None:
    for size in (0, 1, 2, 3, 5, 8, 13, 64, 100):
        assert naive((0, size)) == rfc6962.mth(LEAVES[:size])


def test_every_root_is_that_of_the_transcription_and_of_pymerkle() -> None:
    frontier = merkle.Frontier()
    for size in range(LARGEST + 1):
        assert merkle.root_of(LEAVES[:size]) == naive((0, size)) == opinion().get_root(size)
        assert frontier.root() == naive((0, size))
        if size < LARGEST:
            frontier.append(merkle.leaf_hash(ENTRIES[size]))


def test_every_split_is_at_the_largest_power_of_two_below() -> None:
    for size in range(2, LARGEST + 1):
        assert merkle.split_point((0, size)) == rfc6962.largest_power_of_two_below(size)
        assert merkle.split_point((256, 256 + size)) == 256 + merkle.split_point((0, size))
    assert merkle.split_point((0, 2**62 + 1)) == 2**62


def test_every_inclusion_proof_leads_to_its_root_and_is_that_of_both_oracles() -> None:
    for size in range(1, LARGEST + 1):
        root = naive((0, size))
        for index in range(size):
            ours = merkle.prove_inclusion(index=index, size=size, read=naive)
            if size <= 64:
                assert ours == rfc6962.path(index, LEAVES[:size])
                theirs = opinion().prove_inclusion(index + 1, size)  # it counts from one
                pymerkle.verify_inclusion(LEAVES[index], root, theirs, index + 1, size)
                assert theirs.path == [LEAVES[index], *ours]
            merkle.verify_inclusion(
                index=index, size=size, leaf=LEAVES[index], proof=ours, root=root
            )


def test_inclusion_proofs_of_larger_trees_are_those_of_the_transcription() -> None:
    for size in (*range(65, LARGEST, 29), 255, 256, 257, LARGEST):
        for index in {0, 1, size // 2, size - 2, size - 1, 63, 64} & set(range(size)):
            ours = merkle.prove_inclusion(index=index, size=size, read=naive)
            assert ours == rfc6962.path(index, LEAVES[:size])
            assert [LEAVES[index], *ours] == opinion().prove_inclusion(index + 1, size).path


def test_every_consistency_proof_is_that_of_the_transcription() -> None:
    for new in range(1, LARGEST + 1):
        for old in olds(new):
            ours = merkle.prove_consistency(old=old, new=new, read=naive)
            if new <= 64 or old % 8 == 1:
                assert ours == rfc6962.proof(old, LEAVES[:new])
            merkle.verify_consistency(
                old=old, new=new, old_root=naive((0, old)), new_root=naive((0, new)), proof=ours
            )


def test_pymerkle_proves_consistency_with_the_same_nodes() -> None:
    """Where the old tree ends it goes on to the next single leaf, where RFC 6962 stops.

    So its path begins with the left edge of the subtree after the old tree, which folds into the
    one node of ours; the nodes after that are the same.
    """
    for new in range(2, 131):
        for old in olds(new)[:-1]:
            ours = merkle.prove_consistency(old=old, new=new, read=naive)
            theirs = opinion().prove_consistency(old, new)
            pymerkle.verify_consistency(naive((0, old)), naive((0, new)), theirs, old, new)
            is_whole = old & (old - 1) == 0  # then the old root itself is left out of our proof
            left, after, *rest = [naive((0, old)), *ours] if is_whole else ours
            edge = theirs.path[: -len(rest) - 1]
            assert theirs.path[len(edge) :] == [left, *rest]
            assert reduce(rfc6962.node, edge) == after


def test_an_inclusion_proof_fails_with_anything_changed() -> None:
    for size in (1, 2, 3, 7, 8, 21):
        for index in range(size):
            proof = merkle.prove_inclusion(index=index, size=size, read=naive)
            good = (index, size, LEAVES[index], proof, naive((0, size)))
            for bad in _changed_inclusion(good):
                with refused("inclusion_failed"):
                    _verify_inclusion(bad)


Inclusion = tuple[int, int, bytes, list[bytes], bytes]


def _verify_inclusion(case: Inclusion) -> None:
    index, size, leaf, proof, root = case
    merkle.verify_inclusion(index=index, size=size, leaf=leaf, proof=proof, root=root)


def _changed_inclusion(good: Inclusion) -> list[Inclusion]:
    index, size, leaf, proof, root = good
    other = rfc6962.leaf(b"other")
    cases: list[Inclusion] = [
        (i, size, leaf, proof, root) for i in range(-1, size + 2) if i != index
    ]
    cases += [(index, size, other, proof, root), (index, size, leaf, proof, other)]
    cases += [(index, size, leaf, [*proof, other], root), (index, size, leaf, [root, *proof], root)]
    for at in range(len(proof)):
        cases.append((index, size, leaf, proof[:at] + proof[at + 1 :], root))
        cases.append((index, size, leaf, [*proof[:at], other, *proof[at + 1 :]], root))
    if len(proof) > 1 and proof[0] != proof[1]:
        cases.append((index, size, leaf, [proof[1], proof[0], *proof[2:]], root))
    return cases


def test_a_node_does_not_pass_for_a_leaf() -> None:
    """Without 00 and 01 before leaves and nodes, an inner node could be shown as an entry."""
    left, right = LEAVES[0], LEAVES[1]
    assert merkle.leaf_hash(left + right) != merkle.node_hash(left, right)
    with refused("inclusion_failed"):
        merkle.verify_inclusion(
            index=0, size=2, leaf=merkle.leaf_hash(left + right), proof=[], root=naive((0, 2))
        )


def test_a_consistency_proof_fails_with_anything_changed() -> None:
    other = rfc6962.leaf(b"other")
    for new in (1, 2, 3, 7, 8, 21):
        for old in range(1, new + 1):
            roots = naive((0, old)), naive((0, new))
            proof = merkle.prove_consistency(old=old, new=new, read=naive)
            changed = [[*proof, other], [other, *proof]]
            changed += [[*proof[:i], other, *proof[i + 1 :]] for i in range(len(proof))]
            changed += [proof[:i] + proof[i + 1 :] for i in range(len(proof))]
            for bad in changed:
                _refuses_consistency(old, new, roots, bad)
            _refuses_consistency(old, new, (other, roots[1]), proof)
            _refuses_consistency(old, new, (roots[0], other), proof)


def test_a_consistency_proof_needs_leaves_and_growth() -> None:
    root = naive((0, 4))
    for old, new in ((0, 4), (-1, 4), (5, 4), (0, 0)):
        _refuses_consistency(old, new, (root, root), [])


def test_hashes_of_another_length_cannot_move_bytes_between_neighbours() -> None:
    """H(01 || a || b) does not say where a ends; the rest of the proof has to."""
    for new in range(2, 17):
        for old in range(1, new):
            roots = naive((0, old)), naive((0, new))
            proof = merkle.prove_consistency(old=old, new=new, read=naive)
            for i in range(len(proof) - 1):
                first, second = proof[i], proof[i + 1]
                moved = [first + second[:1], second[1:]], [first[:-1], first[-1:] + second]
                for pair in moved:
                    _refuses_consistency(old, new, roots, [*proof[:i], *pair, *proof[i + 2 :]])


def _refuses_consistency(
    old: int, new: int, roots: tuple[bytes, bytes], proof: list[bytes]
) -> None:
    with refused("consistency_failed"):
        merkle.verify_consistency(
            old=old, new=new, old_root=roots[0], new_root=roots[1], proof=proof
        )


@pytest.mark.parametrize(
    "impossible",
    [
        lambda: merkle.audit_path(3, 3),
        lambda: merkle.audit_path(-1, 3),
        lambda: merkle.audit_path(0, 0),
        lambda: merkle.consistency_spans(0, 3),
        lambda: merkle.consistency_spans(4, 3),
    ],
)
def test_asking_for_a_proof_that_cannot_exist_is_the_callers_mistake(
    impossible: Callable[[], object],
) -> None:
    with pytest.raises(ValueError, match="tree"):
        impossible()


def test_proofs_in_the_largest_trees_are_63_hashes_at_most() -> None:
    size = 2**63 - 1
    assert len(merkle.audit_path(0, size)) == 63
    assert max(len(merkle.audit_path(i, size)) for i in (0, 2**62, size - 1)) == 63
    assert len(merkle.consistency_spans(1, size)) == 63
