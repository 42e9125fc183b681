"""The system's Chromium, without a word to anybody but the tests' own servers."""

from __future__ import annotations

import shutil

from playwright.sync_api import Browser, Playwright

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # No name but the local one has an address here, whatever a page may ask for.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)


def find_chromium() -> str:
    """Return the path of the browser. Raises FileNotFoundError: a test never skips for it."""
    for program in PROGRAMS:
        if path := shutil.which(program):
            return path
    raise FileNotFoundError(f"none of {', '.join(PROGRAMS)} is installed (make test installs it)")


def launch(playwright: Playwright) -> Browser:
    """Start the browser without a window."""
    return playwright.chromium.launch(executable_path=find_chromium(), args=list(ARGUMENTS))
