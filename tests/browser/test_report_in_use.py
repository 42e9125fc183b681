"""The report's page in use: periods, ledgers, languages, tables in order, cases on request."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import expect

from browser import season
from browser.looks import words
from browser.report_page import answer, first_cells, march, open_report, rows
from browser.season import OTHER, Spring
from browser.visit import Visit


def test_the_skip_link_leads_to_the_report_and_asks_nothing(spring: Spring, visit: Visit) -> None:
    open_report(visit, spring.url)
    before, asked = visit.page.url, len(visit.requests)
    visit.page.keyboard.press("Tab")
    expect(visit.page.locator("#skip")).to_be_focused()
    expect(visit.page.locator("#skip")).to_be_in_viewport()
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator("#state")).to_be_focused()
    assert (visit.page.url, len(visit.requests)) == (before, asked)


def test_the_language_is_remembered_and_asks_nothing(spring: Spring, visit: Visit) -> None:
    open_report(visit, spring.url)
    asked = len(visit.requests)
    visit.speak("bn")
    expect(visit.page.locator("#title")).to_have_text(words(visit, "page.title"))
    assert [url for url in visit.requests[asked:] if "/log/" in url] == []
    visit.page.reload()
    expect(visit.page.locator("html")).to_have_attribute("lang", "bn")
    open_report(visit, f"{spring.url}&lang=th")
    expect(visit.page.locator("html")).to_have_attribute("lang", "th")


def test_months_are_stepped_through_and_the_address_follows(spring: Spring, visit: Visit) -> None:
    open_report(visit, spring.url)
    period = visit.page.locator("#period")
    expect(period).to_have_text("tháng 3 năm 2026")
    earlier = visit.page.get_by_role("button", name=words(visit, "controls.earlier"))
    earlier.focus()
    visit.page.keyboard.press("Enter")
    expect(period).to_have_text("tháng 2 năm 2026")
    expect(earlier).to_be_focused()
    assert "from=2026-02-01&to=2026-02-28" in visit.page.url
    expect(visit.page.locator("#report .note").first).to_have_text(words(visit, "whole.empty"))
    visit.page.go_back()
    expect(period).to_have_text("tháng 3 năm 2026")
    expect(visit.page.locator("#timeline")).to_be_visible()


def test_without_a_period_the_page_begins_with_this_month(spring: Spring, visit: Visit) -> None:
    open_report(visit, f"{spring.serving.url}/report.html")
    chosen = visit.page.locator(".preset[aria-pressed=true]")
    expect(chosen).to_have_text(words(visit, "controls.this_month"))
    today = date.fromisoformat(visit.evaluate("new Date().toLocaleDateString('sv')"))
    expect(visit.page.locator("#from")).to_have_value(today.replace(day=1).isoformat())


def test_a_period_of_one_s_own_is_asked_for(spring: Spring, visit: Visit) -> None:
    open_report(visit, spring.url)
    visit.page.locator("#from").fill("2026-03-04")
    visit.page.locator("#to").fill("2026-03-05")
    visit.page.get_by_role("button", name=words(visit, "controls.show"), exact=True).click()
    expect(visit.page.locator("#period")).to_have_text(
        "4 tháng 3, 2026 \N{EN DASH} 5 tháng 3, 2026"
    )
    days = {row["day"]: row["events"] for row in march(spring)["days"]}
    total = days["2026-03-04"] + days["2026-03-05"]
    expect(visit.page.locator(".summary strong").first).to_have_text(str(total))


def test_a_period_that_ends_before_it_begins_is_said_and_not_asked(
    spring: Spring, visit: Visit
) -> None:
    open_report(visit, spring.url)
    asked = len(visit.requests)
    visit.page.locator("#from").fill("2026-04-04")
    visit.page.locator("#to").press("Enter")
    alert = visit.page.get_by_role("alert")
    expect(alert).to_have_text(words(visit, "controls.reversed"))
    expect(visit.page.locator("#from")).to_be_focused()
    visit.page.locator("#to").fill("")
    visit.page.locator("#from").press("Enter")
    expect(alert).to_have_text(words(visit, "controls.missing"))
    assert len(visit.requests) == asked


def test_another_ledger_of_the_host_is_another_report(spring: Spring, visit: Visit) -> None:
    open_report(visit, spring.url)
    visit.page.locator("#ledger").select_option(OTHER)
    expect(visit.page.locator("#source")).to_contain_text(season.ORIGINS[OTHER])
    expect(visit.page.locator("#period")).to_have_text("tháng 3 năm 2026")
    assert f"ledger={OTHER}" in visit.page.url
    empty = visit.page.locator("#report > .note")
    expect(empty).to_have_text(words(visit, "whole.empty"))
    visit.page.reload()
    expect(visit.page.locator("#source")).to_contain_text(season.ORIGINS[OTHER])


def test_a_table_is_sorted_by_keyboard_and_stays_so_in_another_language(
    spring: Spring, visit: Visit
) -> None:
    open_report(visit, spring.url)
    heading = visit.page.locator("#cooperatives th", has_text=words(visit, "table.events"))
    heading.locator("button").focus()
    visit.page.keyboard.press("Enter")
    expect(heading).to_have_attribute("aria-sort", "descending")
    expect(heading.locator("button")).to_be_focused()
    by_events = sorted(march(spring)["cooperatives"], key=lambda row: -row["events"])
    assert first_cells(visit, "cooperatives")[:2] == [row["name"] for row in by_events[:2]]
    visit.page.keyboard.press("Enter")
    expect(heading).to_have_attribute("aria-sort", "ascending")
    visit.speak("th")
    heading = visit.page.locator("#cooperatives th[aria-sort]")
    expect(heading).to_have_attribute("aria-sort", "ascending")
    counts = rows(visit, "cooperatives").locator("td:nth-child(2)").all_inner_texts()
    assert [int(count) for count in counts] == sorted(int(count) for count in counts)


def test_a_long_table_is_shown_whole_on_request(spring: Spring, visit: Visit) -> None:
    open_report(visit, spring.url)
    members = march(spring)["cooperatives"]
    assert len(members) > 15
    expect(rows(visit, "cooperatives")).to_have_count(15)
    visit.page.locator("#cooperatives .more").focus()
    visit.page.keyboard.press("Enter")
    expect(rows(visit, "cooperatives")).to_have_count(len(members))
    expect(visit.page.locator("#cooperatives .scroll")).to_be_focused()


def test_a_wide_table_scrolls_in_its_box_and_keeps_the_names_in_sight(
    spring: Spring, visit: Visit
) -> None:
    open_report(visit, spring.url)
    box = visit.page.locator("#cooperatives .scroll")
    box.focus()
    name = rows(visit, "cooperatives").first.locator("th")
    before = name.bounding_box()
    for _ in range(5):
        visit.page.keyboard.press("ArrowRight")
    expect(rows(visit, "cooperatives").first.locator("td").first).not_to_be_in_viewport(ratio=0.9)
    after = name.bounding_box()
    assert before is not None
    assert after is not None
    assert after["x"] == pytest.approx(before["x"], abs=1)
    assert visit.evaluate("scrollX") == 0


def test_each_case_behind_a_number_can_be_seen(spring: Spring, visit: Visit) -> None:
    open_report(visit, spring.url)
    flags = answer(spring, spring.address("flags?rule=yield_high&limit=1000"))["flags"]
    visit.page.locator("#cases-yield_high summary").focus()
    visit.page.keyboard.press("Enter")
    cases = visit.page.locator("#cases-yield_high li")
    expect(cases).to_have_count(len(flags))
    expect(cases.first).to_contain_text(flags[0]["participant"]["name"])
    expect(cases.first).to_contain_text("60,5 kg")
    visit.speak("en")
    expect(cases).to_have_count(len(flags))
    expect(cases.first).to_contain_text("This step gave 60.5 kg")
    visit.check_quiet(spring.serving.url)


def test_cases_are_those_of_the_period_however_often_it_is_opened(
    spring: Spring, visit: Visit
) -> None:
    open_report(visit, spring.url.replace("to=2026-03-31", "to=2026-03-08"))
    flags = answer(spring, spring.address("flags?rule=late&limit=1000"))["flags"]
    early = [flag for flag in flags if flag["recorded"] < "2026-03-08T17"]
    assert 0 < len(early) < len(flags)
    summary = visit.page.locator("#cases-late summary")
    cases = visit.page.locator("#cases-late li")
    for _ in range(2):
        summary.click()
        expect(cases).to_have_count(len(early))
        summary.click()
        expect(cases.first).not_to_be_visible()
    assert sum("/flags?" in url for url in visit.requests) == 1


def test_more_cases_are_read_on(spring: Spring, visit: Visit) -> None:
    open_report(visit, spring.url)
    pages: list[str] = []

    def shorten(route: Any) -> None:
        pages.append(route.request.url)
        route.continue_(url=route.request.url.replace("limit=20", "limit=4"))

    visit.page.route("**/flags?**", shorten)
    total = len(answer(spring, spring.address("flags?rule=late&limit=1000"))["flags"])
    assert 8 < total < 20
    visit.page.locator("#cases-late summary").click()
    cases = visit.page.locator("#cases-late li")
    more = visit.page.locator("#cases-late .more")
    for shown in range(4, total, 4):
        expect(cases).to_have_count(shown)
        more.click()
    expect(cases).to_have_count(total)
    expect(more).to_have_count(0)
    assert ["after=" in url for url in pages] == [False] + [True] * (len(pages) - 1)
    assert len(set(cases.all_inner_texts())) == total
    visit.page.unroute("**/flags?**")
