"""A flag: something recorded that a reader should know."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Finding:
    """``subject`` is the thing, place, certificate or participant that it is about, if any."""

    rule: str
    index: int
    subject: str | None
    values: dict[str, str] = field(default_factory=dict)
