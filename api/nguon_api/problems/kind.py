"""One kind of problem, and the sections that docs/errors.md is divided into."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ProblemKind:
    """What a code means.

    ``status`` is None for what only a verifier reports: the server never answers with it.
    ``title`` is one plain sentence without its full stop, ``remedy`` says what to do.
    """

    code: str
    status: int | None
    title: str
    remedy: str


@dataclass(frozen=True)
class Section:
    """Kinds of problem that belong together."""

    title: str
    introduction: str
    kinds: tuple[ProblemKind, ...]
