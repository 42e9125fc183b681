"""The way in: groups in order, keys that an earlier line registers, and who said it before."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from engine.steps import corrected_event, key_added, key_revoked, sold, status_changed
from engine.test_replay import PhoneKey
from engine.workbench import PATIENCE, Workbench, settled
from nguon_ledger.engine.commit.pool import Group
from nguon_ledger.engine.intake import door
from nguon_ledger.engine.intake.tickets import Taken, Ticket
from nguon_ledger.engine.ledger import Recorded
from nguon_ledger.errors import NguonError
from nguon_ledger.registry.state import Registry
from nguon_ledger.statement import EVENT_TYP
from support.story import COOP, CRAB, jwk, lot

NEW = "new"


def by_new_key(bench: Workbench, name: str, key: str = NEW) -> bytes:
    """Return a harvest signed by a key that the story does not know."""
    with bench.unsent() as statements:
        event = bench.head("ObjectEvent", "harvest", action="ADD")
        event["quantityList"] = [lot(f"{CRAB}/10/{name}", 1)]
        bench.statement(EVENT_TYP, event, key)
    return statements[0]


def addition(bench: Workbench, key: str = NEW) -> bytes:
    with bench.unsent() as statements:
        key_added(bench, jwk(key))
    return statements[0]


def harvest(bench: Workbench, name: str) -> bytes:
    with bench.unsent() as statements:
        bench.harvest(f"{CRAB}/10/{name}", 5)
    return statements[0]


def codes(bench: Workbench, statements: Sequence[bytes], taken: Sequence[Taken]) -> list[str]:
    """Wait for every answer; return its code, "" for a receipt."""
    found: list[str] = []
    for data, one in zip(statements, taken, strict=True):
        answer = one.answers.result(PATIENCE)[one.place] if isinstance(one, Ticket) else one
        if isinstance(answer, Recorded):
            bench.accepted(data, answer)
        found.append(answer.code if isinstance(answer, NguonError) else "")
    return found


def in_order(bench: Workbench, statements: Sequence[bytes]) -> list[str]:
    return codes(bench, statements, bench.ledger.submit_in_order(statements))


def test_a_key_registered_by_an_earlier_line_signs_later_ones(bench: Workbench) -> None:
    statements = [addition(bench), *(by_new_key(bench, f"n{n}") for n in range(5))]
    assert in_order(bench, statements) == [""] * 6


def test_a_stranger_between_the_key_and_its_user_harms_nobody(bench: Workbench) -> None:
    """Each line that needs it is looked at again, also where nothing is waited for."""
    statements = [
        addition(bench),
        by_new_key(bench, "s", key="stranger"),
        by_new_key(bench, "t", key="stranger"),
        by_new_key(bench, "n"),
    ]
    assert in_order(bench, statements) == ["", "unknown_key", "unknown_key", ""]


def test_a_key_registered_by_a_later_line_does_not_sign_earlier_ones(bench: Workbench) -> None:
    statements = [by_new_key(bench, "n"), addition(bench)]
    assert in_order(bench, statements) == ["unknown_key", ""]


def test_a_participant_that_is_let_in_again_signs_in_the_same_group(bench: Workbench) -> None:
    status_changed(bench, COOP, "suspended")
    with bench.unsent() as change:
        status_changed(bench, COOP, "active")
    data = harvest(bench, "again")
    assert in_order(bench, [data, *change, data]) == ["participant_inactive", "", ""]


def test_many_lines_by_a_new_key_are_not_a_batch_each(bench: Workbench) -> None:
    statements = [addition(bench), *(by_new_key(bench, f"b{n}") for n in range(40))]
    before = len(bench.log_seals())
    assert set(in_order(bench, statements)) == {""}
    assert len(bench.log_seals()) - before <= 3


def test_a_refused_line_leaves_its_place_and_the_others_theirs(bench: Workbench) -> None:
    good, other = harvest(bench, "a"), harvest(bench, "b")
    with bench.unsent() as late:
        sold(bench, quantityList=[lot(f"{CRAB}/10/nobody", 1)])
    statements = [b"garbage", good, *late, other, good[:-4] + b"AAAA"]
    taken = bench.ledger.submit_each(statements)
    assert codes(bench, statements, taken) == [
        "jws_malformed",
        "",
        "input_missing",
        "",
        "signature_bad",
    ]


def test_nothing_to_send_is_answered_with_nothing(bench: Workbench) -> None:
    assert bench.ledger.submit_each([]) == []
    assert bench.ledger.submit_in_order([]) == []


def test_a_group_that_is_not_taken_in_is_refused_as_a_whole(bench: Workbench) -> None:
    statements = [harvest(bench, "x"), b"garbage", harvest(bench, "y")]
    ledger = bench.ledger
    bench.close()
    taken = ledger.submit_each(statements)
    found = [one.code for one in taken if isinstance(one, NguonError)]
    assert found == ["storage_unavailable", "jws_malformed", "storage_unavailable"]
    assert ledger.waiting().count == 0


def test_a_waiter_that_goes_when_its_batch_has_begun_is_recorded_all_the_same(
    bench: Workbench,
) -> None:
    """It can be withdrawn until then (test_faults); behind that nobody's answer is disturbed."""
    statements = [harvest(bench, f"w{n}") for n in range(3)]
    with bench.gathered(statements) as queued:
        assert isinstance(queued[1], Future)
        assert queued[1].cancel()
    for number in (0, 2):
        answer = settled(queued[number])
        assert isinstance(answer, Recorded)
        bench.accepted(statements[number], answer)
    assert bench.log_entries().count(statements[1]) == 1
    assert bench.ledger.waiting().count == 0
    assert not bench.recorded(statements[1]).is_new


def test_the_same_bytes_in_one_batch_stand_once(bench: Workbench) -> None:
    data = harvest(bench, "same")
    answers = bench.together([data] * 5)
    assert len({a.index for a in answers if isinstance(a, Recorded)}) == 1
    assert [a.is_new for a in answers if isinstance(a, Recorded)] == [True] + [False] * 4


def test_the_same_bytes_in_one_group_stand_once(bench: Workbench) -> None:
    data = harvest(bench, "same")
    assert in_order(bench, [data, data, data]) == ["", "", ""]
    assert bench.log_entries().count(data) == 1


@pytest.mark.parametrize("restarts", [False, True])
def test_the_same_bytes_later_are_answered_with_their_place(
    bench: Workbench, *, restarts: bool
) -> None:
    data = harvest(bench, "same")
    first = bench.recorded(data)
    bench.harvest(f"{CRAB}/10/between")
    if restarts:
        bench.restart()
    again = bench.recorded(data)
    assert (again.index, again.is_new) == (first.index, False)
    bench.check_log()


def test_what_was_said_while_the_key_was_good_is_still_answered(bench: Workbench) -> None:
    assert bench.outcome(addition(bench)) is None
    data, unsaid = by_new_key(bench, "then"), by_new_key(bench, "never")
    first = bench.recorded(data)
    key_revoked(bench, NEW)
    again = bench.recorded(data)
    assert (again.index, again.is_new) == (first.index, False)
    assert bench.refused(unsaid).code == "key_revoked"


def test_of_a_key_that_has_ended_only_the_very_bytes_are_answered(bench: Workbench) -> None:
    """Not another event under the same eventID, nor the same one with a broken signature."""
    assert bench.outcome(addition(bench)) is None
    data = by_new_key(bench, "then")
    bench.recorded(data)
    key_revoked(bench, NEW)
    assert bench.refused(data[:-6] + b"AAAAAA").code == "key_revoked"


def test_an_event_that_was_taken_back_is_still_known_by_its_bytes(bench: Workbench) -> None:
    data = harvest(bench, "back")
    first = bench.recorded(data)
    bench.seal()
    with bench.unsent() as corrections:
        corrected_event(bench, data)
    correction = bench.recorded(corrections[0])
    size = bench.checkpoint.size
    for statement, expected in ((data, first), (corrections[0], correction)):
        again = bench.recorded(statement)
        assert (again.index, again.is_new) == (expected.index, False)
    answers = bench.together([data, corrections[0], data])
    assert [a.is_new for a in answers if isinstance(a, Recorded)] == [False] * 3
    assert bench.checkpoint.size == size


def test_the_second_es256_signature_of_an_event_makes_no_second_entry(bench: Workbench) -> None:
    """Whoever sees a signature (r, s) can make (r, n - s); it says nothing new."""
    phone = PhoneKey(ec.generate_private_key(ec.SECP256R1()))
    key_added(bench, phone.public.jwk())
    event = bench.head("ObjectEvent", "harvest", action="ADD")
    event["quantityList"] = [lot(f"{CRAB}/10/es256", 1)]
    data, other = phone.sign_both_ways(event, EVENT_TYP)
    answers = bench.together([data, other, data])
    assert [getattr(answer, "code", "") for answer in answers] == ["", "event_exists", ""]
    assert bench.refused(other).code == "event_exists"
    assert bench.recorded(data).is_new is False
    bench.check_log()


class Failing:
    """What the door hands groups to: a store that fails once, at the n-th group, and is back."""

    def __init__(self, bench: Workbench, *, at: int, late: bool) -> None:
        self.groups = 0
        self._writer = bench.ledger._writer
        self._at = at
        self._late = late

    @property
    def registry(self) -> Registry:
        return self._writer.registry

    def put(self, group: Group) -> None:
        self.groups += 1
        if self.groups - 1 != self._at:
            self._writer.put(group)
        elif self._late:
            group.future.set_exception(NguonError("storage_unavailable", "it failed in between"))
        else:
            raise NguonError("storage_unavailable", "it fails")


@pytest.mark.parametrize("late", [False, True], ids=["at the door", "on the way"])
@pytest.mark.parametrize("at", [0, 1])
def test_after_a_store_that_failed_nothing_more_of_its_sender_is_queued(
    bench: Workbench, monkeypatch: pytest.MonkeyPatch, at: int, *, late: bool
) -> None:
    """The store is back at once: what rests on the lost harvest must not hear input_missing."""
    monkeypatch.setattr(door, "SLICE", 2)
    with bench.unsent() as statements:
        for number in range(3):
            bench.harvest(f"{CRAB}/10/X{number}", 5)
            sold(bench, quantityList=[lot(f"{CRAB}/10/X{number}", 1)])
        sold(bench, quantityList=[lot(f"{CRAB}/10/X0", 1)])
    failing = Failing(bench, at=at, late=late)
    monkeypatch.setattr(bench.ledger._door, "_taker", failing)
    answers = outcomes(bench.ledger.submit_in_order(statements))
    assert answers == [""] * 2 * at + ["storage_unavailable"] * (7 - 2 * at)
    assert failing.groups == at + 1
    monkeypatch.undo()
    assert in_order(bench, statements) == [""] * 7


def test_nor_after_a_store_that_failed_while_one_was_checked(
    bench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    with bench.unsent() as statements:
        bench.harvest(f"{CRAB}/10/X", 5)
        sold(bench, quantityList=[lot(f"{CRAB}/10/X", 1)])
    checker, lost = bench.ledger._door._checker, NguonError("storage_unavailable", "away")
    check = checker.check
    monkeypatch.setattr(
        checker, "check", lambda data: lost if data == statements[0] else check(data)
    )
    assert outcomes(bench.ledger.submit_in_order(statements)) == ["storage_unavailable"] * 2


def outcomes(taken: Sequence[Taken]) -> list[str]:
    """Return the code of each refusal, whichever way it came; "" for a receipt."""
    codes: list[str] = []
    for one in taken:
        try:
            answer = one.answers.result(PATIENCE)[one.place] if isinstance(one, Ticket) else one
        except NguonError as e:
            answer = e
        codes.append(answer.code if isinstance(answer, NguonError) else "")
    return codes
