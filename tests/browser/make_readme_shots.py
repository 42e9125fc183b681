"""Take the README's pictures: the demo's jars as a buyer's phone shows them.

Run by hand from the repository while ``make demo`` serves, with the packages and tests/ on
PYTHONPATH: ``python -m browser.make_readme_shots http://localhost:8000``. Writes
docs/img/verifier-*.png, in 64 colours.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import Browser, ViewportSize, sync_playwright

from browser import chromium
from browser.visit import visiting
from nguon_cli.demo.sheets import jar_url
from nguon_cli.demo.stories import BA_KHIA, GIO_AN, PEPPER, RACH_GOC, TAMPERED

FOLDER = Path(__file__).parents[2] / "docs" / "img"
MAX_BYTES = 80_000
COLOURS = 64
PHONE: ViewportSize = {"width": 360, "height": 780}
DESKTOP: ViewportSize = {"width": 1000, "height": 760}
SCALE = 2  # as sharp as a phone's own screen

_TOP, _QUANTITIES = "#verdict", "#quantities"
# Name, jar, face, window, and what stands at its top.
_PICTURES = (
    ("verifier-phone", (BA_KHIA, 17), "verified", PHONE, _TOP),
    ("verifier-desktop", (BA_KHIA, 17), "verified", DESKTOP, _TOP),
    ("verifier-quantities-phone", (BA_KHIA, 17), "verified", PHONE, _QUANTITIES),
    ("verifier-flagged-phone", (GIO_AN, 9), "flagged", PHONE, _TOP),
    ("verifier-recalled-phone", (PEPPER, 7), "recalled", PHONE, _TOP),
    ("verifier-dissolved-phone", (RACH_GOC, 4), "verified", PHONE, _TOP),
    ("verifier-wrong-phone", (TAMPERED, 3), "wrong", PHONE, _TOP),
)


def main(base: str) -> None:
    """Write the pictures of the demo that serves at ``base``."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = chromium.launch(playwright)
        for name, (story, serial), face, window, at in _PICTURES:
            url = jar_url(base, story, serial, urlsplit(base).netloc)
            _keep(_take(browser, url, face, window, at), f"{name}.png")
        browser.close()


def _take(browser: Browser, url: str, face: str, window: ViewportSize, at: str) -> Image.Image:
    with visiting(browser, viewport=window, device_scale_factor=SCALE) as visit:
        visit.go(url, face)
        if at != _TOP:
            visit.page.locator(at).evaluate("(section) => section.scrollIntoView()")
        return Image.open(BytesIO(visit.page.screenshot()))


def _keep(picture: Image.Image, name: str) -> None:
    # Flat colours and text: a palette loses nothing that an eye would see, and dithering would.
    small = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    file = FOLDER / name
    small.save(file, optimize=True)
    size = file.stat().st_size
    print(f"{file}: {picture.width} x {picture.height}, {size:,} bytes")  # noqa: T201
    if size >= MAX_BYTES:
        raise ValueError(f"{name} has {size:,} bytes; the README takes up to {MAX_BYTES:,}")


if __name__ == "__main__":
    main(sys.argv[1])
