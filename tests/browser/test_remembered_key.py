"""Trust on first use: a host that begins to serve another key is not believed silently."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from playwright.sync_api import Browser, expect

from browser import shop
from browser.impostor import Answer
from browser.looks import words
from browser.serving import Certificate
from browser.shop import Shop
from browser.visit import Visit, visiting
from support.forge import seeded_key
from support.story import UNIT, Story


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """Make a certificate for localhost that nobody signed but itself."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    files = Certificate(key=folder / "key.pem", chain=folder / "chain.pem")
    files.key.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    files.chain.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return files


@pytest.fixture
def secure_shop(story_file: Path, certificate: Certificate, tmp_path: Path) -> Iterator[Shop]:
    copied = shop.copy(story_file, tmp_path / "ledger.sqlite")
    with shop.opened(copied, certificate=certificate) as opened:
        yield opened


@pytest.fixture
def secure_visit(browser: Browser) -> Iterator[Visit]:
    with visiting(browser, ignore_https_errors=True) as opened:
        yield opened


def _turn_coat(shop: Shop) -> None:
    """Tell the same story under another key of the ledger, pins and all."""
    story = Story()
    story.log_key = seeded_key("usurper")
    story.tell()
    shop.impostor.evidence = Answer(story.bundle(UNIT))
    shop.impostor.pin(story.pins_json)


def test_a_ledger_that_changes_its_key_is_wrong_on_a_phone_that_knew_the_old_one(
    secure_shop: Shop, secure_visit: Visit
) -> None:
    secure_visit.go(secure_shop.jar, "verified")
    _turn_coat(secure_shop)
    secure_visit.go(secure_shop.jar, "wrong")
    reason = secure_visit.page.locator("#verdict .reason")
    expect(reason).to_have_text(words(secure_visit, "reason.key_changed"))
    secure_shop.impostor.reset()
    secure_visit.go(secure_shop.jar, "verified")
    secure_visit.check_quiet(secure_shop.serving.url)


def test_a_phone_that_never_saw_the_ledger_believes_what_it_is_told_first(
    secure_shop: Shop, secure_visit: Visit
) -> None:
    _turn_coat(secure_shop)
    secure_visit.go(secure_shop.jar, "verified")


def test_on_a_local_trial_without_https_no_key_is_remembered(
    honest_shop: Shop, visit: Visit
) -> None:
    visit.go(honest_shop.jar, "verified")
    assert visit.evaluate("Object.keys(localStorage)") == []
    _turn_coat(honest_shop)
    visit.go(honest_shop.jar, "verified")


def test_a_browser_that_keeps_nothing_still_checks(secure_shop: Shop, secure_visit: Visit) -> None:
    secure_visit.page.context.add_init_script(
        """if (isSecureContext) Object.defineProperty(window, "localStorage", {
          get() { throw new DOMException("no", "SecurityError"); },
        });"""
    )
    secure_visit.go(secure_shop.jar, "verified")
    secure_visit.speak("th")
    secure_visit.check_quiet(secure_shop.serving.url)
