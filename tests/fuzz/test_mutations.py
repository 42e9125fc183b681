"""What is drawn to be fuzzed with can be drawn in any order, and is the same from draw to draw."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given, settings

from fuzz.budget import QUICK
from fuzz.mutations import _VALUES, dump, json_mutants

MANY = settings(QUICK, max_examples=600)
SMALL: Any = {"name": {"vi": "Muối"}}
VALUES = copy.deepcopy(_VALUES)


@MANY
@given(mutant=json_mutants(SMALL, most=6))
def test_whatever_is_left_can_be_changed_again(mutant: Any) -> None:
    """An object's only member is renamed too; nothing comes to hold itself."""
    dump(mutant)


@MANY
@given(mutant=json_mutants(SMALL, most=6))
def test_no_mutant_changes_what_others_are_made_of(mutant: Any) -> None:
    del mutant
    assert _VALUES == VALUES
    assert SMALL == {"name": {"vi": "Muối"}}
