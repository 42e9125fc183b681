"""The union's report in a browser: the ledger's own numbers, drawn for everybody to read."""

from __future__ import annotations

import zipfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from browser.looks import DESKTOP, HEIGHTS, LANGUAGES, PHONE, SMALL_PHONE, keep, measure, words
from browser.report_page import (
    answer,
    first_cells,
    march,
    open_report,
    rows,
)
from browser.season import Spring
from browser.visit import Visit

FLAWS = ("sticksOut", "smallTargets", "faintTexts", "tightLines")


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
    assert 5 < late < flags < 100 < events  # the story is worth a report
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
