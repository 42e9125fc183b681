from __future__ import annotations

import json
from io import StringIO

from nguon_cli.session import Session
from nguon_ledger.errors import NguonError


def test_a_failure_is_one_line_whatever_is_in_it() -> None:
    out, err = StringIO(), StringIO()
    Session(out, err).fail_with(NguonError("code", "two\nlines \x1b[2J\x9b \u2028", field="a\rb"))
    assert err.getvalue() == "code: two\\nlines \\x1b[2J\\x9b \\u2028 (a\\rb)\n"
    assert out.getvalue() == ""


def test_letters_of_every_language_stay_as_they_are() -> None:
    out = StringIO()
    text = "Ba khía Đầm Dơi, ปูแสม, কাঁ\u200dকড়া [red]x[/red]"
    Session(out, StringIO()).say(text)
    assert out.getvalue() == f"{text}\n"


def test_json_survives_half_a_surrogate_pair() -> None:
    out = StringIO()
    session = Session(out, StringIO())
    session.json = True
    session.fail("code", "a \udcff b")
    assert json.loads(out.getvalue())["error"]["detail"] == "a \udcff b"
