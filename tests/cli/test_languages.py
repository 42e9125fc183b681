from __future__ import annotations

import pytest

from cli.conftest import Call
from cli.place import Place, step_arguments
from nguon_cli.languages import own_language


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({"LANG": "vi_VN.UTF-8"}, "vi"),
        ({"LANG": "en_GB"}, "en"),
        ({"LANG": "th"}, "th"),
        ({"LANG": "BN_BD.UTF-8"}, "bn"),
        ({"LANG": "vi_VN.UTF-8", "LC_MESSAGES": "th_TH.UTF-8"}, "th"),
        ({"LANG": "vi_VN.UTF-8", "LC_MESSAGES": "th_TH", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LANG": "vi_VN.UTF-8", "LC_ALL": ""}, "vi"),
        ({"LANG": "vi_VN.UTF-8", "LC_ALL": "C.UTF-8"}, None),
        ({"LANG": "de_DE.UTF-8"}, None),
        ({"LANG": "C"}, None),
        ({}, None),
    ],
)
def test_the_systems_language_is_asked_for_where_a_ledger_speaks_it(
    environ: dict[str, str], language: str | None
) -> None:
    assert own_language(environ) == language


@pytest.mark.parametrize(
    ("option", "system", "sentence"),
    [
        ("vi", "C.UTF-8", "chỉ còn"),
        (None, "vi_VN.UTF-8", "chỉ còn"),
        ("en", "vi_VN.UTF-8", "only"),
        (None, "C.UTF-8", "only"),
        ("th", "C.UTF-8", "เหลือ"),
    ],
)
def test_a_refusal_is_read_in_ones_own_language(
    told: Place,
    call: Call,
    monkeypatch: pytest.MonkeyPatch,
    option: str | None,
    system: str,
    sentence: str,
) -> None:
    monkeypatch.setenv("LC_ALL", system)
    step = ("sorting", "--in", "/p/crab/10/C1=999kg", "--out", "/p/sorted/10/Z=1kg")
    language = () if option is None else ("--lang", option)
    done = call(*step_arguments(*step), *language, home=told.home)
    assert done.error(1) == "overdrawn"
    assert sentence in done.err
