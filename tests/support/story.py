"""A short ba khía story in a forged ledger: registry, harvest, salting, packing, serials.

The places are real; the participants are nobody's.
"""

from __future__ import annotations

from typing import Any

from nguon_ledger.encoding.rfc3339 import format_time
from support.forge import HOST, ORIGIN, Forge, Payload, seeded_key

UNION = f"https://{HOST}/participants/union"
COOP = f"https://{HOST}/participants/coop"
PACKER = f"https://{HOST}/participants/packer"
CERTIFIER = f"https://{HOST}/participants/certifier"
CARRIER = f"https://{HOST}/participants/carrier"
POND = f"https://{HOST}/places/dam-doi"
WORKSHOP = f"https://{HOST}/places/workshop"
CRAB = f"https://{HOST}/p/ba-khia-song"
SALT = f"https://{HOST}/p/muoi"
SALTED = f"https://{HOST}/p/ba-khia-muoi"
JAR = "https://id.gs1.org/01/08930000000019"
CRAB_LOT, SALT_LOT = f"{CRAB}/10/C1", f"{SALT}/10/M1"
SALTED_LOT, JAR_LOT = f"{SALTED}/10/S1", f"{JAR}/10/J1"
UNIT = f"{JAR}/21/0001"
CARTON = "https://id.gs1.org/00/089300000000000019"

CONTEXT: list[Any] = [
    "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
    {"nguon": "urn:nguon:epcis:", "cbvmda": "urn:epcglobal:cbv:mda:"},
]


def jwk(name: str) -> dict[str, str]:
    return seeded_key(name).public.jwk()


def genesis(log_vkey: str, origin: str = ORIGIN, **changes: Any) -> Payload:
    return {
        "type": "Genesis",
        "origin": origin,
        "time": "2026-03-01T00:00:00Z",
        "logKeys": [log_vkey],
        "sealKey": jwk("seal"),
        "operator": {
            "participant": UNION,
            "name": "Liên minh thử nghiệm",
            "province": "Cà Mau",
            "contact": f"mailto:report@{HOST}",
            "keys": [jwk("union")],
        },
        "rules": 1,
    } | changes


def participant(identifier: str, key: str, kind: str, *roles: str, **changes: Any) -> Payload:
    return {
        "type": "ParticipantRegistered",
        "participant": identifier,
        "name": f"Thử nghiệm {key}",
        "kind": kind,
        "roles": list(roles),
        "province": "Cà Mau",
        "contact": f"mailto:{key}@{HOST}",
        "keys": [jwk(key)],
    } | changes


def product(identifier: str, owner: str, name: str, **changes: Any) -> Payload:
    return {
        "type": "ProductRegistered",
        "product": identifier,
        "owner": owner,
        "name": {"vi": name},
    } | changes


def place(identifier: str, owner: str, name: str, **changes: Any) -> Payload:
    return {
        "type": "LocationRegistered",
        "location": identifier,
        "owner": owner,
        "name": name,
        "geo": "geo:8.95,105.19",
        "province": "Cà Mau",
    } | changes


def credential(subject: str, **changes: Any) -> Payload:
    return {
        "type": "CredentialIssued",
        "credential": f"https://{HOST}/credentials/ocop-1",
        "issuer": CERTIFIER,
        "subject": subject,
        "scheme": "OCOP",
        "number": "01/QD",
        "level": "4",
        "validFrom": "2026-01-01T00:00:00Z",
        "validUntil": "2028-12-31T00:00:00Z",
    } | changes


def lot(identifier: str, quantity: float, uom: str = "KGM") -> Payload:
    return {"epcClass": identifier, "quantity": quantity, "uom": uom}


class Story(Forge):
    """A forged ledger in which events happen at the forge's own time.

    ``rules`` is the version of the rules that Genesis names.
    """

    def __init__(self, origin: str = ORIGIN, *, rules: int = 1) -> None:
        super().__init__(origin)
        self.rules = rules
        self._count = 0

    def head(self, kind: str, step: str, **members: Any) -> Payload:
        """Return the members that every event has."""
        self._count += 1
        return {
            "@context": CONTEXT,
            "type": kind,
            "eventID": f"urn:uuid:00000000-0000-4000-8000-{self._count:012d}",
            "eventTime": format_time(self.time),
            "eventTimeZoneOffset": "+07:00",
            "bizStep": "commissioning",
            "nguon:step": step,
        } | members

    def found(self) -> None:
        """Register everybody and everything."""
        self.registry(genesis(self.log.vkey, self.origin, rules=self.rules), "union")
        self.seal()
        for payload in (
            participant(COOP, "coop", "cooperative", "producer", "processor"),
            participant(PACKER, "packer", "processor", "processor"),
            participant(CERTIFIER, "certifier", "certifier", "certifier"),
            participant(CARRIER, "carrier", "carrier", "carrier"),
        ):
            self.registry(payload, "union")
        self.seal()
        self.registry(product(CRAB, COOP, "Ba khía sống"), "coop")
        self.registry(product(SALT, COOP, "Muối"), "coop")
        self.registry(product(SALTED, COOP, "Ba khía muối"), "coop")
        content = {"quantity": 400, "uom": "GRM"}
        self.registry(product(JAR, COOP, "Ba khía muối hũ 400 g", netContent=content), "coop")
        self.registry(place(POND, COOP, "Rừng ngập mặn Đầm Dơi"), "coop")
        self.registry(place(WORKSHOP, COOP, "Xưởng muối"), "coop")
        self.registry(credential(JAR), "certifier")
        self.seal()

    def harvest(self, identifier: str = CRAB_LOT, kilos: float = 120, **changes: Any) -> int:
        event = self.head(
            "ObjectEvent",
            "harvest",
            action="ADD",
            disposition="active",
            readPoint={"id": POND},
            quantityList=[lot(identifier, kilos)],
        )
        return self.event(event | changes, "coop")

    def salting(self, by: str = "coop", **changes: Any) -> int:
        event = self.head(
            "TransformationEvent",
            "salting",
            readPoint={"id": WORKSHOP},
            inputQuantityList=[lot(CRAB_LOT, 120), lot(SALT_LOT, 30)],
            outputQuantityList=[lot(SALTED_LOT, 95)],
        )
        return self.event(event | changes, by)

    def packing(self, **changes: Any) -> int:
        event = self.head(
            "TransformationEvent",
            "packing",
            readPoint={"id": WORKSHOP},
            inputQuantityList=[lot(SALTED_LOT, 93)],
            outputQuantityList=[lot(JAR_LOT, 232, "H87")],
        )
        return self.event(event | changes, "coop")

    def labelling(self, serials: int = 20, **changes: Any) -> int:
        event = self.head(
            "ObjectEvent",
            "labelling",
            action="ADD",
            epcList=[f"{JAR}/21/{n:04d}" for n in range(1, serials + 1)],
            ilmd={"cbvmda:lotNumber": "J1"},
        )
        return self.event(event | changes, "coop")

    def tell(self) -> None:
        """Tell the whole story, a batch a step."""
        self.found()
        self.harvest()
        self.harvest(SALT_LOT, 50)
        self.seal()
        for step in (self.salting, self.packing, self.labelling):
            step()
            self.seal()


def whole_story(*, rules: int = 1) -> Story:
    """Return the story, told."""
    story = Story(rules=rules)
    story.tell()
    return story
