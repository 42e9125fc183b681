"""Draws what the operator, the certifier and the owners of keys may do to an economy."""

from __future__ import annotations

from dataclasses import dataclass

from economy.acts import Act, Amount, Back, Content, Deed, KeyGone, Land, NewKey, Paper, Status
from economy.gaps import HANDED_OVER_PLACES
from economy.market import Market
from economy.people import MORTAL, UNION, key_of
from economy.place import CREDENTIALS, PLACES, PRODUCTS
from nguon_ledger.encoding.rfc3339 import format_time
from support.forge import HOUR
from support.story import credential

_STATUS = ["suspended", "active", "active", "active", "dissolved", "merged", "split", "converted"]
_CONTENTS = [
    None,
    Amount("400", "GRM"),
    Amount("0.25", "KGM"),
    Amount("1", "LTR"),
    Amount("3", "H87"),
]
_BOX = (8.0, 104.0, 9.0, 106.0)
_KINDS = ["back", "status", "succession", "key", "thief", "content", "land"]
_KINDS += ["back", "back", "certificate", "uncertificate"]


@dataclass
class Town(Market):
    """A market with an office."""

    def acts(self) -> list[Act]:
        """Draw an act of the registry, or of taking back; or a firm that ends in good order."""
        kind = self.one(_KINDS)
        if kind == "succession":
            return self.succession()
        drawn: Act | None = getattr(self, kind)()
        return [drawn] if drawn is not None else []

    def succession(self) -> list[Act]:
        """Let somebody end, and hand its products and its land over to an heir."""
        who = self.one(MORTAL)
        people = self.economy.world.people
        heirs = self._few([name for name in MORTAL if name != who], 2)
        status = self.one(["dissolved", "merged", "split", "converted"])
        products = [name for name, owner in people.owners.items() if owner == who]
        places = [name for name, owner in people.land.items() if owner == who]
        return [
            Status(who, status, tuple(heirs), effective=self.now),
            *(Content(name, self.one(heirs), people.contents[name]) for name in products),
            *(Land(name, self._next(who, heirs), _BOX) for name in places),
        ]

    def back(self) -> Act | None:
        """Draw a deed to take back, the latest first."""
        there = [at for at, act in self.economy.acts.items() if isinstance(act, Deed)]
        if not there:
            return None
        index = self.one(sorted(there, reverse=True))
        deed = self.economy.acts[index]
        assert isinstance(deed, Deed)
        people = self.economy.world.people
        by = self._key(people.keys.get(deed.by, UNION)) if not self.rarely(6) else "union"
        return Back(self.one(sorted(people.keys)) if self.rarely(12) else by, index)

    def status(self) -> Act:
        who = self.one(MORTAL)
        status = self.one(_STATUS)
        heirs = tuple(self._few([name for name in MORTAL if name != who], 2))
        into = heirs if status not in {"active", "suspended"} and not self.rarely(3) else ()
        return Status(who, status, into, effective=self.now + self.one([-30, -2, 0, 5]) * HOUR)

    def key(self) -> Act:
        who = self.one(MORTAL)
        by = "union" if self.rarely(4) else self._key(who)
        return NewKey(by, who, f"{key_of(who)}-{self.one([2, 3])}")

    def thief(self) -> Act | None:
        """Draw a key that is revoked, perhaps stolen; everybody keeps one that is good."""
        people = self.economy.world.people
        spare = [key for key in people.keys if key not in people.revoked and key[-1] in "23"]
        spare += [key_of(people.keys[key]) for key in spare]
        if not spare:
            return None
        since = self.one([None, None, self.now - HOUR, self.now - 40 * HOUR])
        return KeyGone(self.one(spare), since)

    def content(self) -> Act:
        product = self.one(list(PRODUCTS))
        owner = self._heir(self.economy.world.people.owners[product])
        return Content(product, owner, self.one(_CONTENTS))

    def land(self) -> Act:
        place = self.one(list(PLACES))
        owner = self.economy.world.people.land[place]
        return Land(place, self._next(owner, [self._heir(owner)]), self.one([None, _BOX]))

    def _next(self, owner: str, heirs: list[str]) -> str:
        return self.one(heirs) if HANDED_OVER_PLACES else owner

    def certificate(self) -> Act | None:
        papers = [a.payload for a in self.economy.acts.values() if isinstance(a, Paper)]
        issued = {paper["credential"] for paper in papers} | {CREDENTIALS[0]}
        fresh = [name for name in CREDENTIALS[:-1] if name not in issued]
        if not fresh:
            return None
        subject = self.one([*PRODUCTS, *MORTAL])
        scheme = self.one(["OCOP", "VietGAP"])
        until = format_time(self.now + self.one([-5, 20, 9000]) * HOUR)
        more = {"credential": fresh[0], "scheme": scheme, "validUntil": until}
        return Paper("certifier", credential(subject, **more))

    def uncertificate(self) -> Act | None:
        papers = [a.payload for a in self.economy.acts.values() if isinstance(a, Paper)]
        revoked = {p["credential"] for p in papers if p["type"] == "CredentialRevoked"}
        issued = {paper["credential"] for paper in papers} | {CREDENTIALS[0]}
        good = sorted(issued - revoked)
        if not good:
            return None
        said = {"type": "CredentialRevoked", "reason": "kiểm tra"}
        return Paper("certifier", said | {"credential": self.one(good)})

    def _heir(self, owner: str) -> str:
        people = self.economy.world.people
        heirs = [who for who in MORTAL if people.acts_for(who, owner)]
        return self.one(MORTAL) if self.rarely(12) else self.one(heirs or [owner])
