"""A ledger that was moved is the same ledger, row for row, and goes on."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from backup.conftest import Folder
from engine.workbench import KEYS, Clock, rows_of
from fsck.conftest import OPERATIONAL, PHOTO
from moving.conftest import check, exported, imported, opened
from nguon_ledger.engine.host import Host
from nguon_ledger.engine.moving import importing
from nguon_ledger.engine.moving.importing import Import, discard
from nguon_ledger.errors import NguonError
from nguon_ledger.store import tables
from nguon_ledger.store.blobs.table import TableBlobs
from support.forge import HOUR

OWN = tuple(OPERATIONAL)


def all_rows(where: Path | str) -> dict[str, list[Any]]:
    """Return every row, by any database."""
    with opened(where) as engine, engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in tables.METADATA.sorted_tables
            if table.name not in OWN
        }


def test_a_moved_ledger_is_the_same_row_for_row(told: Path, tmp_path: Path, export: bytes) -> None:
    done = imported(tmp_path / "new.db", export)
    assert (done.entries, done.attachments, done.is_served) == (331, 1, True)
    assert rows_of(tmp_path / "new.db", without=OWN) == rows_of(told, without=OWN)
    assert check(tmp_path / "new.db") == {"test": 331}
    assert exported(tmp_path / "new.db") == export


def test_it_is_served_with_its_own_keys_and_goes_on(
    told: Path, tmp_path: Path, export: bytes
) -> None:
    path = tmp_path / "new.db"
    imported(path, export)
    last = max(row[3] for row in rows_of(told)["seal"])
    host = Host(path, now=Clock(last + HOUR))
    host.open({"test": KEYS})
    first = rows_of(told)["entry"][0][3]
    assert host.ledgers["test"].submit(first).result(20).index == 0
    assert host.ledgers["test"].attachment(next(iter(digests(told)))) == PHOTO
    host.close()


def digests(path: Path) -> set[str]:
    return {row[1].rpartition("/")[2] for row in rows_of(path)["blob"]}


def test_to_postgresql_and_back(
    told: Path, tmp_path: Path, export: bytes, postgres_url: str
) -> None:
    """Both databases imply the same rows, and the check says so on each."""
    imported(postgres_url, export)
    assert all_rows(postgres_url) == all_rows(told)
    assert check(postgres_url) == {"test": 331}
    back = exported(postgres_url)
    assert back == export
    imported(tmp_path / "back.db", back)
    assert rows_of(tmp_path / "back.db", without=OWN) == rows_of(told, without=OWN)


def test_what_is_altered_in_postgresql_is_named(postgres_url: str, export: bytes) -> None:
    imported(postgres_url, export)
    with opened(postgres_url) as engine, engine.begin() as connection:
        altered = update(tables.thing).where(tables.thing.c.id.endswith("/10/B77"))
        assert connection.execute(altered.values(maker="somebody")).rowcount == 1
    with pytest.raises(AssertionError, match=r"table='thing'.*/10/B77.*column='maker'"):
        check(postgres_url)


def test_the_tail_follows_while_the_old_one_serves(folder: Folder, tmp_path: Path) -> None:
    new = tmp_path / "new.db"
    first = folder.record(3)
    assert not imported(new, exported(folder.database), hold=True).is_served
    assert check(new) == {}
    second = folder.record(2)
    assert imported(new, exported(folder.database, start=first), hold=True).entries == second
    last = folder.record()
    folder.stop()
    # Also one that repeats what is there already.
    assert imported(new, exported(folder.database, start=first)).entries == last
    assert check(new) == {"test": last}
    assert rows_of(new, without=OWN) == rows_of(folder.database, without=OWN)


def test_an_export_without_news_cuts_over(folder: Folder, tmp_path: Path) -> None:
    new = tmp_path / "new.db"
    size = folder.record()
    imported(new, exported(folder.database), hold=True)
    assert imported(new, exported(folder.database, start=size)).is_served
    assert check(new) == {"test": size}


def test_an_import_cut_short_goes_on_where_it_stopped(
    tmp_path: Path, export: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each transaction is whole batches; the open one is lost, and nothing of it is served."""
    new = tmp_path / "new.db"
    monkeypatch.setattr(importing, "COMMIT_EVERY", 5)
    sizes = []
    for share in (0.02, 0.05, 0.5, 0.99):
        with pytest.raises(NguonError, match="export_malformed"):
            imported(new, export[: int(len(export) * share)])
        assert check(new) == {}
        sizes.append(len(rows_of(new)["entry"]))
    assert 0 < sizes[0] < sizes[1] <= sizes[2] < sizes[3]
    seen: list[int] = []
    with opened(new) as engine:
        blobs = TableBlobs(engine, "test")
        work = Import(engine, "test", blobs=blobs, progress=lambda done, _all: seen.append(done))
        work.run(io.BytesIO(export))
    assert seen[0] > sizes[3]  # nothing was admitted twice
    assert check(new) == {"test": 331}


def test_an_import_can_be_discarded_unless_it_is_served(tmp_path: Path, export: bytes) -> None:
    new = tmp_path / "new.db"
    imported(new, export, hold=True)
    with opened(new) as engine:
        assert discard(engine, "test") == 331
        with pytest.raises(NguonError, match="unknown_ledger"):
            discard(engine, "test")
    assert not any(rows_of(new).values())
    imported(new, export)
    with opened(new) as engine, pytest.raises(NguonError, match="ledger_exists"):
        discard(engine, "test")
    assert check(new) == {"test": 331}
