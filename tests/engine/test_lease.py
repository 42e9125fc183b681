"""The lease: one holder, by the database's clock; who held it before cannot write."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, select, update

from nguon_ledger.engine.shared import lease as module
from nguon_ledger.engine.shared.lease import Lease, database_time
from nguon_ledger.errors import NguonError
from nguon_ledger.log.merkle import EMPTY_ROOT
from nguon_ledger.store import tables
from nguon_ledger.store.database import open_database, reading, writing
from nguon_ledger.store.head.table import TableHead
from nguon_ledger.store.sequence.contract import Extent
from nguon_ledger.store.sequence.database import StoredSequence
from store.notes import ONE

LONG = 3600.0
Lent = tables.lease


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    is_file = request.param == "sqlite"
    where = tmp_path / "nguon.db" if is_file else request.getfixturevalue("postgres_url")
    engine = open_database(where)
    yield engine
    engine.dispose()


def lease(engine: Engine, holder: str, *, seconds: float = LONG, ledger: str = "test") -> Lease:
    return Lease(engine, ledger, holder, seconds=seconds)


def expire(engine: Engine) -> None:
    """Let the time of whoever holds it run out."""
    with writing(engine) as connection:
        connection.execute(update(Lent).values(expires=database_time(connection) - 1))


def lost(one: Lease, connection: Connection) -> None:
    with pytest.raises(NguonError, match=r"^lease_lost"):
        one.fence(connection)


def test_one_holds_it_and_the_other_waits(engine: Engine) -> None:
    first, second = lease(engine, "first"), lease(engine, "second")
    assert first.acquire()
    assert not second.acquire()
    first.renew()
    with pytest.raises(NguonError, match=r"^lease_lost"):
        second.renew()


def test_anybody_sees_whether_it_is_held(engine: Engine) -> None:
    first, second = lease(engine, "first"), lease(engine, "second")
    assert not second.is_held()
    assert first.acquire()
    assert second.is_held()
    assert not lease(engine, "third", ledger="other").is_held()
    expire(engine)
    assert not second.is_held()
    assert second.acquire()
    assert first.is_held()
    second.release()
    assert not first.is_held()


def test_each_ledger_has_its_own(engine: Engine) -> None:
    assert lease(engine, "first").acquire()
    assert lease(engine, "second", ledger="other").acquire()


def test_it_is_free_when_it_was_given_back(engine: Engine) -> None:
    first, second = lease(engine, "first"), lease(engine, "second")
    assert first.acquire()
    first.release()
    assert second.acquire()
    first.release()  # of what it has no more: nothing
    second.renew()


def test_it_is_free_when_its_time_has_run_out(engine: Engine) -> None:
    first, second = lease(engine, "first"), lease(engine, "second")
    assert first.acquire()
    expire(engine)
    assert second.acquire()
    with pytest.raises(NguonError, match=r"^lease_lost"):
        first.renew()
    assert not first.acquire()


def test_being_asked_for_keeps_it_alive(engine: Engine) -> None:
    first, second = lease(engine, "first"), lease(engine, "second")
    assert first.acquire()
    expire(engine)
    first.renew()  # late, and nobody was faster
    assert not second.acquire()


def test_the_database_says_what_time_it_is(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process whose own clock is wrong by a year neither takes it nor loses it."""
    first, second = lease(engine, "first"), lease(engine, "second")
    assert first.acquire()
    monkeypatch.setattr("time.time", lambda: 4e9)
    monkeypatch.setattr("time.time_ns", lambda: 4 * 10**18)
    assert not second.acquire()
    with reading(engine) as connection:
        expires = connection.execute(select(Lent.c.expires)).scalar_one()
        ahead = expires - database_time(connection)
    assert 0 < ahead <= LONG * 1_000_000


def test_the_token_rises_with_each_holder(engine: Engine) -> None:
    tokens = []
    for holder in ("first", "second", "first", "first"):
        assert lease(engine, holder).acquire()
        with reading(engine) as connection:
            tokens.append(connection.execute(select(Lent.c.token)).scalar_one())
        expire(engine)
    assert tokens == [1, 2, 3, 4]


def test_a_process_that_starts_again_under_its_name_has_another_token(engine: Engine) -> None:
    before, again = lease(engine, "first"), lease(engine, "first")
    assert before.acquire()
    assert again.acquire()
    with writing(engine) as connection:
        lost(before, connection)
        again.fence(connection)


def test_who_never_had_it_is_fenced(engine: Engine) -> None:
    with writing(engine) as connection:
        lost(lease(engine, "nobody"), connection)


def test_an_old_holder_writes_no_entry_and_no_checkpoint(engine: Engine) -> None:
    first, second = lease(engine, "first"), lease(engine, "second")
    assert first.acquire()
    sequence = StoredSequence(engine, "test", fence=first.fence)
    head = TableHead(engine, "test", fence=first.fence)
    extend(sequence)
    head.swap(None, ONE)
    expire(engine)
    assert second.acquire()
    with pytest.raises(NguonError, match=r"^lease_lost"):
        extend(sequence)
    with pytest.raises(NguonError, match=r"^lease_lost"):
        head.swap(ONE, ONE)
    with sequence.looking() as reach:
        assert reach.length() == 1


def extend(sequence: StoredSequence) -> None:
    with sequence.extending() as extension:
        start = extension.length()
        extension.append(start, [(bytes(32), b"entry")])
        extension.reach(Extent(start + 1, EMPTY_ROOT))


def test_a_takeover_waits_for_a_transaction_that_holds_the_lease(engine: Engine) -> None:
    """The holder is late, and nobody has taken over when its transaction begins."""
    first, second = lease(engine, "first"), lease(engine, "second")
    assert first.acquire()
    expire(engine)
    answers: list[bool] = []
    taking = threading.Thread(target=lambda: answers.append(second.acquire()))
    with StoredSequence(engine, "test", fence=first.fence).extending() as extension:
        extension.append(0, [(bytes(32), b"of the first")])
        taking.start()
        taking.join(0.3)
        assert answers == []
    taking.join(20)
    assert answers == [False]  # it came upon the extension
    with StoredSequence(engine, "test").looking() as reach:
        assert reach.length() == 1
    first.renew()


def test_a_transaction_that_began_before_a_takeover_is_undone(
    request: pytest.FixtureRequest,
) -> None:
    """On PostgreSQL a snapshot from before it does not let an old token through."""
    engine = open_database(request.getfixturevalue("postgres_url"))
    first, second = lease(engine, "first"), lease(engine, "second")
    assert first.acquire()
    expire(engine)

    def late(connection: Connection) -> None:
        connection.execute(select(Lent)).all()  # the snapshot is taken
        assert second.acquire()
        first.fence(connection)

    with pytest.raises(NguonError) as caught:
        extend(StoredSequence(engine, "test", fence=late))
    assert caught.value.code in {"lease_lost", "storage_unavailable"}
    with StoredSequence(engine, "test").looking() as reach:
        assert reach.length() == 0
    second.renew()
    engine.dispose()


def test_of_many_that_want_a_new_one_one_gets_it(engine: Engine) -> None:
    """An error is no lease either: whoever gets it asks again."""
    start, won = threading.Barrier(4), list[int]()

    def take(number: int) -> None:
        claim = lease(engine, f"holder {number}")
        start.wait()
        if claim.acquire():
            won.append(number)

    threads = [threading.Thread(target=take, args=[n]) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1


def test_a_lease_lasts_seconds_not_minutes() -> None:
    """Another process takes over in under 5 s when its holder dies."""
    assert module.SECONDS < 4
