"""One deed in the model: what is refused, in which order, and what it changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from economy.acts import (
    ADD,
    ADDING,
    AGGREGATION,
    DELETE,
    OBJECT,
    OBSERVE,
    TRANSFORMATION,
    Amount,
    Deed,
    Item,
)
from economy.goods import Book, Good, Goods
from economy.people import ROLES, UNION, People, RefusedError

_DAY = 86_400_000_000
_HANDLERS = {"producer", "processor", "carrier", "retailer"}


@dataclass
class Doing:
    """A deed that is being done at an index."""

    people: People
    goods: Goods
    deeds: dict[int, Deed]
    deed: Deed
    index: int

    def run(self) -> None:
        self.who = self.people.signer(self.deed.by)
        self._ask_role()
        self._ask_owner()
        self._ask_recall()
        self._ask_known()
        self._ask_new()
        self._ask_process()
        self._ask_results()
        self._take()
        self._harvest()
        if self.deed.type == AGGREGATION:
            self._pack() if self.deed.action == ADD else self._unpack()
        self._make()
        self._number()
        self._move()
        for item in self.deed.observed:
            self._observe(self.goods.all[item.id])

    # At the door.

    def _ask_role(self) -> None:
        deed = self.deed
        if deed.type == TRANSFORMATION or (deed.type, deed.action) == (OBJECT, ADD):
            asked = {"producer", "processor"}
        elif (deed.type, deed.action) == (OBJECT, OBSERVE):
            asked = {*_HANDLERS, "certifier", "operator"}
        else:
            asked = _HANDLERS
        self._need(bool(ROLES[self.who] & asked), "role_missing")

    def _ask_owner(self) -> None:
        for made in self.deed.created:
            self._need(self.people.owners[product_of(made.id)] == self.who, "product_foreign")

    def _ask_recall(self) -> None:
        if not self.deed.is_recall or self.who == UNION:
            return
        there = [self.goods.all[item.id] for item in self.deed.things if self._has(item.id)]
        for good in there:
            self._need(self.people.acts_for(self.who, good.maker), "recall_foreign")

    def _ask_known(self) -> None:
        deed = self.deed
        made = {item.id for item in deed.created}
        used = [item.id for item in deed.listed if item.id not in made]
        parent = [deed.parent] if deed.parent is not None and deed.action != ADD else []
        for thing in (*used, *deed.grown, *deed.numbered, *parent):
            self._need(self._has(thing), "input_missing")
        if deed.process is not None and not deed.inputs:
            self._need(any(self._parts()), "input_missing")

    def _ask_new(self) -> None:
        deed = self.deed
        if deed.type == AGGREGATION and deed.action == ADD and self._has(str(deed.parent)):
            self._need(deed.parent not in self._upstream(ids(deed.children)), "cycle")
        for made in deed.created:
            if not self._has(made.id):
                continue
            adds = made.amount is not None and deed.step == ADDING
            self._need(adds and self.goods.all[made.id].maker == self.who, "lot_exists")
            sources = [*ids(deed.inputs), *deed.grown, *self._process_inputs(deed, self.index)]
            self._need(made.id not in self._upstream(sources), "cycle")

    # Entering, in the order of docs/rules.md.

    def _ask_process(self) -> None:
        first = next(self._parts(), None)
        if first is not None:
            owner = self.people.keys[first.by]
            self._need(self.people.acts_for(self.who, owner), "process_foreign")

    def _ask_results(self) -> None:
        outside = any(result.is_outside for result in self.deed.results)
        self._need(not (outside and self.deed.disposition == "conformant"), "result_contradicts")

    def _take(self) -> None:
        for item in (*self.deed.inputs, *self.deed.removed):
            good = self.goods.all[item.id]
            leaves = item in self.deed.removed
            self._use(good, packed_too=leaves)
            if leaves and self.deed.step == "retail_selling":
                self._need(not self.goods.is_recalled(good), "recalled_moved")
            if item.amount is None:
                good.gone, good.container = True, None
            else:
                book, content = self._book(item)
                amount = book.count(item.amount, content)
                self._need(amount <= book.loose(content), "overdrawn")
                book.taken += amount

    def _harvest(self) -> None:
        for crop in self.deed.grown:
            good = self.goods.all[crop]
            self._use(good, blocked_too=True)
            good.harvested_at = max(good.harvested_at or 0, self.deed.happened)

    def _pack(self) -> None:
        parent = str(self.deed.parent)
        if self._has(parent):
            self._use(self.goods.all[parent])
        for item in self.deed.children:
            good = self.goods.all[item.id]
            self._use(good)
            if item.amount is None:
                good.container = parent
            else:
                book, content = self._book(item)
                amount = book.count(item.amount, content)
                self._need(amount <= book.loose(content), "overpacked")
                book.packed += amount
        if not self._has(parent):
            self._begin(Good(parent, self.who, self.who, self.deed.happened))

    def _unpack(self) -> None:
        if self.deed.action != DELETE:
            return
        parent = self.goods.all[str(self.deed.parent)]
        self._use(parent, packed_too=True)
        for item in self.deed.children:
            good = self.goods.all[item.id]
            if item.amount is None:
                self._need(good.container == parent.id, "not_packed")
                self._unpack_one(good, parent)
            else:
                book, content = self._book(item)
                amount = book.count(item.amount, content)
                self._need(amount <= book.packed, "not_packed")
                if self.people.acts_for(self.who, good.holder):
                    book.packed -= amount
        if not self.deed.children:
            for good in self.goods.inside(parent.id):
                self._unpack_one(good, parent)

    def _unpack_one(self, good: Good, parent: Good) -> None:
        good.container, good.holder = None, self.goods.holder(parent)

    def _make(self) -> None:
        for item in self.deed.created:
            if item.amount is None:
                lot = self.deed.lot_of(item.id)
                self._need(lot is not None, "lot_number_missing")
                self._begin(Good(item.id, self.who, self.who, self.deed.happened, lot=lot))
            elif self._has(item.id):
                self._use(self.goods.all[item.id])
                book, content = self._book(item)
                book.made += book.count(item.amount, content)
            else:
                book = Book(item.amount.dimension, item.amount.base)
                self._begin(Good(item.id, self.who, self.who, self.deed.happened, book))

    def _number(self) -> None:
        for lot, count in self.deed.numbered.items():
            good = self.goods.all[lot]
            holder = good.holder
            self._use(good)
            good.holder = holder  # numbers change no hands
            book, content = self._book(Item(lot))
            book.serials += count
            self._need(book.loose(content) >= 0, "overserialised")

    def _move(self) -> None:
        moves = {"shipping": self._ship, "void_shipping": self._call_back}
        move = (moves | {"receiving": self._receive}).get(self.deed.step)
        if move is None or not self.deed.observed:
            return
        if self.deed.step == "shipping":
            named = self.deed.receivers
            is_fine = len(named) == 1 and named[0] in ROLES and named[0] != self.who
            self._need(is_fine, "receiver_missing")
        for item in self.deed.observed:
            move(item, self.goods.all[item.id])

    def _ship(self, item: Item, good: Good) -> None:
        (receiver,) = self.deed.receivers
        self._use(good)
        if not self.people.acts_for(receiver, good.maker):
            self._need(not self.goods.is_recalled(good), "recalled_moved")
        if item.amount is not None:
            book, content = self._book(item)
            good.shipped = book.count(item.amount, content)
            self._need(good.shipped == book.loose(content), "shipment_partial")
        good.receiver = receiver

    def _call_back(self, _item: Item, good: Good) -> None:
        self._need(self.people.acts_for(self.who, good.holder), "not_holder")
        self._need(good.receiver is not None, "not_in_transit")
        good.receiver = good.shipped = None

    def _receive(self, item: Item, good: Good) -> None:
        self._need(good.container is None, "already_packed")
        self._need(good.receiver is not None, "not_in_transit")
        self._need(self.people.acts_for(self.who, str(good.receiver)), "not_receiver")
        if item.amount is not None:
            book, content = self._book(item)
            book.count(item.amount, content)
        good.receiver = good.shipped = None
        if self.deed.disposition != "returned":
            good.holder = self.who

    def _observe(self, good: Good) -> None:
        deed = self.deed
        is_mine = self.people.acts_for(self.who, self.goods.holder(good))
        judges = bool(ROLES[self.who] & {"certifier", "operator"})
        if deed.step == "other":
            self._need(is_mine, "not_holder")
            if deed.days:
                good.closed_until = max(good.closed_until, deed.happened + deed.days * _DAY)
        if deed.disposition == "non_conformant" or any(r.is_outside for r in deed.results):
            self._need(judges or is_mine, "inspection_foreign")
            for each in self.goods.around(good):
                each.blocked = self.index
        elif deed.disposition == "conformant" and deed.step == "inspecting":
            self._need(good.blocked is None or judges, "release_foreign")
            good.blocked = None
        if deed.is_release and good.recaller is not None:
            may = self.who == UNION or (
                good.recaller != UNION and self.people.acts_for(self.who, good.recaller)
            )
            self._need(may, "release_foreign")
            good.recalled = good.recaller = None
        if deed.is_recall and (good.recaller != UNION or self.who == UNION):
            good.recalled, good.recaller = self.index, self.who

    # What all of them need.

    def _use(self, good: Good, *, packed_too: bool = False, blocked_too: bool = False) -> None:
        self._need(not self.goods.is_gone(good), "already_spent")
        self._need(self.people.acts_for(self.who, self.goods.holder(good)), "not_holder")
        self._need(not self.goods.is_moving(good), "in_transit")
        self._need(packed_too or good.container is None, "already_packed")
        if not blocked_too and self.deed.step not in {"destroying", "unpacking"}:
            self._need(not self.goods.is_blocked(good), "blocked")
        good.holder = self.who

    def _book(self, item: Item) -> tuple[Book, Amount | None]:
        book = self.goods.all[item.id].book
        assert book is not None
        return book, self.people.contents[product_of(item.id)]

    def _begin(self, good: Good) -> None:
        self.goods.all[good.id] = good

    def _has(self, thing: str) -> bool:
        return thing in self.goods.all

    def _need(self, fact: bool, code: str) -> None:  # noqa: FBT001 (it reads as a sentence)
        if not fact:
            raise RefusedError(code)

    def _parts(self) -> Iterator[Deed]:
        process = self.deed.process
        return (d for d in self.deeds.values() if process is not None and d.process == process)

    def _process_inputs(self, deed: Deed, until: int) -> list[str]:
        parts = (d for at, d in self.deeds.items() if at <= until and d.process == deed.process)
        return [item.id for part in parts for item in part.inputs] if deed.process else []

    def _upstream(self, things: Iterable[str]) -> set[str]:
        seen, left = set(), list(things)
        while left:
            thing = left.pop()
            if thing not in seen:
                seen.add(thing)
                for at, deed in self.deeds.items():
                    left += sources_of(thing, deed, self._process_inputs(deed, at))
        return seen


def sources_of(thing: str, deed: Deed, poured: list[str]) -> list[str]:
    """Return what a deed made a thing of; ``poured`` is what its process took until then."""
    if deed.type == AGGREGATION:
        return ids(deed.children) if deed.action == ADD and deed.parent == thing else []
    made = next((item for item in deed.created if item.id == thing), None)
    if made is None:
        return []
    lot = deed.lot_of(thing) if made.amount is None else None
    taken = poured if deed.process is not None else [*ids(deed.inputs), *deed.grown]
    return [*taken, *([lot] if lot is not None else [])]


def ids(items: Iterable[Item]) -> list[str]:
    return [item.id for item in items]


def product_of(thing: str) -> str:
    """Return the product of a lot or unit."""
    return thing.partition("/10/")[0].partition("/21/")[0]
