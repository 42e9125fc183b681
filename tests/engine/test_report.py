"""The union's report counts what was recorded in a period: neither more nor less."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from engine.steps import corrected, grown, made, observed, status_changed
from engine.workbench import KEYS, NAME, Workbench, tamper
from nguon_ledger.encoding.rfc3339 import format_time, parse_time
from nguon_ledger.engine.report.flags import FIRST, FlaggedEvent, FlagQuestion
from nguon_ledger.engine.report.period import Period, first_recorded, make_period
from nguon_ledger.engine.report.rows import CooperativeRow, Report, Volume
from nguon_ledger.errors import NguonError
from nguon_ledger.log.checkpoint import Checkpoint, sign_checkpoint
from nguon_ledger.store.database import reading
from support.forge import HOST, HOUR, Payload
from support.stores import execute_many
from support.story import (
    CARRIER,
    CERTIFIER,
    COOP,
    CRAB,
    CRAB_LOT,
    JAR,
    JAR_LOT,
    PACKER,
    SALT,
    SALT_LOT,
    SALTED,
    UNION,
    credential,
    lot,
    participant,
)
from support.work import counted

DAY = 24 * HOUR
RULES = {"type": "RulesRaised", "version": 2}
NEIGHBOUR = f"https://{HOST}/participants/neighbour"
EVER = Period(0, parse_time("9999-01-01T00:00:00Z"))


def report(bench: Workbench, since: int = 0, until: int = EVER.until, offset: int = 0) -> Report:
    return bench.ledger.report(make_period(since, until, offset=offset))


def row_of(found: Report, who: str) -> CooperativeRow:
    return next(row for row in found.cooperatives if row.id == who)


@pytest.fixture
def guarded(bench: Workbench) -> Workbench:
    """Raise the rules, so that flags are recorded, and register a cooperative of a commune."""
    bench.registry(RULES, "union")
    bench.registry(
        participant(NEIGHBOUR, "neighbour", "cooperative", "producer", commune="Đầm Dơi"), "union"
    )
    bench.seal()
    return bench


# The story that every workbench has told: two harvests, a salting, a filling, twenty serials.


def test_the_story_is_counted(bench: Workbench) -> None:
    found = report(bench)
    coop = row_of(found, COOP)
    assert (coop.events, coop.late, coop.flags, coop.silent) == (5, 0, 0, False)
    assert coop.volumes == (
        Volume(JAR, "pieces", Decimal(232)),
        Volume(SALTED, "mass", Decimal(95)),
        Volume(CRAB, "mass", Decimal(120)),
        Volume(SALT, "mass", Decimal(50)),
    )
    assert {row.id: (row.events, row.lots, row.units) for row in found.products} == {
        JAR: (2, 1, 20),
        CRAB: (1, 1, 0),
        SALTED: (1, 1, 0),
        SALT: (1, 1, 0),
    }
    jars = next(row for row in found.products if row.id == JAR)
    assert jars.names == {"vi": "Ba khía muối hũ 400 g"}
    assert (jars.owner.id, jars.volumes) == (COOP, (Volume(JAR, "pieces", Decimal(232)),))


def test_those_who_make_carry_or_sell_have_a_row_and_no_others(bench: Workbench) -> None:
    found = report(bench)
    assert {row.id for row in found.cooperatives} == {COOP, PACKER, CARRIER}
    assert UNION not in {row.id for row in found.cooperatives}
    assert CERTIFIER not in {row.id for row in found.cooperatives}
    assert [row.name for row in found.cooperatives] == sorted(
        row.name for row in found.cooperatives
    )


def test_an_event_with_two_products_is_one_event_of_each(bench: Workbench) -> None:
    both: Payload = {"outputQuantityList": [lot(f"{SALTED}/10/T", 1), lot(f"{CRAB}/10/T", 1)]}
    made(bench, inputQuantityList=[lot(SALT_LOT, 1)], **both)
    found = report(bench)
    assert row_of(found, COOP).events == 6
    assert {row.id: row.events for row in found.products} == {JAR: 2, CRAB: 2, SALTED: 2, SALT: 1}
    assert sum(day.events for day in found.days) == 6


def test_a_lot_to_which_more_is_added_is_one_lot(bench: Workbench) -> None:
    bench.harvest(f"{CRAB}/10/MORE", 1)
    bench.harvest(f"{CRAB}/10/MORE", 2, bizStep="creating_class_instance")
    crabs = next(row for row in report(bench).products if row.id == CRAB)
    assert (crabs.lots, crabs.events) == (2, 3)
    assert crabs.volumes == (Volume(CRAB, "mass", Decimal(123)),)


# Periods.


def test_a_period_holds_its_beginning_and_not_its_end(bench: Workbench) -> None:
    bench.seal(after=DAY)
    index = bench.harvest(f"{CRAB}/10/NEXT", 7)
    at = next(seal.time for seal in bench.log_seals() if seal.index > index)
    assert row_of(report(bench, at, at + 1), COOP).events == 1
    assert row_of(report(bench, at - 1, at), COOP).events == 0
    assert row_of(report(bench, at + 1, at + 2), COOP).events == 0
    assert row_of(report(bench, 0, at), COOP).events == 5
    [product] = report(bench, at, at + 1).products
    assert (product.volumes, product.lots) == ((Volume(CRAB, "mass", Decimal(7)),), 1)


@pytest.mark.parametrize(("since", "until"), [(5, 5), (6, 5)])
def test_a_period_that_is_none_is_refused(since: int, until: int) -> None:
    with pytest.raises(NguonError) as caught:
        make_period(since, until)
    assert (caught.value.code, caught.value.field) == ("period_empty", "to")


def test_the_first_entry_of_a_time_is_found_for_every_time(bench: Workbench) -> None:
    """Compared with a walk through all seals."""
    for number in range(7):
        bench.seal(after=HOUR * (number % 3))  # some seals have the same time
        bench.harvest(f"{CRAB}/10/S{number}", 1)
    seals, size = bench.log_seals(), bench.checkpoint.size
    times = {seal.time + step for seal in seals for step in (-1, 0, 1)} | {0, EVER.until}
    with reading(bench.ledger._engine) as connection:
        for at in times:
            expected = min((seal.first for seal in seals if seal.time >= at), default=size)
            assert first_recorded(connection, NAME, at, size=size) == expected


def test_a_day_begins_where_the_period_is_looked_at(bench: Workbench) -> None:
    bench.seal(after=DAY)
    index = bench.harvest(f"{CRAB}/10/DAY", 1)
    at = next(seal.time for seal in bench.log_seals() if seal.index > index)
    for offset in (0, 7 * 60, -8 * 60, 14 * 60):
        days = report(bench, at, at + 1, offset).days
        assert [(day.day, day.events) for day in days] == [((at + offset * 60_000_000) // DAY, 1)]


# What does not count, and what is flagged.


def test_what_was_taken_back_does_not_count(guarded: Workbench) -> None:
    before = report(guarded)
    long_ago = format_time(guarded.time - 100 * HOUR)
    wrong = guarded.harvest(f"{CRAB}/10/WRONG", 1000, eventTime=long_ago)
    assert row_of(report(guarded), COOP).flags == 1
    assert next(row for row in report(guarded).products if row.id == CRAB).lots == 2
    guarded.seal()
    corrected(guarded, wrong)
    assert report(guarded) == before


def test_late_events_and_flags_are_counted_by_whose_they_are(guarded: Workbench) -> None:
    long_ago = format_time(guarded.time - 100 * HOUR)
    guarded.harvest(f"{CRAB}/10/LATE", 1, eventTime=long_ago)
    # Late, and before one of its inputs existed: two flags on one event.
    source: Payload = {"inputQuantityList": [lot(CRAB_LOT, 1), lot(SALT_LOT, 1)]}
    with guarded.unsent() as sent:
        made(guarded, outputQuantityList=[lot(f"{SALTED}/10/L", 1)], eventTime=long_ago, **source)
    assert guarded.outcome(sent[0]) == "overdrawn"  # all crabs of that lot were used
    source = {"inputQuantityList": [lot(SALT_LOT, 1)]}
    made(guarded, outputQuantityList=[lot(f"{SALTED}/10/L", 1)], eventTime=long_ago, **source)
    found = report(guarded)
    coop = row_of(found, COOP)
    assert (coop.late, coop.flags) == (2, 3)
    assert [(r.rule, r.flags, r.events, r.participants) for r in found.flags] == [
        ("late", 2, 2, 1),
        ("out_of_order", 1, 1, 1),
    ]
    assert sum(day.late for day in found.days) == 2
    assert sum(day.events for day in found.days) == coop.events


def test_a_rule_that_flags_an_event_twice_flags_one_event(guarded: Workbench) -> None:
    long_ago = format_time(guarded.time - 100 * HOUR)
    both: Payload = {"quantityList": [lot(SALT_LOT, 1), lot(JAR_LOT, 1, "H87")]}
    observed(guarded, by="certifier", bizStep="inspecting", eventTime=long_ago, **both)
    out_of_order = next(row for row in report(guarded).flags if row.rule == "out_of_order")
    assert (out_of_order.flags, out_of_order.events, out_of_order.participants) == (2, 1, 1)


def test_flags_of_others_than_cooperatives_are_counted_by_rule_alone(guarded: Workbench) -> None:
    long_ago = format_time(guarded.time - 100 * HOUR)
    seen: Payload = {"quantityList": [lot(JAR_LOT, 1, "H87")], "disposition": "conformant"}
    observed(guarded, by="certifier", bizStep="inspecting", eventTime=long_ago, **seen)
    found = report(guarded)
    assert {row.rule: row.participants for row in found.flags} == {"late": 1, "out_of_order": 1}
    assert sum(row.flags for row in found.cooperatives) == 0
    assert next(row for row in found.products if row.id == JAR).events == 3


# Who says nothing.


def test_who_is_active_and_records_nothing_is_silent(guarded: Workbench) -> None:
    since = guarded.time
    guarded.seal(after=DAY)
    grown(guarded, quantityList=[lot(f"{CRAB}/10/NOW", 1)])
    found = report(guarded, since)
    assert {row.id: row.silent for row in found.cooperatives} == {
        COOP: False,
        PACKER: True,
        CARRIER: True,
        NEIGHBOUR: True,
    }
    status_changed(guarded, PACKER, "suspended")
    status_changed(guarded, CARRIER, "dissolved")
    found = report(guarded, since)
    assert {row.id for row in found.cooperatives if row.silent} == {NEIGHBOUR}
    assert (row_of(found, PACKER).status, row_of(found, CARRIER).status) == (
        "suspended",
        "dissolved",
    )


def test_what_was_said_after_the_period_is_not_known_in_it(guarded: Workbench) -> None:
    until = guarded.time + 1
    guarded.seal(after=DAY)
    status_changed(guarded, PACKER, "suspended")
    late = participant(f"{NEIGHBOUR}-2", "late", "household", "producer")
    guarded.registry(late, "union")
    found = report(guarded, 0, until)
    assert row_of(found, PACKER).status == "active"
    assert f"{NEIGHBOUR}-2" not in {row.id for row in found.cooperatives}
    assert f"{NEIGHBOUR}-2" in {row.id for row in report(guarded).cooperatives}


def test_the_last_record_of_who_is_silent_is_from_before_the_period(guarded: Workbench) -> None:
    last = row_of(report(guarded), COOP).last_recorded
    assert last == guarded.log_seals()[-3].time  # before the rules, and the neighbour
    guarded.seal(after=DAY)
    quiet = row_of(report(guarded, guarded.time), COOP)
    assert (quiet.silent, quiet.last_recorded) == (True, last)
    assert row_of(report(guarded), NEIGHBOUR).last_recorded is None
    wrong = guarded.harvest(f"{CRAB}/10/WRONG", 1)
    guarded.seal(after=DAY)
    corrected(guarded, wrong)
    assert row_of(report(guarded, guarded.time), COOP).last_recorded == last


# By commune.


def test_communes_add_up_their_cooperatives(guarded: Workbench) -> None:
    found = {row.commune: row for row in report(guarded).communes}
    assert set(found) == {None, "Đầm Dơi"}
    assert (found[None].cooperatives, found[None].silent, found[None].events) == (3, 2, 5)
    assert (found["Đầm Dơi"].cooperatives, found["Đầm Dơi"].silent) == (1, 1)
    assert found[None].volumes == row_of(report(guarded), COOP).volumes


def test_amounts_are_added_exactly(guarded: Workbench) -> None:
    for number in range(10):
        guarded.harvest(f"{CRAB}/10/X{number}", 0.1)
    guarded.harvest(f"{CRAB}/10/BIG", 999_999_999_999)
    volumes = {v.product: v.made for v in row_of(report(guarded), COOP).volumes}
    assert volumes[CRAB] == Decimal(1_000_000_000_120)  # 120 + 10 * 0.1 + 999,999,999,999


# Certificates.


def certificates(bench: Workbench, until: str) -> list[tuple[str, bool, bool]]:
    found = report(bench, 0, parse_time(until)).certificates
    return [(row.id.rpartition("/")[2], row.expired, row.renewed) for row in found]


def issued(bench: Workbench, name: str, until: str, **changes: Any) -> None:
    identifier = f"https://{HOST}/credentials/{name}"
    paper = credential(JAR, credential=identifier, validUntil=until, **changes)
    bench.registry(paper, "certifier")


def test_certificates_that_end_are_named_until_they_are_revoked(bench: Workbench) -> None:
    """The story's own, ocop-1, is valid until the end of 2028."""
    assert certificates(bench, "2028-10-01T23:59:59Z") == []
    assert certificates(bench, "2028-10-02T00:00:00Z") == [("ocop-1", False, False)]  # 90 days
    assert certificates(bench, "2028-12-30T23:59:59Z") == [("ocop-1", False, False)]
    assert certificates(bench, "2028-12-31T00:00:00Z") == [("ocop-1", True, False)]
    issued(bench, "ocop-2", "2031-01-01T00:00:00Z")
    assert certificates(bench, "2028-12-31T00:00:00Z") == [("ocop-1", True, True)]
    issued(bench, "vietgap", "2026-04-01T00:00:00Z", scheme="VietGAP")
    assert certificates(bench, "2028-12-31T00:00:00Z") == [
        ("vietgap", True, False),
        ("ocop-1", True, True),
    ]
    revoked = {
        "type": "CredentialRevoked",
        "credential": f"https://{HOST}/credentials/ocop-1",
        "reason": "thử nghiệm",
    }
    bench.registry(revoked, "certifier")
    assert certificates(bench, "2028-12-31T00:00:00Z") == [("vietgap", True, False)]


def test_a_certificate_is_what_it_was_at_the_end_of_the_period(bench: Workbench) -> None:
    """One that was issued later is not in the report; one that was revoked later still is."""
    until = bench.time + 1
    soon = format_time(bench.time + 30 * DAY)
    issued(bench, "before", soon, scheme="VietGAP")
    bench.seal(after=DAY)
    issued(bench, "after", soon, scheme="organic")
    revoked = {
        "type": "CredentialRevoked",
        "credential": f"https://{HOST}/credentials/before",
        "reason": "thử nghiệm",
    }
    bench.registry(revoked, "certifier")
    found = report(bench, 0, until).certificates
    assert [row.id.rpartition("/")[2] for row in found] == ["before"]
    found = report(bench, 0, bench.time + 1).certificates
    assert [row.id.rpartition("/")[2] for row in found] == ["after"]


def test_a_certificate_says_of_what_and_by_whom(bench: Workbench) -> None:
    identifier = f"https://{HOST}/credentials/coop"
    bench.registry(credential(COOP, credential=identifier), "certifier")
    found = {row.id: row for row in report(bench).certificates}
    of_jar = found[f"https://{HOST}/credentials/ocop-1"]
    assert (of_jar.subject, of_jar.subject_names) == (JAR, {"vi": "Ba khía muối hũ 400 g"})
    assert (of_jar.scheme, of_jar.number, of_jar.level) == ("OCOP", "01/QD", "4")
    assert (of_jar.issuer.id, of_jar.issuer.name) == (CERTIFIER, "Thử nghiệm certifier")
    assert found[identifier].subject_names == {"": "Thử nghiệm coop"}


# Flags, one by one.


def flags(bench: Workbench, **asked: Any) -> list[FlaggedEvent]:
    return bench.ledger.flags(FlagQuestion(**asked), after=FIRST, limit=1000)


@pytest.fixture
def flagged(guarded: Workbench) -> Workbench:
    """Record a late event on each of three days, the last with two flags and two products."""
    for number in range(2):
        old = format_time(guarded.time - (80 + number) * HOUR)
        guarded.harvest(f"{CRAB}/10/F{number}", 1, eventTime=old)
        guarded.seal(after=DAY)
    old = format_time(guarded.time - 200 * HOUR)
    both: Payload = {"outputQuantityList": [lot(f"{SALTED}/10/F", 1), lot(f"{CRAB}/10/F", 1)]}
    made(guarded, inputQuantityList=[lot(SALT_LOT, 2)], eventTime=old, **both)
    return guarded


def test_flags_are_named_in_the_order_of_the_log(flagged: Workbench) -> None:
    found = flags(flagged)
    assert [flag.rule for flag in found] == ["late", "late", "late", "out_of_order"]
    assert [flag.place for flag in found] == sorted(flag.place for flag in found)
    first = found[0]
    assert (first.participant.id, first.step, first.subject) == (COOP, "harvest", None)
    assert first.values == {"hours": str((first.recorded - first.happened) // HOUR)}
    assert (found[3].subject, found[3].place.number) == (SALT_LOT, 1)


def test_flags_are_asked_for_by_time_rule_and_participant(flagged: Workbench) -> None:
    times = [flag.recorded for flag in flags(flagged)]
    assert len(flags(flagged, since=times[1])) == 3
    assert len(flags(flagged, until=times[1])) == 1
    assert len(flags(flagged, since=times[1], until=times[1] + 1)) == 1
    assert [flag.rule for flag in flags(flagged, rule="out_of_order")] == ["out_of_order"]
    assert len(flags(flagged, participant=COOP)) == 4
    assert flags(flagged, participant=CARRIER) == []
    with pytest.raises(NguonError, match="unknown_participant"):
        flags(flagged, participant="https://nobody.example/x")


def test_flags_are_read_on_from_any_place(flagged: Workbench) -> None:
    whole = flags(flagged)
    for size in (1, 2, 3):
        read: list[FlaggedEvent] = []
        while page := flagged.ledger.flags(
            FlagQuestion(), after=read[-1].place if read else FIRST, limit=size
        ):
            assert len(page) <= size
            read += page
        assert read == whole


# Size.


DEEDS = 100_000
FIRST_BULK = 10_000
BULK_TIME = parse_time("2027-01-01T00:00:00Z")
BULK_STEP = 365 * DAY // DEEDS


@pytest.fixture
def large(bench: Workbench) -> Workbench:
    """Write a year of deeds, lots, flags and seals behind the engine's back."""
    size = FIRST_BULK + DEEDS
    note = sign_checkpoint(Checkpoint(bench.origin, size, bytes(32)), KEYS.log)
    execute_many(
        bench.path,
        "INSERT INTO deed (ledger, idx, product, participant, step, happened, recorded,"
        " dimension, made) VALUES (?, ?, ?, ?, 'harvest', 0, ?, 'mass', ?)",
        (
            (NAME, at, CRAB, COOP, BULK_TIME + n * BULK_STEP, f"{n % 97}.25")
            for n, at in enumerate(range(FIRST_BULK, size))
        ),
    )
    execute_many(
        bench.path,
        "INSERT INTO touch (ledger, subject, idx, role) VALUES (?, ?, ?, 'made')",
        ((NAME, f"{CRAB}/10/B{at}", at) for at in range(FIRST_BULK, size)),
    )
    execute_many(
        bench.path,
        "INSERT INTO flag (ledger, idx, number, rule, details) VALUES (?, ?, 0, 'late', '{}')",
        ((NAME, at) for at in range(FIRST_BULK, size, 10)),
    )
    execute_many(
        bench.path,
        "INSERT INTO seal (ledger, idx, first, time) VALUES (?, ?, ?, ?)",
        ((NAME, at, at, BULK_TIME + n * BULK_STEP) for n, at in enumerate(range(FIRST_BULK, size))),
    )
    tamper(bench.path, "UPDATE checkpoint SET size = ?, note = ?", size, note)
    return bench


def test_a_report_looks_at_each_deed_once(large: Workbench) -> None:
    """The report of a hundred thousand deeds: so many steps for each, and no more."""
    with counted(large.ledger._engine) as work:
        found = report(large, BULK_TIME)
    coop = row_of(found, COOP)
    assert (coop.events, coop.late, len(found.days)) == (DEEDS, DEEDS // 10, 365)
    assert coop.volumes[0].made == sum(n % 97 for n in range(DEEDS)) + Decimal(DEEDS) / 4
    assert found.products[0].lots == DEEDS
    assert work.steps < 60 * DEEDS
    assert work.calls < 30 * DEEDS
