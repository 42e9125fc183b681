"""A registry that is told statements, as entries 0, 1, 2, ..., by a signer who is named."""

from __future__ import annotations

import json
from typing import Any

from nguon_ledger.encoding.strict_json import parse_object
from nguon_ledger.registry.authority import authorize, check_genesis, check_keys
from nguon_ledger.registry.reading import read_registry
from nguon_ledger.registry.state import Registry
from support.forge import ORIGIN, Payload, seeded_key
from support.story import (
    CERTIFIER,
    COOP,
    JAR,
    PACKER,
    POND,
    credential,
    genesis,
    jwk,
    participant,
    place,
    product,
)

VKEY = "ledger.example/log/test+00000000+AQ=="


class Desk:
    """Checks as step 5 does, signatures aside: who signs is known from the key's name."""

    def __init__(self) -> None:
        self.registry = Registry()
        self.index = 1
        first = read_registry(genesis(VKEY))
        kid = seeded_key("union").kid
        self.registry.record(0, check_genesis(first, origin=ORIGIN, vkey=VKEY, kid=kid))

    def say(self, payload: Payload, by: str) -> int:
        """Admit a statement, or raise as verification would; return its index."""
        statement = read_registry(parse_object(json.dumps(payload).encode()))
        check_keys(statement)
        signer = self.registry.signer_at(seeded_key(by).kid, self.index)
        authorize(self.registry, self.index, statement, signer)
        self.registry.record(self.index, statement)
        self.index += 1
        return self.index - 1


def open_desk() -> Desk:
    """Return a desk where a cooperative, a packer and a certifier are registered."""
    desk = Desk()
    desk.say(participant(COOP, "coop", "cooperative", "producer", "processor"), "union")
    desk.say(participant(PACKER, "packer", "processor", "processor"), "union")
    desk.say(participant(CERTIFIER, "certifier", "certifier", "certifier"), "union")
    desk.say(product(JAR, COOP, "Ba khía muối"), "coop")
    desk.say(place(POND, COOP, "Rừng ngập mặn Đầm Dơi"), "coop")
    desk.say(credential(JAR), "certifier")
    return desk


def status(who: str, value: str, **changes: Any) -> Payload:
    return {
        "type": "ParticipantStatusChanged",
        "participant": who,
        "status": value,
        "effective": "2026-04-01T00:00:00Z",
        "reason": "thử",
    } | changes


def key_added(who: str, name: str, **changes: Any) -> Payload:
    return {"type": "KeyAdded", "participant": who, "key": jwk(name)} | changes


def key_revoked(name: str, **changes: Any) -> Payload:
    return {"type": "KeyRevoked", "key": seeded_key(name).kid, "reason": "lost"} | changes


def credential_revoked(identifier: str) -> Payload:
    return {"type": "CredentialRevoked", "credential": identifier, "reason": "thử"}


def recipe(owner: str, **changes: Any) -> Payload:
    return {
        "type": "RecipeRegistered",
        "recipe": "https://ledger.example/recipes/ba-khia",
        "owner": owner,
        "name": {"vi": "Ba khía muối"},
        "steps": [{"step": "harvest"}, {"step": "salting", "yieldMax": 0.95}],
    } | changes
