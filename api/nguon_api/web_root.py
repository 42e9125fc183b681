"""Where the verifier page's files are."""

from __future__ import annotations

from pathlib import Path

_FOLDER = "verifier_web"


def resolve_web_root() -> Path:
    """Find the page: inside the installed package, or beside the packages in a checkout.

    Raises FileNotFoundError, which names both places.
    """
    package = Path(__file__).resolve().parent
    places = (package / _FOLDER, package.parents[1] / _FOLDER)
    for place in places:
        if (place / "scan.html").is_file():
            return place
    raise FileNotFoundError(f"no scan.html in {places[0]} or {places[1]}")
