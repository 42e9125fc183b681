"""Lots against fractions: every sum is exact, and a lot never gives more than it has."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from nguon_ledger.encoding.strict_json import parse_object
from nguon_ledger.errors import NguonError
from nguon_ledger.events.lots import LotBalance
from nguon_ledger.events.quantities import Quantity, read_quantity
from property.budget import QUICK
from support.one_lot import OneLot

PER_BASE = {"KGM": Fraction(1), "GRM": Fraction(1, 1000), "TNE": Fraction(1000)}
amounts = st.integers(1, 10**15 - 1).map(lambda n: Decimal(n).scaleb(-6)) | st.sampled_from(
    [Decimal("0.000001"), Decimal(10**12), Decimal("123456789.012345"), Decimal("0.1")]
)
masses = st.builds(Quantity, amounts, st.sampled_from(sorted(PER_BASE)))
pieces = st.builds(Quantity, amounts, st.just("H87"))


_REFUSALS = {
    "take": {"overdrawn"},
    "pack": {"overpacked"},
    "unpack": {"not_packed", "input_missing"},
    "number": {"overserialised"},
}


def exactly(quantity: Quantity) -> Fraction:
    return Fraction(quantity.amount) * PER_BASE[quantity.uom]


def wanted_of(quantity: Quantity, content: Quantity) -> Fraction:
    is_pieces = quantity.uom == "H87"
    return Fraction(quantity.amount) * exactly(content) if is_pieces else exactly(quantity)


@QUICK
@given(
    made=st.lists(masses, min_size=1, max_size=6),
    content=masses,
    taken=st.lists(masses | pieces, max_size=8),
)
def test_a_lot_gives_exactly_what_it_has(
    made: list[Quantity], content: Quantity, taken: list[Quantity]
) -> None:
    lot = OneLot(made[0], content)
    for quantity in made[1:]:
        lot.add(quantity)
    left = sum(map(exactly, made), Fraction())
    assert Fraction(lot.book.made) == left
    for quantity in taken:
        wanted = wanted_of(quantity, content)
        try:
            lot.take(quantity)
        except NguonError as e:
            assert e.code == "overdrawn"  # noqa: PT017 (both outcomes are compared)
            assert wanted > left
        else:
            left -= wanted
            assert left >= 0
        assert Fraction(lot.book.left) == left


@QUICK
@given(
    made=masses,
    content=masses,
    steps=st.lists(
        st.tuples(st.sampled_from(["take", "pack", "unpack"]), masses | pieces)
        | st.tuples(st.just("number"), st.integers(1, 3)),
        max_size=8,
    ),
)
def test_what_is_loose_is_what_is_neither_taken_nor_packed_nor_numbered(
    made: Quantity, content: Quantity, steps: list[tuple[str, Any]]
) -> None:
    lot = OneLot(made, content)
    loose, packed = exactly(made), Fraction()
    for step, asked in steps:
        wanted = asked * exactly(content) if step == "number" else wanted_of(asked, content)
        allowed = wanted <= (packed if step == "unpack" else loose) and not (
            step == "unpack" and not packed
        )
        says: dict[str, Callable[[Any], LotBalance]] = {
            "take": lot.take,
            "pack": lot.pack,
            "unpack": partial(lot.pack, action="DELETE"),
            "number": lot.number,
        }
        before = lot.book
        try:
            says[step](asked)
        except NguonError as e:
            assert e.code in _REFUSALS[step]  # noqa: PT017 (both outcomes are compared)
            assert not allowed
            assert lot.book == before
        else:
            assert allowed
            packed += {"pack": wanted, "unpack": -wanted}.get(step, Fraction())
            loose += wanted if step == "unpack" else -wanted
        assert Fraction(lot.book.packed) == packed
        assert Fraction(lot.book.loose(content)) == loose


@QUICK
@given(n=st.integers(1, 10**15 - 1), places=st.integers(0, 9))
def test_an_amount_of_at_most_six_places_is_read_exactly(n: int, places: int) -> None:
    amount = Decimal(n).scaleb(-places)
    text = f'{{"quantity": {amount:f}, "uom": "KGM"}}'
    fits = Fraction(amount) * 10**6 % 1 == 0 and amount <= 10**12
    try:
        quantity = read_quantity(parse_object(text.encode()))
    except NguonError as e:
        assert e.code == "quantity_malformed"  # noqa: PT017 (both outcomes are compared)
        assert not fits
    else:
        assert fits
        assert Fraction(quantity.base) == Fraction(amount)
