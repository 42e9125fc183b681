"""A recall that the cooperative itself signs, through the real engine."""

from __future__ import annotations

from playwright.sync_api import expect

from browser.looks import survey, words
from browser.shop import Shop
from browser.visit import Visit
from support.story import SALTED_LOT, lot

REASON = "Độ mặn thấp hơn mức công bố"


def test_a_recalled_lot_is_named_before_anything_else(own_shop: Shop, visit: Visit) -> None:
    visit.go(own_shop.jar, "verified")
    recall = own_shop.story.head(
        "ObjectEvent",
        "recall",
        action="OBSERVE",
        bizStep="holding",
        disposition="recalled",
        persistentDisposition={"set": ["recalled"]},
        quantityList=[lot(SALTED_LOT, 95)],
        **{"nguon:reason": REASON},
    )
    own_shop.record(own_shop.story.event(recall, "coop"))
    visit.go(own_shop.jar, "recalled")
    assert words(visit, "verdict.recalled.order") in visit.headline
    expect(visit.page.locator("#verdict")).to_contain_text(REASON)
    expect(visit.page.locator("#verdict")).to_contain_text("Thử nghiệm coop")
    expect(visit.page.locator(".steps .failed h3")).to_have_text([words(visit, "step.recall")])
    survey(visit, "recalled")
    visit.check_quiet(own_shop.serving.url)
