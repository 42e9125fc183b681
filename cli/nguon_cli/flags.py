"""What was recorded and should be known, although nothing is wrong (docs/rules.md, "Flags")."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from nguon_cli.identifiers import short
from nguon_cli.session import Session, clean
from nguon_ledger.rules.catalog import find_rule
from nguon_ledger.rules.finding import Finding
from nguon_schemas import load_rules

_PLAIN = "en"


def flag_documents(flags: Sequence[Finding], language: str | None) -> list[dict[str, Any]]:
    """Return each flag with its rule, entry, subject, values and sentence."""
    return [
        {
            "rule": flag.rule,
            "entry": flag.index,
            "subject": flag.subject,
            "values": flag.values,
            "sentence": flag_sentence(flag, language),
        }
        for flag in flags
    ]


def tell_flags(session: Session, flags: Sequence[Finding]) -> None:
    """Print the flags, one a line, with their entries."""
    if flags:
        session.say("What you should know:")
    for flag in flags:
        sentence = flag_sentence(flag, session.language)
        session.say(f"  entry {flag.index}: {clean(sentence)} [{flag.rule}]")


def flag_sentence(flag: Finding, language: str | None) -> str:
    """Say a flag in a language, English if none is given."""
    spoken = language or _PLAIN
    values = {**flag.values, "subject": short(flag.subject) if flag.subject else ""}
    if status := _statuses().get(flag.values.get("status", "")):
        values["status"] = status[spoken]
    return find_rule(flag.rule).sentence(spoken, values)


@cache
def _statuses() -> Mapping[str, Mapping[str, str]]:
    found: Mapping[str, Mapping[str, str]] = load_rules()["statuses"]
    return found
