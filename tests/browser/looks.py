"""Every face of the page in every language and width: measured, and kept as a picture."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from browser.visit import Visit

LANGUAGES = ("vi", "en", "th", "bn")
PHONE, SMALL_PHONE, DESKTOP = 360, 320, 1280
HEIGHTS = {PHONE: 740, SMALL_PHONE: 640, DESKTOP: 900}
CHECKED = ("verified", "flagged")
SHOTS = Path(__file__).parent / "shots"
_SCRIPT = (Path(__file__).parent / "looks.js").read_text()

Catalog = Mapping[str, Any]


def catalogs(visit: Visit, *languages: str) -> dict[str, Catalog]:
    """Read message catalogs the way the page does, from the modules beside app.js."""
    script = """async (languages) => {
      const base = document.querySelector("script[src]").src;
      const load = async (language) => [
        language, (await import(new URL(`./locales/${language}.js`, base))).default,
      ];
      return Object.fromEntries(await Promise.all(languages.map(load)));
    }"""
    return dict(visit.evaluate(script, languages))


def words(visit: Visit, key: str) -> str:
    """Return a message of the language that the page speaks now."""
    language = str(visit.page.locator("html").get_attribute("lang"))
    return str(catalogs(visit, language)[language][key])


def measure(visit: Visit) -> dict[str, Any]:
    """Return what looks.js finds."""
    return dict(visit.evaluate(_SCRIPT))


def survey(visit: Visit, name: str) -> None:
    """Look at the page as it stands, four languages times three widths, and keep pictures.

    The face and its sentence must stay the same; nothing sticks out, is too faint or too small;
    only a verified page has the words of success, and only a checked one its colour.
    """
    face, spoken = visit.face, catalogs(visit, *LANGUAGES)
    for language in LANGUAGES:
        visit.speak(language)
        assert visit.face == face
        for width in (SMALL_PHONE, PHONE, DESKTOP):
            visit.page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
            _check(visit, face, language, spoken)
            if width != SMALL_PHONE:
                keep(visit, f"{name}-{language}-{width}.png")


def _check(visit: Visit, face: str, language: str, spoken: dict[str, Catalog]) -> None:
    found = measure(visit)
    for flaw in ("sticksOut", "smallTargets", "faintTexts", "tightLines"):
        assert found[flaw] == [], (flaw, language, found[flaw])
    assert found["language"] == language
    sentence = _sentence(spoken[language][f"verdict.{face}.title"])
    assert sentence.match(visit.headline), visit.headline
    assert sentence.match(found["title"]), found["title"]
    for other in LANGUAGES:
        says_so = spoken[other]["verdict.verified.title"] in found["text"]
        assert says_so == (face == "verified" and other == language)
    assert bool(found["success"]) == (face in CHECKED), found["success"]


def _sentence(message: str | Mapping[str, str]) -> re.Pattern[str]:
    """Match what a message begins with, in any of its plural forms and with any number."""
    forms = [message] if isinstance(message, str) else message.values()
    return re.compile("|".join(re.escape(form).replace(r"\{n\}", r"\w+") for form in forms))


def keep(visit: Visit, name: str) -> None:
    """Keep a picture of the whole page."""
    # Through the browser's own protocol: quick compression, and the whole page in one go.
    session = visit.page.context.new_cdp_session(visit.page)
    options = {"captureBeyondViewport": True, "optimizeForSpeed": True}
    metrics = session.send("Page.getLayoutMetrics")["cssContentSize"]
    whole = {"x": 0, "y": 0, "width": metrics["width"], "height": metrics["height"], "scale": 1}
    picture = session.send("Page.captureScreenshot", {**options, "clip": whole})["data"]
    session.detach()
    SHOTS.mkdir(exist_ok=True)
    (SHOTS / name).write_bytes(b64decode(picture))
