"""Whoever may register a name may write anything into it; the page shows it as text."""

from __future__ import annotations

from typing import Any

import pytest

from browser.evidence import everything
from browser.impostor import Answer
from browser.looks import LANGUAGES, SMALL_PHONE, measure
from browser.shop import Shop
from browser.visit import Visit
from support.forge import Payload
from support.story import SALTED_LOT, Story, lot

MARKUP = (
    "<script>hacked = 1</script><img src=x onerror='hacked = 1'>\"'`>&lt;&#0;{who}{date}"
    "<svg onload=hacked=1></svg><a href=javascript:hacked=1>x</a></h1></title><style>*{}</style>"
)
OVERRIDES = {
    "override": "Hợp tác xã \u202egnud gnuhc",
    "embedding": "Hợp tác xã \u202b\u05d0",
    "isolate": "Hợp tác xã \u2067\u05d0",
    "closed isolates": "Hợp tác xã \u2069\u2069\u2069\u202egnud",
    "letters": "\u05d0\u05d1\u05d2",
}
LONG = "bakhía" * 333 + "ởĐ"
STACKED = "Z" + "\u0300\u0316\u0489" * 40 + "algo"
# A step's name is ASCII (event.py), and the template's own names are all that it should be.
STEP = "<script>hacked=1</script>" + "step" * 40
assert len(LONG) == 2000


class HostileStory(Story):
    """Writes one text into everything that somebody may name; properly signed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def statement(self, typ: str, payload: Payload, by: str, log: str | None = None) -> int:
        return super().statement(typ, self._renamed(payload), by, log)

    def _renamed(self, payload: Payload) -> Payload:
        changed: Payload = dict(payload)
        for member in ("province", "scheme", "number", "level"):
            if member in payload:
                changed[member] = self._text
        if "nguon:step" in payload:
            changed["nguon:step"] = STEP
        name = payload.get("name")
        if name is not None:
            changed["name"] = self._text if isinstance(name, str) else {"vi": self._text}
        if payload.get("type") == "ProductRegistered":
            changed["description"] = {"vi": self._text}
        if "operator" in payload:
            changed["operator"] = self._renamed(payload["operator"])
        return changed


def _serve(shop: Shop, text: str, *, recalled: bool = False) -> None:
    story = HostileStory(text)
    story.tell()
    if recalled:
        event = story.head(
            "ObjectEvent",
            "recall",
            action="OBSERVE",
            bizStep="holding",
            disposition="recalled",
            quantityList=[lot(SALTED_LOT, 95)],
            **{"nguon:reason": text},
        )
        story.event(event, "coop")
        story.seal()
    shop.impostor.evidence = Answer(everything(story))


def _foreign_elements(visit: Visit) -> Any:
    return visit.evaluate(
        """() => [...document.querySelectorAll("*")].filter((node) => (
          node.matches("script:not([src]), style, iframe, object, img:not([src$='icon.svg'])")
            || [...node.attributes].some(({ name, value }) => (
              name.startsWith("on") || /^javascript:/i.test(value)
            ))
        )).map((node) => node.outerHTML)"""
    )


@pytest.mark.parametrize("recalled", [False, True])
def test_markup_in_names_is_shown_and_never_run(
    honest_shop: Shop, visit: Visit, *, recalled: bool
) -> None:
    _serve(honest_shop, MARKUP, recalled=recalled)
    visit.go(honest_shop.jar, "recalled" if recalled else "verified")
    assert visit.page.locator(".product-name").text_content() == MARKUP
    assert visit.page.locator(".steps h3").first.text_content() == STEP
    who = visit.page.locator(".steps dd", has_text="<script>").first.text_content()
    assert who is not None
    assert MARKUP in who
    if recalled:
        assert MARKUP in str(visit.page.locator("#verdict").text_content())
    assert _foreign_elements(visit) == []
    assert visit.evaluate("window.hacked ?? null") is None
    visit.page.set_viewport_size({"width": SMALL_PHONE, "height": 640})
    assert measure(visit)["sticksOut"] == []
    visit.check_quiet(honest_shop.serving.url)


@pytest.mark.parametrize("recalled", [False, True])
def test_two_thousand_letters_without_a_space_do_not_break_the_page(
    honest_shop: Shop, visit: Visit, *, recalled: bool
) -> None:
    _serve(honest_shop, LONG, recalled=recalled)
    visit.page.set_viewport_size({"width": SMALL_PHONE, "height": 640})
    visit.go(honest_shop.jar, "recalled" if recalled else "verified")
    assert visit.page.locator(".product-name").text_content() == LONG
    for language in LANGUAGES:
        visit.speak(language)
        found = measure(visit)
        assert found["sticksOut"] == []
        assert found["smallTargets"] == []


# Left to right, the letters of our own words must stand in the order in which we write them.
_TURNED = """(text) => {
  const own = /(\\d+\\/\\d+\\/\\d+|[A-Za-zà-ỹ]{2,} [a-zà-ỹ]{2,})/g;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const turned = [];
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const rest = node.data.replaceAll(text, (all) => "\\u0000".repeat(all.length));
    for (const { 0: word, index } of rest.matchAll(own)) {
      const lefts = [...word].map((_, at) => {
        const range = document.createRange();
        range.setStart(node, index + at);
        range.setEnd(node, index + at + 1);
        return range.getBoundingClientRect();
      });
      const wrong = lefts.some((one, at) => (
        at > 0 && one.top === lefts[at - 1].top && one.left < lefts[at - 1].left - 0.5
      ));
      if (wrong) turned.push(node.data);
    }
  }
  return turned;
}"""


@pytest.mark.parametrize("text", OVERRIDES.values(), ids=OVERRIDES)
def test_a_name_that_turns_the_direction_of_writing_turns_nothing_but_itself(
    honest_shop: Shop, visit: Visit, text: str
) -> None:
    _serve(honest_shop, text, recalled=True)
    visit.go(honest_shop.jar, "recalled")
    assert visit.evaluate(_TURNED, text) == []


def test_marks_piled_on_a_letter_do_not_cover_the_verdict(honest_shop: Shop, visit: Visit) -> None:
    _serve(honest_shop, STACKED)
    visit.go(honest_shop.jar, "verified")
    measured = measure(visit)
    assert measured["sticksOut"] == []
