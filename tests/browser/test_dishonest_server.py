"""A server that holds the ledger's own keys and still lies: each lie gets its verdict."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import expect

from browser.evidence import another_story, edited, everything, labelled_with_a_revoked_key, without
from browser.impostor import Answer
from browser.looks import survey, words
from browser.shop import NAME, Shop
from browser.visit import Visit
from nguon_ledger.log.note import ED25519, Verifier
from support.forge import ORIGIN, seeded_key
from support.story import JAR, UNIT, whole_story


def _pins(key: str = "log", origin: str = ORIGIN) -> dict[str, Any]:
    vkey = Verifier(origin, ED25519, seeded_key(key).public.raw).vkey
    return {"ledgers": [{"name": NAME, "origin": origin, "prefix": f"/log/{NAME}", "vkey": vkey}]}


@dataclass(frozen=True)
class Lie:
    """What is served, and what the page must say of it; ``step`` is the one that is named."""

    code: str
    reason: str
    evidence: Callable[[], bytes]
    step: str | None = None
    face: str = "wrong"
    pins: dict[str, Any] = field(default_factory=_pins)


def _swapped_checkpoint() -> bytes:
    note = another_story().checkpoint_note.decode()
    return edited(everything(whole_story()), checkpoint=note)


def _older_checkpoint() -> bytes:
    story = whole_story()
    older = story.checkpoint_note.decode()
    story.harvest(f"{JAR}/10/J9")
    story.seal()
    return edited(everything(story), checkpoint=older)


LIES = {
    "revoked-key": Lie(
        "key_revoked",
        "key_revoked",
        lambda: everything(labelled_with_a_revoked_key()),
        step="labelling",
    ),
    "missing-step": Lie(
        "input_missing", "input_missing", lambda: without(whole_story(), "salting"), step="packing"
    ),
    "missing-entry": Lie(
        "nodes_mismatch",
        "inclusion",
        lambda: edited(
            everything(whole_story()),
            entries=_entries_without(everything(whole_story()), position=7),
        ),
    ),
    "swapped-checkpoint": Lie("inclusion_failed", "inclusion", _swapped_checkpoint),
    "older-checkpoint": Lie("index_out_of_range", "inclusion", _older_checkpoint, step="harvest"),
    "wrong-pin": Lie(
        "log_signature_missing",
        "ledger_signature",
        lambda: whole_story().bundle(UNIT),
        pins=_pins("other"),
    ),
    "other-jar": Lie("other_id", "other_id", lambda: whole_story().bundle(f"{JAR}/21/0002")),
    "unknown-ledger": Lie(
        "unknown_log",
        "unknown_log",
        lambda: whole_story().bundle(UNIT),
        face="unchecked",
        pins=_pins(origin="other.example/log/test"),
    ),
    "later-format": Lie(
        "bundle_version",
        "version",
        lambda: edited(whole_story().bundle(UNIT), format="nguon-trace/2"),
        face="unchecked",
    ),
}
# Pictures of those that look different from each other.
PICTURED = {"revoked-key", "missing-step", "swapped-checkpoint", "wrong-pin", "unknown-ledger"}


def _entries_without(bundle: bytes, *, position: int) -> list[Any]:
    entries: list[Any] = json.loads(bundle)["entries"]
    return entries[:position] + entries[position + 1 :]


@pytest.mark.parametrize("name", LIES)
def test_a_lie_gets_its_verdict_and_its_step(honest_shop: Shop, visit: Visit, name: str) -> None:
    lie = LIES[name]
    honest_shop.impostor.evidence = Answer(lie.evidence())
    honest_shop.impostor.pin(lie.pins)
    visit.go(honest_shop.jar, lie.face)
    expect(visit.page.locator("#verdict .reason")).to_have_text(
        words(visit, f"reason.{lie.reason}")
    )
    expect(visit.page.locator("#verdict .technical")).to_contain_text(lie.code)
    named = [words(visit, f"step.{lie.step}")] if lie.step else []
    expect(visit.page.locator(".steps .failed h3")).to_have_text(named)
    for step in named:
        expect(visit.page.locator("#verdict .where")).to_contain_text(f"“{step}”")
    assert visit.page.locator(".check-failed").count() == 1
    if name in PICTURED:
        survey(visit, name)
    visit.check_quiet(honest_shop.serving.url)


def test_the_lies_are_lies_and_nothing_else_is_wrong_with_them(
    honest_shop: Shop, visit: Visit
) -> None:
    honest_shop.impostor.evidence = Answer(everything(whole_story()))
    honest_shop.impostor.pin(_pins())
    visit.go(honest_shop.jar, "verified")


def test_a_serial_under_another_lot_than_its_own_is_wrong(honest_shop: Shop, visit: Visit) -> None:
    visit.go(f"{honest_shop.serving.url}/01/08930000000019/10/J2/21/0001", "wrong")
    expect(visit.page.locator("#verdict .reason")).to_have_text(words(visit, "reason.other_lot"))
    visit.check_quiet(honest_shop.serving.url)
