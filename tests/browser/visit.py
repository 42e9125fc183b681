"""One visitor: a page, and everything that it asked for, complained about or was refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize, expect

PATIENCE = 60_000  # milliseconds that a test waits for the page
PHONE: ViewportSize = {"width": 360, "height": 740}
FACES = ("verified", "flagged", "wrong", "recalled", "unchecked")
# What Chromium itself writes into the console for every answer of 400 and more, and for every
# request without an answer; the page can neither cause nor prevent it.
_OF_THE_NETWORK = "Failed to load resource"

# Runs before the page's own scripts: when each face was shown, and what the policy refused.
_OBSERVER = """
window.faces = [];
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  violations.push(`${event.violatedDirective}: ${event.blockedURI}`);
});
new MutationObserver(() => {
  faces.push({ face: document.documentElement.dataset.face, at: performance.now() });
}).observe(document, { attributes: true, subtree: true, attributeFilter: ["data-face"] });
"""


@dataclass
class Visit:
    """A page, with what was heard of it so far."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    network_complaints: list[str] = field(default_factory=list)

    @property
    def face(self) -> str:
        """The face that the page has now."""
        return str(self.page.locator("html").get_attribute("data-face"))

    @property
    def headline(self) -> str:
        """The verdict in one sentence."""
        return self.page.locator("#verdict h1").inner_text()

    @property
    def verdict(self) -> str:
        """All that the verdict's region says."""
        return self.page.locator("#verdict").inner_text()

    def go(self, url: str, face: str) -> None:
        """Open an address and wait for the face that must come of it."""
        # Chromium does not load a page again for another hash alone; a scan always loads it.
        self.page.goto("about:blank")
        self.page.goto(url)
        self.settle(face)

    def settle(self, face: str) -> None:
        """Wait for a verdict, which must be this one."""
        any_face = ", ".join(f"html[data-face={face}]" for face in FACES)
        self.page.wait_for_selector(any_face)
        assert self.face == face, self.verdict

    def speak(self, language: str) -> None:
        """Choose a language as a visitor does."""
        self.page.locator(f"#languages button[lang={language}]").click()
        expect(self.page.locator("html")).to_have_attribute("lang", language)

    def seconds_to(self, face: str) -> float:
        """Return the time from the start of the navigation until a face was shown."""
        shown = self.page.evaluate("faces")
        return float(next(mark["at"] for mark in shown if mark["face"] == face)) / 1000

    def evaluate(self, script: str, argument: Any = None) -> Any:
        """Run a script in the page."""
        return self.page.evaluate(script, argument)

    def loaded(self, path: str) -> bool:
        """Tell whether something at this path was asked for."""
        return any(urlsplit(url).path.endswith(path) for url in self.requests)

    def check_quiet(self, *origins: str, network_fails: bool = False) -> None:
        """Assert that nobody but ``origins`` was asked, and that nothing was complained about."""
        asked = {_origin(url) for url in self.requests}
        assert asked <= set(origins), asked - set(origins)
        assert self.complaints == [], self.complaints
        assert self.page.evaluate("window.violations ?? []") == []
        if not network_fails:
            assert self.network_complaints == []

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"}:
            return
        is_network = message.text.startswith(_OF_THE_NETWORK)
        heard = self.network_complaints if is_network else self.complaints
        heard.append(f"{message.type}: {message.text}")


@contextmanager
def visiting(browser: Browser, **options: Any) -> Iterator[Visit]:
    """Visit in a fresh context (no cache, no storage)."""
    with fresh_page(browser, **options) as page, attached(page) as visit:
        yield visit


@contextmanager
def fresh_page(browser: Browser, **options: Any) -> Iterator[Page]:
    """Open a page in a context of its own, in Vietnamese on a small phone unless told."""
    defaults = {"viewport": PHONE, "locale": "vi-VN"}
    context: BrowserContext = browser.new_context(**(defaults | options))
    context.set_default_timeout(PATIENCE)
    context.add_init_script(_OBSERVER)
    try:
        yield context.new_page()
    finally:
        context.close()


@contextmanager
def attached(page: Page) -> Iterator[Visit]:
    """Listen to a page during one visit."""
    visit = Visit(page)
    listeners: dict[Any, Any] = {
        "request": lambda request: visit.requests.append(request.url),
        "console": visit._hear,
        "pageerror": lambda error: visit.complaints.append(f"thrown: {error}"),
    }
    for event, listener in listeners.items():
        page.on(event, listener)
    try:
        yield visit
    finally:
        for event, listener in listeners.items():
            page.remove_listener(event, listener)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
