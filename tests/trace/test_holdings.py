"""What a verification leaves: the books of the lots on the way, and what was flagged."""

from __future__ import annotations

from decimal import Decimal

from nguon_ledger.trace.verify import VerifiedTrace, verify_bundle
from support.attacks_custody import jars
from support.market import BOX, SHOP, U1, U2, Market
from support.story import CRAB_LOT, JAR_LOT, SALT_LOT, SALTED_LOT, UNIT, lot, whole_story


def traced(story: Market, asked: str) -> VerifiedTrace:
    story.seal()
    return verify_bundle(story.bundle(asked), pins=story.pins, asked=asked)


def test_the_books_of_the_lots_in_the_order_in_which_they_were_made() -> None:
    story = whole_story(rules=2)
    trace = verify_bundle(story.bundle(UNIT), pins=story.pins, asked=UNIT)
    books = [(book.lot, book.dimension, book.made, book.taken) for book in trace.balances.values()]
    assert books == [
        (CRAB_LOT, "mass", Decimal(120), Decimal(120)),
        (SALT_LOT, "mass", Decimal(50), Decimal(30)),
        (SALTED_LOT, "mass", Decimal(95), Decimal(93)),
        (JAR_LOT, "pieces", Decimal(232), Decimal(0)),
    ]
    assert trace.balances[JAR_LOT].serials == 20
    assert trace.balances.keys() == {book.lot for book in trace.balances.values()}


def test_what_was_packed_and_who_holds_what() -> None:
    market = Market()
    market.jars(U1, U2)
    market.pack(BOX, U1, jars(3))
    market.ship(BOX, to=SHOP)
    trace = traced(market, U1)
    assert trace.balances[JAR_LOT].packed == 3
    things = trace.holdings.things
    assert things.keys() == {U1, JAR_LOT, BOX}
    assert (things[U1].container, things[BOX].receiver) == (BOX, SHOP)
    assert U2 not in things


def test_what_is_not_about_the_way_is_not_counted() -> None:
    market = Market()
    market.crabs()
    market.make(lot(SALT_LOT, 5))
    market.turn([lot(SALT_LOT, 5), lot(CRAB_LOT, 1)], [jars(10)])
    trace = traced(market, CRAB_LOT)
    assert trace.balances.keys() == {CRAB_LOT}
    assert trace.balances[CRAB_LOT].taken == 1
