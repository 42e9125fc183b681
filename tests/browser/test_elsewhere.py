"""The page as a plain folder on another host: nobody has to trust the ledger's own server."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import FilePayload, expect

from browser.evidence import retold
from browser.looks import words
from browser.shop import Shop
from browser.visit import Visit
from support.story import CRAB_LOT, UNIT


def _choose(visit: Visit, name: str, evidence: bytes) -> None:
    file = FilePayload(name=name, mimeType="application/octet-stream", buffer=evidence)
    visit.page.set_input_files("#evidence-file", file)


def test_an_evidence_file_is_verified_without_any_ledger(
    elsewhere: str, honest_shop: Shop, visit: Visit
) -> None:
    evidence = honest_shop.ledger.trace(UNIT)
    visit.page.goto(f"{elsewhere}/index.html")
    expect(visit.page.locator("h1")).to_have_text(words(visit, "landing.title"))
    _choose(visit, "0001.nguon", evidence)
    visit.settle("verified")
    expect(visit.page.locator("#verdict .note")).to_contain_text(UNIT)
    visit.check_quiet(elsewhere)


def test_without_any_network_another_file_can_be_opened(
    elsewhere: str, honest_shop: Shop, fresh_visit: Visit
) -> None:
    fresh_visit.page.goto(f"{elsewhere}/index.html")
    _choose(fresh_visit, "0001.nguon", honest_shop.ledger.trace(UNIT))
    fresh_visit.settle("verified")
    fresh_visit.page.context.set_offline(offline=True)
    index = honest_shop.stored_index("salting")
    good = honest_shop.stored(index)
    bad = retold(good, '"quantity":95,', '"quantity":85,')
    evidence = honest_shop.ledger.trace(UNIT).replace(good, bad)
    _choose(fresh_visit, "bad.nguon", evidence)
    fresh_visit.page.wait_for_selector("html[data-face=wrong]")
    _choose(fresh_visit, "0002.nguon", honest_shop.ledger.trace(CRAB_LOT))
    fresh_visit.page.wait_for_selector("html[data-face=verified]")
    fresh_visit.check_quiet(elsewhere)


def test_a_file_can_be_dropped_anywhere(elsewhere: str, honest_shop: Shop, visit: Visit) -> None:
    visit.page.goto(f"{elsewhere}/index.html")
    expect(visit.page.locator("#evidence-file")).to_be_attached()
    visit.evaluate(
        """(text) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([text], "jar.nguon"));
          document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true }));
        }""",
        honest_shop.ledger.trace(UNIT).decode(),
    )
    visit.settle("verified")


def test_a_link_to_a_ledger_is_followed_across_origins(
    elsewhere: str, honest_shop: Shop, visit: Visit
) -> None:
    visit.go(f"{elsewhere}/index.html#{honest_shop.jar}", "verified")
    assert visit.page.locator("#verdict .note").count() == 0  # the code was read from the link
    assert honest_shop.jar in visit.requests
    visit.check_quiet(elsewhere, honest_shop.serving.url)


def test_a_ledger_s_own_landing_page_follows_links_too(honest_shop: Shop, visit: Visit) -> None:
    visit.go(f"{honest_shop.serving.url}/verify/#{honest_shop.jar}", "verified")
    visit.check_quiet(honest_shop.serving.url)


def test_another_link_in_the_same_page_is_another_question(
    elsewhere: str, honest_shop: Shop, visit: Visit
) -> None:
    visit.go(f"{elsewhere}/index.html#{honest_shop.jar}", "verified")
    visit.evaluate("(url) => { location.hash = url; }", f"{honest_shop.serving.url}/01/1/10/x")
    visit.page.wait_for_selector("html[data-face=unchecked]")
    expect(visit.page.locator("#verdict .reason")).to_have_text(words(visit, "reason.bad_code"))
    assert visit.page.locator("#journey").count() == 0


def test_a_page_that_pins_another_ledger_does_not_know_this_one(
    elsewhere_unpinned: str, honest_shop: Shop, visit: Visit
) -> None:
    visit.go(f"{elsewhere_unpinned}/index.html#{honest_shop.jar}", "unchecked")
    expect(visit.page.locator("#verdict .reason")).to_have_text(words(visit, "reason.unknown_log"))


def test_a_bundle_beside_the_page_is_opened_by_its_name(
    elsewhere: str, static_root: Path, honest_shop: Shop, visit: Visit
) -> None:
    (static_root / "jar.nguon").write_bytes(honest_shop.ledger.trace(UNIT))
    visit.go(f"{elsewhere}/index.html?bundle=jar.nguon", "verified")
    visit.check_quiet(elsewhere)


def test_the_evidence_that_is_kept_is_the_evidence_that_was_checked(
    elsewhere: str, honest_shop: Shop, visit: Visit
) -> None:
    visit.go(honest_shop.jar, "verified")
    link = visit.page.get_by_role("link", name=words(visit, "evidence.download"))
    with visit.page.expect_download() as saving:
        link.click()
    assert saving.value.suggested_filename == "0001.nguon"
    kept = Path(saving.value.path()).read_bytes()
    assert kept == honest_shop.ledger.trace(UNIT)
    visit.page.goto(f"{elsewhere}/index.html")
    _choose(visit, "0001.nguon", kept)
    visit.settle("verified")


def test_a_product_of_another_host_is_not_taken_for_this_one(
    honest_shop: Shop, visit: Visit
) -> None:
    path = CRAB_LOT.removeprefix("https://ledger.example")
    visit.go(honest_shop.serving.url + path, "wrong")
    expect(visit.page.locator("#verdict .reason")).to_have_text(words(visit, "reason.other_id"))
