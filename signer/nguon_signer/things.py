"""What goes into a step and comes out, held against the template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from nguon_ledger.errors import NguonError
from nguon_ledger.events.gs1 import Item, parse_item
from nguon_ledger.events.quantities import Quantity, read_quantity
from nguon_signer.answers import Amount
from nguon_signer.template import ANY_ROLE, Template, Thing

_KINDS = {"10": "lot", "21": "unit", "00": "logistic_unit"}


@dataclass(frozen=True)
class Slot:
    """One side of a step: its things, and the products that the cooperative uses as roles."""

    template: Template
    side: str  # the name of the answer: inputs, outputs, units
    things: tuple[Thing, ...]
    products: Mapping[str, str]

    def lots(self, amounts: Sequence[Amount]) -> list[dict[str, object]]:
        """Return quantity elements.

        Raises NguonError ``identifier_malformed``, ``check_digit``, ``role_unknown``,
        ``product_mismatch``, ``quantity_missing``, ``quantity_malformed``, ``unit_missing`` or
        ``unit_mismatch``, with the field at fault.
        """
        return [self._lot(amount, f"{self.side}/{i}") for i, amount in enumerate(amounts)]

    def units(self, identifiers: Sequence[str]) -> list[str]:
        """Return units and logistic units that the step may list. Raises as lots."""
        for i, identifier in enumerate(identifiers):
            item = _item(identifier, f"units/{i}")
            self._unit_thing(item, f"units/{i}")
        return list(identifiers)

    def check_filled(self, step: str, amounts: Sequence[Amount], units: Sequence[str]) -> None:
        """Check that everything that is not optional is there, and something at all.

        Raises NguonError ``role_unfilled``.
        """
        there = {self._role(a, _item(a.lot, self.side), self.side) for a in amounts}
        there |= {self._unit_thing(_item(u, "units"), "units").role for u in units}
        for thing in self.things:
            if not thing.optional and thing.role not in there | {ANY_ROLE}:
                what = f"{step} needs {thing.role} among its {self.side}"
                raise NguonError("role_unfilled", what, field=self.side)
        if self.things and not there:
            raise NguonError("role_unfilled", f"{step} needs {self.side}", field=self.side)

    def _lot(self, amount: Amount, field: str) -> dict[str, object]:
        item = _item(amount.lot, f"{field}/lot")
        if not item.is_lot:
            raise NguonError("identifier_malformed", "a lot is expected", field=f"{field}/lot")
        role = self._role(amount, item, field)
        uom = self._uom(amount, role, field)
        if amount.quantity is None:
            raise NguonError("quantity_missing", f"how much of {item.id}?", field=field)
        element: dict[str, object] = {"epcClass": item.id, "quantity": amount.quantity, "uom": uom}
        self._check_quantity(amount.quantity, uom, role, field)
        return element

    def _role(self, amount: Amount, item: Item, field: str) -> str | None:
        """Find out what the lot is in this step; None where any product will do."""
        open_to_any = any(thing.role == ANY_ROLE for thing in self.things)
        role = amount.role or self._role_of(item.product)
        if role is None:
            needed = [thing.role for thing in self.things if not thing.optional]
            role = needed[0] if len(needed) == 1 else None
            if role in {None, ANY_ROLE}:
                if open_to_any:
                    return None
                raise self._unknown_role(None, field)
        allowed = {thing.role for thing in self.things}
        if role not in self.template.products or not (open_to_any or role in allowed):
            raise self._unknown_role(role, field)
        if self.products.get(role, item.product) != item.product:
            what = f"{item.id} is not of the product {self.products[role]}, which is {role}"
            raise NguonError("product_mismatch", what, field=f"{field}/lot")
        return role

    def _role_of(self, product: str | None) -> str | None:
        return next((role for role, known in self.products.items() if known == product), None)

    def _uom(self, amount: Amount, role: str | None, field: str) -> str:
        uom = amount.uom or (self.template.products[role].uom if role is not None else None)
        if uom is None:
            raise NguonError("unit_missing", f"in which unit is {amount.lot}?", field=field)
        return uom

    def _check_quantity(
        self, amount: Decimal | int, uom: str, role: str | None, field: str
    ) -> None:
        try:
            given = read_quantity({"quantity": amount, "uom": uom})
        except NguonError as e:
            raise NguonError(e.code, e.detail, field=f"{field}/{e.field}") from None
        if role is None:
            return
        expected = self.template.products[role].uom
        if given.dimension != Quantity(Decimal(1), expected).dimension:
            what = f"{role} is counted in {expected}, not in {uom}"
            raise NguonError("unit_mismatch", what, field=f"{field}/uom")

    def _unit_thing(self, item: Item, field: str) -> Thing:
        for thing in self.things:
            if _KINDS[item.kind] in thing.kinds:
                known = self.products.get(thing.role, item.product)
                if known != item.product:
                    what = f"{item.id} is not of the product {known}, which is {thing.role}"
                    raise NguonError("product_mismatch", what, field=field)
                return thing
        kinds = sorted({kind for thing in self.things for kind in thing.kinds})
        what = f"{item.id} is a {_KINDS[item.kind]}; here stands: {', '.join(kinds)}"
        raise NguonError("kind_unexpected", what, field=field)

    def _unknown_role(self, role: str | None, field: str) -> NguonError:
        names = [thing.role for thing in self.things]
        if ANY_ROLE in names:
            names = list(self.template.products)
        asked = "say which role this is" if role is None else f"no role {role!r} here"
        return NguonError("role_unknown", f"{asked}: {', '.join(names)}", field=f"{field}/role")


def check_sources(lots: Sequence[str], products: Sequence[str | None]) -> None:
    """Check the crops, ponds or flocks of a harvest; None is a product that nobody named.

    Raises NguonError ``identifier_malformed``, ``check_digit`` or ``product_mismatch``.
    """
    for i, lot in enumerate(lots):
        item = _item(lot, f"grown_from/{i}")
        if not item.is_lot:
            raise NguonError("identifier_malformed", "a lot is expected", field=f"grown_from/{i}")
        if None not in products and item.product not in products:
            what = f"{lot} is not of a product that this is harvested from"
            raise NguonError("product_mismatch", what, field=f"grown_from/{i}")


def _item(identifier: str, field: str) -> Item:
    try:
        return parse_item(identifier)
    except NguonError as e:
        raise NguonError(e.code, e.detail, field=field) from None
