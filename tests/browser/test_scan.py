"""The main job: a printed code is scanned, and the phone itself proves the jar's way."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from browser.looks import DESKTOP, HEIGHTS, LANGUAGES, PHONE, survey
from browser.shop import Shop
from browser.visit import Visit, visiting
from nguon_signer.labels import make_code, parse_label_url, png
from unit.labels.reading import open_png, read_codes

LIMIT = 30.0  # seconds, on a machine that has other work
TAGS = {"vi": "vi-VN", "en": "en-GB", "th": "th-TH", "bn": "bn-BD"}


def scanned(shop: Shop) -> str:
    """Print the jar's label, and read the address off the printed picture."""
    label = png(make_code(parse_label_url(shop.jar)))
    (read,) = read_codes(open_png(label))
    return read.text


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_code_on_a_label_leads_to_a_verdict_soon(
    browser: Browser, honest_shop: Shop, language: str, width: int
) -> None:
    viewport = {"width": width, "height": HEIGHTS[width]}
    with visiting(browser, viewport=viewport, locale=TAGS[language]) as visit:
        visit.go(scanned(honest_shop), "verified")
        assert visit.seconds_to("verified") < LIMIT
        assert visit.page.locator("html").get_attribute("lang") == language
        visit.check_quiet(honest_shop.serving.url)


def test_a_verified_jar_looks_right_everywhere(honest_shop: Shop, visit: Visit) -> None:
    visit.go(honest_shop.jar, "verified")
    assert visit.page.locator(".check-passed").count() == 11
    survey(visit, "verified")
    visit.check_quiet(honest_shop.serving.url)
