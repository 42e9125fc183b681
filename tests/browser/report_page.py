"""The report's page as a reader uses it."""

from __future__ import annotations

from typing import Any

import httpx
from playwright.sync_api import Locator, expect

from browser.looks import words
from browser.season import Spring
from browser.visit import Visit

MARCH = "from=2026-03-01T00:00:00%2B07:00&to=2026-04-01T00:00:00%2B07:00"


def open_report(visit: Visit, url: str) -> None:
    """Open an address and wait for the report."""
    visit.page.goto(url)
    expect(visit.page.locator("#cooperatives")).to_be_visible()


def open_failure(visit: Visit, url: str, code: str) -> None:
    """Open an address and wait for the sentence of a failure."""
    visit.page.goto(url)
    expect_failure(visit, code)


def expect_failure(visit: Visit, code: str) -> None:
    """Assert that the page says why there is no report, and shows none."""
    expect(visit.page.locator("#state .reason")).to_have_text(words(visit, f"failure.{code}"))
    expect(visit.page.locator("#report")).to_be_empty()


def answer(spring: Spring, path: str) -> Any:
    """Return what the server itself says."""
    return httpx.get(spring.serving.url + path).raise_for_status().json()


def march(spring: Spring) -> Any:
    """Return the server's report of March."""
    return answer(spring, spring.address(f"report?{MARCH}"))


def rows(visit: Visit, table: str) -> Locator:
    """Return a table's rows."""
    return visit.page.locator(f"#{table} tbody tr")


def first_cells(visit: Visit, table: str) -> list[str]:
    """Return what names the rows that are shown, without what stands below the name."""
    return [text.splitlines()[0] for text in rows(visit, table).locator("th").all_inner_texts()]
