"""Many ledgers in one file: they do not see each other, and each is created whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.workbench import KEYS, NAME, Workbench, rows_of, tamper
from nguon_ledger.engine.host import Host
from nguon_ledger.engine.ledger import Ledger, LedgerKeys
from nguon_ledger.errors import NguonError
from nguon_ledger.log.note import ED25519, Verifier
from nguon_ledger.trace.verify import examine_bundle
from support.forge import HOST, ORIGIN, seeded_key
from support.story import CRAB, CRAB_LOT, UNIT, Story, genesis

OTHER = f"{HOST}/log/other"
ANOTHER = Verifier(ORIGIN, ED25519, seeded_key("another").public.raw)


@pytest.fixture
def other(bench: Workbench) -> Workbench:
    """Tell the same story, by the same people, to a second ledger in the same file."""
    second = Workbench(bench.path, origin=OTHER, name="other", beside=bench)
    second.tell()
    return second


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Host]:
    host = Host(tmp_path / "empty.db")
    yield host
    host.close()


def founding(log: str = ORIGIN, /, **changes: object) -> bytes:
    """Return a signed Genesis that nobody has recorded."""
    story = Story(log)
    return story.entries[story.registry(genesis(story.log.vkey, log) | changes, "union")]


def test_two_ledgers_in_one_file_do_not_see_each_other(bench: Workbench, other: Workbench) -> None:
    assert bench.host.stored() == {NAME: ORIGIN, "other": OTHER}
    before = bench.ledger.checkpoint()
    other.harvest(f"{CRAB}/10/other")
    other.verified(f"{CRAB}/10/other")
    assert bench.ledger.checkpoint() == before
    with pytest.raises(NguonError, match="unknown_id"):
        bench.ledger.trace(f"{CRAB}/10/other")
    bench.harvest(f"{CRAB}/10/other", 1)  # the same lot, made here by itself
    assert bench.verified(f"{CRAB}/10/other").balances[f"{CRAB}/10/other"].made == 1
    for ledger in (bench, other):
        ledger.verified(UNIT)
        ledger.check_log()


def test_a_statement_for_one_ledger_is_refused_by_the_other(
    bench: Workbench, other: Workbench
) -> None:
    before = rows_of(bench.path)
    for data in bench.sent.values():
        assert other.refused(data).code == "wrong_log"
    for data in other.sent.values():
        assert bench.refused(data).code == "wrong_log"
    assert rows_of(bench.path) == before


def test_evidence_of_one_ledger_is_not_evidence_for_the_other(
    bench: Workbench, other: Workbench
) -> None:
    report = examine_bundle(other.ledger.trace(CRAB_LOT), pins=bench.pins, asked=CRAB_LOT)
    assert (report.verdict, report.failure and report.failure.code) == ("unchecked", "unknown_log")


def test_both_ledgers_go_on_after_a_restart_and_a_rebuild(
    bench: Workbench, other: Workbench
) -> None:
    before = rows_of(bench.path)
    bench.close()
    bench.host = Host(bench.path, now=bench.clock)
    for name in (NAME, "other"):
        bench.host.rebuild(name)
    assert rows_of(bench.path) == before
    bench.host.open({NAME: KEYS, "other": KEYS})
    other.ledger = bench.host.ledgers["other"]
    bench.ledger = bench.host.ledgers[NAME]
    for ledger in (bench, other):
        ledger.harvest(f"{CRAB}/10/next")
        ledger.check_log()


def test_a_ledger_without_keys_is_not_opened(bench: Workbench) -> None:
    with pytest.raises(NguonError, match="keys_missing"):
        bench.host.open({})


@pytest.mark.parametrize(
    ("name", "origin"),
    [
        ("", ORIGIN),
        ("a" * 41, ORIGIN),
        ("-a", ORIGIN),
        ("A", ORIGIN),
        ("a/b", ORIGIN),
        ("a", ""),
        ("a", "https://ledger.example/log/a"),
        ("a", "ledger.example"),
        ("a", "ledger.example/log/a\n"),
    ],
)
def test_names_that_would_not_fit_an_address_are_refused(
    empty: Host, name: str, origin: str
) -> None:
    with pytest.raises(NguonError, match="name_malformed"):
        empty.create(name=name, origin=origin, keys=KEYS, genesis=b"")
    assert empty.stored() == {}


def test_a_name_or_an_origin_is_given_once(bench: Workbench) -> None:
    for name, origin in ((NAME, OTHER), ("other", ORIGIN)):
        with pytest.raises(NguonError, match="ledger_exists"):
            bench.host.create(name=name, origin=origin, keys=KEYS, genesis=founding(origin))


REFUSED_GENESIS = {
    "of_another_log": ("genesis_mismatch", founding(origin=OTHER)),
    "of_another_key": (
        "genesis_mismatch",
        founding(logKeys=[ANOTHER.vkey]),
    ),
    "of_another_ledger": ("wrong_log", founding(OTHER)),
    "garbage": ("jws_malformed", b"garbage"),
}


@pytest.mark.parametrize(("code", "data"), REFUSED_GENESIS.values(), ids=REFUSED_GENESIS.keys())
def test_a_refused_genesis_has_its_code_and_leaves_nothing(
    empty: Host, tmp_path: Path, code: str, data: bytes
) -> None:
    with pytest.raises(NguonError) as caught:
        empty.create(name=NAME, origin=ORIGIN, keys=KEYS, genesis=data)
    assert caught.value.code == code
    assert not any(rows_of(tmp_path / "empty.db").values())
    ledger = empty.create(name=NAME, origin=ORIGIN, keys=KEYS, genesis=founding())
    assert ledger.entry(0) == founding()


def test_nothing_but_genesis_begins_a_ledger(empty: Host, bench: Workbench) -> None:
    with pytest.raises(NguonError, match="genesis_missing"):
        empty.create(name=NAME, origin=ORIGIN, keys=KEYS, genesis=bench.sent[2])


def test_a_creation_that_was_cut_short_is_finished_by_the_same_genesis(bench: Workbench) -> None:
    """The power went between Genesis's commit and the entry in the list of ledgers."""
    bench.close()
    tamper(bench.path, "DELETE FROM ledger")
    bench.host = Host(bench.path, now=bench.clock)
    assert bench.host.stored() == {}
    bench.ledger = bench.host.create(name=NAME, origin=ORIGIN, keys=KEYS, genesis=bench.sent[0])
    bench.verified(UNIT)


def test_a_creation_that_was_cut_short_may_be_begun_anew(empty: Host, tmp_path: Path) -> None:
    """``nguon init`` signs another Genesis at its second try: the time is another."""
    empty.create(name=NAME, origin=ORIGIN, keys=KEYS, genesis=founding())
    empty.close()
    tamper(tmp_path / "empty.db", "DELETE FROM ledger")
    second = founding(time="2026-03-02T00:00:00Z")
    again = Host(tmp_path / "empty.db")
    ledger = again.create(name=NAME, origin=ORIGIN, keys=KEYS, genesis=second)
    assert ledger.entry(0) == second
    again.close()


def test_a_ledger_is_not_opened_with_another_log_key(bench: Workbench) -> None:
    bench.close()
    bench.host = Host(bench.path, now=bench.clock)
    wrong = LedgerKeys(log=seeded_key("another"), seal=seeded_key("seal"))
    with pytest.raises(NguonError, match="keys_mismatch"):
        bench.host.open({NAME: wrong})
    bench.open()
    bench.verified(UNIT)


def test_a_ledger_does_not_seal_with_a_key_that_genesis_does_not_name(bench: Workbench) -> None:
    """Whoever scans would see red on everything recorded from then on."""
    bench.close()
    bench.host = Host(bench.path, now=bench.clock)
    wrong = LedgerKeys(log=seeded_key("log"), seal=seeded_key("another"))
    with pytest.raises(NguonError, match="keys_mismatch"):
        bench.host.open({NAME: wrong})


def test_a_ledger_is_not_created_with_a_seal_key_that_genesis_does_not_name(empty: Host) -> None:
    wrong = LedgerKeys(log=seeded_key("log"), seal=seeded_key("another"))
    with pytest.raises(NguonError, match="keys_mismatch"):
        empty.create(name=NAME, origin=ORIGIN, keys=wrong, genesis=founding())
    assert empty.stored() == {}


def test_a_closed_ledger_records_nothing_and_says_so(bench: Workbench) -> None:
    ledger: Ledger = bench.ledger
    with bench.unsent() as statements:
        bench.harvest(f"{CRAB}/10/late")
    bench.close()
    with pytest.raises(NguonError, match="storage_unavailable"):
        ledger.submit(statements[0])
    ledger.close()  # twice is once
