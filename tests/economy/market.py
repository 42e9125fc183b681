"""Draws what somebody may do next: mostly sensible, now and then a mistake or a fraud."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeVar

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
    Result,
)
from economy.deeds import product_of
from economy.gaps import CROPS
from economy.goods import Book, Good
from economy.people import CERTIFIER, ROLES, UNION, key_of
from economy.place import CARTONS, CREDENTIALS, LOTS, POINTS, UNITS, USUAL
from economy.world import Economy
from support.forge import HOUR, Payload

T = TypeVar("T")
Pick = Callable[[Sequence[Any]], Any]
_MANY = ["12", "40", "40", "7.5"]
_FEW = ["1", "1", "2", "3", "0.5", "2.25", "0.000001", "40"]
_UOMS = ["KGM", "GRM", "TNE", "LTR", "MLT", "H87"]
_AGO = [0, 0, 0, 0, 0, 1, 5, 30, 80]  # hours
_WORDS: list[Payload] = [
    {},
    {"nguon:material": "NPK", "nguon:dose": "25 kg"},
    {"nguon:material": "NPK", "nguon:dose": "25 kg"},
    {"nguon:material": "Neem", "nguon:dose": 2.5},
]
_RESULTS = [(), (Result(1, 5),), (Result(7, 5),), (Result(1, 5, is_least=True), Result(2, 3))]
_PROCESSES = ["urn:x:vat-1", "urn:x:vat-2"]
# How often each kind of deed is drawn.
_USUALLY = {
    "harvest": 1, "mix": 3, "process": 2, "number": 2, "pack": 3, "unpack": 2, "ship": 3,
    "receive": 3, "call_back": 1, "sell": 2, "lose": 1, "work": 1, "inspect": 2, "recall": 1,
    "release": 1, "look": 1,
}  # fmt: skip
# What an economy is mostly about, beside that.
FAIRS: dict[str, dict[str, int]] = {
    "all": {},
    "fields": {"harvest": 12, "work": 24},
    "vats": {"process": 40},
    "labels": {"number": 16, "ship": 8, "receive": 8},
    "cartons": {"pack": 6, "unpack": 6, "ship": 6, "receive": 6, "inspect": 6},
}


@dataclass
class Market:
    """``pick`` draws one of a sequence; ``now`` is the time of the next entry."""

    pick: Pick
    economy: Economy
    now: int
    fair: str = "all"

    def deed(self) -> Deed:
        """Draw a deed; if nobody can do it, a harvest."""
        deed: Deed | None = getattr(self, self._kind())()
        deed = deed or self.harvest()
        if self.rarely(10):
            deed = replace(deed, by=self.one(sorted(self.economy.world.people.keys)))
        return replace(deed, dress=self._dress(deed))

    def _kind(self) -> str:
        shares = [*_USUALLY.items(), *FAIRS[self.fair].items()]
        return self.one([kind for kind, share in shares for _ in range(share)])

    def harvest(self) -> Deed:
        who, lot = self._maker_and_lot()
        grown = [good.id for good in self._held(who) if good.book and good.id != lot]
        crops = tuple(self._few(grown, 2)) if CROPS and self.rarely(2) else ()
        made = (Item(lot, self._amount(lot, _MANY)),)
        return self._event(who, OBJECT, self._making(lot), action=ADD, things=made, grown=crops)

    def mix(self, maker: str | None = None) -> Deed | None:
        who, lot = self._maker_and_lot(maker)
        inputs = tuple(item for item in self._some(who, at_most=2) if item.id != lot)
        if not inputs:
            return None
        taken = {item.id for item in inputs}
        fresh = [name for name in self._new_units(who) if name not in taken]
        units = tuple(Item(name) for name in self._few(fresh, 2))
        outputs = (*(units if self.rarely(4) else ()), Item(lot, self._amount(lot)))
        number = self.one(["L0", "L1"]) if len(outputs) > 1 else None
        more = {"inputs": inputs, "outputs": outputs, "lot_number": number}
        return self._event(who, TRANSFORMATION, self._making(lot), **more)

    def process(self) -> Deed | None:
        """Draw a part of a process over days: something in, something out, or both."""
        process = self.one(_PROCESSES)
        parts = [deed for deed in self.economy.world.deeds.values() if deed.process == process]
        deed = self.mix(self.economy.world.people.keys[parts[0].by] if parts else None)
        if deed is None:
            return None
        part = self.one(["in", "in", "out", "both"])
        deed = replace(deed, process=process)
        if part == "in":
            return replace(deed, outputs=(), lot_number=None)
        return replace(deed, inputs=()) if part == "out" else deed

    def number(self) -> Deed | None:
        lots = [good for good in self._goods() if good.book and not self.rarely(20)]
        if not lots:
            return None
        lot = self.one(lots)
        product = product_of(lot.id)
        units = [name for name in UNITS if product_of(name) == product]
        fresh = [name for name in units if name not in self.economy.world.goods.all]
        chosen = self._few(fresh if fresh and not self.rarely(10) else units, 3)
        number = None if self.rarely(20) else lot.id.rpartition("/")[2]
        things = tuple(map(Item, chosen))
        owner = self.economy.world.people.owners[product]
        return self._event(owner, OBJECT, "commissioning", action=ADD, things=things,
                           lot_number=number)  # fmt: skip

    def pack(self) -> Deed | None:
        who = self._anybody()
        children = self._some(who, at_most=3, whole=True)
        if not children:
            return None
        taken = {item.id for item in children}
        parent = self.one([name for name in CARTONS if name not in taken])
        return self._event(
            who, AGGREGATION, "packing", action=ADD, children=children, parent=parent
        )

    def unpack(self) -> Deed | None:
        cartons = [good for good in self._goods() if "/00/" in good.id]
        if not cartons:
            return None
        carton = self.one(cartons)
        who = self.economy.world.goods.holder(carton)
        inside = tuple(Item(good.id) for good in self.economy.world.goods.inside(carton.id))
        lots = tuple(Item(name, self._amount(name)) for name in self._packed_lots(carton.id))
        children = self.one([(), inside[:1], inside, lots[:1], (*inside, *lots)])
        step = self.one(["unpacking", "unpacking", "packing"])
        action = OBSERVE if children and self.rarely(8) else DELETE
        return self._event(who, AGGREGATION, step, action=action, children=children,
                           parent=carton.id)  # fmt: skip

    def ship(self) -> Deed | None:
        who = self._anybody()
        things = self._some(who, at_most=2, whole=True)
        if not things:
            return None
        receivers = [name for name in ROLES if name != who or self.rarely(20)]
        named = tuple(self._few(receivers, 2)) if self.rarely(15) else (self.one(receivers),)
        return self._event(who, OBJECT, "shipping", action=OBSERVE, things=things, receivers=named)

    def receive(self) -> Deed | None:
        moving = [good for good in self._goods() if good.receiver is not None]
        if not moving:
            return None
        good = self.one(moving)
        amount = None
        if good.book is not None:
            shipped = good.shipped or Fraction(0)
            amount = self._amount(good.id) if self.rarely(3) else self._written(good.book, shipped)
        how = self.one([None, None, "in_progress", "returned"])
        things = (Item(good.id, amount),)
        more = {"things": things, "disposition": how, "action": OBSERVE}
        return self._event(str(good.receiver), OBJECT, "receiving", **more)

    def call_back(self) -> Deed | None:
        moving = [good for good in self._goods() if good.receiver is not None or self.rarely(10)]
        if not moving:
            return None
        good = self.one(moving)
        things = (self._listed(good),)
        return self._event(good.holder, OBJECT, "void_shipping", action=OBSERVE, things=things)

    def sell(self) -> Deed | None:
        who = self._anybody()
        things = self._some(who, at_most=2, inside=True)
        return self._remove(who, things, "retail_selling")

    def lose(self) -> Deed | None:
        who = self._anybody()
        return self._remove(who, self._some(who, at_most=1, inside=True), "destroying")

    def work(self) -> Deed | None:
        who = self._anybody()
        things = self._some(who, at_most=2, inside=True)
        days = self.one([0, 0, 1, 3])
        return self._observe(who, things, "other", days=days) if things else None

    def inspect(self) -> Deed | None:
        who = self.one([CERTIFIER, CERTIFIER, UNION, self._anybody()])
        how = self.one([None, "conformant", "conformant", "non_conformant"])
        results = self.one(_RESULTS)
        return self._observe(who, self._any_items(), "inspecting", disposition=how, results=results)

    def recall(self) -> Deed | None:
        things = self._any_items()
        if not things or self.rarely(2):  # half as often
            return None
        makers = [good.maker for good in self._goods() if good.id == things[0].id]
        who = self.one([UNION, *makers])
        return self._observe(who, things, "holding", disposition="recalled")

    def release(self) -> Deed | None:
        recalled = [good for good in self._goods() if good.recalled is not None]
        if not recalled:
            return None
        good = self.one(recalled)
        who = self.one([UNION, str(good.recaller), good.maker])
        return self._observe(who, (self._listed(good),), "holding", lifts=True)

    def look(self) -> Deed | None:
        who = self.one(list(ROLES))
        return self._observe(who, self._any_items(), "storing") if self._goods() else None

    def one(self, options: Sequence[T]) -> T:
        chosen: T = self.pick(options)
        return chosen

    def rarely(self, times: int) -> bool:
        """Say yes once in so many times."""
        return self.one(range(times)) == times - 1

    def _remove(self, who: str, things: tuple[Item, ...], step: str) -> Deed | None:
        if not things:
            return None
        return self._event(who, OBJECT, step, action=DELETE, things=things)

    def _observe(self, who: str, things: tuple[Item, ...], step: str, **more: Any) -> Deed | None:
        if not things:
            return None
        return self._event(who, OBJECT, step, action=OBSERVE, things=things, **more)

    def _event(self, who: str, kind: str, step: str, **more: Any) -> Deed:
        happened = self.now - self.one(_AGO) * HOUR
        return Deed(by=self._key(who), type=kind, step=step, happened=happened, **more)

    def _key(self, who: str) -> str:
        """Draw a good key of somebody, or of who goes on with their work."""
        people = self.economy.world.people
        good = [key for key in people.keys if people.is_good(key)]
        own = [key for key in good if people.keys[key] == who]
        heirs = [key for key in good if people.acts_for(people.keys[key], who)]
        return self.one(own or heirs or [key_of(who)])

    def _anybody(self) -> str:
        """Draw somebody who holds something, if anybody does."""
        holders = {self.economy.world.goods.holder(good) for good in self._goods()}
        return self.one(sorted(holders) or list(ROLES))

    def _maker_and_lot(self, maker: str | None = None) -> tuple[str, str]:
        """Draw a lot and whose product it is; one of what ``maker`` or an heir owns, if any."""
        people = self.economy.world.people
        own = [
            lot for lot in LOTS if maker and people.acts_for(people.owners[product_of(lot)], maker)
        ]
        lot = self.one(own or LOTS)
        return people.owners[product_of(lot)], lot

    def _making(self, lot: str) -> str:
        there = lot in self.economy.world.goods.all
        return ADDING if there != self.rarely(12) else "commissioning"

    def _goods(self) -> list[Good]:
        goods = self.economy.world.goods.all.values()
        return [good for good in goods if not good.gone or self.rarely(8)]

    def _held(self, who: str, *, inside: bool = False) -> list[Good]:
        goods = self.economy.world.goods
        mine = [good for good in self._goods() if goods.holder(good) == who]
        return [good for good in mine if inside or good.container is None or self.rarely(8)]

    def _some(
        self, who: str, *, at_most: int, whole: bool = False, inside: bool = False
    ) -> tuple[Item, ...]:
        """Draw things that somebody holds, now and then of others; units before lots."""
        held = self._held(who, inside=inside)
        if not held or self.rarely(10):
            held = self._goods()
        items = [self._listed(good, whole=whole) for good in self._few(held, at_most)]
        return tuple(sorted(items, key=lambda item: item.amount is not None))

    def _any_items(self) -> tuple[Item, ...]:
        items = [self._listed(good) for good in self._few(self._goods(), 2)]
        return tuple(sorted(items, key=lambda item: item.amount is not None))

    def _few(self, options: Sequence[T], at_most: int) -> list[T]:
        if not options:
            return []
        few: list[T] = []
        for _ in self.one([range(count) for count in range(1, at_most + 1)]):
            drawn = self.one(options)
            few += [drawn] if drawn not in few else []
        return few

    def _listed(self, good: Good, *, whole: bool = True) -> Item:
        if good.book is None:
            return Item(good.id)
        content = self.economy.world.people.contents[product_of(good.id)]
        loose = good.book.made - good.book.taken - good.book.packed
        if good.book.serials and content is not None and content.dimension == good.book.dimension:
            loose -= good.book.serials * content.base
        if whole and not self.rarely(10):
            return Item(good.id, self._written(good.book, loose))
        return Item(good.id, self._amount(good.id))

    def _written(self, book: Book, base: Fraction) -> Amount:
        """Write an amount of a lot as a statement can: above zero, in at most six decimals."""
        uom, small = {"mass": ("KGM", "GRM"), "volume": ("LTR", "MLT")}.get(
            book.dimension, ("H87", "H87")
        )
        for unit, parts in ((uom, 1), (small, 1000)):
            millionths = base * parts * 10**6
            if millionths > 0 and millionths.denominator == 1:
                return Amount(f"{Decimal(int(millionths)).scaleb(-6):f}", unit)
        return Amount("1", uom)

    def _amount(self, lot: str, numbers: Sequence[str] = _FEW) -> Amount:
        usual = USUAL[product_of(lot)]
        return Amount(self.one(numbers), self.one(_UOMS) if self.rarely(15) else usual)

    def _new_units(self, who: str) -> list[str]:
        owners = self.economy.world.people.owners
        mine = [name for name in UNITS if owners[product_of(name)] == who]
        return [name for name in mine if name not in self.economy.world.goods.all] or mine

    def _packed_lots(self, carton: str) -> list[str]:
        deeds = self.economy.world.deeds.values()
        packed = [deed for deed in deeds if deed.parent == carton and deed.action == ADD]
        listed = (item for deed in packed for item in deed.children if item.amount)
        return list(dict.fromkeys(item.id for item in listed))

    def _dress(self, deed: Deed) -> Payload:
        """Draw what only flags look at."""
        dress: Payload = {}
        if self.rarely(3):
            dress["readPoint"] = {"id": self.one(POINTS)}
        if self.rarely(6):
            dress["certificationInfo"] = self.one(CREDENTIALS)
        if deed.type == TRANSFORMATION:
            dress["nguon:step"] = self.one(["salting", "salting", "mixing"])
        return dress | (self.one(_WORDS) if deed.step == "other" else {})
