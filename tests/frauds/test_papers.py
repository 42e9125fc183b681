"""Frauds with certificates and diaries."""

from __future__ import annotations

import pytest

from frauds.stage import FOREIGN_SEAL, GOOD_UNTIL, OCOP, Stage
from frauds.steps import GARDEN, bring_in, fill, harvest, plant, salt, work
from nguon_ledger.encoding.rfc3339 import parse_time
from support.forge import HOST
from support.story import COOP, CRAB_LOT, JAR, JAR_LOT, credential, lot

pytestmark = pytest.mark.fraud

SECOND_GARDEN = GARDEN.replace("V1", "V2")
WORDS = {"nguon:material": "NPK 16-16-8", "nguon:dose": "25 kg", "nguon:weather": "nắng"}


def until_jars(stage: Stage) -> None:
    bring_in(stage)
    salt(stage)


def test_a_certificate_of_another_product(stage: Stage, honest: Stage) -> None:
    """The neighbour's VietGAP certificate is printed on crabs that nobody ever looked at."""
    fraud = harvest(stage, certificationInfo=FOREIGN_SEAL)
    stage.flagged(fraud, "certificate_foreign", FOREIGN_SEAL, asked=CRAB_LOT)

    own = f"{FOREIGN_SEAL}-own"
    honest.registry(credential(CRAB_LOT.rpartition("/10/")[0], credential=own), "certifier")
    harvest(honest, certificationInfo=own)
    honest.clean(CRAB_LOT)


def test_a_certificate_that_does_not_exist(stage: Stage, honest: Stage) -> None:
    """A number that looks like a certificate's is made up."""
    until_jars(stage)
    until_jars(honest)
    invented = f"https://{HOST}/credentials/vietgap-9999"
    fraud = fill(stage, certificationInfo=[OCOP, invented])
    stage.flagged(fraud, "certificate_unknown", invented, asked=JAR_LOT)

    fill(honest, certificationInfo=[OCOP])
    honest.clean(JAR_LOT)


def test_stars_that_have_expired(stage: Stage, honest: Stage) -> None:
    """The four OCOP stars are good for 36 months; the labels with them last longer."""
    for scene in (stage, honest):
        scene.later(hours=(parse_time(GOOD_UNTIL) - scene.time) / 3_600_000_000 - 12)
        until_jars(scene)
    stage.later(hours=1)
    fraud = fill(stage)
    stage.flagged(fraud, "certificate_expired", OCOP, asked=JAR_LOT)

    renewed = {"credential": f"{OCOP}-2", "validUntil": "2029-03-31T00:00:00Z"}
    honest.registry(credential(JAR, **renewed), "certifier")
    fill(honest)
    honest.clean(JAR_LOT)


def test_stars_that_were_taken_away(stage: Stage, honest: Stage) -> None:
    """The council revoked the stars after an inspection; the old labels are used up."""
    for scene in (stage, honest):
        until_jars(scene)
    revoked = {"type": "CredentialRevoked", "credential": OCOP, "reason": "kiểm tra đột xuất"}
    stage.registry(revoked, "certifier")
    fraud = fill(stage)
    stage.flagged(fraud, "certificate_revoked", OCOP, asked=JAR_LOT)

    fill(honest)
    honest.registry(revoked, "certifier")  # what was filled before stays as good as it was
    honest.clean(JAR_LOT)


def test_a_copied_diary(stage: Stage, honest: Stage) -> None:
    """A season's diary is written in one evening by copying the next garden's, word for word."""
    for scene in (stage, honest):
        plant(scene)
        plant(scene, SECOND_GARDEN)
        work(scene, lot(GARDEN, 1, "H87"), step="fertilizing", **WORDS)
        work(scene, lot(SECOND_GARDEN, 1, "H87"), step="fertilizing", **WORDS)  # the same day
        scene.later(days=9)
    fraud = work(stage, lot(SECOND_GARDEN, 1, "H87"), step="fertilizing", **WORDS)
    stage.flagged(fraud, "diary_copied", GARDEN, asked=SECOND_GARDEN)

    own = WORDS | {"nguon:dose": "18 kg", "nguon:weather": "mưa nhẹ"}
    work(honest, lot(SECOND_GARDEN, 1, "H87"), step="fertilizing", **own)
    honest.clean(SECOND_GARDEN)
    honest.clean(GARDEN)


def test_a_certificate_written_by_its_holder(stage: Stage, honest: Stage) -> None:
    """A cooperative gives itself the stars."""
    forged = credential(JAR, credential=f"{OCOP}-5", issuer=COOP, level="5")
    until_jars(stage)
    fill(stage)
    with stage.cannot("not_authorized", asked=JAR_LOT):
        stage.registry(forged, "coop")

    until_jars(honest)
    honest.registry(credential(JAR, credential=f"{OCOP}-5", level="5"), "certifier")
    fill(honest)
    honest.clean(JAR_LOT)
