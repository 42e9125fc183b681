"""Take the README's pictures: a verified jar, and a jar whose record was tampered with.

Run by hand from the repository, with the packages and tests/ on PYTHONPATH:
``python -m browser.make_readme_shots [jar's URL [tampered jar's URL]]``. Without addresses the
tests' own story is served and tampered with. Writes docs/img/verifier-*.png, in 64 colours.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from browser import chromium, shop
from browser.evidence import retold
from browser.visit import visiting

FOLDER = Path(__file__).parents[2] / "docs" / "img"
MAX_BYTES = 80_000
COLOURS = 64
PHONE = {"width": 360, "height": 780}
DESKTOP = {"width": 1000, "height": 760}
SCALE = 2  # as sharp as a phone's own screen


def main(*addresses: str) -> None:
    """Write the three pictures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, _jars(*addresses) as (good, tampered):
        browser = chromium.launch(playwright)
        _take(browser, good, "verified", PHONE, "verifier-phone.png")
        _take(browser, tampered, "wrong", PHONE, "verifier-wrong-phone.png")
        _take(browser, good, "verified", DESKTOP, "verifier-desktop.png")
        browser.close()


@contextmanager
def _jars(*addresses: str) -> Iterator[tuple[str, str]]:
    """Yield the addresses of a good jar and of one whose ledger was tampered with."""
    if len(addresses) == 2:
        yield addresses[0], addresses[1]
        return
    with TemporaryDirectory() as folder:
        honest, spoiled = Path(folder, "honest.sqlite"), Path(folder, "spoiled.sqlite")
        shop.build(honest)
        shop.copy(honest, spoiled)
        with shop.opened(honest) as one, shop.opened(spoiled) as other:
            index = other.stored_index("salting")
            data = other.stored(index)
            other.tamper(index, retold(data, '"quantity":95,', '"quantity":85,'))
            yield (*addresses, one.jar)[0], other.jar


def _take(browser: Browser, url: str, face: str, viewport: dict[str, int], name: str) -> None:
    with visiting(browser, viewport=viewport, device_scale_factor=SCALE) as visit:
        visit.go(url, face)
        picture = Image.open(BytesIO(visit.page.screenshot()))
    # Flat colours and text: a palette loses nothing that an eye would see, and dithering would.
    small = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    file = FOLDER / name
    small.save(file, optimize=True)
    size = file.stat().st_size
    print(f"{file}: {picture.width} x {picture.height}, {size:,} bytes")  # noqa: T201
    if size >= MAX_BYTES:
        raise ValueError(f"{name} has {size:,} bytes; the README takes up to {MAX_BYTES:,}")


if __name__ == "__main__":
    main(*sys.argv[1:])
