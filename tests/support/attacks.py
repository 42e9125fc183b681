"""Evidence that must be refused, one attack a function, each with the failure it must meet.

The name of a function is the name of its vector in tests/vectors/bundles.json.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from nguon_ledger.encoding.base64s import b64_encode
from nguon_ledger.encoding.rfc3339 import format_time
from nguon_ledger.log.note import (
    COSIGNATURE,
    NoteSignature,
    Verifier,
    cosigned_message,
    format_note,
    parse_note,
)
from support.forge import ORIGIN, Payload, seeded_key
from support.story import (
    CARTON,
    CRAB,
    CRAB_LOT,
    JAR_LOT,
    SALT_LOT,
    SALTED_LOT,
    UNIT,
    Story,
    lot,
    whole_story,
)

SMALL_ORDER_KEY = {
    "kty": "OKP",
    "crv": "Ed25519",
    "x": "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
}


@dataclass(frozen=True)
class Attack:
    """Evidence, where it must fail (``step`` 0: nowhere), and what is flagged in it."""

    bundle: bytes
    pins: Payload
    index: int | None = None
    subject: str | None = None
    asked: str = UNIT
    flags: tuple[Payload, ...] = ()


@dataclass(frozen=True)
class Case:
    """A named attack with the verdict, step and code that it must get."""

    name: str
    verdict: str
    step: int
    code: str
    make: Callable[[], Attack]

    @property
    def is_flagged(self) -> bool:
        """Whether step 10 passed, so that the flags are known."""
        return self.step in {0, 11}


CASES: list[Case] = []


def case(step: int, code: str) -> Callable[[Callable[[], Attack]], Callable[[], Attack]]:
    """Register an attack under its function's name."""

    def register(make: Callable[[], Attack]) -> Callable[[], Attack]:
        unchecked = step == 1 or code in {"unknown_log", "rules_unknown"}
        verdict = "verified" if step == 0 else "unchecked" if unchecked else "wrong"
        CASES.append(Case(make.__name__, verdict, step, code, make))
        return make

    return register


def edited(bundle: bytes, edit: Callable[[Any], None]) -> bytes:
    """Return the bundle with its JSON changed in place by ``edit``."""
    value = json.loads(bundle)
    edit(value)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _of(
    story: Story, index: int | None = None, subject: str | None = None, asked: str = UNIT
) -> Attack:
    return Attack(story.bundle(asked), story.pins_json, index, subject, asked)


def _edited_story(edit: Callable[[Any], None], **where: Any) -> Attack:
    story = whole_story()
    return Attack(edited(story.bundle(UNIT), edit), story.pins_json, **where)


# Nothing wrong.


@case(0, "")
def honest_unit() -> Attack:
    return _of(whole_story())


@case(0, "")
def honest_lot() -> Attack:
    return _of(whole_story(), asked=JAR_LOT)


@case(0, "")
def honest_in_a_carton_shipped() -> Attack:
    story = whole_story()
    story.event(
        story.head(
            "AggregationEvent",
            "cartoning",
            action="ADD",
            bizStep="packing",
            parentID=CARTON,
            childEPCs=[UNIT],
        ),
        "coop",
    )
    story.event(
        story.head(
            "ObjectEvent", "shipping", action="OBSERVE", bizStep="shipping", epcList=[CARTON]
        ),
        "carrier",
    )
    story.seal()
    return _of(story)


@case(0, "")
def honest_carton() -> Attack:
    story = whole_story()
    story.event(
        story.head(
            "AggregationEvent",
            "cartoning",
            action="ADD",
            bizStep="packing",
            parentID=CARTON,
            childEPCs=[UNIT],
        ),
        "coop",
    )
    story.seal()
    return _of(story, asked=CARTON)


@case(0, "")
def honest_process_over_days() -> Attack:
    story = Story()
    story.found()
    story.harvest()
    story.harvest(SALT_LOT, 50)
    story.seal()
    process = "urn:uuid:00000000-0000-4000-9000-000000000001"
    first = story.head(
        "TransformationEvent",
        "salting",
        transformationID=process,
        inputQuantityList=[lot(CRAB_LOT, 120)],
    )
    story.event(first, "coop")
    story.seal()
    second = story.head(
        "TransformationEvent",
        "salting",
        transformationID=process,
        inputQuantityList=[lot(SALT_LOT, 30)],
        outputQuantityList=[lot(SALTED_LOT, 95)],
    )
    story.event(second, "coop")
    story.seal()
    return _of(story, asked=SALTED_LOT)


@case(0, "")
def honest_correction() -> Attack:
    story = Story()
    story.found()
    wrong = story.head("ObjectEvent", "harvest", action="ADD", quantityList=[lot(CRAB_LOT, 1200)])
    story.event(wrong, "coop")
    story.seal()
    declaration = {"declarationTime": format_time(story.time), "reason": "incorrect_data"}
    story.event(wrong | {"errorDeclaration": declaration}, "coop")
    story.harvest()
    story.harvest(SALT_LOT, 50)
    story.seal()
    story.salting()
    story.seal()
    return _of(story, asked=SALTED_LOT)


@case(0, "")
def honest_lot_added_to() -> Attack:
    story = Story()
    story.found()
    story.harvest(kilos=60)
    story.seal()
    story.harvest(kilos=60, bizStep="creating_class_instance")
    story.harvest(SALT_LOT, 50)
    story.seal()
    story.salting()
    story.seal()
    return _of(story, asked=SALTED_LOT)


@case(0, "")
def honest_crop_with_diary() -> Attack:
    story = Story()
    story.found()
    crop = f"{CRAB}/10/POND-1"
    story.event(
        story.head("ObjectEvent", "stocking", action="ADD", quantityList=[lot(crop, 500, "H87")]),
        "coop",
    )
    story.event(
        story.head(
            "ObjectEvent",
            "feeding",
            action="OBSERVE",
            bizStep="inspecting",
            quantityList=[lot(crop, 500, "H87")],
        ),
        "coop",
    )
    story.seal()
    grown: Payload = {"nguon:grownFrom": [crop]}
    story.harvest(**grown)
    story.seal()
    return _of(story, asked=CRAB_LOT)


@case(0, "")
def honest_grams_against_kilos() -> Attack:
    story = whole_story()
    story.event(
        story.head(
            "ObjectEvent",
            "loss",
            action="DELETE",
            bizStep="destroying",
            quantityList=[lot(SALTED_LOT, 2000, "GRM")],
        ),
        "coop",
    )
    story.seal()
    return _of(story)


@case(0, "")
def honest_cosigned() -> Attack:
    return _cosigned(quorum=1)


@case(0, "")
def honest_unknown_statement_type_is_ignored() -> Attack:
    story = whole_story()
    story.statement("vnd.example.other+json", {"any": "thing"}, "stranger")
    story.seal()
    index = story.size - 2
    bundle = json.loads(story.bundle(UNIT))
    indices = [e["index"] for e in bundle["entries"]]
    indices.insert(-1, index)
    return Attack(rebundled(story, indices, UNIT), story.pins_json)


def rebundled(story: Story, indices: list[int], asked: str) -> bytes:
    """Return a bundle with just these entries and a right node table."""
    from nguon_ledger.trace.bundle import Entry, format_bundle, needed_nodes

    return format_bundle(
        identifier=asked,
        checkpoint_note=story.checkpoint_note,
        entries=[Entry(i, story.entry(i)) for i in indices],
        nodes=[story.node(span) for span in needed_nodes(indices, story.size)],
    )


def _without(story: Story, *left_out: int, asked: str = UNIT) -> bytes:
    indices = [e["index"] for e in json.loads(story.bundle(asked))["entries"]]
    return rebundled(story, [i for i in indices if i not in left_out], asked)


# 1 evidence.


@case(1, "bundle_unreadable")
def evidence_not_json() -> Attack:
    return Attack(b"<html>login</html>", whole_story().pins_json)


@case(1, "bundle_unreadable")
def evidence_duplicate_name() -> Attack:
    story = whole_story()
    bundle = story.bundle(UNIT).replace(b'{"format"', b'{"format":"nguon-trace/1","format"', 1)
    return Attack(bundle, story.pins_json)


@case(1, "bundle_unreadable")
def evidence_extra_member() -> Attack:
    return _edited_story(lambda b: b.update(verified=True))


@case(1, "bundle_unreadable")
def evidence_with_an_extra_member_in_an_entry() -> Attack:
    return _edited_story(lambda b: b["entries"][0].update(verified=True))


@case(1, "bundle_unreadable")
def evidence_entries_out_of_order() -> Attack:
    return _edited_story(lambda b: b["entries"].reverse())


@case(1, "bundle_unreadable")
def evidence_entry_twice() -> Attack:
    return _edited_story(lambda b: b["entries"].insert(0, b["entries"][0]))


@case(1, "bundle_unreadable")
def evidence_short_node() -> Attack:
    return _edited_story(lambda b: b["nodes"].__setitem__(0, b64_encode(b"short")))


@case(1, "bundle_unreadable")
def evidence_node_in_two_spellings() -> Attack:
    def respell(b: Any) -> None:
        node = b["nodes"][0]
        last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".index(node[-2])
        b["nodes"][0] = (
            node[:-2]
            + "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[last + 1]
            + "="
        )

    return _edited_story(respell)


@case(1, "bundle_unreadable")
def evidence_negative_index() -> Attack:
    return _edited_story(lambda b: b["entries"][0].update(index=-1))


@case(1, "bundle_version")
def evidence_of_a_later_version() -> Attack:
    return _edited_story(lambda b: b.update(format="nguon-trace/2", more={}))


# 2 checkpoint.


@case(2, "checkpoint_malformed")
def checkpoint_is_no_note() -> Attack:
    return _edited_story(lambda b: b.update(checkpoint="hello"))


@case(2, "checkpoint_malformed")
def checkpoint_with_an_extension_line() -> Attack:
    return _edited_story(
        lambda b: b.update(checkpoint=b["checkpoint"].replace("\n\n", "\nextension\n\n", 1))
    )


@case(2, "unknown_log")
def checkpoint_of_a_log_that_is_not_pinned() -> Attack:
    story = whole_story()
    return Attack(story.bundle(UNIT), {"ledgers": []}, subject=ORIGIN)


@case(2, "log_signature_missing")
def checkpoint_signed_by_another_key_than_pinned() -> Attack:
    story = whole_story()
    other = Verifier(ORIGIN, 1, seeded_key("other").public.raw)
    pins = {"ledgers": [{"origin": ORIGIN, "vkey": other.vkey}]}
    return Attack(story.bundle(UNIT), pins)


@case(2, "log_signature_bad")
def checkpoint_with_another_size() -> Attack:
    size = whole_story().size
    return _edited_story(
        lambda b: b.update(checkpoint=b["checkpoint"].replace(f"\n{size}\n", f"\n{size + 1}\n"))
    )


def _cosigned(*, quorum: int, spoil: bool = False) -> Attack:
    story = whole_story()
    key, name = seeded_key("witness"), "witness.example/w1"
    witness = Verifier(name, COSIGNATURE, key.public.raw)
    note = parse_note(story.checkpoint_note)
    stamp = (1_772_400_000).to_bytes(8, "big")
    signature = key.sign(cosigned_message(note.text, stamp))
    if spoil:
        signature = bytes([signature[0] ^ 1]) + signature[1:]
    line = NoteSignature(name, witness.key_id, stamp + signature)
    cosigned = format_note(note.text, [*note.signatures, line]).decode()
    pins = {
        "ledgers": [story.pins_json["ledgers"][0] | {"witnesses": [witness.vkey], "quorum": quorum}]
    }
    return Attack(edited(story.bundle(UNIT), lambda b: b.update(checkpoint=cosigned)), pins)


@case(2, "cosignature_bad")
def checkpoint_with_a_bad_cosignature() -> Attack:
    return _cosigned(quorum=0, spoil=True)


@case(2, "witness_quorum")
def checkpoint_without_the_witnesses_asked_for() -> Attack:
    story = whole_story()
    witness = Verifier("witness.example/w1", COSIGNATURE, seeded_key("witness").public.raw)
    pin = story.pins_json["ledgers"][0] | {"witnesses": [witness.vkey], "quorum": 1}
    return Attack(story.bundle(UNIT), {"ledgers": [pin]})


# 3 inclusion.


@case(3, "index_out_of_range")
def inclusion_beyond_the_tree() -> Attack:
    size = whole_story().size
    return _edited_story(lambda b: b["entries"][-1].update(index=size), index=size)


@case(3, "nodes_mismatch")
def inclusion_with_a_node_too_many() -> Attack:
    return _edited_story(lambda b: b["nodes"].append(b["nodes"][0]))


@case(3, "nodes_mismatch")
def inclusion_with_an_entry_left_out() -> Attack:
    return _edited_story(lambda b: b["entries"].pop(3))


@case(3, "inclusion_failed")
def inclusion_of_a_changed_event() -> Attack:
    story = whole_story()
    position, entry = _entry_of(story, "salting")

    def flip(b: Any) -> None:
        text = b["entries"][position]["statement"]
        b["entries"][position]["statement"] = text[:-1] + ("A" if text[-1] != "A" else "B")

    return Attack(edited(story.bundle(UNIT), flip), story.pins_json, index=entry)


@case(3, "inclusion_failed")
def inclusion_of_an_emptied_event() -> Attack:
    story = whole_story()
    position, entry = _entry_of(story, "salting")
    bundle = edited(story.bundle(UNIT), lambda b: b["entries"][position].update(statement=""))
    return Attack(bundle, story.pins_json, index=entry)


@case(3, "inclusion_failed")
def inclusion_of_two_events_swapped() -> Attack:
    story = whole_story()
    one, index = _entry_of(story, "harvest")
    two, _ = _entry_of(story, "salting")

    def swap(b: Any) -> None:
        a, c = b["entries"][one], b["entries"][two]
        a["statement"], c["statement"] = c["statement"], a["statement"]

    return Attack(edited(story.bundle(UNIT), swap), story.pins_json, index=index)


@case(3, "inclusion_failed")
def inclusion_in_an_older_checkpoint_of_the_same_size() -> Attack:
    other = Story()
    other.found()
    other.harvest(kilos=121)
    other.harvest(SALT_LOT, 50)
    other.seal()
    for step in (other.salting, other.packing, other.labelling):
        step()
        other.seal()
    note = other.checkpoint_note.decode()
    return _edited_story(lambda b: b.update(checkpoint=note), index=0)


def _entry_of(story: Story, step: str, asked: str = UNIT) -> tuple[int, int]:
    """Return the position in the bundle and the index of the first event of a step."""
    from nguon_ledger.statement import parse_statement

    entries = json.loads(story.bundle(asked))["entries"]
    for position, entry in enumerate(entries):
        payload = parse_statement(entry["statement"].encode(), log=ORIGIN).payload
        if payload.get("nguon:step") == step:
            return position, int(entry["index"])
    raise LookupError(step)


# 4 statements: forged into the log itself, so that inclusion holds.


def _with_raw(data: bytes, **where: Any) -> Attack:
    """Put raw bytes into the log and into the evidence."""
    story = whole_story()
    index = story.raw(data)
    story.seal()
    indices = [e["index"] for e in json.loads(story.bundle(UNIT))["entries"]]
    indices = sorted({*indices, index})
    return Attack(rebundled(story, indices, UNIT), story.pins_json, index=index, **where)


@case(4, "statement_malformed")
def statement_of_two_parts() -> Attack:
    return _with_raw(b"e30.e30")


@case(4, "statement_malformed")
def statement_with_another_header_member() -> Attack:
    return _with_raw(_jws({"alg": "Ed25519", "kid": "k", "typ": "t", "log": ORIGIN, "crit": []}))


@case(4, "statement_malformed")
def statement_with_a_duplicate_name() -> Attack:
    return _with_raw(_jws_raw(_header(), b'{"type":"a","type":"b"}'))


@case(4, "statement_malformed")
def statement_with_half_a_surrogate_pair() -> Attack:
    return _with_raw(_jws_raw(_header(), b'{"a":"\\ud800"}'))


@case(4, "statement_malformed")
def statement_with_a_number_beyond_a_double() -> Attack:
    return _with_raw(_jws_raw(_header(), b'{"a":1234567890123456789}'))


@case(4, "statement_malformed")
def statement_nested_too_deep() -> Attack:
    return _with_raw(_jws_raw(_header(), b'{"a":' + b"[" * 40 + b"]" * 40 + b"}"))


@case(4, "statement_malformed")
def statement_in_broken_utf8() -> Attack:
    return _with_raw(_jws_raw(_header(), b'{"a":"\xff"}'))


@case(4, "statement_malformed")
def statement_with_padding() -> Attack:
    return _with_raw(_jws_raw(_header(), b"{}") + b"=")


@case(4, "wrong_log")
def statement_signed_for_another_log() -> Attack:
    return _with_raw(_jws_raw(_header(log="other.example/log"), b"{}"))


def _header(log: str = ORIGIN) -> bytes:
    return json.dumps({"alg": "Ed25519", "kid": "k", "typ": "t", "log": log}).encode()


def _jws(header: Payload) -> bytes:
    return _jws_raw(json.dumps(header).encode(), b"{}")


def _jws_raw(header: bytes, payload: bytes) -> bytes:
    from nguon_ledger.encoding.base64s import b64url_encode

    return ".".join(map(b64url_encode, (header, payload, bytes(64)))).encode()


def everything(story: Story, asked: str = UNIT, **where: Any) -> Attack:
    """Return evidence that holds every entry of the log."""
    return Attack(
        rebundled(story, list(range(story.size)), asked), story.pins_json, asked=asked, **where
    )
