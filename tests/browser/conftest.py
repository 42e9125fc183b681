"""One browser and one server for all; a test that tampers takes a copy of the ledger's file."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from browser import chromium, season, shop
from browser.season import Spring
from browser.serving import static_folder
from browser.shop import Shop
from browser.visit import PATIENCE, PHONE, Visit, attached, fresh_page, visiting
from support.story import whole_story


# Not for the session: playwright keeps an event loop running in this thread while it is open, and
# tests elsewhere may want to run their own.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        opened = chromium.launch(playwright)
        yield opened
        opened.close()


@pytest.fixture(scope="package")
def story_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the story through the real engine. Copy the file before you touch it."""
    file = tmp_path_factory.mktemp("story") / "ledger.sqlite"
    shop.build(file)
    return file


@pytest.fixture(scope="package")
def shared_shop(story_file: Path) -> Iterator[Shop]:
    with shop.opened(shop.copy(story_file, story_file.with_name("shared.sqlite"))) as opened:
        yield opened


@pytest.fixture
def honest_shop(shared_shop: Shop) -> Iterator[Shop]:
    """Lend the shared server; it may lie during a test, and is honest again afterwards."""
    yield shared_shop
    shared_shop.impostor.reset()


@pytest.fixture
def own_shop(story_file: Path, tmp_path: Path) -> Iterator[Shop]:
    """Serve a copy of the ledger's file for this test alone."""
    with shop.opened(shop.copy(story_file, tmp_path / "ledger.sqlite")) as opened:
        yield opened


@pytest.fixture(scope="package")
def shared_spring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spring]:
    file = tmp_path_factory.mktemp("spring") / "ledgers.sqlite"
    season.build(file)
    with season.opened(file) as opened:
        yield opened


@pytest.fixture
def spring(shared_spring: Spring) -> Iterator[Spring]:
    """Lend the union's server; what it answered instead is forgotten afterwards."""
    yield shared_spring
    shared_spring.impostor.reset()


@pytest.fixture(scope="package")
def shared_page(browser: Browser) -> Iterator[Page]:
    with fresh_page(browser) as page:
        yield page


@pytest.fixture
def visit(shared_page: Page) -> Iterator[Visit]:
    """Visit in the shared page, which is much quicker. What changes its context takes a fresh one.

    Every navigation asks the server for every file again (``Cache-Control: no-cache``).
    """
    shared_page.goto("about:blank")
    shared_page.set_viewport_size(PHONE)
    with attached(shared_page) as visit:
        yield visit
    shared_page.emulate_media(color_scheme="null", reduced_motion="null")
    if shared_page.url.startswith("http"):
        shared_page.evaluate("localStorage.clear()")


@pytest.fixture
def fresh_visit(browser: Browser) -> Iterator[Visit]:
    """Visit as somebody who was never here."""
    with visiting(browser) as opened:
        yield opened


@pytest.fixture(scope="package")
def static_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the page's folder, with pins filled in as another host would."""
    root = tmp_path_factory.mktemp("elsewhere") / "page"
    shutil.copytree(shop.WEB_ROOT, root)
    (root / "pins.json").write_text(json.dumps(whole_story().pins_json))
    return root


@pytest.fixture(scope="package")
def elsewhere(static_root: Path) -> Iterator[str]:
    """Serve that folder on an origin of its own."""
    with static_folder(static_root) as url:
        yield url


@pytest.fixture
def elsewhere_unpinned() -> Iterator[str]:
    """Serve the folder as it is in git, which pins nobody."""
    with static_folder(shop.WEB_ROOT) as url:
        yield url
