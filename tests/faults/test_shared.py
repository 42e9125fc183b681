"""Two hosts on one PostgreSQL database: one leads, both answer, and another takes over."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, update

from engine.steps import key_added, sold
from engine.workbench import PATIENCE, becomes_ready
from faults.guarded import Guarded
from nguon_ledger.engine.host import Host, Options
from nguon_ledger.engine.ledger import Ledger, Recorded
from nguon_ledger.engine.shared import front
from nguon_ledger.engine.shared.writer import SharedWriter
from nguon_ledger.errors import NguonError
from nguon_ledger.receipt import verify_receipt
from nguon_ledger.rules.refusal import RuleBrokenError
from nguon_ledger.statement import EVENT_TYP
from nguon_ledger.store import tables
from nguon_ledger.store.database import reading, writing
from nguon_ledger.store.head.memory import MemoryHead
from support.story import CRAB, CRAB_LOT, SALT_LOT, jwk, lot


class Shared(Guarded):
    """One of the processes that share a ledger."""

    def __init__(self, path: str, folder: Path) -> None:
        super().__init__(path, folder)
        self.host.close()
        self.options = Options(second_head=lambda _name: self.second, shared=True)
        self.host = Host(self.path, now=self.clock, options=self.options)

    @property
    def writer(self) -> SharedWriter:
        assert isinstance(self.ledger._writer, SharedWriter)
        return self.ledger._writer

    def beside(self) -> Shared:
        """Start another process on the same database, with what this one knows."""
        other = Shared(str(self.path), self.folder)
        other.time, other._count, other.clock.time = self.time, self._count + 1_000_000, self.time
        other.sent, other.receipts, other.signed = self.sent, self.receipts, self.signed
        other.open()
        return other


@pytest.fixture
def one(postgres_url: str, tmp_path: Path) -> Iterator[Shared]:
    bench = Shared(postgres_url, tmp_path)
    bench.tell()
    yield bench
    bench.close()


@pytest.fixture
def two(one: Shared) -> Iterator[Shared]:
    other = one.beside()
    yield other
    other.close()


def harvests(bench: Shared, count: int) -> list[bytes]:
    with bench.unsent() as statements:
        for _ in range(count):
            bench.harvest(f"{CRAB}/10/h{bench._count}", 1)
    return list(statements)


def test_both_answer_and_one_leads(one: Shared, two: Shared) -> None:
    mine, theirs = harvests(one, 12), harvests(two, 12)
    queued = [(one, data) for data in mine] + [(two, data) for data in theirs]
    queued.sort(key=lambda pair: pair[1][::-1])  # in no order of processes
    futures = [(data, bench.ledger.submit(data)) for bench, data in queued]
    for data, future in futures:
        assert one.accepted(data, future.result(PATIENCE)).is_new
    assert [one.writer.leads, two.writer.leads] == [True, False]
    one.check()


def test_the_same_bytes_through_both_stand_once(one: Shared, two: Shared) -> None:
    for data in harvests(one, 4):
        futures = [one.ledger.submit(data), two.ledger.submit(data), one.ledger.submit(data)]
        answers = [one.accepted(data, future.result(PATIENCE)) for future in futures]
        assert len({answer.index for answer in answers}) == 1
        assert [answer.is_new for answer in answers].count(True) == 1
    one.check()


def test_who_does_not_lead_soon_knows_a_new_key(one: Shared, two: Shared) -> None:
    assert not two.writer.leads
    with two.unsent() as statements:
        event = two.head("ObjectEvent", "harvest", action="ADD")
        event["quantityList"] = [lot(f"{CRAB}/10/by-new", 1)]
        two.statement(EVENT_TYP, event, "new")
    assert two.refused(statements[0]).code == "unknown_key"
    key_added(one, jwk("new"))
    deadline = time.monotonic() + PATIENCE
    while (code := two.outcome(statements[0])) is not None:
        assert (code, time.monotonic() < deadline) == ("unknown_key", True)
    two.check()


def test_another_takes_over_when_the_leader_closes(one: Shared, two: Shared) -> None:
    owed = [(data, one.ledger.submit(data)) for data in harvests(one, 8)]
    one.close()
    for data, future in owed:
        two.accepted(data, future.result(0))
    for data in harvests(two, 3):
        two.recorded(data)
    assert two.writer.leads
    two.check()
    one.host = Host(one.path, now=one.clock, options=one.options)
    one.open()
    one.recorded(harvests(one, 1)[0])
    assert [one.writer.leads, two.writer.leads] == [False, True]


def test_a_leader_whose_second_head_fails_lets_the_other_lead(one: Shared, two: Shared) -> None:
    """It stands by, is well again, and nobody waits until its own disk heals."""

    class Away(MemoryHead):
        def read(self) -> bytes | None:
            raise NguonError("storage_unavailable", "the disk is away")

        def swap(self, _old: bytes | None, _new: bytes) -> None:
            raise NguonError("storage_unavailable", "the disk is away")

    assert one.writer.leads
    healthy, one.second.head = one.second.head, Away()
    try:
        for data in harvests(one, 2):
            one.recorded(data)
        assert two.writer.leads
        becomes_ready(one.ledger)
    finally:
        one.second.head = healthy
    two.check()


def test_an_old_leader_that_wakes_up_cannot_write(one: Shared, two: Shared) -> None:
    """Its token is not the newest any more; the other's statements and its own are recorded."""
    lease = tables.lease
    with writing(one.ledger._engine) as connection:
        connection.execute(update(lease).values(token=lease.c.token + 7, holder="a third"))
    for bench in (one, two):
        bench.recorded(harvests(bench, 1)[0])
    one.check()


def test_a_freeze_is_told_to_senders_of_both(one: Shared, two: Shared) -> None:
    operator = Host(one.path)
    operator.freeze(one.name, "audit")
    statements = [(bench, harvests(bench, 1)[0]) for bench in (one, two)]
    for bench, data in statements:
        assert bench.refused(data).code == "ledger_frozen"
        bench.ledger.check_ready()
    operator.freeze(one.name, None)
    operator.close()
    for bench, data in statements:
        assert bench.recorded(data).is_new
    one.check()


def test_a_rule_that_refuses_says_so_with_its_values(two: Shared) -> None:
    with two.unsent() as statements:
        sold(two, quantityList=[lot(SALT_LOT, 1000)])
    error = two.refused(statements[0])
    assert isinstance(error, RuleBrokenError)
    assert (error.code, error.values["thing"]) == ("overdrawn", SALT_LOT)
    assert error.field == SALT_LOT
    assert len(error.values) > 1
    assert all(isinstance(value, str) for value in error.values.values())


@pytest.mark.parametrize("good", [True, False])
def test_a_forged_voucher_lets_nothing_unsigned_in(one: Shared, *, good: bool) -> None:
    """Who can only write to the database gets a signed statement recorded, and no other."""
    data = harvests(one, 1)[0]
    if not good:
        data = data[:-8] + (b"AAAAAAAA" if not data.endswith(b"AAAAAAAA") else b"BBBBBBBB")
    row = {
        "ledger": one.name,
        "id": "0" * 32,
        "sender": "forger",
        "arrival": time.time_ns() // 1000,  # what is old is swept
        "data": data,
        "voucher": bytes(32),
    }
    with writing(one.ledger._engine) as connection:
        connection.execute(insert(tables.intake).values(**row))
    settled = settled_row(one, "0" * 32)
    if good:
        one.recorded(harvests(one, 1)[0])  # behind it, so that both are published
        assert one.ledger.entry(settled.idx) == data
    else:
        assert (settled.idx, '"signature_bad"' in settled.refusal) == (None, True)
    one.recorded(harvests(one, 1)[0])


def settled_row(bench: Shared, name: str) -> Any:
    deadline = time.monotonic() + PATIENCE
    while True:
        with reading(bench.ledger._engine) as connection:
            query = tables.intake.select().where(tables.intake.c.id == name)
            row = connection.execute(query).one()
        if row.idx is not None or row.refusal is not None:
            return row
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_nothing_is_left_in_the_table_when_everybody_was_told(one: Shared, two: Shared) -> None:
    for bench in (one, two):
        bench.recorded(harvests(bench, 1)[0])
        assert bench.refused(doubled(bench)).code == "lot_exists"
    deadline = time.monotonic() + PATIENCE
    while rows_waiting(one):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def doubled(bench: Shared) -> bytes:
    with bench.unsent() as statements:
        bench.harvest(CRAB_LOT)
    return statements[0]


def rows_waiting(bench: Shared) -> int:
    with reading(bench.ledger._engine) as connection:
        return len(connection.execute(tables.intake.select()).all())


def test_a_closed_process_takes_nothing_in(one: Shared, two: Shared) -> None:
    ledger: Ledger = two.ledger
    data = harvests(two, 1)[0]
    two.close()
    with pytest.raises(NguonError, match=r"^storage_unavailable"):
        ledger.submit(data)
    one.recorded(data)


def test_a_group_is_recorded_in_its_order(one: Shared, two: Shared) -> None:
    """Each rests on the one before, through the process that does not lead."""
    thing = f"{CRAB}/10/ordered"
    with two.unsent() as statements:
        two.harvest(thing, 10)
        sold(two, quantityList=[lot(thing, 4)])
        sold(two, quantityList=[lot(thing, 6)])
    answers: list[Future[list[Recorded | NguonError]]] = []
    for taken in two.ledger.submit_in_order(statements):
        assert not isinstance(taken, NguonError)
        answers.append(taken.answers)
    assert len(set(map(id, answers))) == 1
    for data, answer in zip(statements, answers[0].result(PATIENCE), strict=True):
        assert isinstance(answer, Recorded)
        verify_receipt(statement=data, proof=answer.proof, log_verifier=two.ledger.log)
        two.accepted(data, answer)
    one.check()


def test_a_key_signs_at_once_where_its_receipt_was_given(
    two: Shared, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through the process that does not write; not only when it looks at the registry again."""
    monkeypatch.setattr(front, "FRESH", 3600.0)
    for number in range(3):
        key = f"key-{number}"
        with two.unsent() as statements:
            key_added(two, jwk(key))
            for _ in range(2):
                event = two.head("ObjectEvent", "harvest", action="ADD")
                event["quantityList"] = [lot(f"{CRAB}/10/k{two._count}", 1)]
                two.statement(EVENT_TYP, event, key)
        two.recorded(statements[0])
        two.recorded(statements[1])
        taken = two.ledger.submit_in_order(statements)
        assert not [one.code for one in taken if isinstance(one, NguonError)]
