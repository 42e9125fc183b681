"""What the rules found, and what became of a maker, as a buyer's phone shows it."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from browser.looks import survey, words
from browser.shop import Shop
from browser.visit import Visit
from nguon_ledger.encoding.rfc3339 import format_time
from support.forge import Payload
from support.story import COOP, JAR_LOT, PACKER, SALTED_LOT, lot

HISTAMINE = "Histamine, mg/kg"
HOUR = 3_600_000_000  # microseconds


def test_a_flag_is_told_in_the_verdict_and_at_its_step_and_is_no_alarm(
    own_shop: Shop, visit: Visit
) -> None:
    _raise_rules(own_shop)
    results = [{"test": HISTAMINE, "value": 250.5, "limit": 200}]
    _observe(
        own_shop, "inspection", "certifier", bizStep="inspecting", **{"nguon:results": results}
    )
    visit.go(own_shop.jar, "flagged")
    verdict = visit.page.locator("#verdict")
    expect(verdict).to_contain_text(words(visit, "verdict.flagged.text"))
    expect(verdict.locator(".things-to-know li")).to_have_count(1)
    expect(verdict.locator(".things-to-know")).to_contain_text(f"{HISTAMINE} là 250,5")
    expect(visit.page.locator(".steps .noted h3")).to_have_text([words(visit, "step.inspection")])
    survey(visit, "flagged")
    visit.check_quiet(own_shop.serving.url)


def test_late_alone_is_told_with_what_it_does_not_mean(own_shop: Shop, visit: Visit) -> None:
    _raise_rules(own_shop)
    happened = own_shop.story.time + HOUR
    own_shop.story.time += 100 * HOUR
    _observe(
        own_shop,
        "weeding",
        "coop",
        eventTime=format_time(happened),
        quantityList=[lot(SALTED_LOT, 95)],
    )
    visit.go(own_shop.jar, "flagged")
    expect(visit.page.locator("#verdict")).to_contain_text(words(visit, "verdict.flagged.mild"))
    expect(visit.page.locator(".steps .noted")).to_have_count(0)
    survey(visit, "late")
    visit.check_quiet(own_shop.serving.url)


def test_a_recall_that_was_lifted_is_told_and_the_page_is_green_again(
    own_shop: Shop, visit: Visit
) -> None:
    _raise_rules(own_shop)
    orders = {"nguon:reason": "Nhầm số lô", "nguon:instructions": "Mang trả cửa hàng"}
    _observe(own_shop, "recall", "coop", bizStep="holding", disposition="recalled", **orders)
    visit.go(own_shop.jar, "recalled")
    expect(visit.page.locator("#verdict .todo")).to_contain_text("Mang trả cửa hàng")
    lifting = {"persistentDisposition": {"unset": ["recalled"]}, "nguon:reason": "Đã kiểm tra lại"}
    _observe(own_shop, "release", "coop", bizStep="inspecting", disposition="active", **lifting)
    visit.go(own_shop.jar, "verified")
    expect(visit.page.locator("#verdict .note")).to_contain_text("Nhầm số lô")
    survey(visit, "lifted")
    visit.check_quiet(own_shop.serving.url)


def test_the_buyer_of_a_dissolved_makers_jar_reads_when_and_who_goes_on(
    own_shop: Shop, visit: Visit
) -> None:
    _register(
        own_shop,
        {
            "type": "ParticipantStatusChanged",
            "participant": COOP,
            "status": "dissolved",
            "effective": format_time(own_shop.story.time),
            "reason": "the members decided so",
            "into": [PACKER],
        },
    )
    visit.go(own_shop.jar, "verified")
    expect(visit.page.locator("#verdict .note")).to_contain_text("Thử nghiệm packer")
    expect(visit.page.locator("#product .flag")).to_have_text(words(visit, "status.dissolved"))
    survey(visit, "dissolved")
    visit.check_quiet(own_shop.serving.url)


def test_the_quantities_are_drawn_to_scale_on_the_smallest_phone(
    honest_shop: Shop, visit: Visit
) -> None:
    visit.go(honest_shop.jar, "verified")
    visit.page.set_viewport_size({"width": 320, "height": 640})
    rows = visit.page.locator("#quantities .flow > li")
    expect(rows).to_have_count(3)
    expect(rows.nth(0)).to_contain_text("Cùng đi tiếp: 150 kg")
    wide = [_width(visit, ".flow-bar .part-onward", at) for at in (0, 2)]
    # 120 kg of crab beside what 232 jars of 400 g weigh.
    assert abs(wide[0] / wide[1] - 120 / 92.8) < 0.01


def _raise_rules(shop: Shop) -> None:
    _register(shop, {"type": "RulesRaised", "version": 2})


def _register(shop: Shop, payload: Payload) -> None:
    shop.record(shop.story.registry(payload, "union"))


def _observe(shop: Shop, step: str, by: str, **members: Any) -> None:
    listed = {"bizStep": "other", "quantityList": [lot(JAR_LOT, 232, "H87")]}
    event = shop.story.head("ObjectEvent", step, action="OBSERVE", **(listed | members))
    shop.record(shop.story.event(event, by))


def _width(visit: Visit, selector: str, row: int) -> float:
    box = (
        visit.page.locator("#quantities .flow > li").nth(row).locator(selector).first.bounding_box()
    )
    assert box is not None
    return box["width"]
