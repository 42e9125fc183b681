"""Shipments that nobody has confirmed are visible, with since when and between whom."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from engine.steps import corrected, observed, packed
from engine.workbench import Workbench
from nguon_ledger.errors import NguonError
from support.forge import HOUR, Payload
from support.story import CARRIER, CARTON, COOP, CRAB, JAR, PACKER, UNIT, lot

OTHER = f"{CRAB}/10/OTHER"
THIRD = f"{CRAB}/10/THIRD"
RULES = {"type": "RulesRaised", "version": 2}


@pytest.fixture
def guarded(bench: Workbench) -> Workbench:
    """Raise the rules to the version that knows custody; record two more lots."""
    bench.registry(RULES, "union")
    bench.harvest(OTHER, 12.5)
    bench.harvest(THIRD, 3)
    return bench


def shipped(bench: Workbench, to: str, *, by: str = "coop", **things: Any) -> int:
    receiver: Payload = {"destinationList": [{"type": "possessing_party", "destination": to}]}
    return observed(bench, by=by, bizStep="shipping", **things, **receiver)


def ids(bench: Workbench, **asked: Any) -> list[str]:
    return [shipment.id for shipment in bench.ledger.shipments(**asked)]


def test_what_is_sent_is_on_its_way_until_it_is_received(guarded: Workbench) -> None:
    assert guarded.ledger.shipments() == []
    guarded.seal()
    index = shipped(guarded, CARRIER, quantityList=[lot(OTHER, 12.5)])
    [shipment] = guarded.ledger.shipments()
    assert (shipment.id, shipment.shipped, shipment.dimension) == (OTHER, Decimal("12.5"), "mass")
    assert (shipment.holder.id, shipment.holder.name) == (COOP, "Thử nghiệm coop")
    assert (shipment.receiver.id, shipment.receiver.name) == (CARRIER, "Thử nghiệm carrier")
    sealed = next(seal for seal in guarded.log_seals() if seal.index > index)
    assert shipment.shipped_at == sealed.time
    observed(guarded, bizStep="receiving", quantityList=[lot(OTHER, 12.5)])
    assert guarded.ledger.shipments() == []


def test_a_package_is_one_shipment_and_what_is_in_it_none(guarded: Workbench) -> None:
    packed(guarded, CARTON, childEPCs=[UNIT, f"{JAR}/21/0002"])
    shipped(guarded, CARRIER, epcList=[CARTON])
    [shipment] = guarded.ledger.shipments()
    assert (shipment.id, shipment.shipped, shipment.dimension) == (CARTON, None, None)


def test_the_oldest_stands_first_and_can_be_asked_for_alone(guarded: Workbench) -> None:
    shipped(guarded, PACKER, quantityList=[lot(OTHER, 12.5)])
    for _ in range(48):
        guarded.seal(after=HOUR)
    shipped(guarded, CARRIER, quantityList=[lot(THIRD, 3)])
    assert ids(guarded) == [OTHER, THIRD]
    assert ids(guarded, older_than_hours=0) == [OTHER, THIRD]
    assert ids(guarded, older_than_hours=48) == [OTHER]
    assert ids(guarded, older_than_hours=49) == []


def test_a_participant_sees_what_is_from_it_and_to_it(guarded: Workbench) -> None:
    shipped(guarded, PACKER, quantityList=[lot(OTHER, 12.5)])
    shipped(guarded, CARRIER, quantityList=[lot(THIRD, 3)])
    assert ids(guarded, participant=COOP) == [OTHER, THIRD]
    assert ids(guarded, participant=PACKER) == [OTHER]
    assert ids(guarded, participant=CARRIER) == [THIRD]
    with pytest.raises(NguonError) as caught:
        guarded.ledger.shipments(participant="https://nobody.example/x")
    assert (caught.value.code, caught.value.field) == ("unknown_participant", "participant")


def test_what_was_called_back_or_taken_back_is_not_on_its_way(guarded: Workbench) -> None:
    sent = shipped(guarded, PACKER, quantityList=[lot(OTHER, 12.5)])
    shipped(guarded, PACKER, quantityList=[lot(THIRD, 3)])
    observed(guarded, by="coop", bizStep="void_shipping", quantityList=[lot(THIRD, 3)])
    assert ids(guarded) == [OTHER]
    guarded.seal()
    corrected(guarded, sent)
    assert ids(guarded) == []
