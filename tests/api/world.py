"""A small world for the service's tests: a real ledger on a real SQLite file, and its people."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from nguon_ledger.encoding.rfc3339 import format_time
from nguon_ledger.engine.host import Host
from nguon_ledger.engine.ledger import Ledger, LedgerKeys
from nguon_ledger.keys.signing import Ed25519SigningKey
from nguon_ledger.log.note import ED25519, Verifier
from nguon_ledger.statement import EVENT_TYP, REGISTRY_TYP, sign_statement
from nguon_schemas import CBVMDA_NAMESPACE, EPCIS_CONTEXT, NGUON_NAMESPACE

HOST = "testserver"
OPERATOR = "https://union.example/ca-mau"
COOP = "https://coop.example/ba-khia"
CARRIER = "https://carrier.example/mekong"
GTIN = "08938501234568"
CRAB = f"https://id.gs1.org/01/{GTIN}"
SALT = f"https://{HOST}/p/muoi"
SSCC = "089385012345678908"
PLACE = "https://id.gs1.org/414/8938501234568"

_serial = count(1)


def key(seed: int) -> Ed25519SigningKey:
    """Make a key whose seed is one byte, repeated."""
    return Ed25519SigningKey.from_seed(bytes([seed]) * 32)


@dataclass
class World:
    """An open ledger with an operator, a cooperative, a carrier, two products and a place."""

    host: Host
    ledger: Ledger
    operator: Ed25519SigningKey
    coop: Ed25519SigningKey
    carrier: Ed25519SigningKey

    @property
    def origin(self) -> str:
        """The ledger's origin."""
        return self.ledger.origin

    def sign(
        self, payload: dict[str, Any], signer: Ed25519SigningKey | None = None, typ: str = EVENT_TYP
    ) -> bytes:
        """Sign a payload for this ledger; by the cooperative unless another key is given."""
        return self.sign_bytes(encode(payload), signer, typ)

    def sign_bytes(
        self, payload: bytes, signer: Ed25519SigningKey | None = None, typ: str = EVENT_TYP
    ) -> bytes:
        """Sign payload bytes as they are, well-formed or not."""
        return sign_statement(typ=typ, log=self.origin, payload=payload, key=signer or self.coop)

    def registry(self, payload: dict[str, Any], signer: Ed25519SigningKey | None = None) -> bytes:
        """Sign a registry statement; by the operator unless another key is given."""
        return self.sign(payload, signer or self.operator, REGISTRY_TYP)

    def record(self, *statements: bytes) -> None:
        """Record statements in order, without HTTP."""
        for future in [self.ledger.submit(statement) for statement in statements]:
            future.result(timeout=60)


def encode(payload: dict[str, Any]) -> bytes:
    """Write JSON as a signer would."""
    return json.dumps(payload, ensure_ascii=False).encode()


def now(*, minutes: float = 0) -> str:
    """Return the time some minutes from now."""
    return format_time(time.time_ns() // 1000 + int(minutes * 60e6))


def event(kind: str, **members: Any) -> dict[str, Any]:
    """Make an event that happened just now, with an eventID of its own."""
    return {
        "@context": [EPCIS_CONTEXT, {"cbvmda": CBVMDA_NAMESPACE, "nguon": NGUON_NAMESPACE}],
        "type": kind,
        "eventID": f"urn:uuid:00000000-0000-4000-8000-{next(_serial):012d}",
        "eventTime": now(),
        "eventTimeZoneOffset": "+07:00",
        "bizStep": "commissioning",
        **members,
    }


def lot(product: str, number: str, quantity: float, uom: str = "KGM") -> dict[str, Any]:
    """Make a quantity element."""
    return {"epcClass": f"{product}/10/{number}", "quantity": quantity, "uom": uom}


def harvest(
    number: str, quantity: float = 120, *, product: str = CRAB, **more: Any
) -> dict[str, Any]:
    """Make the event that brings a lot into being."""
    made = [lot(product, number, quantity)]
    return event("ObjectEvent", action="ADD", quantityList=made, **more)


def salting(source: str, number: str, taken: float = 100, given: float = 80) -> dict[str, Any]:
    """Make the event that turns one lot of crab into another."""
    return event(
        "TransformationEvent",
        inputQuantityList=[lot(CRAB, source, taken)],
        outputQuantityList=[lot(CRAB, number, given)],
    )


def participant(identifier: str, role: str, public: Ed25519SigningKey) -> dict[str, Any]:
    """Make a registration of a participant with one key."""
    return {
        "type": "ParticipantRegistered",
        "participant": identifier,
        "name": "Hợp tác xã",
        "kind": "carrier" if role == "carrier" else "cooperative",
        "roles": [role],
        "province": "Cà Mau",
        "contact": "mailto:htx@coop.example",
        "keys": [public.public.jwk()],
    }


def create_ledger(host: Host, name: str, *, operator: Ed25519SigningKey) -> Ledger:
    """Create a ledger under ``testserver/log/{name}``."""
    origin = f"{HOST}/log/{name}"
    keys = LedgerKeys(log=Ed25519SigningKey.generate(), seal=Ed25519SigningKey.generate())
    genesis = {
        "type": "Genesis",
        "origin": origin,
        "time": now(),
        "logKeys": [Verifier(origin, ED25519, keys.log.public.raw).vkey],
        "sealKey": keys.seal.public.jwk(),
        "operator": {
            "participant": OPERATOR,
            "name": "Liên minh hợp tác xã",
            "contact": "mailto:union@union.example",
            "province": "Cà Mau",
            "keys": [operator.public.jwk()],
        },
        "rules": 1,
    }
    signed = sign_statement(typ=REGISTRY_TYP, log=origin, payload=encode(genesis), key=operator)
    return host.create(name=name, origin=origin, keys=keys, genesis=signed)


def open_world(path: Path, name: str = "ca-mau", host: Host | None = None) -> World:
    """Create the database, the ledger and its people; ``host`` is one with options of its own."""
    host = host or Host(path)
    operator, coop, carrier = key(1), key(2), key(3)
    world = World(host, create_ledger(host, name, operator=operator), operator, coop, carrier)
    world.record(
        world.registry(participant(COOP, "producer", coop)),
        world.registry(participant(CARRIER, "carrier", carrier)),
        world.registry(
            {"type": "ProductRegistered", "product": CRAB, "owner": COOP, "name": {"vi": "Ba khía"}}
        ),
        world.registry(
            {"type": "ProductRegistered", "product": SALT, "owner": COOP, "name": {"vi": "Muối"}}
        ),
        world.registry(
            {"type": "LocationRegistered", "location": PLACE, "owner": COOP, "name": "Đầm Dơi"}
        ),
    )
    return world
