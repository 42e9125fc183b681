"""Flags where no vector reaches: what a verifier does not see all of."""

from __future__ import annotations

from typing import Any

from nguon_ledger.rules.case import open_case
from nguon_ledger.rules.finding import Finding
from nguon_ledger.rules.flags import judge, judge_in_hindsight
from support.attacks_custody import CRABS, GROWN, POND, jars
from support.attacks_papers import ONE, paper, until
from support.attacks_places import FED
from support.attacks_time import DAY, at, sprayed
from support.attacks_yield import OUT, PROCESS, RECIPE, recipe
from support.forge import HOUR, START
from support.hall import Hall
from support.market import FIELD, U1
from support.story import COOP, CRAB, CRAB_LOT, JAR_LOT, SALT_LOT, SALTED, lot, product

SUSPENDED = {
    "type": "ParticipantStatusChanged",
    "participant": COOP,
    "status": "suspended",
    "effective": "2026-03-01T00:00:00Z",
    "reason": "x",
}


def rules_of(flags: list[Finding]) -> list[str]:
    return [flag.rule for flag in flags]


def test_what_is_not_tracked_is_not_judged() -> None:
    hall = Hall()
    hall.say(recipe({"step": "salting", "hoursMin": 24, "hoursMax": 25}), "coop")
    hall.say(product(SALTED, COOP, "x", recipe=RECIPE), "coop")
    hall.things.strange |= {CRAB_LOT, FIELD}
    hall.make(lot(SALT_LOT, 1))
    assert hall.turn([CRABS, lot(SALT_LOT, 1)], [lot(OUT, 1)]) == []
    early = at(START)
    assert hall.see(CRABS, **early) == []
    assert hall.make(CRABS, **GROWN, **early) == []
    assert hall.work(POND, **sprayed(hall.time)) == []
    assert hall.receive(CRABS) == []


def test_a_process_is_timed_although_nothing_of_it_is_tracked() -> None:
    hall = Hall()
    hall.say(recipe({"step": "salting", "hoursMax": 0.5}), "coop")
    hall.say(product(SALTED, COOP, "x", recipe=RECIPE), "coop")
    hall.things.strange.add(CRAB_LOT)
    hall.turn([CRABS], [], **PROCESS)
    assert rules_of(hall.turn([], [lot(OUT, 1)], **PROCESS)) == ["too_slow"]


def test_a_correction_is_not_judged() -> None:
    hall = Hall()
    hall.make(CRABS)
    late = hall.head("ObjectEvent", "x", action="OBSERVE", bizStep="other") | at(START)
    late |= {"quantityList": [CRABS], "errorDeclaration": {"reason": "did_not_occur"}}
    hall.time += 30 * DAY
    recorded = hall.recorded(late)
    hall.index += 1
    hall.say(SUSPENDED)
    case = open_case(recorded, hall.registry, hall.things)
    assert judge(case) == []
    assert list(judge_in_hindsight(case)) == []


def test_all_flags_of_one_event_in_the_order_of_the_table() -> None:
    hall = Hall()
    hall.say(recipe({"step": "drying", "hoursMin": 1}), "coop")
    hall.say(product(SALTED, COOP, "x", recipe=RECIPE), "coop")
    hall.say(paper(ONE, SALTED, **until(START)), "certifier")
    hall.make(CRABS)
    hall.time += 99 * HOUR
    members: dict[str, Any] = at(hall.time - 100 * HOUR - 1)
    members |= {"readPoint": {"id": "geo:1,1"}, "certificationInfo": ["https://x.example/c"]}
    members |= {"nguon:results": [{"test": "a", "value": 2, "limit": 1}]}
    flags = hall.turn([CRABS], [lot(OUT, 101)], **members)
    assert rules_of(flags) == [
        "late",
        "out_of_order",
        "step_not_in_recipe",
        "yield_high",
        "place_outside",
        "certificate_unknown",
        "certificate_expired",
        "limit_exceeded",
    ]
    assert {flag.index for flag in flags} == {hall.index - 1}


def test_flags_of_a_diary_entry_in_the_order_of_the_table() -> None:
    hall = Hall()
    hall.make(POND, lot(f"{CRAB}/10/POND-2", 1, "H87"))
    hall.work(lot(f"{CRAB}/10/POND-2", 1, "H87"), **FED)
    start = hall.time
    hall.time += DAY
    hall.make(CRABS, **GROWN, **at(start))
    told = hall.work(POND, **FED | sprayed(start - DAY, 5))
    assert rules_of(told) == ["out_of_order", "isolation"]
    hall.things.events.pop()
    spoken = FED | {"nguon:results": [{"test": "a", "value": 2, "limit": 1}]}
    assert rules_of(hall.work(POND, **spoken)) == ["diary_copied", "limit_exceeded"]


def test_a_receipt_of_what_was_never_sent_says_nothing_of_amounts() -> None:
    hall = Hall(rules=2)
    hall.make(jars(20))
    hall.label(U1)
    hall.ship(U1)
    assert hall.receive(U1) == []
    assert hall[JAR_LOT].shipped is None


def test_hindsight_is_asked_of_each_event() -> None:
    hall = Hall()
    hall.make(CRABS)
    hall.see(CRABS, by="packer")
    hall.make(lot(SALT_LOT, 1))
    assert hall.hindsight() == []
    hall.say(SUSPENDED)
    first = hall.things.events[0].index
    told = [(flag.rule, flag.index, flag.subject, flag.values) for flag in hall.hindsight()]
    suspended = {"status": "suspended"}
    assert told == [("signer_ended", index, COOP, suspended) for index in (first, first + 2)]
