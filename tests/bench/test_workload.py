"""The workload is what it claims: valid with all rules on, nothing flagged, nothing twice."""

from __future__ import annotations

import random
import re
from itertools import chain as flatten

import pytest
from bench.chains import STEPS, date, draw_chain, uuid7
from bench.ledger_under_test import LedgerUnderTest
from bench.names import LEDGER
from bench.traces import EVENTS, measure_traces, record_long_chain
from bench.workload import BATCH_LINES, batches, now_micros, sign_chains, sign_harvests

from nguon_ledger.encoding.rfc3339 import parse_time
from nguon_ledger.engine.report.flags import FlagQuestion, Place
from nguon_ledger.trace.pins import Pin
from nguon_ledger.trace.verify import verify_bundle

CHAINS = range(24)  # every cooperative with every packer


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> LedgerUnderTest:
    made = LedgerUnderTest.create(tmp_path_factory.mktemp("bench"))
    made.register_everybody()
    return made


def test_chains_and_harvests_are_recorded_without_a_flag_and_verify(
    ledger: LedgerUnderTest,
) -> None:
    chains = sign_chains(CHAINS)
    statements = [*flatten.from_iterable(chains), *sign_harvests(range(40))]
    with ledger.opened() as host:
        found = host.ledgers[LEDGER]
        placed = [f.result() for f in [found.submit(statement) for statement in statements]]
        assert all(each.is_new for each in placed)
        assert len({each.index for each in placed}) == len(statements)
        assert found.flags(FlagQuestion(), after=Place(-1, -1), limit=10) == []
        for number in CHAINS:
            jars = draw_chain(number, now=now_micros()).jars
            told = verify_bundle(found.trace(jars), pins=(Pin(found.log),), asked=jars)
            assert len(told.chain.events) == STEPS
            assert told.flags == ()


def test_the_long_chain_is_evidence_of_thirty_events(ledger: LedgerUnderTest) -> None:
    asked = record_long_chain(ledger)
    traces = measure_traces(ledger, asked)
    assert EVENTS == 30
    assert traces.trace_bytes > traces.trace_gzip
    assert traces.trace_p50 <= traces.trace_p99


def test_a_chain_lies_in_one_batch_in_its_order() -> None:
    chains = [[b"%d.%d" % (n, step) for step in range(STEPS)] for n in range(2000)]
    streams = batches(chains, streams=3)
    lines = [body.splitlines() for stream in streams for body in stream]
    assert all(len(batch) <= BATCH_LINES for batch in lines)
    assert sorted(flatten.from_iterable(lines)) == sorted(flatten.from_iterable(chains))
    for batch in lines:
        assert [batch[n : n + STEPS] for n in range(0, len(batch), STEPS)] == [
            chains[int(batch[n].split(b".")[0])] for n in range(0, len(batch), STEPS)
        ]


def test_event_identifiers_are_of_version_7_and_sort_by_time() -> None:
    chance = random.Random(7)
    ids = [uuid7(1_700_000_000_000 + n, chance) for n in range(1000)]
    assert {each.version for each in ids} == {7}
    assert {each.variant for each in ids} == {"specified in RFC 4122"}
    assert ids == sorted(ids)
    assert [each.int >> 80 for each in ids] == [1_700_000_000_000 + n for n in range(1000)]
    assert len({uuid7(0, chance) for _ in range(1000)}) == 1000


def test_a_lot_number_begins_with_the_local_day() -> None:
    assert date(parse_time("2026-03-01T16:59:59Z")) == "260301"
    assert date(parse_time("2026-03-01T17:00:00Z")) == "260302"
    assert re.fullmatch(r"\d{6}-\d{7}", draw_chain(3, now=now_micros()).lot)


def test_signing_again_makes_other_events() -> None:
    assert set(sign_harvests(range(20))).isdisjoint(sign_harvests(range(20)))
