"""What is wrong with the entries, the head or the checkpoint is found and named."""

from __future__ import annotations

import copy
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from engine.steps import grown, plain
from engine.workbench import Workbench, rows_of, tamper
from fsck.looking import faults_of, only_fault, opened, report_on
from nguon_ledger.engine.fsck.check import Ledger, check_ledger
from nguon_ledger.engine.fsck.fault import Fault, fault_of
from nguon_ledger.engine.fsck.readmission import Readmission
from nguon_ledger.engine.fsck.scratch import scratch_database
from nguon_ledger.engine.fsck.signatures import Signatures
from nguon_ledger.engine.fsck.standing import open_signed
from nguon_ledger.errors import NguonError
from nguon_ledger.log.checkpoint import Checkpoint, sign_checkpoint
from nguon_ledger.log.merkle import leaf_hash, root_of
from nguon_ledger.log.note import ED25519, Verifier
from nguon_ledger.log.tiles import grow_tiles
from nguon_ledger.registry.reading import read_registry
from nguon_ledger.registry.statements import Genesis
from nguon_ledger.statement import parse_statement, sign_statement
from support.forge import HOUR, ORIGIN, seeded_key
from support.story import COOP, CRAB, SALT, Story, genesis, lot, participant, product

HARVEST = 24


def entries_of(path: Path) -> list[bytes]:
    return [row[3] for row in rows_of(path)["entry"]]


def put(path: Path, index: int, data: bytes) -> None:
    """Exchange an entry with its leaf hash."""
    sql = "UPDATE entry SET data = ?, leaf = ? WHERE idx = ?"
    tamper(path, sql, data, leaf_hash(data), index)


def named(path: Path) -> int:
    """Return the entry that is the one thing wrong."""
    fault = only_fault(path)
    assert fault.table == "entry"
    return int(fault.key["idx"])


def test_a_sound_ledger_is_sound(store: Path) -> None:
    report = report_on(store)
    entries = entries_of(store)
    assert report.is_sound
    assert (report.found.entries, report.found.signed) == (len(entries), len(entries))
    assert report.found.root == root_of([leaf_hash(data) for data in entries])
    assert faults_of(store) == []


def test_checking_writes_nothing(store: Path) -> None:
    before = rows_of(store)
    report_on(store)
    assert rows_of(store) == before


@pytest.mark.parametrize("index", [0, 2, HARVEST, 25, 300])
def test_an_entry_whose_bytes_were_altered_is_named(store: Path, index: int) -> None:
    tamper(store, "UPDATE entry SET data = substr(data, 2) WHERE idx = ?", index)
    assert named(store) == index


@pytest.mark.parametrize("index", [0, 2, HARVEST, 25, 300, 330])
def test_a_signature_of_another_text_is_named(store: Path, index: int) -> None:
    put(store, index, unsigned(entries_of(store)[index]))
    assert named(store) == index


@pytest.mark.parametrize("index", [HARVEST, 25], ids=["event", "seal"])
def test_without_tiles_to_compare_only_the_signature_tells(store: Path, index: int) -> None:
    """Whoever holds the database, but no key, writes entry, tiles, head and everything anew."""
    entries = entries_of(store)
    entries[index] = unsigned(entries[index])
    rewrite_log(store, entries)
    fault = only_fault(store)
    assert fault.key == {"idx": index}
    assert "signature_bad" in fault.why


def unsigned(data: bytes) -> bytes:
    """Alter a character in the midst of the signature."""
    return data[:-20] + (b"A" if data[-20:-19] != b"A" else b"B") + data[-19:]


def rewrite_log(path: Path, entries: list[bytes]) -> None:
    """Make leaves, tiles and head fit these entries."""
    leaves = [leaf_hash(data) for data in entries]
    tiles = grow_tiles(size=0, leaves=leaves, read=lambda _level, _number: b"")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM entry")
        rows = zip(range(len(entries)), leaves, entries, strict=True)
        connection.executemany("INSERT INTO entry VALUES ('test', ?, ?, ?)", rows)
        connection.execute("DELETE FROM tile")
        connection.executemany(
            "INSERT INTO tile VALUES ('test', ?, ?, ?)", [(*key, h) for key, h in tiles.items()]
        )
        connection.execute("UPDATE head SET size = ?, root = ?", (len(entries), root_of(leaves)))


def test_an_entry_exchanged_for_another_valid_one_is_named(store: Path) -> None:
    """It is signed, admissible and in time; only the tree knows that it was not there."""
    statement = parse_statement(entries_of(store)[HARVEST], log=ORIGIN)
    payload = json.dumps(plain(statement.payload) | {"nguon:note": "another"}).encode()
    key = seeded_key("coop")
    put(store, HARVEST, sign_statement(typ=statement.typ, log=ORIGIN, payload=payload, key=key))
    fault = only_fault(store)
    assert fault.key == {"idx": HARVEST}
    assert fault.why == "it is not the one that was recorded here"


@pytest.mark.parametrize(("one", "two"), [(24, 26), (24, 28), (60, 62), (0, 2)])
def test_swapped_entries_are_named_by_the_first(store: Path, one: int, two: int) -> None:
    for old, new in ((one, -1), (two, one), (-1, two)):
        tamper(store, "UPDATE entry SET idx = ? WHERE idx = ?", new, old)
    assert named(store) == one


@pytest.mark.parametrize("missing", [1, 2])
def test_a_truncated_last_batch_is_named(store: Path, missing: int) -> None:
    first = len(entries_of(store)) - missing
    tamper(store, "DELETE FROM entry WHERE idx >= ?", first)
    assert named(store) == first


def test_a_last_batch_taken_away_everywhere_is_told_by_the_checkpoint(store: Path) -> None:
    seals = [row[1] for row in rows_of(store)["seal"]]
    rewrite_log(store, entries_of(store)[: seals[-2] + 1])
    faults = faults_of(store)
    assert "the ledger is older" in next(f.why for f in faults if f.table == "checkpoint")


def test_a_second_head_that_signs_more_tells_what_is_missing(store: Path) -> None:
    last = Checkpoint(ORIGIN, 340, bytes(32))
    (fault,) = report_on(store, second_head=sign_checkpoint(last, seeded_key("log"))).faults
    assert fault.sentence == "the second head signs 340 entries: 9 entries behind it are missing"


def test_a_second_head_of_other_entries_is_a_fault(store: Path) -> None:
    entries = entries_of(store)
    root = root_of([leaf_hash(data) for data in entries[:100]])
    good = sign_checkpoint(Checkpoint(ORIGIN, 100, root), seeded_key("log"))
    assert report_on(store, second_head=good).is_sound
    other = sign_checkpoint(Checkpoint(ORIGIN, 100, bytes(32)), seeded_key("log"))
    (fault,) = report_on(store, second_head=other).faults
    assert "signs other entries" in fault.sentence
    (fault,) = report_on(store, second_head=good[:-2] + b"\n").faults
    assert "does not hold" in fault.sentence


def other_checkpoint(
    path: Path, *, key: str = "log", origin: str = ORIGIN, **changes: int
) -> bytes:
    entries = entries_of(path)
    size = changes.get("size", len(entries))
    leaves = [leaf_hash(data) for data in entries[:size]]
    leaves += [bytes(32)] * changes.get("altered", 0)
    return sign_checkpoint(Checkpoint(origin, size, root_of(leaves)), seeded_key(key))


CHECKPOINTS: dict[str, Callable[[Path], bytes]] = {
    "another_key": lambda path: other_checkpoint(path, key="another"),
    "another_origin": lambda path: other_checkpoint(path, origin="ledger.example/log/best"),
    "smaller": lambda path: other_checkpoint(path, size=330),
    "larger": lambda path: other_checkpoint(path, size=333),
    "another_root": lambda path: other_checkpoint(path, altered=1),
    "garbage": lambda _: b"garbage",
}


@pytest.mark.parametrize("make", CHECKPOINTS.values(), ids=CHECKPOINTS.keys())
def test_a_checkpoint_of_another_kind_is_named(store: Path, make: Callable[[Path], bytes]) -> None:
    tamper(store, "UPDATE checkpoint SET note = ?", make(store))
    assert only_fault(store).table == "checkpoint"


def test_a_key_that_genesis_names_for_another_log_signs_nothing_here() -> None:
    """The key is right, the signature too, and it says another origin than this ledger's."""
    origin = "ledger.example/log/best"
    key = seeded_key("log")
    named = read_registry(genesis(Verifier(origin, ED25519, key.public.raw).vkey))
    assert isinstance(named, Genesis)
    note = sign_checkpoint(Checkpoint(origin, 1, bytes(32)), key)
    assert open_signed(note, named, origin).size == 1
    with pytest.raises(NguonError, match="log_signature_missing"):
        open_signed(note, named, ORIGIN)


def test_a_checkpoint_of_one_batch_before_is_sound(store: Path) -> None:
    """A power cut between commit and signature; the server signs it at its next start."""
    size = [row[1] for row in rows_of(store)["seal"]][-2] + 1
    note = other_checkpoint(store, size=size)
    tamper(store, "UPDATE checkpoint SET note = ?, size = ?", note, size)
    report = report_on(store)
    assert report.is_sound
    assert report.found.signed == size < report.found.entries


def test_a_flipped_byte_of_a_tile_is_named_with_its_hash(store: Path) -> None:
    hashes = bytearray(rows_of(store)["tile"][0][3])
    hashes[3200] ^= 1
    tamper(store, "UPDATE tile SET hashes = ? WHERE level = 0 AND number = 0", bytes(hashes))
    fault = only_fault(store)
    assert (fault.table, fault.key) == ("tile", {"level": 0, "number": 0})
    assert fault.why == "it differs from hash 100 on"


def readmit(entries: list[bytes]) -> Fault | None:
    with scratch_database() as scratch, Signatures() as signatures:
        admission = Readmission(
            scratch, ledger="test", origin=ORIGIN, signatures=signatures, keeps_entries=True
        )
        try:
            for data in entries:
                admission.feed(data)
            admission.finish()
        except NguonError as e:
            return fault_of(e)
    return None


def test_the_first_bad_signature_goes_before_a_later_refusal(store: Path) -> None:
    entries = entries_of(store)
    entries[HARVEST] = unsigned(entries[HARVEST])
    entries[60] = entries[58]  # the same event twice
    fault = readmit(entries)
    assert fault is not None
    assert fault.key == {"idx": HARVEST}


SEALS: dict[str, tuple[str, dict[str, Any]]] = {
    "time_reversed": ("earlier than the seal before it", {"after": -2 * HOUR}),
    "another_key": ("not sealed with the key that Genesis names", {"by": "union"}),
    "begins_earlier": ("two seals date one entry", {"changes": {"from": 1}}),
    "begins_later": ("it dates entries from", {"changes": {"from": 3}}),
    "elsewhere": ("stands at", {"changes": {"size": 2}}),
}


@pytest.mark.parametrize(("why", "members"), SEALS.values(), ids=SEALS.keys())
def test_a_seal_that_cannot_stand_is_named(why: str, members: dict[str, Any]) -> None:
    story = Story()
    story.registry(genesis(story.log.vkey), "union")
    story.seal()
    story.registry(participant(COOP, "coop", "cooperative", "producer"), "union")
    assert readmit([*story.entries, *sealed_as(story, {})]) is None
    fault = readmit([*story.entries, *sealed_as(story, members)])
    assert fault is not None
    assert fault.key == {"idx": 3}
    assert why in fault.why


def sealed_as(story: Story, members: dict[str, Any]) -> list[bytes]:
    """Return the next seal of a story, and leave the story as it was."""
    other = copy.deepcopy(story)
    return [other.entries[other.seal(**members)]]


def test_a_statement_by_a_stranger_or_without_authority_is_named() -> None:
    story = Story()
    story.found()
    first = len(story.entries)
    story.registry(product(SALT, COOP, "Muối"), "carrier")
    story.seal()
    fault = readmit(story.entries)
    assert fault is not None
    assert fault.key == {"idx": first}
    assert "not_authorized" in fault.why


def test_a_ledger_that_does_not_begin_with_its_genesis_is_named() -> None:
    other = Story("ledger.example/log/other")
    other.found()
    assert readmit(other.entries) == Fault(
        "entry",
        "wrong_log: signed for 'ledger.example/log/other'",
        {"idx": 0},
    )
    story = Story()
    story.registry(genesis(story.log.vkey, "ledger.example/log/other"), "union")
    story.seal()
    fault = readmit(story.entries)
    assert fault is not None
    assert "genesis_mismatch" in fault.why


def test_every_ledger_of_a_database_is_reported(tmp_path: Path) -> None:
    """A fault in one does not hide the other."""
    path = tmp_path / "two.db"
    one = Workbench(path)
    one.found()
    two = Workbench(path, origin="ledger.example/log/other", name="other", beside=one)
    two.found()
    one.close()
    assert faults_of(path) == []
    tamper(path, "UPDATE entry SET data = x'00' WHERE ledger = 'other' AND idx = 2")
    tamper(path, "UPDATE touch SET role = 'x' WHERE ledger = 'test' AND idx = 2")
    assert [fault.table for fault in faults_of(path)] == ["entry", "touch"]


def test_it_runs_beside_a_writer(store: Path) -> None:
    """One snapshot: what is recorded meanwhile belongs to the next check."""
    bench = Workbench(store)
    bench._count, bench.time = 10_000, int(rows_of(store)["seal"][-1][3]) + HOUR
    bench.clock.time = bench.time
    bench.open()
    sizes: list[int] = []

    def record(done: int, _all: int) -> None:
        if len(sizes) < 3:
            with bench.unsent() as statements:
                grown(bench, quantityList=[lot(f"{CRAB}/10/beside{done}", 1)])
            bench.ledger.submit(statements[0]).result(20)
            sizes.append(bench.checkpoint.size)

    with opened(store) as engine:
        ledger = Ledger("test", ORIGIN)
        report = check_ledger(engine, ledger, progress=record)
        assert report.is_sound
        assert report.found.entries == 331 < sizes[0] < sizes[-1]
        assert check_ledger(engine, ledger, progress=record).found.entries == sizes[-1]
    bench.close()
