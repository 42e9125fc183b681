"""The report's page when something goes wrong: said in words, and mended by asking again."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect

from browser import season
from browser.impostor import Answer
from browser.looks import LANGUAGES, measure, words
from browser.report_page import expect_failure, march, open_failure, open_report, rows
from browser.season import OTHER, Spring
from browser.visit import Visit

JSON_TYPE = "application/json"


def instead(document: Any, **how: Any) -> Answer:
    """Return an answer of the server's own kind."""
    return Answer(json.dumps(document).encode(), **({"media_type": JSON_TYPE} | how))


def problem(status: int, code: str) -> Answer:
    document = {"code": code, "detail": "a trial", "status": status}
    return instead(document, media_type="application/problem+json", status=status)


FAILURES = {
    "busy": problem(503, "storage_unavailable"),
    "server": problem(500, "internal_error"),
    "refused": problem(400, "period_empty"),
    "unknown_ledger": problem(404, "unknown_ledger"),
    "not_a_report": Answer(b"<html>maintenance</html>", "text/html"),
    "too_large": Answer(b" " * (9 * 1024 * 1024), JSON_TYPE),
}
AGAIN = {"busy", "server", "not_a_report", "too_large"}


@pytest.mark.parametrize("code", FAILURES)
def test_why_there_is_no_report_is_said(spring: Spring, visit: Visit, code: str) -> None:
    spring.impostor.files[spring.address("report")] = FAILURES[code]
    open_failure(visit, spring.url, code)
    retry = visit.page.locator("#state .retry")
    expect(retry).to_have_count(int(code in AGAIN))
    for language in LANGUAGES:
        visit.speak(language)
        expect_failure(visit, code)
        found = measure(visit)
        assert [found[flaw] for flaw in ("sticksOut", "smallTargets", "faintTexts")] == [[], [], []]


def test_asking_again_helps_and_keeps_the_focus(spring: Spring, visit: Visit) -> None:
    spring.impostor.files[spring.address("report")] = FAILURES["busy"]
    open_failure(visit, spring.url, "busy")
    spring.impostor.reset()
    visit.page.locator("#state .retry").focus()
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator("#timeline")).to_be_visible()
    expect(visit.page.locator("#state")).to_be_focused()


def test_choosing_another_period_after_a_refusal_helps(spring: Spring, visit: Visit) -> None:
    spring.impostor.files[spring.address("report")] = FAILURES["refused"]
    open_failure(visit, spring.url, "refused")
    spring.impostor.reset()
    visit.page.get_by_role("button", name=words(visit, "controls.earlier")).click()
    expect(visit.page.locator("#cooperatives")).to_be_visible()


def test_without_a_network_the_page_says_so_and_comes_back(spring: Spring, visit: Visit) -> None:
    open_report(visit, spring.url)
    spring.serving.stop()
    try:
        visit.page.get_by_role("button", name=words(visit, "controls.earlier")).click()
        expect_failure(visit, "offline")
    finally:
        spring.serving.start()
    visit.page.locator("#state .retry").click()
    expect(visit.page.locator("#cooperatives")).to_be_visible()


def test_a_ledger_that_is_not_here_is_not_replaced_by_another(spring: Spring, visit: Visit) -> None:
    open_failure(visit, f"{spring.serving.url}/report.html?ledger=gone", "unknown_ledger")
    visit.page.locator("#ledger").select_option(OTHER)
    expect(visit.page.locator("#source")).to_contain_text(season.ORIGINS[OTHER])


@pytest.mark.parametrize("query", ["from=2026-03-09&to=2026-03-01", "from=yesterday&to=today"])
def test_an_address_with_a_period_that_does_not_exist_is_said(
    spring: Spring, visit: Visit, query: str
) -> None:
    open_failure(visit, f"{spring.serving.url}/report.html?{query}", "bad_period")
    assert not any("/report?" in url for url in visit.requests)


def test_a_server_without_a_ledger_says_so(spring: Spring, visit: Visit) -> None:
    spring.impostor.files["/.well-known/nguon.json"] = instead({"ledgers": []})
    open_failure(visit, spring.url, "no_ledger")


@pytest.mark.parametrize("prefix", ["//127.0.0.1:9/log/a", "https://elsewhere.example/log/a"])
def test_a_list_of_ledgers_leads_nowhere_else(spring: Spring, visit: Visit, prefix: str) -> None:
    ledger = {"name": season.SPRING, "origin": "a/b", "prefix": prefix, "vkey": "k"}
    spring.impostor.files["/.well-known/nguon.json"] = instead({"ledgers": [ledger]})
    open_failure(visit, spring.url, "not_a_report")
    assert {url.split("/")[2] for url in visit.requests} == {f"localhost:{spring.serving.port}"}


def test_numbers_of_another_period_are_not_shown(spring: Spring, visit: Visit) -> None:
    spring.impostor.files[spring.address("report")] = instead(march(spring))
    open_failure(visit, spring.url.replace("to=2026-03-31", "to=2026-03-30"), "not_a_report")


def test_without_the_shipments_there_is_still_a_report(spring: Spring, visit: Visit) -> None:
    path = spring.address("shipments")
    spring.impostor.files[path] = FAILURES["busy"]
    open_report(visit, spring.url)
    expect(visit.page.locator("#shipments .reason")).to_have_text(words(visit, "failure.busy"))
    spring.impostor.reset()
    visit.page.locator("#shipments .retry").click()
    expect(rows(visit, "shipments")).to_have_count(2)


def test_cases_that_cannot_be_read_are_asked_for_again(spring: Spring, visit: Visit) -> None:
    open_report(visit, spring.url)
    spring.impostor.files[spring.address("flags")] = FAILURES["server"]
    visit.page.locator("#cases-late summary").click()
    box = visit.page.locator("#cases-late")
    expect(box.locator(".reason")).to_have_text(words(visit, "failure.server"))
    spring.impostor.reset()
    box.locator(".retry").click()
    expect(box.locator("li").first).to_be_visible()
    expect(box.locator(".reason")).to_have_count(0)


def test_cases_of_another_rule_are_not_shown_as_those_asked_for(
    spring: Spring, visit: Visit
) -> None:
    open_report(visit, spring.url)
    others = httpx.get(f"{spring.serving.url}{spring.address('flags?rule=yield_high')}").json()
    spring.impostor.files[spring.address("flags")] = instead(others)
    visit.page.locator("#cases-late summary").click()
    reason = visit.page.locator("#cases-late .reason")
    expect(reason).to_have_text(words(visit, "failure.not_a_report"))
    expect(visit.page.locator("#cases-late li")).to_have_count(0)


def test_a_slow_answer_is_not_drawn_over_a_later_choice(spring: Spring, visit: Visit) -> None:
    spring.impostor.files[spring.address("report")] = instead(march(spring), seconds=4)
    visit.page.goto(spring.url)
    visit.page.locator("#ledger").select_option(OTHER)
    expect(visit.page.locator("#source")).to_contain_text(season.ORIGINS[OTHER])
    path = spring.address("report")
    with visit.page.expect_response(lambda response: path in response.url):
        pass  # the answer that nobody waits for any more
    visit.page.wait_for_timeout(200)
    # The other ledger has no event in March; the slow answer has four hundred.
    expect(visit.page.locator(".summary strong").first).to_have_text("0")


def test_names_are_text_whatever_they_hold(spring: Spring, visit: Visit) -> None:
    evil = '<img src=x onerror="document.title=1">\N{RIGHT-TO-LEFT OVERRIDE}gnp.exe'
    said = march(spring)
    for row in said["cooperatives"]:
        row |= {"name": evil, "kind": evil, "commune": evil, "status": evil}
    for row in said["products"]:
        row |= {"name": {"vi": evil}, "owner": {"id": "x", "name": evil}}
    for row in said["certificates"]:
        row |= {"scheme": evil, "number": evil, "subject_name": {"": evil}}
    said["flags"][0] |= {"rule": evil}
    spring.impostor.files[spring.address("report")] = instead(said)
    open_report(visit, spring.url)
    assert visit.page.locator("main img").count() == 0
    shown = visit.page.locator("#report").inner_text()
    assert '<img src=x onerror="' in shown
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in shown
    for width in (320, 1280):
        visit.page.set_viewport_size({"width": width, "height": 740})
        assert visit.evaluate("document.documentElement.scrollWidth") == width
    visit.check_quiet(spring.serving.url)


def test_very_long_names_and_numbers_stay_in_their_boxes(spring: Spring, visit: Visit) -> None:
    said = march(spring)
    for row in said["cooperatives"]:
        row |= {"name": "Hợptácxã" * 40, "events": 9007199254740991}
    for row in said["products"]:
        row["volumes"] = [{"product": row["id"], "dimension": "mass", "made": "9" * 30 + ".125"}]
        row["name"] = {"vi": "Bakhíamuối" * 30}
    spring.impostor.files[spring.address("report")] = instead(said)
    open_report(visit, spring.url)
    for width in (320, 360, 1280):
        visit.page.set_viewport_size({"width": width, "height": 740})
        assert measure(visit)["sticksOut"] == [], width
        box = visit.page.locator("#cooperatives .scroll").bounding_box()
        name = rows(visit, "cooperatives").first.locator("th").bounding_box()
        assert box is not None
        assert name is not None
        assert name["width"] < 0.6 * box["width"], width  # it stays in sight, the numbers too
