"""Read aloud, by keyboard, enlarged, in the dark, without motion."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import expect

from browser.evidence import everything, labelled_with_a_revoked_key
from browser.impostor import Answer
from browser.looks import LANGUAGES, measure, words
from browser.shop import Shop
from browser.visit import Visit

_FLAWS = ("sticksOut", "smallTargets", "faintTexts", "tightLines")


_NAMED = {"button", "link", "region", "image", "navigation", "progressbar"}


def _tree(visit: Visit) -> list[dict[str, Any]]:
    session = visit.page.context.new_cdp_session(visit.page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return [node for node in nodes if not node.get("ignored")]


def _property(node: dict[str, Any], name: str) -> Any:
    found = [p["value"].get("value") for p in node.get("properties", []) if p["name"] == name]
    return found[0] if found else None


def _role(node: dict[str, Any]) -> Any:
    return node["role"]["value"]


def test_the_verdict_is_announced_and_is_the_first_heading(honest_shop: Shop, visit: Visit) -> None:
    visit.go(honest_shop.jar, "verified")
    tree = _tree(visit)
    region = next(node for node in tree if _property(node, "live") == "polite")
    assert _property(region, "atomic") is True
    headings = [node for node in tree if _role(node) == "heading"]
    assert headings[0]["name"]["value"] == words(visit, "verdict.verified.title")
    assert _property(headings[0], "level") == 1


def test_headings_descend_one_level_at_a_time_and_everything_has_a_name(
    honest_shop: Shop, visit: Visit
) -> None:
    visit.go(honest_shop.jar, "verified")
    for language in LANGUAGES:
        visit.speak(language)
        tree = _tree(visit)
        levels = [_property(node, "level") for node in tree if _role(node) == "heading"]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))
        regions = [node["name"]["value"] for node in tree if _role(node) == "region"]
        sections = ("product", "quantities", "journey", "checks", "evidence", "report")
        assert regions == [words(visit, f"{section}.heading") for section in sections]
        assert [node for node in tree if _role(node) in _NAMED and not node["name"]["value"]] == []
        # Names are in the language that they were registered in, and a voice is told so.
        assert visit.page.locator("html").get_attribute("lang") == language
        name = visit.page.locator(".product-name")
        assert name.evaluate("(node) => node.closest('[lang]').lang") == "vi"


_FOCUSED = """() => {
  const node = document.activeElement;
  if (node === document.body) return null;
  const shown = node.matches(".file") ? node.labels[0] : node;
  const { outlineStyle, outlineWidth } = getComputedStyle(shown);
  const { top, left } = shown.getBoundingClientRect();
  const ring = outlineStyle === "none" ? 0 : parseFloat(outlineWidth);
  return { text: shown.innerText.trim(), ring, top: top + scrollY, left };
}"""


def test_the_keyboard_reaches_every_control_in_the_order_of_the_page(
    honest_shop: Shop, visit: Visit
) -> None:
    visit.go(honest_shop.jar, "verified")
    reached: list[dict[str, Any]] = []
    for _ in range(20):
        visit.page.keyboard.press("Tab")
        focused = visit.evaluate(_FOCUSED)
        if focused is None:
            break
        reached.append(focused)
    said = [words(visit, key) for key in ("evidence.download", "evidence.open", "report.mail")]
    languages = ["Tiếng Việt", "English", "ไทย", "বাংলা"]
    summary = visit.page.locator("summary").inner_text()
    expected = [words(visit, "page.skip"), *languages, summary, *said]
    assert [stop["text"] for stop in reached] == expected
    assert all(stop["ring"] >= 2 for stop in reached), reached
    places = [(stop["top"], stop["left"]) for stop in reached]
    assert places[1:] == sorted(places[1:])


def test_the_skip_link_leads_to_the_verdict_and_keeps_the_address(
    elsewhere: str, honest_shop: Shop, visit: Visit
) -> None:
    visit.go(f"{elsewhere}/index.html#{honest_shop.jar}", "verified")
    before = visit.page.url
    visit.page.keyboard.press("Tab")
    expect(visit.page.locator("#skip")).to_be_focused()
    expect(visit.page.locator("#skip")).to_be_in_viewport()
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator("#verdict")).to_be_focused()
    assert visit.page.url == before


def test_the_checks_unfold_by_keyboard_and_stay_unfolded_in_another_language(
    honest_shop: Shop, visit: Visit
) -> None:
    visit.go(honest_shop.jar, "verified")
    assert not visit.page.locator(".check").first.is_visible()
    visit.page.locator("summary").focus()
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator(".check").nth(10)).to_be_visible()
    for language in LANGUAGES:
        visit.speak(language)
        expect(visit.page.locator(f"#languages [lang={language}]")).to_be_focused()
        expect(visit.page.locator(".check").nth(10)).to_be_visible()
        found = measure(visit)
        assert {flaw: found[flaw] for flaw in _FLAWS} == {flaw: [] for flaw in _FLAWS}


def test_focus_is_not_lost_when_asking_again(honest_shop: Shop, visit: Visit) -> None:
    honest_shop.impostor.evidence = Answer(b"", status=503)
    visit.go(honest_shop.jar, "unchecked")
    honest_shop.impostor.evidence = None
    visit.page.get_by_role("button", name=words(visit, "verdict.retry")).focus()
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_selector("html[data-face=verified]")
    expect(visit.page.locator("#verdict")).to_be_focused()


@pytest.mark.parametrize("width", [360, 1280])
def test_text_may_be_twice_as_large(honest_shop: Shop, visit: Visit, width: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": 740})
    visit.go(honest_shop.jar, "verified")
    visit.evaluate("document.documentElement.style.fontSize = '200%'")  # WCAG 2.2, 1.4.4
    for language in LANGUAGES:
        visit.speak(language)
        assert measure(visit)["sticksOut"] == []


def test_in_the_dark_every_face_can_be_read(honest_shop: Shop, visit: Visit) -> None:
    faces = {
        "verified": None,
        "wrong": Answer(everything(labelled_with_a_revoked_key())),
        "unchecked": Answer(b"", status=503),
    }
    visit.page.emulate_media(color_scheme="dark")
    for face, evidence in faces.items():
        honest_shop.impostor.evidence = evidence
        visit.go(honest_shop.jar, face)
        ground = visit.evaluate("getComputedStyle(document.body).backgroundColor")
        assert sum(int(part) for part in ground[4:-1].split(",")) < 3 * 64
        found = measure(visit)
        assert {flaw: found[flaw] for flaw in _FLAWS} == {flaw: [] for flaw in _FLAWS}
        assert bool(found["success"]) == (face == "verified")


def test_nothing_turns_for_who_wants_no_motion(honest_shop: Shop, visit: Visit) -> None:
    honest_shop.impostor.evidence = Answer(b"{}", seconds=600)
    visit.page.goto(honest_shop.jar)
    visit.page.wait_for_selector("html[data-face=working] .turning")
    turning = "document.getAnimations().length"
    assert visit.evaluate(turning) == 1
    visit.page.emulate_media(reduced_motion="reduce")
    assert visit.evaluate(turning) == 0
