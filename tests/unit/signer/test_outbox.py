from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from nguon_ledger.errors import NguonError
from nguon_ledger.log.checkpoint import Checkpoint
from nguon_ledger.receipt import Receipt
from nguon_signer.backoff import MAX_RETRY_AFTER, Backoff
from nguon_signer.client import Recorded
from nguon_signer.delivery import deliver
from nguon_signer.outbox import QUEUED, RECORDED, REFUSED, Outbox
from nguon_signer.transport import TryLater

LEDGER, OTHER = "cm", "tq"


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    with Outbox(tmp_path / "outbox.db") as found:
        yield found


def reopened(outbox: Outbox) -> Outbox:
    outbox.close()
    return Outbox(outbox.path)


def states(outbox: Outbox) -> list[tuple[bytes, str]]:
    return [(e.statement, e.state) for e in outbox.entries()]


def test_what_is_put_waits_in_its_order_and_survives_closing(outbox: Outbox) -> None:
    numbers = [outbox.put(s, ledger=LEDGER) for s in (b"b", b"a", b"c")]
    assert numbers == sorted(numbers)
    with reopened(outbox) as again:
        assert states(again) == [(b"b", QUEUED), (b"a", QUEUED), (b"c", QUEUED)]


def test_the_same_bytes_are_kept_once_for_each_ledger(outbox: Outbox) -> None:
    first = outbox.put(b"a", ledger=LEDGER)
    assert outbox.put(b"a", ledger=LEDGER) == first
    assert outbox.put(b"a", ledger=OTHER) != first
    outbox.mark_recorded(first, index=0, proof=b"p")
    assert outbox.put(b"a", ledger=LEDGER) == first
    assert [e.ledger for e in outbox.entries(state=QUEUED)] == [OTHER]
    assert outbox.waiting_ledgers() == [OTHER]


def test_a_commit_is_synced_before_put_returns(outbox: Outbox) -> None:
    """SQLite's documentation: in WAL mode, FULL (2) syncs the log at each commit."""
    assert outbox._run("PRAGMA journal_mode") == [("wal",)]
    assert outbox._run("PRAGMA synchronous") == [(2,)]


def test_what_is_put_is_seen_at_once_from_outside(outbox: Outbox) -> None:
    outbox.put(b"a", ledger=LEDGER)
    with Outbox(outbox.path) as other:
        assert states(other) == [(b"a", QUEUED)]


def test_the_file_is_its_owners_alone(outbox: Outbox) -> None:
    outbox.put(b"a", ledger=LEDGER)
    modes = {stat.S_IMODE(p.stat().st_mode) for p in outbox.path.parent.iterdir()}
    assert modes == {0o600}


def test_only_the_head_of_a_ledgers_queue_may_be_sent(outbox: Outbox) -> None:
    first, second = outbox.put(b"a", ledger=LEDGER), outbox.put(b"b", ledger=LEDGER)
    outbox.put(b"c", ledger=OTHER)

    def head(ledger: str = LEDGER) -> bytes | None:
        entry = outbox.head(ledger)
        return None if entry is None else entry.statement

    assert (head(), head(OTHER), head("none")) == (b"a", b"c", None)
    outbox.mark_failed(first, not_before=9e9, code="busy", detail="d")
    assert head() == b"a"
    outbox.mark_refused(first, code="overdrawn", detail="d")
    assert head() == b"b"
    outbox.requeue(first)
    assert head() == b"a"
    outbox.mark_recorded(first, index=0, proof=b"p")
    outbox.mark_recorded(second, index=1, proof=b"p")
    assert head() is None


def test_what_is_recorded_keeps_its_receipt_and_stays_recorded(outbox: Outbox) -> None:
    number = outbox.put(b"a", ledger=LEDGER)
    outbox.mark_failed(number, not_before=1.0, code="busy", detail="d")
    outbox.mark_recorded(number, index=7, proof=b"proof")
    outbox.mark_recorded(number, index=8, proof=b"other")
    outbox.mark_refused(number, code="overdrawn", detail="d")
    outbox.mark_failed(number, not_before=9.0, code="busy", detail="d")
    outbox.requeue(number)
    [entry] = outbox.entries(state=RECORDED)
    assert (entry.index, entry.proof, entry.code, entry.detail) == (7, b"proof", None, None)


def test_a_refusal_keeps_its_reason_and_can_be_sent_again(outbox: Outbox) -> None:
    number = outbox.put(b"a", ledger=LEDGER)
    outbox.mark_failed(number, not_before=9.0, code="busy", detail="later")
    outbox.mark_refused(number, code="overdrawn", detail="too much")
    [entry] = outbox.entries(state=REFUSED)
    assert (entry.code, entry.detail, entry.index) == ("overdrawn", "too much", None)
    outbox.mark_failed(number, not_before=9.0, code="busy", detail="later")
    assert outbox.entries(state=REFUSED) == [entry]
    outbox.requeue(number)
    [entry] = outbox.entries(state=QUEUED)
    assert (entry.attempts, entry.not_before) == (0, 0)


def test_nothing_is_forgotten_unless_it_is_recorded(outbox: Outbox) -> None:
    number = outbox.put(b"a", ledger=LEDGER)
    for state in (QUEUED, REFUSED):
        with pytest.raises(NguonError, match=r"^not_recorded: "):
            outbox.forget(number)
        assert states(outbox) == [(b"a", state)]
        outbox.mark_refused(number, code="overdrawn", detail="d")
    outbox.mark_recorded(number, index=0, proof=b"p")
    outbox.forget(number)
    assert states(outbox) == []


def test_recorded_without_a_receipt_cannot_be_written(outbox: Outbox) -> None:
    outbox.put(b"a", ledger=LEDGER)
    with pytest.raises(sqlite3.IntegrityError):
        outbox._run("UPDATE outbox SET state = 'recorded'")


def test_a_number_is_never_given_twice(outbox: Outbox) -> None:
    first = outbox.put(b"a", ledger=LEDGER)
    outbox.mark_recorded(first, index=0, proof=b"p")
    outbox.forget(first)
    assert outbox.put(b"b", ledger=LEDGER) > first


def test_a_file_that_is_no_outbox_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "outbox.db"
    path.write_bytes(b"not a database, but long enough to be read as one" * 50)
    with pytest.raises(NguonError, match=r"^outbox_damaged: "):
        Outbox(path)


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    for sql in ("CREATE TABLE mine (x)", "PRAGMA user_version = 2"):
        path = tmp_path / f"{len(sql)}.db"
        db = sqlite3.connect(path)
        db.execute(sql)
        db.close()
        with pytest.raises(NguonError, match=r"^outbox_version: "):
            Outbox(path)


def test_a_missing_folder_and_a_locked_file_are_answers(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NguonError, match=r"^outbox_unavailable: "):
        Outbox(outbox.path / "none" / "outbox.db")
    monkeypatch.setattr("nguon_signer.outbox._BUSY_SECONDS", 0.01)
    locked = pytest.raises(NguonError, match=r"^outbox_unavailable: .*locked")
    with Outbox(outbox.path) as other, outbox._transaction(), locked:
        other.put(b"a", ledger=LEDGER)
    assert states(outbox) == []


def test_a_full_disk_is_an_answer_and_nothing_was_put(outbox: Outbox) -> None:
    [[pages]] = outbox._run("PRAGMA page_count")
    outbox._run(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(NguonError, match=r"^outbox_unavailable: .*full"):
        outbox.put(b"x" * 100_000, ledger=LEDGER)
    assert outbox.entries() == []
    outbox._run(f"PRAGMA max_page_count = {pages + 1000}")
    outbox.put(b"x" * 100_000, ledger=LEDGER)
    with reopened(outbox) as again:
        assert len(again.entries()) == 1


def test_a_transaction_that_is_broken_off_leaves_nothing_and_no_lock(outbox: Outbox) -> None:
    def put_and_fail() -> None:
        with outbox._transaction():
            outbox._run("INSERT INTO outbox (ledger, statement) VALUES ('cm', 'a')")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        put_and_fail()
    outbox.put(b"b", ledger=LEDGER)
    assert states(outbox) == [(b"b", QUEUED)]


class FakeLedger:
    """Answers each submission with the next of ``answers``, then records."""

    def __init__(self, *answers: NguonError | None) -> None:
        self.answers = list(answers)
        self.seen: list[bytes] = []

    def submit(self, statement: bytes) -> Recorded:
        self.seen.append(statement)
        error = self.answers.pop(0) if self.answers else None
        if error is not None:
            raise error
        index = len(self.seen)
        receipt = Receipt(index, Checkpoint("ledger.example", index + 1, bytes(32)))
        return Recorded(receipt, b"proof", is_new=True)


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def run(outbox: Outbox, ledger: FakeLedger, clock: Clock, *, jitter: float = 1.0) -> float | None:
    backoff = Backoff(first=2.0, longest=300.0)
    return deliver(outbox, ledger, ledger=LEDGER, now=clock, jitter=lambda: jitter, backoff=backoff)


def fill(outbox: Outbox) -> None:
    for statement in (b"a", b"b", b"c"):
        outbox.put(statement, ledger=LEDGER)
    outbox.put(b"elsewhere", ledger=OTHER)


def busy(retry_after: float | None = None) -> TryLater:
    return TryLater("busy", "too many at once", retry_after=retry_after)


def test_a_queue_is_sent_in_order_until_it_is_empty(outbox: Outbox) -> None:
    fill(outbox)
    ledger = FakeLedger()
    assert run(outbox, ledger, Clock()) is None
    assert ledger.seen == [b"a", b"b", b"c"]
    recorded = outbox.entries(state=RECORDED)
    assert [(e.statement, e.index, e.proof) for e in recorded] == [
        (b"a", 1, b"proof"),
        (b"b", 2, b"proof"),
        (b"c", 3, b"proof"),
    ]
    assert [e.statement for e in outbox.entries(state=QUEUED)] == [b"elsewhere"]


def test_a_failure_holds_the_queue_up_so_that_the_order_stays(outbox: Outbox) -> None:
    fill(outbox)
    ledger, clock = FakeLedger(None, busy()), Clock()
    assert run(outbox, ledger, clock) == 2.0
    assert ledger.seen == [b"a", b"b"]
    assert run(outbox, ledger, clock) == 2.0
    clock.now += 1.5
    assert run(outbox, ledger, clock) == 0.5
    assert ledger.seen == [b"a", b"b"]
    clock.now += 0.5
    assert run(outbox, ledger, clock) is None
    assert ledger.seen == [b"a", b"b", b"b", b"c"]


def test_one_failure_ends_the_round_however_long_it_took(outbox: Outbox) -> None:
    fill(outbox)
    ledger, ticks = FakeLedger(busy()), iter(range(0, 10_000, 100))
    backoff = Backoff(first=2.0, longest=300.0)
    wait = deliver(
        outbox,
        ledger,
        ledger=LEDGER,
        now=lambda: float(next(ticks)),
        jitter=lambda: 1.0,
        backoff=backoff,
    )
    assert (wait, ledger.seen) == (2.0, [b"a"])


def test_the_wait_survives_a_restart(outbox: Outbox) -> None:
    fill(outbox)
    clock = Clock()
    run(outbox, FakeLedger(busy()), clock)
    with reopened(outbox) as again:
        ledger = FakeLedger()
        assert run(again, ledger, clock) == 2.0
        assert ledger.seen == []


def test_waits_grow_and_start_over_with_the_next_statement(outbox: Outbox) -> None:
    fill(outbox)
    ledger, clock = FakeLedger(busy(), busy(), busy(), None, busy()), Clock()
    waits = []
    for _ in range(4):
        waits.append(run(outbox, ledger, clock))
        clock.now += waits[-1] or 0.0
    assert waits == [2.0, 4.0, 8.0, 2.0]


def test_retry_after_is_honoured(outbox: Outbox) -> None:
    fill(outbox)
    ledger, clock = FakeLedger(busy(retry_after=90.0)), Clock()
    assert run(outbox, ledger, clock) == 90.0
    clock.now += 89.0
    assert run(outbox, ledger, clock) == 1.0
    assert ledger.seen == [b"a"]


def test_a_clock_set_back_does_not_hold_the_queue_up(outbox: Outbox) -> None:
    fill(outbox)
    ledger, clock = FakeLedger(busy()), Clock()
    clock.now = 2e9
    run(outbox, ledger, clock)
    clock.now = 1e9
    assert run(outbox, ledger, clock) is None


def test_a_refusal_is_kept_and_the_next_is_sent(outbox: Outbox) -> None:
    fill(outbox)
    ledger = FakeLedger(NguonError("overdrawn", "more than there is"))
    assert run(outbox, ledger, Clock()) is None
    assert ledger.seen == [b"a", b"b", b"c"]
    [refused] = outbox.entries(state=REFUSED)
    assert (refused.statement, refused.code, refused.detail) == (
        b"a",
        "overdrawn",
        "more than there is",
    )


def test_a_bad_receipt_leaves_the_statement_queued(outbox: Outbox) -> None:
    fill(outbox)
    assert run(outbox, FakeLedger(TryLater("receipt_bad", "wrong key")), Clock()) == 2.0
    first, *_ = outbox.entries(state=QUEUED)
    assert (first.statement, first.code, first.attempts) == (b"a", "receipt_bad", 1)
    assert outbox.entries(state=RECORDED) == []


@pytest.mark.parametrize(
    ("attempts", "jitter", "after", "seconds"),
    [
        (1, 1.0, None, 2.0),
        (1, 0.0, None, 1.0),
        (2, 1.0, None, 4.0),
        (5, 0.5, None, 24.0),
        (9, 1.0, None, 300.0),
        (9, 0.0, None, 150.0),
        (10**9, 1.0, None, 300.0),
        (1, 1.0, 30.0, 30.0),
        (9, 1.0, 30.0, 300.0),
        (1, 1.0, 10.0**9, MAX_RETRY_AFTER),
    ],
)
def test_waits_double_up_to_a_bound(
    attempts: int, jitter: float, after: float | None, seconds: float
) -> None:
    backoff = Backoff(first=2.0, longest=300.0)
    assert Backoff(first=0.25).delay(attempts=1, jitter=0.0) == 0.125
    assert backoff.delay(attempts=attempts, jitter=jitter, retry_after=after) == seconds
