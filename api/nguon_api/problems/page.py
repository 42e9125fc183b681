"""docs/errors.md, printed from the table."""

from __future__ import annotations

from nguon_api.problems import SECTIONS, Section

_HEAD = """\
# Errors

Every failure of the HTTP service is a problem document (RFC 9457), `application/problem+json`:
`{type, title, status, detail, code, field?}`. `code` is stable and meant for programs; `detail`
says what was wrong this time; `field` names the part at fault, where there is one. A refusal
stores nothing. `GET /problems/{code}` answers with the sentences below. The commands and the
verifiers use the same codes.

The refusal of a rule (docs/rules.md) has three members more: `rule`, its identifier; `values`, the
things, names and amounts; and `sentence`, which a clerk understands, in the language of
`Accept-Language` (`vi`, `en`, `th`, `bn`; English where none of them is asked for). An outcome of
a batch has them too. `GET /problems/{code}` then also names the rule's reference and its sentence
in all four languages.

| status | when |
|---|---|
| 400 | it cannot be read: the request, the signed text, or a value in it is malformed |
| 403 | who signed it may not say it |
| 404 | nothing of that name is here |
| 409 | it contradicts what is recorded |
| 422 | it can be read and contradicts nothing, and a rule or something missing forbids it |
| 405, 408, 413, 415 | as in RFC 9110 |
| 431 | as in RFC 6585 |
| 429 | the key that signed it has sent too much (RFC 6585, 4) |
| 500 | a bug |
| 503 | the ledger cannot record or read now; nothing was acknowledged |

This page is printed by `python -m nguon_api.problems`, and a test compares the two.
"""


def errors_page() -> str:
    """Write the whole page."""
    return _HEAD + "".join(map(_section, SECTIONS))


def _section(section: Section) -> str:
    rows = "".join(
        f"| `{kind.code}` | {kind.status or ''} | {kind.title}. | {kind.remedy} |\n"
        for kind in section.kinds
    )
    head = f"\n## {section.title}\n\n{section.introduction}\n\n"
    return f"{head}| code | status | what it means | what to do |\n|---|---|---|---|\n{rows}"
