"""Lots against fractions: every sum is exact, and a lot never gives more than it has."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from nguon_ledger.encoding.strict_json import parse_object
from nguon_ledger.errors import NguonError
from nguon_ledger.events.lots import add_to, open_lot, take_from
from nguon_ledger.events.quantities import Quantity, read_quantity
from property.budget import QUICK

PER_BASE = {"KGM": Fraction(1), "GRM": Fraction(1, 1000), "TNE": Fraction(1000)}
amounts = st.integers(1, 10**15 - 1).map(lambda n: Decimal(n).scaleb(-6)) | st.sampled_from(
    [Decimal("0.000001"), Decimal(10**12), Decimal("123456789.012345"), Decimal("0.1")]
)
masses = st.builds(Quantity, amounts, st.sampled_from(sorted(PER_BASE)))
pieces = st.builds(Quantity, amounts, st.just("H87"))


def exactly(quantity: Quantity) -> Fraction:
    return Fraction(quantity.amount) * PER_BASE[quantity.uom]


@QUICK
@given(
    made=st.lists(masses, min_size=1, max_size=6),
    content=masses,
    taken=st.lists(masses | pieces, max_size=8),
)
def test_a_lot_gives_exactly_what_it_has(
    made: list[Quantity], content: Quantity, taken: list[Quantity]
) -> None:
    balance = open_lot("lot", made[0])
    for quantity in made[1:]:
        balance = add_to(balance, quantity, None)
    left = sum(map(exactly, made), Fraction())
    assert Fraction(balance.made) == left
    for quantity in taken:
        is_pieces = quantity.uom == "H87"
        wanted = Fraction(quantity.amount) * exactly(content) if is_pieces else exactly(quantity)
        try:
            balance = take_from(balance, quantity, content)
        except NguonError as e:
            assert e.code == "overdrawn"  # noqa: PT017 (both outcomes are compared)
            assert wanted > left
        else:
            left -= wanted
            assert left >= 0
        assert Fraction(balance.left) == left


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
