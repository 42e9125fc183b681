"""Versions of the rule set (docs/rules.md, "Versions"). A version is never changed again."""

CUSTODY = 2  # brought holders, shipments, inspections, and flags
LATEST = 2
