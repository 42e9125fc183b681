from __future__ import annotations

import pytest

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
