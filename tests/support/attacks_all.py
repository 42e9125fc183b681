"""Every case there is: importing a module registers its cases, in this order."""

from __future__ import annotations

from importlib import import_module

from support import attacks

NAMES = (
    "attacks",
    "attacks_registry",
    "attacks_chain",
    "attacks_custody",
    "attacks_shipping",
    "attacks_books",
    "attacks_quality",
    "attacks_time",
    "attacks_places",
    "attacks_yield",
    "attacks_papers",
    "attacks_versions",
)
MODULES = [import_module(f"support.{name}") for name in NAMES]
CASES = attacks.CASES
