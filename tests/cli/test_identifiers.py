from __future__ import annotations

from decimal import Decimal

import pytest

from nguon_cli.amounts import parse_amount
from nguon_cli.identifiers import complete, parse_thing
from nguon_ledger.errors import NguonError
from nguon_signer.answers import Amount

HOST = "nguon.example:8000"
GTIN = "08938501234568"


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("/p/jar", f"https://{HOST}/p/jar"),
        ("/places/dam-doi", f"https://{HOST}/places/dam-doi"),
        (f"/01/{GTIN}/10/L1", f"https://id.gs1.org/01/{GTIN}/10/L1"),
        ("/414/8938501234568", "https://id.gs1.org/414/8938501234568"),
        ("/00/089385012345678908", "https://id.gs1.org/00/089385012345678908"),
        ("https://coop.example/x", "https://coop.example/x"),
        ("geo:9.1,105.2", "geo:9.1,105.2"),
    ],
)
def test_what_begins_with_a_slash_is_completed(text: str, full: str) -> None:
    assert complete(text, host=HOST) == full


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("/p/jar/10/J1", f"https://{HOST}/p/jar/10/J1"),
        (f"https://{HOST}/p/jar/21/7", f"https://{HOST}/p/jar/21/7"),
        (f"http://{HOST}/p/jar/10/J1/21/7", f"https://{HOST}/p/jar/21/7"),
        (f"http://{HOST}/01/{GTIN}/10/L1", f"https://id.gs1.org/01/{GTIN}/10/L1"),
        (f"https://id.gs1.org/01/{GTIN}/21/7", f"https://id.gs1.org/01/{GTIN}/21/7"),
        ("https://other.example/p/jar/10/J1", "https://other.example/p/jar/10/J1"),
    ],
)
def test_identifiers_and_label_urls_name_the_same_things(text: str, thing: str) -> None:
    assert parse_thing(text, host=HOST, field="ID") == thing


def test_without_a_ledger_the_url_speaks_for_itself() -> None:
    assert (
        parse_thing("http://a.example/p/jar/10/J/21/7", host=None, field="--id")
        == "https://a.example/p/jar/21/7"
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("/p/jar", "lot_missing"),
        ("jar", "identifier_malformed"),
        ("", "identifier_malformed"),
        ("/p/jar/10/J 1", "identifier_malformed"),
        ("/01/08938501234567/10/L1", "check_digit"),
        ("ftp://nguon.example/p/jar/10/J1", "identifier_malformed"),
        ("https://other.example/p/jar/10/J1/21/7", "identifier_malformed"),
    ],
)
def test_what_names_nothing_is_refused(text: str, code: str) -> None:
    with pytest.raises(NguonError) as caught:
        parse_thing(text, host=HOST, field="ID")
    assert (caught.value.code, caught.value.field) == (code, "ID")


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("/p/a/10/1=2kg", Amount(lot=f"https://{HOST}/p/a/10/1", quantity=2, uom="KGM")),
        (
            "salt:/p/a/10/1=0.5kg",
            Amount(lot=f"https://{HOST}/p/a/10/1", quantity=Decimal("0.5"), uom="KGM", role="salt"),
        ),
        (
            "https://x.example/p/a/10/1=3",
            Amount(lot="https://x.example/p/a/10/1", quantity=3, uom="H87"),
        ),
        (
            "sorted-crab:https://x.example/p/a/10/1=3t",
            Amount(lot="https://x.example/p/a/10/1", quantity=3, uom="TNE", role="sorted-crab"),
        ),
    ],
)
def test_amounts_have_a_lot_a_quantity_and_perhaps_a_role(text: str, amount: Amount) -> None:
    assert parse_amount(text, host=HOST, field="--in") == amount


@pytest.mark.parametrize("text", ["", "/p/a/10/1", "=3kg", "salt:=3kg"])
def test_an_amount_without_lot_or_quantity_is_refused(text: str) -> None:
    with pytest.raises(NguonError, match="pair_malformed"):
        parse_amount(text, host=HOST, field="--in")
