"""The verifier page's files, read once into memory.

A request is answered by looking its path up in a table, so there is no path to traverse, and the
bytes sent are the bytes that were there at the start.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from nguon_api.representation import Representation

SCAN_PAGE = "scan.html"
INDEX_PAGE = "index.html"
REPORT_PAGE = "report.html"

# Written down rather than asked of the system, whose table differs from machine to machine.
_MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".md": "text/markdown; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
}
_COMPRESSED = {
    ".ico": "image/x-icon",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}

# Without parameters, as a description of the service names them.
MEDIA_TYPES = tuple(
    dict.fromkeys(
        media_type.partition(";")[0]
        for media_type in (*_MEDIA_TYPES.values(), *_COMPRESSED.values())
    )
)

Site = Mapping[str, Representation]


def load_site(root: Path) -> Site:
    """Read every file under ``root`` of a known type, by its path with ``/`` between.

    Hidden files, and links that lead out of the folder, are left out. Raises FileNotFoundError if
    the page itself is not there.
    """
    base = root.resolve()
    site = {
        path.relative_to(base).as_posix(): _representation(path)
        for path in sorted(base.rglob("*"))
        if _is_public(path, base)
    }
    for page in (SCAN_PAGE, INDEX_PAGE):
        if page not in site:
            raise FileNotFoundError(f"{page} is not in {root}")
    return site


def _is_public(path: Path, base: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.relative_to(base).parts)
    known = path.suffix in _MEDIA_TYPES or path.suffix in _COMPRESSED
    return known and not hidden and path.is_file() and path.resolve().is_relative_to(base)


def _representation(path: Path) -> Representation:
    if path.suffix in _COMPRESSED:
        return Representation(path.read_bytes(), _COMPRESSED[path.suffix], compressible=False)
    return Representation(path.read_bytes(), _MEDIA_TYPES[path.suffix])
