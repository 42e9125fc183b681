"""Who acts in the workload: cooperatives and packers with keys, products and places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from bench.names import HOST, ORIGIN
from nguon_ledger.keys.signing import Ed25519SigningKey
from nguon_signer.registry_builder import (
    location_registered,
    participant_registered,
    product_registered,
)
from nguon_signer.sealing import sign_registry

COOPS = 8
PACKERS = 3
PROVINCE = "Cà Mau"


@dataclass(frozen=True)
class Person:
    """A participant; its key is the same in every run."""

    name: str
    kind: str

    @property
    def id(self) -> str:
        """The participant's identifier."""
        return f"https://{HOST}/participants/{self.name}"

    @property
    def place(self) -> str:
        """Where it works."""
        return f"https://{HOST}/places/{self.name}"

    @property
    def key(self) -> Ed25519SigningKey:
        """Its signing key."""
        return Ed25519SigningKey.from_seed(sha256(self.name.encode()).digest())

    def product(self, what: str) -> str:
        """Return the identifier of one of its products: crab, salted or jar."""
        return f"https://{HOST}/p/{self.name}-{what}"


COOPERATIVES = tuple(Person(f"coop-{n}", "cooperative") for n in range(COOPS))
PROCESSORS = tuple(Person(f"packer-{n}", "processor") for n in range(PACKERS))
_PRODUCTS = {"crab": "Ba khía sống", "salted": "Ba khía muối", "jar": "Ba khía muối hũ 400 g"}


def registrations(registrar: Ed25519SigningKey) -> Iterator[bytes]:
    """Yield the signed statements that admit everybody and everything, in order."""
    for person in (*COOPERATIVES, *PROCESSORS):
        roles = ["producer", "processor"] if person.kind == "cooperative" else ["processor"]
        admitted = participant_registered(
            participant=person.id,
            name=f"Thử nghiệm {person.name}",
            kind=person.kind,
            roles=roles,
            province=PROVINCE,
            contact=f"mailto:{person.name}@{HOST}",
            keys=[person.key.public],
        )
        yield sign_registry(admitted, log=ORIGIN, key=registrar)
    for coop in COOPERATIVES:
        for what, name in _PRODUCTS.items():
            product = product_registered(
                product=coop.product(what),
                owner=coop.id,
                name={"vi": name},
                net_content=(400, "GRM") if what == "jar" else None,
            )
            yield sign_registry(product, log=ORIGIN, key=coop.key)
        place = location_registered(
            location=coop.place,
            owner=coop.id,
            name="Xưởng muối",
            geo="geo:8.95,105.19",
            province=PROVINCE,
        )
        yield sign_registry(place, log=ORIGIN, key=coop.key)
