"""Who takes part in the model's economy, with which keys, products and successors."""

from __future__ import annotations

from dataclasses import dataclass, field

from economy.acts import Amount, Content, KeyGone, Land, NewKey, Status
from support.forge import HOST

UNION, CERTIFIER = f"https://{HOST}/participants/union", f"https://{HOST}/participants/certifier"
COOP, NEIGHBOUR = f"https://{HOST}/participants/coop", f"https://{HOST}/participants/neighbour"
PACKER, SHOP = f"https://{HOST}/participants/packer", f"https://{HOST}/participants/shop"
CARRIER = f"https://{HOST}/participants/carrier"
ROLES: dict[str, set[str]] = {
    UNION: {"operator"},
    CERTIFIER: {"certifier"},
    COOP: {"producer", "processor"},
    NEIGHBOUR: {"producer"},
    PACKER: {"processor"},
    SHOP: {"retailer"},
    CARRIER: {"carrier"},
}
MORTAL = [COOP, NEIGHBOUR, PACKER, SHOP, CARRIER]
ENDED = {"dissolved", "merged", "split", "converted"}


def key_of(who: str) -> str:
    """Return the name of the key that somebody was registered with."""
    return who.rpartition("/")[2]


class RefusedError(Exception):
    """The model refuses; ``code`` is None where it does not know in which words."""

    def __init__(self, code: str | None) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class People:
    """The registry as it is now."""

    keys: dict[str, str] = field(default_factory=lambda: {key_of(who): who for who in ROLES})
    revoked: set[str] = field(default_factory=set)
    status: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    contents: dict[str, Amount | None] = field(default_factory=dict)
    land: dict[str, str] = field(default_factory=dict)

    def signer(self, key: str) -> str:
        """Return whose key it is, if it may sign."""
        if key not in self.keys:
            raise RefusedError("unknown_key")
        if key in self.revoked:
            raise RefusedError("key_revoked")
        who = self.keys[key]
        if self.status.get(who, ("active", ()))[0] != "active":
            raise RefusedError("participant_inactive")
        return who

    def is_good(self, key: str) -> bool:
        """Tell whether a key may sign now."""
        try:
            self.signer(key)
        except RefusedError:
            return False
        return True

    def acts_for(self, who: str, owner: str) -> bool:
        """Tell whether somebody is the owner, or what has become of it."""
        heirs, left = set(), [owner]
        while left:
            one = left.pop()
            if one in heirs:
                continue
            heirs.add(one)
            status, into = self.status.get(one, ("active", ()))
            if status in ENDED:
                left += into or (UNION,)
        return who in heirs

    def change(self, act: Status | NewKey | KeyGone | Content | Land) -> None:
        """Let a registry statement take effect, or refuse it."""
        match act:
            case Status():
                self.status[act.who] = (act.status, act.into)
            case NewKey():
                signer = self.signer(act.by)
                if signer not in {act.who, UNION}:
                    raise RefusedError("not_authorized")
                if act.key in self.keys:
                    raise RefusedError("already_registered")
                self.keys[act.key] = act.who
            case KeyGone():
                if act.key not in self.keys:
                    raise RefusedError("unknown_key")
                if act.key in self.revoked:
                    raise RefusedError("key_revoked")
                self.revoked.add(act.key)
            case Content():
                if not self.acts_for(act.owner, self.owners[act.product]):
                    raise RefusedError("not_authorized")
                self.owners[act.product], self.contents[act.product] = act.owner, act.content
            case Land():
                if not self.acts_for(act.owner, self.land[act.place]):
                    raise RefusedError("not_authorized")
                self.land[act.place] = act.owner
