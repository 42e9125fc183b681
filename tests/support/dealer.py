"""Random trade: harvests, salting, jars, cartons, shipments, inspections, recalls, diaries.

Most of what is said is plausible, so that what is not is said about things with a past. Nothing
here knows the rules; whoever verifies has to find out.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from support.attacks import Attack, everything
from support.attacks_papers import DAY, ONE, THREE, TWO, paper, revoke, since, until
from support.attacks_places import AREA, HOUSE
from support.attacks_time import at
from support.attacks_yield import OUT, PROCESS, RECIPE, recipe
from support.forge import HOUR, START, Payload
from support.market import BOX, FIELD, PALLET, PASTE_LOT, PEOPLE, SHOP, U1, U2, U3, Market, Thing
from support.story import (
    CARRIER,
    COOP,
    CRAB,
    CRAB_LOT,
    JAR,
    JAR_LOT,
    PACKER,
    POND,
    SALT_LOT,
    SALTED,
    UNION,
    lot,
    place,
    product,
)

Deal = Callable[[], object]
MORE_CRABS = f"{CRAB}/10/C2"
_WHO = {COOP: "coop", PACKER: "packer", SHOP: "shop", CARRIER: "carrier", UNION: "union"}
_NO_RECEIVERS = (COOP, UNION, "https://ledger.example/nobody")
_FAILING: Payload = {"nguon:results": [{"test": "salt", "value": 0.5, "limit": 1, "kind": "min"}]}
_PIECES = {FIELD, JAR_LOT}
_ODD = 0.04  # how often something is chosen without thought
_PLACES = (POND, POND, HOUSE, "geo:8.95,105.19", "geo:9.0,105.2", "geo:9.3,105", "geo:x,1")
_SHIFTS = (0, 0, 0, 0, 0, 1, -1, HOUR // 2, -HOUR, -3 * HOUR, -72 * HOUR, -9 * DAY)
_WORDS = ({"nguon:material": "cám", "nguon:dose": 2.5}, {"nguon:material": "vôi", "nguon:dose": 2})


class Dealer(Market):
    """One random log. What it believes of things (who holds them, how much is left) is a guess."""

    def __init__(self, chance: random.Random) -> None:
        super().__init__(rules=chance.choice((1, 2, 2, 2, 2)))
        self._chance = chance
        self._loose: dict[str, float] = {}  # units and logistic units: 1 until they are gone
        self._holders: dict[str, str] = {}
        self._sent: dict[str, tuple[str, Thing]] = {}
        self._inside: dict[str, str] = {}
        self._register()
        for step in (self._catch, self._salt, self._fill, self._label):
            step()
            for _ in range(chance.randrange(3)):
                self._deal()
        for _ in range(chance.randrange(8)):
            self._deal()
        self.seal()

    @property
    def asked(self) -> str:
        """What the evidence is about, mostly a jar."""
        wanted = [thing for thing in (U1, U1, U1, JAR_LOT, OUT, BOX) if thing in self._loose]
        return self._chance.choice(wanted or [CRAB_LOT])

    # Who and what.

    def _register(self) -> None:
        pick = self._chance.choice
        step = {"step": "salting", "yieldMax": pick((0.4, 0.9, 1.5))}
        step |= pick(({}, {"hoursMin": 24}, {"hoursMin": 1.5, "hoursMax": 4}))
        self.registry(recipe(*pick(([step], [step], [{"step": "mixing"}]))), "coop")
        named = pick(({"recipe": RECIPE}, {"recipe": RECIPE}, {}))
        self.registry(product(SALTED, COOP, "Ba khía muối", **named), "coop")
        if self._maybe(0.15):
            grams = {"netContent": {"quantity": pick((400, 500)), "uom": pick(("GRM", "H87"))}}
            self.registry(product(JAR, COOP, "Hũ", **grams), "coop")
        self.registry(place(HOUSE, PACKER, "Nhà đóng gói"), "packer")
        if self._maybe(0.3):
            self.registry(place(POND, COOP, "Rừng", area=AREA), "coop")
        for name in (ONE, TWO, THREE):
            if self._maybe(0.35):
                self._certify(name)
        self.seal()

    def _certify(self, name: str) -> None:
        pick = self._chance.choice
        times = pick(({}, {}, until(START + 1), until(START + 5 * HOUR), since(START + 9 * DAY)))
        scheme = {"scheme": pick(("OCOP", "VietGAP"))}
        self.registry(paper(name, pick((CRAB, JAR, COOP, PACKER)), **times, **scheme), "certifier")
        if self._maybe(0.2):
            revoke(self, name)

    # The story, more or less.

    def _catch(self) -> None:
        self._make(FIELD, 500)
        if self._maybe(0.3):
            self._work()
        for one, kilos in ((CRAB_LOT, 100), (SALT_LOT, 20)):
            grown: Payload = {"nguon:grownFrom": [FIELD]} if self._maybe(0.5) else {}
            self._make(one, kilos, **grown)

    def _make(self, one: str, amount: float, **changes: Any) -> None:
        self.make(self._named(one, amount), **changes, **self._around())
        self._now(one, amount)

    def _salt(self) -> None:
        process: Payload = PROCESS if self._maybe(0.4) else {}
        inputs: list[Thing] = [self._part(CRAB_LOT, 50), self._part(SALT_LOT, 10)]
        if process:
            self.turn(inputs[:1], [], self._of(CRAB_LOT), **process, **self._around())
            inputs = inputs[1:]
            self._wait()
        out = self._chance.choice((20, 30, 50, 70))
        self.turn(inputs, [lot(OUT, out)], **process, **self._around())
        self._now(OUT, out)

    def _fill(self) -> None:
        pieces = self._chance.choice((20, 20, 40, 50))
        made = [lot(JAR_LOT, pieces, "H87")]
        self.turn([self._part(OUT, 16)], list(made), **self._around())
        self._now(JAR_LOT, pieces)

    def _label(self) -> None:
        units = [U1, U2, U3][: self._chance.randrange(1, 4)]
        number: Payload = {"ilmd": {}} if self._odd() else {}
        if self._maybe(0.1):
            self.remove(self._part(JAR_LOT, self._loose[JAR_LOT] - 1))
        self.label(*units, **number, **self._around())
        self._part(JAR_LOT, len(units))
        for unit in units:
            self._now(unit)

    # What may come between.

    def _deal(self) -> None:
        deals: dict[Deal, int] = {
            self._ship: 7, self._receive: 7, self._call_back: 2, self._pack: 6, self._unpack: 3,
            self._remove: 3, self._work: 8, self._inspect: 4, self._recall: 1, self._release: 1,
            self._use: 4, self._more: 2, self._end: 1, self._raise: 1, self._take_back: 1,
            self._cheat: 2,
        }  # fmt: skip
        self._chance.choices(list(deals), list(deals.values()))[0]()
        if self._maybe(0.3):
            self._wait()

    def _ship(self) -> None:
        thing = self._some()
        by = self._of(thing)
        others = [party for party in (PACKER, SHOP, CARRIER) if _WHO[party] != by]
        to = self._chance.choice(_NO_RECEIVERS if self._odd() else others)
        if thing == FIELD and not self._odd():
            return
        amount = self._named(thing, self._loose.get(thing, 1) * (2 if self._odd() else 1))
        self.ship(amount, to=[to, SHOP] if self._odd() else to, by=by)
        self._sent[thing] = to, amount

    def _receive(self) -> None:
        thing = self._sent_one()
        if thing is None:
            return
        to, amount = self._sent.pop(thing, (PACKER, self._named(thing, 1)))
        by = self._anybody() if self._odd() else _WHO.get(to, "packer")
        returned = {"disposition": "returned"} if self._maybe(0.2) else {}
        if isinstance(amount, dict) and self._maybe(0.3):
            amount |= {"quantity": amount["quantity"] / 2}
        self.receive(amount, by=by, **returned, **self._around())
        if not returned:
            self._holders[thing] = by

    def _call_back(self) -> None:
        thing = self._sent_one()
        if thing is not None:
            self.call_back(self._named(thing, 1), by=self._of(thing))
            self._sent.pop(thing, None)

    def _sent_one(self) -> str | None:
        if self._odd():
            return self._some()
        return self._chance.choice(list(self._sent)) if self._sent else None

    def _pack(self) -> None:
        parent, thing = self._chance.choice((BOX, BOX, PALLET)), self._some()
        if thing in {parent, FIELD} or (thing == PALLET):
            return
        by = self._of(thing)
        if by == "certifier" and not self._odd():
            return
        self.pack(parent, self._part(thing, 1), by=by, **self._around())
        self._inside[thing] = parent
        if parent not in self._loose:
            self._now(parent, by=by)

    def _unpack(self) -> None:
        parent = self._chance.choice(list(self._inside.values()) or [BOX])
        things = [thing for thing, into in self._inside.items() if into == parent]
        if not things and not self._odd():
            return
        named = [self._some()] if self._odd() else things[:1] if self._maybe(0.5) else []
        by = self._of(parent)
        self.unpack(parent, *(self._named(thing, 1) for thing in named), by=by)
        for thing in named or things:
            self._inside.pop(thing, None)
            self._holders[thing] = by

    def _remove(self) -> None:
        thing = self._some()
        step = self._chance.choice(("retail_selling", "retail_selling", "destroying"))
        self.remove(self._part(thing, 1), by=self._of(thing), step=step)

    def _work(self) -> None:
        thing = self._chance.choice((FIELD, CRAB_LOT, self._some()))
        words: Payload = dict(self._chance.choice(_WORDS))
        if self._maybe(0.3):
            words["nguon:isolationDays"] = self._chance.choice((0.01, 1, 7))
        if self._maybe(0.2):
            words |= {"eventTimeZoneOffset": "-11:00"}
        if thing in self._loose:
            self.work(self._named(thing, 1), by=self._of(thing), **words, **self._around())

    def _inspect(self) -> None:
        pick, thing = self._chance.choice, self._some()
        by = pick(("certifier", "certifier", "union", self._of(thing), self._anybody()))
        said: Payload = {}
        failing = self._maybe(0.2)
        if self._maybe(0.5):
            said["nguon:results"] = [{"test": "TVC", "value": 1, "limit": pick((1, 1.5))}]
            if failing:
                said["nguon:results"] += [{"test": "salt", "value": 0.5, "limit": 1, "kind": "min"}]
        if self._maybe(0.4):
            named = self._chance.sample((ONE, TWO, THREE, "https://ledger.example/c"), 2)
            said["certificationInfo"] = named
        if self._maybe(0.6):
            honest = failing and self._maybe(0.7)
            said["disposition"] = "non_conformant" if honest else "conformant"
        self.see(self._named(thing, 1), by=by, **said, **self._around())
        if failing and self._maybe(0.7):
            self.passed(self._named(thing, 1), by=pick(("certifier", "union", self._of(thing))))

    def _recall(self) -> None:
        amount, by = self._named(self._some(), 1), self._chance.choice(("coop", "union"))
        self.recall(amount, by=self._anybody() if self._odd() else by)
        if self._maybe(0.7):
            self.release(amount, by=self._chance.choice((by, "union", "coop")))

    def _release(self) -> None:
        self.release(self._named(self._some(), 1), by=self._anybody())

    def _use(self) -> None:
        one = self._chance.choice((CRAB_LOT, SALT_LOT, OUT, JAR_LOT, self._some()))
        by = self._of(one)
        made = PASTE_LOT if by == "packer" else MORE_CRABS
        if made in self._loose or one in {made, FIELD} or (by not in {"coop", "packer"}):
            return
        process: Payload = PROCESS if self._maybe(0.3) else {}
        self.turn([self._part(one, 1)], [lot(made, 1)], by, **process, **self._around())
        self._now(made, 1, by=by)

    def _more(self) -> None:
        one = self._chance.choice((CRAB_LOT, SALT_LOT, JAR_LOT))
        if one in self._loose:
            self._make(one, 1, bizStep="creating_class_instance")

    def _end(self) -> None:
        """Let somebody be no more for a while, in which others may act in its place."""
        who = self._chance.choice((COOP, PACKER, SHOP))
        status = self._chance.choice(("suspended", "dissolved", "merged", "split", "converted"))
        others = [party for party in (PACKER, SHOP, CARRIER) if party != who]
        into = self._chance.sample(others, self._chance.randrange(3))
        since_then = self._chance.choice((-9 * DAY, 0, 1, 1))
        self.status(who, status, *into, effective=max(START, self.time + since_then))
        heir = _WHO[self._chance.choice(into)] if into else "union"
        if status != "suspended" and self._maybe(0.7):
            mine = [thing for thing, by in self._holders.items() if by == _WHO[who]]
            thing = self._chance.choice(mine or [CRAB_LOT])
            self.work(self._named(thing, 1), by=heir)
            if self._maybe(0.3):
                self.remove(self._part(thing, 1), by=heir, step="destroying")
                self._holders[thing] = heir
        self.status(who, "active")

    def _raise(self) -> None:
        if self.rules == 1:
            self.raise_rules()
            self.rules = 2

    def _take_back(self) -> None:
        thing = self._some()
        seen = self.head("ObjectEvent", "seen", action="OBSERVE", bizStep="other")
        amount = self._named(thing, 1)
        seen |= {"epcList": [amount]} if isinstance(amount, str) else {"quantityList": [amount]}
        seen |= self._chance.choice(_WORDS)
        by = self._of(thing)
        self.event(seen, by)
        declared = {"declarationTime": "2026-03-01T00:00:00Z", "reason": "incorrect_data"}
        self.event(seen | {"errorDeclaration": declared}, self._of(thing))

    def _cheat(self) -> None:
        """Do one of the things that honest people never do by mistake."""
        thing, packed = self._some(), self._chance.choice(list(self._inside) or [U1])
        cheats: list[Deal] = [
            lambda: self.remove(packed, by="coop") and self.remove(packed, by="coop"),
            lambda: self.ship(self._named(packed, 1), by=self._of(packed)),
            lambda: self.unpack(BOX, self._named(thing, 1), by=self._of(BOX)),
            lambda: self.turn([], [lot(PASTE_LOT, 1)], "packer", **PROCESS),
            lambda: self.passed(self._named(thing, 1), **_FAILING),
            lambda: self.fail(self._named(thing, 1), by=self._anybody()),
            lambda: self.fail(self._named(thing, 1)) and self.ship(self._named(thing, 1)),
            lambda: self.recall(self._named(thing, 1)) and self.remove(self._named(thing, 1)),
            lambda: self.receive(self._named(self._sent_one() or thing, 1), by=self._anybody()),
        ]
        self._chance.choice(cheats)()

    # Chances.

    def _maybe(self, probability: float) -> bool:
        return self._chance.random() < probability

    def _odd(self) -> bool:
        return self._maybe(_ODD)

    def _anybody(self) -> str:
        return self._chance.choice((*PEOPLE, "union"))

    def _some(self) -> str:
        """Return a thing, mostly one that can be used."""
        if self._odd():
            return self._chance.choice((*self._loose, U1, BOX))
        usable = [
            thing
            for thing, left in self._loose.items()
            if left > 0 and thing not in self._sent and thing not in self._inside
        ]
        return self._chance.choice(usable or [CRAB_LOT])

    def _now(self, thing: str, amount: float = 1, *, by: str = "coop") -> None:
        self._loose[thing] = self._loose.get(thing, 0) + amount
        self._holders.setdefault(thing, by)

    def _of(self, thing: str) -> str:
        return self._anybody() if self._odd() else self._holders.get(thing, "coop")

    def _part(self, thing: str, amount: float) -> Thing:
        """Use some of a thing, as far as there is some left."""
        left = self._loose.get(thing, amount)
        amount = left + 1 if self._maybe(0.01) else min(amount, left) if left > 0 else amount
        self._loose[thing] = left - amount
        return self._named(thing, amount)

    def _named(self, thing: str, amount: float) -> Thing:
        if "/10/" not in thing:
            return thing
        uom = "LTR" if self._maybe(0.01) else "H87" if thing in _PIECES else "KGM"
        return lot(thing, amount if amount > 0 else 1, uom)

    def _around(self) -> Payload:
        """Return where and when, now and then an odd place or time."""
        said: Payload = {}
        if self._maybe(0.25):
            said["readPoint"] = {"id": self._chance.choice(_PLACES)}
        if self._maybe(0.4):
            said |= at(max(START, self.time + self._chance.choice(_SHIFTS)))
        return said

    def _wait(self) -> None:
        self.wait(self._chance.choice((0, HOUR, 30 * HOUR, 80 * HOUR, 9 * DAY)))


def deal(chance: random.Random) -> Attack:
    """Return the evidence of a random log: all of it, or what an honest server would collect."""
    dealer = Dealer(chance)
    asked = dealer.asked
    if chance.random() < 0.5:
        return everything(dealer, asked)
    return Attack(dealer.bundle(asked), dealer.pins_json, asked=asked)
