"""Label sheets and single codes for the demo's jars."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from nguon_cli.demo.stories import BEST_BEFORE, Story
from nguon_signer.labels import (
    LAYOUTS,
    Label,
    LabelUrl,
    label_sheet,
    make_code,
    parse_label_url,
    png,
    svg,
)


def jar_url(base: str, story: Story, serial: int, host: str) -> str:
    """Return what the QR code of one jar says."""
    return (
        story.sold.identifier(host)
        .replace("https://id.gs1.org", base)
        .replace(f"https://{host}", base)
        + f"/21/{serial:04d}"
    )


def write_labels(folder: Path, base: str, host: str, story: Story, today: date) -> None:
    """Write an A4 sheet for all jars of a story, and the first one's code as PNG and SVG."""
    labels = [_label(base, host, story, serial, today) for serial in story.serials]
    folder.mkdir(parents=True, exist_ok=True)
    name = story.sold.key
    (folder / f"{name}.pdf").write_bytes(label_sheet(labels, layout=LAYOUTS["3x8"]))
    (folder / f"{name}-0001.png").write_bytes(label_picture(base, host, story))
    (folder / f"{name}-0001.svg").write_text(svg(make_code(labels[0].url)), "utf-8")


def label_picture(base: str, host: str, story: Story) -> bytes:
    """Draw the code of a story's first jar as PNG."""
    return png(make_code(parse_label_url(jar_url(base, story, story.serials[0], host))))


def _label(base: str, host: str, story: Story, serial: int, today: date) -> Label:
    url: LabelUrl = parse_label_url(jar_url(base, story, serial, host))
    return Label(
        url=url,
        name=story.sold.name["vi"],
        lot=story.lot,
        packed_on=today,
        best_before=BEST_BEFORE,
    )
