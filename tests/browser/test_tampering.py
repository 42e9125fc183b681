"""Behind the server's back: what is changed in the database is named on the buyer's phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from browser.evidence import position_of, retold, turned
from browser.looks import survey, words
from browser.shop import Shop
from browser.visit import Visit

Tamper = Callable[[bytes], bytes]

BYTES: dict[str, Tamper] = {
    "an amount": lambda data: retold(data, '"quantity":95,', '"quantity":85,'),
    "a brace, so that nothing can be read": lambda data: turned(data, position_of(data, '{"id"')),
    "the signature": lambda data: turned(data, len(data) - 20),
    "the header": lambda data: turned(data, 12),
}


@pytest.mark.parametrize("tamper", BYTES.values(), ids=BYTES)
def test_one_changed_byte_of_a_stored_event_is_named_by_its_step(
    own_shop: Shop, visit: Visit, tamper: Tamper
) -> None:
    index = own_shop.stored_index("salting")
    data = own_shop.stored(index)
    changed = tamper(data)
    assert sum(one != other for one, other in zip(data, changed, strict=True)) == 1
    own_shop.tamper(index, changed)
    visit.go(own_shop.jar, "wrong")
    salting = words(visit, "step.salting")
    expect(visit.page.locator("#verdict .where")).to_contain_text(salting)
    expect(visit.page.locator("#verdict .technical")).to_contain_text(f"inclusion_failed · {index}")
    expect(visit.page.locator(".steps .failed h3")).to_have_text([salting])
    expect(visit.page.locator("#journey h2")).to_have_text(words(visit, "journey.claims"))
    assert visit.page.locator(".check-failed").count() == 1
    if tamper is BYTES["an amount"]:
        expect(visit.page.locator(".steps .failed")).to_contain_text("85 kg")  # as it was sent
        survey(visit, "tampered")
    visit.check_quiet(own_shop.serving.url)


# Runs in the page, with the modules that the page loaded. `seed` makes it the same every time.
_SWEEP = """async ({ seed, rounds }) => {
  const { verifyBundle } = await import("/verify/verify/verify.js");
  const pins = await (await fetch("/verify/pins.json")).json();
  const accept = { headers: { Accept: "application/vnd.nguon.trace+json" } };
  const text = await (await fetch(location.pathname, accept)).text();
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";
  const chance = () => (seed = (seed * 48271) % 2147483647);
  const outcomes = [];
  for (let round = 0; round < rounds; round += 1) {
    const bundle = JSON.parse(text);
    const entry = bundle.entries[chance() % bundle.entries.length];
    const at = chance() % entry.statement.length;
    const other = letters[chance() % letters.length];
    if (other === entry.statement[at]) continue;
    entry.statement = entry.statement.slice(0, at) + other + entry.statement.slice(at + 1);
    const bytes = new TextEncoder().encode(JSON.stringify(bundle));
    const { verdict, failure } = await verifyBundle(bytes, { pins, asked: bundle.id });
    outcomes.push({ verdict, changed: entry.index, named: failure?.index ?? null });
  }
  return outcomes;
}"""


def test_no_changed_byte_anywhere_in_the_evidence_goes_unnoticed(
    honest_shop: Shop, visit: Visit
) -> None:
    visit.go(honest_shop.jar, "verified")
    outcomes = visit.evaluate(_SWEEP, {"seed": 20260301, "rounds": 80})
    assert len(outcomes) > 60
    assert [o for o in outcomes if o["verdict"] != "wrong" or o["named"] != o["changed"]] == []
