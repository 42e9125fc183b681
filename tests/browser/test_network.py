"""Weak, broken and hostile networks: what could not be checked is never shown as anything else."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from browser.impostor import Answer
from browser.looks import survey, words
from browser.shop import JAR_PATH, Shop
from browser.visit import Visit, visiting
from nguon_ledger.trace.bundle import MEDIA_TYPE

PORTAL = b"<!doctype html><title>Wi-Fi</title><p>Xin ch\xc3\xa0o! Sign in to go online.</p>"
PROBLEM = b'{"type":"/problems/storage_unavailable","code":"storage_unavailable","status":503}'
SILENCE = 8_000  # milliseconds, page/transport.js

# What is answered for the evidence, and the sentence that the buyer gets.
REFUSALS = {
    "captive-portal": (Answer(PORTAL, "text/html"), "not_evidence"),
    "server-error": (Answer(PROBLEM, "application/problem+json", 503), "server_error"),
    "proxy-error": (Answer(b"Bad Gateway", "text/plain", 502), "server_error"),
    "too-many": (Answer(PROBLEM, "application/problem+json", 429), "server_error"),
    "somebody-elses-404": (Answer(PORTAL, "text/html", 404), "not_evidence"),
    "half-a-bundle": (Answer(b'{"format":"nguon-trace/1","id":"ht'), "unreadable"),
    "too-large": (Answer(b"{" + b" " * 8 * 2**20), "too_large"),
    "nothing": (Answer(b""), "not_evidence"),
}
PICTURED = {"captive-portal", "server-error"}


def test_another_answer_than_evidence_is_not_checked_and_can_be_asked_for_again(
    honest_shop: Shop, visit: Visit
) -> None:
    honest_shop.impostor.evidence = Answer(b"", status=500)
    visit.go(honest_shop.jar, "unchecked")
    for name, (answer, reason) in REFUSALS.items():
        honest_shop.impostor.evidence = answer
        _try_again(visit)
        visit.settle("unchecked")
        expect(visit.page.locator("#verdict .reason")).to_have_text(
            words(visit, f"reason.{reason}")
        )
        assert visit.page.locator("#journey, #quantities, .state-passed").count() == 0
        if name in PICTURED:
            survey(visit, name)
            visit.speak("vi")
    honest_shop.impostor.evidence = None
    _try_again(visit)
    visit.page.wait_for_selector("html[data-face=verified]")
    visit.check_quiet(honest_shop.serving.url, network_fails=True)


def test_a_code_that_the_ledger_does_not_know_is_suspect(honest_shop: Shop, visit: Visit) -> None:
    visit.go(f"{honest_shop.serving.url}/01/08930000000019/21/9999", "unchecked")
    expect(visit.page.locator("#verdict .reason")).to_have_text(words(visit, "reason.unknown_id"))
    expect(visit.page.locator("#report")).to_contain_text(words(visit, "report.none"))
    survey(visit, "unknown-id")
    visit.check_quiet(honest_shop.serving.url, network_fails=True)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/01/08930000000018/21/0001", "bad_code"),
        ("/01/08930000000019/21/%3Cscript%3E", "bad_code"),
        ("/01/08930000000019", "product_only"),
    ],
)
def test_a_code_that_names_no_jar_is_not_worth_a_request(
    honest_shop: Shop, visit: Visit, path: str, reason: str
) -> None:
    visit.go(honest_shop.serving.url + path, "unchecked")
    expect(visit.page.locator("#verdict .reason")).to_have_text(words(visit, f"reason.{reason}"))
    assert visit.page.locator("#verdict button").count() == 0
    assert len([url for url in visit.requests if url.endswith(path)]) == 1  # the page itself
    visit.check_quiet(honest_shop.serving.url)


def test_a_server_that_says_nothing_is_given_up_and_asked_again(
    honest_shop: Shop, fresh_visit: Visit
) -> None:
    honest_shop.impostor.evidence = Answer(b"{}", seconds=600)
    fresh_visit.page.clock.install()
    with fresh_visit.page.expect_request(
        lambda request: MEDIA_TYPE in request.headers.get("accept", "")
    ):
        fresh_visit.page.goto(honest_shop.jar)
    with fresh_visit.page.expect_event("requestfailed"):
        fresh_visit.page.clock.fast_forward(SILENCE // 2)
        assert fresh_visit.face == "working"
        fresh_visit.page.clock.fast_forward(SILENCE)
    fresh_visit.settle("unchecked")
    expect(fresh_visit.page.locator("#verdict .reason")).to_have_text(
        words(fresh_visit, "reason.timeout")
    )
    fresh_visit.page.clock.resume()
    survey(fresh_visit, "slow-server")
    fresh_visit.speak("vi")
    honest_shop.impostor.evidence = None
    _try_again(fresh_visit)
    fresh_visit.page.wait_for_selector("html[data-face=verified]")


def test_a_ledger_that_is_down_cannot_be_checked_until_it_is_back(
    own_shop: Shop, elsewhere: str, visit: Visit
) -> None:
    own_shop.serving.stop()
    visit.go(f"{elsewhere}/index.html#{own_shop.jar}", "unchecked")
    expect(visit.page.locator("#verdict .reason")).to_have_text(words(visit, "reason.offline"))
    survey(visit, "offline")
    visit.speak("vi")
    own_shop.serving.start()
    _try_again(visit)
    visit.page.wait_for_selector("html[data-face=verified]")
    visit.check_quiet(elsewhere, own_shop.serving.url, network_fails=True)


@pytest.mark.parametrize(
    "lost", ["verify/gs1.js", "verify/verify.js", "verify/json.js", "pins.json"]
)
def test_a_part_of_the_page_that_was_lost_on_the_way_is_fetched_again(
    honest_shop: Shop, visit: Visit, lost: str
) -> None:
    honest_shop.impostor.files[f"/verify/{lost}"] = Answer(b"", "text/plain", 503)
    visit.go(honest_shop.jar, "unchecked")
    honest_shop.impostor.reset()
    _try_again(visit)
    visit.page.wait_for_selector("html[data-face=verified]")


@pytest.mark.parametrize("lost", ["app.js", "page/dom.js", "locales/vi.js"])
def test_a_page_that_cannot_start_says_that_nothing_is_checked(
    honest_shop: Shop, visit: Visit, lost: str
) -> None:
    honest_shop.impostor.files[f"/verify/{lost}"] = Answer(b"", "text/plain", 503)
    visit.page.goto(honest_shop.jar)
    stalled = visit.page.locator(".stalled")
    assert not stalled.is_visible()
    visit.page.evaluate("document.getAnimations().forEach((animation) => animation.finish())")
    for language in ("vi", "en", "th", "bn"):
        expect(stalled.locator(f"[lang={language}]")).to_be_visible()
    assert visit.face == "landing"


def test_without_javascript_the_page_says_that_nothing_is_checked(
    browser: Browser, honest_shop: Shop
) -> None:
    with visiting(browser, java_script_enabled=False) as visit:
        visit.page.goto(honest_shop.serving.url + JAR_PATH)
        for language in ("vi", "en", "th", "bn"):
            expect(visit.page.locator(f"noscript [lang={language}]")).to_be_visible()
        assert visit.face == "landing"


def _try_again(visit: Visit) -> None:
    visit.page.get_by_role("button", name=words(visit, "verdict.retry")).click()
