"""The five stories, built and signed by the signer, recorded by the engine, traced and verified."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from nguon_ledger.encoding.rfc3339 import parse_time
from nguon_ledger.engine.commit.sequencing import Setting
from nguon_ledger.engine.ledger import Ledger, LedgerKeys
from nguon_ledger.errors import NguonError
from nguon_ledger.keys.signing import Ed25519SigningKey
from nguon_ledger.rules.version import LATEST
from nguon_ledger.store.database import open_database
from nguon_ledger.trace.pins import Pin
from nguon_ledger.trace.verify import verify_bundle
from nguon_signer import registry_builder as build
from nguon_signer.answers import Amount, Answers
from nguon_signer.event_builder import Payload, build_event, correct_event
from nguon_signer.sealing import sign_event, sign_registry
from nguon_signer.template import open_template
from unit.signer.stories import (
    COOP,
    HOST,
    PLACE,
    SHOP,
    STORIES,
    EventId,
    lot,
    product,
    products,
    told_events,
    unit,
)

ORIGIN = f"{HOST}/log/cm"
UNION = f"https://{HOST}/participants/union"
_T = "2026-03-01T00:00:00Z"
_NET = {"jar": 400, "pack": 100, "bag": 500}
_LOG, _SEAL, _UNION, _COOP, _SHOP = (
    Ed25519SigningKey.from_seed(bytes([i]) * 32) for i in range(1, 6)
)


@dataclass
class Bench:
    """A ledger with the people, places and products of one story."""

    ledger: Ledger

    def register(self, payload: Payload, key: Ed25519SigningKey = _UNION) -> None:
        self.submit(sign_registry(payload, log=ORIGIN, key=key))

    def record(self, event: Payload, key: Ed25519SigningKey = _COOP) -> None:
        self.submit(sign_event(event, log=ORIGIN, key=key))

    def play(self, name: str) -> None:
        """Record a whole story, each step by whoever takes it."""
        for told, event in zip(STORIES[name], told_events(name), strict=True):
            self.record(event, _SHOP if told.by_shop else _COOP)

    def submit(self, statement: bytes) -> None:
        self.ledger.submit(statement).result(timeout=60)

    def trace(self, asked: str) -> list[str | None]:
        """Verify the bundle about a lot or unit; return its steps' names."""
        bundle = self.ledger.trace(asked)
        pins = (Pin(self.ledger.log, (), 0),)
        verified = verify_bundle(bundle, pins=pins, asked=asked)
        return [recorded.event.step for recorded in verified.chain.events]


def _participant(identifier: str, kind: str, roles: list[str], key: Ed25519SigningKey) -> Payload:
    return build.participant_registered(
        participant=identifier,
        name=kind,
        kind=kind,
        roles=roles,
        province="Cà Mau",
        contact="tel:+84290000000",
        keys=[key.public],
    )


def _registrations(name: str) -> Iterator[Payload]:
    template = open_template(name)
    yield build.genesis(
        origin=ORIGIN,
        time=_T,
        log_vkeys=[],
        seal_key=_SEAL.public,
        participant=UNION,
        name="Liên minh",
        contact="mailto:a@ledger.example",
        province="Cà Mau",
        keys=[_UNION.public],
        rules=LATEST,
    )
    roles = ["producer", "processor", "carrier", "retailer"]
    yield _participant(COOP, "cooperative", roles, _COOP)
    yield _participant(SHOP, "retailer", ["retailer"], _SHOP)
    yield build.location_registered(location=PLACE, owner=COOP, name="Xưởng", geo="geo:8.99,105.15")
    recipe = f"https://{HOST}/recipes/{name}"
    yield build.recipe_registered(recipe=recipe, owner=COOP, template=template)
    for role, found in template.products.items():
        net = (_NET[role], "GRM") if role in _NET else None
        yield build.product_registered(
            product=product(name, role),
            owner=COOP,
            name=found.title,
            net_content=net,
            recipe=recipe,
        )


@pytest.fixture
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    engine = open_database(tmp_path / "nguon.db")
    keys = LedgerKeys(_LOG, _SEAL)
    clock = itertools.count(parse_time("2026-03-17T00:00:00Z"), 1_000_000)
    ledger = Ledger(Setting(engine, "cm", ORIGIN, keys, lambda: next(clock)))
    found = Bench(ledger)
    for payload in _registrations(request.param):
        if payload["type"] == "Genesis":
            payload["logKeys"] = [ledger.log.vkey]
        found.register(payload)
    yield found
    ledger.close()
    engine.dispose()


_SOLD = {"ba-khia": "jar", "shan-tea": "pack", "pepper": "pack", "rice-shrimp": "bag"} | {
    "chicken": "pack"
}


@pytest.mark.parametrize(("bench", "name"), [(n, n) for n in STORIES], indirect=["bench"])
def test_a_story_is_recorded_and_the_jar_leads_back_to_its_first_day(
    bench: Bench, name: str
) -> None:
    bench.play(name)
    told = [step.step for step in STORIES[name]]
    sold = unit(name, _SOLD[name], 0)
    # What happened to the other units and to their carton alone is not about this one.
    others = {"sampling", "loss"}
    assert bench.trace(sold) == [step for step in told if step not in others]
    upstream = told[: told.index("packing") + 1]
    assert bench.trace(lot(name, _SOLD[name])) == [*upstream, "inspection", "recall", "release"]


@pytest.mark.parametrize("bench", ["ba-khia"], indirect=True)
def test_a_recall_turns_the_verdict_and_gives_its_reason(bench: Bench) -> None:
    bench.play("ba-khia")
    template = open_template("ba-khia")
    recall = build_event(
        template=template,
        step="recall",
        answers=Answers(
            inputs=(Amount(lot=lot("ba-khia", "salted-crab"), quantity=95),),
            read_point=PLACE,
            fields={"reason": "vi sinh vượt mức", "instructions": "Mang lại nơi mua."},
        ),
        time="2026-03-16T08:00:00+07:00",
        new_id=lambda: EventId,
        products=products(template),
    )
    assert recall["nguon:reason"] == "vi sinh vượt mức"
    assert recall["nguon:instructions"] == "Mang lại nơi mua."
    bench.record(recall)
    with pytest.raises(NguonError, match=r"^recalled: "):
        bench.trace(unit("ba-khia", "jar", 0))


@pytest.mark.parametrize("bench", ["pepper"], indirect=True)
def test_a_correction_repeats_the_event_and_takes_it_back(bench: Bench) -> None:
    first = next(told_events("pepper"))
    bench.record(first)
    assert bench.trace(lot("pepper", "garden")) == ["season"]
    bench.record(
        correct_event(
            first,
            declared="2026-03-16T08:00:00+07:00",
            reason="incorrect_data",
            corrective_ids=("urn:uuid:1b4e28ba-2fa1-41d2-883f-0016d3cca428",),
        )
    )
    with pytest.raises(NguonError, match=r"^(not_in_evidence|unknown_id): "):
        bench.trace(lot("pepper", "garden"))
