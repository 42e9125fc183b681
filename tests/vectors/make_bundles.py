"""Write tests/vectors/bundles.json: evidence good and bad, and how each must be judged.

Run from the repository: ``python tests/vectors/make_bundles.py``. Keys and times are fixed, so
the file comes out the same; a test holds it to that.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from support.attacks import Case  # noqa: E402
from support.attacks_all import CASES  # noqa: E402


def vectors() -> list[dict[str, Any]]:
    """Return every vector in the file's form."""
    return [_vector(case) for case in CASES]


def rendered() -> str:
    """Return the file's text: one vector a line."""
    lines = ",\n".join(json.dumps(v, ensure_ascii=False) for v in vectors())
    return f"[\n{lines}\n]\n"


def _vector(case: Case) -> dict[str, Any]:
    attack = case.make()
    flags = {"flags": list(attack.flags)} if case.is_flagged else {}
    return {
        "name": case.name,
        "asked": attack.asked,
        "pins": attack.pins,
        "expect": {
            "verdict": case.verdict,
            "step": case.step,
            "code": case.code,
            "index": attack.index,
            "subject": attack.subject,
        },
        **flags,
        "bundle": attack.bundle.decode(),
    }


if __name__ == "__main__":
    (HERE / "bundles.json").write_text(rendered(), encoding="utf-8")
