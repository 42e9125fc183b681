"""What other processes examine is refused and charged as what this one checks."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from threading import Thread
from typing import TypeAlias

import pytest

from engine.workbench import PATIENCE, Workbench
from nguon_ledger.encoding.base64s import b64url_encode
from nguon_ledger.engine.host import Host, Options
from nguon_ledger.engine.intake.checks import Examined, check_statement, examine, key_in_force
from nguon_ledger.engine.intake.examiners import Examiners
from nguon_ledger.engine.intake.quota import Rate
from nguon_ledger.engine.intake.tickets import Taken, Ticket
from nguon_ledger.errors import NguonError
from nguon_ledger.keys.jwk import PublicKey
from nguon_ledger.statement import claimed_key
from support.forge import ORIGIN, seeded_key
from support.story import CRAB, JAR

Sent: TypeAlias = list[tuple[bytes, str]]
Keys: TypeAlias = dict[str, PublicKey]
Examine: TypeAlias = Callable[[str, Sent, Keys], list[Examined]]

COUNT = 20
BURST = 25


@pytest.fixture
def examined(bench: Workbench) -> Iterator[Workbench]:
    """Open the ledger with an examiner, and a quota that each key can spend."""
    bench.close()
    options = Options(examiners=1, quota=Rate(0.001, BURST))
    bench.host = Host(bench.path, now=bench.clock, options=options)
    bench.open()
    yield bench
    bench.close()


def harvests(bench: Workbench, count: int) -> list[bytes]:
    with bench.unsent() as statements:
        for number in range(count):
            bench.harvest(f"{CRAB}/10/E{number}", 1)
    return list(statements)


def forged(statement: bytes) -> bytes:
    """Keep what is said and who is named; another key signs."""
    said = statement.rpartition(b".")[0]
    signature = seeded_key("thief").sign(said)
    return said + b"." + b64url_encode(signature).encode()


def codes(taken: list[Taken]) -> list[str]:
    """Wait for the answers; "" stands for a receipt."""
    answers = [
        one.answers.result(PATIENCE)[one.place] if isinstance(one, Ticket) else one for one in taken
    ]
    return [answer.code if isinstance(answer, NguonError) else "" for answer in answers]


ALTERATIONS: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda data: data,
    "signature": forged,
    "payload": lambda data: data.replace(b".ey", b".eY", 1),
    "cut": lambda data: data[:-20],
}


@pytest.mark.parametrize("alter", ALTERATIONS.values(), ids=ALTERATIONS.keys())
def test_both_ways_say_the_same(bench: Workbench, alter: Callable[[bytes], bytes]) -> None:
    registry = bench.ledger.registry
    data = alter(harvests(bench, 1)[0])
    charged: list[str] = []
    try:
        check_statement(data, origin=ORIGIN, registry=registry, charge=charged.append)
        expected = ""
    except NguonError as e:
        expected = e.code
    kid = claimed_key(data)
    assert kid is not None
    key = key_in_force(kid, registry)
    assert key is not None
    found, is_signed, _ = examine(data, origin=ORIGIN, key=key)
    assert (found.code if isinstance(found, NguonError) else "") == expected
    assert is_signed == bool(charged)


def test_a_forged_line_among_many_is_refused(examined: Workbench) -> None:
    statements = harvests(examined, COUNT)
    statements[7] = forged(statements[7])
    found = codes(examined.ledger.submit_in_order(statements))
    assert found == [""] * 7 + ["signature_bad"] + [""] * (COUNT - 8)


def test_what_others_sign_in_a_key_s_name_is_not_charged_to_it(examined: Workbench) -> None:
    statements = harvests(examined, COUNT)
    for _ in range(3):
        lines = [forged(statement) for statement in statements]
        assert codes(examined.ledger.submit_in_order(lines)) == ["signature_bad"] * COUNT
    assert codes(examined.ledger.submit_in_order(statements)) == [""] * COUNT


def test_what_a_key_signs_is_charged_to_it(examined: Workbench) -> None:
    statements = harvests(examined, BURST + 3)
    found = codes(examined.ledger.submit_in_order(statements))
    assert found == [""] * BURST + ["quota_exceeded"] * 3


@contextmanager
def begun(sent: Sent, keys: Keys) -> Iterator[Examiners]:
    """Start an examiner, which begins when it is first needed."""
    examiners = Examiners(1)
    deadline = time.monotonic() + PATIENCE
    try:
        while not examiners.are_ready:
            assert time.monotonic() < deadline
            examiners.examine(ORIGIN, sent[:1], keys)
        yield examiners
    finally:
        examiners.close()


def large(bench: Workbench) -> tuple[Sent, Keys]:
    """Return statements of which an errand, and the answer to it, are larger than a pipe."""
    with bench.unsent() as statements:
        for number in range(40):
            bench.labelling(epcList=[f"{JAR}/21/{number}-{unit}" for unit in range(700)])
    kid = claimed_key(statements[0])
    assert kid is not None
    assert min(map(len, statements)) > 40_000
    key = key_in_force(kid, bench.ledger.registry)
    assert key is not None
    return [(data, kid) for data in statements] * 4, {kid: key}


def begin(examine: Examine, sent: Sent, keys: Keys) -> Future[list[Examined]]:
    """Examine in a thread that nobody has to wait for."""
    found: Future[list[Examined]] = Future()

    def run() -> None:
        try:
            found.set_result(examine(ORIGIN, sent, keys))
        except EOFError as e:
            found.set_exception(e)

    Thread(target=run, daemon=True).start()
    return found


def test_errands_and_answers_larger_than_a_pipe_do_not_wait_for_each_other(
    bench: Workbench,
) -> None:
    sent, keys = large(bench)
    with begun(sent, keys) as examiners:
        found = begin(examiners.examine, sent, keys).result(PATIENCE)
    assert [one.is_signed for one in found] == [True] * len(sent)


@pytest.mark.parametrize("pause", [0, 0.01, 0.1])
def test_whoever_waits_when_they_are_closed_is_answered_all_the_same(
    bench: Workbench, pause: float
) -> None:
    sent, keys = large(bench)
    with begun(sent, keys) as examiners:
        examined = [begin(examiners.examine, sent, keys) for _ in range(2)]
        time.sleep(pause)
        examiners.close()
        for one in examined:
            assert [found.is_signed for found in one.result(PATIENCE)] == [True] * len(sent)


def test_nobody_queues_behind_the_end(bench: Workbench) -> None:
    sent, keys = large(bench)
    with begun(sent, keys) as examiners:
        team = examiners._team
        assert team is not None
        examiners.close()
        with pytest.raises(EOFError):
            begin(team.examine, sent, keys).result(PATIENCE)
