"""What a recall lists: lots as a whole, and units one by one."""

from __future__ import annotations

from collections.abc import Sequence

from nguon_cli.amounts import parse_amount
from nguon_cli.home import Home
from nguon_cli.identifiers import complete, parse_thing
from nguon_cli.serials import parse_serials
from nguon_ledger.errors import NguonError
from nguon_ledger.events.gs1 import parse_item, parse_product
from nguon_signer.answers import Amount
from nguon_signer.transport import TryLater

_UNITS = {"mass": "KGM", "volume": "LTR", "pieces": "H87"}


def recalled_things(
    home: Home, identifiers: Sequence[str], *, serials: str | None, language: str | None
) -> tuple[tuple[Amount, ...], tuple[str, ...]]:
    """Return the lots with their quantities, and the units and logistic units.

    With ``serials`` the one identifier is a product or a lot, and these are its units. Raises
    NguonError ``identifier_malformed``, ``check_digit``, ``lot_missing``, ``pair_malformed``,
    ``quantity_malformed``, ``quantity_missing``, ``serials_malformed`` or the ledger's codes.
    """
    host = home.profile().host
    if serials is not None:
        if len(identifiers) != 1:
            what = "serials are those of one product or lot"
            raise NguonError("lot_missing", what, field="--serials")
        product = _product(complete(identifiers[0], host=host))
        numbers = parse_serials(serials, field="--serials")
        return (), tuple(f"{product}/21/{number}" for number in numbers)
    lots: list[Amount] = []
    units: list[str] = []
    for text in identifiers:
        if "=" in text:
            lots.append(parse_amount(text, host=host, field="ID"))
            continue
        thing = parse_thing(text, host=host, field="ID")
        if parse_item(thing).is_lot:
            lots.append(_whole_lot(home, thing, language))
        else:
            units.append(thing)
    return tuple(lots), tuple(units)


def _product(identifier: str) -> str:
    try:
        return parse_product(identifier.partition("/10/")[0])
    except NguonError as e:
        code = "identifier_malformed" if e.code == "malformed" else e.code
        raise NguonError(code, e.detail, field="ID") from None


def _whole_lot(home: Home, lot: str, language: str | None) -> Amount:
    try:
        with home.client(language) as client:
            scope = client.recall_scope(lot)
    except TryLater as e:
        what = f"how much of {lot} was made? Write {lot}=QUANTITY; the ledger cannot be asked: {e}"
        raise NguonError("quantity_missing", what, field="ID") from None
    for thing in scope.things:
        if thing.id == lot and thing.made is not None and thing.dimension is not None:
            return Amount(lot=lot, quantity=thing.made, uom=_UNITS[thing.dimension])
    raise NguonError("quantity_missing", f"the ledger does not say how much {lot} is", field="ID")
