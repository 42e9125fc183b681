"""The store is altered behind the server's back, and nothing altered is ever verified.

Evidence is served for the verifier to judge, or refused with a code; there is no traceback.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest

from engine.steps import corrected, grown, sold, status_changed
from engine.workbench import Workbench, becomes_ready, rows_of, tamper
from nguon_ledger.encoding.base64s import b64url_decode, b64url_encode
from nguon_ledger.engine.host import Host
from nguon_ledger.errors import NguonError
from nguon_ledger.log.checkpoint import Checkpoint, sign_checkpoint
from nguon_ledger.log.merkle import leaf_hash
from nguon_ledger.receipt import verify_receipt
from nguon_ledger.statement import parse_statement
from nguon_ledger.trace.verify import Report
from support.forge import ORIGIN, seeded_key
from support.story import COOP, CRAB, CRAB_LOT, JAR, SALT_LOT, SALTED_LOT, UNIT, lot

ENTRY = "UPDATE entry SET data = ? WHERE idx = ?"
HARVEST, SALTING, LABELLING = 24, 28, 32


def stored(bench: Workbench, index: int) -> bytes:
    data: bytes = next(row[3] for row in rows_of(bench.path)["entry"] if row[1] == index)
    return data


def flipped(data: bytes, position: int, bit: int = 1) -> bytes:
    return data[:position] + bytes([data[position] ^ bit]) + data[position + 1 :]


def examined(bench: Workbench, asked: str = UNIT) -> Report | NguonError:
    """Return the report on what is served, or the refusal to serve."""
    try:
        return bench.examined(asked)
    except NguonError as e:
        return e


# Of the entries on the way to the jar: Genesis, a participant, a product, events, a seal.
ON_THE_WAY = [0, 2, 10, 16, HARVEST, SALTING, LABELLING, 33]


@pytest.mark.parametrize("index", ON_THE_WAY)
@pytest.mark.parametrize(
    "alter",
    [
        lambda data: flipped(data, 5),
        lambda data: flipped(data, len(data) // 2),
        lambda data: flipped(data, len(data) - 1, 4),
        lambda data: flipped(data, len(data) // 2, 0x80),
        lambda _data: b"\xff\xfe\x00",
        lambda data: data + b"=",
        lambda data: data.decode() + "x",  # as text, not as bytes
        lambda _data: "ba khía \u0000",
        lambda _data: 5,
    ],
    ids=[
        "header",
        "payload",
        "signature",
        "no_ascii",
        "no_text",
        "pad",
        "text",
        "vi",
        "number",
    ],
)
def test_a_tampered_entry_is_served_and_named(
    bench: Workbench, index: int, alter: Callable[[bytes], object]
) -> None:
    tamper(bench.path, ENTRY, alter(stored(bench, index)), index)
    report = examined(bench)
    assert isinstance(report, Report)
    assert report.verdict == "wrong"
    assert report.failure is not None
    assert (report.failure.step, report.failure.index) == (3, index)
    assert isinstance(bench.ledger.entry(index), bytes)
    assert bench.ledger.entry_bundle(number=0, width=34)


def test_an_entry_that_was_emptied_is_never_verified(bench: Workbench) -> None:
    tamper(bench.path, ENTRY, b"", SALTING)
    report = examined(bench)
    assert isinstance(report, Report)
    assert report.verdict != "verified"


def test_text_that_sqlite_cannot_even_decode_is_served_and_named(bench: Workbench) -> None:
    tamper(bench.path, "UPDATE entry SET data = CAST(x'ff00fe' AS TEXT) WHERE idx = 28")
    report = examined(bench)
    assert isinstance(report, Report)
    assert report.failure is not None
    assert report.failure.index == SALTING


def test_two_entries_that_changed_places_are_named(bench: Workbench) -> None:
    one, two = stored(bench, HARVEST), stored(bench, SALTING)
    tamper(bench.path, ENTRY, two, HARVEST)
    tamper(bench.path, ENTRY, one, SALTING)
    report = examined(bench)
    assert isinstance(report, Report)
    assert report.failure is not None
    assert report.failure.code == "inclusion_failed"
    assert report.failure.index in {HARVEST, SALTING}


def test_an_entry_with_its_leaf_hash_and_its_tile_altered_is_named(bench: Workbench) -> None:
    """Even who rewrites the whole lowest level has not signed the root."""
    altered = flipped(stored(bench, SALTING), 300)
    tamper(
        bench.path,
        "UPDATE entry SET data = ?, leaf = ? WHERE idx = 28",
        altered,
        leaf_hash(altered),
    )
    hashes = next(row[3] for row in rows_of(bench.path)["tile"])
    tile = hashes[: 28 * 32] + leaf_hash(altered) + hashes[29 * 32 :]
    tamper(bench.path, "UPDATE tile SET hashes = ?", tile)
    report = examined(bench)
    assert isinstance(report, Report)
    assert report.verdict == "wrong"


@pytest.mark.parametrize("index", ON_THE_WAY)
def test_a_dropped_entry_is_said_and_not_verified(bench: Workbench, index: int) -> None:
    tamper(bench.path, "DELETE FROM entry WHERE idx = ?", index)
    refusal = examined(bench)
    assert isinstance(refusal, NguonError)
    assert (refusal.code, refusal.field) == ("store_inconsistent", str(index))
    with pytest.raises(NguonError, match="store_inconsistent"):
        bench.ledger.entry(index)
    with pytest.raises(NguonError, match="store_inconsistent"):
        bench.ledger.entry_bundle(number=0, width=34)


TILES = {
    "flipped": "UPDATE tile SET hashes = zeroblob(32) || substr(hashes, 33)",
    "cut": "UPDATE tile SET hashes = substr(hashes, 1, length(hashes) - 32)",
    "crooked": "UPDATE tile SET hashes = substr(hashes, 2)",
    "empty": "UPDATE tile SET hashes = x''",
    "text": "UPDATE tile SET hashes = 'tile'",
    "dropped": "DELETE FROM tile",
}


@pytest.mark.parametrize("sql", TILES.values(), ids=TILES.keys())
def test_a_tampered_tile_is_not_verified_and_not_built_upon(bench: Workbench, sql: str) -> None:
    with bench.unsent() as statements:
        bench.harvest(f"{CRAB}/10/new")
    before, tiles = rows_of(bench.path), rows_of(bench.path)["tile"]
    tamper(bench.path, sql)
    outcome = examined(bench)
    if isinstance(outcome, Report):
        assert outcome.verdict == "wrong"
    else:
        assert outcome.code == "store_inconsistent"
    assert bench.refused(statements[0]).code == "store_inconsistent"
    with pytest.raises(NguonError, match="store_inconsistent"):
        becomes_ready(bench.ledger, patience=0.1)
    bench.close()
    with pytest.raises(NguonError, match="store_inconsistent"):
        bench.restart()
    bench.host.rebuild(bench.name)  # the way back
    assert rows_of(bench.path)["tile"] == tiles
    assert rows_of(bench.path) == before
    bench.open()
    bench.recorded(statements[0])
    bench.check_log()


def test_a_tile_that_is_longer_than_the_tree_is_not_built_upon(bench: Workbench) -> None:
    """What stands behind the edge would become the leaves of entries that are not there yet."""
    tamper(bench.path, "UPDATE tile SET hashes = hashes || zeroblob(32)")
    bench.verified(UNIT)  # it is not served either
    with bench.unsent() as statements:
        bench.harvest(f"{CRAB}/10/new")
    assert bench.refused(statements[0]).code == "store_inconsistent"
    bench.host.rebuild(bench.name)
    bench.recorded(statements[0])
    bench.check_log()


def test_a_store_that_gives_back_other_bytes_than_it_got_signs_nothing(bench: Workbench) -> None:
    alter = "UPDATE entry SET data = data || '=' WHERE idx = new.idx"
    trigger = f"CREATE TRIGGER faulty AFTER INSERT ON entry BEGIN {alter}; END"
    with closing(sqlite3.connect(bench.path)) as connection:
        connection.execute(trigger)
    before = rows_of(bench.path)
    with bench.unsent() as statements:
        bench.harvest(f"{CRAB}/10/new")
    assert bench.refused(statements[0]).code == "store_inconsistent"
    assert rows_of(bench.path) == before
    with closing(sqlite3.connect(bench.path)) as connection:
        connection.execute("DROP TRIGGER faulty")
    bench.recorded(statements[0])


def other_checkpoint(bench: Workbench, *, key: str = "log", size: int = 34) -> bytes:
    return sign_checkpoint(Checkpoint(bench.origin, size, bytes(32)), seeded_key(key))


CHECKPOINTS: dict[str, Callable[[Workbench], object]] = {
    "garbage": lambda _: b"garbage",
    "no_text": lambda _: b"\xff\xfe\n\n\xe2\x80\x94 x AAAAAAAA\n",
    "empty": lambda _: b"",
    "text": lambda _: "garbage",
    "signed_by_another": lambda b: other_checkpoint(b, key="another"),
    "another_root": other_checkpoint,
    "another_size": lambda b: other_checkpoint(b, size=35),
    "flipped": lambda b: flipped(b.ledger.checkpoint(), -10 % len(b.ledger.checkpoint())),
    "another_log": lambda b: b.ledger.checkpoint().replace(b"/log/test", b"/log/best"),
}


@pytest.mark.parametrize("make", CHECKPOINTS.values(), ids=CHECKPOINTS.keys())
def test_a_tampered_checkpoint_is_not_verified_and_not_signed_over(
    bench: Workbench, make: Callable[[Workbench], object]
) -> None:
    tamper(bench.path, "UPDATE checkpoint SET note = ?", make(bench))
    outcome = examined(bench)
    if isinstance(outcome, Report):
        assert outcome.verdict in {"wrong", "unchecked"}
    else:
        assert outcome.code == "store_inconsistent"
    for ask in (bench.ledger.checkpoint, lambda: bench.ledger.proof(0)):
        with_code(ask)
    with pytest.raises(NguonError, match=r"store_(inconsistent|rolled_back)"):
        bench.restart()


def with_code(ask: Callable[[], object]) -> None:
    """Whatever is asked of an altered store, it answers, or refuses with this one code."""
    try:
        ask()
    except NguonError as e:
        assert e.code == "store_inconsistent"  # noqa: PT017 (answering is right as well)


def test_a_dropped_checkpoint_is_signed_again(bench: Workbench) -> None:
    before = bench.ledger.checkpoint()
    tamper(bench.path, "DELETE FROM checkpoint")
    with pytest.raises(NguonError, match="store_inconsistent"):
        bench.ledger.checkpoint()
    bench.restart()
    assert bench.ledger.checkpoint() == before


ROWS = {
    "head_root": "UPDATE head SET root = zeroblob(32)",
    "head_size": "UPDATE head SET size = size - 1",
    "head_ahead": "UPDATE head SET size = size + 2",
    "head": "DELETE FROM head",
    "seal": "DELETE FROM seal",
    "last_entry": "DELETE FROM entry WHERE idx = 33",
    "checkpoint_size": "UPDATE checkpoint SET size = 32",
    "genesis_unlisted": "DELETE FROM registry_entry WHERE idx = 0",
    "registry_tampered": "UPDATE entry SET data = 'x' WHERE idx = 2",
    "event_listed_as_registry": "INSERT INTO registry_entry VALUES ('test', 24)",
}


@pytest.mark.parametrize("sql", ROWS.values(), ids=ROWS.keys())
def test_a_store_that_does_not_fit_together_is_not_opened(bench: Workbench, sql: str) -> None:
    tamper(bench.path, sql)
    for ask in (lambda: examined(bench), bench.ledger.checkpoint, lambda: bench.ledger.entry(33)):
        with_code(ask)
    with pytest.raises(NguonError, match="store_inconsistent"):
        bench.restart()


def test_a_registry_that_speaks_of_somebody_unlisted_is_not_opened(bench: Workbench) -> None:
    status_changed(bench, COOP, "suspended")
    tamper(bench.path, "DELETE FROM registry_entry WHERE idx = 2")
    with pytest.raises(NguonError, match="store_inconsistent"):
        bench.restart()
    bench.host.rebuild(bench.name)
    bench.open()


@pytest.mark.parametrize("role", ["nonsense", ""])
def test_an_index_of_nonsense_has_a_code(bench: Workbench, role: str) -> None:
    tamper(bench.path, "UPDATE touch SET role = ? WHERE subject = ?", role, UNIT)
    outcome = examined(bench)
    assert isinstance(outcome, NguonError)
    assert outcome.code == "store_inconsistent"


@pytest.mark.parametrize(
    "sql", ["DELETE FROM touch WHERE idx = 28", "DELETE FROM seal WHERE idx < 33"]
)
def test_an_index_that_lost_rows_never_makes_evidence_that_verifies(
    bench: Workbench, sql: str
) -> None:
    tamper(bench.path, sql)
    outcome = examined(bench)
    assert isinstance(outcome, Report)
    assert outcome.verdict == "wrong"
    bench.host.rebuild(bench.name)
    bench.verified(UNIT)


def test_proofs_over_an_altered_full_tile_are_refused_by_the_sender(bench: Workbench) -> None:
    with bench.unsent() as statements:
        for number in range(300):
            bench.harvest(f"{CRAB}/10/T{number}", 1)
    bench.together(statements)
    tamper(bench.path, "UPDATE tile SET hashes = zeroblob(8192) WHERE level = 0 AND number = 0")
    proof = bench.ledger.proof(3)
    with pytest.raises(NguonError, match="inclusion_failed"):
        verify_receipt(statement=bench.log_entries()[3], proof=proof, log_verifier=bench.log)
    bench.harvest(f"{CRAB}/10/new")  # what grows is the edge, and that is whole
    assert bench.failing(f"{CRAB}/10/T299") == "inclusion_failed"  # Genesis is in that tile
    bench.host.rebuild(bench.name)
    bench.verified(f"{CRAB}/10/T299")


def test_what_leans_on_an_altered_entry_is_refused_and_its_neighbours_are_not(
    bench: Workbench,
) -> None:
    """An altered entry must not decide what a correction undoes, or who made a thing."""
    tamper(bench.path, ENTRY, stored(bench, SALTING), HARVEST)
    with bench.unsent() as statements:
        bench.harvest(f"{CRAB}/10/before")
        corrected(bench, HARVEST)
        bench.salting(
            bizStep="creating_class_instance",
            inputQuantityList=[lot(SALTED_LOT, 1)],
            outputQuantityList=[lot(SALT_LOT, 1)],
        )
        bench.harvest(f"{CRAB}/10/behind")
    codes = [getattr(answer, "code", None) for answer in bench.together(statements)]
    assert codes == [None, "store_inconsistent", "store_inconsistent", None]
    bench.ledger.check_ready()


def test_what_leans_on_a_dropped_entry_is_refused(bench: Workbench) -> None:
    tamper(bench.path, "DELETE FROM entry WHERE idx = ?", LABELLING)
    with bench.unsent() as statements:
        corrected(bench, LABELLING)
        sold(bench, epcList=[UNIT])
        grown(bench, epcList=[f"{JAR}/21/new"], ilmd={"cbvmda:lotNumber": "J1"})
    codes = [getattr(answer, "code", None) for answer in bench.together(statements)]
    assert codes == ["store_inconsistent", None, None]


def test_what_is_not_on_the_way_does_not_matter(bench: Workbench) -> None:
    tamper(bench.path, ENTRY, b"altered", LABELLING)
    bench.verified(CRAB_LOT)


def test_a_key_slipped_into_a_registration_is_not_believed_after_a_restart(
    bench: Workbench,
) -> None:
    """The altered statement is well formed; only its leaf hash tells."""
    index = next(i for i, data in bench.sent.items() if _registers(data, COOP))
    header, payload, signature = bench.sent[index].decode().split(".")
    value = json.loads(b64url_decode(payload))
    value["keys"].append(seeded_key("thief").public.jwk())
    altered = f"{header}.{b64url_encode(json.dumps(value).encode())}.{signature}".encode()
    bench.close()
    tamper(bench.path, "UPDATE entry SET data = ? WHERE idx = ?", altered, index)
    bench.host = Host(bench.path, now=bench.clock)
    with pytest.raises(NguonError, match="store_inconsistent"):
        bench.open()


def _registers(data: bytes, participant: str) -> bool:
    payload = parse_statement(data, log=ORIGIN).payload
    return (payload["type"], payload.get("participant")) == ("ParticipantRegistered", participant)
