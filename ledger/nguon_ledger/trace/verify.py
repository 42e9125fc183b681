"""The eleven steps of docs/verification.md, in their order and under their numbers.

``verify_bundle`` returns what may be trusted or raises StepError; ``examine_bundle`` turns that
into a report. JavaScript does the same in verifier_web/verify/verify.js, and both pass the files
in tests/vectors. No clock, no network.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nguon_ledger.errors import NguonError
from nguon_ledger.events.gs1 import check_location
from nguon_ledger.events.lots import LotBalance
from nguon_ledger.events.reading import read_event
from nguon_ledger.events.roles import check_owner, check_role
from nguon_ledger.log.checkpoint import Checkpoint, open_checkpoint, parse_checkpoint
from nguon_ledger.log.note import Note, count_cosigners, parse_note
from nguon_ledger.registry.authority import authorize, check_genesis, check_keys
from nguon_ledger.registry.reading import read_registry
from nguon_ledger.registry.state import Registry
from nguon_ledger.registry.statements import Genesis
from nguon_ledger.rules.finding import Finding
from nguon_ledger.statement import (
    EVENT_TYP,
    REGISTRY_TYP,
    SEAL_TYP,
    UnverifiedStatement,
    parse_statement,
    verify_signature,
)
from nguon_ledger.trace.bundle import UnverifiedBundle, parse_bundle
from nguon_ledger.trace.chain import Chain, trace_chain
from nguon_ledger.trace.corrections import corrected_events
from nguon_ledger.trace.failure import StepError, at_entry
from nguon_ledger.trace.holdings import Holdings, check_holdings
from nguon_ledger.trace.inclusion import check_inclusion
from nguon_ledger.trace.pins import Pin
from nguon_ledger.trace.recorded import RecordedEvent
from nguon_ledger.trace.seals import Seals, check_seals
from nguon_ledger.trace.standing import check_recallers, check_standing

STEPS = (
    "evidence",
    "checkpoint",
    "inclusion",
    "statements",
    "registry",
    "signatures",
    "time",
    "events",
    "chain",
    "quantities",
    "standing",
)
FUTURE_GRACE = 5 * 60 * 1_000_000  # a phone's clock may run ahead
_UNCHECKED_CODES = {"unknown_log", "rules_unknown"}

Indexed = tuple[int, UnverifiedStatement]


@dataclass(frozen=True)
class VerifiedTrace:
    """What all eleven steps passed for. ``corrected`` are events that were taken back."""

    asked: str
    checkpoint: Checkpoint
    checkpoint_time: int
    registry: Registry
    chain: Chain
    holdings: Holdings
    corrected: tuple[RecordedEvent, ...]

    @property
    def balances(self) -> dict[str, LotBalance]:
        """The books of the lots on the way."""
        return self.holdings.balances

    @property
    def flags(self) -> tuple[Finding, ...]:
        """What a reader should know although nothing is wrong."""
        return self.holdings.flags


@dataclass(frozen=True)
class Report:
    """The verdict as data: ``verified``, ``unchecked`` or ``wrong``, and why.

    ``flags`` are there if step 10 was passed.
    """

    verdict: str
    failure: StepError | None
    trace: VerifiedTrace | None
    flags: tuple[Finding, ...] = ()


def examine_bundle(data: bytes, *, pins: Sequence[Pin], asked: str) -> Report:
    """Verify and report instead of raising."""
    verification = _Verification(pins, asked)
    try:
        trace = verification.run(data)
    except StepError as e:
        unchecked = e.step == 1 or e.code in _UNCHECKED_CODES
        return Report("unchecked" if unchecked else "wrong", e, None, verification.flags)
    return Report("verified", None, trace, trace.flags)


def verify_bundle(data: bytes, *, pins: Sequence[Pin], asked: str) -> VerifiedTrace:
    """Verify evidence about ``asked``. Raises StepError with ``step`` set."""
    return _Verification(pins, asked).run(data)


class _Verification:
    """One run; each step reads what the steps before it established."""

    def __init__(self, pins: Sequence[Pin], asked: str) -> None:
        self.pins = pins
        self.asked = asked
        self.step = 0
        self.flags: tuple[Finding, ...] = ()

    def run(self, data: bytes) -> VerifiedTrace:
        try:
            return self._run(data)
        except NguonError as e:
            failure = e if isinstance(e, StepError) else StepError(e.code, e.detail)
            failure.step = self.step
            raise failure from None

    def _run(self, data: bytes) -> VerifiedTrace:
        self.step = 1
        bundle = parse_bundle(data)
        self.step = 2
        pin, checkpoint = _step2_checkpoint(bundle, self.pins)
        self.step = 3
        check_inclusion(bundle, checkpoint)
        self.step = 4
        statements = _step4_statements(bundle, checkpoint.origin)
        self.step = 5
        registry, genesis = _step5_registry(statements, pin)
        self.step = 6
        _step6_signatures(statements, registry)
        self.step = 7
        seals = _step7_time(statements, genesis, checkpoint)
        self.step = 8
        events = _step8_events(statements, registry, seals)
        self.step = 9
        chain, live, corrected = _step9_chain(events, registry, bundle.id, self.asked)
        self.step = 10
        holdings = check_holdings(chain, live, registry)
        self.flags = holdings.flags
        self.step = 11
        check_standing(chain, corrected, registry, seals)
        time = seals.recorded(checkpoint.size - 1)
        return VerifiedTrace(self.asked, checkpoint, time, registry, chain, holdings, corrected)


def _step2_checkpoint(bundle: UnverifiedBundle, pins: Sequence[Pin]) -> tuple[Pin, Checkpoint]:
    note = _parse_checkpoint_note(bundle)
    origin = parse_checkpoint(note.text).origin
    pin = next((pin for pin in pins if pin.origin == origin), None)
    if pin is None:
        raise StepError("unknown_log", f"no key is pinned for {origin}", subject=origin)
    checkpoint = open_checkpoint(bundle.checkpoint_note, pin.log)
    try:
        cosigners = count_cosigners(note, pin.witnesses)
    except NguonError as e:
        raise StepError("cosignature_bad", e.detail) from None
    if cosigners < pin.quorum:
        raise StepError("witness_quorum", f"{cosigners} of {pin.quorum} witnesses cosigned")
    return pin, checkpoint


def _parse_checkpoint_note(bundle: UnverifiedBundle) -> Note:
    try:
        return parse_note(bundle.checkpoint_note)
    except NguonError as e:
        raise StepError("checkpoint_malformed", e.detail) from None


def _step4_statements(bundle: UnverifiedBundle, origin: str) -> list[Indexed]:
    statements = []
    for entry in bundle.entries:
        try:
            statements.append((entry.index, parse_statement(entry.data, log=origin)))
        except NguonError as e:
            code = e.code if e.code == "wrong_log" else "statement_malformed"
            raise StepError(code, e.detail, index=entry.index) from None
    return statements


def _step5_registry(statements: Sequence[Indexed], pin: Pin) -> tuple[Registry, Genesis]:
    registry = Registry()
    signed: set[bytes] = set()
    first_index, first = statements[0]
    if first_index != 0 or first.typ != REGISTRY_TYP:
        raise StepError("genesis_missing", "the evidence does not begin with Genesis", index=0)
    with at_entry(0):
        genesis = check_genesis(
            read_registry(first.payload), origin=pin.origin, vkey=pin.log.vkey, kid=first.kid
        )
        key = next(key for key in genesis.operator.keys if key.kid == first.kid)
        verify_signature(first, key)
        registry.record(0, genesis)
        _refuse_replay(signed, first)
    for index, statement in _of_type(statements[1:], REGISTRY_TYP):
        with at_entry(index):
            _refuse_replay(signed, statement)
            _admit(registry, index, statement)
    return registry, genesis


def _refuse_replay(signed: set[bytes], statement: UnverifiedStatement) -> None:
    """Refuse what was said before: it would undo what was said since.

    The signed part decides, since ES256 has two good signatures for one. Events have an eventID.
    """
    if statement.signing_input in signed:
        raise NguonError("statement_replayed", "the same statement stands earlier")
    signed.add(statement.signing_input)


def _admit(registry: Registry, index: int, statement: UnverifiedStatement) -> None:
    change = read_registry(statement.payload)
    check_keys(change)
    signer = registry.signer_at(statement.kid, index)
    verify_signature(statement, signer.key)
    authorize(registry, index, change, signer)
    registry.record(index, change, signer=statement.kid)


def _step6_signatures(statements: Sequence[Indexed], registry: Registry) -> None:
    for index, statement in _of_type(statements, EVENT_TYP):
        with at_entry(index):
            verify_signature(statement, registry.signer_at(statement.kid, index).key)


def _step7_time(statements: Sequence[Indexed], genesis: Genesis, checkpoint: Checkpoint) -> Seals:
    seals = check_seals(_of_type(statements, SEAL_TYP), genesis.seal_key)
    for index, statement in statements:
        if statement.typ in {EVENT_TYP, REGISTRY_TYP}:
            seals.recorded(index)
    last_index, last = statements[-1]
    if last_index != checkpoint.size - 1 or last.typ != SEAL_TYP:
        raise StepError("seal_missing", "the checkpoint's own seal", index=checkpoint.size - 1)
    return seals


def _step8_events(
    statements: Sequence[Indexed], registry: Registry, seals: Seals
) -> list[RecordedEvent]:
    events = []
    for index, statement in _of_type(statements, EVENT_TYP):
        with at_entry(index):
            events.append(_read_recorded(index, statement, registry, seals))
    return events


def _read_recorded(
    index: int, statement: UnverifiedStatement, registry: Registry, seals: Seals
) -> RecordedEvent:
    event = read_event(statement.payload)
    recorded = seals.recorded(index)
    if event.happened > recorded + FUTURE_GRACE:
        raise NguonError("future_event", "it happened after it was recorded", field="eventTime")
    participant = registry.signer_at(statement.kid, index).participant
    if not event.is_correction:
        check_role(event, registry.participants[participant])
    for listed in event.listed:
        if listed.item.product is not None:
            registry.product_at(listed.item.product, index)
    check_owner(event, participant, registry, index)
    for place in event.places:
        if not place.startswith("geo:"):
            check_location(place)
            registry.location_at(place, index)
    return RecordedEvent(index, event, statement.data, statement.kid, participant, recorded)


def _step9_chain(
    events: Sequence[RecordedEvent], registry: Registry, identifier: str, asked: str
) -> tuple[Chain, list[RecordedEvent], tuple[RecordedEvent, ...]]:
    void = corrected_events(events, registry)
    if identifier != asked:
        raise StepError("other_id", f"the evidence is about {identifier}", subject=identifier)
    live = [e for e in events if e.index not in void]
    chain = trace_chain(asked, live)
    check_recallers(chain, registry)
    return chain, live, tuple(e for e in events if e.index in void)


def _of_type(statements: Sequence[Indexed], typ: str) -> list[Indexed]:
    return [pair for pair in statements if pair[1].typ == typ]
