"""The union's report in a browser: the ledger's own numbers, drawn for everybody to read."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from browser import season
from browser.looks import DESKTOP, HEIGHTS, LANGUAGES, PHONE, SMALL_PHONE, keep, measure, words
from browser.report_page import (
    answer,
    first_cells,
    march,
    open_report,
    rows,
)
from browser.season import OTHER, Spring
from browser.visit import Visit

FLAWS = ("sticksOut", "smallTargets", "faintTexts", "tightLines")


@pytest.fixture(scope="module")
def spring_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("spring") / "ledgers.sqlite"
    season.build(file)
    return file


@pytest.fixture(scope="module")
def shared_spring(spring_file: Path) -> Iterator[Spring]:
    with season.opened(spring_file) as opened:
        yield opened


@pytest.fixture
def spring(shared_spring: Spring) -> Iterator[Spring]:
    yield shared_spring
    shared_spring.impostor.reset()


def flaws(visit: Visit) -> dict[str, Any]:
    found = measure(visit)
    return {flaw: found[flaw] for flaw in FLAWS if found[flaw]}


def test_the_numbers_are_the_ledger_s_own(spring: Spring, visit: Visit) -> None:
    open_report(visit, spring.url)
    visit.speak("en")
    said = march(spring)
    events = sum(day["events"] for day in said["days"])
    late = sum(day["late"] for day in said["days"])
    flags = sum(rule["flags"] for rule in said["flags"])
    assert (events, late, flags) > (300, 5, 20)  # the story is worth a report
    figures = visit.page.locator(".summary strong").all_inner_texts()
    members = len(said["cooperatives"])
    silent = sum(row["silent"] for row in said["cooperatives"])
    assert figures == [
        str(events),
        f"{100 * late / events:.1f}%",
        f"{members - silent} of {members}",
        str(flags),
        "1",
    ]
    visit.page.locator("#cooperatives .more").click()
    counted = rows(visit, "cooperatives").locator("td:nth-child(2)").all_inner_texts()
    assert sum(map(int, counted)) == events
    assert set(first_cells(visit, "cooperatives")) == {row["name"] for row in said["cooperatives"]}
    expect(rows(visit, "communes")).to_have_count(len(said["communes"]))
    visit.check_quiet(spring.serving.url)


def test_whoever_is_silent_stands_first_and_is_called_so(spring: Spring, visit: Visit) -> None:
    open_report(visit, spring.url)
    silent = [row["name"] for row in march(spring)["cooperatives"] if row["silent"]]
    assert len(silent) == 3  # two cooperatives, and the carrier that confirmed nothing
    assert first_cells(visit, "cooperatives")[:3] == silent
    badge = rows(visit, "cooperatives").locator(".badge-silent")
    expect(badge).to_have_text([words(visit, "cooperatives.silent")] * 3)


def test_the_plots_are_to_scale(spring: Spring, visit: Visit) -> None:
    open_report(visit, spring.url)
    days = {row["day"]: row for row in march(spring)["days"]}
    plot = visit.page.locator("#timeline .plot-picture").first
    heights = plot.evaluate(
        """(node) => [...node.querySelectorAll("g")].map((group) => [...group.querySelectorAll(
          "rect:not(.plot-reach)")].reduce((sum, { height }) => sum + height.baseVal.value, 0))"""
    )
    full = plot.bounding_box()
    assert full is not None
    counts = [days.get(f"2026-03-{day:02}", {"events": 0})["events"] for day in range(1, 32)]
    assert len(heights) == len(counts) == 31
    top = full["height"] * max(counts) / max(heights)  # what the plot's height stands for
    assert top == pytest.approx(20, abs=0.5)
    for height, count in zip(heights, counts, strict=True):
        assert height == pytest.approx(full["height"] * count / top, abs=2)


def test_it_can_be_read_in_every_language_and_width(spring: Spring, visit: Visit) -> None:
    open_report(visit, spring.url)
    visit.page.locator("#cases-late summary").click()
    for language in LANGUAGES:
        visit.speak(language)
        expect(visit.page.locator("#cases-late li").first).to_be_visible()
        for width in (SMALL_PHONE, PHONE, DESKTOP):
            visit.page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
            assert flaws(visit) == {}, (language, width)
            assert measure(visit)["success"] == []  # nothing here was verified
            if width != SMALL_PHONE:
                keep(visit, f"report-{language}-{width}.png")
        assert visit.page.title() == words(visit, "page.title")
    visit.check_quiet(spring.serving.url)


def test_in_the_dark_and_enlarged_it_can_be_read(spring: Spring, visit: Visit) -> None:
    visit.page.emulate_media(color_scheme="dark")
    open_report(visit, spring.url)
    assert flaws(visit) == {}
    keep(visit, f"report-dark-{PHONE}.png")
    for width in (PHONE, DESKTOP):
        visit.page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        visit.evaluate("document.documentElement.style.fontSize = '200%'")  # WCAG 2.2, 1.4.4
        for language in LANGUAGES:
            visit.speak(language)
            assert measure(visit)["sticksOut"] == [], (language, width)


def test_what_is_read_aloud_has_names_and_levels(spring: Spring, visit: Visit) -> None:
    open_report(visit, spring.url)
    session = visit.page.context.new_cdp_session(visit.page)
    tree = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    nodes = [node for node in tree if not node.get("ignored")]
    named = {"region", "image", "img", "button", "link", "table", "combobox", "Date", "group"}
    nameless = [
        n for n in nodes if n["role"]["value"] in named - {"group"} and not n["name"]["value"]
    ]
    assert nameless == []
    images = [n["name"]["value"] for n in nodes if n["role"]["value"] in {"image", "img"}]
    events = sum(day["events"] for day in march(spring)["days"])
    assert len(images) == 2
    assert f"{events} lần ghi" in images[0]
    levels = [
        member["value"]["value"]
        for node in nodes
        if node["role"]["value"] == "heading"
        for member in node["properties"]
        if member["name"] == "level"
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


_FOCUSED = """() => {
  const node = document.activeElement;
  if (node === document.body) return null;
  const { outlineStyle, outlineWidth } = getComputedStyle(node);
  return {
    name: node.dataset.control ?? node.className ?? node.id,
    ring: outlineStyle === "none" ? 0 : parseFloat(outlineWidth),
    top: node.getBoundingClientRect().top + scrollY,
  };
}"""


def test_the_keyboard_reaches_everything_in_order(spring: Spring, visit: Visit) -> None:
    visit.page.set_viewport_size({"width": DESKTOP, "height": HEIGHTS[DESKTOP]})
    open_report(visit, spring.url)
    reached: list[dict[str, Any]] = []
    for _ in range(150):
        visit.page.keyboard.press("Tab")
        focused = visit.evaluate(_FOCUSED)
        if focused is None:
            break
        reached.append(focused)
    assert all(stop["ring"] >= 2 for stop in reached), reached
    names = [stop["name"] for stop in reached]
    controls = ["ledger", "earlier", "later", "this_month", "last_month", "three_months"]
    assert [name for name in names if name in controls] == controls
    assert names.count("scroll") == 5  # each table's box can be scrolled without a mouse
    tops = [stop["top"] for stop in reached[5:]]
    assert all(after >= before - 60 for before, after in pairwise(tops))


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


def test_a_shipment_nobody_confirmed_leads_to_what_can_be_checked(
    spring: Spring, visit: Visit
) -> None:
    open_report(visit, spring.url)
    shipped = answer(spring, spring.address("shipments"))["shipments"]
    expect(rows(visit, "shipments")).to_have_count(len(shipped))
    first = rows(visit, "shipments").first
    expect(first).to_contain_text(shipped[0]["receiver"]["name"])
    expect(first).to_contain_text("168 sản phẩm")
    first.locator("a").click()
    visit.settle("verified")


@pytest.mark.parametrize("table", ["cooperatives", "flags", "certificates", "products", "communes"])
def test_each_table_can_be_taken_along(spring: Spring, visit: Visit, table: str) -> None:
    open_report(visit, spring.url)
    with visit.page.expect_download() as download:
        visit.page.locator(f"#{table} a.download").click()
    assert f"-{table}.csv" in download.value.suggested_filename
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert len(text.splitlines()) == len(march(spring)[table]) + 1


def test_the_whole_report_can_be_taken_along(spring: Spring, visit: Visit) -> None:
    open_report(visit, spring.url)
    with visit.page.expect_download() as download:
        visit.page.locator("#source a.button").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    with zipfile.ZipFile(download.value.path()) as book:
        assert sum(name.startswith("xl/worksheets/") for name in book.namelist()) == 6
