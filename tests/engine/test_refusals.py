"""What the door refuses: each case with its code, nothing stored, and no harm to its neighbours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from engine.steps import (
    grown,
    key_added,
    key_revoked,
    made,
    observed,
    okp,
    packed,
    recalled,
    sold,
    status_changed,
)
from engine.workbench import Workbench, rows_of
from nguon_ledger.encoding.rfc3339 import format_time
from nguon_ledger.engine.ledger import Recorded
from nguon_ledger.errors import NguonError
from nguon_ledger.statement import EVENT_TYP, REGISTRY_TYP, SEAL_TYP, sign_statement
from support.forge import HOST, seeded_key
from support.story import (
    CARRIER,
    CARTON,
    COOP,
    CRAB,
    CRAB_LOT,
    JAR,
    JAR_LOT,
    PACKER,
    SALT,
    SALT_LOT,
    SALTED_LOT,
    UNION,
    UNIT,
    credential,
    genesis,
    jwk,
    lot,
    participant,
    product,
)
from vectors.edwards25519 import TORSION, add, decode_leniently, encode

GRACE = 5 * 60 * 1_000_000
NEVER = f"{CRAB}/10/never"
LEFT = 50 - 30  # kg of salt
BAD_GTIN = "https://id.gs1.org/01/08930000000018"
BAD_GLN = "https://id.gs1.org/414/8930000000018"
FAR = "https://id.gs1.org/414/8930000000019"

Tell = Callable[[Workbench], object]


def mixed_order(name: str) -> bytes:
    """Return a key of full length with a part of order 8: canonical, not small, not prime-order."""
    point = decode_leniently(seeded_key(name).public.raw)
    assert point is not None
    return encode(add(point, TORSION))


def after(*tell: Tell) -> Tell:
    """Tell all; only the last is what is refused."""

    def told(bench: Workbench) -> None:
        *before, last = tell
        sent, bench._unsent = bench._unsent, None
        for step in before:
            step(bench)
        bench._unsent = sent
        last(bench)

    return told


def raw(data: bytes) -> Tell:
    return lambda b: b.raw(data)


def signed(typ: str, payload: bytes, log: str | None = None, by: str = "coop") -> Tell:
    return lambda b: b.raw(
        sign_statement(typ=typ, log=log or b.origin, payload=payload, key=seeded_key(by))
    )


def again(**changes: Any) -> Tell:
    return lambda b: b.harvest(CRAB_LOT, 1, **changes)


SIGNER: dict[str, tuple[str, Tell]] = {
    "stranger": ("unknown_key", lambda b: grown(b, by="stranger", quantityList=[lot(NEVER, 1)])),
    "revoked": ("key_revoked", after(lambda b: key_revoked(b, "coop"), lambda b: b.harvest(NEVER))),
    "revoked_by_itself": (
        "key_revoked",
        after(lambda b: key_revoked(b, "coop", by="coop"), lambda b: b.harvest(NEVER)),
    ),
    "suspended": (
        "participant_inactive",
        after(lambda b: status_changed(b, COOP, "suspended"), lambda b: b.harvest(NEVER)),
    ),
    "dissolved": (
        "participant_inactive",
        after(lambda b: status_changed(b, COOP, "dissolved"), lambda b: b.harvest(NEVER)),
    ),
    "suspended_registers": (
        "participant_inactive",
        after(
            lambda b: status_changed(b, COOP, "suspended"),
            lambda b: key_added(b, jwk("another")),
        ),
    ),
    "carrier_makes": (
        "role_missing",
        lambda b: grown(b, by="carrier", quantityList=[lot(NEVER, 1)]),
    ),
    "certifier_packs": (
        "role_missing",
        lambda b: packed(b, CARTON, by="certifier", childEPCs=[UNIT]),
    ),
}

FORM: dict[str, tuple[str, Tell]] = {
    "no_jws": ("jws_malformed", raw(b"abc")),
    "not_ascii": ("jws_malformed", raw(b"\xff.\xff.\xff")),
    "too_large": ("statement_too_large", raw(b"a" * 65_536)),
    "bad_json": ("json_syntax", signed(EVENT_TYP, b"{")),
    "bad_utf8": ("utf8_malformed", signed(EVENT_TYP, b'{"a": "\xff"}')),
    "name_twice": ("json_duplicate_name", signed(EVENT_TYP, b'{"a": 1, "a": 2}')),
    "no_object": ("json_not_object", signed(EVENT_TYP, b"[]")),
    "other_log": ("wrong_log", signed(EVENT_TYP, b"{}", log="ledger.example/log/other")),
    "unknown_typ": ("unknown_type", signed("vnd.nguon.other+json", b"{}")),
    "seal": (
        "unknown_type",
        signed(SEAL_TYP, b'{"time":"2026-03-01T00:00:00Z","from":0,"size":1}', by="seal"),
    ),
    "bad_signature": ("signature_bad", lambda b: b.raw(b.sent[0][:-8] + b"AAAAAAAA")),
    "schema": ("schema_violation", lambda b: b.harvest(NEVER, bizStep="harvesting")),
    "schema_registry": (
        "schema_violation",
        lambda b: b.registry(participant("no-uri", "new", "cooperative", "producer"), "union"),
    ),
    "check_digit": ("check_digit", lambda b: b.harvest(f"{BAD_GTIN}/10/A", 1)),
    "check_digit_of_place": (
        "check_digit",
        lambda b: b.harvest(NEVER, bizLocation={"id": BAD_GLN}),
    ),
    "identifier": ("identifier_malformed", lambda b: b.harvest(f"{CRAB}/10/{21 * 'a'}", 1)),
    "future": (
        "future_event",
        lambda b: b.harvest(NEVER, eventTime=format_time(b.time + GRACE + 1)),
    ),
}

REFERENCES: dict[str, tuple[str, Tell]] = {
    "product": ("unknown_product", lambda b: b.harvest(f"https://{HOST}/p/other/10/A", 1)),
    "place": ("unknown_location", lambda b: b.harvest(NEVER, readPoint={"id": FAR})),
    "input": ("input_missing", lambda b: b.salting(inputQuantityList=[lot(NEVER, 1)])),
    "input_unit": (
        "input_missing",
        lambda b: made(b, inputEPCList=[f"{JAR}/21/9"], outputQuantityList=[lot(NEVER, 1)]),
    ),
    "process": (
        "input_missing",
        lambda b: made(b, transformationID="urn:x:p", outputQuantityList=[lot(NEVER, 1)]),
    ),
    "observed": ("input_missing", lambda b: observed(b, quantityList=[lot(NEVER, 1)])),
    "sold": ("input_missing", lambda b: sold(b, epcList=[f"{JAR}/21/9"])),
    "child": ("input_missing", lambda b: packed(b, CARTON, childEPCs=[f"{JAR}/21/9"])),
    "unpacked": ("input_missing", lambda b: packed(b, CARTON, action="DELETE", childEPCs=[UNIT])),
    "grown_from": (
        "input_missing",
        lambda b: b.harvest(f"{CRAB}/10/new", 1, **{"nguon:grownFrom": [NEVER]}),
    ),
    "lot_of_units": (
        "input_missing",
        lambda b: grown(b, epcList=[f"{JAR}/21/9"], ilmd={"cbvmda:lotNumber": "never"}),
    ),
    "lot_in_the_same_event": (
        "input_missing",
        lambda b: grown(
            b,
            epcList=[f"{JAR}/21/9"],
            quantityList=[lot(f"{JAR}/10/J9", 5, "H87")],
            ilmd={"cbvmda:lotNumber": "J9"},
        ),
    ),
}

BOOKS: dict[str, tuple[str, Tell]] = {
    "event_exists": (
        "event_exists",
        lambda b: b.harvest(NEVER, eventID="urn:uuid:00000000-0000-4000-8000-000000000001"),
    ),
    "lot_exists": ("lot_exists", again()),
    "added_by_another": (
        "product_foreign",
        lambda b: grown(
            b, by="packer", bizStep="creating_class_instance", quantityList=[lot(CRAB_LOT, 1)]
        ),
    ),
    "unit_exists": ("lot_exists", lambda b: grown(b, epcList=[UNIT])),
    "overdrawn": ("overdrawn", lambda b: sold(b, quantityList=[lot(SALT_LOT, LEFT + 0.000001)])),
    "overdrawn_in_grams": (
        "overdrawn",
        lambda b: sold(b, quantityList=[lot(SALT_LOT, LEFT * 1000 + 0.001, "GRM")]),
    ),
    "unit_mismatch": ("unit_mismatch", lambda b: sold(b, quantityList=[lot(SALT_LOT, 1, "LTR")])),
    "unit_mismatch_added": (
        "unit_mismatch",
        again(bizStep="creating_class_instance", quantityList=[lot(CRAB_LOT, 1, "H87")]),
    ),
    "overserialised": (
        "overserialised",
        lambda b: grown(
            b,
            epcList=[f"{JAR}/21/{n:04}" for n in range(21, 21 + 232 - 20 + 1)],
            ilmd={"cbvmda:lotNumber": "J1"},
        ),
    ),
    "already_spent": (
        "already_spent",
        after(lambda b: sold(b, epcList=[UNIT]), lambda b: sold(b, epcList=[UNIT])),
    ),
    "cycle": (
        "cycle",
        lambda b: made(
            b,
            bizStep="creating_class_instance",
            inputQuantityList=[lot(SALTED_LOT, 1)],
            outputQuantityList=[lot(CRAB_LOT, 1)],
        ),
    ),
    "cycle_by_growing": (
        "cycle",
        again(bizStep="creating_class_instance", **{"nguon:grownFrom": [SALTED_LOT]}),
    ),
    "cycle_through_a_process": (
        "cycle",
        after(
            lambda b: made(b, transformationID="urn:x:p", inputQuantityList=[lot(SALTED_LOT, 1)]),
            lambda b: made(
                b,
                transformationID="urn:x:p",
                bizStep="creating_class_instance",
                outputQuantityList=[lot(CRAB_LOT, 1)],
            ),
        ),
    ),
    "cycle_of_containers": (
        "cycle",
        after(
            lambda b: packed(b, CARTON, childEPCs=[UNIT]),
            lambda b: packed(b, "https://id.gs1.org/00/089300000000000026", childEPCs=[CARTON]),
            lambda b: packed(b, CARTON, childEPCs=["https://id.gs1.org/00/089300000000000026"]),
        ),
    ),
    "recall_of_a_lot": (
        "recall_foreign",
        lambda b: recalled(b, by="packer", quantityList=[lot(JAR_LOT, 1, "H87")]),
    ),
    "recall_of_a_unit": ("recall_foreign", lambda b: recalled(b, by="carrier", epcList=[UNIT])),
    "recall_of_a_carton": (
        "recall_foreign",
        after(
            lambda b: packed(b, CARTON, childEPCs=[UNIT]),
            lambda b: recalled(b, by="packer", epcList=[CARTON]),
        ),
    ),
    "corrects_nothing": (
        "correction_unknown",
        lambda b: b.harvest(
            NEVER,
            errorDeclaration={"declarationTime": format_time(b.time), "reason": "did_not_occur"},
        ),
    ),
}

REGISTRY: dict[str, tuple[str, Tell]] = {
    "second_genesis": (
        "genesis_misplaced",
        lambda b: b.registry(genesis(b.log.vkey, rules=2), "union"),
    ),
    "genesis_by_another": ("genesis_misplaced", lambda b: b.registry(genesis(b.log.vkey), "coop")),
    "small_order": ("weak_key", lambda b: key_added(b, okp(bytes([1]) + bytes(31)))),
    "small_order_at_first": (
        "weak_key",
        lambda b: b.registry(
            participant(
                f"https://{HOST}/new", "new", "household", "producer", keys=[okp(bytes(32))]
            ),
            "union",
        ),
    ),
    "mixed_order": ("weak_key", lambda b: key_added(b, okp(mixed_order("another")))),
    "key_twice": ("already_registered", lambda b: key_added(b, jwk("packer"))),
    "participant_twice": (
        "already_registered",
        lambda b: b.registry(participant(COOP, "new", "cooperative", "producer"), "union"),
    ),
    "participant_by_coop": (
        "not_authorized",
        lambda b: b.registry(
            participant(f"https://{HOST}/new", "new", "household", "producer"), "coop"
        ),
    ),
    "operator_suspended": ("not_authorized", lambda b: status_changed(b, UNION, "suspended")),
    "status_of_nobody": (
        "unknown_participant",
        lambda b: status_changed(b, f"https://{HOST}/nobody", "suspended"),
    ),
    "key_of_another": ("not_authorized", lambda b: key_added(b, jwk("new"), by="packer")),
    "key_revoked_twice": (
        "key_revoked",
        after(
            lambda b: key_revoked(b, "packer"), lambda b: key_revoked(b, "packer", reason="ceased")
        ),
    ),
    "key_of_nobody_revoked": ("unknown_key", lambda b: key_revoked(b, "nobody")),
    "product_of_another": (
        "not_authorized",
        lambda b: b.registry(product(CRAB, PACKER, "Của tôi"), "packer"),
    ),
    "credential_by_coop": (
        "not_authorized",
        lambda b: b.registry(
            credential(JAR, issuer=COOP, credential=f"https://{HOST}/c/2"), "coop"
        ),
    ),
    "credential_for_nobody": (
        "unknown_subject",
        lambda b: b.registry(
            credential(f"https://{HOST}/nobody", credential=f"https://{HOST}/c/2"), "certifier"
        ),
    ),
    "credential_revoked_by_nobody": (
        "unknown_credential",
        lambda b: b.registry(
            {
                "type": "CredentialRevoked",
                "credential": f"https://{HOST}/credentials/none",
                "reason": "thử nghiệm",
            },
            "certifier",
        ),
    ),
}

ALL = {
    f"{group}-{name}": case
    for group, cases in (
        ("signer", SIGNER),
        ("form", FORM),
        ("reference", REFERENCES),
        ("books", BOOKS),
        ("registry", REGISTRY),
    )
    for name, case in cases.items()
}


@pytest.mark.parametrize(("code", "tell"), ALL.values(), ids=ALL.keys())
def test_what_is_refused_has_a_code_and_leaves_nothing(
    bench: Workbench, code: str, tell: Tell
) -> None:
    with bench.unsent() as statements:
        tell(bench)
    before = rows_of(bench.path)
    assert bench.refused(statements[-1]).code == code
    assert rows_of(bench.path) == before


# A refusal at the desk (form, key, signature) never enters a batch; these do.
IN_BATCH = {
    name: case
    for name, case in ALL.items()
    if name.startswith("books") or name in {"reference-input", "registry-key_twice"}
}


@pytest.mark.parametrize(("code", "tell"), IN_BATCH.values(), ids=IN_BATCH.keys())
def test_a_refusal_in_a_batch_does_not_harm_its_neighbours(
    bench: Workbench, code: str, tell: Tell
) -> None:
    with bench.unsent() as statements:
        tell(bench)
        bench.harvest(f"{CRAB}/10/before")
        bench.harvest(f"{CRAB}/10/behind")
    refused, *neighbours = statements
    first, second, third = bench.together([neighbours[0], refused, neighbours[1]])
    assert isinstance(first, Recorded)
    assert isinstance(second, NguonError)
    assert isinstance(third, Recorded)
    assert second.code == code
    assert third.index == first.index + 1
    bench.check_log()
    bench.verified(f"{CRAB}/10/behind")


def test_a_refusal_names_the_field_at_fault(bench: Workbench) -> None:
    with bench.unsent() as statements:
        bench.salting(inputQuantityList=[lot(NEVER, 1)])
        packed(bench, CARTON, childEPCs=[f"{JAR}/21/9"])
        bench.harvest(NEVER, eventTime=format_time(bench.time + GRACE + 1))
    fields = [bench.refused(statement).field for statement in statements]
    assert fields == ["inputQuantityList", "childEPCs", "eventTime"]


def test_what_the_grace_and_the_balance_just_allow_is_recorded(bench: Workbench) -> None:
    """The other side of each border, so that the refusals above are not for another reason."""
    bench.harvest(NEVER, eventTime=format_time(bench.time + GRACE))
    sold(bench, quantityList=[lot(SALT_LOT, LEFT)])
    grown(
        bench,
        epcList=[f"{JAR}/21/{n:04}" for n in range(21, 21 + 232 - 20)],
        ilmd={"cbvmda:lotNumber": "J1"},
    )
    bench.harvest(CRAB_LOT, 1, bizStep="creating_class_instance")
    packed(bench, CARTON, childEPCs=[UNIT])
    packed(bench, CARTON, action="DELETE")
    recalled(bench, by="coop", epcList=[f"{JAR}/21/0002"])
    recalled(bench, by="union", quantityList=[lot(SALTED_LOT, 1)])
    key_added(bench, jwk("another"))
    bench.check_log()


def test_a_batch_sees_what_came_before_it_in_the_same_batch(bench: Workbench) -> None:
    with bench.unsent() as statements:
        bench.harvest(NEVER, 10)
        sold(bench, quantityList=[lot(NEVER, 6)])
        sold(bench, quantityList=[lot(NEVER, 6)])
        sold(bench, quantityList=[lot(NEVER, 4)])
        bench.harvest(NEVER, 10)
    codes = [getattr(answer, "code", None) for answer in bench.together(statements)]
    assert codes == [None, None, "overdrawn", None, "lot_exists"]


def test_a_registry_change_holds_for_what_follows_in_the_same_batch(bench: Workbench) -> None:
    with bench.unsent() as statements:
        bench.harvest(f"{CRAB}/10/before")
        key_revoked(bench, "coop")
        bench.harvest(f"{CRAB}/10/behind")
    codes = [getattr(answer, "code", None) for answer in bench.together(statements)]
    assert codes == [None, None, "key_revoked"]
    bench.verified(f"{CRAB}/10/before")


def test_each_product_counts_serials_by_its_own_content(bench: Workbench) -> None:
    """Two products in one labelling event: 1 kg is two jars of 400 g, but ten bags of 100 g."""
    bag = "https://id.gs1.org/01/08930000000026"
    content = {"quantity": 100, "uom": "GRM"}
    bench.registry(product(bag, COOP, "Túi 100 g", netContent=content), "coop")
    for thing in (JAR, bag):
        bench.harvest(f"{thing}/10/K1", 1)
    units = [f"{bag}/21/{n}" for n in range(10)] + [f"{JAR}/21/K{n}" for n in range(2)]
    number = {"cbvmda:lotNumber": "K1"}
    with bench.unsent() as statements:
        grown(bench, epcList=[*units, f"{JAR}/21/K2"], ilmd=number)
        grown(bench, epcList=units, ilmd=number)
    assert bench.refused(statements[0]).code == "overserialised"
    bench.recorded(statements[1])
    for unit in units:
        bench.verified(unit)


def test_a_certificate_named_like_its_subject_is_one_statement_about_one_thing(
    bench: Workbench,
) -> None:
    bench.registry(credential(COOP, credential=COOP), "certifier")
    bench.check_log()


def test_json_members_that_nobody_knows_are_kept(bench: Workbench) -> None:
    note: Any = {"deep": [1, "hai", None]}
    index = grown(bench, quantityList=[lot(NEVER, 1)], **{"nguon:note": note})
    assert bench.statements()[index].payload["nguon:note"] == note


def test_a_participant_that_is_active_again_may_sign_again(bench: Workbench) -> None:
    status_changed(bench, CARRIER, "suspended")
    status_changed(bench, CARRIER, "active")
    observed(bench, by="carrier", quantityList=[lot(SALT_LOT, 1)])
    assert SALT in bench.verified(SALT_LOT).registry.products


def test_the_registry_typ_does_not_carry_an_event(bench: Workbench) -> None:
    with bench.unsent() as statements:
        bench.statement(REGISTRY_TYP, bench.head("ObjectEvent", "harvest"), "coop")
    assert bench.refused(statements[0]).code == "schema_violation"
