"""Reads printed codes the way others do: zxing-cpp for codes, PDFium for pages."""

from __future__ import annotations

import random
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby

import pypdfium2
import zxingcpp
from PIL import Image, ImageChops, ImageDraw, ImageFilter

GTIN_URL = "https://nguon.vn/01/09521234543213/21/S0001"
OWN_URL = "http://localhost:8000/p/ba-khia-muoi/10/BK2026-12/21/S0001"


@dataclass(frozen=True)
class Read:
    """A code that was found: its text, error correction level and top left corner in pixels."""

    text: str
    level: str
    x: int
    y: int


def read_codes(image: Image.Image) -> list[Read]:
    found = zxingcpp.read_barcodes(
        image.convert("L"), formats=zxingcpp.barcode_formats_from_str("QRCode")
    )
    return [
        Read(c.text, c.ec_level, c.position.top_left.x, c.position.top_left.y)
        for c in found
        if c.valid
    ]


def open_png(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


def render_pages(pdf: bytes, *, dpi: int) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.render(scale=dpi / 72).to_pil() for page in document]
    finally:
        document.close()


def phone_photo(image: Image.Image, *, seed: int, pixels_a_module: float, dots: int) -> Image.Image:
    """Take a picture: far away, tilted, out of focus, unevenly lit, noisy, compressed."""
    rng = random.Random(seed)
    scale = pixels_a_module / dots
    small = image.convert("L").resize(
        (round(image.width * scale), round(image.height * scale)), Image.Resampling.BOX
    )
    desk = Image.new("L", (small.width + 80, small.height + 80), 120)
    desk.paste(small, (40, 40))
    desk = desk.rotate(rng.uniform(-12, 12), Image.Resampling.BICUBIC, fillcolor=110)
    w, h = desk.size
    tilt = rng.uniform(0.03, 0.07)
    corners = (w * tilt, 0, 0, h, w, h, w * (1 - tilt), h * tilt)
    desk = desk.transform(desk.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC)
    desk = desk.filter(ImageFilter.GaussianBlur(0.3 * pixels_a_module))
    desk = desk.point(lambda v: 50 + v * 0.6)
    light = Image.linear_gradient("L").resize(desk.size).point(lambda v: 195 + v * 0.23)
    desk = ImageChops.multiply(desk, light)
    noise = Image.frombytes("L", desk.size, bytes(rng.randrange(28) for _ in range(w * h)))
    desk = ImageChops.add(desk, noise, offset=-14)
    output = BytesIO()
    desk.save(output, "JPEG", quality=55)
    return Image.open(output)


def dark_box(image: Image.Image) -> tuple[int, int, int, int]:
    """Return left, top, right, bottom (exclusive) of everything dark."""
    box = ImageChops.invert(image.convert("L")).getbbox()
    assert box is not None
    return box


def runs_of_row(image: Image.Image, y: int) -> list[tuple[bool, int]]:
    """Return (dark, length) along a row of pixels."""
    grey = image.convert("L")
    row = [grey.getpixel((x, y)) == 0 for x in range(grey.width)]
    return [(dark, len(list(group))) for dark, group in groupby(row)]


def blotted(image: Image.Image, box: tuple[int, int, int, int]) -> Image.Image:
    """Return a copy with an ink blot."""
    copy = image.convert("L")
    ImageDraw.Draw(copy).rectangle(box, fill=0)
    return copy
