"""Every projection is what the entries say; an entry that cannot stand is named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.steps import corrected, grown, key_added, key_revoked, made, packed, recalled, sold
from engine.workbench import KEYS, Rows, Workbench, rows_of, tamper
from nguon_ledger.engine.host import Host
from nguon_ledger.errors import NguonError
from nguon_ledger.log.merkle import leaf_hash
from support.stores import Where, execute
from support.story import (
    CARTON,
    COOP,
    CRAB,
    JAR,
    SALT,
    SALT_LOT,
    SALTED_LOT,
    UNIT,
    jwk,
    lot,
    product,
)

STATE = ("ledger", "entry", "head", "checkpoint", "blob", "lease", "intake")
LONG_AGO = "2026-01-01T00:00:00Z"
TRUNCATED = "UPDATE entry SET data = substr(data, 1, length(data) - 1) WHERE idx = ?"


@pytest.fixture(scope="module")
def full(template: Workbench, tmp_path_factory: pytest.TempPathFactory) -> Where:
    """Tell more than the story: corrections, registry updates, small and large batches."""
    bench = template.copy(tmp_path_factory.mktemp("full") / "nguon.db")
    sale = sold(bench, epcList=[UNIT])
    corrected(bench, sale)
    bench.registry(
        product(SALT, COOP, "Muối hạt", netContent={"quantity": 1, "uom": "KGM"}), "coop"
    )
    key_added(bench, jwk("second"))
    key_revoked(bench, "coop", by="second")
    packed(bench, CARTON, by="second", childEPCs=[UNIT])
    with bench.unsent() as statements:
        for number in range(130):
            grown(bench, by="second", quantityList=[lot(f"{CRAB}/10/B{number}", 10)])
            sold(bench, by="second", quantityList=[lot(f"{CRAB}/10/B{number}", 3.25)])
    bench.together(statements)
    with bench.unsent() as statements:
        sold(bench, by="second", quantityList=[lot(SALT_LOT, 2, "H87")])
        made(bench, by="second", transformationID="urn:x:p", inputQuantityList=[lot(SALT_LOT, 3)])
        added = {"bizStep": "creating_class_instance", "transformationID": "urn:x:p"}
        made(bench, by="second", outputQuantityList=[lot(SALTED_LOT, 2)], **added)
        recalled(bench, by="union", epcList=[f"{JAR}/21/0003"])
    bench.together(statements)
    with bench.unsent() as statements:
        grown(bench, by="second", quantityList=[lot(f"{CRAB}/10/gone", 10)])
    gone = bench.recorded(statements[0]).index
    bench.registry({"type": "RulesRaised", "version": 2}, "union")
    grown(bench, by="second", quantityList=[lot(f"{CRAB}/10/late", 10)], eventTime=LONG_AGO)
    corrected(bench, gone, by="second")
    bench.check_log()
    bench.close()
    return bench.path


@pytest.fixture
def store(full: Where, tmp_path: Path) -> Where:
    return Workbench.stores.copy(full, tmp_path / "nguon.db")


@pytest.fixture
def host(store: Where) -> Iterator[Host]:
    opened = Host(store)
    yield opened
    opened.close()


def projections(path: Where) -> Rows:
    return rows_of(path, without=STATE)


def test_rebuilt_projections_are_those_of_the_batches_row_for_row(store: Where, host: Host) -> None:
    before = projections(store)
    assert {name: bool(rows) for name, rows in before.items()} == dict.fromkeys(before, True)
    assert host.rebuild("test") == len(rows_of(store)["entry"])
    assert projections(store) == before


@pytest.mark.parametrize(
    "table", ["tile", "touch", "thing", "flag", "deed", "projected", "seal", "registry_entry"]
)
def test_a_projection_that_was_lost_or_altered_comes_back(
    store: Where, host: Host, table: str
) -> None:
    before = projections(store)
    tamper(store, f"DELETE FROM {table}")  # noqa: S608
    assert projections(store) != before
    host.rebuild("test")
    assert projections(store) == before


def test_tables_of_an_older_program_are_not_used_until_they_are_rebuilt(
    store: Where, host: Host
) -> None:
    tamper(store, "UPDATE projected SET version = version - 1")
    execute(store, "DROP TABLE thing")
    host.close()
    for opened in (Host(store), Host(store)):  # looking does not mend it
        with pytest.raises(NguonError, match=r"projections_outdated: .* run nguon rebuild"):
            opened.open({"test": KEYS})
        opened.close()
    rebuilt = Host(store)
    rebuilt.rebuild("test")
    rebuilt.open({"test": KEYS})
    assert rebuilt.ledgers["test"].trace(UNIT)
    rebuilt.close()


def test_an_altered_balance_comes_back(store: Where, host: Host) -> None:
    before = projections(store)
    tamper(store, "UPDATE thing SET taken = '0', maker = 'somebody'")
    host.rebuild("test")
    assert projections(store) == before


def refused(host: Host, store: Where) -> NguonError:
    """Rebuild what cannot be rebuilt; the old projections stay."""
    before = rows_of(store)
    with pytest.raises(NguonError) as caught:
        host.rebuild("test")
    assert rows_of(store) == before
    assert caught.value.code == "store_inconsistent"
    return caught.value


@pytest.mark.parametrize("index", [0, 5, 24, 25, 200])
def test_a_tampered_entry_is_named(store: Where, host: Host, index: int) -> None:
    tamper(store, TRUNCATED, index)
    assert refused(host, store).field == str(index)


@pytest.mark.parametrize("index", [0, 5, 24, 25, 200])
def test_a_tampered_entry_with_its_leaf_hash_adjusted_is_named(
    store: Where, host: Host, index: int
) -> None:
    """Cutting a character of the signature leaves a statement that could almost stand."""
    data = next(row[3] for row in rows_of(store)["entry"] if row[1] == index)
    altered = data[:-2] + (b"AA" if data[-2:] != b"AA" else b"AQ")
    sql = "UPDATE entry SET data = ?, leaf = ? WHERE idx = ?"
    tamper(store, sql, altered, leaf_hash(altered), index)
    assert refused(host, store).field == str(index)


@pytest.mark.parametrize("index", [0, 3, 24, 25, 199])
def test_a_missing_entry_is_named(store: Where, host: Host, index: int) -> None:
    tamper(store, "DELETE FROM entry WHERE idx = ?", index)
    assert refused(host, store).field == str(index)


@pytest.mark.parametrize("missing", [1, 2])
def test_missing_last_entries_are_named(store: Where, host: Host, missing: int) -> None:
    """Without the seal nothing dates the entry before it; without both the head does not fit."""
    first = len(rows_of(store)["entry"]) - missing
    tamper(store, "DELETE FROM entry WHERE idx >= ?", first)
    assert refused(host, store).field == str(first)


@pytest.mark.parametrize(
    ("one", "two"), [(24, 26), (24, 28), (24, 25), (0, 2), (60, 62), (61, 200)]
)
def test_a_swapped_pair_is_named_by_its_first(store: Where, host: Host, one: int, two: int) -> None:
    for old, new in ((one, -1), (two, one), (-1, two)):
        tamper(store, "UPDATE entry SET idx = ? WHERE idx = ?", new, old)
    assert refused(host, store).field == str(one)


def test_an_altered_head_is_noticed(store: Where, host: Host) -> None:
    tamper(store, "UPDATE head SET root = zeroblob(32)")
    assert refused(host, store).detail == "the entries do not lead to the head"


def test_without_trustworthy_tiles_the_first_that_cannot_stand_is_named(
    store: Where, host: Host
) -> None:
    for old, new in ((60, -1), (62, 60), (-1, 62)):
        tamper(store, "UPDATE entry SET idx = ? WHERE idx = ?", new, old)
    tamper(store, "UPDATE tile SET hashes = zeroblob(length(hashes)) WHERE level = 0")
    assert refused(host, store).field == "61"  # it takes from the lot that 62 makes now


def test_bytes_that_are_no_text_are_named(store: Where, host: Host) -> None:
    tamper(
        store,
        "UPDATE entry SET data = ?, leaf = ? WHERE idx = 24",
        b"\xff\0\xfe",
        leaf_hash(b"\xff\0\xfe"),
    )
    assert refused(host, store).field == "24"


def test_a_ledger_that_is_not_there_is_not_rebuilt(host: Host) -> None:
    with pytest.raises(NguonError, match="unknown_ledger"):
        host.rebuild("other")


def test_an_open_ledger_goes_on_after_a_rebuild(bench: Workbench) -> None:
    """One transaction: who reads sees the old or the new rows, and they are equal."""
    bench.host.rebuild("test")
    bench.harvest(f"{CRAB}/10/next")
    bench.verified(f"{CRAB}/10/next")
    bench.check_log()
