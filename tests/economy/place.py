"""The stage of an economy: who is registered, what they make, where, by which recipes."""

from __future__ import annotations

from pathlib import Path

from economy.acts import ADD, AGGREGATION, OBJECT, TRANSFORMATION, Amount, Deed, Item
from economy.people import CARRIER, CERTIFIER, COOP, NEIGHBOUR, PACKER, ROLES, SHOP, key_of
from economy.world import World
from engine.workbench import Workbench
from support.forge import HOST, Payload
from support.story import credential, genesis, participant, place, product

_KINDS = {COOP: "cooperative", NEIGHBOUR: "cooperative", PACKER: "processor", SHOP: "retailer"}
KINDS = _KINDS | {CARRIER: "carrier", CERTIFIER: "certifier"}
RECIPE = f"https://{HOST}/recipes/salting"
STEPS = {"step": "salting", "yieldMax": 0.8, "hoursMin": 2, "hoursMax": 60}
# product -> owner, what a piece holds, recipe
PRODUCTS: dict[str, tuple[str, Amount | None, str | None]] = {
    f"https://{HOST}/p/crab": (COOP, None, None),
    f"https://{HOST}/p/salted": (COOP, Amount("0.4", "KGM"), RECIPE),
    "https://id.gs1.org/01/08930000000019": (COOP, Amount("400", "GRM"), None),
    f"https://{HOST}/p/shrimp": (NEIGHBOUR, Amount("20", "GRM"), None),
    f"https://{HOST}/p/sauce": (PACKER, Amount("500", "MLT"), None),
}
USUAL = dict(zip(PRODUCTS, ["KGM", "KGM", "H87", "KGM", "LTR"], strict=True))
LOTS = [f"{name}/10/L{n}" for name in PRODUCTS for n in range(2)]
UNITS = [f"{name}/21/U{n}" for name in PRODUCTS for n in range(3)]
CARTONS = [f"https://id.gs1.org/00/08930000000000{n}" for n in ("0019", "0026", "0033", "0040")]
ALL = [*LOTS, *UNITS, *CARTONS]
PLACES = {f"https://{HOST}/places/{key_of(who)}": who for who in (COOP, NEIGHBOUR, PACKER)}
POINTS = [*PLACES, "geo:8.95,105.19", "geo:9.6,105.97"]
CREDENTIALS = [f"https://{HOST}/credentials/{n}" for n in range(4)]


def found(path: Path) -> Workbench:
    """Register everybody, and close the ledger again."""
    bench = Workbench(path)
    bench.registry(genesis(bench.log.vkey, bench.origin, rules=2), "union")
    for who, kind in KINDS.items():
        bench.registry(participant(who, key_of(who), kind, *sorted(ROLES[who])), "union")
    for payload in _registrations():
        bench.registry(payload, "union")
    bench.registry(credential(next(iter(PRODUCTS)), credential=CREDENTIALS[0]), "certifier")
    bench.seal()
    bench.close()
    return bench


def _registrations() -> list[Payload]:
    steps: Payload = {"owner": COOP, "name": {"vi": "Muối"}, "steps": [STEPS]}
    said = [{"type": "RecipeRegistered", "recipe": RECIPE} | steps]
    for name, (owner, content, recipe) in PRODUCTS.items():
        more: Payload = {"netContent": content.payload()} if content else {}
        more |= {"recipe": recipe} if recipe else {}
        said.append(product(name, owner, "Hàng", **more))
    return said + [place(name, who, "Nơi") for name, who in PLACES.items()]


def beginning() -> World:
    """Return the model of what ``found`` has registered."""
    world = World()
    world.people.owners = {name: owner for name, (owner, _, _) in PRODUCTS.items()}
    world.people.contents = {name: content for name, (_, content, _) in PRODUCTS.items()}
    world.people.land = dict(PLACES)
    return world


def opening(now: int) -> list[Deed]:
    """Return what is there when an economy begins: lots, jars with numbers, a carton."""
    crab, salted, jar, shrimp, sauce = (f"{name}/10/L0" for name in PRODUCTS)
    jars = [name for name in UNITS if name.startswith(jar.partition("/10/")[0])]

    def add(by: str, *items: Item, lot: str | None = None) -> Deed:
        return Deed(key_of(by), OBJECT, "commissioning", now, ADD, items, lot_number=lot)

    def mix(by: str, taken: Item, made: Item) -> Deed:
        return Deed(
            key_of(by), TRANSFORMATION, "commissioning", now, inputs=(taken,), outputs=(made,)
        )

    return [
        add(COOP, Item(crab, Amount("40", "KGM"))),
        add(NEIGHBOUR, Item(shrimp, Amount("25.5", "KGM"))),
        add(PACKER, Item(sauce, Amount("12", "LTR"))),
        mix(COOP, Item(crab, Amount("30", "KGM")), Item(salted, Amount("20", "KGM"))),
        mix(COOP, Item(salted, Amount("4", "KGM")), Item(jar, Amount("10", "H87"))),
        add(COOP, Item(jars[0]), Item(jars[1]), lot="L0"),
        Deed(
            key_of(COOP),
            AGGREGATION,
            "packing",
            now,
            ADD,
            children=(Item(jars[0]),),
            parent=CARTONS[0],
        ),
    ]
