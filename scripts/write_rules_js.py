"""Write what the buyer's page needs of the catalogue of rules: the sentences of the flags.

The catalogue is schemas/nguon_schemas/rules.json; a refusal's sentence is the clerk's and stays
there. Run by ``make rules``.
"""

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
CATALOG = ROOT / "schemas" / "nguon_schemas" / "rules.json"
TARGET = ROOT / "verifier_web" / "rules.js"

_HEAD = """\
/**
 * What flags say (docs/rules.md), by language. Written by scripts/write_rules_js.py out of
 * schemas/nguon_schemas/rules.json (`make rules`); not to be edited.
 */
"""


def module(catalog: dict[str, Any]) -> str:
    """Return the text of verifier_web/rules.js for a catalogue as rules.schema.json has it."""
    flags = {r["id"]: r["sentence"] for r in catalog["rules"] if r["severity"] == "flag"}
    return "\n".join(
        [
            _HEAD,
            "/** Each flag's sentence, in the order in which flags are judged. */",
            _constant("RULES", flags),
            "",
            "/** What a participant has become, as the placeholder {status} says it. */",
            _constant("STATUSES", catalog["statuses"]),
            "",
        ]
    )


def _constant(name: str, table: dict[str, dict[str, str]]) -> str:
    rows = [f"  {key}: {{\n{_words(words)}\n  }}," for key, words in table.items()]
    return "\n".join([f"export const {name} = Object.freeze({{", *rows, "});"])


def _words(words: dict[str, str]) -> str:
    # A JSON string is a JavaScript string.
    texts = {language: json.dumps(text, ensure_ascii=False) for language, text in words.items()}
    return "\n".join(f"    {language}: {text}," for language, text in texts.items())


if __name__ == "__main__":
    TARGET.write_text(module(json.loads(CATALOG.read_text(encoding="utf-8"))), encoding="utf-8")
