from __future__ import annotations

import pytest

from nguon_ledger.errors import NguonError
from nguon_signer.labels import parse_label_url
from unit.labels.reading import GTIN_URL, OWN_URL


@pytest.mark.parametrize(
    ("url", "readable"),
    [
        (GTIN_URL, ("(01) 09521234543213", "(21) S0001")),
        (
            "https://nguon.vn/01/09521234543213/22/2A/10/L-1/21/s.9_",
            ("(01) 09521234543213", "(22) 2A", "(10) L-1", "(21) s.9_"),
        ),
        (OWN_URL, ("/p/ba-khia-muoi", "/10/BK2026-12", "/21/S0001")),
        ("https://nguon.vn/p/x/10/L1", ("/p/x", "/10/L1")),
        ("https://nguon.vn/00/095212340000000013", ("(00) 095212340000000013",)),
    ],
)
def test_the_readable_code_repeats_every_part(url: str, readable: tuple[str, ...]) -> None:
    assert parse_label_url(url).readable == readable


def test_lot_and_serial_come_from_the_url() -> None:
    own, gtin = parse_label_url(OWN_URL), parse_label_url(GTIN_URL)
    assert (own.lot, own.serial) == ("BK2026-12", "S0001")
    assert (gtin.lot, gtin.serial) == (None, "S0001")


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("", "url_malformed"),
        (" " + GTIN_URL, "url_malformed"),
        (GTIN_URL + "\n", "url_malformed"),
        ("https://nguồn.vn/p/x/10/L1", "url_malformed"),
        ("https://nguon.vn/p/x/10/" + "L" * 200, "url_malformed"),
        ("HTTPS://NGUON.VN/01/09521234543213/21/S0001", "url_all_capitals"),
        ("HTTPS://nguon.vn/p/x/10/L1", "url_scheme"),
        ("http://nguon.vn/p/x/10/L1", "url_scheme"),
        ("http://localhost.evil.vn/p/x/10/L1", "url_scheme"),
        ("http://localhost@evil.vn/p/x/10/L1", "url_scheme"),
        ("ftp://localhost/p/x/10/L1", "url_scheme"),
        ("nguon.vn/p/x/10/L1", "url_scheme"),
        ("https://Nguon.vn/p/x/10/L1", "url_host"),
        ("https://user@nguon.vn/p/x/10/L1", "url_host"),
        ("https://-nguon.vn/p/x/10/L1", "url_host"),
        ("https://nguon..vn/p/x/10/L1", "url_host"),
        ("https://nguon.vn:/p/x/10/L1", "url_host"),
        ("https:///p/x/10/L1", "url_host"),
        ("https://nguon.vn", "identifier_malformed"),
        ("https://nguon.vn/", "identifier_malformed"),
        ("https://nguon.vn/p/x/10/L1/", "identifier_malformed"),
        ("https://nguon.vn/p/x/10/L1?a=b", "identifier_malformed"),
        ("https://nguon.vn/p/x/10/L%31", "identifier_malformed"),
        ("https://nguon.vn/p/x/21/S1/10/L1", "identifier_malformed"),
        ("https://nguon.vn/p/x/10/" + "L" * 21, "identifier_malformed"),
        ("https://nguon.vn/01/09521234543213", "url_without_item"),
        ("https://nguon.vn/p/x", "url_without_item"),
        ("https://nguon.vn/01/09521234543214/21/S1", "check_digit"),
        ("https://nguon.vn/00/095212340000000015", "check_digit"),
    ],
)
def test_a_bad_url_is_refused(url: str, code: str) -> None:
    with pytest.raises(NguonError) as refused:
        parse_label_url(url)
    assert (refused.value.code, refused.value.field) == (code, "url")


@pytest.mark.parametrize(
    ("host", "codes"),
    [
        ("a23456789012.vn", []),
        ("a234567890123.vn", ["host_long"]),
        ("localhost", ["trial_host"]),
        ("localhost:8000", ["trial_host"]),
    ],
)
def test_a_long_or_local_host_is_a_warning(host: str, codes: list[str]) -> None:
    url = parse_label_url(f"https://{host}/p/x/10/L1")
    assert [warning.code for warning in url.warnings] == codes
    assert all(host in warning.detail for warning in url.warnings)
