"""Every rule: its severity, the version that brought it, its reference, its sentences.

Read from nguon_schemas/rules.json, which the page's rules.js is written from as well.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

REFUSE, FLAG = "refuse", "flag"
LANGUAGES = ("vi", "en", "th", "bn")


@dataclass(frozen=True)
class Rule:
    """One rule of docs/rules.md. ``severity`` is ``refuse`` or ``flag``."""

    id: str
    severity: str
    since: int
    reference: str
    sentences: Mapping[str, str]
    units: Mapping[str, Mapping[str, str]]

    def sentence(self, language: str, values: Mapping[str, str]) -> str:
        """Say it in a language, with its values filled in."""
        filled = dict(values)
        if "unit" in filled:
            filled["unit"] = self.units[filled["unit"]][language]
        return self.sentences[language].format_map(filled)


@cache
def rules() -> Mapping[str, Rule]:
    """Return the catalogue by identifier."""
    data = json.loads(files("nguon_schemas").joinpath("rules.json").read_text("utf-8"))
    return {
        rule["id"]: Rule(
            id=rule["id"],
            severity=rule["severity"],
            since=rule["since"],
            reference=rule["reference"],
            sentences=rule["sentence"],
            units=data["units"],
        )
        for rule in data["rules"]
    }


def find_rule(identifier: str) -> Rule:
    """Return a rule that is known to be in the catalogue."""
    return rules()[identifier]
