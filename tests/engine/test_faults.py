"""Every step of the commit path fails once: nobody is acknowledged who is not in the log."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager, ExitStack

import pytest

from engine.faults import Sabotage
from engine.steps import corrected_event, key_added, sold
from engine.workbench import PATIENCE, Workbench, becomes_ready, rows_of, settled
from nguon_ledger.engine.commit import writer
from nguon_ledger.engine.commit.publication import Publication
from nguon_ledger.engine.host import Host
from nguon_ledger.engine.ledger import LedgerKeys, Recorded
from nguon_ledger.errors import NguonError
from nguon_ledger.keys.signing import Ed25519SigningKey
from support.forge import seeded_key
from support.story import CRAB, UNIT, jwk, lot


def batch_of(bench: Workbench, number: int) -> list[bytes]:
    """Return a batch of every kind: events, a registry statement, a correction, a known one."""
    thing = f"{CRAB}/10/F{number}"
    with bench.unsent() as statements:
        bench.harvest(thing, 10)
        key_added(bench, jwk(f"key-{number}"))
        sold(bench, quantityList=[lot(thing, 4)])
    with bench.unsent() as corrections:
        corrected_event(bench, statements[2])
    return [*statements, *corrections, bench.sent[0]]


def interrupted(
    bench: Workbench, batch: list[bytes], fault: AbstractContextManager[object]
) -> None:
    """Send a batch into a fault: who is acknowledged all the same is in the log."""
    with ExitStack() as stack:
        with bench.gathered(batch) as queued:
            stack.enter_context(fault)
        answers = bench.answered(batch, queued)
    codes = {answer.code for answer in answers if isinstance(answer, NguonError)}
    assert codes <= {"storage_unavailable"}


def recovered(bench: Workbench, batch: list[bytes]) -> None:
    becomes_ready(bench.ledger)
    answers = bench.together(batch)
    indices = [answer.index for answer in answers if isinstance(answer, Recorded)]
    assert len(set(indices)) == len(batch)
    entries = bench.log_entries()
    assert [entries.count(data) for data in batch] == [1] * len(batch)


def test_each_statement_to_the_store_fails_once(bench: Workbench) -> None:
    engine = bench.ledger._engine
    counting = Sabotage(engine)
    interrupted(bench, batch_of(bench, 0), counting.statements())
    assert counting.asked > 20
    for number in range(counting.asked):
        batch = batch_of(bench, number + 1)
        sabotage = Sabotage(engine, fail_at=number)
        interrupted(bench, batch, sabotage.statements())
        assert sabotage.asked > number
        recovered(bench, batch)
    bench.check_log()
    bench.verified(f"{CRAB}/10/F1")


@pytest.mark.parametrize("persisted", [False, True])
def test_each_commit_fails_once_whether_it_took_place_or_not(
    bench: Workbench, *, persisted: bool
) -> None:
    engine = bench.ledger._engine
    counting = Sabotage(engine)
    interrupted(bench, batch_of(bench, 0), counting.commits(persisted=persisted))
    assert counting.asked >= 3  # the batch, the checkpoint, the answer's snapshot
    for number in range(counting.asked):
        batch = batch_of(bench, number + 1)
        sabotage = Sabotage(engine, fail_at=number)
        interrupted(bench, batch, sabotage.commits(persisted=persisted))
        assert sabotage.asked > number
        recovered(bench, batch)
    bench.check_log()


def test_a_refused_batch_leaves_the_registry_as_it_was(bench: Workbench) -> None:
    """A key whose statement was rolled back must not sign until it is there."""
    with bench.unsent() as statements:
        key_added(bench, jwk("new"))
        bench.statement(
            "vnd.nguon.event+json",
            bench.head(
                "ObjectEvent", "harvest", action="ADD", quantityList=[lot(f"{CRAB}/10/new", 1)]
            ),
            "new",
        )
    addition, event = statements
    with Sabotage(bench.ledger._engine, fail_at=8).statements():
        assert bench.refused(addition).code == "storage_unavailable"
    assert bench.refused(event).code in {"unknown_key", "storage_unavailable"}
    becomes_ready(bench.ledger)
    assert bench.refused(event).code == "unknown_key"
    bench.recorded(addition)
    bench.recorded(event)


class Stumbling(Ed25519SigningKey):
    """A key that fails once, as one in hardware may."""

    failures = 0

    def sign(self, message: bytes) -> bytes:
        if type(self).failures:
            type(self).failures -= 1
            raise RuntimeError("the key store is away")
        return super().sign(message)


@pytest.fixture
def stumbling(bench: Workbench) -> Workbench:
    bench.close()
    bench.host = Host(bench.path, now=bench.clock)
    keys = LedgerKeys(log=Stumbling(seeded_key("log").seed), seal=seeded_key("seal"))
    bench.host.open({bench.name: keys})
    bench.ledger = bench.host.ledgers[bench.name]
    return bench


def test_a_head_whose_signature_failed_is_signed_by_recovery(stumbling: Workbench) -> None:
    bench, size = stumbling, stumbling.checkpoint.size
    before = bench.ledger.checkpoint()
    Stumbling.failures = 1
    with bench.unsent() as statements:
        bench.harvest(f"{CRAB}/10/new")
    assert bench.refused(statements[0]).code == "storage_unavailable"
    assert bench.ledger.checkpoint() == before or bench.checkpoint.size == size + 2
    becomes_ready(bench.ledger)
    assert bench.checkpoint.size == size + 2  # durable, so it is signed, and nothing else
    again = bench.recorded(statements[0])
    assert (again.index, again.is_new) == (size, False)
    bench.check_log()


def test_a_head_whose_signature_failed_is_signed_after_a_restart(stumbling: Workbench) -> None:
    """The checkpoint that readers saw before and after are of one history."""
    bench, old = stumbling, stumbling.checkpoint
    Stumbling.failures = 10_000
    with bench.unsent() as statements:
        bench.harvest(f"{CRAB}/10/new")
    assert bench.refused(statements[0]).code == "storage_unavailable"
    head = rows_of(bench.path)["head"]
    assert bench.checkpoint == old  # what is not signed is not served
    with pytest.raises(NguonError, match="not_found"):
        bench.ledger.entry(old.size)
    with pytest.raises(NguonError, match="unknown_id"):
        bench.ledger.trace(f"{CRAB}/10/new")
    Stumbling.failures = 0
    bench.restart()
    assert rows_of(bench.path)["head"] == head
    assert [(bench.name, bench.checkpoint.size, bench.checkpoint.root)] == head
    assert bench.recorded(statements[0]).is_new is False
    bench.check_log()


def test_a_correction_that_is_not_signed_yet_is_not_seen_by_readers(stumbling: Workbench) -> None:
    """Evidence is of the published state, also where the books are ahead of it."""
    bench = stumbling
    sale = bench.sent[sold(bench, epcList=[UNIT])]
    before = bench.verified(UNIT)
    with bench.unsent() as statements:
        corrected_event(bench, sale)
    Stumbling.failures = 10_000
    assert bench.refused(statements[0]).code == "storage_unavailable"
    assert bench.verified(UNIT).chain == before.chain
    Stumbling.failures = 0
    becomes_ready(bench.ledger)
    assert len(bench.verified(UNIT).corrected) == 2


class Overtaken(Ed25519SigningKey):
    """A key so slow that another process recovers, and publishes the head, in the meantime."""

    meanwhile: Callable[[], object] | None = None

    def sign(self, message: bytes) -> bytes:
        meanwhile, Overtaken.meanwhile = Overtaken.meanwhile, None
        if meanwhile is not None:
            meanwhile()
        return super().sign(message)


@pytest.fixture
def overtaken(bench: Workbench) -> Workbench:
    bench.close()
    bench.host = Host(bench.path, now=bench.clock)
    keys = LedgerKeys(log=Overtaken(seeded_key("log").seed), seal=seeded_key("seal"))
    bench.host.open({bench.name: keys})
    bench.ledger = bench.host.ledgers[bench.name]
    return bench


def _another(bench: Workbench, *lots: str) -> None:
    """Open the same ledger in another process's stead, record, and close it."""
    other = Workbench(bench.path)
    other.time, other._count, other.sent = bench.time, 500, dict(bench.sent)
    other.clock.time = bench.clock.time
    other.open()
    for number in lots:
        other.harvest(f"{CRAB}/10/{number}")
    other.close()
    bench.clock.time = other.clock.time


def test_a_checkpoint_that_another_has_signed_as_well_is_no_conflict(overtaken: Workbench) -> None:
    size = overtaken.checkpoint.size
    with overtaken.unsent() as statements:
        overtaken.harvest(f"{CRAB}/10/new")
    Overtaken.meanwhile = lambda: _another(overtaken)
    assert overtaken.recorded(statements[0]).is_new
    assert overtaken.checkpoint.size == size + 2
    overtaken.check_log()


def test_a_checkpoint_that_another_has_moved_is_not_replaced(overtaken: Workbench) -> None:
    size = overtaken.checkpoint.size
    with overtaken.unsent() as statements:
        overtaken.harvest(f"{CRAB}/10/new")
    Overtaken.meanwhile = lambda: _another(overtaken, "other")
    assert overtaken.refused(statements[0]).code == "store_inconsistent"
    becomes_ready(overtaken.ledger)
    assert overtaken.checkpoint.size == size + 4
    assert overtaken.recorded(statements[0]).is_new is False
    overtaken.check_log()


def test_a_head_published_by_another_is_not_published_again(
    bench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two processes open one ledger by mistake: whoever is late is refused, and reads again."""
    other = Workbench(bench.path, origin=bench.origin, name=bench.name)
    other.time, other._count = bench.time, 500
    other.clock.time = bench.time
    other.sent = dict(bench.sent)
    other.open()
    del monkeypatch
    for number in range(4):
        one, two = (bench, other) if number % 2 else (other, bench)
        one.harvest(f"{CRAB}/10/N{number}")
        with two.unsent() as statements:
            two.harvest(f"{CRAB}/10/M{number}")
        assert two.refused(statements[0]).code == "store_inconsistent"
        becomes_ready(two.ledger)
        two.recorded(statements[0])
    bench.check_log()
    other.check_log()
    other.close()


def test_a_waiter_that_went_away_does_not_harm_its_batch(bench: Workbench) -> None:
    with bench.unsent() as statements:
        for number in range(3):
            bench.harvest(f"{CRAB}/10/W{number}")
    with bench.clock.held():
        gate = bench.ledger.submit(bench.sent[0])
        bench.clock.wait_until_asked()
        futures = [bench.ledger.submit(data) for data in statements]
        assert futures[1].cancel()
    gate.result(PATIENCE)
    assert isinstance(settled(futures[0]), Recorded)
    assert isinstance(settled(futures[2]), Recorded)
    bench.ledger.check_ready()
    assert bench.recorded(statements[1]).is_new  # dropped before it entered a batch


def test_a_full_pool_pushes_back_and_forgets_nobody(
    bench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "MAX_POOL", 4)
    bench.restart()
    with bench.unsent() as statements:
        for number in range(6):
            bench.harvest(f"{CRAB}/10/P{number}")
    with bench.gathered(statements) as outcomes:
        pass
    assert [isinstance(o, Future) for o in outcomes] == [True] * 4 + [False] * 2
    assert {o.code for o in outcomes if isinstance(o, NguonError)} == {"busy"}
    for outcome in outcomes[:4]:
        assert isinstance(outcome, Future)
        assert isinstance(settled(outcome), Recorded)


def test_batches_are_cut_at_their_limit(bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "MAX_BATCH", 3)
    before = len(bench.log_seals())
    with bench.unsent() as statements:
        for number in range(7):
            bench.harvest(f"{CRAB}/10/L{number}")
    bench.together(statements)
    assert len(bench.log_seals()) == before + 3
    bench.check_log()


def test_closing_finishes_what_is_queued(bench: Workbench) -> None:
    with bench.unsent() as statements:
        for number in range(20):
            bench.harvest(f"{CRAB}/10/Z{number}")
    futures = [bench.ledger.submit(data) for data in statements]
    bench.close()
    for data, future in zip(statements, futures, strict=True):
        bench.sent[future.result(0).index] = data
    bench.host = Host(bench.path, now=bench.clock)
    bench.open()
    bench.check_log()


def test_a_failure_nobody_thought_of_acknowledges_nobody(
    bench: Workbench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Publication, "publish", broken)
    with bench.unsent() as statements:
        bench.harvest(f"{CRAB}/10/new")
    assert bench.refused(statements[0]).code == "storage_unavailable"
    time.sleep(5 * writer.RETRY)
    assert caplog.text.count("Traceback") == 1  # told to the operator, and told once
    monkeypatch.undo()
    becomes_ready(bench.ledger)
    bench.recorded(statements[0])
    bench.check_log()
