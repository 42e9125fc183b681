"""Attacks on steps 5 to 7: registry, signatures, time. All are logged, sealed and included."""

from __future__ import annotations

from typing import Any

from nguon_ledger.statement import EVENT_TYP, SEAL_TYP
from support.attacks import SMALL_ORDER_KEY, Attack, case, everything, rebundled
from support.forge import HOST, HOUR, Payload, seeded_key
from support.story import (
    COOP,
    CRAB_LOT,
    JAR,
    PACKER,
    UNION,
    UNIT,
    Story,
    credential,
    genesis,
    jwk,
    participant,
    place,
    product,
    whole_story,
)

NEW = f"https://{HOST}/participants/new"


def _registry(payload: Payload, by: str = "union") -> Attack:
    """Log a registry statement that should not be there, at the end of the story."""
    story = whole_story()
    index = story.registry(payload, by)
    story.seal()
    return everything(story, index=index)


def _genesis(by: str = "union", **changes: Any) -> Attack:
    story = Story()
    story.registry(genesis(story.log.vkey, **changes), by)
    story.seal()
    return everything(story, index=0)


# 5 registry: Genesis.


@case(5, "genesis_missing")
def registry_without_genesis() -> Attack:
    story = whole_story()
    return Attack(rebundled(story, list(range(1, story.size)), UNIT), story.pins_json, index=0)


@case(5, "genesis_missing")
def registry_begins_with_a_participant() -> Attack:
    story = Story()
    story.registry(participant(NEW, "new", "cooperative", "producer"), "union")
    story.seal()
    return everything(story, index=0)


@case(5, "genesis_mismatch")
def genesis_of_another_log() -> Attack:
    return _genesis(origin="other.example/log")


@case(5, "genesis_mismatch")
def genesis_that_names_other_log_keys() -> Attack:
    return _genesis(logKeys=["ledger.example/log/test+00000000+AAAA"])


@case(5, "weak_key")
def genesis_with_a_weak_seal_key() -> Attack:
    return _genesis(sealKey=SMALL_ORDER_KEY)


@case(5, "unknown_key")
def genesis_signed_by_a_stranger() -> Attack:
    return _genesis(by="stranger")


@case(5, "signature_bad")
def genesis_with_a_bad_signature() -> Attack:
    story = Story()
    index = story.registry(genesis(story.log.vkey), "union")
    story.entries[index] = spoiled(story.entries[index])
    story.seal()
    return everything(story, index=0)


@case(5, "genesis_misplaced")
def genesis_a_second_time() -> Attack:
    return _registry(genesis(Story().log.vkey, time="2026-03-02T00:00:00Z"))


# 5 registry: shape, signer, authority.


@case(5, "registry_malformed")
def registry_of_unknown_type() -> Attack:
    return _registry({"type": "OperatorReplaced"})


@case(5, "registry_malformed")
def registry_without_a_name() -> Attack:
    payload = participant(NEW, "new", "cooperative", "producer")
    del payload["name"]
    return _registry(payload)


@case(5, "registry_malformed")
def registry_with_an_unknown_role() -> Attack:
    return _registry(participant(NEW, "new", "cooperative", "operator"))


@case(5, "registry_malformed")
def registry_with_a_script_as_contact() -> Attack:
    return _registry(
        participant(NEW, "new", "cooperative", "producer", contact="javascript:alert(1)")
    )


@case(5, "registry_malformed")
def product_with_a_wrong_check_digit() -> Attack:
    return _registry(product("https://id.gs1.org/01/08930000000018", COOP, "x"))


@case(5, "registry_malformed")
def product_with_a_negative_content() -> Attack:
    payload = product(JAR, COOP, "x", netContent={"quantity": -1, "uom": "GRM"})
    return _registry(payload, by="coop")


@case(5, "weak_key")
def participant_with_a_weak_key() -> Attack:
    return _registry(participant(NEW, "new", "cooperative", "producer", keys=[SMALL_ORDER_KEY]))


@case(5, "weak_key")
def key_added_in_a_second_spelling() -> Attack:
    # y = 2 written as p + 2: the same point for a lenient decoder, another thumbprint.
    y = (2**255 - 19 + 2).to_bytes(32, "little")
    from nguon_ledger.encoding.base64s import b64url_encode

    key = {"kty": "OKP", "crv": "Ed25519", "x": b64url_encode(y)}
    return _registry({"type": "KeyAdded", "participant": COOP, "key": key}, by="coop")


@case(5, "unknown_key")
def registry_signed_by_a_stranger() -> Attack:
    return _registry(participant(NEW, "new", "cooperative", "producer"), by="stranger")


@case(5, "signature_bad")
def registry_with_a_bad_signature() -> Attack:
    story = whole_story()
    index = story.registry(participant(NEW, "new", "cooperative", "producer"), "union")
    story.entries[index] = spoiled(story.entries[index])
    story.seal()
    return everything(story, index=index)


@case(5, "statement_replayed")
def old_description_logged_again() -> Attack:
    story = whole_story()
    new = product(JAR, COOP, "Ba khía muối hũ 350 g", netContent={"quantity": 350, "uom": "GRM"})
    story.registry(new, "coop")
    old = next(e for e in story.entries if _names(e, "hũ 400 g"))
    index = story.raw(old)
    story.seal()
    return everything(story, index=index)


@case(5, "not_authorized")
def participant_registered_by_a_cooperative() -> Attack:
    return _registry(participant(NEW, "new", "cooperative", "producer"), by="coop")


@case(5, "already_registered")
def participant_registered_twice() -> Attack:
    return _registry(participant(COOP, "new", "cooperative", "producer"))


@case(5, "already_registered")
def participant_with_the_key_of_another() -> Attack:
    return _registry(participant(NEW, "coop", "cooperative", "producer"))


@case(5, "already_registered")
def participant_with_one_key_twice() -> Attack:
    keys = [jwk("new"), jwk("new")]
    return _registry(participant(NEW, "new", "cooperative", "producer", keys=keys))


@case(5, "not_authorized")
def status_changed_by_the_participant_itself() -> Attack:
    return _registry(_status(COOP, "active"), by="coop")


@case(5, "not_authorized")
def status_of_the_operator_changed() -> Attack:
    return _registry(_status(UNION, "dissolved"))


@case(5, "unknown_participant")
def status_of_nobody_changed() -> Attack:
    return _registry(_status(NEW, "dissolved"))


@case(5, "unknown_participant")
def merged_into_nobody() -> Attack:
    return _registry(_status(COOP, "merged") | {"into": [NEW]})


@case(5, "not_authorized")
def key_added_for_another_participant() -> Attack:
    return _registry({"type": "KeyAdded", "participant": COOP, "key": jwk("new")}, by="packer")


@case(5, "not_authorized")
def key_of_another_participant_revoked() -> Attack:
    return _registry(revoked("coop"), by="packer")


@case(5, "key_revoked")
def key_revoked_twice() -> Attack:
    story = whole_story()
    story.registry(revoked("coop"), "union")
    index = story.registry(revoked("coop", reason="stolen"), "union")
    story.seal()
    return everything(story, index=index)


@case(5, "key_revoked")
def registry_signed_with_a_revoked_key() -> Attack:
    story = whole_story()
    story.registry(revoked("coop"), "union")
    index = story.registry(product(f"https://{HOST}/p/new", COOP, "x"), "coop")
    story.seal()
    return everything(story, index=index)


@case(5, "participant_inactive")
def registry_signed_by_a_dissolved_participant() -> Attack:
    story = whole_story()
    story.registry(_status(COOP, "dissolved"), "union")
    index = story.registry(product(f"https://{HOST}/p/new", COOP, "x"), "coop")
    story.seal()
    return everything(story, index=index)


@case(5, "not_authorized")
def product_registered_for_another() -> Attack:
    return _registry(product(f"https://{HOST}/p/new", COOP, "x"), by="packer")


@case(5, "not_authorized")
def product_taken_over() -> Attack:
    return _registry(product(JAR, PACKER, "x"), by="packer")


@case(5, "not_authorized")
def place_taken_over() -> Attack:
    return _registry(place(f"https://{HOST}/places/workshop", PACKER, "x"), by="packer")


@case(5, "not_authorized")
def credential_issued_by_the_cooperative_to_itself() -> Attack:
    payload = credential(JAR, issuer=COOP, credential=f"https://{HOST}/credentials/self")
    return _registry(payload, by="coop")


@case(5, "not_authorized")
def credential_signed_by_another_than_its_issuer() -> Attack:
    payload = credential(JAR, credential=f"https://{HOST}/credentials/self")
    return _registry(payload, by="coop")


@case(5, "unknown_subject")
def credential_for_nothing() -> Attack:
    payload = credential(f"https://{HOST}/p/nothing", credential=f"https://{HOST}/credentials/2")
    return _registry(payload, by="certifier")


@case(5, "already_registered")
def credential_issued_twice() -> Attack:
    return _registry(credential(JAR, level="5"), by="certifier")


@case(5, "unknown_credential")
def credential_revoked_that_never_was() -> Attack:
    payload = {"type": "CredentialRevoked", "credential": f"https://{HOST}/c", "reason": "x"}
    return _registry(payload, by="certifier")


@case(5, "not_authorized")
def credential_revoked_by_its_subject() -> Attack:
    payload = {
        "type": "CredentialRevoked",
        "credential": f"https://{HOST}/credentials/ocop-1",
        "reason": "x",
    }
    return _registry(payload, by="coop")


# 6 signatures of events.


@case(6, "unknown_key")
def event_signed_by_a_stranger() -> Attack:
    story = whole_story()
    index = story.salting(by="stranger")
    story.seal()
    return everything(story, index=index)


@case(6, "unknown_key")
def event_signed_before_its_key_was_added() -> Attack:
    story = whole_story()
    index = story.salting(by="later")
    story.registry({"type": "KeyAdded", "participant": COOP, "key": jwk("later")}, "coop")
    story.seal()
    return everything(story, index=index)


@case(6, "key_revoked")
def event_signed_with_a_revoked_key() -> Attack:
    story = Story()
    story.found()
    story.registry(revoked("coop"), "union")
    index = story.harvest()
    story.seal()
    return everything(story, asked=CRAB_LOT, index=index)


@case(6, "participant_inactive")
def event_of_a_suspended_participant() -> Attack:
    story = Story()
    story.found()
    story.registry(_status(COOP, "suspended"), "union")
    index = story.harvest()
    story.seal()
    return everything(story, asked=CRAB_LOT, index=index)


@case(6, "algorithm_mismatch")
def event_with_another_algorithm_than_its_key() -> Attack:
    story = whole_story()
    index = story.raw(resigned(story, "coop", alg="ES256"))
    story.seal()
    return everything(story, index=index)


@case(6, "signature_bad")
def event_with_a_bad_signature() -> Attack:
    story = whole_story()
    index = story.salting()
    story.entries[index] = spoiled(story.entries[index])
    story.seal()
    return everything(story, index=index)


@case(6, "signature_bad")
def event_with_s_beyond_the_order() -> Attack:
    from nguon_ledger.encoding.base64s import b64url_decode, b64url_encode
    from nguon_ledger.keys.ed25519 import ORDER

    story = whole_story()
    index = story.salting()
    head, _, tail = story.entries[index].rpartition(b".")
    raw = b64url_decode(tail.decode())
    s = (int.from_bytes(raw[32:], "little") + ORDER).to_bytes(32, "little")
    story.entries[index] = head + b"." + b64url_encode(raw[:32] + s).encode()
    story.seal()
    return everything(story, index=index)


# 7 time.


def _sealed_badly(by: str = "seal", after: int = HOUR, changes: Payload | None = None) -> Attack:
    story = whole_story()
    story.harvest(f"{CRAB_LOT}0")
    index = story.size
    story.seal(by=by, after=after, changes=changes)
    return everything(story, index=index)


@case(7, "seal_malformed")
def seal_without_a_time() -> Attack:
    return _sealed_badly(changes={"time": None})


@case(7, "seal_malformed")
def seal_on_a_day_that_does_not_exist() -> Attack:
    return _sealed_badly(changes={"time": "2026-02-30T00:00:00Z"})


@case(7, "unknown_key")
def seal_by_another_key() -> Attack:
    return _sealed_badly(by="coop")


@case(7, "signature_bad")
def seal_with_a_bad_signature() -> Attack:
    story = whole_story()
    story.entries[-1] = spoiled(story.entries[-1])
    return everything(story, index=story.size - 1)


@case(7, "seal_misplaced")
def seal_of_another_size() -> Attack:
    return _sealed_badly(changes={"size": 7})


@case(7, "seal_misplaced")
def seal_that_dates_entries_again() -> Attack:
    return _sealed_badly(changes={"from": 3})


@case(7, "time_reversed")
def seal_earlier_than_the_one_before() -> Attack:
    return _sealed_badly(after=-2 * HOUR)


@case(7, "seal_missing")
def entry_between_two_seals_that_neither_dates() -> Attack:
    story = whole_story()
    index = story.harvest(f"{CRAB_LOT}0")
    story.seal(changes={"from": index + 1})
    return everything(story, index=index)


@case(7, "seal_missing")
def entry_whose_seal_is_left_out() -> Attack:
    story = whole_story()
    seals = [i for i, e in enumerate(story.entries) if _typ(story, i) == SEAL_TYP]
    first_after_genesis = seals[1]
    left = [i for i in range(story.size) if i != first_after_genesis]
    return Attack(rebundled(story, left, UNIT), story.pins_json, index=seals[0] + 1)


@case(7, "seal_missing")
def checkpoint_that_does_not_end_in_a_seal() -> Attack:
    story = whole_story()
    story.statement("vnd.example.other+json", {}, "coop")
    return everything(story, index=story.size - 1)


def _status(who: str, status: str) -> Payload:
    return {
        "type": "ParticipantStatusChanged",
        "participant": who,
        "status": status,
        "effective": "2026-03-01T00:00:00Z",
        "reason": "trial",
    }


def suspended(who: str) -> Payload:
    """Return a suspension."""
    return _status(who, "suspended")


def revoked(key: str, **changes: Any) -> Payload:
    """Return a revocation of a named key."""
    return {"type": "KeyRevoked", "key": seeded_key(key).kid, "reason": "lost"} | changes


def spoiled(statement: bytes) -> bytes:
    """Return a statement with one bit of its signature flipped."""
    from nguon_ledger.encoding.base64s import b64url_decode, b64url_encode

    head, _, tail = statement.rpartition(b".")
    raw = b64url_decode(tail.decode())
    return head + b"." + b64url_encode(bytes([raw[0] ^ 1]) + raw[1:]).encode()


def resigned(story: Story, by: str, alg: str) -> bytes:
    """Return an event whose header names another algorithm, properly signed all the same."""
    import json

    from nguon_ledger.encoding.base64s import b64url_encode

    key = seeded_key(by)
    header = {"alg": alg, "kid": key.kid, "typ": EVENT_TYP, "log": story.origin}
    payload = story.head("ObjectEvent", "harvest", action="ADD", quantityList=[])
    signing_input = ".".join(b64url_encode(json.dumps(part).encode()) for part in (header, payload))
    signature = b64url_encode(key.sign(signing_input.encode()))
    return f"{signing_input}.{signature}".encode()


def _names(entry: bytes, text: str) -> bool:
    from nguon_ledger.encoding.base64s import b64url_decode

    return text.encode() in b64url_decode(entry.split(b".")[1].decode())


def _typ(story: Story, index: int) -> str:
    from nguon_ledger.statement import parse_statement

    return parse_statement(story.entries[index], log=story.origin).typ
